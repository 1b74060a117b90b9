//! Imports: those that the code of a module needs, and no others.

use super::Emitter;
use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// The imports of a module with this code: of the named modules, which stand at these paths, those that paths of
    /// the code begin with; and the runtime, if it is used.
    pub(super) fn imports(
        &self,
        code: &TokenStream,
        modules: &[(TokenStream, &[&str])],
    ) -> TokenStream {
        let groups = modules.iter().map(|(path, names)| {
            let used: Vec<_> = names
                .iter()
                .filter(|name| begins_path(code, name))
                .map(|name| format_ident!("{name}"))
                .collect();
            match used.as_slice() {
                [] => TokenStream::new(),
                [only] => quote! { use #path::#only; },
                several => quote! { use #path::{#(#several),*}; },
            }
        });
        let runtime = begins_path(code, "rt").then(|| self.runtime());
        quote! { #(#groups)* #runtime }
    }
}

/// Whether a path in the code begins with a name: `name::…`, and not `…::name::…`.
pub(super) fn begins_path(code: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = code.clone().into_iter().collect();
    let is_separator = |at: usize| {
        let [TokenTree::Punct(first), TokenTree::Punct(second)] =
            tokens.get(at..at + 2).unwrap_or_default()
        else {
            return false;
        };
        first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':'
    };
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) => begins_path(&group.stream(), name),
        TokenTree::Ident(ident) => {
            let is_first = at < 2 || !is_separator(at - 2);
            *ident == name && is_first && is_separator(at + 1)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginnings_of_paths_are_found() {
        for (code, expected) in [
            (
                quote!(
                    fn a(b: models::C) {}
                ),
                true,
            ),
            (quote!(a(&models::B)), true),
            (quote!(pub models: Vec<super::models::C>,), false),
            (quote!(self::models::C), false),
            (quote!(let models = 1;), false),
            (quote!(models: u8), false),
            (quote!(#[doc = "models::C"]), false),
        ] {
            assert_eq!(begins_path(&code, "models"), expected, "{code}");
        }
    }
}
