//! Names of headers (RFC 9110, section 5.1). One that no header can have is left out, with what it names.

use super::checker::Checker;
use crate::diagnostic::Code;
use serde_json::{Map, Value};

type Entries = Map<String, Value>;

/// Settles the `name` of a parameter or security scheme. Whether it may stay.
pub(super) fn settle(checker: &mut Checker<'_, '_>, entries: &mut Entries) -> bool {
    let name = entries
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if is_header_name(name) {
        return true;
    }
    let name = name.to_owned();
    let settled = checker.at("name", |checker| settled(checker, &name));
    let stays = settled.is_some();
    if let Some(settled) = settled {
        entries.insert("name".to_owned(), Value::String(settled));
    }
    stays
}

/// Settles the keys of `headers`.
pub(super) fn settle_keys(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    let Some(Value::Object(headers)) = entries.get_mut("headers") else {
        return;
    };
    if headers.keys().all(|name| is_header_name(name)) {
        return;
    }
    checker.at("headers", |checker| {
        for (name, header) in std::mem::take(headers) {
            if is_header_name(&name) {
                headers.entry(name).or_insert(header);
                continue;
            }
            let Some(settled) = checker.at(&name, |checker| settled(checker, &name)) else {
                continue;
            };
            let from = checker.pointer.child(&name);
            checker.moved_now(&from, checker.pointer.child(&settled));
            headers.entry(settled).or_insert(header);
        }
    });
}

fn is_header_name(name: &str) -> bool {
    http::HeaderName::from_bytes(name.as_bytes()).is_ok()
}

/// What a name that is none was meant to be. The checker stands at it.
fn settled(checker: &mut Checker<'_, '_>, name: &str) -> Option<String> {
    let bare = name.trim().trim_end_matches(':');
    if is_header_name(bare) {
        checker.mended(format!(
            "the name of the header `{name}` is read as `{bare}`"
        ));
        return Some(bare.to_owned());
    }
    if bare.is_empty() {
        checker
            .mended("a header needs a name; nothing can be sent without one, and this is left out");
        return None;
    }
    checker
        .wrong(
            Code::InvalidDocument,
            format!("`{name}` cannot be the name of a header"),
        )
        .help("a header name consists of letters, digits and `-` (RFC 9110, section 5.1)");
    None
}
