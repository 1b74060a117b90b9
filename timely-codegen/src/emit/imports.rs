//! Imports: those that the code of a module needs, and no others.

use super::context::Context;
use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

impl Context<'_> {
    /// The imports of a module with this code: of the named modules, which stand at these paths, those that paths of
    /// the code begin with; and the runtime, if it is used.
    pub(super) fn imports(
        &self,
        code: &TokenStream,
        modules: &[(TokenStream, &[&str])],
    ) -> TokenStream {
        let names: Vec<&str> = modules
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .chain(["rt"])
            .collect();
        let used = Beginnings::of(code, &names);
        let groups = modules.iter().map(|(path, names)| used.import(path, names));
        let runtime = used.holds("rt").then(|| self.runtime());
        quote! { #(#groups)* #runtime }
    }
}

/// The imports of a module within a file: of what the file imports, by its names there.
pub(super) fn imports_of_nested(code: &TokenStream) -> TokenStream {
    let names = ["models", "operations", "rt", "schemas"];
    Beginnings::of(code, &names).import(&quote!(super), &names)
}

/// Names that paths of some code begin with: `name::…`, and not `…::name::…`.
struct Beginnings<'a> {
    found: Vec<&'a str>,
    /// The names that were not met yet.
    open: Vec<&'a str>,
}

impl<'a> Beginnings<'a> {
    /// Which of these names paths of the code begin with. Ends when all are found, which is soon as a rule.
    fn of(code: &TokenStream, names: &[&'a str]) -> Self {
        let mut beginnings = Self {
            found: Vec::new(),
            open: names.to_vec(),
        };
        beginnings.look(code.clone());
        beginnings
    }

    fn holds(&self, name: &str) -> bool {
        self.found.contains(&name)
    }

    /// The import of those of some names that were found, from where they stand.
    fn import(&self, path: &TokenStream, names: &[&str]) -> TokenStream {
        let names = names.iter().filter(|name| self.holds(name));
        let names: Vec<_> = names.map(|name| format_ident!("{name}")).collect();
        match names.as_slice() {
            [] => TokenStream::new(),
            [only] => quote! { use #path::#only; },
            several => quote! { use #path::{#(#several),*}; },
        }
    }

    fn look(&mut self, code: TokenStream) {
        // A name that begins a path if a separator follows, and the separators before and after it.
        let mut candidate: Option<usize> = None;
        let mut colons = 0;
        for token in code {
            if self.open.is_empty() {
                return;
            }
            let after_separator = colons == 2;
            match token {
                TokenTree::Punct(sign) if sign.as_char() == ':' => {
                    let continues = colons == 1 || sign.spacing() == Spacing::Joint;
                    colons = if continues { colons + 1 } else { 0 };
                    if colons == 2
                        && let Some(at) = candidate.take()
                    {
                        self.found.push(self.open.swap_remove(at));
                    }
                    if colons == 0 {
                        candidate = None;
                    }
                    continue;
                }
                TokenTree::Ident(ident) if !after_separator => {
                    candidate = self.open.iter().position(|name| ident == name);
                }
                TokenTree::Group(group) => {
                    candidate = None;
                    self.look(group.stream());
                }
                _ => candidate = None,
            }
            colons = 0;
        }
    }
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
            let found = Beginnings::of(&code, &["models", "rt"]);
            assert_eq!(found.holds("models"), expected, "{code}");
        }
    }
}
