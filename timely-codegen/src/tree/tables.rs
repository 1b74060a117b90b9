//! Tables in macro calls: one entry per line.
//!
//! prettyplease prints the arguments of a macro it does not know as running text. Generated code calls the runtime's
//! macros with a table in braces at the end; this sets each entry on a line of its own.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, ItemMacro};

/// The text of a call, inside of `depth` modules, whose last argument is a table; nothing for another one.
pub(super) fn lay_out(call: &ItemMacro, depth: usize) -> Option<String> {
    let indent = "    ".repeat(depth);
    let attributes = call
        .attrs
        .iter()
        .map(attribute)
        .collect::<Option<Vec<_>>>()?;
    let mut tokens: Vec<TokenTree> = call.mac.tokens.clone().into_iter().collect();
    let Some(TokenTree::Group(entries)) = tokens.pop() else {
        return None;
    };
    if entries.delimiter() != Delimiter::Brace {
        return None;
    }
    let path: Vec<String> = call
        .mac
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    let mut out = String::new();
    for attribute in attributes {
        out.push_str(&format!("{indent}{attribute}\n"));
    }
    out += &format!(
        "{indent}{}!({} {{\n",
        path.join("::"),
        print(tokens.into_iter().collect())
    );
    let mut entry = TokenStream::new();
    // Inside of angle brackets, which are no arrow's.
    let (mut depth, mut before) = (0usize, ' ');
    for token in entries.stream() {
        let sign = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match sign {
            '<' => depth += 1,
            '>' if !matches!(before, '=' | '-') => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = sign;
        if sign == ',' && depth == 0 {
            push_entry(&mut out, &indent, std::mem::take(&mut entry));
        } else {
            entry.extend([token]);
        }
    }
    push_entry(&mut out, &indent, entry);
    out.push_str(&indent);
    out.push_str("});\n");
    Some(out)
}

/// An attribute in a line of its own; nothing for documentation, which the printer lays out.
fn attribute(attribute: &Attribute) -> Option<String> {
    let is_doc = attribute.path().is_ident("doc");
    (!is_doc).then(|| format!("#[{}]", print(attribute.meta.to_token_stream())))
}

fn push_entry(out: &mut String, indent: &str, entry: TokenStream) {
    if !entry.is_empty() {
        out.push_str(indent);
        out.push_str("    ");
        out.push_str(&print(entry));
        out.push_str(",\n");
    }
}

/// Tokens with the spaces that a person would write.
fn print(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut glued = true;
    let (mut in_path, mut follows_name, mut follows_sign) = (false, false, false);
    for token in tokens {
        let text = match &token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                format!("{open}{}{close}", print(group.stream()))
            }
            other => other.to_string(),
        };
        let is_point = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.' && punct.spacing() == Spacing::Alone);
        let is_call = follows_name
            && matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        let is_closing = matches!(text.as_str(), "," | ":" | ";" | "<" | ">");
        // Two colons after a sign begin a path, and belong to no name before them.
        let begins_path = follows_sign && !in_path && is_joint_colon(&token);
        if !glued && (!is_closing || begins_path) && !is_point && !is_call {
            out.push(' ');
        }
        out.push_str(&text);
        glued = matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint)
            || out.ends_with("..")
            // A sign: nothing is computed in a table.
            || text == "-"
            || is_point
            || text == "<"
            || (in_path && text == ":");
        follows_name = matches!(&token, TokenTree::Ident(_));
        follows_sign = matches!(&token, TokenTree::Punct(punct) if punct.as_char() != '>');
        in_path = is_joint_colon(&token);
    }
    out
}

/// Whether a token is the first of the two colons in a path.
fn is_joint_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

#[cfg(test)]
mod tests {
    use super::lay_out;

    #[test]
    fn sets_each_entry_on_a_line() {
        let call = syn::parse_quote!(
            rt::outcome!(
                GetError { 400 => BadRequest, (4) => Client, _ => Default }
            );
        );
        let expected = "rt::outcome!(GetError {\n    400 => BadRequest,\n    (4) => Client,\n    _ => Default,\n});\n";
        assert_eq!(lay_out(&call, 0).unwrap(), expected);
    }

    #[test]
    fn keeps_strings_and_lists() {
        let call = syn::parse_quote!(rt::tagged_union!(Pet, "ki\nd", { Cat : ["a, b", "c"] }););
        let expected = "rt::tagged_union!(Pet, \"ki\\nd\", {\n    Cat: [\"a, b\", \"c\"],\n});\n";
        assert_eq!(lay_out(&call, 0).unwrap(), expected);
    }

    #[test]
    fn keeps_paths_and_their_arguments() {
        let call = syn::parse_quote!(rt::call!(A { of: "b::c", success: rt::Response<d::E, F>, with: w }););
        let expected = "rt::call!(A {\n    of: \"b::c\",\n    success: rt::Response<d::E, F>,\n    with: w,\n});\n";
        assert_eq!(lay_out(&call, 0).unwrap(), expected);
    }

    #[test]
    fn paths_that_begin_with_colons_stand_apart() {
        let call =
            syn::parse_quote!(rt::model!(A, { a: ::b::C = "a", d: ..::e::F, (g: Vec<::h::I>) }););
        let expected = "rt::model!(A, {\n    a: ::b::C = \"a\",\n    d: ..::e::F,\n    (g: Vec<::h::I>),\n});\n";
        assert_eq!(lay_out(&call, 0).unwrap(), expected);
    }

    #[test]
    fn attributes_stand_before_it() {
        let call = syn::parse_quote!(#[cfg(feature = "tag-a")] rt::model!(A, { a: "a" }););
        let expected =
            "    #[cfg(feature = \"tag-a\")]\n    rt::model!(A, {\n        a: \"a\",\n    });\n";
        assert_eq!(lay_out(&call, 1).unwrap(), expected);
    }

    #[test]
    fn leaves_other_calls_to_the_printer() {
        assert_eq!(lay_out(&syn::parse_quote!(rt::call!(a, b);), 0), None);
    }
}
