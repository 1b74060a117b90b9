//! Several schemas of one value that list what it may be: an enum of the values that all of them accept.

use super::all_of::{Form, form};
use super::enums::string_enum;
use super::lowered::{Lowered, Node};
use super::number_enums::{enum_of, named_integers};
use super::store::Naming;
use super::{Types, constraints};
use crate::diagnostic::Pointer;
use crate::ir::TypeKind;
use crate::normalize::pattern_refuses;
use crate::settings::Compat;
use indexmap::IndexMap;
use openapiv3::{IntegerType, NumberType, Schema, StringType};

/// What the schemas of one value say of it, those left out that say nothing of its type.
struct Parts<'a, 'n> {
    strings: Vec<&'a StringType>,
    integers: Vec<Integers<'a, 'n>>,
    numbers: Vec<&'a NumberType>,
    /// The last of them.
    last: (&'a Schema, &'n Pointer),
}

/// A schema of integers among several of one value.
struct Integers<'a, 'n> {
    node: Node<'a>,
    pointer: &'n Pointer,
    integer: &'a IntegerType,
    /// The values that it lists, each with a name.
    named: Option<Vec<(String, i64)>>,
    /// Whether the document gives the names.
    is_given: bool,
}

impl<'a> Types<'a> {
    /// An enum of the values that all of several schemas accept, where none of them lists just those.
    pub(super) fn lower_common_values(
        &mut self,
        nodes: &[(Node<'a>, Pointer)],
        naming: &Naming,
    ) -> Option<Lowered> {
        let parts = self.value_parts(nodes)?;
        let mut lowered = match (parts.strings.as_slice(), parts.integers.as_slice()) {
            ([_, _, ..], []) if parts.numbers.is_empty() => {
                let values = common_strings(&parts.strings)?;
                let kind = TypeKind::Enum(string_enum(&values, &IndexMap::new()));
                self.define_common(kind, parts.last, nodes, naming)
            }
            ([], [_, ..]) if parts.integers.len() + parts.numbers.len() > 1 => {
                self.lower_common_integers(&parts, nodes, naming)?
            }
            _ => return None,
        };
        lowered.nullable = true;
        for (node, pointer) in nodes {
            lowered.nullable &= self.admits_null(*node, pointer);
        }
        Some(lowered)
    }

    /// `None` where one of them is neither a string nor a number.
    fn value_parts<'n>(&self, nodes: &'n [(Node<'a>, Pointer)]) -> Option<Parts<'a, 'n>> {
        let (mut strings, mut integers, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        let mut last = None;
        for (node, pointer) in nodes {
            let schema = self.unwrapped(*node)?;
            match form(schema) {
                Form::String(string) => strings.push(string),
                Form::Integer(Some(integer)) => integers.push(Integers {
                    node: *node,
                    pointer,
                    integer,
                    named: named_integers(schema, self.context.settings.compat),
                    is_given: named_integers(schema, Compat::V0_1).is_some(),
                }),
                Form::Number(Some(number)) => numbers.push(number),
                Form::Open => continue,
                _ => return None,
            }
            last = Some((schema, pointer));
        }
        Some(Parts {
            strings,
            integers,
            numbers,
            last: last?,
        })
    }

    /// The values of integers, which are an enum where one of the lists names them.
    fn lower_common_integers(
        &mut self,
        parts: &Parts<'a, '_>,
        nodes: &[(Node<'a>, Pointer)],
        naming: &Naming,
    ) -> Option<Lowered> {
        let integers = &parts.integers;
        // The names that the document gives, before those that values have of themselves.
        let mut lists = integers.iter().filter_map(|part| part.named.as_ref());
        let given = integers.iter().find(|part| part.is_given);
        let named = given
            .and_then(|part| part.named.as_ref())
            .or_else(|| lists.next())?;
        let accepted = |value: i64| {
            integers
                .iter()
                .all(|part| accepts_integer(part.integer, value))
                && parts
                    .numbers
                    .iter()
                    .all(|number| accepts_number(number, value))
        };
        let values: Vec<(String, i64)> = named
            .iter()
            .filter(|(_, value)| accepted(*value))
            .cloned()
            .collect();
        if values.is_empty() {
            return None;
        }
        // One that lists and names just those is their type; of several, one that has a name itself.
        let same = |part: &&Integers<'a, '_>| {
            let count = part.named.as_ref().map(Vec::len);
            count == Some(values.len()) && values.len() > 1
        };
        let by_reference =
            |part: &&Integers<'a, '_>| same(part) && matches!(part.node, Node::Reference(_));
        let same = integers
            .iter()
            .find(by_reference)
            .or_else(|| integers.iter().rfind(same));
        if let Some(part) = same {
            return Some(self.lower_schema(part.node, part.pointer, naming));
        }
        let sized = |part: &&Integers<'a, '_>| {
            constraints::integer(part.integer) != constraints::integer(&IntegerType::default())
        };
        let width = integers.iter().rfind(sized).or(integers.first())?;
        let kind = TypeKind::IntegerEnum(enum_of(width.integer, values)?);
        Some(self.define_common(kind, parts.last, nodes, naming))
    }

    fn define_common(
        &mut self,
        kind: TypeKind,
        (schema, pointer): (&'a Schema, &Pointer),
        nodes: &[(Node<'a>, Pointer)],
        naming: &Naming,
    ) -> Lowered {
        let lowered = self.define_own(schema, kind, pointer, naming);
        self.hold_together(&lowered, nodes);
        lowered
    }
}

/// The values that all strings accept, unless one of them lists just those.
fn common_strings<'a>(strings: &[&'a StringType]) -> Option<Vec<&'a str>> {
    let lists = strings
        .iter()
        .filter(|string| !string.enumeration.is_empty());
    let first = lists.clone().next()?;
    let accepted = |value: &&str| strings.iter().all(|string| accepts(string, value));
    let listed = first.enumeration.iter().flatten().map(String::as_str);
    let values: Vec<&str> = listed.filter(accepted).collect();
    let mut lists = lists.map(|string| string.enumeration.len());
    let is_listed = lists.any(|count| count == values.len());
    (!values.is_empty() && !is_listed).then_some(values)
}

/// Whether a string schema accepts a value, as far as its keywords tell beyond doubt.
fn accepts(string: &StringType, value: &str) -> bool {
    let length = value.chars().count();
    let mut listed = string.enumeration.iter().flatten();
    let is_listed = string.enumeration.is_empty() || listed.any(|known| known == value);
    is_listed
        && string.min_length.is_none_or(|least| length >= least)
        && string.max_length.is_none_or(|most| length <= most)
        && string
            .pattern
            .as_deref()
            .is_none_or(|pattern| !pattern_refuses(pattern, value))
}

/// The same of an integer.
fn accepts_integer(integer: &IntegerType, value: i64) -> bool {
    let is_above = |least: i64| value > least || value == least && !integer.exclusive_minimum;
    let is_below = |most: i64| value < most || value == most && !integer.exclusive_maximum;
    let is_multiple = |of: i64| of == 0 || value.checked_rem(of).is_none_or(|rest| rest == 0);
    (integer.enumeration.is_empty() || integer.enumeration.contains(&Some(value)))
        && integer.minimum.is_none_or(is_above)
        && integer.maximum.is_none_or(is_below)
        && integer.multiple_of.is_none_or(is_multiple)
}

/// The same of a number, of which a multiple is left to the check.
#[expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "a listed value or a bound is the number that was written"
)]
fn accepts_number(number: &NumberType, value: i64) -> bool {
    let value = value as f64;
    let is_above = |least: f64| value > least || value == least && !number.exclusive_minimum;
    let is_below = |most: f64| value < most || value == most && !number.exclusive_maximum;
    (number.enumeration.is_empty() || number.enumeration.contains(&Some(value)))
        && number.minimum.is_none_or(is_above)
        && number.maximum.is_none_or(is_below)
}
