//! How the text of a schema becomes a program.

mod draft;
mod keywords;
mod read;

use super::node::{Glance, Node};
use super::{Link, Program, Reference, References};
use crate::json::pointer;
use crate::percent::{self, Plus};
use crate::schema::{SchemaError, Types};
use draft::Draft;
use read::{Definitions, OneSchema};
use serde::de::{self, DeserializeSeed, Deserializer};
use std::collections::HashMap;

/// Reads the text of one schema.
pub(crate) fn parse(text: &str, references: References) -> Result<Program, SchemaError> {
    let mut parser = Parser::new(references);
    let mut reader = serde_json::Deserializer::from_str(text);
    let root = OneSchema(&mut parser).deserialize(&mut reader)?;
    reader.end()?;
    parser.finish(root).map_err(SchemaError)
}

/// Reads the text of several schemas by their names, which may refer to each other: `{"Contact": {…}, "Tag": {…}}`.
pub(crate) fn parse_all(text: &str) -> Result<Program, SchemaError> {
    let mut parser = Parser::new(&[]);
    parser.has_root = false;
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.deserialize_map(Definitions(&mut parser))?;
    reader.end()?;
    parser.finish(Box::default()).map_err(SchemaError)
}

/// How deep schemas may stand in each other: what is deeper stands in `$defs`.
const MAX_DEPTH: usize = 48;

struct Parser {
    nodes: Vec<Node>,
    depth: usize,
    references: References,
    /// Whether the text is one schema, which `#` stands for.
    has_root: bool,
    /// The names that stand for the references.
    outer: Vec<Box<str>>,
    /// Where the definitions of the text are, those included that are yet to come.
    names: HashMap<Box<str>, Link>,
    /// The definitions that something refers to and that have not come.
    missing: usize,
    defined: Vec<bool>,
    /// The nodes that are no more than types, each of which stands once.
    plain: HashMap<u8, Link>,
}

/// How definitions are referred to.
const DEFINITIONS: [&str; 2] = ["#/$defs/", "#/components/schemas/"];

impl Parser {
    fn new(references: References) -> Self {
        Self {
            nodes: vec![Node::default(), Node::never(), Node::never()],
            depth: 0,
            references,
            has_root: true,
            outer: Vec::new(),
            names: HashMap::new(),
            missing: 0,
            defined: vec![true; 3],
            plain: HashMap::from([
                (Types::ANY.bits(), Link::ANY),
                (Types::EMPTY.bits(), Link::NEVER),
            ]),
        }
    }

    fn finish(mut self, root: Box<Draft>) -> Result<Program, serde_json::Error> {
        self.nodes[Link::ROOT.0 as usize] = (*root).into_node();
        if self.missing > 0 {
            let undefined = |link: &&Link| !self.defined[link.0 as usize];
            let name = self.names.iter().find(|(_, link)| undefined(link));
            let name = name.map_or("", |(name, _)| name);
            let error = format!("`$ref` names `{name}`, which nothing defines");
            return Err(de::Error::custom(error));
        }
        if self.outer.len() != self.references.len() {
            return Err(de::Error::custom(
                "there are schemas beside it that no `$ref` names",
            ));
        }
        self.set_glances();
        Ok(Program {
            nodes: self.nodes,
            references: self.references.iter().map(|it| Reference::to(it)).collect(),
            names: self.names,
        })
    }

    /// Notes with each property what the schema allows at a glance that it leads to.
    fn set_glances(&mut self) {
        let glances: Vec<Glance> = self.nodes.iter().map(|node| node.glance).collect();
        let of = |link: Link| glances.get(link.0 as usize).copied();
        for rules in self
            .nodes
            .iter_mut()
            .filter_map(|node| node.object.as_mut())
        {
            if rules.patterns.is_empty() {
                let properties = &mut rules.properties;
                properties.set_glances(|link| of(link).unwrap_or(Glance::nothing()));
            }
        }
    }

    fn push<E: de::Error>(&mut self, node: Node) -> Result<Link, E> {
        let at = u32::try_from(self.nodes.len()).ok();
        let at = at.filter(|at| at & Link::OUTER == 0);
        let at = at.ok_or_else(|| E::custom("it has too many parts"))?;
        self.nodes.push(node);
        self.defined.push(true);
        Ok(Link(at))
    }

    /// The place of a schema: a place of its own, or one where the same already stands.
    fn place<E: de::Error>(&mut self, draft: Box<Draft>) -> Result<Link, E> {
        if let Some(link) = draft.only_reference() {
            return Ok(link);
        }
        let node = (*draft).into_node();
        if !node.is_plain || node.default.is_some() {
            return self.push(node);
        }
        let bits = node.types.bits();
        match self.plain.get(&bits) {
            Some(link) => Ok(*link),
            None => {
                let link = self.push(node)?;
                self.plain.insert(bits, link);
                Ok(link)
            }
        }
    }

