//! The items of a file, one by one, from its tokens.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::vec;

/// Cuts tokens where an item ends: after a semicolon or after braces, as items of its kind do.
///
/// What is no item at all is handed on as it is, for the parser to refuse.
pub(super) struct Items {
    tokens: vec::IntoIter<TokenTree>,
}

impl Items {
    pub(super) fn of(tokens: TokenStream) -> Self {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        Self {
            tokens: tokens.into_iter(),
        }
    }

    /// Takes the attributes of the file itself, `#![…]`, which stand before its items.
    pub(super) fn inner_attributes(&mut self) -> TokenStream {
        let mut attributes = TokenStream::new();
        while let [hash, bang, ..] = self.tokens.as_slice()
            && is_sign(hash, '#')
            && is_sign(bang, '!')
        {
            attributes.extend(self.tokens.by_ref().take(3));
        }
        attributes
    }
}

impl Iterator for Items {
    type Item = TokenStream;

    fn next(&mut self) -> Option<TokenStream> {
        let length = length(self.tokens.as_slice());
        (length > 0).then(|| self.tokens.by_ref().take(length).collect())
    }
}

/// The number of tokens of the first item.
fn length(tokens: &[TokenTree]) -> usize {
    let braces_end = !is_value(tokens);
    let is_end = |token: &TokenTree| match token {
        TokenTree::Group(group) => braces_end && group.delimiter() == Delimiter::Brace,
        token => is_sign(token, ';'),
    };
    let end = tokens.iter().position(is_end);
    end.map_or(tokens.len(), |end| end + 1)
}

/// Whether an item may hold braces before its end, which is a semicolon: `use`, `type`, and what has a value.
fn is_value(tokens: &[TokenTree]) -> bool {
    let mut rest = tokens;
    loop {
        rest = match rest {
            // An attribute.
            [hash, TokenTree::Group(_), rest @ ..] if is_sign(hash, '#') => rest,
            [TokenTree::Ident(word), rest @ ..] if *word == "pub" => match rest {
                [TokenTree::Group(_), rest @ ..] => rest,
                rest => rest,
            },
            [TokenTree::Ident(word), TokenTree::Ident(next), ..] if *word == "const" => {
                return !["fn", "async", "unsafe", "extern"]
                    .iter()
                    .any(|function| next == function);
            }
            [TokenTree::Ident(word), ..] => {
                return ["const", "static", "type", "use"]
                    .iter()
                    .any(|value| word == value);
            }
            _ => return false,
        };
    }
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn every_kind_of_item_is_cut_at_its_end() {
        let attributes = quote!(#![doc = " A."] #![allow(x)]);
        let items = [
            quote!(
                use a::{b, c};
            ),
            quote!(
                #[doc = " A."]
                pub(crate) static A: B = B { c: 1, ..D };
            ),
            quote!(
                const A: B = { 1 };
            ),
            quote!(
                pub const fn a() -> u8 {
                    1
                }
            ),
            quote!(
                pub type A = B<{ 1 }>;
            ),
            quote!(
                pub struct A;
            ),
            quote!(
                struct A(u8);
            ),
            quote!(
                #[derive(A)]
                pub struct B<C>
                where
                    C: D,
                {
                    e: F,
                }
            ),
            quote!(
                impl<T> A for B<T>
                where
                    T: C,
                {
                    fn d() {}
                }
            ),
            quote!(rt::call!(A { b });),
            quote!(
                async fn a() {
                    b;
                }
            ),
            quote!(
                pub mod a;
            ),
        ];
        let mut cut = Items::of(quote!(#attributes #(#items)*));
        assert_eq!(cut.inner_attributes().to_string(), attributes.to_string());
        let cut: Vec<String> = cut.map(|item| item.to_string()).collect();
        let expected: Vec<String> = items.iter().map(ToString::to_string).collect();
        assert_eq!(cut, expected);
    }
}
