//! The generated code as a tree: modules of tokens, then files in memory, then files on disk.
//!
//! ```
//! use quote::quote;
//! use timely_codegen::tree::{Module, SourceTree};
//!
//! let mut root = Module::new("lib");
//! root.docs.push("An API.".to_owned());
//! root.children.push(Module { items: quote!(pub struct Contact;), ..Module::new("models") });
//!
//! let tree = SourceTree::from_module(&root, "From api.yaml.")?;
//! let names: Vec<_> = tree.files().keys().map(|path| path.display().to_string()).collect();
//! assert_eq!(names, ["lib.rs", "models.rs"]);
//! # Ok::<(), timely_codegen::tree::RenderError>(())
//! ```
//!
//! [`SourceTree::write`] and [`SourceTree::check`] do the same comparison with a folder; one then makes the folder
//! equal to the tree, the other says how it differs and why.

mod check;
mod comments;
mod folder;
mod format;
mod items;
mod module;
mod portable;
mod record;
mod render;
mod tables;
mod write;

pub use check::{Change, Drift, DriftCause, DriftedFile};
pub use folder::TreeError;
pub use format::RenderError;
pub use module::{Guard, Module};
pub use record::Inputs;
pub use render::{MARKER, RootFile, SourceTree};
pub use write::WriteReport;

pub(crate) use module::raw_literal;
pub(crate) use render::inline_text;
