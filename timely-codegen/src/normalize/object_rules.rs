//! What the grammar cannot say about single objects.

use super::checker::Checker;
use super::version::Dialect;
use super::{annotations, extensions, header_names, older_keywords, swagger};
use crate::diagnostic::{Code, closest};
use crate::grammar::{Object, Role};
use serde_json::{Map, Value, json};

type Entries = Map<String, Value>;

/// What every version says in the same way, before the keys of an object are looked at.
pub(super) fn before_all(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) {
    match object.role {
        Role::Document | Role::Operation => requirement_names(checker, entries),
        Role::Schema => {
            required_in_properties(checker, entries);
            older_keywords::settle(checker, entries);
        }
        _ => {}
    }
}

/// Before the keys of an object are looked at.
pub(super) fn before(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) {
    extensions::settle(checker, object, entries);
    before_all(checker, object, entries);
    match object.role {
        Role::Document => document(checker, entries),
        Role::Info => info(checker, entries),
        Role::Response => {
            response(checker, object, entries);
            header_names::settle_keys(checker, entries);
        }
        Role::Encoding => header_names::settle_keys(checker, entries),
        Role::RequestBody => swagger::schema_of_body(checker, object, entries),
        Role::MediaType => swagger::keywords_in_media_type(checker, object, entries),
        Role::Paths => leading_slashes(checker, entries),
        Role::Parameter | Role::Header => swagger::schema_keywords(checker, object, entries),
        Role::SecurityScheme => swagger::basic_scheme(checker, entries),
        Role::Callback => entries.retain(|key, _| !key.starts_with("x-")),
        _ => {}
    }
}

/// After that. Whether the object may stay.
pub(super) fn after(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) -> bool {
    match object.role {
        Role::Responses => status_codes(checker, entries),
        Role::Parameter => return parameter(checker, entries),
        Role::Header => {
            style(checker, entries, &["simple"]);
            schema_or_content(checker, entries);
        }
        Role::Encoding => encoding(checker, entries),
        Role::SecurityScheme => return security_scheme(checker, entries),
        Role::Link => return link(checker, entries),
        _ => {}
    }
    true
}

/// What an API is called whose document does not say.
const TITLE: &str = "API";
const VERSION: &str = "0.0.0";

fn document(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    if entries.get("info").is_none_or(Value::is_null) {
        checker
            .mended(format!(
                "there is no `info`; the title `{TITLE}` and the version `{VERSION}` are assumed"
            ))
            .help("write `info: {title: …, version: …}`");
        let info = json!({"title": TITLE, "version": VERSION});
        entries.insert("info".to_owned(), info);
    }
    // Since 3.1, a document may consist of webhooks or components alone.
    if checker.dialect() <= Dialect::V30 && !entries.contains_key("paths") {
        checker.mended("there are no `paths`; an API without operations is assumed");
    }
}

fn info(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    for (key, assumed) in [("title", TITLE), ("version", VERSION)] {
        if entries.get(key).is_none_or(Value::is_null) {
            checker.mended(format!(
                "the `info` object needs `{key}`; `{assumed}` is assumed"
            ));
            entries.insert(key.to_owned(), json!(assumed));
        }
    }
}

/// `security: [apiKey]` in place of `security: [{apiKey: []}]`.
fn requirement_names(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    let Some(Value::Array(alternatives)) = entries.get_mut("security") else {
        return;
    };
    for (index, alternative) in alternatives.iter_mut().enumerate() {
        let Some(name) = alternative.as_str().map(str::to_owned) else {
            continue;
        };
        checker.at("security", |checker| {
            checker.at(&index.to_string(), |checker| {
                checker.mended(format!("this is to be an object: `{name}: []`"));
            });
        });
        *alternative = json!({ name: [] });
    }
}

fn response(checker: &mut Checker<'_, '_>, object: &'static Object, entries: &mut Entries) {
    swagger::schema_of_body(checker, object, entries);
    // Since 3.2, it is not required.
    if checker.dialect() < Dialect::V32 && !entries.contains_key("description") {
        checker.mended("a response needs a `description`; an empty one is assumed");
    }
}

/// `required: true` in a property, which is how parameters do it. The list of the object is meant.
fn required_in_properties(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    let mut required = Vec::new();
    let properties = entries.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        let Some(property) = property.as_object_mut() else {
            continue;
        };
        let Some(flag) = property.get("required").and_then(|flag| match flag {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse::<bool>().ok(),
            _ => None,
        }) else {
            continue;
        };
        property.shift_remove("required");
        checker.at("properties", |checker| {
            checker.at(name, |checker| {
                checker.at("required", |checker| {
                    checker
                        .mended("`required` of a schema is a list of its properties, not a flag of a property")
                        .help(format!("write `required: [{name}]` in the object that holds the property"));
                });
            });
        });
        if flag {
            required.push(json!(name));
        }
    }
    // A flag of the schema itself says nothing here; where it is a property, its object has taken it.
    if entries.get("required").is_some_and(Value::is_boolean) {
        entries.shift_remove("required");
        checker.at("required", |checker| {
            checker.mended("`required` of a schema is a list of its properties; a flag has no meaning here and is left out");
        });
    }
    if required.is_empty() {
        return;
    }
    if let Value::Array(list) = entries.entry("required").or_insert_with(|| json!([])) {
        required.retain(|name| !list.contains(name));
        list.append(&mut required);
    }
}

