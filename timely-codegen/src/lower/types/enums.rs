//! Unions of strings: an enum of all their values, with the titles and descriptions that each has.

use super::alternatives::Alternatives;
use super::lowered::Lowered;
use super::store::Naming;
use super::variants;
use crate::diagnostic::Pointer;
use crate::ir::{self, Type, TypeKind};
use crate::lower::types::Types;
use crate::naming::pascal;
use crate::normalize::ENUM_NAMES;
use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as SchemaType};
use serde_json::Value;
use std::collections::HashSet;

/// The alternatives of a union, all of which are strings and some of which list their values.
pub(super) struct Choices<'a> {
    values: Vec<Choice<'a>>,
    /// Whether an alternative allows any string.
    is_open: bool,
}

/// One value.
struct Choice<'a> {
    value: &'a str,
    /// The alternative of which it is the only value, and what else that says.
    alone: Option<(usize, &'a IndexMap<String, Value>)>,
    /// What names it, where it stands alone.
    title: Option<&'a String>,
    description: Option<&'a String>,
}

/// The values of alternatives that are all strings; `None` if one is something else, a type of its own, or if none
/// lists values.
pub(super) fn of(alternatives: &[ReferenceOr<Schema>]) -> Option<Choices<'_>> {
    let mut choices = Choices {
        values: Vec::new(),
        is_open: false,
    };
    for (index, alternative) in alternatives.iter().enumerate() {
        let ReferenceOr::Item(schema) = alternative else {
            return None;
        };
        let SchemaKind::Type(SchemaType::String(string)) = &schema.schema_kind else {
            return None;
        };
        let values: Vec<&str> = string
            .enumeration
            .iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let data = &schema.schema_data;
        let is_one = values.len() == 1;
        choices.is_open |= values.is_empty();
        for value in values {
            if choices.values.iter().all(|known| known.value != value) {
                choices.values.push(Choice {
                    value,
                    alone: is_one.then_some((index, &data.extensions)),
                    title: data.title.as_ref().filter(|_| is_one),
                    description: data.description.as_ref().filter(|_| is_one),
                });
            }
        }
    }
    (!choices.values.is_empty()).then_some(choices)
}

impl<'a> Types<'a> {
    /// A component that lists values, beside any string: the component, which keeps values that it does not know.
    pub(super) fn lower_open_enum(
        &mut self,
        schema: &'a Schema,
        alternatives: &Alternatives<'a>,
    ) -> Option<Lowered> {
        let mut known = None;
        for alternative in alternatives.list {
            match alternative {
                ReferenceOr::Reference { .. } if known.is_none() => known = Some(alternative),
                ReferenceOr::Item(schema) if is_open_string(schema) => {}
                _ => return None,
            }
        }
        if alternatives.list.len() < 2 || !lists_values(self.held_by(known?)?) {
            return None;
        }
        let plain = Naming::none();
        let mut ty = Type::String;
        let mut nullable = schema.schema_data.nullable;
        for (index, alternative) in alternatives.list.iter().enumerate() {
            let at = alternatives.pointer.index(index);
            let lowered = self.lower_schema(alternative, &at, &plain);
            nullable |= lowered.nullable;
            if matches!(alternative, ReferenceOr::Reference { .. }) {
                ty = lowered.ty;
            }
        }
        Some(Lowered::of(ty).or_null(nullable))
    }

    /// What a reference to a component leads to.
    fn held_by(&self, alternative: &'a ReferenceOr<Schema>) -> Option<&'a ReferenceOr<Schema>> {
        let ReferenceOr::Reference { reference } = alternative else {
            return Some(alternative);
        };
        self.schemas()
            .items?
            .get(&crate::lower::components::component_key(
                reference, "schemas",
            )?)
    }

    /// Lowers a union of strings to one enum.
    pub(super) fn lower_choices(
        &mut self,
        schema: &'a Schema,
        choices: &Choices<'a>,
        list: &Pointer,
        (pointer, naming): (&Pointer, &Naming),
    ) -> Lowered {
        // Beside any string, the empty one adds nothing that a name would be needed for.
        if choices.is_open && choices.values.iter().all(|choice| choice.value.is_empty()) {
            return Lowered::of(Type::String).or_null(schema.schema_data.nullable);
        }
        let given = choices.values.iter().map(|choice| {
            let (index, extensions) = choice.alone?;
            self.given_name_at(&list.index(index), extensions)
        });
        let given: Vec<Option<&str>> = given.collect();
        let kind = TypeKind::Enum(enumeration(choices, &given));
        self.define_own(schema, kind, pointer, naming)
    }
}

/// Whether a schema allows strings without a list of values or a format, which could have a type of its own.
fn is_open_string(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(SchemaType::String(string)) => {
            string.enumeration.is_empty()
                && crate::lower::types::constraints::format_name(&string.format).is_none()
        }
        _ => false,
    }
}

fn lists_values(alternative: &ReferenceOr<Schema>) -> bool {
    match alternative {
        ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(SchemaType::String(string)),
            ..
        }) => !string.enumeration.is_empty(),
        _ => false,
    }
}

fn enumeration(choices: &Choices<'_>, given: &[Option<&str>]) -> ir::Enum {
    let values: Vec<&str> = choices.values.iter().map(|choice| choice.value).collect();
    let names = variants::identifiers_with(&values, given);
    let variants = choices
        .values
        .iter()
        .zip(names)
        .map(|(choice, name)| ir::Variant {
            name,
            wire: choice.value.to_owned(),
            docs: crate::lower::docs::of(choice.title, choice.description),
        });
    ir::Enum {
        variants: variants.collect(),
    }
}

/// The names that a document gives to as many values.
pub(super) fn given_names(
    extensions: &IndexMap<String, Value>,
    count: usize,
) -> Option<Vec<String>> {
    ENUM_NAMES.iter().find_map(|key| {
        let names = extensions.get(*key)?.as_array()?;
        let names: Option<Vec<String>> =
            names.iter().map(|name| name.as_str().map(pascal)).collect();
        let names = names?;
        let unique: HashSet<&String> = names.iter().collect();
        (names.len() == count && unique.len() == names.len()).then_some(names)
    })
}

/// An enum of the values of a string, in document order. The document may name them by extensions that are widely used;
/// they name themselves where it gives not one name for each, or the same twice.
pub(super) fn string_enum(values: &[&str], extensions: &IndexMap<String, Value>) -> ir::Enum {
    let given = given_names(extensions, values.len());
    let mut seen = HashSet::new();
    let (places, values): (Vec<usize>, Vec<&str>) = values
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, value)| seen.insert(*value))
        .unzip();
    let names = match given {
        Some(given) => {
            let given: Vec<String> = places.iter().map(|place| given[*place].clone()).collect();
            variants::claim(&values, &given)
        }
        None => variants::identifiers(&values),
    };
    let each = values.into_iter().zip(names);
    ir::Enum {
        variants: each
            .map(|(value, name)| ir::Variant {
                name,
                wire: value.to_owned(),
                docs: ir::Docs::default(),
            })
            .collect(),
    }
}
