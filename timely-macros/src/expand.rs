//! From arguments to code.

use crate::{
    cache::{CacheEntry, Expansion},
    diagnostics::{combine, error, text, warnings},
    document_path::{absolute, from_manifest},
    input::Input,
};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};
use timely_codegen::{
    Generator,
    settings::{Node, Problem, Settings, Value},
};

/// Runs the pipeline over the document that the arguments name.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let Input(mut arguments) = syn::parse2(input)?;
    let document = document(&mut arguments);
    let settings = Settings::from_node(&arguments, &["document"]);
    // Both are looked at before either fails, so that one compilation shows all mistakes.
    let ((path, span), mut settings) = match (document, settings) {
        (Ok(document), Ok(settings)) => (document, settings),
        (Err(error), Ok(_)) => return Err(error),
        (document, Err(problems)) => {
            // A misspelt `document` is one mistake, not two.
            let missing = document.err().filter(|_| !problems.iter().any(is_document));
            let others = problems.iter().map(settings_error);
            return Err(combine(missing.into_iter().chain(others)));
        }
    };

    // The package that calls the macro is a program more often than an SDK.
    settings
        .user_agent
        .get_or_insert_with(|| "document".to_owned());
    let entry = CacheEntry::new(&path, &settings);
    let kept = entry.read().and_then(|kept| Some((kept.tokens()?, kept)));
    let (code, expansion) = match kept {
        Some(kept) => kept,
        None => {
            let begun = SystemTime::now();
            let made = generate(&path, settings, span)?;
            // Where it cannot be kept, it is made again next time.
            let _ = entry.write(&made, begun);
            let code = made.tokens().ok_or_else(|| syn::Error::new(span, FAULT))?;
            (code, made)
        }
    };
    let code = spanned(code, Span::call_site().located_at(span));
    let warnings = warnings(&expansion.warnings, span);
    let watched = expansion.files.iter().filter_map(|file| absolute(file));
    // Nothing else tells the compiler that the expansion depends on these files.
    Ok(quote! { #(const _: &[u8] = ::core::include_bytes!(#watched);)* #warnings #code })
}

/// The same code, placed where the document is named: what the compiler says about it is then said of that place, and not
/// of all lines of the call.
fn spanned(code: TokenStream, span: Span) -> TokenStream {
    code.into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let inner = spanned(group.stream(), span);
                let mut group = Group::new(group.delimiter(), inner);
                group.set_span(span);
                TokenTree::Group(group)
            }
            mut token => {
                token.set_span(span);
                token
            }
        })
        .collect()
}

const FAULT: &str = "the generated code is not Rust: a fault of the generator, please report it";

/// The code of a document.
fn generate(path: &Path, settings: Settings, span: Span) -> syn::Result<Expansion> {
    let settings = settings.in_folder(from_manifest(""));
    let gated = settings.feature_gates || settings.tag_features;
    let outcome = Generator::from_file(path).settings(settings).run();
    let mut messages = outcome.messages();
    let Some(module) = &outcome.module else {
        if let (false, [message]) = (path.exists(), &mut messages[..]) {
            let note =
                " = note: a relative path starts at the folder of the crate's `Cargo.toml`\n";
            message.details.push_str(note);
        }
        return Err(error(&messages, span));
    };
    let mut files = outcome.files.clone();
    if gated && let Some(manifest) = env::var_os("CARGO_MANIFEST_DIR") {
        let manifest = Path::new(&manifest).join("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap_or_default();
        let needs = outcome.manifest_needs();
        if let Some(undeclared) = needs.and_then(|needs| needs.undeclared(&text)) {
            return Err(syn::Error::new(span, undeclared));
        }
        // What it declares decides as well.
        files.push(manifest);
    }
    let brief = outcome.brief_messages();
    Ok(Expansion {
        warnings: brief
            .messages
            .iter()
            .map(text)
            .chain(brief.more_lines())
            .collect(),
        code: module.to_tokens_inline().to_string(),
        files,
    })
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

/// Whether a key that there is not was most likely meant to be `document`.
fn is_document(problem: &Problem<Span>) -> bool {
    let help = problem.help.as_deref().unwrap_or_default();
    help.starts_with("did you mean `document`?")
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
                "unknown key `formts`\ndid you mean `formats`?",
                "unknown value `clint`\ndid you mean `client`?",
            ]
        );
        assert!(matches!(&errors("documnet: \"a\"")[..], [one] if one.contains("`document`?")));
        assert_eq!(
            errors("document: 3"),
            ["expected the path of an OpenAPI document, such as \"spec/api.yaml\""]
        );
    }

    #[test]
    fn a_missing_document_is_named() {
        let error = errors(r#""no/such/file.yaml""#).concat();
        assert!(
            error.starts_with("there is no file no/such/file.yaml"),
            "{error}"
        );
    }
}
