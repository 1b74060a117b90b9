//! The syntax of ECMA-262 (section 22.2.1) with the `u` flag, and what documents write besides.
//!
//! Taken with the meaning that is plain: braces and brackets that stand for themselves (annex B.1.2), any sign behind a
//! backslash, and from other languages flags such as `(?i)`, `\A` and `\z`, `(?P<name>…)`, comments, atomic groups and
//! quantifiers of quantifiers.

use crate::Error;
use crate::node::{Assertion, Direction, Node, Quantifier};
use crate::set::Set;

/// How deep groups may stand in each other. What walks a tree needs as many frames of the stack.
const MAX_DEPTH: usize = 200;
/// A count that no text is long enough for.
const NO_BOUND: u32 = 1 << 30;
/// How many quantifiers may follow each other.
const MAX_QUANTIFIERS: usize = 8;

pub(crate) fn parse(pattern: &str) -> Result<Node, Error> {
    let chars: Vec<char> = pattern.chars().collect();
    let names = names_of_groups(&chars);
    let mut parser = Parser {
        chars,
        at: 0,
        flags: Flags::default(),
        groups: 0,
        names,
        referenced: Vec::new(),
        depth: 0,
    };
    let node = parser.alternatives()?;
    if parser.peek().is_some() {
        return Err(parser.error("a closing parenthesis without an opening one"));
    }
    let referenced = std::mem::take(&mut parser.referenced);
    Ok(without_other_groups(node, &referenced))
}

#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    multi_line: bool,
    dot_all: bool,
    extended: bool,
}

pub(crate) struct Parser {
    chars: Vec<char>,
    pub(crate) at: usize,
    flags: Flags,
    /// How many groups have begun.
    groups: u32,
    /// The name of each group, if it has one.
    names: Vec<Option<String>>,
    /// The groups that something refers back to.
    referenced: Vec<u32>,
    depth: usize,
}

impl Parser {
    pub(crate) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// The character so far behind the next one.
    pub(crate) fn chars_ahead(&self, distance: usize) -> Option<char> {
        self.chars.get(self.at + distance).copied()
    }

    pub(crate) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    pub(crate) fn eat(&mut self, character: char) -> bool {
        let is_next = self.peek() == Some(character);
        self.at += usize::from(is_next);
        is_next
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        let is_next = self.chars[self.at..]
            .iter()
            .take(length)
            .copied()
            .eq(text.chars());
        if is_next {
            self.at += length;
        }
        is_next
    }

    /// Takes what stands before a character, and that character.
    pub(crate) fn until(&mut self, end: char) -> Option<String> {
        let length = self.chars[self.at..].iter().position(|c| *c == end)?;
        let text = self.chars[self.at..self.at + length].iter().collect();
        self.at += length + 1;
        Some(text)
    }

    pub(crate) fn error(&self, what: &'static str) -> Error {
        Error { what, at: self.at }
    }

    /// A set with what the flags add to it.
    pub(crate) fn cased(&self, set: Set) -> Set {
        if self.flags.ignore_case {
            set.folded()
        } else {
            set
        }
    }

