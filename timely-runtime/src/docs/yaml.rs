//! JSON as YAML (1.2.2), token by token: with its order, and numbers as they are written.
//!
//! What is written reads the same under the rules of YAML 1.1, which many parsers still follow: texts that either takes
//! for something else stand in quotes.

/// The longest key that stands before a colon (YAML 1.2.2, section 7.4.2: at most 1024 characters).
const LONGEST_KEY: usize = 1000;

/// Words that are no texts in one version or the other, in lower case.
const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// Writes a member of the outermost mapping, whose value is JSON.
pub(super) fn write_member(name: &str, value: &str, text: &mut String) {
    let mut writer = Writer::new(text);
    writer.open.push(Open::map(0, false));
    writer.key(name);
    writer.values(value);
}

/// Writes JSON as the whole of a text, or as items of a list that stands at the margin.
pub(super) fn write(value: &str, text: &mut String) {
    Writer::new(text).values(value);
}

/// A collection that has begun.
struct Open {
    is_map: bool,
    indent: usize,
    /// Whether the next entry goes on in the line that there is.
    goes_on: bool,
    /// Whether a key is written whose value is next.
    has_key: bool,
}

impl Open {
    fn map(indent: usize, goes_on: bool) -> Self {
        Self {
            is_map: true,
            indent,
            goes_on,
            has_key: false,
        }
    }

    fn list(indent: usize, goes_on: bool) -> Self {
        Self {
            is_map: false,
            ..Self::map(indent, goes_on)
        }
    }
}

/// Writes without recursion, however deep values are nested.
struct Writer<'t> {
    text: &'t mut String,
    open: Vec<Open>,
}

impl<'t> Writer<'t> {
    fn new(text: &'t mut String) -> Self {
        Self {
            text,
            open: Vec::new(),
        }
    }

    /// Writes a value that is JSON. What comes after a fault in it is left out; callers have read it before.
    fn values(&mut self, json: &str) {
        let outside = self.open.len();
        let mut rest = json.trim_start();
        while let Some(first) = rest.chars().next() {
            let after = &rest[first.len_utf8()..];
            rest = match first {
                '{' | '[' => self.begin(first, after),
                '}' | ']' if self.open.len() > outside => {
                    self.open.pop();
                    after
                }
                ',' | ':' => after,
                '"' => {
                    let Some((value, after)) = string(rest) else {
                        return;
                    };
                    match self.open.last() {
                        Some(Open {
                            is_map: true,
                            has_key: false,
                            ..
                        }) => self.key(&value),
                        _ => self.string(&value),
                    }
                    after
                }
                _ => {
                    let end = rest.find([',', '}', ']', ' ', '\n', '\r', '\t']);
                    let (plain, after) = rest.split_at(end.unwrap_or(rest.len()));
                    if plain.is_empty() {
                        return;
                    }
                    self.scalar(&number(plain));
                    after
                }
            }
            .trim_start();
        }
    }

