//! The text of an example: imports, a function that is shown as far as a reader needs it, and the fence around it.

use super::{Examples, Function};
use crate::emit::identifiers::ident;
use proc_macro2::{Group, Ident, Spacing, TokenStream, TokenTree};
use quote::quote;
use std::collections::BTreeSet;

/// What an example calls the crate where nobody knows its name.
const UNKNOWN_CRATE: &str = "api";

/// The modules that generated code names, and what the outermost module calls them.
const MODULES: &[(&str, &str)] = &[
    ("models", "models"),
    ("operations", "operations"),
    ("rt", "runtime"),
];

/// What an example names.
#[derive(Default)]
pub(in crate::emit) struct Named {
    /// Modules, by the names that users know.
    modules: BTreeSet<&'static str>,
    /// Whether a path begins at the crate, as types do that the settings name. They may be out of an example's reach.
    own: bool,
}

impl Examples<'_> {
    /// An example as a fenced block, with what it imports: these names of the module `client`, and the modules that it
    /// names. The function around it is shown where it has parameters beside the client.
    pub(super) fn fenced(
        &self,
        client: &[&str],
        Function { parameters, body }: &Function,
        is_shown: bool,
    ) -> Option<String> {
        let settings = self.context.settings;
        let path = settings.crate_path.as_deref().unwrap_or(UNKNOWN_CRATE);
        let path: syn::Path = syn::parse_str(path).ok()?;
        let names: BTreeSet<&str> = client.iter().copied().collect();
        let names = names.into_iter().map(ident);
        let mut named = Named::default();
        let function = named.by_users(quote! {
            async fn example(#parameters) -> Result<(), Box<dyn std::error::Error>> {
                #body
                Ok(())
            }
        });
        let modules = named.imports(&path);
        let file = syn::parse2(quote! { use #path::client::{#(#names),*}; #modules #function });
        let text = prettyplease::unparse(&file.ok()?);
        let kind = match settings.crate_path.is_some() && !named.own {
            true => "no_run",
            false => "ignore",
        };
        Some(format!("```{kind}\n{}\n```", laid_out(&text, is_shown)))
    }
}

impl Named {
    /// The imports of the modules that are named, of a crate of this path.
    pub(in crate::emit) fn imports(&self, path: &syn::Path) -> TokenStream {
        let modules: Vec<Ident> = self.modules.iter().map(|name| ident(name)).collect();
        match modules.as_slice() {
            [] => quote! {},
            [only] => quote! { use #path::#only; },
            several => quote! { use #path::{#(#several),*}; },
        }
    }

    /// The same code with the names of the modules that users know.
    pub(in crate::emit) fn by_users(&mut self, code: TokenStream) -> TokenStream {
        let mut tokens: Vec<TokenTree> = Vec::new();
        let mut code = code.into_iter().peekable();
        while let Some(token) = code.next() {
            let begins_path = code.peek().is_some_and(is_separator) && !ends_path(&tokens);
            tokens.push(match token {
                TokenTree::Group(group) => {
                    let inner = self.by_users(group.stream());
                    TokenTree::Group(Group::new(group.delimiter(), inner))
                }
                TokenTree::Ident(name) if begins_path => TokenTree::Ident(self.by_user(name)),
                other => other,
            });
        }
        tokens.into_iter().collect()
    }

    /// What a path begins with.
    fn by_user(&mut self, name: Ident) -> Ident {
        self.own |= name == "crate";
        match MODULES.iter().find(|(module, _)| name == module) {
            Some((_, public)) => {
                self.modules.insert(public);
                ident(public)
            }
            None => name,
        }
    }
}

/// Whether a token is the first sign of a separator of a path.
fn is_separator(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == ':' && sign.spacing() == Spacing::Joint)
}

/// Whether the last tokens are a separator of a path.
fn ends_path(tokens: &[TokenTree]) -> bool {
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ':');
    matches!(tokens, [.., first, second] if is_colon(first) && is_colon(second))
}

/// The imports and the function apart; what a reader does not need of the function is hidden (`# `).
fn laid_out(text: &str, is_shown: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut is_inside = false;
    let mut is_signature = false;
    for line in text.lines() {
        if line.starts_with("async fn ") {
            lines.push(String::new());
            is_signature = true;
        }
        let is_end = line == "}" || (is_inside && line == "    Ok(())");
        match (is_shown, is_signature || is_end) {
            (true, _) => lines.push(line.to_owned()),
            (false, true) => lines.push(format!("# {}", line.trim_start())),
            (false, false) => lines.push(line.strip_prefix("    ").unwrap_or(line).to_owned()),
        }
        if is_signature && line.ends_with('{') {
            is_signature = false;
            is_inside = true;
        }
    }
    lines.join("\n")
}
