//! How the text of a schema becomes a program.

use super::node::{
    Access, Additional, ArrayRules, Combined, Discriminator, Glance, NamedProperty, Node,
    NumberRules, ObjectRules, Properties, TextRules,
};
use super::{Constants, Link, Program, References};
use crate::json::pointer;
use crate::percent::{self, Plus};
use crate::schema::number::Bound;
use crate::schema::pattern::Compiled;
use crate::schema::{Format, SchemaError, Types};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::OnceLock;

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
            references: self
                .references
                .iter()
                .map(|it| (*it, OnceLock::new()))
                .collect(),
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

/// Schemas by names.
type Named = Vec<(Box<str>, Link)>;

/// The keywords of one schema, as they come.
#[derive(Default)]
struct Draft {
    reference: Option<Link>,
    types: Option<Types>,
    constants: Option<Vec<Value>>,
    format: Option<Format>,
    default: Option<Value>,
    text: TextRules,
    number: NumberRules,
    array: ArrayRules,
    object: ObjectRules,
    properties: Vec<(Box<str>, Link, Access)>,
    required: Vec<Box<str>>,
    combined: Combined,
    condition: [Option<Link>; 3],
    discriminator: Option<(Box<str>, Named)>,
    absent: Option<Link>,
    access: Access,
    /// Which of text, number, array, object and what is combined are spoken of.
    has: [bool; 5],
    /// How many keywords there are, those apart that say nothing of the value.
    count: usize,
}

const TEXT: usize = 0;
const NUMBER: usize = 1;
const ARRAY: usize = 2;
const OBJECT: usize = 3;
const COMBINED: usize = 4;

impl Draft {
    fn of(types: Types) -> Self {
        Self {
            types: Some(types),
            count: 1,
            ..Self::default()
        }
    }

    /// Where a schema leads that says nothing but that it is another one.
    fn only_reference(&self) -> Option<Link> {
        let is_alone = self.count == 1 && self.default.is_none();
        self.reference.filter(|_| is_alone)
    }

    fn into_node(mut self) -> Node {
        if let Some(reference) = self.reference {
            self.combined.all_of.insert(0, reference);
            self.has[COMBINED] = true;
        }
        self.spread_format();
        if let Some(condition) = self.condition[0] {
            let branch = |at: usize| self.condition[at].unwrap_or(Link::ANY);
            self.combined.condition = Some((condition, branch(1), branch(2)));
            self.has[COMBINED] = true;
        }
        if let Some((property, mapping)) = self.discriminator.take() {
            let discriminator = Discriminator::new(property, mapping, self.absent);
            self.combined.discriminator = Some(discriminator);
            self.has[COMBINED] = true;
        }
        self.settle_properties();
        let has = self.has;
        let types = self.types.unwrap_or(Types::ANY);
        let is_alone = !has[COMBINED] && self.constants.is_none();
        Node {
            types,
            is_direct: is_alone && self.asks_only_of_parts(),
            glance: match is_alone {
                true => Glance::new(types, self.asked(), &self.text),
                false => Glance::nothing(),
            },
            is_plain: !has.contains(&true) && self.constants.is_none(),
            is_deep: has[ARRAY] || has[OBJECT] || has[COMBINED],
            constants: self.constants.map(|list| Box::new(Constants::new(list))),
            text: has[TEXT].then(|| Box::new(self.text)),
            number: has[NUMBER].then(|| Box::new(self.number.with_integers())),
            array: has[ARRAY].then(|| Box::new(self.array)),
            object: has[OBJECT].then(|| Box::new(self.object)),
            combined: has[COMBINED].then(|| Box::new(self.combined)),
            format: self.format,
            default: self.default.map(|value| value.to_string().into()),
            ..Node::default()
        }
    }

    /// The types that keywords say something of.
    fn asked(&self) -> Types {
        let types = [
            (TEXT, Types::STRING),
            (NUMBER, Types::NUMBER),
            (ARRAY, Types::ARRAY),
            (OBJECT, Types::OBJECT),
        ];
        let asked = types.iter().filter(|(at, _)| self.has[*at]);
        asked.fold(Types::EMPTY, |all, (_, types)| all.or(*types))
    }

    /// Whether what is said of arrays and objects is only about what they hold.
    fn asks_only_of_parts(&self) -> bool {
        self.array.unevaluated.is_none()
            && self.object.unevaluated.is_none()
            && self.object.dependent_schemas.is_empty()
    }

    /// A format is held against what it speaks of.
    fn spread_format(&mut self) {
        let Some(format) = self.format else { return };
        let types = self.types.unwrap_or(Types::ANY);
        if format.is_of_text() && types.contains(Types::STRING) {
            self.text.format = Some(format);
            self.has[TEXT] = true;
        }
        if format.is_of_numbers() && types.contains(Types::INTEGER) {
            self.number.format = Some(format);
            self.has[NUMBER] = true;
        }
    }

