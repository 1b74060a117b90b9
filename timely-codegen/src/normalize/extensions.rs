//! The extensions that mean something to the generator, in place of settings: which of them may stay.
//!
//! What stays is of the form that the later stages expect. Extensions of others are none of its business.

use super::checker::Checker;
use crate::diagnostic::Code;
use crate::grammar::{Object, Role};
use crate::settings::{component_at, document, speaks_of};
use serde_json::{Map, Value};

type Entries = Map<String, Value>;

/// Of a schema, a parameter or an operation: its name in Rust, as the setting `rename` gives it.
pub(crate) const RUST_NAME: &str = "x-rust-name";
/// Of a schema: a type in its place, which only the settings may say.
const RUST_TYPE: &str = "x-rust-type";
/// Of the document or an operation: how lists are paged, as the setting `pagination` says it.
pub(crate) const PAGINATION: &str = "x-pagination";
/// Of the document, an operation or a header: the header of the setting `idempotency`.
pub(crate) const IDEMPOTENCY_KEY: &str = "x-idempotency-key";

/// Of an operation: since when it is deprecated, and when it will be gone.
pub(crate) const DEPRECATED_SINCE: &str = "x-deprecated-since";
pub(crate) const SUNSET: &str = "x-sunset";
/// What stood in [`SUNSET`] and cannot be meant by it, so that a comparison sees that something stood there.
pub(crate) const REFUSED_SUNSET: &str = "x-sunset-refused";
/// Of an operation: where people read about that.
pub(crate) const DEPRECATION_LINK: &str = "x-deprecation-link";
pub(crate) const SUNSET_LINK: &str = "x-sunset-link";

/// The extensions that are looked at, in this order.
const OWN: [&str; 8] = [
    RUST_NAME,
    RUST_TYPE,
    PAGINATION,
    IDEMPOTENCY_KEY,
    DEPRECATED_SINCE,
    SUNSET,
    DEPRECATION_LINK,
    SUNSET_LINK,
];

/// What becomes of an extension.
enum Verdict {
    Keep,
    /// It is of another tool, or says nothing.
    Ignore,
    /// It is left out, and this is said about it.
    Refuse {
        code: Code,
        message: String,
        help: String,
    },
}

/// Takes out what an object cannot mean by these extensions.
pub(super) fn settle(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) {
    entries.shift_remove(REFUSED_SUNSET);
    for key in OWN {
        let Some(value) = entries.get(key) else {
            continue;
        };
        let verdict = match key {
            RUST_NAME => rust_name(object, value),
            RUST_TYPE => rust_type(checker, object, value),
            PAGINATION => pagination(object, value),
            DEPRECATED_SINCE | DEPRECATION_LINK | SUNSET_LINK => deprecation(key, object, value),
            SUNSET => sunset(object, entries, value),
            _ => idempotency_key(object, entries, value),
        };
        if matches!(verdict, Verdict::Keep) {
            continue;
        }
        let refused = entries.shift_remove(key);
        if let (SUNSET, Some(value)) = (key, refused) {
            entries.insert(REFUSED_SUNSET.to_owned(), value);
        }
        if let Verdict::Refuse {
            code,
            message,
            help,
        } = verdict
        {
            checker.at(key, |checker| {
                let diagnostics = &mut checker.context.diagnostics;
                let diagnostic = diagnostics.warning(code, &checker.pointer, message);
                diagnostic.at_key().help(help);
            });
        }
    }
}

fn rust_name(object: &'static Object, value: &Value) -> Verdict {
    if !matches!(
        object.role,
        Role::Schema | Role::Operation | Role::Parameter
    ) {
        let places = "it stands in a schema, a parameter or an operation";
        return misplaced(RUST_NAME, object, places);
    }
    match document::rust_name(value) {
        Ok(_) => Verdict::Keep,
        Err(why) => malformed(
            RUST_NAME,
            why,
            "write a name as Rust has it, such as `x-rust-name: PetKind`",
        ),
    }
}

/// Whoever writes the document could name any type of the program by it, which its author may not have meant to offer.
fn rust_type(checker: &Checker<'_, '_>, object: &'static Object, value: &Value) -> Verdict {
    // Other tools have an object of that name.
    let (Role::Schema, Some(path)) = (object.role, value.as_str()) else {
        return Verdict::Ignore;
    };
    let component = component_at(&checker.pointer);
    let mut settings = checker.context.settings.types.iter();
    let is_set = settings.any(|(key, settings)| {
        settings.path.is_some() && speaks_of(key, &checker.pointer, component.as_deref())
    });
    if is_set {
        return Verdict::Ignore;
    }
    if !document::is_type_path(path) {
        let help = "the settings name a type in place of a schema, by its path: `use = \"my_money::Money\"`";
        return malformed(RUST_TYPE, "it is not the path of a type alone", help);
    }
    let key = component.unwrap_or_else(|| checker.pointer.as_str().to_owned());
    Verdict::Refuse {
        code: Code::Degraded,
        message: format!(
            "`{RUST_TYPE}` is not taken from a document, which could name any type of your program"
        ),
        help: format!("say it in the settings: `types = {{ {key:?} = {{ use = {path:?} }} }}`"),
    }
}

