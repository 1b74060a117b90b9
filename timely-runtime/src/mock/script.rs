//! What a mock is made of.

use crate::server::ErrorFormat;
use crate::{Operation, Schema};

/// What a mock is made of: the operations, and what the document says of their answers besides what these say themselves.
///
/// Generated code states one.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    pub(super) operations: &'static [&'static Operation],
    pub(super) errors: &'static ErrorFormat,
    pub(super) schemas: &'static [(&'static str, &'static Schema)],
    pub(super) base_path: &'static str,
    pub(super) sheet: &'static str,
}

/// How generated code states a script.
#[doc(hidden)]
impl Script {
    /// Of these operations, whose errors have this form.
    #[must_use]
    pub const fn new(
        operations: &'static [&'static Operation],
        errors: &'static ErrorFormat,
    ) -> Self {
        Self {
            operations,
            errors,
            schemas: &[],
            base_path: "",
            sheet: "{}",
        }
    }

    /// Sets the schemas that the answers name.
    #[must_use]
    pub const fn schemas(self, schemas: &'static [(&'static str, &'static Schema)]) -> Self {
        Self { schemas, ..self }
    }

    /// Sets the path of the API's address, under which its paths are served as well.
    #[must_use]
    pub const fn base_path(self, base_path: &'static str) -> Self {
        Self { base_path, ..self }
    }

    /// Sets what the document says of the answers, as JSON.
    #[must_use]
    pub const fn answers(self, sheet: &'static str) -> Self {
        Self { sheet, ..self }
    }
}
