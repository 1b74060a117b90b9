//! How schemas are read wherever they stand: alone, in lists, by names, and in a discriminator.

use super::super::Link;
use super::super::node::Access;
use super::draft::Draft;
use super::keywords::keyword_value;
use super::{MAX_DEPTH, Parser};
use crate::schema::Types;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

/// Reads one schema.
pub(super) struct OneSchema<'p>(pub(super) &'p mut Parser);

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
            keyword_value(&mut draft, &keyword, &mut map, parser)?;
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

pub(super) fn one<'de, A: MapAccess<'de>>(
    map: &mut A,
    parser: &mut Parser,
) -> Result<Link, A::Error> {
    map.next_value_seed(Place(parser)).map(|(link, _)| link)
}

/// Reads a list of schemas.
pub(super) struct List<'p>(pub(super) &'p mut Parser);

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
pub(super) struct ByName<'p>(pub(super) &'p mut Parser);

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
pub(super) struct Definitions<'p>(pub(super) &'p mut Parser);

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
pub(super) struct Tag<'p, 'd>(pub(super) &'p mut Parser, pub(super) &'d mut Draft);

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

pub(super) fn unknown<E: de::Error>(keyword: &str) -> E {
    E::custom(format!("`{keyword}` is no keyword that is known here"))
}

fn twice<E: de::Error>(name: &str) -> E {
    E::custom(format!("`{name}` is there twice"))
}

/// Whether a keyword is an extension of someone else, which says nothing of the value (OpenAPI 3.1, section 4.9).
fn is_extension(keyword: &str) -> bool {
    keyword.starts_with("x-") && keyword != "x-alternatives"
}
