//! OpenAPI to Rust: models, client, axum server and webhooks from one document.
//!
//! The pipeline is a row of stages, each in the folder of its name, that pass nouns to one another:
//!
//! ```text
//! text ─read─▶ Document ─normalize─▶ Normalized ─lower─▶ ir::Api ─emit─▶ tree::Module ─write / check─▶ disk
//! ```
//!
//! [`Generator`] runs it from the text to the code; [`tree::SourceTree`] writes the code or compares it with what is
//! on disk; [`build::Build`] does both from a `build.rs`. What to generate is chosen by [`settings::Settings`]; names, pages and
//! idempotency keys the document may give itself, by `x-rust-name`, `x-pagination` and `x-idempotency-key`. Every
//! stage reports to [`diagnostic::Diagnostics`]; [`Outcome::messages`] has what was reported.
//!
//! The [guides](guide) show how to use what is generated, and list every setting.
//!
//! The stages themselves and what they pass on are private. The tools of this repository use them by way of the feature
//! `unstable`, which no promise of stability covers.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod build;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostic;
#[cfg(feature = "diff")]
pub mod diff;
mod generator;
mod grammar;
// Documentation alone; its snippets are tests of `tests/guides`.
#[cfg(all(doc, not(doctest)))]
pub mod guide;
mod lint;
mod manifest;
mod naming;
mod overlay;
mod recognize;
pub mod settings;
pub mod tree;

#[cfg(feature = "unstable")]
pub mod emit;
#[cfg(not(feature = "unstable"))]
#[allow(unreachable_pub, reason = "public with the feature `unstable`")]
mod emit;
#[cfg(feature = "unstable")]
pub mod formats;
#[cfg(not(feature = "unstable"))]
#[allow(unreachable_pub, reason = "public with the feature `unstable`")]
mod formats;
#[cfg(feature = "unstable")]
pub mod ir;
#[cfg(not(feature = "unstable"))]
#[allow(unreachable_pub, reason = "public with the feature `unstable`")]
mod ir;
#[cfg(feature = "unstable")]
pub mod lower;
#[cfg(not(feature = "unstable"))]
#[allow(unreachable_pub, reason = "public with the feature `unstable`")]
mod lower;
#[cfg(feature = "unstable")]
pub mod normalize;
#[cfg(not(feature = "unstable"))]
#[allow(unreachable_pub, reason = "public with the feature `unstable`")]
mod normalize;
#[cfg(feature = "unstable")]
pub mod read;
#[cfg(not(feature = "unstable"))]
#[allow(unreachable_pub, reason = "public with the feature `unstable`")]
mod read;

#[cfg(all(feature = "diff", feature = "unstable"))]
pub use generator::Comparable;
pub use generator::{Generator, Outcome};
pub use manifest::{CargoFeature, ManifestNeeds};
