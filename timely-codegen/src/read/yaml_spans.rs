//! The places of all values of a YAML text.

use super::span_builder::{Duplicate, Problem, Scalar, TreeBuilder};
use super::yaml_hints;
use crate::diagnostic::{Code, Pointer, Spans};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How often a text may be scanned from the start, for places where spaces are missing that the scanner wants; of a short
/// text, as often as this many bytes come to.
const MAX_SCANS: usize = 50;
const MAX_SCANNED: usize = 64 * 1024 * 1024;

/// More than any line is indented.
const PADDING: usize = 512;

/// Finds the places of all values, and refuses what is no YAML or more than the limits allow.
///
/// The loop knows no recursion; this comes before the values are read by a parser that does. That parser is to read the
/// text that is returned.
pub(super) fn scan(text: &str) -> Result<(Spans, Vec<Duplicate>, Cow<'_, str>), Problem> {
    let mut padded = Padded {
        text: Cow::Borrowed(text),
        gaps: Vec::new(),
    };
    let mut scans = 0;
    loop {
        scans += 1;
        let may_go_on = scans <= MAX_SCANS.max(MAX_SCANNED / text.len().max(1));
        match scan_padded(&padded) {
            Ok((spans, duplicates, renamed)) => {
                return Ok((spans, duplicates, padded.readable(text, &renamed)));
            }
            // Inside of brackets, indentation means nothing and common parsers allow any; this one does not.
            Err(Failure::Indentation { byte }) if may_go_on && padded.indent(byte) => {}
            // So it is between quotes, where leading blanks are no part of the text.
            Err(Failure::Quoted { byte }) if may_go_on && padded.indent_quoted(byte) => {}
            // `{a:[]}` has one meaning, and common parsers know it; this one does not.
            Err(Failure::Colon { byte }) if may_go_on && padded.space(byte) => {}
            Err(Failure::Colon { byte }) => {
                let offset = padded.original(byte);
                return Err(syntax_problem(text, offset, "':' may not precede this"));
            }
            Err(Failure::Indentation { byte }) => {
                let offset = padded.original(byte);
                return Err(syntax_problem(text, offset, "invalid indentation"));
            }
            Err(Failure::Quoted { byte }) => {
                let offset = padded.original(byte);
                let message = "invalid indentation in quoted scalar";
                return Err(syntax_problem(text, offset, message));
            }
            Err(Failure::Syntax { byte, message }) => {
                return Err(syntax_problem(text, padded.original(byte), &message));
            }
            Err(Failure::Other(problem)) => return Err(problem),
        }
    }
}

enum Failure {
    Indentation {
        byte: usize,
    },
    /// The lines of a scalar between quotes, which begins here, are indented no further than what is around it.
    Quoted {
        byte: usize,
    },
    Colon {
        byte: usize,
    },
    Syntax {
        byte: usize,
        message: String,
    },
    Other(Problem),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

fn scan_padded(padded: &Padded<'_>) -> Result<(Spans, Vec<Duplicate>, Vec<Renamed>), Failure> {
    let mut tree = TreeBuilder::default();
    let mut cursor = Cursor::new(&padded.text);
    let mut documents = 0;
    let mut parser = Parser::new_from_str(&padded.text);
    let mut anchors = Anchors::default();
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| failure(&mut cursor, &error))?;
        let start = cursor.byte(span.start.index());
        let offset = padded.original(start);
        match event {
            Event::Scalar(_, _, anchor @ 1.., _)
            | Event::MappingStart(anchor @ 1.., _)
            | Event::SequenceStart(anchor @ 1.., _) => anchors.define(&padded.text, start, anchor),
            Event::Alias(anchor) => anchors.follow(start, anchor),
            _ => {}
        }
        anchors.after = cursor.byte(span.end.index());
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(second_document(offset).into());
                }
            }
            Event::Scalar(value, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                tree.scalar(&Scalar {
                    text: &value,
                    offset,
                    plain,
                    anchor,
                })?;
            }
            Event::Alias(anchor) => tree.alias(anchor, offset)?,
            Event::MappingStart(anchor, _) => tree.begin_mapping(offset, anchor)?,
            Event::SequenceStart(anchor, _) => tree.begin_sequence(offset, anchor)?,
            Event::MappingEnd | Event::SequenceEnd => tree.end(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    let renamed = anchors.renamed.into_iter().map(|renamed| Renamed {
        start: padded.original(renamed.start) as usize,
        ..renamed
    });
    let (spans, duplicates) = tree.finish();
    Ok((spans, duplicates, renamed.collect()))
}

