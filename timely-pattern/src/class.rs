//! Classes in brackets, and what stands for characters behind a backslash.

use crate::Error;
use crate::parse::Parser;
use crate::set::Set;

/// One item of a class.
pub(crate) enum Item {
    Character(char),
    Set(Set),
}

impl Item {
    pub(crate) fn into_set(self) -> Set {
        match self {
            Self::Character(character) => Set::single(character),
            Self::Set(set) => set,
        }
    }
}

impl Parser {
    /// A class, behind its opening bracket.
    pub(crate) fn class(&mut self) -> Result<Set, Error> {
        let negated = self.eat('^');
        let mut sets = Vec::new();
        loop {
            let first = match self.next() {
                None => return Err(self.error("a class without an end")),
                Some(']') => break,
                Some('\\') => self.class_escape()?,
                Some(character) => Item::Character(character),
            };
            // A hyphen at the end, or beside a set, stands for itself.
            let is_range =
                self.peek() == Some('-') && self.chars_ahead(1).is_some_and(|c| c != ']');
            if !is_range {
                sets.push(first.into_set());
                continue;
            }
            let Item::Character(first) = first else {
                self.at += 1;
                sets.extend([first.into_set(), Set::single('-')]);
                continue;
            };
            self.at += 1;
            let last = match self.next() {
                Some('\\') => self.class_escape()?,
                Some(character) => Item::Character(character),
                None => return Err(self.error("a class without an end")),
            };
            match last {
                Item::Character(last) if first <= last => sets.push(Set::range(first, last)),
                Item::Character(_) => {
                    return Err(self.error("a range whose ends are out of order"));
                }
                Item::Set(last) => sets.extend([Set::single(first), Set::single('-'), last]),
            }
        }
        let set = self.cased(Set::union(sets));
        Ok(if negated { set.negated() } else { set })
    }

    fn class_escape(&mut self) -> Result<Item, Error> {
        if self.eat('b') {
            return Ok(Item::Character('\u{8}'));
        }
        self.escaped()
    }

    /// What follows a backslash, wherever it stands.
    pub(crate) fn escaped(&mut self) -> Result<Item, Error> {
        let unknown = "a backslash before a letter or digit that has no meaning";
        let begin = self.at;
        let Some(character) = self.next() else {
            return Err(self.error("a backslash with nothing behind it"));
        };
        Ok(Item::Character(match character {
            'd' => return Ok(Item::Set(Set::digits())),
            'w' => return Ok(Item::Set(self.cased(Set::words()))),
            's' => return Ok(Item::Set(Set::spaces())),
            'D' => return Ok(Item::Set(Set::digits().negated())),
            'W' => return Ok(Item::Set(self.cased(Set::words()).negated())),
            'S' => return Ok(Item::Set(Set::spaces().negated())),
            'p' | 'P' => {
                let set = self.property()?;
                return Ok(Item::Set(if character == 'P' {
                    self.cased(set).negated()
                } else {
                    set
                }));
            }
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'v' => '\u{b}',
            'f' => '\u{c}',
            '0' => '\0',
            'c' => match self.next().and_then(|letter| u8::try_from(letter).ok()) {
                Some(letter) if letter.is_ascii_alphabetic() => char::from(letter % 32),
                _ => return Err(self.error(r"`\c` without a letter")),
            },
            'x' => self.point(2)?,
            'u' => self.unicode()?,
            letter if letter.is_ascii_alphanumeric() => {
                self.at = begin;
                return Err(self.error(unknown));
            }
            other => other,
        }))
    }

    /// `{L}` and the like, and the letter alone of other languages.
    fn property(&mut self) -> Result<Set, Error> {
        let name = if self.eat('{') {
            self.until('}')
        } else {
            self.next().map(String::from)
        };
        name.and_then(|name| Set::property(&name))
            .ok_or_else(|| self.error("a property that Unicode does not know"))
    }

    fn hex(&mut self, digits: usize) -> Result<u32, Error> {
        let mut number = 0;
        for _ in 0..digits {
            let digit = self.peek().and_then(|c| c.to_digit(16));
            number =
                number * 16 + digit.ok_or_else(|| self.error("a hexadecimal digit is missing"))?;
            self.at += 1;
        }
        Ok(number)
    }

    fn point(&mut self, digits: usize) -> Result<char, Error> {
        let point = self.hex(digits)?;
        char::from_u32(point).ok_or_else(|| self.error("half a pair of surrogates"))
    }

    /// `\u{1F600}`, `\u00e9`, and pairs of surrogates.
    fn unicode(&mut self) -> Result<char, Error> {
        if self.eat('{') {
            let digits = self.until('}');
            return digits
                .and_then(|digits| u32::from_str_radix(&digits, 16).ok())
                .and_then(char::from_u32)
                .ok_or_else(|| self.error("a code point that does not exist"));
        }
        let unit = self.hex(4)?;
        if !(0xD800..0xDC00).contains(&unit) {
            return char::from_u32(unit).ok_or_else(|| self.error("half a pair of surrogates"));
        }
        let is_pair = self.eat('\\') && self.eat('u');
        let low = if is_pair { self.hex(4)? } else { 0 };
        let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400);
        low.and_then(|low| char::from_u32(0x10000 + ((unit - 0xD800) << 10) + low))
            .ok_or_else(|| self.error("half a pair of surrogates"))
    }
}
