//! Regular expressions as texts of messages: whether they are of ECMA-262 (section 22.2.1) with the flag `u`.
//!
//! It is told by going through the text once. Patterns of documents, which are matched as well, are read by
//! `timely-pattern`, and with more leniency.

use std::collections::HashSet;

pub(super) fn is_regex(text: &str) -> bool {
    let mut reader = Reader {
        rest: text,
        groups: Vec::new(),
        captured: 0,
        names: HashSet::new(),
        most: 0,
        named: Vec::new(),
    };
    reader.goes_through()
        && reader.groups.is_empty()
        && reader.most <= reader.captured
        && reader.named.iter().all(|name| reader.names.contains(name))
}

/// What an opening parenthesis begins.
#[derive(Clone, Copy, PartialEq)]
enum Group {
    /// What may be repeated.
    Atom,
    /// A condition on what is around.
    Look,
}

struct Reader<'t> {
    rest: &'t str,
    /// The groups that are open.
    groups: Vec<Group>,
    /// How many groups have a number.
    captured: u64,
    names: HashSet<&'t str>,
    /// The greatest number of a group that is referred to.
    most: u64,
    /// The names of groups that are referred to.
    named: Vec<&'t str>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn digits(&mut self) -> &'t str {
        let end = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits
    }

    fn hex(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    }

    fn goes_through(&mut self) -> bool {
        while let Some(c) = self.next() {
            let is_atom = match c {
                '|' | '^' | '$' => Some(false),
                '(' => self.opens().then_some(false),
                ')' => self.groups.pop().map(|group| group == Group::Atom),
                '[' => self.class().then_some(true),
                '\\' => self.escape(),
                '*' | '+' | '?' | '{' | '}' | ']' => None,
                _ => Some(true),
            };
            let is_right = match is_atom {
                Some(true) => self.is_quantified(),
                Some(false) => true,
                None => false,
            };
            if !is_right {
                return false;
            }
        }
        true
    }

    /// Goes past a quantifier, if there is one. False where it is none.
    fn is_quantified(&mut self) -> bool {
        if self.eat("{") {
            let least = self.digits();
            let most = match self.eat(",") {
                true => self.digits(),
                false => least,
            };
            let is_range = most.is_empty() || is_at_most(least, most);
            if least.is_empty() || !is_range || !self.eat("}") {
                return false;
            }
        } else if !(self.eat("*") || self.eat("+") || self.eat("?")) {
            return true;
        }
        self.eat("?");
        true
    }

    /// Goes past what makes a parenthesis a group of some kind.
    fn opens(&mut self) -> bool {
        let looks = ["?=", "?!", "?<=", "?<!"];
        if looks.iter().any(|mark| self.eat(mark)) {
            self.groups.push(Group::Look);
            return true;
        }
        self.groups.push(Group::Atom);
        if self.eat("?<") {
            self.captured += 1;
            return self.name().is_some_and(|name| self.names.insert(name));
        }
        if self.eat("?") {
            return self.flags();
        }
        self.captured += 1;
        true
    }

    /// `(?:…)`, and flags for a group (ECMA-262, 2025).
    fn flags(&mut self) -> bool {
        let Some((flags, rest)) = self.rest.split_once(':') else {
            return false;
        };
        self.rest = rest;
        let (on, off) = flags.split_once('-').unwrap_or((flags, ""));
        let mut seen = HashSet::new();
        let mut each = on.chars().chain(off.chars());
        flags != "-" && each.all(|flag| "ims".contains(flag) && seen.insert(flag))
    }

    /// The name of a group, and the sign behind it.
    fn name(&mut self) -> Option<&'t str> {
        let (name, rest) = self.rest.split_once('>')?;
        self.rest = rest;
        let mut chars = name.chars();
        let is_first = |c: char| c.is_alphabetic() || c == '$' || c == '_';
        let is_name = chars.next().is_some_and(is_first)
            && chars.all(|c| c.is_alphanumeric() || c == '$' || c == '_');
        is_name.then_some(name)
    }

    /// What follows a backslash: whether it may be repeated; `None` where it is wrong.
    fn escape(&mut self) -> Option<bool> {
        if self.eat("b") || self.eat("B") {
            return Some(false);
        }
        if self.eat("k<") {
            let name = self.name()?;
            self.named.push(name);
            return Some(true);
        }
        if self.rest.starts_with(|c: char| ('1'..='9').contains(&c)) {
            let number = self.digits().parse().unwrap_or(u64::MAX);
            self.most = self.most.max(number);
            return Some(true);
        }
        self.character().map(|_| true)
    }

    /// An escape that may stand in a class as well: the character it stands for, if it stands for one.
    fn character(&mut self) -> Option<Option<u32>> {
        let code = match self.next()? {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => return Some(None),
            'p' | 'P' => return self.property().then_some(None),
            'f' => 0xc,
            'n' => 0xa,
            'r' => 0xd,
            't' => 0x9,
            'v' => 0xb,
            'c' => {
                let letter = self.next().filter(char::is_ascii_alphabetic)?;
                u32::from(letter) % 32
            }
            '0' => {
                let is_octal = self.rest.starts_with(|c: char| c.is_ascii_digit());
                return (!is_octal).then_some(Some(0));
            }
            'x' => self.hex(2)?,
            'u' if self.eat("{") => self.code_point()?,
            'u' => self.hex(4)?,
            c if "^$\\.*+?()[]{}|/".contains(c) => u32::from(c),
            _ => return None,
        };
        Some(Some(code))
    }

    /// A code point in braces, of which the first is past.
    fn code_point(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_once('}')?;
        self.rest = rest;
        let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        // There may be any number of zeros at the start.
        let digits = digits.trim_start_matches('0');
        let code = match digits {
            "" => Some(0),
            digits => u32::from_str_radix(digits, 16).ok(),
        };
        code.filter(|code| is_hex && *code <= 0x10_ffff)
    }

    /// `{Letter}`, `{Script=Greek}`.
    fn property(&mut self) -> bool {
        let Some((name, rest)) = self
            .rest
            .strip_prefix('{')
            .and_then(|it| it.split_once('}'))
        else {
            return false;
        };
        self.rest = rest;
        let (name, value) = name.split_once('=').unwrap_or((name, "_"));
        let is_word = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        is_word(name) && is_word(value)
    }

    /// What follows an opening bracket.
    fn class(&mut self) -> bool {
        self.eat("^");
        loop {
            if self.eat("]") {
                return true;
            }
            let Some(first) = self.member() else {
                return false;
            };
            if !self.rest.starts_with('-') || self.rest.starts_with("-]") {
                continue;
            }
            self.eat("-");
            let Some(last) = self.member() else {
                return false;
            };
            // Of a range both ends are characters, and in order.
            if !matches!((first, last), (Some(first), Some(last)) if first <= last) {
                return false;
            }
        }
    }

    /// One member of a class: the character that it is, if it is one; nothing where it is wrong.
    fn member(&mut self) -> Option<Option<u32>> {
        match self.next()? {
            '\\' if self.eat("b") => Some(Some(0x8)),
            '\\' if self.eat("-") => Some(Some(u32::from('-'))),
            '\\' => self.character(),
            c => Some(Some(u32::from(c))),
        }
    }
}

/// Whether a number is at most another one, however many digits they have.
fn is_at_most(least: &str, most: &str) -> bool {
    let [least, most] = [least, most].map(|text| text.trim_start_matches('0'));
    (least.len(), least) <= (most.len(), most)
}
