//! Enums of numbers: of integers, and of numbers with fractions.

use super::alternatives::Alternatives;
use super::enums::given_names;
use super::lowered::Lowered;
use super::store::Naming;
use super::{Types, variants};
use crate::diagnostic::Pointer;
use crate::formats::Integer;
use crate::ir::{self, TypeKind};
use crate::naming::{Case, Scope, case_word};
use crate::settings::Compat;
use openapiv3::{IntegerType, NumberType, Schema, SchemaKind, Type as SchemaType};
use std::collections::HashSet;

/// The values that an integer lists, each with a name: that which the document gives it, or else its own.
///
/// In the oldest shape, values are named by the document alone: `None` where it does not.
pub(super) fn named_integers(schema: &Schema, shape: Compat) -> Option<Vec<(String, i64)>> {
    let SchemaKind::Type(SchemaType::Integer(integer)) = &schema.schema_kind else {
        return None;
    };
    named(schema, &integer.enumeration, shape)
}

/// An enum of the values of an integer.
pub(super) fn integer_enum(schema: &Schema, shape: Compat) -> Option<ir::IntegerEnum> {
    let SchemaKind::Type(SchemaType::Integer(integer)) = &schema.schema_kind else {
        return None;
    };
    let values = named_integers(schema, shape).filter(|values| values.len() > 1)?;
    enum_of(integer, values)
}

/// An enum of named values in an integer; `None` where that cannot hold them, or one is there twice.
pub(super) fn enum_of(
    integer: &IntegerType,
    values: Vec<(String, i64)>,
) -> Option<ir::IntegerEnum> {
    let integer = super::constraints::integer(integer);
    let unique: HashSet<i64> = values.iter().map(|(_, value)| *value).collect();
    let mut each = values.iter();
    let fit = each.all(|(_, value)| integer.holds(*value));
    if unique.len() < values.len() || !fit {
        return None;
    }
    Some(ir::IntegerEnum {
        integer,
        variants: claimed(values),
        docs: Vec::new(),
    })
}

/// An enum of the values of a number, some of which have a fraction. The oldest shape has none.
pub(super) fn number_enum(
    schema: &Schema,
    number: &NumberType,
    shape: Compat,
) -> Option<ir::NumberEnum> {
    let values = named(schema, &number.enumeration, shape).filter(|values| values.len() > 1)?;
    let unique: HashSet<u64> = values.iter().map(|(_, value)| value.to_bits()).collect();
    let is_newer = shape > Compat::V0_1;
    (is_newer && unique.len() == values.len()).then(|| ir::NumberEnum {
        variants: claimed(values),
        docs: Vec::new(),
    })
}

/// One value of a union of numbers.
struct Choice<T> {
    value: T,
    /// What its alternative is called, where it is the only value of that.
    title: Option<String>,
    docs: ir::Docs,
}

impl<'a> Types<'a> {
    /// A union of numbers, alternatives of which list their values: one enum of all of them. The oldest shape has none.
    pub(super) fn lower_number_choices(
        &mut self,
        schema: &'a Schema,
        alternatives: &Alternatives<'a>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Option<Lowered> {
        if self.context.settings.compat == Compat::V0_1 {
            return None;
        }
        let parts: Option<Vec<&'a Schema>> =
            alternatives.list.iter().map(|it| it.as_item()).collect();
        let parts = parts?;
        let given = parts.iter().enumerate().map(|(index, part)| {
            let at = alternatives.pointer.index(index);
            self.given_name_at(&at, &part.schema_data.extensions)
        });
        let given: Vec<Option<&str>> = given.collect();
        let kind = match integer_choices(&parts, &given) {
            Some((integer, values)) => {
                let (variants, docs) = told(values);
                let fit = variants.iter().all(|(_, value)| integer.holds(*value));
                fit.then_some(TypeKind::IntegerEnum(ir::IntegerEnum {
                    integer,
                    variants,
                    docs,
                }))?
            }
            None => {
                let (variants, docs) = told(choices(&parts, &given, fractions)?);
                TypeKind::NumberEnum(ir::NumberEnum { variants, docs })
            }
        };
        let lowered = self.define_own(schema, kind, pointer, naming);
        Some(lowered.or_null(alternatives.allow_null()))
    }
}

