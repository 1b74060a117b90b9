//! The header by which a repeated request is told: from the settings, or from the document's own words.

use super::source::Source;
use crate::diagnostic::{Code, Pointer};
use crate::lower::operations::Operations;
use crate::normalize::IDEMPOTENCY_KEY;
use crate::settings::document;
use indexmap::IndexMap;
use openapiv3::ParameterData;
use serde_json::Value;

/// A header that the document says to be one of idempotency keys, and where.
pub(in crate::lower) struct Mark {
    header: String,
    at: Pointer,
}

impl Operations<'_> {
    /// The header that an operation takes a key in, by its own word. What the settings say holds in place of it.
    pub(super) fn own_key(&mut self, source: &Source<'_>) -> Option<String> {
        if self.context.settings.idempotency.is_some() {
            return None;
        }
        let header = header_of(&source.operation.extensions)?;
        self.keys.push(Mark {
            header: header.clone(),
            at: source.at.child(IDEMPOTENCY_KEY),
        });
        Some(header)
    }

    /// Notes a header that its parameter says to be one of keys.
    pub(super) fn note_key(&mut self, data: &ParameterData, at: &Pointer) {
        if data.extensions.get(IDEMPOTENCY_KEY) == Some(&Value::Bool(true)) {
            self.keys.push(Mark {
                header: data.name.clone(),
                at: at.child(IDEMPOTENCY_KEY),
            });
        }
    }

    /// The header of all keys. A client makes them for one.
    pub(in crate::lower) fn idempotency(&mut self) -> Option<String> {
        if let Some(rule) = &self.context.settings.idempotency {
            return Some(rule.header.clone());
        }
        let marks = std::mem::take(&mut self.keys);
        let first = marks.first().map(|mark| mark.header.clone());
        let header = header_of(&self.context.openapi.extensions).or(first)?;
        for mark in marks {
            if mark.header.eq_ignore_ascii_case(&header) {
                continue;
            }
            let message = format!(
                "a client makes keys for one header, which is `{header}`; for `{}`, its callers make them",
                mark.header
            );
            self.bodies
                .types
                .diagnostics
                .warning(Code::Degraded, &mark.at, message)
                .help("use one header for all operations");
        }
        Some(header)
    }
}

fn header_of(extensions: &IndexMap<String, Value>) -> Option<String> {
    let rule = document::idempotency(extensions.get(IDEMPOTENCY_KEY)?);
    rule.ok().map(|rule| rule.header)
}
