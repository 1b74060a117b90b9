//! From tokens to the text of one file: prettyplease, and blank lines between items.

use super::{
    Guard,
    comments::{one_doc_per_line, split_docs},
    items::Items,
};
use crate::diagnostic::shown_path;
use proc_macro2::TokenStream;
use std::{
    mem::{Discriminant, discriminant, take},
    path::PathBuf,
};
use syn::{File, ImplItem, Item, ItemImpl, ItemMod, ItemTrait, TraitItem, parse_quote};

/// Generated code that cannot become files. A fault of the generator: no document and no setting should lead here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The tokens of one module are not Rust.
    #[error("{}: the generated code is not Rust: {cause}", shown_path(file))]
    NotRust {
        /// The file that would have held them.
        file: PathBuf,
        /// What the parser says.
        cause: syn::Error,
    },
    /// Two modules map to one file.
    #[error("two modules would be written to {}", shown_path(file))]
    SameFile {
        /// The file both want.
        file: PathBuf,
    },
    /// A module maps to a file that not every system can hold, such as `aux.rs` on Windows.
    #[error("{} is not a name for a file on every system", shown_path(file))]
    NotPortable {
        /// The file.
        file: PathBuf,
    },
}

/// Formats the content of a file.
///
/// Item by item: the syntax tree of one item is small, and what is between items is known without parsing the text
/// again.
pub(super) fn format_file(tokens: TokenStream) -> Result<String, syn::Error> {
    let mut page = Page::default();
    let mut items = Items::of(tokens);
    let attributes = items.inner_attributes();
    if !attributes.is_empty() {
        let mut head: File = syn::parse2(attributes)?;
        one_doc_per_line(&mut head.attrs);
        page.head(&upright(&prettyplease::unparse(&head)));
    }
    for item in items {
        page.item(syn::parse2(item)?, 0)?;
    }
    Ok(page.text)
}

/// Inner attributes as rustfmt writes them, so that it leaves them alone: it gives each part of a `cfg_attr` that holds
/// several lines a line of its own, however short the others are.
fn upright(head: &str) -> String {
    const START: &str = "#![cfg_attr(";
    let mut text = String::new();
    let mut is_within = false;
    for line in head.lines() {
        let parts = line
            .strip_prefix(START)
            .and_then(|rest| Some((rest, rest.rsplit_once(", doc = r")?)))
            .filter(|(_, (_, fence))| {
                fence.ends_with('"') && fence.trim_end_matches('"').chars().all(|c| c == '#')
            });
        match parts {
            Some((rest, (condition, _))) => {
                let literal = &rest[condition.len() + 2..];
                text.push_str(&format!("{START}\n    {condition},\n    {literal}\n"));
                is_within = true;
            }
            None => {
                let end = line.strip_suffix(")]").filter(|start| {
                    is_within && start.starts_with('"') && start[1..].chars().all(|c| c == '#')
                });
                match end {
                    Some(start) => {
                        text.push_str(&format!("{start}\n)]\n"));
                        is_within = false;
                    }
                    None => {
                        text.push_str(line);
                        text.push('\n');
                    }
                }
            }
        }
    }
    text
}

/// Formats what stands inside of a guard, and the guard around it.
pub(super) fn format_guarded(guard: &Guard, content: TokenStream) -> Result<String, syn::Error> {
    let mut page = Page::default();
    // Between its braces, as the content of a module is.
    for item in Items::of(content) {
        page.item(syn::parse2(item)?, 1)?;
    }
    // The call by itself shows how path and arguments are written; both are on one line.
    let alone = format_file(guard.alone())?;
    let head = alone
        .trim_end()
        .trim_end_matches(");")
        .replacen("!(", "! {\n    ", 1);
    Ok(format!("{head} =>\n\n{}}}\n", page.text))
}

/// Text that grows by items, with blank lines between them.
#[derive(Default)]
struct Page {
    text: String,
    /// What the last item of the open block is: where a block begins, nothing.
    previous: Option<Previous>,
}

/// What stands before an item.
enum Previous {
    /// The documentation of the file.
    Head,
    /// An item or member.
    Item { kind: Kind, extent: Extent },
}

/// How many lines an item takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// A single one.
    Line,
    Block,
}

