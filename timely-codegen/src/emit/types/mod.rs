//! Types and default values of the document as Rust.

mod default_values;
mod fields;
mod numbers;
mod rust_types;
mod type_tree;

pub(super) use fields::{OptionalField, default_reader_name, member};
pub(super) use numbers::{float, integer};
pub(super) use rust_types::{integer_type, root_module};
pub(super) use type_tree::{TypeTree, TypeTrees};

use super::context::Context;
use crate::ir::TypeRoot;

/// How types and values are written.
#[derive(Clone, Copy)]
pub(super) struct Types<'a> {
    context: Context<'a>,
    /// The module that the code stands in, where it holds generated types.
    place: Option<(TypeRoot, &'a [String])>,
}

impl<'a> Types<'a> {
    /// For code that stands in a module without generated types.
    pub(super) fn new(context: Context<'a>) -> Self {
        Self {
            context,
            place: None,
        }
    }

    /// For code that stands in this module, in which paths of types begin.
    pub(super) fn within(self, root: TypeRoot, modules: &'a [String]) -> Self {
        Self {
            place: Some((root, modules)),
            ..self
        }
    }
}
