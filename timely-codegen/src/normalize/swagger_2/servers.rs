//! `host`, `basePath` and `schemes`, as servers.

use super::{Converter, Entries};
use crate::diagnostic::Pointer;
use serde_json::{Value, json};

/// The servers of the whole document, if it says anything of them.
pub(super) fn of_document(
    converter: &mut Converter<'_, '_>,
    document: &Entries,
) -> Option<Vec<Value>> {
    let known = ["host", "basePath"];
    let at = known.iter().find(|key| document.contains_key(**key))?;
    let from = Pointer::root().child(at);
    Some(servers(
        converter,
        schemes(document),
        &from,
        &Pointer::root(),
    ))
}

/// The servers of an operation that names other protocols than the document.
pub(super) fn of_operation(
    converter: &mut Converter<'_, '_>,
    operation: &Entries,
    at: &Pointer,
) -> Option<Vec<Value>> {
    let document = converter.document.as_object()?;
    let own = schemes(operation);
    if own.is_empty() || own == schemes(document) || !document.contains_key("host") {
        return None;
    }
    Some(servers(converter, own, &at.child("schemes"), at))
}

/// The protocols that an object names, safe ones first. Those of web sockets are not spoken.
fn schemes(entries: &Entries) -> Vec<&'static str> {
    let named = entries.get("schemes").and_then(Value::as_array);
    let named: Vec<&str> = named
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    ["https", "http"]
        .into_iter()
        .filter(|known| named.iter().any(|name| name.eq_ignore_ascii_case(known)))
        .collect()
}

fn servers(
    converter: &mut Converter<'_, '_>,
    schemes: Vec<&'static str>,
    from: &Pointer,
    to: &Pointer,
) -> Vec<Value> {
    let text = |key: &str| {
        let text = converter.document.get(key).and_then(Value::as_str);
        text.unwrap_or_default().trim().to_owned()
    };
    let host = text("host");
    let mut base = text("basePath").trim_end_matches('/').to_owned();
    if !base.is_empty() && !base.starts_with('/') {
        base.insert(0, '/');
    }
    let host = host.trim_end_matches('/');
    let (own, host) = match host.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_owned()), rest.to_owned()),
        None => (None, host.to_owned()),
    };
    let urls: Vec<String> = match (host.is_empty(), own) {
        (true, _) if base.is_empty() => vec!["/".to_owned()],
        (true, _) => vec![base],
        (false, Some(scheme)) => {
            let at = Pointer::root().child("host");
            if !converter
                .context
                .diagnostics
                .tells(crate::diagnostic::Code::Repaired, &at)
            {
                converter
                    .mended(
                        &at,
                        format!("`host` is a name alone; `{scheme}` belongs into `schemes`"),
                    )
                    .help(format!("write `host: {host}` and `schemes: [{scheme}]`"));
            }
            vec![format!("{scheme}://{host}{base}")]
        }
        // Without a protocol, that by which the document is reached is meant; nothing is without the safe one today.
        (false, None) if schemes.is_empty() => vec![format!("https://{host}{base}")],
        (false, None) => schemes
            .iter()
            .map(|scheme| format!("{scheme}://{host}{base}"))
            .collect(),
    };
    let list = to.child("servers");
    converter.moved(from, &list);
    for index in 0..urls.len() {
        converter.moved(from, &list.index(index).child("url"));
    }
    urls.iter().map(|url| json!({ "url": url })).collect()
}
