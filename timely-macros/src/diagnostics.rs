//! What the pipeline says about a document, in the two ways that a macro has to speak.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use timely_codegen::diagnostic::{Message, Severity};

/// The errors of a document, each a compile error of its own: editors show the first line of each.
pub(crate) fn error(messages: &[Message], span: Span) -> syn::Error {
    let (errors, warnings): (Vec<&Message>, _) = messages
        .iter()
        .partition(|message| message.severity == Severity::Error);
    let last = errors.len().saturating_sub(1);
    combine(errors.iter().enumerate().map(|(number, message)| {
        let mut text = text(message);
        // Beside an error, the compiler shows no lints; so warnings travel with one.
        if number == last && !warnings.is_empty() {
            text.push_str(&aside(&warnings));
        }
        syn::Error::new(span, text)
    }))
}

/// Items whose use the compiler warns about, with each warning of a document as the reason: a macro cannot warn itself.
///
/// The lint is `deprecated`, so that `#[allow(deprecated)]` on the module around the macro call silences them.
pub(crate) fn warnings(texts: &[String], span: Span) -> TokenStream {
    texts
        .iter()
        .map(|note| {
            quote_spanned! {span=>
                const _: () = {
                    #[deprecated(note = #note)]
                    #[allow(non_upper_case_globals)]
                    const openapi_document: () = ();
                    openapi_document
                };
            }
        })
        .collect()
}

/// All errors as one.
pub(crate) fn combine(errors: impl IntoIterator<Item = syn::Error>) -> syn::Error {
    let combined = errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    });
    // Callers have at least one error; were there none, this one would at least name the macro.
    combined.unwrap_or_else(|| syn::Error::new(Span::call_site(), "openapi!: unknown error"))
}

/// One short line, since that is what editors show, then the line of the document and what to do.
pub(crate) fn text(message: &Message) -> String {
    let details = message.details.trim_end();
    if details.is_empty() {
        message.summary.clone()
    } else {
        format!("{}\n{details}", message.summary)
    }
}

/// Warnings under an error, a line each.
fn aside(warnings: &[&Message]) -> String {
    let mut text = "\n\nalso, warnings:".to_owned();
    for warning in warnings {
        text.push('\n');
        text.push_str(&warning.summary);
    }
    text
}
