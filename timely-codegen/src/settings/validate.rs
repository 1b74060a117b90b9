//! Whether the values of settings make sense, beyond their types.

use super::{
    ErrorSettings, Invalid, Node, PageStyle, Pagination, Problem, Settings, TypeSettings,
    WebhookSettings, de,
};
use crate::diagnostic::Pointer;
use std::fmt::Debug;

const EXPECTED_POINTER: &str = "expected a JSON pointer, such as `/data`";

impl Settings {
    /// Reads settings from a tree of keys and values, and judges them.
    ///
    /// `beside` are keys that the caller has already taken out of the table; they are named in the help for an unknown
    /// key.
    ///
    /// # Errors
    /// Every unknown key, and the first value of a wrong type; or, when there is neither, every value that makes no
    /// sense.
    #[doc(hidden)]
    pub fn from_node<S: Clone + Debug>(
        node: &Node<S>,
        beside: &'static [&'static str],
    ) -> Result<Self, Vec<Problem<S>>> {
        let settings: Self = de::read(node, beside)?;
        let problems = settings.problems();
        if problems.is_empty() {
            return Ok(settings);
        }
        let located = problems
            .into_iter()
            .map(|Invalid { path, message }| Problem {
                span: node.place(&path),
                message: format!("`{}`: {message}", path.join(".")),
                help: None,
            });
        Err(located.collect())
    }

    /// The settings in a stable text form: equal settings, equal text.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let (a, b) = (Settings::default(), Settings::default().derive("Eq"));
    /// assert_ne!(a.canonical_text(), b.canonical_text());
    /// ```
    #[must_use]
    pub fn canonical_text(&self) -> String {
        // Plain data with string keys always has a JSON form; were it not so, settings would only seem unchanged.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Every value that makes no sense, such as a type that is not Rust.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().format("date-time", "Vec<");
    /// let problems = settings.problems();
    /// assert_eq!(problems[0].path, ["formats", "date-time"]);
    /// ```
    #[must_use]
    pub fn problems(&self) -> Vec<Invalid> {
        let mut found = Found::default();
        if syn::parse_str::<syn::Path>(&self.runtime_path).is_err() {
            found.add(
                ["runtime_path"],
                "expected the path of a Rust module, such as `::timely_runtime`",
            );
        }
        for (format, name) in &self.formats {
            if syn::parse_str::<syn::Type>(name).is_err() {
                found.add(
                    ["formats", format],
                    "expected a Rust type, such as `::jiff::Timestamp`",
                );
            }
        }
        for (at, path) in self.derives.iter().enumerate() {
            found.derive(&["derives", &at.to_string()], path);
        }
        for (selector, settings) in &self.types {
            found.types(selector, settings);
        }
        for (from, name) in &self.rename {
            found.rename(from, name);
        }
        found.operations("include", &self.include);
        found.operations("exclude", &self.exclude);
        if let Some(errors) = &self.errors {
            found.errors(errors);
        }
        for (at, status) in self.server.statuses.iter().enumerate() {
            if !(400..=599).contains(status) {
                found.add(
                    ["server", "statuses", &at.to_string()],
                    "expected an error status, from 400 to 599",
                );
            }
        }
        if let Some(pagination) = &self.pagination {
            found.pagination(pagination);
        }
        if let Some(idempotency) = &self.idempotency {
            found.header(["idempotency", "header"], &idempotency.header);
        }
        if let Some(webhooks) = &self.webhooks {
            found.webhooks(webhooks);
        }
        found.invalid
    }
}

#[derive(Default)]
struct Found {
    invalid: Vec<Invalid>,
}

impl Found {
    fn add<const N: usize>(&mut self, path: [&str; N], message: impl Into<String>) {
        self.add_at(&path, message);
    }

    fn add_at(&mut self, path: &[&str], message: impl Into<String>) {
        let path = path.iter().map(|step| (*step).to_owned()).collect();
        self.invalid.push(Invalid {
            path,
            message: message.into(),
        });
    }

    /// The path of a derive, which is no more than a path.
    fn derive(&mut self, at: &[&str], path: &str) {
        if plain_path(path).is_none() {
            self.add_at(at, "expected the path of a derive, such as `Eq`");
        }
    }

    fn types(&mut self, selector: &str, settings: &TypeSettings) {
        if selector.is_empty() {
            let expected =
                "expected the name of a component schema or a JSON pointer, perhaps with `*`";
            self.add(["types", selector], expected);
        }
        if let Some(path) = &settings.path {
            self.own_type(["types", selector, "use"], path);
        }
        for (at, path) in settings.derive.iter().enumerate() {
            self.derive(&["types", selector, "derive", &at.to_string()], path);
        }
        for (at, attribute) in settings.attributes.iter().enumerate() {
            self.attribute(
                ["types", selector, "attributes", &at.to_string()],
                attribute,
            );
        }
    }

    /// The path of a type of one's own, which means the same in every module.
    fn own_type<const N: usize>(&mut self, at: [&str; N], path: &str) {
        let parsed = plain_path(path);
        let first = parsed.as_ref().and_then(|path| path.segments.first());
        match first.map(|segment| segment.ident.to_string()).as_deref() {
            None => self.add(at, "expected the path of a Rust type, such as `my_money::Money`"),
            Some("self" | "super") => self.add(
                at,
                "expected a path that means the same in every module: begin it with `crate::` or the name of a crate",
            ),
            Some(_) => {}
        }
    }

