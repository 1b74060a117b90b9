//! Schemas as lowering meets them, and what becomes of them.

use crate::formats::JsonType;
use crate::ir::{Schema as Constraints, SchemaRef, Type};
use openapiv3::{ReferenceOr, Schema};

/// A schema or a reference to one, whichever way openapiv3 holds it.
#[derive(Clone, Copy)]
pub(in crate::lower) enum Node<'a> {
    Reference(&'a str),
    Schema(&'a Schema),
}

impl<'a> From<&'a ReferenceOr<Schema>> for Node<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for Node<'a> {
    fn from(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

/// What a schema became.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Lowered {
    /// The type of a value that is not null.
    pub(in crate::lower) ty: Type,
    /// Whether the value may be null.
    pub(in crate::lower) nullable: bool,
    /// Its constraints, null included where it is allowed.
    pub(in crate::lower) schema: SchemaRef,
}

impl Lowered {
    /// A type, its constraints left to [`Types::held`].
    pub(in crate::lower) fn of(ty: Type) -> Self {
        Self {
            ty,
            nullable: false,
            schema: SchemaRef::Inline(Box::default()),
        }
    }

    /// The same, also allowing null.
    pub(super) fn or_null(mut self, nullable: bool) -> Self {
        self.nullable |= nullable;
        self
    }

    /// Text of which nothing is known.
    pub(in crate::lower) fn text() -> Self {
        Self {
            schema: SchemaRef::inline(Constraints {
                types: vec![JsonType::String],
                ..Constraints::default()
            }),
            ..Self::of(Type::String)
        }
    }

    pub(in crate::lower) fn any() -> Self {
        Self::of(Type::Any)
    }

    /// The type where nothing else says that the value may be null.
    pub(in crate::lower) fn value_type(&self) -> Type {
        match (&self.ty, self.nullable) {
            (Type::Any, _) | (_, false) => self.ty.clone(),
            (ty, true) => Type::Nullable(Box::new(ty.clone())),
        }
    }
}