    fn alternatives(&mut self) -> Result<Node, Error> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("groups within groups, too deep"));
        }
        self.depth += 1;
        let mut nodes = vec![self.sequence()?];
        while self.eat('|') {
            nodes.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::Alternate(nodes),
        })
    }

    fn sequence(&mut self) -> Result<Node, Error> {
        let mut nodes = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                None | Some('|' | ')') => break,
                _ => {
                    let term = self.term()?;
                    match self.quantified(term)? {
                        Node::Empty => {}
                        Node::Concat(more) => nodes.extend(more),
                        node => nodes.push(node),
                    }
                }
            }
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::Concat(nodes),
        })
    }

    /// What the `x` flag leaves out.
    fn skip_blanks(&mut self) {
        while self.flags.extended {
            match self.peek() {
                Some(blank) if blank.is_whitespace() => self.at += 1,
                Some('#') => {
                    let rest = &self.chars[self.at..];
                    let length = rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
                    self.at += length;
                }
                _ => break,
            }
        }
    }

    fn term(&mut self) -> Result<Node, Error> {
        let Some(character) = self.next() else {
            return Ok(Node::Empty);
        };
        let multi_line = self.flags.multi_line;
        Ok(match character {
            '(' => return self.group(),
            '[' => Node::Set(self.class()?),
            '\\' => return self.escape(),
            '.' if self.flags.dot_all => Node::Set(Set::any()),
            '.' => Node::Set(Set::line_ends().negated()),
            '^' if multi_line => Node::Assert(Assertion::LineStart),
            '^' => Node::Assert(Assertion::Start),
            '$' if multi_line => Node::Assert(Assertion::LineEnd),
            '$' => Node::Assert(Assertion::End),
            '*' | '+' | '?' => {
                self.at -= 1;
                return Err(self.error("a quantifier without anything to repeat"));
            }
            '{' => {
                self.at -= 1;
                if self.bounds()?.is_some() {
                    return Err(self.error("a quantifier without anything to repeat"));
                }
                self.at += 1;
                Node::Set(Set::single('{'))
            }
            other => Node::Set(self.cased(Set::single(other))),
        })
    }

    /// What follows an opening parenthesis.
    fn group(&mut self) -> Result<Node, Error> {
        let outer = self.flags;
        let node = if !self.eat('?') {
            self.captured()?
        } else if self.eat(':') {
            self.alternatives()?
        } else if let Some((direction, negated)) = self.look() {
            Node::Look {
                node: Box::new(self.alternatives()?),
                direction,
                negated,
            }
        } else if self.eat('<') || self.eat_text("P<") {
            self.until('>')
                .ok_or_else(|| self.error("a name of a group without an end"))?;
            self.captured()?
        } else if self.eat('>') {
            Node::Atomic(Box::new(self.alternatives()?))
        } else if self.eat('#') {
            self.until(')')
                .ok_or_else(|| self.error("a comment without an end"))?;
            return Ok(Node::Empty);
        } else if self.eat_text("P=") {
            let name = self.until(')').unwrap_or_default();
            return self.back_to(&name);
        } else {
            self.set_flags()?;
            if self.eat(')') {
                // The flags hold up to the end of the group around.
                return Ok(Node::Empty);
            }
            self.at += 1;
            self.alternatives()?
        };
        self.flags = outer;
        if self.eat(')') {
            Ok(node)
        } else {
            Err(self.error("a parenthesis that is not closed"))
        }
    }

    /// What makes a group a look-around: its direction, and whether it must not match.
    fn look(&mut self) -> Option<(Direction, bool)> {
        let marks = [
            ("=", Direction::Forward, false),
            ("!", Direction::Forward, true),
            ("<=", Direction::Backward, false),
            ("<!", Direction::Backward, true),
        ];
        let mut marks = marks.into_iter();
        let (_, direction, negated) = marks.find(|(mark, ..)| self.eat_text(mark))?;
        Some((direction, negated))
    }

    fn captured(&mut self) -> Result<Node, Error> {
        self.groups += 1;
        let number = self.groups;
        Ok(Node::Group(Box::new(self.alternatives()?), number))
    }

    /// Flags, up to the colon or parenthesis behind them.
    fn set_flags(&mut self) -> Result<(), Error> {
        let mut on = true;
        loop {
            match self.peek() {
                Some(':' | ')') => return Ok(()),
                Some('i') => self.flags.ignore_case = on,
                Some('m') => self.flags.multi_line = on,
                Some('s') => self.flags.dot_all = on,
                Some('x') => self.flags.extended = on,
                // Of which match is found, and of Unicode: neither changes whether there is one.
                Some('U' | 'u') => {}
                Some('-') if on => on = false,
                _ => return Err(self.error("a group of a kind that does not exist")),
            }
            self.at += 1;
        }
    }

    fn quantified(&mut self, mut node: Node) -> Result<Node, Error> {
        for _ in 0..MAX_QUANTIFIERS {
            self.skip_blanks();
            let Some((min, max)) = self.quantifier()? else {
                return Ok(node);
            };
            let greedy = !self.eat('?');
            node = repeated(node, Quantifier { min, max, greedy });
        }
        Err(self.error("quantifiers of quantifiers"))
    }

    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, Error> {
        let times = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.bounds(),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(times))
    }

    /// Takes `{3}`, `{3,}` or `{3,5}`; nothing where a brace is no quantifier.
    fn bounds(&mut self) -> Result<Option<(u32, Option<u32>)>, Error> {
        let begin = self.at;
        self.at += 1;
        let min = self.number();
        let max = if self.eat(',') { self.number() } else { min };
        let is_open = self.chars[self.at - 1] == ',';
        match (min, max) {
            (Some(min), max) if (max.is_some() || is_open) && self.eat('}') => {
                if max.is_some_and(|max| max < min) {
                    return Err(self.error("a quantifier whose minimum is above its maximum"));
                }
                Ok(Some((min, max)))
            }
            _ => {
                self.at = begin;
                Ok(None)
            }
        }
    }

    /// A number, or the largest one for those beyond; no text is as long.
    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let before = number.unwrap_or(0u32);
            number = Some(before.saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    /// What follows a backslash outside of a class.
    fn escape(&mut self) -> Result<Node, Error> {
        let character = self
            .peek()
            .ok_or_else(|| self.error("a backslash with nothing behind it"))?;
        let assertion = match character {
            'b' => Assertion::Word,
            'B' => Assertion::NotWord,
            // Not of ECMA-262, where they make no sense: the anchors of other languages.
            'A' => Assertion::Start,
            'z' | 'Z' => Assertion::End,
            '1'..='9' => {
                let number = self.number().unwrap_or(0);
                if number as usize > self.names.len() {
                    return Err(self.error("a reference to a group that does not exist"));
                }
                return Ok(self.back(vec![number]));
            }
            'k' => {
                self.at += 1;
                if !self.eat('<') {
                    return Err(self.error("a reference without a name"));
                }
                let name = self.until('>').unwrap_or_default();
                return self.back_to(&name);
            }
            _ => {
                let set = self.escaped()?.into_set();
                return Ok(Node::Set(self.cased(set)));
            }
        };
        self.at += 1;
        Ok(Node::Assert(assertion))
    }

    fn back_to(&mut self, name: &str) -> Result<Node, Error> {
        let named = self.names.iter().zip(1..);
        let groups: Vec<u32> = named
            .filter(|(known, _)| known.as_deref() == Some(name))
            .map(|(_, number)| number)
            .collect();
        if groups.is_empty() {
            return Err(self.error("a reference to a group that does not exist"));
        }
        Ok(self.back(groups))
    }

    fn back(&mut self, groups: Vec<u32>) -> Node {
        self.referenced.extend(&groups);
        let fold = self.flags.ignore_case;
        Node::Back { groups, fold }
    }
}

