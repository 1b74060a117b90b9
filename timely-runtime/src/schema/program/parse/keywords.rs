//! How each keyword is read.

use super::super::Link;
use super::super::node::{Access, Additional};
use super::Parser;
use super::draft::{ARRAY, COMBINED, Draft, NUMBER, OBJECT, TEXT};
use super::read::{ByName, Definitions, List, Tag, one, unknown};
use crate::schema::number::Bound;
use crate::schema::pattern::Compiled;
use crate::schema::{Format, Types};
use serde::de::{self, MapAccess};
use serde_json::{Number, Value};

/// Reads the value of a keyword.
pub(super) fn keyword_value<'de, A: MapAccess<'de>>(
    draft: &mut Draft,
    keyword: &str,
    map: &mut A,
    parser: &mut Parser,
) -> Result<(), A::Error> {
    let constrains = combinations(draft, keyword, map, parser)?
        || scalars(draft, keyword, map)?
        || arrays(draft, keyword, map, parser)?
        || objects(draft, keyword, map, parser)?;
    if constrains {
        draft.count += 1;
        return Ok(());
    }
    annotations(draft, keyword, map, parser)
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