    /// Brings together what `properties` and `required` say.
    fn settle_properties(&mut self) {
        if self.properties.is_empty() && self.required.is_empty() {
            return;
        }
        self.has[OBJECT] = true;
        let properties = std::mem::take(&mut self.properties);
        let mut required: HashSet<Box<str>> = self.required.iter().cloned().collect();
        let list = properties
            .into_iter()
            .map(|(name, link, access)| NamedProperty {
                required: required.remove(&name),
                name,
                link,
                access,
                glance: Glance::nothing(),
            });
        self.object.properties = Properties::new(list.collect());
        let mut others = std::mem::take(&mut self.required);
        others.retain(|name| required.remove(name));
        self.object.required = others;
    }
}

/// Reads one schema.
struct OneSchema<'p>(&'p mut Parser);

impl<'de> DeserializeSeed<'de> for OneSchema<'_> {
    type Value = Box<Draft>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Box<Draft>, D::Error> {
        if self.0.depth == MAX_DEPTH {
            return Err(de::Error::custom("schemas are nested too deep"));
        }
        self.0.depth += 1;
        let draft = deserializer.deserialize_any(OneSchema(self.0));
        self.0.depth -= 1;
        draft
    }
}

impl<'de> Visitor<'de> for OneSchema<'_> {
    type Value = Box<Draft>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a schema")
    }

    fn visit_bool<E: de::Error>(self, allows: bool) -> Result<Box<Draft>, E> {
        Ok(Box::new(match allows {
            true => Draft::default(),
            false => Draft::of(Types::EMPTY),
        }))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Box<Draft>, A::Error> {
        let parser = self.0;
        // It is large, and schemas nest.
        let mut draft = Box::<Draft>::default();
        // Few, since each is known and there once.
        let mut keywords: Vec<Box<str>> = Vec::new();
        while let Some(keyword) = map.next_key::<Box<str>>()? {
            if is_extension(&keyword) {
                map.next_value::<de::IgnoredAny>()?;
                continue;
            }
            if keywords.contains(&keyword) {
                return Err(twice(&keyword));
            }
            let is_known = combinations(&mut draft, &keyword, &mut map, parser)?
                || scalars(&mut draft, &keyword, &mut map)?
                || arrays(&mut draft, &keyword, &mut map, parser)?
                || objects(&mut draft, &keyword, &mut map, parser)?;
            if is_known {
                draft.count += 1;
            } else {
                annotations(&mut draft, &keyword, &mut map, parser)?;
            }
            keywords.push(keyword);
        }
        Ok(draft)
    }
}

/// Reads a schema to where it stands.
struct Place<'p>(&'p mut Parser);

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = (Link, Access);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let draft = OneSchema(self.0).deserialize(deserializer)?;
        let access = draft.access;
        Ok((self.0.place(draft)?, access))
    }
}

fn one<'de, A: MapAccess<'de>>(map: &mut A, parser: &mut Parser) -> Result<Link, A::Error> {
    map.next_value_seed(Place(parser)).map(|(link, _)| link)
}

/// Reads a list of schemas.
struct List<'p>(&'p mut Parser);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = Vec<Link>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Link>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = Vec<Link>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of schemas")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<Link>, A::Error> {
        let mut list = Vec::new();
        while let Some((link, _)) = items.next_element_seed(Place(self.0))? {
            list.push(link);
        }
        Ok(list)
    }
}

/// Reads schemas by names.
struct ByName<'p>(&'p mut Parser);

impl<'de> DeserializeSeed<'de> for ByName<'_> {
    type Value = Vec<(Box<str>, Link, Access)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ByName<'_> {
    type Value = Vec<(Box<str>, Link, Access)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("schemas by their names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        let mut names = HashSet::new();
        while let Some(name) = map.next_key::<Box<str>>()? {
            let (link, access) = map.next_value_seed(Place(self.0))?;
            if !names.insert(name.clone()) {
                return Err(twice(&name));
            }
            list.push((name, link, access));
        }
        Ok(list)
    }
}

/// Reads `$defs`.
struct Definitions<'p>(&'p mut Parser);

impl<'de> DeserializeSeed<'de> for Definitions<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Definitions<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("schemas by their names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Box<str>>()? {
            let draft = map.next_value_seed(OneSchema(self.0))?;
            self.0.define(&name, draft)?;
        }
        Ok(())
    }
}

/// Reads a `discriminator` (OpenAPI 3.1, section 4.8.25), whose mapping has schemas in place of their names.
struct Tag<'p, 'd>(&'p mut Parser, &'d mut Draft);

