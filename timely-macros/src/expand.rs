//! From arguments to code.

use crate::{
    complain::{combine, error, warnings},
    input::Input,
    place::{absolute, from_manifest},
};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::path::PathBuf;
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
    let messages = outcome.messages();
    let Some(module) = &outcome.module else {
        return Err(error(&messages, span));
    };
    let warnings = warnings(&messages, span);
    let watched = outcome.files.iter().filter_map(|file| absolute(file));
    let code = module.to_tokens_inline();
    // Nothing else tells the compiler that the expansion depends on these files.
    Ok(quote! { #(const _: &[u8] = ::core::include_bytes!(#watched);)* #warnings #code })
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
            "expected the path of an OpenAPI document, such as \"spec/api.yaml\"",
        )),
    }
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
            ["expected the path of an OpenAPI document, such as \"spec/api.yaml\""]
        );
    }

    #[test]
    fn a_missing_document_is_named() {
        let error = errors(r#""no/such/file.yaml""#).concat();
        assert!(error.starts_with("cannot read "), "{error}");
        assert!(error.contains("no/such/file.yaml"), "{error}");
    }
}
