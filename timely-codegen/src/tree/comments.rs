//! Documentation, as comments that nothing in a document can end.

use syn::{
    Attribute, Expr, ExprLit, Fields, ImplItem, Item, Lit, LitStr, Meta, TraitItem, parse_quote,
};

/// Gives every line of documentation in an item an attribute of its own, so that it is printed after `///`. What is
/// inside of functions and nested modules is left alone.
///
/// Texts from a document may hold line ends; prettyplease prints such an attribute as a block comment, in which the
/// document's text could even end the comment.
pub(super) fn split_docs(item: &mut Item) {
    match item {
        Item::Const(item) => one_doc_per_line(&mut item.attrs),
        Item::Enum(item) => {
            one_doc_per_line(&mut item.attrs);
            for variant in &mut item.variants {
                one_doc_per_line(&mut variant.attrs);
                fields(&mut variant.fields);
            }
        }
        Item::Fn(item) => one_doc_per_line(&mut item.attrs),
        Item::Impl(item) => {
            one_doc_per_line(&mut item.attrs);
            item.items.iter_mut().for_each(member);
        }
        Item::Macro(item) => one_doc_per_line(&mut item.attrs),
        Item::Mod(item) => one_doc_per_line(&mut item.attrs),
        Item::Static(item) => one_doc_per_line(&mut item.attrs),
        Item::Struct(item) => {
            one_doc_per_line(&mut item.attrs);
            fields(&mut item.fields);
        }
        Item::Trait(item) => {
            one_doc_per_line(&mut item.attrs);
            item.items.iter_mut().for_each(declaration);
        }
        Item::Type(item) => one_doc_per_line(&mut item.attrs),
        Item::Use(item) => one_doc_per_line(&mut item.attrs),
        _ => {}
    }
}

fn fields(fields: &mut Fields) {
    for field in fields {
        one_doc_per_line(&mut field.attrs);
    }
}

fn member(member: &mut ImplItem) {
    match member {
        ImplItem::Const(item) => one_doc_per_line(&mut item.attrs),
        ImplItem::Fn(item) => one_doc_per_line(&mut item.attrs),
        ImplItem::Macro(item) => one_doc_per_line(&mut item.attrs),
        ImplItem::Type(item) => one_doc_per_line(&mut item.attrs),
        _ => {}
    }
}

fn declaration(declaration: &mut TraitItem) {
    match declaration {
        TraitItem::Const(item) => one_doc_per_line(&mut item.attrs),
        TraitItem::Fn(item) => one_doc_per_line(&mut item.attrs),
        TraitItem::Macro(item) => one_doc_per_line(&mut item.attrs),
        TraitItem::Type(item) => one_doc_per_line(&mut item.attrs),
        _ => {}
    }
}

/// Gives every line of documentation an attribute of its own.
pub(super) fn one_doc_per_line(attributes: &mut Vec<Attribute>) {
    if attributes.iter().all(|one| text(one).is_none()) {
        return;
    }
    for attribute in std::mem::take(attributes) {
        let Some(text) = text(&attribute) else {
            attributes.push(attribute);
            continue;
        };
        for line in text.value().split('\n') {
            // A lone carriage return is not allowed in a comment.
            let line = line.trim_end_matches('\r').replace('\r', " ");
            let mut one = attribute.clone();
            one.meta = parse_quote!(doc = #line);
            attributes.push(one);
        }
    }
}

/// The text of documentation that has several lines, or characters no line comment may hold.
fn text(attribute: &Attribute) -> Option<&LitStr> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return None;
    };
    let source = text.token().to_string();
    // As the source of a literal has them: escaped, or in a raw string as they are.
    let breaks = ["\n", "\r", "\\n", "\\r", "\\x", "\\u"];
    let is_suspect = pair.path.is_ident("doc") && breaks.iter().any(|sign| source.contains(sign));
    (is_suspect && text.value().contains(['\n', '\r'])).then_some(text)
}
