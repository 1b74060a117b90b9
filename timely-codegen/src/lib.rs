//! OpenAPI to Rust: models, client, axum server and webhooks from one document.
//!
//! The pipeline is a row of stages, each in the folder of its name, that pass nouns to one another:
//!
//! ```text
//! text ─read─▶ Document ─normalize─▶ openapiv3::OpenAPI ─lower─▶ ir::Api ─emit─▶ tree::Module ─write / check─▶ disk
//! ```
//!
//! [`Generator`] runs it from the text to the code; [`tree::SourceTree`] writes the code or compares it with what is
//! on disk; [`build::Build`] does both from a `build.rs`. Every stage reports to [`diagnostic::Diagnostics`].

pub mod build;
pub mod diagnostic;
pub mod emit;
mod generator;
mod grammar;
pub mod ir;
mod lint;
pub mod lower;
mod naming;
pub mod normalize;
pub mod read;
pub mod settings;
mod skip;
pub mod tree;

pub use generator::{Generator, Outcome};
