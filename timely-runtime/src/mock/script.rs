//! What a mock is made of.

use crate::server::ErrorFormat;
use crate::{Operation, Schema};
use std::sync::LazyLock;

/// What a mock is made of: the operations, and what the document says of their answers besides what these say themselves.
///
/// Generated code states one.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    pub(super) operations: &'static [&'static Operation],
    pub(super) errors: &'static ErrorFormat,
    pub(super) base_path: &'static str,
    schemas: NamedSchemas,
    sheet: &'static str,
    late: Option<&'static Late>,
}

/// The schemas that answers name.
type NamedSchemas = &'static [(&'static str, &'static Schema)];

/// What the document says of the answers, and the schemas that this names, in the making.
type Late = LazyLock<LateParts, Box<dyn FnOnce() -> LateParts + Send>>;
type LateParts = (&'static str, NamedSchemas);

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
            base_path: "",
            schemas: &[],
            sheet: "{}",
            late: None,
        }
    }

    /// Sets the schemas that the answers name.
    #[must_use]
    pub const fn schemas(self, schemas: NamedSchemas) -> Self {
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

    /// Sets what the document says of the answers, and the schemas that this names: they are made beside whatever else the
    /// program does, and the first answer waits for them.
    #[must_use]
    pub fn late(self, make: impl FnOnce() -> LateParts + Send + 'static) -> Self {
        let late = Late::new(Box::new(make));
        let late: &'static Late = Box::leak(Box::new(late));
        // There may be no more threads. Then the first answer makes them.
        let _ = std::thread::Builder::new().spawn(move || LazyLock::force(late));
        Self {
            late: Some(late),
            ..self
        }
    }

    /// Whether what it says is still to be made.
    pub(super) const fn is_late(&self) -> bool {
        self.late.is_some()
    }

    /// What the document says of the answers, and the schemas that this names.
    pub(super) fn said(&self) -> (&'static str, NamedSchemas) {
        self.late.map_or((self.sheet, self.schemas), |late| **late)
    }
}
