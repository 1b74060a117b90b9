//! Messages as text, in the manner of rustc.

use super::brief::{Filter, more_line};
use super::{Diagnostic, Diagnostics, Location, Severity, SourceMap};
use std::fmt::Write as _;

/// Whether a text is for a terminal that shows colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextStyle {
    Plain,
    Colored,
}

/// How many of the messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    All,
    /// Ten warnings of each code, and how many more there are.
    Brief,
}

/// Writes every message with its place, the line it is about, and a caret.
///
/// Messages are sorted by place. What the document brings into the text (its lines, names, keys) cannot move the cursor
/// or turn the reading direction of the terminal.
pub(crate) fn render(
    diagnostics: &Diagnostics,
    map: &SourceMap,
    style: TextStyle,
    extent: Extent,
) -> String {
    let mut located = diagnostics.clone();
    located.locate(map);
    let mut output = String::new();
    let mut filter = Filter::default();
    for diagnostic in &located {
        if extent == Extent::Brief && !filter.shows(diagnostic.severity, diagnostic.code) {
            continue;
        }
        if !output.is_empty() {
            output.push('\n');
        }
        Renderer {
            output: &mut output,
            style,
        }
        .diagnostic(diagnostic);
    }
    for (code, number) in filter.more() {
        let _ = writeln!(output, "\n{}", more_line(code, number));
    }
    output
}

/// The longest part of a line that is shown.
const LINE_WIDTH: usize = 120;
/// How much of it stands before the caret.
const BEFORE_CARET: usize = 40;
/// The longest message or help that is shown; a document can make them as long as it likes.
const MESSAGE_WIDTH: usize = 2_000;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const BLUE: &str = "\x1b[1;34m";

pub(super) struct Renderer<'a> {
    pub(super) output: &'a mut String,
    pub(super) style: TextStyle,
}

impl Renderer<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let hue = match diagnostic.severity {
            Severity::Error => RED,
            Severity::Warning => YELLOW,
        };
        self.paint(
            hue,
            &format!("{}[{}]", diagnostic.severity, diagnostic.code),
        );
        self.paint(BOLD, &format!(": {}", plain(&diagnostic.message)));
        self.output.push('\n');
        let gutter = self.gutter(diagnostic);
        if let Some(location) = &diagnostic.location {
            self.pad(gutter);
            self.paint(BLUE, "-->");
            let _ = writeln!(self.output, " {}", plain(&location.to_string()));
            self.excerpt(location, gutter, hue);
        }
        self.notes(diagnostic, gutter);
    }

    /// How wide the number of the line is.
    pub(super) fn gutter(&self, diagnostic: &Diagnostic) -> usize {
        let location = diagnostic.location.as_ref();
        location.map_or(0, |location| location.position.line.to_string().len())
    }

    /// The pointer, and what to do.
    pub(super) fn notes(&mut self, diagnostic: &Diagnostic, gutter: usize) {
        if let Some(pointer) = diagnostic.shown_pointer() {
            self.note(gutter, "at", &pointer.to_string());
        }
        if let Some(help) = &diagnostic.help {
            self.note(gutter, "help", help);
        }
    }

    /// The line, and the caret.
    pub(super) fn excerpt(&mut self, location: &Location, gutter: usize, hue: &str) {
        let Some(excerpt) = Excerpt::new(location) else {
            return;
        };
        self.bar(gutter, "");
        self.output.push('\n');
        self.bar(gutter, &location.position.line.to_string());
        let _ = writeln!(self.output, " {}", excerpt.text);
        self.bar(gutter, "");
        self.pad(excerpt.caret + 1);
        self.paint(hue, &"^".repeat(excerpt.width));
        self.output.push('\n');
    }

    fn note(&mut self, gutter: usize, label: &str, text: &str) {
        self.pad(gutter + 1);
        self.paint(BLUE, "=");
        self.paint(BOLD, &format!(" {label}"));
        let _ = writeln!(self.output, ": {}", plain(text));
    }

    fn bar(&mut self, gutter: usize, number: &str) {
        self.paint(BLUE, &format!("{number:gutter$} |"));
    }

    fn pad(&mut self, width: usize) {
        self.output.extend(std::iter::repeat_n(' ', width));
    }

    fn paint(&mut self, hue: &str, text: &str) {
        match self.style {
            TextStyle::Colored => {
                let _ = write!(self.output, "{hue}{text}\x1b[0m");
            }
            TextStyle::Plain => self.output.push_str(text),
        }
    }
}

/// The part of a line around the caret, fit to be shown.
struct Excerpt {
    text: String,
    /// How many columns come before the caret.
    caret: usize,
    /// How many carets.
    width: usize,
}

impl Excerpt {
    fn new(location: &Location) -> Option<Self> {
        let (source, position) = (&location.source, location.position);
        let line = source.line(position.line)?;
        let start = source.byte(position.line as usize, 1);
        let at = source.byte(position.line as usize, position.column as usize) - start;
        let (before, after) = line.split_at_checked(at.min(line.len()))?;

        // Lines that fit are shown whole; of others, what is around the caret.
        let fits = line.len() <= LINE_WIDTH;
        let kept = if fits { usize::MAX } else { BEFORE_CARET };
        let from = before
            .char_indices()
            .rev()
            .take(kept)
            .last()
            .map_or(before.len(), |(at, _)| at);
        let left = LINE_WIDTH.saturating_sub(before[from..].chars().count());
        let to = after
            .char_indices()
            .nth(left)
            .map_or(after.len(), |(at, _)| at);

        let head = if from > 0 { "…" } else { "" };
        let tail = if to < after.len() { "…" } else { "" };
        let before: String = before[from..].chars().map(visible).collect();
        let after: String = after[..to].chars().map(visible).collect();
        let caret = columns(head) + columns(&before);
        let width = columns(token(&after)).max(1);
        Some(Self {
            text: format!("{head}{before}{after}{tail}"),
            caret,
            width,
        })
    }
}

/// The word that begins here: to the end of its quotes, or to what ends a plain word in YAML and JSON.
fn token(text: &str) -> &str {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else {
        return text;
    };
    let end = match first {
        '"' | '\'' => chars
            .find(|(_, c)| *c == first)
            .map(|(at, c)| at + c.len_utf8()),
        '{' | '[' | ',' | '}' | ']' => Some(first.len_utf8()),
        _ => [": ", " #", ",", "}", "]"]
            .iter()
            .filter_map(|stop| text.find(stop))
            .min(),
    };
    let word = text[..end.unwrap_or(text.len())].trim_end();
    if end.is_none() {
        word.strip_suffix(':').unwrap_or(word)
    } else {
        word
    }
}

/// How many columns a text takes: characters of East Asian scripts and emoji take two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F64F | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD)
}

/// Text of the document on one line, cut where it is too long.
pub(super) fn plain(text: &str) -> String {
    let mut chars = text.chars().map(visible);
    let mut kept: String = chars.by_ref().take(MESSAGE_WIDTH).collect();
    if chars.next().is_some() {
        kept.push('…');
    }
    kept
}

/// A tab becomes a space, so that the caret stands where it should; what a terminal would obey becomes a mark.
fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => '\u{FFFD}',
        '\u{061C}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => '\u{FFFD}',
        c => c,
    }
}