impl<'de> DeserializeSeed<'de> for Tag<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Tag<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a discriminator")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(parser, draft) = self;
        let (mut property, mut mapping) = (None, Vec::new());
        while let Some(keyword) = map.next_key::<Box<str>>()? {
            match &*keyword {
                "propertyName" => property = Some(map.next_value()?),
                "mapping" => mapping = map.next_value_seed(ByName(parser))?,
                "defaultMapping" => draft.absent = Some(one(&mut map, parser)?),
                _ => return Err(unknown(&keyword)),
            }
        }
        let property = property.ok_or_else(|| de::Error::missing_field("propertyName"))?;
        let mapping = mapping.into_iter().map(|(name, link, _)| (name, link));
        draft.discriminator = Some((property, mapping.collect()));
        Ok(())
    }
}

fn unknown<E: de::Error>(keyword: &str) -> E {
    E::custom(format!("`{keyword}` is no keyword that is known here"))
}

fn twice<E: de::Error>(name: &str) -> E {
    E::custom(format!("`{name}` is there twice"))
}

/// Whether a keyword is an extension of someone else, which says nothing of the value (OpenAPI 3.1, section 4.9).
fn is_extension(keyword: &str) -> bool {
    keyword.starts_with("x-") && keyword != "x-alternatives"
}

/// Keywords that apply other schemas to the same value.
fn combinations<'de, A: MapAccess<'de>>(
    draft: &mut Draft,
    keyword: &str,
    map: &mut A,
    parser: &mut Parser,
) -> Result<bool, A::Error> {
    let combined = &mut draft.combined;
    match keyword {
        "$ref" => {
            let name: Box<str> = map.next_value()?;
            draft.reference = Some(parser.reference(&name)?);
            return Ok(true);
        }
        "allOf" => combined.all_of = map.next_value_seed(List(parser))?,
        "anyOf" => combined.any_of = map.next_value_seed(List(parser))?,
        "oneOf" => combined.one_of = map.next_value_seed(List(parser))?,
        "x-alternatives" => combined.alternatives = map.next_value_seed(List(parser))?,
        "not" => combined.not = Some(one(map, parser)?),
        "if" => draft.condition[0] = Some(one(map, parser)?),
        "then" => draft.condition[1] = Some(one(map, parser)?),
        "else" => draft.condition[2] = Some(one(map, parser)?),
        "discriminator" => map.next_value_seed(Tag(parser, draft))?,
        _ => return Ok(false),
    }
    draft.has[COMBINED] = true;
    Ok(true)
}

/// Keywords of any value, of texts and of numbers.
fn scalars<'de, A: MapAccess<'de>>(
    draft: &mut Draft,
    keyword: &str,
    map: &mut A,
) -> Result<bool, A::Error> {
    let (text, number) = (&mut draft.text, &mut draft.number);
    let about = match keyword {
        "type" => {
            draft.types = Some(types(&map.next_value()?)?);
            return Ok(true);
        }
        "enum" => {
            draft.constants = Some(map.next_value()?);
            return Ok(true);
        }
        "const" => {
            draft.constants = Some(vec![map.next_value()?]);
            return Ok(true);
        }
        "format" => {
            let name: Box<str> = map.next_value()?;
            // Of others this crate knows nothing, so that they are annotations.
            draft.format = Format::named(&name);
            return Ok(true);
        }
        "minLength" => {
            text.min_length = count(map)?;
            TEXT
        }
        "maxLength" => {
            text.max_length = count(map)?;
            TEXT
        }
        "pattern" => {
            let pattern: Box<str> = map.next_value()?;
            text.pattern = Some(compiled(&pattern)?);
            TEXT
        }
        "minimum" => {
            number.minimum = Some(bound(map)?);
            NUMBER
        }
        "maximum" => {
            number.maximum = Some(bound(map)?);
            NUMBER
        }
        "exclusiveMinimum" => {
            number.exclusive_minimum = Some(bound(map)?);
            NUMBER
        }
        "exclusiveMaximum" => {
            number.exclusive_maximum = Some(bound(map)?);
            NUMBER
        }
        "multipleOf" => {
            number.multiple_of = Some(bound(map)?);
            NUMBER
        }
        _ => return Ok(false),
    };
    draft.has[about] = true;
    Ok(true)
}

