//! [`openapi!`]: an OpenAPI document as Rust code, generated where it is used.
//!
//! The code is what `timely generate` would write, from the same pipeline; it needs `timely-runtime` as a dependency,
//! with the features of the modules that are generated.
//!
//! Which way in? The macro needs no build script and no committed code; but what it made can only be read with
//! `cargo expand`. For a crate that others depend on, commit the code.
//!
//! What was made of a document is kept below the target folder, so that compiling the crate for any other change is
//! nearly as fast as with committed code; `cargo xtask bench ways` measures it.

mod cache;
mod diagnostics;
mod document_path;
mod expand;
mod input;

use proc_macro::TokenStream;

/// Generates the modules of an OpenAPI document into the module in which it is called.
///
/// With a path alone, everything is generated:
///
/// ```ignore
/// mod pets {
///     timely_macros::openapi!("spec/pets.yaml");
/// }
///
/// let client = pets::client::Client::builder().build()?;
/// ```
///
/// With settings, which are the keys of a target in `codegen.toml` (see
/// [`timely_codegen::settings::Settings`]); words, strings, numbers, lists in brackets and tables in braces are values:
///
/// ```ignore
/// timely_macros::openapi! {
///     document: "spec/pets.yaml",
///     outputs: [client],
///     formats: { "date-time": "::jiff::Timestamp" },
///     pagination: { style: page, page_param: "page", items: "/data", total_pages: "/pages" },
/// }
/// ```
///
/// A relative path starts at the folder of the calling crate's `Cargo.toml`. The crate is compiled again when the
/// document, or a file that it refers to, changes.
///
/// # Errors
/// An unknown key, a value that is not what its key takes, and a document that cannot be read or has errors are compile
/// errors at the key, the value, or the path; those of the document name its file, line and column.
///
/// # Warnings
/// What is no error, such as a key of the document that means nothing, is a warning of the compiler at the path. Its lint
/// is `deprecated`, the only one that a macro can speak through: `#[allow(deprecated)]` on the module around the call
/// silences all of them.
#[proc_macro]
pub fn openapi(input: TokenStream) -> TokenStream {
    expand::expand(input.into())
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