/// The kind of an item, or of a member of a trait or an implementation.
#[derive(PartialEq, Eq)]
enum Kind {
    Item(Discriminant<Item>),
    Member(Discriminant<ImplItem>),
    Declaration(Discriminant<TraitItem>),
}

impl Page {
    fn head(&mut self, text: &str) {
        self.text.push_str(text);
        self.previous = Some(Previous::Head);
    }

    /// Adds an item inside of `depth` modules.
    fn item(&mut self, mut item: Item, depth: usize) -> Result<(), syn::Error> {
        let kind = Kind::Item(discriminant(&item));
        split_docs(&mut item);
        match &mut item {
            Item::Impl(block) if !block.items.is_empty() => {
                let members = take(&mut block.items);
                self.block(kind, print(item, depth), |page| {
                    for member in members {
                        let kind = Kind::Member(discriminant(&member));
                        let mut block: ItemImpl = parse_quote!(impl X {});
                        block.items.push(member);
                        page.add(kind, inside(&print(Item::Impl(block), depth), 1));
                    }
                    Ok(())
                })
            }
            Item::Trait(block) if !block.items.is_empty() => {
                let members = take(&mut block.items);
                self.block(kind, print(item, depth), |page| {
                    for member in members {
                        let kind = Kind::Declaration(discriminant(&member));
                        let mut block: ItemTrait = parse_quote!(
                            trait X {}
                        );
                        block.items.push(member);
                        page.add(kind, inside(&print(Item::Trait(block), depth), 1));
                    }
                    Ok(())
                })
            }
            Item::Mod(module) => {
                let items = module.content.as_mut().map(|(_, items)| take(items));
                match items {
                    Some(items) if !items.is_empty() => {
                        self.block(kind, print(item, depth), |page| {
                            let mut items = items.into_iter();
                            items.try_for_each(|item| page.item(item, depth + 1))
                        })
                    }
                    _ => {
                        self.add(kind, &print(item, depth));
                        Ok(())
                    }
                }
            }
            _ => {
                self.add(kind, &print(item, depth));
                Ok(())
            }
        }
    }

    /// Adds an item whose braces, the last of its text, hold what `content` adds.
    fn block(
        &mut self,
        kind: Kind,
        empty: String,
        content: impl FnOnce(&mut Self) -> Result<(), syn::Error>,
    ) -> Result<(), syn::Error> {
        let end = empty.rfind("{}").unwrap_or(empty.len());
        self.separate(&kind, Extent::Block);
        self.text.push_str(&empty[..end]);
        self.text.push_str("{\n");
        self.previous = None;
        content(self)?;
        let indent = empty.len() - empty.trim_start_matches(' ').len();
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str("}\n");
        self.previous = Some(Previous::Item {
            kind,
            extent: Extent::Block,
        });
        Ok(())
    }

    fn add(&mut self, kind: Kind, text: &str) {
        let extent = match text.trim_end().lines().count() {
            1 => Extent::Line,
            _ => Extent::Block,
        };
        self.separate(&kind, extent);
        self.text.push_str(text);
        self.previous = Some(Previous::Item { kind, extent });
    }

    /// Parts neighbours, unless both are of one kind and on one line each, such as `use` declarations.
    fn separate(&mut self, kind: &Kind, extent: Extent) {
        let together = match &self.previous {
            None => true,
            Some(Previous::Head) => false,
            Some(Previous::Item {
                kind: previous,
                extent: before,
            }) => [extent, *before] == [Extent::Line; 2] && previous == kind,
        };
        if !together {
            self.text.push('\n');
        }
    }
}

/// The text of an item inside of `depth` modules.
fn print(item: Item, depth: usize) -> String {
    if let Item::Macro(call) = &item
        && let Some(table) = super::tables::lay_out(call, depth)
    {
        return table;
    }
    let wrapped = (0..depth).fold(item, |item, _| {
        let mut module: ItemMod = parse_quote!(
            mod x {}
        );
        if let Some((_, items)) = &mut module.content {
            items.push(item);
        }
        Item::Mod(module)
    });
    let text = prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![wrapped],
    });
    inside(&text, depth).to_owned()
}

/// A text without its first and its last lines.
fn inside(text: &str, lines: usize) -> &str {
    let mut text = text;
    for _ in 0..lines {
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
        let end = text.trim_end_matches('\n').rfind('\n');
        text = end.map_or("", |end| &text[..=end]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

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