/// A node so many times. What takes no character is no different the second time.
fn repeated(node: Node, quantifier: Quantifier) -> Node {
    let Quantifier { min, max, greedy } = quantifier;
    let max = max.filter(|max| *max < NO_BOUND);
    if max == Some(0) || node == Node::Empty {
        return Node::Empty;
    }
    if node.width().1 == Some(0) {
        // A repetition that takes nothing does not count, unless it must be there.
        return if min > 0 { node } else { Node::Empty };
    }
    if (min, max) == (1, Some(1)) {
        return node;
    }
    let node = Box::new(node);
    Node::Repeat {
        node,
        min,
        max,
        greedy,
    }
}

/// The tree without the groups that nothing refers to.
fn without_other_groups(node: Node, referenced: &[u32]) -> Node {
    let inner = |node: Box<Node>| Box::new(without_other_groups(*node, referenced));
    let each = |nodes: Vec<Node>| {
        let nodes = nodes.into_iter();
        nodes
            .map(|node| without_other_groups(node, referenced))
            .collect()
    };
    match node {
        Node::Group(node, number) if !referenced.contains(&number) => *inner(node),
        Node::Group(node, number) => Node::Group(inner(node), number),
        Node::Concat(nodes) => Node::Concat(each(nodes)),
        Node::Alternate(nodes) => Node::Alternate(each(nodes)),
        Node::Repeat {
            node,
            min,
            max,
            greedy,
        } => {
            let node = inner(node);
            // What may be nothing is there as often as is wanted.
            let min = if node.is_nullable() { 0 } else { min };
            Node::Repeat {
                node,
                min,
                max,
                greedy,
            }
        }
        Node::Look {
            node,
            direction,
            negated,
        } => Node::Look {
            node: inner(node),
            direction,
            negated,
        },
        Node::Atomic(node) => Node::Atomic(inner(node)),
        leaf => leaf,
    }
}

/// The name, if there is one, of each group in the order in which they begin; a reference may stand before its group.
fn names_of_groups(chars: &[char]) -> Vec<Option<String>> {
    let mut names = Vec::new();
    let mut in_class = false;
    let mut at = 0;
    while let Some(character) = chars.get(at) {
        at += 1;
        match character {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let name = match &chars[at..] {
                    ['?', '#', rest @ ..] => {
                        at += rest.iter().position(|c| *c == ')').unwrap_or(rest.len()) + 2;
                        continue;
                    }
                    ['?', '<', '=' | '!', ..] => continue,
                    ['?', '<', name @ ..] | ['?', 'P', '<', name @ ..] => Some(name),
                    ['?', ..] => continue,
                    _ => None,
                };
                let named = |name: &[char]| name.iter().take_while(|c| **c != '>').collect();
                names.push(name.map(named));
            }
            _ => {}
        }
    }
    names
}
