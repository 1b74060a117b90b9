//! Regular expressions of ECMA-262, which `pattern` is in, to those of the runtime's engines.
//!
//! The runtime matches with `regex-lite`, in linear time, and with `fancy-regex` what that cannot: look-around and
//! back-references. It gives `.`, `\s` and `\S` the meaning of ECMA-262 itself; everything else is settled here. Most
//! patterns stay as they are.

use regex_syntax::hir::{Class, ClassUnicode, HirKind};
use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

/// A pattern in the words of the runtime's engines; `None` if it is no pattern, or none that they can match.
pub(super) fn translate(pattern: &str) -> Option<String> {
    let linear = Translator::new(pattern, false).pattern();
    if let Some(text) = linear.filter(|text| regex_lite::Regex::new(text).is_ok()) {
        return Some(text);
    }
    let text = Translator::new(pattern, true).pattern()?;
    fancy_regex::Regex::new(&text).ok().map(|_| text)
}

/// The largest count that the engines take in reasonable memory, whatever it counts.
pub(super) const LARGEST_COUNT: u64 = 1000;

/// The pattern with `*` and `+` for counts beyond [`LARGEST_COUNT`], translated; `None` if it has none of these, or
/// cannot be matched even so. It matches all that the pattern itself does, and longer or shorter texts of the kind.
pub(super) fn translate_without_large_counts(pattern: &str) -> Option<String> {
    let mut loosened = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '{' if !in_class && let Some((least, length)) = large_count(rest) => {
                loosened.push(if least == 0 { '*' } else { '+' });
                rest = &rest[length..];
                continue;
            }
            other => other.len_utf8(),
        };
        in_class = match character {
            '[' => true,
            ']' => false,
            _ => in_class,
        };
        loosened.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    (loosened != pattern)
        .then(|| translate(&loosened))
        .flatten()
}

/// The lower bound of a count such as `{2,5000}` that goes beyond the largest, and its length in bytes.
fn large_count(text: &str) -> Option<(u64, usize)> {
    let (bounds, _) = text.strip_prefix('{')?.split_once('}')?;
    let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if least.is_empty() || !is_number(least) || !is_number(most) {
        return None;
    }
    let number = |text: &str| text.parse().unwrap_or(u64::MAX);
    let is_large =
        number(least) > LARGEST_COUNT || !most.is_empty() && number(most) > LARGEST_COUNT;
    is_large.then(|| (number(least), bounds.len() + 2))
}

/// `\d` and `\w`, as the inside of a class.
const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
/// `WhiteSpace` and `LineTerminator`, as the inside of a class.
const SPACE: &str = r"\t\n\x0B\x0C\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";
const LINE_ENDS: &str = r"\n\r\x{2028}\x{2029}";

/// What has a meaning of its own outside of a class.
const SPECIAL: &[char] = &[
    '\\', '^', '$', '.', '|', '?', '*', '+', '(', ')', '[', ']', '{', '}',
];

struct Translator<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    /// For `fancy-regex`, whose classes are those of Unicode; they are written out then.
    backtracking: bool,
    groups: usize,
}

/// One item of a class.
enum Item {
    Character(char),
    /// Several characters, as the inside of a class.
    Set(String),
}

impl<'p> Translator<'p> {
    fn new(pattern: &'p str, backtracking: bool) -> Self {
        Self {
            rest: pattern.chars().peekable(),
            out: String::with_capacity(pattern.len()),
            backtracking,
            groups: count_groups(pattern),
        }
    }

    fn pattern(mut self) -> Option<String> {
        while let Some(character) = self.rest.next() {
            match character {
                '\\' => self.escape()?,
                '[' => self.class()?,
                '{' => self.brace(),
                '}' | ']' => self.out.extend(['\\', character]),
                '.' if self.backtracking => self.set(LINE_ENDS, true),
                other => self.out.push(other),
            }
        }
        Some(self.out)
    }

    fn set(&mut self, inside: &str, negated: bool) {
        let open = if negated { "[^" } else { "[" };
        self.out.extend([open, inside, "]"]);
    }

