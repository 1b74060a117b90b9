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

/// The width of a list item's marker, which its further lines are indented by.
fn item_width(body: &str) -> usize {
    body.find(' ').map_or(0, |end| end + 1)
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

/// CommonMark from a document as CommonMark that rustdoc takes without a warning.
///
/// Code blocks are marked as text, so that none becomes a doctest; brackets, angle brackets and bare addresses are
/// written so that they are neither links to items nor HTML.
pub(super) fn markdown(text: &str) -> String {
    let mut blocks = Blocks::default();
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !is_hidden(*c)).collect();
        blocks.add(&line.trim_end().replace('\t', "    "));
    }
    blocks.finish()
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

/// The blocks of a text, as far as they decide what is code.
#[derive(Default)]
struct Blocks {
    out: Vec<String>,
    /// The marker of the code block that is open, and how far it is indented.
    fence: Option<(String, usize)>,
    /// Whether a code block by indentation is open.
    indented: bool,
    /// Where the content of each list item begins that the line may belong to.
    items: Vec<usize>,
    /// Whether the line before is running text, which the next one may go on with.
    running: bool,
}

impl Blocks {
    fn add(&mut self, line: &str) {
        let running = std::mem::take(&mut self.running);
        let body = line.trim_start();
        let width = line.len() - body.len();
        if let Some((open, indent)) = &self.fence {
            let padding = " ".repeat(*indent);
            if closes(open, body) {
                self.out.push(format!("{padding}{body}"));
                self.fence = None;
            } else {
                // A line before the margin of a list item would end the item, and the code block with it.
                let line = &line[width.min(*indent)..];
                self.out
                    .push(format!("{padding}{line}").trim_end().to_owned());
            }
            return;
        }
        if body.is_empty() {
            return self.out.push(String::new());
        }
        let is_code = width >= 4
            && self.items.is_empty()
            && (self.indented || self.out.last().is_none_or(String::is_empty));
        if is_code {
            return self.add_code(&line[4..]);
        }
        self.close_indented();
        match self.items.last() {
            Some(content) if running && is_running(body) => {
                // However deep: what goes on with text is text, never code.
                let padding = " ".repeat(*content);
                self.out.push(format!("{padding}{}", inline(body)));
                self.running = true;
            }
            _ => self.add_text(width, body),
        }
    }

    /// A line of a code block by indentation, which becomes one by markers.
    fn add_code(&mut self, line: &str) {
        if !self.indented {
            self.out.push("```text".to_owned());
            self.indented = true;
        }
        self.out.push(line.replace("```", "'''"));
    }

    /// A line outside code blocks, indented no further than makes it part of its list item: more would be code.
    fn add_text(&mut self, width: usize, body: &str) {
        while self.items.last().is_some_and(|content| *content > width) {
            self.items.pop();
        }
        let base = self.items.last().copied().unwrap_or(0);
        // Never four spaces, whatever the line belongs to: they alone could still make code of it.
        let indent = if width < base + 4 { width } else { base }.min(3);
        let padding = " ".repeat(indent);
        if let Some(marker) = fence_marker(body) {
            self.out.push(format!("{padding}{marker}text"));
            self.fence = Some((marker.to_owned(), indent));
            return;
        }
        let mut prefix = padding;
        let mut rest = body;
        loop {
            let length = match () {
                () if is_item(rest) => item_width(rest),
                () if rest.starts_with('>') => 1,
                () => break,
            };
            let is_item = is_item(rest);
            prefix.push_str(rest[..length].trim_end());
            prefix.push(' ');
            // Further spaces would make the rest a code block.
            rest = rest[length..].trim_start();
            if is_item {
                self.items.push(prefix.len());
            }
        }
        let text = inline(rest);
        self.running = is_running(rest);
        self.out
            .push(format!("{prefix}{text}").trim_end().to_owned());
    }

    /// Ends a code block by indentation before the blank lines that followed it.
    fn close_indented(&mut self) {
        if std::mem::take(&mut self.indented) {
            let blank = self.out.iter().rev().take_while(|line| line.is_empty());
            let end = self.out.len() - blank.count();
            self.out.insert(end, "```".to_owned());
        }
    }

    fn finish(mut self) -> String {
        self.close_indented();
        if let Some((open, indent)) = self.fence.take() {
            self.out.push(format!("{}{open}", " ".repeat(indent)));
        }
        self.out.join("\n").trim_matches('\n').to_owned()
    }
}

