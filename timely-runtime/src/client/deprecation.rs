//! What a server says of operations that are on their way out, told once.

use crate::Operation;
use crate::operation::{DEPRECATION, SUNSET};
use http::HeaderMap;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The operations of a client that were told of.
#[derive(Debug, Default)]
pub(super) struct Announced(Mutex<BTreeSet<&'static str>>);

impl Announced {
    /// Warns, once for each operation, that a response says it is deprecated (RFC 9745) or will be gone (RFC 8594).
    pub(super) fn note(&self, operation: &'static Operation, headers: &HeaderMap) {
        let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let (deprecation, sunset) = (said(DEPRECATION), said(SUNSET));
        if deprecation.is_none() && sunset.is_none() {
            return;
        }
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert(operation.id) {
            let operation = operation.id;
            tracing::warn!(
                operation,
                deprecation,
                sunset,
                "the server says that an operation is deprecated"
            );
        }
    }
}