/// The names of anchors.
#[derive(Default)]
struct Anchors {
    names: HashSet<String>,
    /// The anchors whose name was used before, by their numbers: the old name's length, and the new name.
    again: HashMap<usize, (usize, String)>,
    /// What new names begin with, and nothing else in the text.
    prefix: Option<String>,
    /// The names to be changed, in rising order.
    renamed: Vec<Renamed>,
    /// The end of what was read before.
    after: usize,
}

/// A name of an anchor that the parser of values is to read as another one.
struct Renamed {
    start: usize,
    length: usize,
    name: String,
}

impl Anchors {
    /// Notes the anchor of a value that begins at `start`. YAML allows to use a name again, but the parser of values
    /// then takes one anchor for another, so that it is to read another name.
    fn define(&mut self, text: &str, start: usize, number: usize) {
        let gap_start = self.after.min(start);
        let gap = text.get(gap_start..).unwrap_or_default();
        let Some(place) = anchor_name(gap, start - gap_start) else {
            return;
        };
        let name = &gap[place.clone()];
        if self.names.insert(name.to_owned()) {
            return;
        }
        let prefix = self.prefix.get_or_insert_with(|| unused_prefix(text));
        let other = format!("{prefix}{number}");
        self.rename(gap_start + place.start, place.len(), &other);
        self.again.insert(number, (place.len(), other));
    }

    /// Notes an alias, which begins with an asterisk.
    fn follow(&mut self, start: usize, number: usize) {
        if let Some((length, name)) = self.again.get(&number).cloned() {
            self.rename(start + 1, length, &name);
        }
    }

    fn rename(&mut self, start: usize, length: usize, name: &str) {
        self.renamed.push(Renamed {
            start,
            length,
            name: name.to_owned(),
        });
    }
}

/// What does not occur in a text, by a hyphen more than the text has in a row.
fn unused_prefix(text: &str) -> String {
    let longest = text.split(|c| c != '-').map(str::len).max().unwrap_or(0);
    format!("again{}", "-".repeat(longest + 1))
}

/// Where the name of the last anchor stands that begins in the first bytes of a text, or right behind them.
fn anchor_name(text: &str, length: usize) -> Option<Range<usize>> {
    let mut found = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        // What stands between two values besides anchors are tags, indicators and comments.
        let code = line.split(" #").next().unwrap_or(line);
        let code = if code.trim_start().starts_with('#') {
            ""
        } else {
            code
        };
        for (index, _) in code
            .match_indices('&')
            .filter(|(index, _)| at + index <= length)
        {
            let name = &code[index + 1..];
            let end = name
                .find(|c: char| c.is_whitespace() || ",[]{}".contains(c))
                .unwrap_or(name.len());
            let start = at + index + 1;
            found = Some(start..start + end).filter(|name| !name.is_empty());
        }
        at += line.len();
        if at > length {
            break;
        }
    }
    found
}

fn failure(cursor: &mut Cursor<'_>, error: &ScanError) -> Failure {
    let byte = cursor.byte(error.marker().index());
    match error.info() {
        "invalid indentation" | "invalid indentation in flow construct" => {
            Failure::Indentation { byte }
        }
        "invalid indentation in quoted scalar" => Failure::Quoted { byte },
        "':' may not precede any of `[{` in flow mapping" => Failure::Colon { byte },
        message => Failure::Syntax {
            byte,
            message: message.to_owned(),
        },
    }
}

/// A text with more spaces at some places than it has.
struct Padded<'a> {
    text: Cow<'a, str>,
    /// Where spaces were put in, in rising order.
    gaps: Vec<Gap>,
}

#[derive(Clone, Copy)]
struct Gap {
    /// A byte of the text with the spaces.
    start: usize,
    width: usize,
    /// How many spaces were put in before.
    before: usize,
}