/// The marker that opens a code block, without the name of a language.
fn fence_marker(body: &str) -> Option<&str> {
    let c = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = body.len() - body.trim_start_matches(c).len();
    // Backticks that others follow are code within the line.
    let is_span = c == '`' && body[length..].contains('`');
    (length >= 3 && !is_span).then(|| &body[..length])
}

/// Whether a line ends the code block that a marker began.
fn closes(open: &str, body: &str) -> bool {
    body.starts_with(open) && body.chars().all(|c| open.starts_with(c))
}

/// Whether a line, taken by itself, is part of a paragraph. After such a line of a list item another one belongs to the
/// item, however little it is indented (CommonMark 0.31, section 5.2, "laziness").
fn is_running(body: &str) -> bool {
    !body.is_empty()
        && !body.starts_with(['#', '>', '=', '-', '+', '*'])
        // An item may be empty, so that no space follows its marker.
        && !is_item(&format!("{body} "))
        && !is_break(body)
        && fence_marker(body).is_none()
}

fn is_item(body: &str) -> bool {
    if is_break(body) {
        return false;
    }
    let digits = body.chars().take_while(char::is_ascii_digit).count();
    body.starts_with("- ")
        || body.starts_with("* ")
        || body.starts_with("+ ")
        || (digits > 0 && (body[digits..].starts_with(". ") || body[digits..].starts_with(") ")))
}

/// Whether a line is a thematic break, such as `* * *`.
fn is_break(body: &str) -> bool {
    let marks: Vec<char> = body.chars().filter(|c| *c != ' ').collect();
    marks.len() >= 3 && matches!(marks[0], '*' | '-' | '_') && marks.iter().all(|c| *c == marks[0])
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
        if matches!(c, '[' | ']' | '<' | '>') || rest.starts_with("~~~") {
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
        assert_eq!(markdown("- item\n\n    more"), "- item\n\n   more");
    }

    #[test]
    fn indents_what_continues_a_list_item() {
        assert_eq!(markdown("* a\nb\n\nc"), "* a\n  b\n\nc");
        assert_eq!(markdown("*   a\n b\n* c\n# d"), "* a\n  b\n* c\n# d");
        assert_eq!(markdown("10. a\n<hr>"), "10. a\n    \\<hr\\>");
    }

    /// What CommonMark takes for code must be marked as text, or no code at all.
    #[test]
    fn leaves_no_code_unmarked() {
        for (text, safe) in [
            ("# a\n    b", "# a\nb"),
            ("- a\n\n      b", "- a\n\n  b"),
            ("-     a", "- a"),
            (">     a", "> a"),
            ("> ~~~\n> a", "> \\~~~\n> a"),
            ("- ~~~\n  a", "- \\~~~\n  a"),
            ("- ```\n  a", "- \\`\\`\\`\n  a"),
            (
                "- a\n  ```\nb\n```rust\nc",
                "- a\n  ```text\n  b\n  ```rust\n  c\n  ```",
            ),
            ("    ```\n    a\nb", "```text\n'''\na\n```\nb"),
            ("a\n    ```\n    b", "a\n```text\n    b\n```"),
            ("```a``` b", "```a``` b"),
        ] {
            assert_eq!(markdown(text), safe);
        }
        assert_eq!(line("a\n\n    b [c]"), "a b \\[c\\]");
        assert_eq!(code("a\n`\u{202e}b"), "`a''b`");
    }

    /// What rustdoc would run: a code block that is not marked as text, by the parser that rustdoc uses.
    fn has_doctest(markdown: &str) -> bool {
        use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
        Parser::new(markdown).any(|event| match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => &*language != "text",
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => true,
            _ => false,
        })
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(4096))]

        #[test]
        fn no_text_is_a_doctest(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "a", "b c", " ", "  ", "    ", "\t", "\n", "\n\n", "```", "~~~", "````", "`", "- ", "* ", "+ ", "1. ",
                    "10) ", "> ", "# ", "***", "---", "rust", "|", "<pre>", "\\", "[x]: y", "=", ":", "![", "](z)", "\r",
                ]),
                0..24,
            ),
        ) {
            let text = parts.concat();
            for paragraphs in [vec![markdown(&text)], led("404", vec![markdown(&text)])] {
                let docs = lines(&paragraphs).join("\n");
                proptest::prop_assert!(!has_doctest(&docs), "{text:?} became {docs:?}");
            }
        }
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