fn pagination(object: &'static Object, value: &Value) -> Verdict {
    if !document::is_pagination(value) {
        return Verdict::Ignore;
    }
    match object.role {
        Role::Operation if *value == Value::Bool(false) => Verdict::Keep,
        Role::Document | Role::Operation => match allowed_pagination(object, value) {
            Ok(()) => Verdict::Keep,
            Err(why) => malformed(
                PAGINATION,
                &why,
                "it has the keys of the setting `pagination`, such as `{style: page, page_param: page, items: /data}`",
            ),
        },
        _ => misplaced(
            PAGINATION,
            object,
            "it stands in the document itself or in an operation",
        ),
    }
}

/// The document has rules for all operations, of which there may be several; an operation has one.
fn allowed_pagination(object: &'static Object, value: &Value) -> Result<(), String> {
    match object.role {
        Role::Document => document::paginations(value).map(drop),
        _ => document::pagination(value).map(drop),
    }
}

fn idempotency_key(object: &'static Object, entries: &Entries, value: &Value) -> Verdict {
    let help = "write the name of the header, such as `x-idempotency-key: Idempotency-Key`";
    match object.role {
        Role::Document | Role::Operation => match document::idempotency(value) {
            Ok(_) => Verdict::Keep,
            Err(why) => malformed(IDEMPOTENCY_KEY, &why, help),
        },
        Role::Parameter => match value {
            Value::Bool(false) => Verdict::Ignore,
            Value::Bool(true) if entries.get("in").and_then(Value::as_str) == Some("header") => {
                Verdict::Keep
            }
            Value::Bool(true) => malformed(
                IDEMPOTENCY_KEY,
                "only a header can be one",
                "write it beside `in: header`",
            ),
            _ => malformed(
                IDEMPOTENCY_KEY,
                "a parameter is one or is none",
                "write `x-idempotency-key: true`",
            ),
        },
        _ => {
            let places =
                "it stands in the document itself, in an operation or in a header parameter";
            misplaced(IDEMPOTENCY_KEY, object, places)
        }
    }
}

/// When and why an operation is deprecated. Other tools have these of parameters and schemas as well.
fn deprecation(key: &str, object: &Object, value: &Value) -> Verdict {
    if object.role != Role::Operation {
        return Verdict::Ignore;
    }
    let (read, help) = match key {
        DEPRECATION_LINK | SUNSET_LINK => (
            document::link(value),
            format!("write an address, such as `{key}: https://example.com/changes`"),
        ),
        _ => (
            document::date(value),
            format!("write a date, such as `{key}: '2025-06-30'`"),
        ),
    };
    match read {
        Ok(_) => Verdict::Keep,
        Err(why) => malformed(key, why, &help),
    }
}

/// What ends before it is deprecated is a mistake (RFC 9745, section 4). Code knows the end of operations alone; that of parameters
/// and schemas is for comparisons.
fn sunset(object: &Object, entries: &Entries, value: &Value) -> Verdict {
    if matches!(object.role, Role::Parameter | Role::Schema) {
        return Verdict::Keep;
    }
    let seconds = |value: &Value| value.as_str().and_then(document::seconds);
    let since = entries.get(DEPRECATED_SINCE).and_then(seconds);
    let is_before = seconds(value)
        .zip(since)
        .is_some_and(|(end, since)| end < since);
    if object.role == Role::Operation && is_before {
        let help = format!(
            "it is the day on which the operation goes, `{DEPRECATED_SINCE}` an earlier one"
        );
        return malformed(SUNSET, &format!("it is before `{DEPRECATED_SINCE}`"), &help);
    }
    deprecation(SUNSET, object, value)
}

fn malformed(key: &str, why: &str, help: &str) -> Verdict {
    Verdict::Refuse {
        code: Code::InvalidDocument,
        message: format!("`{key}` is left out: {why}"),
        help: help.to_owned(),
    }
}

fn misplaced(key: &str, object: &Object, places: &str) -> Verdict {
    Verdict::Refuse {
        code: Code::UnknownKey,
        message: format!("`{key}` means nothing in {}; it is left out", object.name),
        help: places.to_owned(),
    }
}