impl Padded<'_> {
    /// Indents the line that holds a byte. False if it is indented already.
    fn indent(&mut self, byte: usize) -> bool {
        let start = self.text[..byte].rfind('\n').map_or(0, |at| at + 1);
        self.put(start, PADDING)
    }

    /// Puts a space behind a colon.
    fn space(&mut self, byte: usize) -> bool {
        self.text[byte..].starts_with(':') && self.put(byte + 1, 1)
    }

    /// The original text with the spaces behind colons, which no parser can do without, and with other names for
    /// anchors.
    fn readable<'t>(&self, text: &'t str, renamed: &[Renamed]) -> Cow<'t, str> {
        let spaces = self
            .gaps
            .iter()
            .filter(|gap| self.text[..gap.start].ends_with(':'))
            .map(|gap| (self.original(gap.start) as usize, 0, " "));
        let names = renamed
            .iter()
            .map(|renamed| (renamed.start, renamed.length, renamed.name.as_str()));
        let mut edits: Vec<_> = spaces.chain(names).collect();
        if edits.is_empty() {
            return Cow::Borrowed(text);
        }
        edits.sort_unstable();
        let mut readable = String::with_capacity(text.len());
        let mut copied = 0;
        for (start, length, instead) in edits {
            let Some(before) = text.get(copied..start) else {
                continue;
            };
            readable.push_str(before);
            readable.push_str(instead);
            copied = start + length;
        }
        readable.push_str(text.get(copied..).unwrap_or_default());
        Cow::Owned(readable)
    }

    /// Indents the lines of a scalar between quotes after its first one. False if there are none that need it.
    fn indent_quoted(&mut self, start: usize) -> bool {
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        // What the scalar is a value of is indented less than its quote.
        let width = (start - line).clamp(1, PADDING);
        let Some(length) = quoted_length(&self.text[start..]) else {
            return false;
        };
        if self.gaps.last().is_some_and(|gap| gap.start >= start) {
            return false;
        }
        let end = start + length;
        let mut padded = self.text[..start].to_owned();
        for (index, line) in self.text[start..end].split_inclusive('\n').enumerate() {
            if index > 0 {
                self.gaps.push(Gap {
                    start: padded.len(),
                    width,
                    before: self.added(),
                });
                padded.push_str(&" ".repeat(width));
            }
            padded.push_str(line);
        }
        let is_padded = padded.len() > end;
        padded.push_str(&self.text[end..]);
        self.text = Cow::Owned(padded);
        is_padded
    }

    fn put(&mut self, at: usize, width: usize) -> bool {
        if self.gaps.last().is_some_and(|gap| gap.start >= at) {
            return false;
        }
        self.text.to_mut().insert_str(at, &" ".repeat(width));
        self.gaps.push(Gap {
            start: at,
            width,
            before: self.added(),
        });
        true
    }

    /// How many spaces were put in.
    fn added(&self) -> usize {
        self.gaps.last().map_or(0, |gap| gap.before + gap.width)
    }

    /// The byte of the original text.
    fn original(&self, byte: usize) -> u32 {
        let passed = self.gaps.partition_point(|gap| gap.start < byte);
        let last = passed.checked_sub(1).and_then(|last| self.gaps.get(last));
        let added = last.map_or(0, |gap| gap.before + (byte - gap.start).min(gap.width));
        u32::try_from(byte - added).unwrap_or(u32::MAX)
    }
}

/// How long the scalar between quotes is that a text begins with, the quotes included; `None` if it does not end.
fn quoted_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = bytes.first()?;
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match (quote, byte) {
            (b'"', b'\\') => at += 1,
            (b'\'', b'\'') if bytes.get(at + 1) == Some(&b'\'') => at += 1,
            _ if byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

fn second_document(offset: u32) -> Problem {
    Problem {
        code: Code::InvalidSyntax,
        offset,
        pointer: Pointer::root(),
        message: "a second YAML document begins here".to_owned(),
        help: Some("one file holds one document; take out this `---`".to_owned()),
    }
}

fn syntax_problem(text: &str, offset: u32, message: &str) -> Problem {
    Problem {
        code: Code::InvalidSyntax,
        offset,
        pointer: Pointer::root(),
        message: format!("not valid YAML: {message}"),
        help: yaml_hints::hint(text, offset as usize, message),
    }
}

/// Turns numbers of characters, which come in almost rising order, into numbers of bytes.
struct Cursor<'a> {
    text: &'a str,
    char: usize,
    byte: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            char: 0,
            byte: 0,
        }
    }

    fn byte(&mut self, char: usize) -> usize {
        while self.char < char {
            let Some(next) = self.text[self.byte..].chars().next() else {
                break;
            };
            self.byte += next.len_utf8();
            self.char += 1;
        }
        while self.char > char {
            let Some(last) = self.text[..self.byte].chars().next_back() else {
                break;
            };
            self.byte -= last.len_utf8();
            self.char -= 1;
        }
        self.byte
    }
}
