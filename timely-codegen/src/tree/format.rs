//! From tokens to the text of one file: prettyplease, and blank lines between items.

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::{mem::Discriminant, path::PathBuf};
use syn::{File, ImplItem, Item, TraitItem};

/// Generated code that cannot become files. A fault of the generator: no document and no setting should lead here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The tokens of one module are not Rust.
    #[error("{}: the generated code is not Rust: {cause}", file.display())]
    NotRust {
        /// The file that would have held them.
        file: PathBuf,
        /// What the parser says.
        cause: syn::Error,
    },
    /// Two modules map to one file.
    #[error("two modules would be written to {}", file.display())]
    SameFile {
        /// The file both want.
        file: PathBuf,
    },
}

/// Formats the content of a file.
pub(super) fn format_file(tokens: TokenStream) -> Result<String, syn::Error> {
    let file: File = syn::parse2(one_doc_per_line(tokens))?;
    let spaced = space_items(&prettyplease::unparse(&file))?;
    super::tables::lay_out(&spaced)
}

/// Gives every line of documentation an attribute of its own, so that it is printed after `///`.
///
/// Texts from a document hold line ends; prettyplease prints such an attribute as a block comment, in which the
/// document's text could even end the comment.
fn one_doc_per_line(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    // What precedes the bracket of an attribute: `#`, or `#!`.
    let mut sign: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match &token {
            TokenTree::Punct(punct)
                if punct.as_char() == '#' || (punct.as_char() == '!' && !sign.is_empty()) =>
            {
                sign.push(token);
            }
            TokenTree::Group(group) => {
                let lines = if sign.is_empty() {
                    None
                } else {
                    doc_lines(group)
                };
                match lines {
                    Some(lines) => {
                        let sign: TokenStream = sign.drain(..).collect();
                        out.extend(lines.iter().map(|line| quote!(#sign [doc = #line])));
                    }
                    None => {
                        out.extend(sign.drain(..));
                        let inner = one_doc_per_line(group.stream());
                        let mut copy = Group::new(group.delimiter(), inner);
                        copy.set_span(group.span());
                        out.extend([TokenTree::Group(copy)]);
                    }
                }
            }
            _ => {
                out.extend(sign.drain(..));
                out.extend([token]);
            }
        }
    }
    out.extend(sign);
    out
}

/// The lines of a `[doc = "…"]` group that has several, or characters no line comment may hold.
fn doc_lines(group: &Group) -> Option<Vec<Literal>> {
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let [
        TokenTree::Ident(name),
        TokenTree::Punct(_),
        TokenTree::Literal(text),
    ] = tokens.as_slice()
    else {
        return None;
    };
    if *name != "doc" {
        return None;
    }
    let syn::Lit::Str(text) = syn::Lit::new(text.clone()) else {
        return None;
    };
    let text = text.value();
    if !text.contains(['\n', '\r']) {
        return None;
    }
    // A lone carriage return is not allowed in a comment.
    let lines = text
        .split('\n')
        .map(|line| line.trim_end_matches('\r').replace('\r', " "));
    Some(lines.map(|line| Literal::string(&line)).collect())
}

/// Puts a blank line between items, and between the members of traits and implementations.
///
/// The places come from a parse of the text, so that nothing inside a string literal or a comment is taken for one.
fn space_items(text: &str) -> Result<String, syn::Error> {
    let file = syn::parse_file(text)?;
    let mut breaks = Breaks::default();
    if let (false, Some(first)) = (file.attrs.is_empty(), file.items.first()) {
        breaks
            .before
            .extend(Extent::of(first, ()).map(|extent| extent.first));
    }
    breaks.items(&file.items);
    breaks.before.sort_unstable();

    let mut out = String::with_capacity(text.len() + breaks.before.len());
    let mut before = breaks.before.into_iter().peekable();
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        if before.next_if_eq(&number).is_some() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        while before.next_if_eq(&number).is_some() {}
        out.push_str(line);
    }
    Ok(out)
}

/// The numbers of the lines that get a blank line before them.
#[derive(Default)]
struct Breaks {
    before: Vec<usize>,
}

impl Breaks {
    fn items(&mut self, items: &[Item]) {
        self.siblings(items);
        for item in items {
            match item {
                Item::Impl(item) => self.siblings::<ImplItem>(&item.items),
                Item::Trait(item) => self.siblings::<TraitItem>(&item.items),
                Item::Mod(item) => {
                    if let Some((_, items)) = &item.content {
                        self.items(items);
                    }
                }
                _ => {}
            }
        }
    }

    /// Parts neighbours, unless both are of one kind and on one line each, such as `use` declarations.
    fn siblings<T: ToTokens>(&mut self, members: &[T]) {
        let extents = members
            .iter()
            .map(|item| Extent::of(item, std::mem::discriminant(item)));
        let mut previous: Option<Extent<Discriminant<T>>> = None;
        for extent in extents.flatten() {
            if let Some(previous) = previous {
                let together =
                    previous.is_line() && extent.is_line() && previous.kind == extent.kind;
                if !together {
                    self.before.push(extent.first);
                }
            }
            previous = Some(extent);
        }
    }
}

/// The lines an item takes, documentation and attributes included.
struct Extent<K> {
    first: usize,
    last: usize,
    kind: K,
}

impl<K> Extent<K> {
    fn of(item: &impl ToTokens, kind: K) -> Option<Self> {
        let tokens: Vec<TokenTree> = item.to_token_stream().into_iter().collect();
        let span = |token: &TokenTree| token.span();
        let first: Span = tokens.first().map(span)?;
        let last: Span = tokens.last().map(span)?;
        Some(Self {
            first: first.start().line,
            last: last.end().line,
            kind,
        })
    }

    fn is_line(&self) -> bool {
        self.first == self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_stand_between_items_and_members() {
        let tokens = quote! {
            #![doc = " The module."]
            use a::b;
            use c::d;
            const A: u8 = 1;
            #[doc = " One."]
            pub struct One { a: u8, b: u8 }
            pub struct Two;
            impl One {
                const X: u8 = 1;
                const Y: u8 = 2;
                #[doc = " First."]
                fn first(&self) -> &str { "a\n\nfn x() {}\n" }
                fn second(&self) {}
                fn third(&self) {}
            }
            pub trait T { fn a(&self); #[doc = " B."] fn b(&self); }
        };
        let expected = r#"//! The module.

use a::b;
use c::d;

const A: u8 = 1;

/// One.
pub struct One {
    a: u8,
    b: u8,
}

pub struct Two;

impl One {
    const X: u8 = 1;
    const Y: u8 = 2;

    /// First.
    fn first(&self) -> &str {
        "a\n\nfn x() {}\n"
    }

    fn second(&self) {}
    fn third(&self) {}
}

pub trait T {
    fn a(&self);

    /// B.
    fn b(&self);
}
"#;
        assert_eq!(format_file(tokens).unwrap(), expected);
    }

    #[test]
    fn string_literals_with_line_ends_stay_as_they_are() {
        let tokens: TokenStream =
            "const A: &str = r\"x\nfn y() {}\n\n\n  pub struct Z;\"; fn b() {} struct C {}"
                .parse()
                .unwrap();
        let text = format_file(tokens).unwrap();
        assert!(
            text.contains("r\"x\nfn y() {}\n\n\n  pub struct Z;\";\n\nfn b() {}\n\nstruct C {}\n"),
            "{text}"
        );
    }

    #[test]
    fn documentation_is_written_line_by_line() {
        let doc = " One */ two.\r\n\n three\rfour";
        let text = format_file(quote! {
            #![doc = #doc]
            #[doc = #doc]
            struct A { #[doc = #doc] a: u8 }
        });
        let lines = |prefix: &str| format!("{prefix} One */ two.\n{prefix}\n{prefix} three four\n");
        let expected = format!(
            "{}\n{}struct A {{\n{}    a: u8,\n}}\n",
            lines("//!"),
            lines("///"),
            lines("    ///"),
        );
        assert_eq!(text.unwrap(), expected);
    }

    #[test]
    fn an_empty_file_is_empty() {
        assert_eq!(format_file(TokenStream::new()).unwrap(), "");
    }
}
