//! The document's words as rustdoc: safe to render, never run as code.

mod markdown;
#[cfg(test)]
mod tests;

pub(super) use markdown::is_hidden;

use crate::ir::Docs;
use markdown::{closes, fence_marker, inline, is_item, item_width, markdown};
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
        let mut fence: Option<&str> = None;
        for line in paragraph.lines().map(str::trim_end) {
            let body = line.trim_start();
            match (fence, fence_marker(body)) {
                (None, None) => {
                    wrap(line, &mut lines);
                    continue;
                }
                (None, opening) => fence = opening,
                (Some(open), _) if closes(open, body) => fence = None,
                (Some(_), _) => {}
            }
            lines.push(line.to_owned());
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
    for chunk in chunks(line) {
        let fits = current.chars().count() + chunk.trim_end().chars().count() <= WIDTH;
        if !fits && !current.trim().is_empty() {
            lines.push(current.trim_end().to_owned());
            current = " ".repeat(indent);
            // Further blanks would indent the line.
            current.push_str(chunk.trim_start());
            continue;
        }
        current.push_str(&chunk);
    }
    lines.push(current.trim_end().to_owned());
}

/// The words of a line, those that cannot begin one together with what is before them: words within a code span, and
/// those that would be markup.
fn chunks(line: &str) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    let mut in_span = false;
    for word in line.split_inclusive(' ') {
        match chunks.last_mut() {
            Some(last) if in_span || is_markup(word) || last.trim().is_empty() => {
                last.push_str(word)
            }
            _ => chunks.push(word.to_owned()),
        }
        in_span ^= word.matches('`').count() % 2 == 1;
    }
    chunks
}

/// Whether a word would mean something else at the beginning of a line.
fn is_markup(word: &str) -> bool {
    word.starts_with(['#', '>', '|', '-', '+', '*', '=', '~', '_', '<', ':'])
        || word.starts_with("```")
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

/// Puts a few words in front of paragraphs: into the first one where it is running text, before it otherwise, since
/// words in front of a block make something else of it.
pub(super) fn led(lead: &str, mut paragraphs: Vec<String>) -> Vec<String> {
    match paragraphs.first_mut() {
        Some(first) if first.starts_with(char::is_alphabetic) => {
            *first = format!("{lead}: {first}")
        }
        Some(_) => paragraphs.insert(0, format!("{lead}:")),
        None => paragraphs.push(format!("{lead}.")),
    }
    paragraphs
}

/// The first sentence of running text, on one line.
pub(super) fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let line = paragraph.lines().collect::<Vec<_>>().join(" ");
    // Not after an abbreviation or a number, nor within code.
    let ends = line.match_indices(". ").map(|(place, _)| place);
    let end = ends.into_iter().find(|place| {
        let before = &line[..*place];
        let word = before.rsplit(' ').next().unwrap_or(before);
        let next = line[*place + 2..].chars().next();
        word.len() > 3
            && !word.contains('.')
            && before.matches('`').count() % 2 == 0
            && next.is_some_and(char::is_uppercase)
    });
    match end {
        Some(end) => line[..=end].to_owned(),
        None => line,
    }
}

/// The article of a name.
pub(super) fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) {
        "An"
    } else {
        "A"
    }
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

/// A text of one line, as names and titles are: what would begin a block in it does not.
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    inline(&line.chars().filter(|c| !is_hidden(*c)).collect::<String>())
}

/// A text of the document as code within a line.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", plain(text))
}

/// A text that may stand between two backticks.
pub(super) fn plain(text: &str) -> String {
    text.replace(['`', '\n', '\r'], "'").replace(is_hidden, "")
}
