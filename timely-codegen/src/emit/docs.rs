//! The document's words as rustdoc: safe to render, never run as code.

use crate::ir::Docs;
use proc_macro2::TokenStream;
use quote::quote;

/// Doc attributes for a list of paragraphs, blank lines between them.
pub(super) fn attributes(paragraphs: &[String]) -> TokenStream {
    let lines = lines(paragraphs).into_iter().map(|line| {
        if line.is_empty() {
            line
        } else {
            format!(" {line}")
        }
    });
    quote! { #(#[doc = #lines])* }
}

/// The lines of a list of paragraphs, blank lines between them.
pub(super) fn lines(paragraphs: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs
        .iter()
        .filter(|paragraph| !paragraph.trim().is_empty())
    {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut in_code = false;
        for line in paragraph.lines().map(str::trim_end) {
            let is_fence =
                line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
            in_code ^= is_fence;
            if in_code || is_fence {
                lines.push(line.to_owned());
            } else {
                wrap(line, &mut lines);
            }
        }
    }
    lines
}

/// How long a line of documentation may be.
const WIDTH: usize = 100;

/// Breaks a long line of running text between words, such that no line begins with what would be markup.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let body = line.trim_start();
    let is_running = !body.starts_with(['|', '#', '>', '<']);
    if line.chars().count() <= WIDTH || !is_running || line.contains("](") {
        lines.push(line.to_owned());
        return;
    }
    let indent = line.len() - body.len() + if is_item(body) { item_width(body) } else { 0 };
    let mut current = String::new();
    let mut in_span = false;
    for word in line.split_inclusive(' ') {
        let fits = current.chars().count() + word.trim_end().chars().count() <= WIDTH;
        if !fits && !in_span && !current.trim().is_empty() && !is_markup(word) {
            lines.push(current.trim_end().to_owned());
            current = " ".repeat(indent);
        }
        in_span ^= word.matches('`').count() % 2 == 1;
        current.push_str(word);
    }
    lines.push(current.trim_end().to_owned());
}

/// The width of a list item's marker, which its further lines are indented by.
fn item_width(body: &str) -> usize {
    body.find(' ').map_or(0, |end| end + 1)
}

/// Whether a word would mean something else at the beginning of a line.
fn is_markup(word: &str) -> bool {
    word.starts_with(['#', '>', '|', '-', '+', '*', '=', '~', '_', '<', '`', ':'])
        || word.trim_end().ends_with(['.', ')']) && word.starts_with(|c: char| c.is_ascii_digit())
}

/// Summary and description as paragraphs, a description that only repeats the summary left out.
pub(super) fn paragraphs(docs: &Docs) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(summary) = &docs.summary {
        out.push(sentence(&markdown(summary)));
    }
    if let Some(description) = &docs.description {
        let text = markdown(description);
        if docs
            .summary
            .as_ref()
            .is_none_or(|summary| summary.trim() != description.trim())
        {
            out.push(text);
        }
    }
    out
}

/// A heading line that ends like a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', ':']) || text.contains('\n') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// CommonMark from a document as CommonMark that rustdoc takes without a warning.
///
/// Code blocks are marked as text, so that none becomes a doctest; brackets, angle brackets and bare addresses are
/// written so that they are neither links to items nor HTML.
pub(super) fn markdown(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    let mut indented = false;
    let mut in_list = false;
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !is_hidden(*c)).collect();
        let line = line.trim_end().replace('\t', "    ");
        let body = line.trim_start();
        let marker: String = body
            .chars()
            .take_while(|c| *c == '`' || *c == '~')
            .collect();
        if let Some(open) = &fence {
            let closes = marker.len() >= open.len()
                && marker.starts_with(open.as_str())
                && body.len() == marker.len();
            out.push(line.clone());
            if closes {
                fence = None;
            }
            continue;
        }
        let is_code = line.starts_with("    ")
            && !in_list
            && (indented || out.last().is_none_or(String::is_empty));
        if indented && !is_code && !body.is_empty() {
            close_indented(&mut out);
            indented = false;
        }
        if marker.len() >= 3 {
            let indent = &line[..line.len() - body.len()];
            out.push(format!("{indent}{marker}text"));
            fence = Some(marker);
        } else if is_code && !body.is_empty() {
            if !indented {
                out.push("```text".to_owned());
                indented = true;
            }
            out.push(line[4..].to_owned());
        } else {
            in_list = if body.is_empty() {
                in_list
            } else {
                is_item(body) || (in_list && line.starts_with("  "))
            };
            out.push(if body.is_empty() {
                String::new()
            } else {
                inline(&line)
            });
        }
    }
    if indented {
        close_indented(&mut out);
    }
    if let Some(open) = fence {
        out.push(open);
    }
    out.join("\n").trim_matches('\n').to_owned()
}