    fn reference<E: de::Error>(&mut self, name: &str) -> Result<Link, E> {
        if name == "#" && self.has_root {
            return Ok(Link::ROOT);
        }
        let mut definitions = DEFINITIONS.iter();
        if let Some(token) = definitions.find_map(|start| name.strip_prefix(start)) {
            let broken = |_| E::custom(format!("`$ref` names `{name}`, whose `%` are no escapes"));
            let token = percent::decoded(token, Plus::Itself).map_err(broken)?;
            return self.definition(&pointer::unescaped(&token));
        }
        let known = self.outer.iter().position(|known| **known == *name);
        let at = known.unwrap_or(self.outer.len());
        if known.is_none() {
            self.outer.push(name.into());
        }
        let at = u32::try_from(at)
            .ok()
            .filter(|_| at < self.references.len());
        at.map(Link::outer)
            .ok_or_else(|| E::custom(format!("`$ref` names `{name}`, which is not known")))
    }

    /// The place of a definition, which may have come or not.
    fn definition<E: de::Error>(&mut self, name: &str) -> Result<Link, E> {
        if let Some(link) = self.names.get(name) {
            return Ok(*link);
        }
        let link = self.push(Node::never())?;
        self.defined[link.0 as usize] = false;
        self.missing += 1;
        self.names.insert(name.into(), link);
        Ok(link)
    }

    fn define<E: de::Error>(&mut self, name: &str, draft: Box<Draft>) -> Result<(), E> {
        let Link(at) = self.definition(name)?;
        let at = at as usize;
        if self.defined[at] {
            return Err(E::custom(format!("`{name}` is defined twice")));
        }
        self.nodes[at] = (*draft).into_node();
        self.defined[at] = true;
        self.missing -= 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::program::Additional;

    fn fault(text: &str) -> String {
        match parse(text, &[]) {
            Ok(_) => String::new(),
            Err(fault) => fault.to_string(),
        }
    }

    #[test]
    fn what_is_no_schema_is_told_with_its_place() {
        for (text, expected) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            (
                "{\"type\": \"text\"}",
                "\"text\" is no type at line 1 column 16",
            ),
            ("{\"minLength\": -1}", "-1 is no count at line 1 column 17"),
            (
                "{\"mininum\": 1}",
                "`mininum` is no keyword that is known here at line 1 column 10",
            ),
            (
                "{\"$ref\": \"Other\"}",
                "`$ref` names `Other`, which is not known at line 1 column 17",
            ),
            (
                "{\"$ref\": \"#/$defs/a\"}",
                "`$ref` names `a`, which nothing defines",
            ),
            (
                "{\"items\": 1}",
                "invalid type: integer `1`, expected a schema at line 1 column 11",
            ),
        ] {
            let expected = format!("this is no schema: {expected}");
            assert_eq!(fault(text), expected, "{text}");
        }
        let deep = "{\"items\":".repeat(200) + "{}" + &"}".repeat(200);
        assert!(fault(&deep).contains("nested too deep"), "{}", fault(&deep));
    }

    #[test]
    fn definitions_refer_to_each_other() {
        let all = parse_all(
            r##"{
            "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"items": {"$ref": "#/$defs/A"}, "type": "array"},
            "C": {"$ref": "#/$defs/B"}
        }"##,
        )
        .unwrap();
        let [a, b] = ["A", "B"].map(|name| all.named(name).unwrap());
        assert!(a.properties().next().unwrap().schema.is(b));
        assert!(b.items().unwrap().is(a));
        assert!(all.named("C").unwrap().all_of().next().unwrap().is(b));
        assert!(all.named("D").is_none());
        let twice = parse_all(r#"{"A": true, "A": true}"#).err().unwrap();
        assert!(
            twice.to_string().contains("`A` is defined twice"),
            "{twice}"
        );
    }

    #[test]
    fn the_same_types_stand_once() {
        let text =
            r#"{"properties": {"a": {"type": "string"}, "b": {"type": ["string"]}, "c": {}}}"#;
        let program = parse(text, &[]).unwrap();
        let links: Vec<_> = program
            .root()
            .properties()
            .map(|it| it.schema.address())
            .collect();
        assert_eq!(links[0], links[1]);
        assert_ne!(links[0], links[2]);
    }

    #[test]
    fn a_definition_that_is_yet_to_come_may_allow_something() {
        let text = r##"{
            "additionalProperties": {"$ref": "#/$defs/1"},
            "$defs": {"1": {"type": "integer"}}
        }"##;
        let program = parse(text, &[]).unwrap();
        let additional = program.root().node().additional();
        assert!(matches!(additional, Additional::Schema(_)));
    }
}