fn leading_slashes(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    let bad = |key: &str| !key.starts_with('/') && !crate::grammar::is_extension(key);
    if !entries.keys().any(|key| bad(key)) {
        return;
    }
    for (key, value) in std::mem::take(entries) {
        let mut path = key.clone();
        if bad(&key) {
            path.insert(0, '/');
            checker.at(&key, |checker| {
                checker
                    .mended(format!("a path begins with a slash: `{path}`"))
                    .at_key();
                let from = checker.pointer.clone();
                let to = from.parent().unwrap_or_default().child(&path);
                checker.moved_now(&from, to);
            });
        }
        entries.entry(path).or_insert(value);
    }
}

fn status_codes(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    entries.retain(|key, _| {
        let known = key == "default" || key.starts_with("x-") || is_status(key);
        if !known {
            checker.at(key, |checker| {
                checker
                    .wrong(
                        Code::InvalidDocument,
                        format!("`{key}` is not a status code"),
                    )
                    .at_key()
                    .help(
                        "responses are listed by status (`200`), by class (`4XX`) or as `default`",
                    );
            });
        }
        known
    });
    capital_classes(checker, entries);
}

/// A class of statuses is written with capitals: `4XX`.
fn capital_classes(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    let is_small = |key: &str| is_status(key) && key.contains('x');
    if !entries.keys().any(|key| is_small(key)) {
        return;
    }
    for (key, response) in std::mem::take(entries) {
        let capital = match is_small(&key) {
            true => key.to_ascii_uppercase(),
            false => key.clone(),
        };
        if entries.contains_key(&capital) {
            let message = format!("`{capital}` has a response already");
            checker.at(&key, |checker| {
                let diagnostic = checker.wrong(Code::DuplicateKey, message);
                diagnostic.at_key().help("describe them as one response");
            });
            continue;
        }
        if capital != key {
            let from = checker.pointer.child(&key);
            checker.moved_from(&from, checker.pointer.child(&capital));
        }
        entries.insert(capital, response);
    }
}

fn is_status(key: &str) -> bool {
    let [first, second, third] = key.as_bytes() else {
        return false;
    };
    let rest = [second, third];
    (b'1'..=b'9').contains(first)
        && (rest.iter().all(|byte| byte.is_ascii_digit())
            || rest.iter().all(|byte| byte.eq_ignore_ascii_case(&b'x')))
}

fn parameter(checker: &mut Checker<'_, '_>, entries: &mut Entries) -> bool {
    let location = entries
        .get("in")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let styles: &[&str] = match location.as_str() {
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "path" => &["simple", "label", "matrix"],
        "header" => &["simple"],
        "cookie" => &["form", "cookie"],
        // Taken out of the list of parameters later.
        "querystring" => &[],
        "" => return false,
        _ => {
            checker.at("in", |checker| {
                let diagnostic = checker.wrong(
                    Code::InvalidDocument,
                    format!("parameters are not found in `{location}`"),
                );
                match (
                    location.as_str(),
                    closest(&location, ["query", "path", "header", "cookie"]),
                ) {
                    ("body" | "formData", _) => {
                        diagnostic.help("in OpenAPI 3, the body is described by `requestBody`")
                    }
                    (_, Some(near)) => diagnostic.help(format!("did you mean `{near}`?")),
                    _ => diagnostic.help("they are in `query`, `path`, `header` or `cookie`"),
                };
            });
            return false;
        }
    };
    if location == "header" && !header_names::settle(checker, entries) {
        return false;
    }
    if location == "querystring" {
        return query_string(checker, entries);
    }
    style(checker, entries, styles);
    schema_or_content(checker, entries);
    if location == "path" && entries.get("required") != Some(&json!(true)) {
        checker.mended("a path parameter is always there, so that it needs `required: true`");
        entries.insert("required".to_owned(), json!(true));
    }
    true
}