/// The values of integers that have one width.
fn integer_choices(
    parts: &[&Schema],
    given: &[Option<&str>],
) -> Option<(Integer, Vec<Choice<i64>>)> {
    let widths = parts.iter().map(|part| match &part.schema_kind {
        SchemaKind::Type(SchemaType::Integer(integer)) => {
            Some(super::constraints::integer(integer))
        }
        _ => None,
    });
    let widths: Option<HashSet<Integer>> = widths.collect();
    let width = widths?.into_iter().reduce(Integer::wider)?;
    let integers = |part: &Schema| match &part.schema_kind {
        SchemaKind::Type(SchemaType::Integer(integer)) => {
            Some(integer.enumeration.iter().copied().flatten().collect())
        }
        _ => None,
    };
    Some((width, choices(parts, given, integers)?))
}

/// The values that a number lists.
#[expect(
    clippy::cast_precision_loss,
    reason = "a listed value is the number that was written"
)]
fn fractions(part: &Schema) -> Option<Vec<f64>> {
    match &part.schema_kind {
        SchemaKind::Type(SchemaType::Number(number)) => {
            Some(number.enumeration.iter().copied().flatten().collect())
        }
        SchemaKind::Type(SchemaType::Integer(integer)) => {
            let values = integer.enumeration.iter().copied().flatten();
            Some(values.map(|value| value as f64).collect())
        }
        _ => None,
    }
}

/// The values of alternatives, each once; `None` where one is no number, or there is one value alone.
fn choices<T: Copy + PartialEq>(
    parts: &[&Schema],
    given: &[Option<&str>],
    values_of: impl Fn(&Schema) -> Option<Vec<T>>,
) -> Option<Vec<Choice<T>>> {
    let mut all: Vec<Choice<T>> = Vec::new();
    for (part, given) in parts.iter().zip(given) {
        // One that lists none allows what the enum keeps as another value.
        let values = values_of(part)?;
        let data = &part.schema_data;
        let names = given_names(&data.extensions, values.len());
        for (index, value) in values.iter().enumerate() {
            let is_alone = values.len() == 1;
            if all.iter().any(|known| known.value == *value) {
                continue;
            }
            let title = given.map(str::to_owned).or_else(|| data.title.clone());
            let name = names.as_ref().and_then(|names| names.get(index).cloned());
            let (title, description) = match is_alone {
                true => (name.or(title), data.description.as_ref()),
                false => (name, None),
            };
            all.push(Choice {
                value: *value,
                title,
                docs: crate::lower::docs::of(data.title.as_ref().filter(|_| is_alone), description),
            });
        }
    }
    (all.len() > 1).then_some(all)
}

/// The variants of values, and what the document says of them.
fn told<T: Copy + ToString>(choices: Vec<Choice<T>>) -> (Vec<(String, T)>, Vec<ir::Docs>) {
    let texts: Vec<String> = choices
        .iter()
        .map(|choice| choice.value.to_string())
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let titles: Vec<Option<&str>> = choices
        .iter()
        .map(|choice| choice.title.as_deref())
        .collect();
    let names = variants::identifiers_with(&texts, &titles);
    let values = names.into_iter().zip(choices);
    values
        .map(|(name, choice)| ((name, choice.value), choice.docs))
        .unzip()
}

/// The values of a list with their names.
fn named<T: Copy + ToString>(
    schema: &Schema,
    list: &[Option<T>],
    shape: Compat,
) -> Option<Vec<(String, T)>> {
    let values: Vec<T> = list.iter().copied().flatten().collect();
    let given = given_names(&schema.schema_data.extensions, values.len());
    let own = || {
        let texts: Vec<String> = values.iter().map(T::to_string).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        (shape > Compat::V0_1 && !texts.is_empty()).then(|| variants::identifiers(&texts))
    };
    let names = given.or_else(own)?;
    Some(names.into_iter().zip(values).collect())
}

/// The values with the identifiers of their variants.
fn claimed<T>(values: Vec<(String, T)>) -> Vec<(String, T)> {
    let mut scope = Scope::reserving(Case::Pascal, &["Other"]);
    let mut claim = |name: String| scope.claim(&name, &["Value", case_word(&name)]);
    let values = values.into_iter();
    values.map(|(name, value)| (claim(name), value)).collect()
}
