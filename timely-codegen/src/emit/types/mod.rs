//! Types and default values of the document as Rust.

mod default_values;
mod fields;
mod numbers;
mod rust_types;

pub(super) use fields::{OptionalField, default_reader_name, member};
pub(super) use numbers::{float, integer};
pub(super) use rust_types::integer_type;

use super::context::Context;

/// How types and values are written.
#[derive(Clone, Copy)]
pub(super) struct Types<'a> {
    context: Context<'a>,
}

impl<'a> Types<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self { context }
    }
}