/// Keywords of arrays.
fn arrays<'de, A: MapAccess<'de>>(
    draft: &mut Draft,
    keyword: &str,
    map: &mut A,
    parser: &mut Parser,
) -> Result<bool, A::Error> {
    let array = &mut draft.array;
    match keyword {
        "items" => array.items = Some(one(map, parser)?),
        "prefixItems" => array.prefix_items = map.next_value_seed(List(parser))?,
        "minItems" => array.min_items = Some(count(map)?),
        "maxItems" => array.max_items = Some(count(map)?),
        "uniqueItems" => array.unique_items = map.next_value()?,
        "contains" => array.contains = Some(one(map, parser)?),
        "minContains" => array.min_contains = Some(count(map)?),
        "maxContains" => array.max_contains = Some(count(map)?),
        "unevaluatedItems" => array.unevaluated = Some(one(map, parser)?),
        _ => return Ok(false),
    }
    draft.has[ARRAY] = true;
    Ok(true)
}

/// Keywords of objects.
fn objects<'de, A: MapAccess<'de>>(
    draft: &mut Draft,
    keyword: &str,
    map: &mut A,
    parser: &mut Parser,
) -> Result<bool, A::Error> {
    let object = &mut draft.object;
    match keyword {
        "properties" => draft.properties = map.next_value_seed(ByName(parser))?,
        "required" => draft.required = map.next_value()?,
        "additionalProperties" => {
            // A schema that allows all is not the same as none: it has looked at what it allows.
            object.additional = match one(map, parser)? {
                Link::NEVER => Additional::Forbidden,
                link => Additional::Schema(link),
            };
        }
        "minProperties" => object.min_properties = Some(count(map)?),
        "maxProperties" => object.max_properties = Some(count(map)?),
        "patternProperties" => {
            let patterns = map.next_value_seed(ByName(parser))?.into_iter();
            let compiled = patterns.map(|(pattern, link, _)| Ok((compiled(&pattern)?, link)));
            object.patterns = compiled.collect::<Result<_, _>>()?;
        }
        "propertyNames" => object.names = Some(one(map, parser)?),
        "dependentRequired" => {
            let wanted: std::collections::BTreeMap<Box<str>, Vec<Box<str>>> = map.next_value()?;
            object.dependent_required = wanted.into_iter().collect();
        }
        "dependentSchemas" => {
            let schemas = map.next_value_seed(ByName(parser))?.into_iter();
            object.dependent_schemas = schemas.map(|(name, link, _)| (name, link)).collect();
        }
        "unevaluatedProperties" => object.unevaluated = Some(one(map, parser)?),
        _ => return Ok(false),
    }
    draft.has[OBJECT] = true;
    Ok(true)
}

/// What says nothing of the value itself.
fn annotations<'de, A: MapAccess<'de>>(
    draft: &mut Draft,
    keyword: &str,
    map: &mut A,
    parser: &mut Parser,
) -> Result<(), A::Error> {
    let mut access = |access: Access| -> Result<(), A::Error> {
        if map.next_value()? {
            draft.access = access;
        }
        Ok(())
    };
    match keyword {
        "readOnly" => access(Access::ReadOnly),
        "writeOnly" => access(Access::WriteOnly),
        "default" => {
            draft.default = Some(map.next_value()?);
            Ok(())
        }
        "$defs" => map.next_value_seed(Definitions(parser)),
        "title" | "description" | "$comment" | "examples" | "example" | "deprecated" => {
            map.next_value::<de::IgnoredAny>().map(drop)
        }
        _ => Err(unknown(keyword)),
    }
}

fn compiled<E: de::Error>(pattern: &str) -> Result<Compiled, E> {
    Compiled::checked(pattern).map_err(|error| {
        let error = format!("`{pattern}` is no regular expression of ECMA-262: {error}");
        E::custom(error)
    })
}

/// How many of something there may be. `2.0` is an integer as well (JSON Schema, section 4.2.3), and one beyond 64 bits is
/// more than there can be of anything.
fn count<'de, A: MapAccess<'de>>(map: &mut A) -> Result<u64, A::Error> {
    let number: Number = map.next_value()?;
    let whole = |count: &f64| *count >= 0.0 && count.fract() == 0.0;
    // The cast keeps what fits, and what does not becomes the largest.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rounded = || Some(number.as_f64().filter(whole)? as u64);
    let count = number.as_u64().or_else(rounded);
    count.ok_or_else(|| de::Error::custom(format!("{number} is no count")))
}

fn bound<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Bound, A::Error> {
    map.next_value::<Number>().map(|number| Bound::of(&number))
}

/// `type`: a name or several.
fn types<E: de::Error>(value: &Value) -> Result<Types, E> {
    let names = match value {
        Value::Array(names) => names.as_slice(),
        name => std::slice::from_ref(name),
    };
    names.iter().try_fold(Types::EMPTY, |types, name| {
        let named = name.as_str().and_then(Types::named);
        let unknown = || E::custom(format!("{name} is no type"));
        named.map(|named| types.or(named)).ok_or_else(unknown)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