/// The whole query string is described by `content` (OpenAPI 3.2, section 4.12.2.2).
fn query_string(checker: &mut Checker<'_, '_>, entries: &mut Entries) -> bool {
    const FORM: &str = "application/x-www-form-urlencoded";
    for key in ["style", "explode", "allowReserved"] {
        if entries.shift_remove(key).is_some() {
            checker.at(key, |checker| {
                checker
                    .mended(format!(
                        "`{key}` says nothing of the whole query string; it is left out"
                    ))
                    .at_key();
            });
        }
    }
    match (
        entries.shift_remove("schema"),
        entries.contains_key("content"),
    ) {
        (Some(_), true) => {
            checker.at("schema", |checker| {
                checker
                    .mended("the whole query string is described by `content`; `schema` beside it is left out")
                    .at_key();
            });
        }
        (Some(schema), false) => {
            let from = checker.pointer.child("schema");
            checker.at("schema", |checker| {
                let help =
                    format!("write `content: {{{FORM}: {{schema: …}}}}`, or another media type");
                checker
                    .wrong_so(
                        Code::InvalidDocument,
                        "the whole query string is described by `content`, not by `schema`"
                            .to_owned(),
                        &format!("it is read as `{FORM}`"),
                    )
                    .at_key()
                    .help(help);
            });
            let to = checker.pointer.child("content").child(FORM).child("schema");
            checker.moved_from(&from, to);
            entries.insert("content".to_owned(), json!({FORM: {"schema": schema}}));
        }
        (None, true) => {}
        (None, false) => {
            checker.mended("there is no `content`; any query string is taken");
            entries.insert("content".to_owned(), json!({FORM: {"schema": {}}}));
        }
    }
    true
}

fn style(checker: &mut Checker<'_, '_>, entries: &mut Entries, known: &[&str]) {
    let Some(style) = entries.get("style").and_then(Value::as_str) else {
        return;
    };
    if known.contains(&style) {
        return;
    }
    let style = style.to_owned();
    entries.shift_remove("style");
    checker.at("style", |checker| {
        let diagnostic = checker.wrong(
            Code::InvalidDocument,
            format!("the style `{style}` cannot be used here"),
        );
        let list: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
        match closest(&style, known.iter().copied()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("the styles here are {}", list.join(", "))),
        };
    });
}

/// Exactly one of the two.
fn schema_or_content(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    match (
        entries.contains_key("schema"),
        entries.contains_key("content"),
    ) {
        (true, true) => {
            entries.shift_remove("content");
            checker.at("content", |checker| {
                checker.mended("there is a `schema` as well, of which only one can hold; `content` is left out").at_key();
            });
        }
        (false, false) => {
            checker.mended("there is neither `schema` nor `content`; any value is taken");
            entries.insert("schema".to_owned(), json!({}));
        }
        _ => {}
    }
}

fn encoding(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    style(
        checker,
        entries,
        &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    );
    for key in ["encoding", "itemEncoding", "prefixEncoding"] {
        if entries.shift_remove(key).is_some() {
            checker.at(key, |checker| {
                checker
                    .degraded("encodings of nested parts are not applied; this one is left out")
                    .at_key()
                    .help("what is in the part is written and read as if nothing was said of it");
            });
        }
    }
    // `openapiv3` takes what is missing for false, but with the style `form`, which is the default, it is true.
    let form = entries.get("style").is_none_or(|style| style == "form");
    if form && !entries.contains_key("explode") {
        entries.insert("explode".to_owned(), json!(true));
    }
}

fn security_scheme(checker: &mut Checker<'_, '_>, entries: &mut Entries) -> bool {
    let kind = entries
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let needed: &[&str] = match kind.as_str() {
        "apiKey" => &["in", "name"],
        "http" => &["scheme"],
        "oauth2" => &[],
        "openIdConnect" => &["openIdConnectUrl"],
        "mutualTLS" => {
            annotations::set_mutual_tls(entries);
            &[]
        }
        "" => return false,
        _ => {
            checker.at("type", |checker| {
                let known = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
                let diagnostic = checker.wrong(
                    Code::InvalidDocument,
                    format!("`{kind}` is not a type of security scheme"),
                );
                match closest(&kind, known) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help(format!("the types are {}", known.join(", "))),
                };
            });
            return false;
        }
    };
    for key in needed {
        if !entries.contains_key(*key) {
            checker.wrong(
                Code::MissingKey,
                format!("a security scheme of type `{kind}` needs `{key}`"),
            );
            return false;
        }
    }
    if kind == "oauth2" {
        entries.entry("flows").or_insert_with(|| json!({}));
    }
    let location = entries.get("in").and_then(Value::as_str);
    if kind == "apiKey" && !matches!(location, Some("header" | "query" | "cookie")) {
        let message = format!(
            "an API key is not found in `{}`",
            location.unwrap_or_default()
        );
        checker.at("in", |checker| {
            checker
                .wrong(Code::InvalidDocument, message)
                .help("it is in `header`, `query` or `cookie`");
        });
        return false;
    }
    kind != "apiKey" || location != Some("header") || header_names::settle(checker, entries)
}

fn link(checker: &mut Checker<'_, '_>, entries: &mut Entries) -> bool {
    match (
        entries.contains_key("operationId"),
        entries.contains_key("operationRef"),
    ) {
        (true, true) => {
            entries.shift_remove("operationRef");
        }
        (false, false) => {
            checker.wrong(
                Code::MissingKey,
                "a link needs `operationId` or `operationRef`; it is left out",
            );
            return false;
        }
        _ => {}
    }
    true
}
