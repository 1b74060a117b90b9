//! Whether the values of settings make sense, beyond their types.

use super::names::{is_user_agent, is_variable};
use super::{
    Derivable, ErrorSettings, Idempotency, Invalid, Node, PagePlace, PageStyle, Pagination,
    PaginationRules, Problem, ServerPrefix, Settings, TypeSettings, WebhookSettings, de,
};
use crate::diagnostic::Pointer;
use std::collections::BTreeMap;
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

    /// The settings in a stable text form: settings that give the same code, the same text. How serious messages are taken
    /// is not in it.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let (a, b) = (Settings::default(), Settings::default().derive("Eq"));
    /// assert_ne!(a.canonical_text(), b.canonical_text());
    /// ```
    #[must_use]
    pub fn canonical_text(&self) -> String {
        // Plain data with string keys always has a JSON form; were it not so, settings would only seem unchanged.
        let settings = Self {
            diagnostics: BTreeMap::new(),
            deny_warnings: false,
            ..self.clone()
        };
        serde_json::to_string(&settings).unwrap_or_default()
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
        if let Some(path) = &self.crate_path
            && !is_plain_path(path)
        {
            found.add(
                ["crate_path"],
                "expected the path of a crate or of a module in it, such as `my_sdk` or `my_app::api`",
            );
        }
        if let Some(prefix) = &self.env_prefix
            && !is_variable(prefix)
        {
            found.add(
                ["env_prefix"],
                "expected capital letters, digits and underscores, such as `MY_SDK`, with a letter first and no underscore last",
            );
        }
        if let Some(name) = &self.user_agent
            && !is_user_agent(name)
        {
            found.add(
                ["user_agent"],
                "expected `crate`, `document` or products of HTTP, such as `acme-sdk/1.4`",
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
        if let ServerPrefix::Path(path) = &self.server.prefix
            && (!path.starts_with('/') || path.contains(['?', '#']))
        {
            found.add(
                ["server", "prefix"],
                "expected `none`, `document` or a path that begins with a slash, such as `/v1`",
            );
        }
        if let Some(pagination) = &self.pagination {
            found.paginations(pagination);
        }
        if let Some(header) = &self.request_id_header {
            found.header(["request_id_header"], header);
        }
        if let Some(idempotency) = &self.idempotency {
            found.header(["idempotency", "header"], &idempotency.header);
        }
        if let Some(events) = &self.events
            && (events.done.is_empty() || events.done.contains(['\r', '\n']))
        {
            found.add(
                ["events", "done"],
                "expected one line that is not empty, such as `[DONE]`",
            );
        }
        if let Some(webhooks) = &self.webhooks {
            found.webhooks(webhooks);
        }
        // Places in a text are counted in 32 bits.
        if !(1..=4095).contains(&self.max_document_size) {
            found.add(
                ["max_document_size"],
                "expected a number of MiB, from 1 to 4095",
            );
        }
        if self.strict && self.lenient.is_some() {
            found.add(["lenient"], "`strict` says it already; remove this");
        }
        found.invalid.extend(self.problems_of_levels());
        found.invalid.extend(self.problems_of_refs());
        found.invalid
    }
}

/// What makes no sense in a rule of pagination.
pub(super) fn pagination_problems(rule: &Pagination) -> Vec<Invalid> {
    let mut found = Found::default();
    found.pagination(&["pagination"], rule);
    found.invalid
}

/// What makes no sense in a rule of idempotency.
pub(super) fn idempotency_problems(rule: &Idempotency) -> Vec<Invalid> {
    let mut found = Found::default();
    found.header(["idempotency", "header"], &rule.header);
    found.invalid
}

/// What makes no sense in the path of a type of one's own.
pub(super) fn own_type_problems(path: &str) -> Vec<Invalid> {
    let mut found = Found::default();
    found.own_type(["use"], path);
    found.invalid
}

/// Whether a text is a path of plain names, without a separator before them, as it stands after `use`.
fn is_plain_path(text: &str) -> bool {
    syn::parse_str::<syn::Path>(text).is_ok_and(|path| {
        let mut segments = path.segments.iter();
        path.leading_colon.is_none() && segments.all(|segment| segment.arguments.is_none())
    })
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

    /// The path of a derive, which is no more than a path, and of none that each type has already.
    fn derive(&mut self, at: &[&str], path: &str) {
        let Some(path) = plain_path(path) else {
            self.add_at(at, "expected the path of a derive, such as `Eq`");
            return;
        };
        let names: Vec<String> = names_in(&path);
        let is_given = match names.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["serde", ..] => true,
            [last] | ["std" | "core", .., last] => GIVEN.contains(&last),
            _ => false,
        };
        if is_given {
            let name = names.last().map_or("", String::as_str);
            self.add_at(at, format!("every type has `{name}` already"));
        }
    }

    fn types(&mut self, selector: &str, settings: &TypeSettings) {
        if selector.is_empty() {
            let expected =
                "expected the name of a component schema or a JSON pointer, perhaps with `*`";
            self.add(["types", selector], expected);
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
        if let Some(path) = &settings.path {
            self.own_type(["types", selector, "use"], path);
            self.beside_own_type(selector, settings);
        }
    }

    /// The path of a type of one's own, which means the same in every module.
    fn own_type<const N: usize>(&mut self, at: [&str; N], path: &str) {
        let names = plain_path(path).as_ref().map(names_in).unwrap_or_default();
        match names.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] | ["crate" | "Self"] => {
                self.add(at, "expected the path of a Rust type, such as `my_money::Money`");
            }
            ["self" | "super" | "Self", ..] => self.add(
                at,
                "expected a path that means the same in every module: begin it with `crate::` or the name of a crate",
            ),
            // A generated type may have any other name.
            [name] if !PLAIN_TYPES.contains(&name) => self.add(
                at,
                format!("`{name}` alone is not a type everywhere: begin the path with `crate::` or the name of a crate"),
            ),
            _ => {}
        }
    }

    /// What is said beside a type of one's own: no more than which traits it has.
    fn beside_own_type(&mut self, selector: &str, settings: &TypeSettings) {
        for (at, path) in settings.derive.iter().enumerate() {
            if Derivable::named(path).is_none() {
                let expected = "beside `use` it says which traits the type has: `Eq`, `Hash`, `Default`, `PartialOrd`, `Ord`, `Copy`";
                self.add(["types", selector, "derive", &at.to_string()], expected);
            }
        }
        let others = [
            ("attributes", !settings.attributes.is_empty()),
            ("keep_unknown", settings.keep_unknown.is_some()),
        ];
        for (key, _) in others.into_iter().filter(|(_, is_given)| *is_given) {
            self.add(
                ["types", selector, key],
                "a type of one's own is not generated, and has what its own code says",
            );
        }
    }

    fn attribute<const N: usize>(&mut self, at: [&str; N], attribute: &str) {
        let meta: Option<syn::Meta> = syn::parse_str(attribute).ok();
        let Some(meta) = meta else {
            self.add(
                at,
                "expected an attribute without `#[` and `]`, such as `sqlx(transparent)`",
            );
            return;
        };
        let within = conditional(&meta).into_iter().map(|meta| (meta, true));
        let mut all = within.chain([(meta, false)]);
        let help = all.find_map(|(meta, is_within)| match name_of(meta.path()).as_str() {
            "serde" => Some("the document says what is on the wire; use a type of one's own where it is to be another"),
            "derive" if !is_within => Some("derives are listed under the key `derive`"),
            "deprecated" => Some("the document says what is deprecated"),
            "non_exhaustive" => Some("every type that can be is `non_exhaustive` already"),
            "doc" if matches!(meta, syn::Meta::NameValue(_)) => Some("the document describes its types"),
            _ => None,
        });
        if let Some(help) = help {
            self.add(at, help);
        }
    }

    fn rename(&mut self, from: &str, name: &str) {
        if from.is_empty() {
            self.add(
                ["rename", from],
                "expected a JSON pointer or a name of the document",
            );
        }
        if !is_identifier(name) {
            self.add(
                ["rename", from],
                "expected a Rust name that is not a keyword",
            );
        }
    }

    fn operations(&mut self, key: &str, patterns: &[String]) {
        self.operations_at(&[key], patterns);
    }

    fn operations_at(&mut self, key: &[&str], patterns: &[String]) {
        for (at, pattern) in patterns.iter().enumerate() {
            let name = pattern.strip_suffix('*').unwrap_or(pattern);
            if pattern.is_empty() || name.contains('*') {
                self.add_at(
                    &[key, &[&at.to_string()]].concat(),
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

    fn paginations(&mut self, pages: &PaginationRules) {
        if pages
            .edition()
            .is_some_and(|edition| !(1..=PaginationRules::NEWEST).contains(&edition))
        {
            let newest = PaginationRules::NEWEST;
            let expected = format!("expected an edition that this generator knows: 1 to {newest}");
            self.add(["pagination", "auto"], expected);
        }
        match pages.rules() {
            [] if pages.edition().is_none() => self.add(["pagination"], "expected a rule at least"),
            [rule] => self.pagination(&["pagination"], rule),
            rules => {
                for (at, rule) in rules.iter().enumerate() {
                    self.pagination(&["pagination", &at.to_string()], rule);
                }
            }
        }
    }

    fn pagination(&mut self, at: &[&str], pages: &Pagination) {
        let is_by_address = matches!(pages.style, PageStyle::Link | PageStyle::Url);
        let is_in_body = pages.place == Some(PagePlace::Body);
        let params = [
            ("page_param", (!is_by_address).then_some(&pages.page_param)),
            ("prev_param", pages.prev_param.as_ref()),
            (
                "limit_param",
                pages.limit_param.as_ref().filter(|_| is_in_body),
            ),
        ];
        for (key, param) in params {
            match param {
                Some(param) if is_in_body => self.member(&[at, &[key]].concat(), param),
                Some(param) if param.is_empty() => {
                    self.add_at(&[at, &[key]].concat(), "expected the name of a parameter");
                }
                _ => {}
            }
        }
        if is_by_address && !pages.page_param.is_empty() {
            let style = [at, &["page_param"]].concat();
            self.add_at(
                &style,
                "an address is followed as it is, without a parameter",
            );
        }
        if !Pointer::is_valid(&pages.items) {
            self.add_at(&[at, &["items"]].concat(), EXPECTED_POINTER);
        }
        let pointers = [
            ("total_pages", &pages.total_pages),
            ("total", &pages.total),
            ("has_more", &pages.has_more),
            ("next_cursor", &pages.next_cursor),
            ("prev_cursor", &pages.prev_cursor),
            ("next_url", &pages.next_url),
            ("prev_url", &pages.prev_url),
        ];
        for (key, pointer) in pointers {
            if let Some(pointer) = pointer {
                self.member(&[at, &[key]].concat(), pointer);
            }
        }
        if let Some(pointer) = &pages.item_cursor
            && !Pointer::is_valid(pointer)
        {
            self.add_at(&[at, &["item_cursor"]].concat(), EXPECTED_POINTER);
        }
        self.operations_at(&[at, &["operations"]].concat(), &pages.operations);
        let style = [at, &["style"]].concat();
        match pages.style {
            PageStyle::Cursor if pages.next_cursor.is_none() && pages.item_cursor.is_none() => {
                self.add_at(
                    &style,
                    "`cursor` needs the key `next_cursor` or `item_cursor`",
                );
            }
            PageStyle::Cursor if pages.next_cursor.is_some() && pages.item_cursor.is_some() => {
                self.add_at(
                    &style,
                    "a cursor is `next_cursor` or `item_cursor`, not both",
                );
            }
            PageStyle::Url if pages.next_url.is_none() => {
                self.add_at(&style, "`url` needs the key `next_url`");
            }
            _ => {}
        }
    }

    /// A pointer to a part of a value.
    fn member(&mut self, at: &[&str], pointer: &str) {
        if pointer.is_empty() || !Pointer::is_valid(pointer) {
            self.add_at(at, EXPECTED_POINTER);
        }
    }

    fn webhooks(&mut self, webhooks: &WebhookSettings) {
        let signature = Some(&webhooks.signature_header).filter(|name| !name.is_empty());
        for (key, header) in [
            ("signature_header", signature),
            ("timestamp_header", webhooks.timestamp_header.as_ref()),
            ("id_header", webhooks.id_header.as_ref()),
            ("delivery_id_header", webhooks.delivery_id_header.as_ref()),
        ] {
            if let Some(header) = header {
                self.header(["webhooks", key], header);
            }
        }
        for (key, text) in webhooks.problems() {
            self.add(["webhooks", key], &text);
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

/// Types that are known by their names alone wherever code stands.
const PLAIN_TYPES: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize", "String",
];

/// Traits that every type implements, by derives or by hand.
const GIVEN: &[&str] = &["Clone", "Debug", "PartialEq", "Serialize", "Deserialize"];

/// Whether a text is an identifier and nothing else: the parser passes over comments and blanks.
pub(super) fn is_identifier(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok_and(|name| name == text)
}

/// The names in a path.
fn names_in(path: &syn::Path) -> Vec<String> {
    let segments = path.segments.iter();
    segments.map(|segment| segment.ident.to_string()).collect()
}

/// The attributes that `cfg_attr` stands for.
fn conditional(meta: &syn::Meta) -> Vec<syn::Meta> {
    let syn::Meta::List(list) = meta else {
        return Vec::new();
    };
    if name_of(&list.path) != "cfg_attr" {
        return Vec::new();
    }
    let parser = syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
    let parts = list.parse_args_with(parser).unwrap_or_default();
    let parts: Vec<syn::Meta> = parts.into_iter().skip(1).collect();
    let inner: Vec<syn::Meta> = parts.iter().flat_map(conditional).collect();
    parts.into_iter().chain(inner).collect()
}

/// The name that an attribute begins with.
fn name_of(path: &syn::Path) -> String {
    use syn::ext::IdentExt as _;
    let first = path.segments.first();
    first.map_or_else(String::new, |segment| segment.ident.unraw().to_string())
}

/// A path of names alone, without arguments.
fn plain_path(text: &str) -> Option<syn::Path> {
    let path = syn::parse::Parser::parse_str(syn::Path::parse_mod_style, text);
    path.ok()
}

/// Whether a text can stand in a header field as it is.
pub(super) fn is_header_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// RFC 9110, section 5.6.2.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