    /// A brace that begins no quantifier is itself.
    fn brace(&mut self) {
        let mut ahead = self.rest.clone();
        let digits = |ahead: &mut Peekable<Chars<'p>>| {
            let mut count = 0;
            while ahead.next_if(char::is_ascii_digit).is_some() {
                count += 1;
            }
            count
        };
        let mut is_quantifier = digits(&mut ahead) > 0;
        if ahead.next_if_eq(&',').is_some() {
            digits(&mut ahead);
        }
        is_quantifier &= ahead.next() == Some('}');
        if is_quantifier {
            self.out.push('{');
            self.out
                .extend(self.rest.by_ref().take_while(|c| *c != '}'));
            self.out.push('}');
        } else {
            self.out.push_str(r"\{");
        }
    }

    /// What follows a backslash outside of a class.
    fn escape(&mut self) -> Option<()> {
        let character = *self.rest.peek()?;
        match character {
            'b' | 'B' => {
                self.rest.next();
                self.boundary(character == 'b');
            }
            // Not of ECMA-262, where they make no sense: the anchors of other engines.
            'A' | 'z' | 'Z' => {
                self.rest.next();
                self.out.push(if character == 'A' { '^' } else { '$' });
            }
            '1'..='9' => {
                let number = self.number();
                if !self.backtracking || number > self.groups {
                    return None;
                }
                let _ = write!(self.out, r"(?:\{number})");
            }
            'k' => self.out.push('\\'),
            'd' | 'w' | 's' | 'D' | 'W' | 'S' if !self.backtracking => {
                self.rest.next();
                self.out.extend(['\\', character]);
            }
            _ => match self.escaped_item()? {
                Item::Character(character) => self.literal(character, SPECIAL),
                Item::Set(inside) => self.set(&inside, false),
            },
        }
        Some(())
    }

    fn boundary(&mut self, at: bool) {
        if !self.backtracking {
            self.out.push_str(if at { r"\b" } else { r"\B" });
            return;
        }
        let (before, after) = (format!("(?<=[{WORD}])"), format!("(?=[{WORD}])"));
        let (not_before, not_after) = (format!("(?<![{WORD}])"), format!("(?![{WORD}])"));
        let _ = if at {
            write!(self.out, "(?:{before}{not_after}|{not_before}{after})")
        } else {
            write!(self.out, "(?:{before}{after}|{not_before}{not_after})")
        };
    }

    fn number(&mut self) -> usize {
        let mut number = 0usize;
        while let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit as usize);
            self.rest.next();
        }
        number
    }

    /// A class, behind its opening bracket.
    fn class(&mut self) -> Option<()> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        if self.rest.next_if_eq(&']').is_some() {
            // Nothing, or anything at all.
            self.set(r"\x00-\x{10FFFF}", !negated);
            return Some(());
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        let mut is_first = true;
        loop {
            let item = match self.rest.next()? {
                ']' => break,
                '\\' => self.class_escape()?,
                character => Item::Character(character),
            };
            let is_set = matches!(item, Item::Set(_));
            match item {
                // A hyphen that is no range stands for itself at either end.
                Item::Character('-') if is_first || self.rest.peek() == Some(&']') => {
                    self.out.push('-');
                }
                Item::Character(first) => self.range(first)?,
                Item::Set(inside) => self.out.push_str(&inside),
            }
            if is_set && self.rest.next_if_eq(&'-').is_some() {
                self.out.push_str(if self.rest.peek() == Some(&']') {
                    "-"
                } else {
                    r"\-"
                });
            }
            is_first = false;
        }
        self.out.push(']');
        Some(())
    }

    /// A character of a class, or a range that begins with it.
    fn range(&mut self, first: char) -> Option<()> {
        self.class_literal(first);
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('-') || matches!(ahead.peek(), Some(']') | None) {
            return Some(());
        }
        self.rest.next();
        let last = match self.rest.next()? {
            '\\' => self.class_escape()?,
            character => Item::Character(character),
        };
        match last {
            Item::Character(last) if first <= last => {
                self.out.push('-');
                self.class_literal(last);
            }
            Item::Character(_) => return None,
            Item::Set(inside) => self.out.extend([r"\-", &inside]),
        }
        Some(())
    }

    fn class_escape(&mut self) -> Option<Item> {
        if self.rest.next_if_eq(&'b').is_some() {
            return Some(Item::Character('\u{8}'));
        }
        if !self.backtracking
            && let Some(character) = self.rest.next_if(|c| "dwsDWS".contains(*c))
        {
            return Some(Item::Set(format!(r"\{character}")));
        }
        self.escaped_item()
    }

    /// What follows a backslash, wherever it stands.
    fn escaped_item(&mut self) -> Option<Item> {
        let character = self.rest.next()?;
        let set = |inside: &str| Some(Item::Set(inside.to_owned()));
        let negated = |inside: &str| Some(Item::Set(format!("[^{inside}]")));
        Some(Item::Character(match character {
            'd' => return set(DIGIT),
            'w' => return set(WORD),
            's' => return set(SPACE),
            'D' => return negated(DIGIT),
            'W' => return negated(WORD),
            'S' => return negated(SPACE),
            'p' | 'P' => return self.property(character == 'P').map(Item::Set),
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'v' => '\u{b}',
            'f' => '\u{c}',
            '0' => '\0',
            'c' => {
                let letter = self.rest.next_if(char::is_ascii_alphabetic)?;
                char::from(u8::try_from(letter).ok()? % 32)
            }
            'x' => char::from_u32(self.hex(2)?)?,
            'u' => self.unicode()?,
            letter if letter.is_ascii_alphanumeric() => return None,
            other => other,
        }))
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let mut number = 0;
        for _ in 0..digits {
            number = number * 16 + self.rest.next()?.to_digit(16)?;
        }
        Some(number)
    }

    /// `\u{1F600}`, `\u00e9`, and pairs of surrogates.
    fn unicode(&mut self) -> Option<char> {
        if self.rest.next_if_eq(&'{').is_some() {
            let digits: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
            return char::from_u32(u32::from_str_radix(&digits, 16).ok()?);
        }
        let unit = self.hex(4)?;
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit);
        }
        let low = match (self.rest.next(), self.rest.next()) {
            (Some('\\'), Some('u')) => self.hex(4)?,
            _ => return None,
        };
        let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)
    }

    /// `\p{…}`, written out as the ranges of its characters.
    fn property(&mut self, negated: bool) -> Option<String> {
        self.rest.next_if_eq(&'{')?;
        let name: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let letter = if negated { 'P' } else { 'p' };
        let class = regex_syntax::parse(&format!(r"[\{letter}{{{name}}}]")).ok()?;
        let ranges = match class.into_kind() {
            HirKind::Class(Class::Unicode(ranges)) => ranges,
            HirKind::Class(Class::Bytes(ranges)) => ranges.to_unicode_class()?,
            // A class of a single character.
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?.to_owned();
                let ranges = text
                    .chars()
                    .map(|c| regex_syntax::hir::ClassUnicodeRange::new(c, c));
                ClassUnicode::new(ranges)
            }
            _ => return None,
        };
        let mut inside = String::new();
        for range in ranges.ranges() {
            let (first, last) = (u32::from(range.start()), u32::from(range.end()));
            let _ = match last - first {
                0 => write!(inside, r"\x{{{first:X}}}"),
                _ => write!(inside, r"\x{{{first:X}}}-\x{{{last:X}}}"),
            };
        }
        Some(inside)
    }

    fn class_literal(&mut self, character: char) {
        let special: &[char] = if self.backtracking {
            &['\\', '[', ']', '^', '-', '&', '~', '.']
        } else {
            &['\\', '[', ']', '^', '-', '&', '~']
        };
        self.literal(character, special);
    }

    fn literal(&mut self, character: char, special: &[char]) {
        match character {
            '\t' => self.out.push_str(r"\t"),
            '\n' => self.out.push_str(r"\n"),
            '\r' => self.out.push_str(r"\r"),
            control if control.is_control() => {
                let _ = write!(self.out, r"\x{{{:X}}}", u32::from(control));
            }
            character if special.contains(&character) => self.out.extend(['\\', character]),
            character => self.out.push(character),
        }
    }
}