    fn attribute<const N: usize>(&mut self, at: [&str; N], attribute: &str) {
        let meta: Option<syn::Meta> = syn::parse_str(attribute).ok();
        match meta.as_ref().map(syn::Meta::path) {
            None => self.add(
                at,
                "expected an attribute without `#[` and `]`, such as `sqlx(transparent)`",
            ),
            Some(path) if path.is_ident("serde") => self.add(
                at,
                "the document says what is on the wire; use a type of one's own where it is to be another",
            ),
            Some(path) if path.is_ident("derive") => {
                self.add(at, "derives are listed under the key `derive`");
            }
            Some(_) => {}
        }
    }

    fn rename(&mut self, from: &str, name: &str) {
        if from.is_empty() {
            self.add(
                ["rename", from],
                "expected a JSON pointer or a name of the document",
            );
        }
        if syn::parse_str::<syn::Ident>(name).is_err() {
            self.add(
                ["rename", from],
                "expected a Rust name, which is no keyword",
            );
        }
    }

    fn operations(&mut self, key: &str, patterns: &[String]) {
        for (at, pattern) in patterns.iter().enumerate() {
            let name = pattern.strip_suffix('*').unwrap_or(pattern);
            if pattern.is_empty() || name.contains('*') {
                self.add(
                    [key, &at.to_string()],
                    "expected an operationId, with `*` only at its end",
                );
            }
        }
    }

    fn errors(&mut self, errors: &ErrorSettings) {
        self.media_type(["errors", "content_type"], &errors.content_type);
        if errors.fields.is_empty() {
            self.add(["errors", "fields"], "no field says what the body holds");
        }
        let pointers: Vec<&String> = errors.fields.keys().collect();
        for (at, pointer) in pointers.iter().enumerate() {
            self.pointer(["errors", "fields", pointer], pointer);
            // A field may not lie inside another one. Sorted order does not put `/a` right before `/a/b`.
            let inside = |other: &&&String| {
                pointer
                    .strip_prefix(other.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
            };
            if let Some(outer) = pointers[..at].iter().find(inside) {
                self.add(
                    ["errors", "fields", pointer],
                    format!("lies inside `{outer}`"),
                );
            }
        }
        for status in errors
            .codes
            .keys()
            .filter(|status| !(400..=599).contains(*status))
        {
            self.add(
                ["errors", "codes", &status.to_string()],
                "expected an error status, 400 to 599",
            );
        }
        if !matches!(errors.invalid_request, 400 | 422) {
            self.add(["errors", "invalid_request"], "expected 400 or 422");
        }
    }

    fn pagination(&mut self, pages: &Pagination) {
        if pages.page_param.is_empty() {
            self.add(
                ["pagination", "page_param"],
                "expected the name of a query parameter",
            );
        }
        self.pointer_or_root(["pagination", "items"], &pages.items);
        let pointers = [
            ("total_pages", &pages.total_pages),
            ("total", &pages.total),
            ("has_more", &pages.has_more),
            ("next_cursor", &pages.next_cursor),
        ];
        for (key, pointer) in pointers {
            if let Some(pointer) = pointer {
                self.pointer(["pagination", key], pointer);
            }
        }
        if pages.style == PageStyle::Cursor && pages.next_cursor.is_none() {
            self.add(
                ["pagination", "style"],
                "`cursor` needs the key `next_cursor`",
            );
        }
    }

    fn webhooks(&mut self, webhooks: &WebhookSettings) {
        self.header(["webhooks", "signature_header"], &webhooks.signature_header);
        for (key, header) in [
            ("timestamp_header", &webhooks.timestamp_header),
            ("id_header", &webhooks.id_header),
        ] {
            if let Some(header) = header {
                self.header(["webhooks", key], header);
            }
        }
        if webhooks.signed == super::Signed::TimestampDotBody && webhooks.timestamp_header.is_none()
        {
            self.add(
                ["webhooks", "signed"],
                "`timestamp.body` needs the key `timestamp_header`",
            );
        }
        if webhooks.tolerance_seconds == 0 {
            self.add(
                ["webhooks", "tolerance_seconds"],
                "expected at least one second",
            );
        }
    }

    /// A pointer to a part of a value.
    fn pointer<const N: usize>(&mut self, path: [&str; N], pointer: &str) {
        if pointer.is_empty() {
            self.add(path, EXPECTED_POINTER);
        } else {
            self.pointer_or_root(path, pointer);
        }
    }

    /// A pointer to a value or a part of it.
    fn pointer_or_root<const N: usize>(&mut self, path: [&str; N], pointer: &str) {
        if !Pointer::is_valid(pointer) {
            self.add(path, EXPECTED_POINTER);
        }
    }

    /// RFC 9110, section 5.1.
    fn header<const N: usize>(&mut self, path: [&str; N], name: &str) {
        if !is_token(name) {
            self.add(path, "expected the name of an HTTP header");
        }
    }

    /// RFC 9110, section 8.3.1.
    fn media_type<const N: usize>(&mut self, path: [&str; N], name: &str) {
        let plain = name.split(';').next().unwrap_or_default().trim();
        if !plain
            .split_once('/')
            .is_some_and(|(kind, rest)| is_token(kind) && is_token(rest))
        {
            self.add(path, "expected a media type, such as `application/json`");
        }
    }
}

/// A path of names alone, without arguments.
fn plain_path(text: &str) -> Option<syn::Path> {
    let path = syn::parse::Parser::parse_str(syn::Path::parse_mod_style, text);
    path.ok()
}

/// RFC 9110, section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
