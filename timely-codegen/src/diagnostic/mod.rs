//! Diagnostics: what every stage says about a document, each with its place and a stable [`Code`].
//!
//! A stage reports to a [`Diagnostics`] and goes on, so that one run reports every problem. A message names its place
//! as a [`Pointer`] into the document; [`Outcome::messages`](crate::Outcome::messages) and
//! [`Outcome::render_diagnostics`](crate::Outcome::render_diagnostics) turn that into a file, a line and a column.

mod brief;
mod code;
mod group;
mod level;
mod message;
mod pointer;
mod render;
mod shown_path;
mod sink;
mod source;
#[allow(
    unreachable_pub,
    reason = "a field of what the stages pass on, which are public with the feature `unstable`"
)]
mod source_map;
mod suggest;
#[cfg(test)]
mod tests;

pub use brief::Brief;
pub use code::{Code, UnknownCode};
pub(crate) use group::Group;
pub use level::Level;
pub(crate) use level::{Levels, is_within};
pub use message::Message;
pub(crate) use message::messages;
#[cfg(feature = "cli")]
pub(crate) use message::{data as command_data, property as command_property};
pub use pointer::Pointer;
pub(crate) use pointer::unescape;
#[cfg(feature = "cli")]
pub(crate) use render::plain;
pub(crate) use render::{Extent, TextStyle, render};
pub(crate) use shown_path::shown_path;
pub use sink::{Diagnostic, Diagnostics, Severity};
pub use source::Position;
pub(crate) use source::{Location, Source};
pub(crate) use source_map::{NodeId, SourceMap, SpanEntry, Spans, Spot};
pub(crate) use suggest::closest;
