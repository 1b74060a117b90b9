//! From tokens to the text of a program, with comments.

use proc_macro2::TokenStream;
use quote::quote;

/// The macro that stands where a comment goes: around its text as a literal, on one line or, when it is long, on three.
const MARK: &str = "comment!(";

/// A comment of one line, as a statement.
pub(super) fn comment(text: &str) -> TokenStream {
    let is_shown = |c: &char| !c.is_control() && *c != '"' && *c != '\\';
    let text: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(is_shown)
        .collect();
    quote! { comment!(#text); }
}

/// The text of a program; none when the tokens are no Rust, which would be a mistake of the generator.
pub(super) fn program(docs: &str, tokens: TokenStream) -> Option<String> {
    let file = syn::parse2(tokens).ok()?;
    let text = prettyplease::unparse(&file);
    let mut program = String::new();
    for line in docs.lines() {
        program.push_str(format!("//! {line}").trim_end());
        program.push('\n');
    }
    if !program.is_empty() {
        program.push('\n');
    }
    let mut before = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        let comment = match body.strip_prefix(MARK) {
            Some("") => {
                let literal = lines.next().unwrap_or_default().trim();
                // The parenthesis at the end.
                lines.next();
                Some(literal)
            }
            Some(rest) => rest.strip_suffix(");"),
            None => None,
        };
        let comment = comment.map(|literal| literal.trim_matches('"'));
        if begins_part(before, line, comment.is_some()) {
            program.push('\n');
        }
        match comment {
            Some(comment) => program.push_str(&format!("{indent}// {comment}")),
            None => program.push_str(line),
        }
        program.push('\n');
        before = line;
    }
    Some(program)
}

/// Whether a blank line goes before this one: between items, and before what a comment is about.
fn begins_part(before: &str, line: &str, is_comment: bool) -> bool {
    let is_inside = line.starts_with(' ');
    match is_inside {
        false => {
            let is_end = before == "}" || before.starts_with("use ") && !line.starts_with("use ");
            let is_lone =
                before.ends_with(';') && !before.starts_with(' ') && !before.starts_with("use ");
            !before.is_empty() && (is_end || is_lone) && line != "}"
        }
        true if is_comment => !before.ends_with('{') && !before.trim_start().starts_with(MARK),
        true => before == "    }" && line.trim_start().starts_with("async fn "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_any_length_are_comments() {
        for length in [1, 60, 75, 76, 77, 78, 79, 80, 81, 82, 90, 120, 500] {
            let words = "a".repeat(length);
            let said = comment(&words);
            let tokens = quote! { fn main() { call(); #said call(); } };
            let text = program("Does.", tokens).unwrap();
            let expected = format!(
                "//! Does.\n\nfn main() {{\n    call();\n\n    // {words}\n    call();\n}}\n"
            );
            assert_eq!(text, expected);
        }
    }
}
