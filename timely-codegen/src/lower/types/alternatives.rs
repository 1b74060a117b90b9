//! The alternatives of a union.

use crate::diagnostic::Pointer;
use crate::ir::{Schema as Constraints, SchemaRef};
use openapiv3::{Discriminator, ReferenceOr, Schema};

/// The alternatives of a union and where they stand.
#[derive(Clone)]
pub(in crate::lower) struct Alternatives<'a> {
    /// Whether exactly one may hold (`oneOf`).
    pub(in crate::lower) one: bool,
    pub(in crate::lower) list: &'a [ReferenceOr<Schema>],
    /// What the schema says of telling them apart.
    pub(in crate::lower) discriminator: Option<&'a Discriminator>,
    /// Of the list.
    pub(in crate::lower) pointer: Pointer,
}

impl Alternatives<'_> {
    /// The schema of the union, as far as its alternatives make it.
    pub(in crate::lower) fn constraints(&self, schemas: Vec<SchemaRef>) -> Constraints {
        let (one_of, any_of) = if self.one {
            (schemas, Vec::new())
        } else {
            (Vec::new(), schemas)
        };
        Constraints {
            one_of,
            any_of,
            ..Constraints::default()
        }
    }
}