/// How many groups a pattern captures.
fn count_groups(pattern: &str) -> usize {
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    let mut count = 0;
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let mut ahead = characters.clone();
                let captures = match (ahead.next(), ahead.next(), ahead.next()) {
                    (Some('?'), Some('<'), Some(third)) => !matches!(third, '=' | '!'),
                    (Some('?'), ..) => false,
                    _ => true,
                };
                count += usize::from(captures);
            }
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{translate, translate_without_large_counts};
    use proptest::prelude::*;

    #[test]
    fn most_patterns_stay_as_they_are() {
        for pattern in [
            r"^[a-z]+$",
            r"^[\w.-]{1,64}$",
            r"^[a-zA-Z0-9_.-]+\.(png|jpe?g)$",
            r"^\+[1-9]\d{1,14}$",
            r"^(?:a|b)*?[^\s]\b$",
            r"^[-a]\S\$\.x{2,}$",
            "^é[à-ü]$",
        ] {
            assert_eq!(translate(pattern).as_deref(), Some(pattern));
        }
    }

    #[test]
    fn large_counts_are_left_out() {
        for (pattern, expected) in [
            ("^0x[a-f{9999}]{262144}$", Some("^0x[a-f{9999}]+$")),
            (r"^\{5000}a{0,2147483648}b{2,}$", Some(r"^\{5000\}a*b{2,}$")),
            ("^a{99999999999999999999,}?$", Some("^a+?$")),
            ("^a{1000}{b}$", None),
            ("^(a{2000}$", None),
        ] {
            let loosened = translate_without_large_counts(pattern);
            assert_eq!(loosened.as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn what_the_engines_write_otherwise_is_translated() {
        for (pattern, expected) in [
            (r"^\/a\-b\_\#$", r"^/a-b_#$"),
            (r"\u00e9\u{1F600}\uD83D\uDE00\x41\cJ\0", "é😀😀A\\n\\x{0}"),
            (r"[\u0000-\u001f\b]", r"[\x{0}-\x{1F}\x{8}]"),
            ("a[^]b", r"a[\x00-\x{10FFFF}]b"),
            ("a[]b", r"a[^\x00-\x{10FFFF}]b"),
            (r"^a{,3}{x}]$", r"^a\{,3\}\{x\}\]$"),
            (r"[[a&&b~~c]", r"[\[a\&\&b\~\~c]"),
            (r"[\w-.]", r"[\w\-.]"),
            (r"[+--]", r"[+-\-]"),
            (r"\Aa\z", "^a$"),
            (r"^\p{ASCII}$", r"^[\x{0}-\x{7F}]$"),
            (
                r"[^\p{Script=Runic}_]",
                r"[^\x{16A0}-\x{16EA}\x{16EE}-\x{16F8}_]",
            ),
            (r"(?<year>\d{4})", r"(?<year>\d{4})"),
            (r"(a)\1", r"(a)(?:\1)"),
            (r"(?=.)[.\D]", r"(?=[^\n\r\x{2028}\x{2029}])[\.[^0-9]]"),
        ] {
            assert_eq!(translate(pattern).as_deref(), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_named() {
        for pattern in [
            "(",
            "[z-a]",
            r"\",
            "*",
            r"\2(a)",
            r"\p{Nothing}",
            r"\q",
            "[a",
            r"\u12",
        ] {
            assert_eq!(translate(pattern), None, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn no_pattern_panics(pattern in r"[\\\[\](){}^$.|?*+a-c0-9pPuxkbdswDSW<=!:,&~é-]{0,16}") {
            let _ = translate(&pattern);
            let _ = translate_without_large_counts(&pattern);
        }
    }
}
