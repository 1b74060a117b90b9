//! The alternatives of a union.

use crate::diagnostic::Pointer;
use crate::ir::{Schema as Constraints, SchemaRef};
use openapiv3::{Discriminator, ReferenceOr, Schema};

/// The keyword that lists alternatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum ListKind {
    /// Exactly one holds.
    OneOf,
    /// One or several hold.
    AnyOf,
}

impl ListKind {
    fn keyword(self) -> &'static str {
        match self {
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
        }
    }
}

/// The alternatives of a union and where they stand.
#[derive(Clone)]
pub(in crate::lower) struct Alternatives<'a> {
    pub(in crate::lower) kind: ListKind,
    pub(in crate::lower) list: &'a [ReferenceOr<Schema>],
    /// What the schema says of telling them apart.
    pub(in crate::lower) discriminator: Option<&'a Discriminator>,
    /// Of the list.
    pub(in crate::lower) pointer: Pointer,
}

impl<'a> Alternatives<'a> {
    /// Those that a schema at a place lists.
    pub(super) fn of(
        schema: &'a Schema,
        kind: ListKind,
        list: &'a [ReferenceOr<Schema>],
        pointer: &Pointer,
    ) -> Self {
        Self {
            kind,
            list,
            discriminator: schema.schema_data.discriminator.as_ref(),
            pointer: pointer.child(kind.keyword()),
        }
    }

    /// Whether one that stands in the list itself, and not in a component, allows null.
    pub(super) fn allow_null(&self) -> bool {
        self.list
            .iter()
            .any(|part| matches!(part, ReferenceOr::Item(part) if part.schema_data.nullable))
    }

    /// The schema of the union, as far as its alternatives make it.
    pub(in crate::lower) fn constraints(&self, schemas: Vec<SchemaRef>) -> Constraints {
        let (one_of, any_of) = match self.kind {
            ListKind::OneOf => (schemas, Vec::new()),
            ListKind::AnyOf => (Vec::new(), schemas),
        };
        Constraints {
            one_of,
            any_of,
            ..Constraints::default()
        }
    }
}
