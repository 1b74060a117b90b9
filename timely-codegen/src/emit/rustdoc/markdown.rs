//! CommonMark as documents write it, made safe for rustdoc.

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
    /// What a line that goes on with text in a quotation begins with.
    quotation: Option<String>,
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
        let quotation = self.quotation.take();
        let content = self.items.last().map(|content| " ".repeat(*content));
        match quotation.clone().or(content) {
            Some(prefix) if running && is_running(body) => {
                // However deep: what goes on with text is text, never code.
                self.out.push(format!("{prefix}{}", inline(body)));
                self.running = true;
                self.quotation = quotation;
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
        let mut prefix = padding.clone();
        // The same with blanks for the markers of items.
        let mut further = padding;
        let mut rest = body;
        let mut is_quoted = false;
        loop {
            let length = match () {
                () if is_item(rest) => item_width(rest),
                () if rest.starts_with('>') => 1,
                () => break,
            };
            let is_item = is_item(rest);
            prefix.push_str(rest[..length].trim_end());
            prefix.push(' ');
            if is_item {
                further.push_str(&" ".repeat(prefix.len() - further.len()));
            } else {
                further.push_str("> ");
                is_quoted = true;
            }
            // Further spaces would make the rest a code block.
            rest = rest[length..].trim_start();
            if is_item {
                self.items.push(prefix.len());
            }
        }
        self.quotation = is_quoted.then_some(further);
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
pub(super) fn fence_marker(body: &str) -> Option<&str> {
    let c = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = body.len() - body.trim_start_matches(c).len();
    // Backticks that others follow are code within the line.
    let is_span = c == '`' && body[length..].contains('`');
    (length >= 3 && !is_span).then(|| &body[..length])
}

/// Whether a line ends the code block that a marker began.
pub(super) fn closes(open: &str, body: &str) -> bool {
    body.starts_with(open) && body.chars().all(|c| open.starts_with(c))
}

/// Whether a line, taken by itself, is part of a paragraph. After such a line of a list item another one belongs to the
/// item, however little it is indented (CommonMark 0.31, section 5.2, "laziness").
fn is_running(body: &str) -> bool {
    let is_only = |mark: char| body.chars().all(|c| c == mark);
    !body.is_empty()
        && !body.starts_with(['#', '>'])
        // What is above these is a heading.
        && !is_only('=')
        && !is_only('-')
        // An item may be empty, so that no space follows its marker.
        && !is_item(&format!("{body} "))
        && !is_break(body)
        && fence_marker(body).is_none()
}

pub(super) fn is_item(body: &str) -> bool {
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
pub(in crate::emit) fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// One line outside code blocks: code spans stay, the rest is escaped.
pub(super) fn inline(line: &str) -> String {
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

/// The width of a list item's marker, which its further lines are indented by.
pub(super) fn item_width(body: &str) -> usize {
    body.find(' ').map_or(0, |end| end + 1)
}