/// Ends a code block before the blank lines that followed it.
fn close_indented(out: &mut Vec<String>) {
    let blank = out.iter().rev().take_while(|line| line.is_empty()).count();
    out.insert(out.len() - blank, "```".to_owned());
}

fn is_item(body: &str) -> bool {
    let digits = body.chars().take_while(char::is_ascii_digit).count();
    body.starts_with("- ")
        || body.starts_with("* ")
        || body.starts_with("+ ")
        || (digits > 0 && (body[digits..].starts_with(". ") || body[digits..].starts_with(") ")))
}

/// Control characters, and those that reorder or hide text.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// One line outside code blocks: code spans stay, the rest is escaped.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let ticks: usize = rest[start..].chars().take_while(|c| *c == '`').count();
        let delimiter = &rest[start..start + ticks];
        let after = &rest[start + ticks..];
        out.push_str(&escape(&rest[..start]));
        match after.find(delimiter) {
            Some(end) => {
                out.push_str(&rest[start..start + 2 * ticks + end]);
                rest = &after[end + ticks..];
            }
            None => {
                out.push_str(&delimiter.replace('`', "\\`"));
                rest = after;
            }
        }
    }
    out.push_str(&escape(rest));
    out
}

/// Text without code: addresses become links, markdown links stay, other brackets are escaped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(address) = address(rest) {
            out.push('<');
            out.push_str(address);
            out.push('>');
            rest = &rest[address.len()..];
            continue;
        }
        if let Some((link, length)) = link(rest) {
            out.push_str(&link);
            rest = &rest[length..];
            continue;
        }
        if matches!(c, '[' | ']' | '<' | '>') && !(c == '>' && out.trim().is_empty()) {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// A bare address at the start of a text.
fn address(text: &str) -> Option<&str> {
    if !(text.starts_with("https://") || text.starts_with("http://")) {
        return None;
    }
    let end = text
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | ')' | ']' | '|' | '\\')
        })
        .unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
    (address.len() > "https://".len()).then_some(address)
}

/// A markdown link to an address at the start of a text, and its length there.
fn link(text: &str) -> Option<(String, usize)> {
    let label_end = text.strip_prefix('[')?.find(']')? + 1;
    let label = &text[1..label_end];
    let target = text[label_end + 1..].strip_prefix('(')?;
    let target_end = target.find(')')?;
    let target = &target[..target_end];
    let plain = |c: char| !matches!(c, '[' | ']' | '<' | '>' | '`' | '\\');
    let is_address = target.starts_with("https://")
        || target.starts_with("http://")
        || target.starts_with("mailto:");
    if !is_address || target.contains(char::is_whitespace) || !label.chars().all(plain) {
        return None;
    }
    Some((
        format!("[{label}]({target})"),
        label_end + 1 + 1 + target_end + 1,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_links_and_escapes_brackets() {
        assert_eq!(
            markdown("see https://a.example/x."),
            "see <https://a.example/x>."
        );
        assert_eq!(
            markdown("an `a[0]` of [Vec] <b>"),
            "an `a[0]` of \\[Vec\\] \\<b\\>"
        );
        assert_eq!(
            markdown("[here](https://a.example)"),
            "[here](https://a.example)"
        );
        assert_eq!(markdown("[here](#section)"), "\\[here\\](#section)");
        assert_eq!(markdown("lone ` tick"), "lone \\` tick");
    }

    #[test]
    fn marks_code_as_text() {
        assert_eq!(markdown("```rust\npanic!()\n```"), "```text\npanic!()\n```");
        assert_eq!(markdown("```\nopen"), "```text\nopen\n```");
        assert_eq!(
            markdown("a\n\n    code <x>\n\nb"),
            "a\n\n```text\ncode <x>\n```\n\nb"
        );
        assert_eq!(markdown("- item\n\n    more"), "- item\n\n    more");
    }

    #[test]
    fn wraps_running_text() {
        let text = format!("- {} `a b` 1. end", "word ".repeat(19).trim());
        let wrapped = lines(&[text]);
        assert_eq!(wrapped.len(), 2);
        assert!(wrapped[1].starts_with("  "), "{wrapped:?}");
        let table = format!("| {} |", "cell ".repeat(40));
        assert_eq!(lines(&[table]).len(), 1);
    }

    #[test]
    fn drops_what_hides_or_reorders() {
        assert_eq!(markdown("a\u{202e}b\u{0}c"), "abc");
    }
}
