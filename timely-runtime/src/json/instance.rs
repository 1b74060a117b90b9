//! JSON values as a check sees them, however they are held: a `Value`, or a [`Node`](super::tape::Node) of a tape.

use super::integral;
use super::types::Types;
use serde_json::{Map, Number, Value, map};

/// A JSON value, which the standard calls an instance (JSON Schema, section 4.2.1).
pub(crate) trait Instance<'v>: Copy {
    /// What it is.
    fn view(self) -> View<'v>;

    /// The narrowest type that it has.
    fn types(self) -> Types {
        Types::of_view(&self.view())
    }

    /// How many items or members it holds: none where it is neither an array nor an object.
    fn len(self) -> usize;

    /// How many items at the beginning of an array are of these types.
    fn leading(self, types: Types) -> usize {
        let items = self.items();
        items
            .take_while(|item| types.contains(item.types()))
            .count()
    }

    /// The items of an array; none of anything else.
    fn items(self) -> impl Iterator<Item = Self>;

    /// Whether members mostly come in the order of their names.
    const IS_SORTED: bool = false;

    /// The members of an object, each name once; none of anything else.
    fn members(self) -> impl Iterator<Item = (&'v str, Self)>;

    /// The member of an object that has this name.
    fn get(self, name: &str) -> Option<Self>;

    /// Where it is, as long as it lives. No two values of one document that hold others have the same.
    fn address(self) -> usize;
}

/// What a value is. What arrays and objects hold is asked of the [`Instance`].
pub(crate) enum View<'v> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'v str),
    Array,
    Object,
}

/// The members of a value, if it is an object.
struct Members<'v>(Option<map::Iter<'v>>);

impl<'v> Iterator for Members<'v> {
    type Item = (&'v str, &'v Value);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (name, value) = self.0.as_mut()?.next()?;
        Some((name, value))
    }
}

impl<'v> Instance<'v> for &'v Value {
    // Unless a feature of serde_json keeps the order in which they came.
    const IS_SORTED: bool = true;

    fn view(self) -> View<'v> {
        match self {
            Value::Null => View::Null,
            Value::Bool(value) => View::Bool(*value),
            Value::Number(number) => View::Number(number.clone()),
            Value::String(text) => View::Text(text),
            Value::Array(_) => View::Array,
            Value::Object(_) => View::Object,
        }
    }

    fn types(self) -> Types {
        match self {
            Value::Null => Types::NULL,
            Value::Bool(_) => Types::BOOLEAN,
            Value::Number(number) if integral(number) => Types::INTEGER,
            Value::Number(_) => Types::NUMBER,
            Value::String(_) => Types::STRING,
            Value::Array(_) => Types::ARRAY,
            Value::Object(_) => Types::OBJECT,
        }
    }

    fn leading(self, types: Types) -> usize {
        let items = self.as_array().map_or(&[][..], Vec::as_slice);
        match types {
            Types::STRING => leading(items, Value::is_string),
            Types::OBJECT => leading(items, Value::is_object),
            _ => leading(items, |item| types.contains(item.types())),
        }
    }

    fn len(self) -> usize {
        match self {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        }
    }

    fn items(self) -> impl Iterator<Item = Self> {
        self.as_array().map_or(&[][..], Vec::as_slice).iter()
    }

    fn members(self) -> impl Iterator<Item = (&'v str, Self)> {
        Members(self.as_object().map(Map::iter))
    }

    fn get(self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }

    fn address(self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// How many values at the beginning are as they should be. They are told in groups: a loop that may end at each of them
/// takes longer.
#[inline]
fn leading(values: &[Value], is_right: impl Fn(&Value) -> bool) -> usize {
    const GROUP: usize = 16;
    let groups = values.chunks_exact(GROUP).take_while(|group| {
        let values = group.iter();
        values.fold(true, |all, value| all & is_right(value))
    });
    let told = groups.count() * GROUP;
    let others = values[told..].iter();
    told + others.take_while(|value| is_right(value)).count()
}

/// A text of its own, such as the name of a member or the value of a parameter.
impl<'v> Instance<'v> for &'v str {
    fn view(self) -> View<'v> {
        View::Text(self)
    }

    fn len(self) -> usize {
        0
    }

    fn items(self) -> impl Iterator<Item = Self> {
        std::iter::empty()
    }

    fn members(self) -> impl Iterator<Item = (&'v str, Self)> {
        std::iter::empty()
    }

    fn get(self, _: &str) -> Option<Self> {
        None
    }

    fn address(self) -> usize {
        self.as_ptr().addr()
    }
}

/// A value that holds no others, and stands alone.
#[cfg(feature = "server")]
pub(crate) enum Scalar<'t> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'t str),
}

#[cfg(feature = "server")]
impl From<Scalar<'_>> for Value {
    fn from(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::Null => Self::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Number(number) => number.into(),
            Scalar::Text(text) => text.into(),
        }
    }
}

#[cfg(feature = "server")]
impl<'v> Instance<'v> for &'v Scalar<'_> {
    fn view(self) -> View<'v> {
        match self {
            Scalar::Null => View::Null,
            Scalar::Bool(value) => View::Bool(*value),
            Scalar::Number(number) => View::Number(number.clone()),
            Scalar::Text(text) => View::Text(text),
        }
    }

    fn len(self) -> usize {
        0
    }

    fn items(self) -> impl Iterator<Item = Self> {
        std::iter::empty()
    }

    fn members(self) -> impl Iterator<Item = (&'v str, Self)> {
        std::iter::empty()
    }

    fn get(self, _: &str) -> Option<Self> {
        None
    }

    fn address(self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// The text of a string.
pub(crate) fn text<'v>(value: impl Instance<'v>) -> Option<&'v str> {
    match value.view() {
        View::Text(text) => Some(text),
        _ => None,
    }
}

/// Whether a value may hold others, so that it can take long to judge.
pub(crate) fn nests<'v>(value: impl Instance<'v>) -> bool {
    value.len() > 0
}

/// A copy of a value.
pub(crate) fn to_value<'v>(value: impl Instance<'v>) -> Value {
    match value.view() {
        View::Null => Value::Null,
        View::Bool(value) => Value::Bool(value),
        View::Number(number) => Value::Number(number),
        View::Text(text) => Value::String(text.to_owned()),
        View::Array => Value::Array(value.items().map(to_value).collect()),
        View::Object => {
            let members = value.members();
            Value::Object(
                members
                    .map(|(name, value)| (name.to_owned(), to_value(value)))
                    .collect(),
            )
        }
    }
}
