//! From arguments to code.

use crate::input::Input;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::{
    env,
    path::{Path, PathBuf},
};
use timely_codegen::{
    Generator,
    settings::{Node, Problem, Settings, Value},
};

/// Runs the pipeline over the document that the arguments name.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let Input(mut arguments) = syn::parse2(input)?;
    let document = document(&mut arguments);
    let settings = Settings::from_node(&arguments, &["document"])
        .map_err(|problems| combine(problems.into_iter().map(|problem| settings_error(&problem))));
    // Both are looked at before either fails, so that one compilation shows all mistakes.
    let ((path, span), settings) = match (document, settings) {
        (Ok(document), Ok(settings)) => (document, settings),
        (Err(document), Err(settings)) => return Err(combine([document, settings])),
        (Err(error), _) | (_, Err(error)) => return Err(error),
    };

    let outcome = Generator::from_file(&path).settings(settings).run();
    match &outcome.module {
        Some(module) => {
            let watched = outcome.files.iter().filter_map(|file| absolute(file));
            let code = module.to_tokens_inline();
            // Nothing else tells the compiler that the expansion depends on these files.
            Ok(quote! { #(const _: &[u8] = ::core::include_bytes!(#watched);)* #code })
        }
        None => Err(syn::Error::new(
            span,
            document_error(&outcome.render_diagnostics(false)),
        )),
    }
}

/// Takes the document's path out of the arguments.
fn document(arguments: &mut Node<Span>) -> syn::Result<(PathBuf, Span)> {
    let span = arguments.span;
    let Some(node) = arguments.take("document") else {
        let message = "the key `document` is missing: `document: \"spec/api.yaml\"`";
        return Err(syn::Error::new(span, message));
    };
    match node.value {
        Value::String(path) if !path.trim().is_empty() => Ok((from_manifest(&path), node.span)),
        _ => Err(syn::Error::new(
            node.span,
            "expected the path of an OpenAPI document",
        )),
    }
}

/// The path, from the folder of the calling crate's `Cargo.toml`.
fn from_manifest(path: &str) -> PathBuf {
    manifest_folder().join(path)
}

fn manifest_folder() -> PathBuf {
    // Cargo sets it; without cargo the compiler's own folder is the only one there is.
    env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default().into()
}

/// The path as `include_bytes!` needs it: from the root, or it would start at the calling source file.
fn absolute(file: &Path) -> Option<String> {
    std::path::absolute(file)
        .ok()?
        .into_os_string()
        .into_string()
        .ok()
}

fn settings_error(problem: &Problem<Span>) -> syn::Error {
    let Problem {
        span,
        message,
        help,
    } = problem;
    let text = match help {
        Some(help) => format!("{message}\n{help}"),
        None => message.clone(),
    };
    syn::Error::new(*span, text)
}

/// One short line, since that is what editors show, then every diagnostic with its place in the document.
fn document_error(diagnostics: &str) -> String {
    // Paths as the author writes them, not as this machine has them.
    let folder = format!(
        "{}{}",
        manifest_folder().display(),
        std::path::MAIN_SEPARATOR
    );
    let diagnostics = diagnostics.replace(&folder, "");
    format!(
        "the OpenAPI document cannot be used\n\n{}",
        diagnostics.trim_end()
    )
}

fn combine(errors: impl IntoIterator<Item = syn::Error>) -> syn::Error {
    let combined = errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    });
    // Callers have at least one error; were there none, this one would at least name the macro.
    combined.unwrap_or_else(|| syn::Error::new(Span::call_site(), "openapi!: unknown error"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(input: &str) -> Vec<String> {
        let error = expand(input.parse().unwrap()).unwrap_err();
        error.into_iter().map(|error| error.to_string()).collect()
    }

    #[test]
    fn every_mistake_in_the_arguments_is_reported() {
        assert_eq!(
            errors("outputs: [clint], formts: {}"),
            [
                "the key `document` is missing: `document: \"spec/api.yaml\"`",
                "unknown key `formts`\ndid you mean `formats`? Known keys: `document`, `outputs`, `feature_gates`, \
                 `runtime_path`, `formats`, `derives`, `rename`, `include`, `exclude`, `errors`, `pagination`, \
                 `idempotency`, `webhooks`, `allow_outside_folder`",
                "unknown value `clint`\ndid you mean `client`? Known values: `models`, `client`, `server`, `webhooks`",
            ]
        );
        assert_eq!(
            errors("document: 3"),
            ["expected the path of an OpenAPI document"]
        );
    }

    #[test]
    fn a_missing_document_is_named() {
        let error = errors(r#""no/such/file.yaml""#).concat();
        assert!(
            error.starts_with("the OpenAPI document cannot be used\n\n"),
            "{error}"
        );
        assert!(error.contains("no/such/file.yaml"), "{error}");
    }
}
