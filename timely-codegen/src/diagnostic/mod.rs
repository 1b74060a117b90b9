//! What every stage says about a document: one type of message, with its place.
//!
//! A stage reports to a [`Diagnostics`] and goes on, so that one run reports every problem. A message names its place
//! as a [`Pointer`] into the document; the [`SourceMap`] turns that into a file, a line and a column when the messages
//! are shown by [`render`].

mod code;
mod message;
mod pointer;
mod render;
mod sink;
mod source;
mod source_map;
mod suggest;
#[cfg(test)]
mod tests;

pub use code::Code;
pub use message::{Message, messages};
pub use pointer::Pointer;
pub use render::render;
pub use sink::{Diagnostic, Diagnostics, Severity};
pub use source::{Location, Position, Source};
pub use source_map::SourceMap;
pub(crate) use source_map::{NodeId, SpanEntry, Spans};
pub(crate) use suggest::closest;