    /// Begins a collection; what is after it, or after its end if it is empty.
    fn begin<'j>(&mut self, sign: char, after: &'j str) -> &'j str {
        let (end, empty) = match sign {
            '{' => ('}', "{}"),
            _ => (']', "[]"),
        };
        if let Some(after) = after.trim_start().strip_prefix(end) {
            self.scalar(empty);
            return after;
        }
        let is_map = sign == '{';
        let (in_map, indent) = match self.open.last() {
            None => (false, 0),
            Some(open) if open.is_map && is_map => (true, open.indent + 2),
            // Its dashes show that it belongs to the key above.
            Some(open) if open.is_map => (true, open.indent),
            Some(open) => (false, open.indent + 2),
        };
        if in_map {
            self.text.push('\n');
        } else {
            self.entry();
        }
        self.value_comes();
        // In a list and at the beginning of all, the first entry goes on in the same line.
        self.open.push(match is_map {
            true => Open::map(indent, !in_map),
            false => Open::list(indent, !in_map),
        });
        after
    }

    /// The dash of an item, if a list is open.
    fn entry(&mut self) {
        if let Some(false) = self.open.last().map(|open| open.is_map) {
            self.margin();
            self.text.push_str("- ");
        }
    }

    /// Where an entry begins: at its indent, unless it goes on in the line.
    fn margin(&mut self) {
        if let Some(open) = self.open.last_mut() {
            let width = if open.goes_on { 0 } else { open.indent };
            open.goes_on = false;
            self.text.extend(std::iter::repeat_n(' ', width));
        }
    }

    fn value_comes(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.has_key = false;
        }
    }

    fn key(&mut self, name: &str) {
        self.margin();
        let written = one_line(name);
        if written.len() > LONGEST_KEY {
            let indent = self.open.last().map_or(0, |open| open.indent);
            self.text.push_str("? ");
            self.text.push_str(&written);
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n(' ', indent));
        } else {
            self.text.push_str(&written);
        }
        self.text.push(':');
        if let Some(open) = self.open.last_mut() {
            open.has_key = true;
        }
    }

    fn scalar(&mut self, written: &str) {
        self.entry();
        if self.open.last().is_some_and(|open| open.is_map) {
            self.text.push(' ');
        }
        self.text.push_str(written);
        self.text.push('\n');
        self.value_comes();
    }

    fn string(&mut self, value: &str) {
        if !is_block(value) {
            return self.scalar(&one_line(value));
        }
        let indent = self.open.last().map_or(0, |open| open.indent) + 2;
        let body = value.trim_end_matches('\n');
        let ends = value.len() - body.len();
        let head = match ends {
            0 => "|-",
            1 => "|",
            _ => "|+",
        };
        let mut block = String::from(head);
        for line in body.split('\n') {
            block.push('\n');
            if !line.is_empty() {
                block.extend(std::iter::repeat_n(' ', indent));
                block.push_str(line);
            }
        }
        block.extend(std::iter::repeat_n('\n', ends.saturating_sub(1)));
        self.scalar(&block);
    }
}

/// The value of a string at the beginning of a text, and what is after it.
fn string(text: &str) -> Option<(String, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let value = values.next()?.ok()?;
    let end = values.byte_offset();
    Some((value, text.get(end..)?))
}

/// A number as both versions of YAML take it for one: with a point before an exponent, and a sign in it.
fn number(plain: &str) -> String {
    let Some((digits, exponent)) = plain.split_once(['e', 'E']) else {
        return plain.to_owned();
    };
    // `true` and `false` have that letter as well.
    if !digits.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return plain.to_owned();
    }
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) {
        ""
    } else {
        "+"
    };
    format!("{digits}{point}e{sign}{exponent}")
}

/// Whether a text of several lines can stand as they are (YAML 1.2.2, section 8.1.2): its first line tells the indent.
fn is_block(value: &str) -> bool {
    let is_shown = |c: char| c == '\n' || is_printable(c);
    value.contains('\n') && !value.starts_with([' ', '\n']) && value.chars().all(is_shown)
}

/// Whether a character may stand for itself, and no reader takes it for something else.
fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// A text in one line: as it is if no reader can take it for anything else, or in quotes.
fn one_line(value: &str) -> String {
    match is_plain(value) {
        true => value.to_owned(),
        false => quoted(value),
    }
}

/// A text in quotes (YAML 1.2.2, section 7.3.1).
pub(super) fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // All of these have four digits at most.
            c if !is_printable(c) => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// Begins with a letter, so that it is no number, date or sign of YAML; ends with no space; and holds neither a colon nor
/// a number sign.
fn is_plain(value: &str) -> bool {
    let starts = |c: char| c.is_alphabetic() || matches!(c, '_' | '/' | '$');
    let holds = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                ' ' | '_' | '/' | '$' | '.' | ',' | '-' | '+' | '(' | ')' | '{' | '}' | '\'' | ';'
            )
    };
    value.starts_with(starts)
        && value.chars().all(holds)
        && !value.ends_with(' ')
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}
