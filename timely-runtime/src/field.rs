//! A member of an object that may be absent, `null`, or a value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that is both optional and nullable, where absent and `null` mean different things.
///
/// The usual case is an update: a member left out keeps what is stored, `null` clears it, a value replaces it.
/// Generated structs leave such a member out where it is absent; a struct that derives serde's traits says so with
/// `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
///
/// ```
/// use timely_runtime::Field;
///
/// let mut nickname = Some("Jo".to_owned());
/// Field::Absent.apply_to(&mut nickname);
/// assert_eq!(nickname.as_deref(), Some("Jo"));
/// Field::Null.apply_to(&mut nickname);
/// assert_eq!(nickname, None);
/// Field::from("Ana".to_owned()).apply_to(&mut nickname);
/// assert_eq!(nickname.as_deref(), Some("Ana"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member has a value.
    Value(T),
}

impl<T> Field<T> {
    /// Whether the member is not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same state with the value borrowed.
    pub const fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }

    /// The value, borrowed; `None` when the member is absent or `null`.
    pub const fn as_value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value; `None` when the member is absent or `null`.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Applies a function to the value, if there is one.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(f(value)),
        }
    }

    /// Applies this member, as part of an update, to what is stored: absent leaves it as it is, `null` clears it,
    /// a value replaces it.
    pub fn apply_to(self, stored: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *stored = None,
            Self::Value(value) => *stored = Some(value),
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// So that setters take text as they do for fields that cannot be null.
impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

/// `None` becomes [`Field::Null`].
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// Both absent and `null` are written as `null`: leaving a member out is up to the struct that holds it.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_value().serialize(serializer)
    }
}

/// A member that is there is `null` or a value; absent comes from `#[serde(default)]`.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_str, to_string};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        name: Field<String>,
    }

    #[test]
    fn absent_null_and_value_are_told_apart_both_ways() {
        for (text, name) in [
            ("{}", Field::Absent),
            (r#"{"name":null}"#, Field::Null),
            (r#"{"name":"Ana"}"#, Field::Value("Ana".to_owned())),
        ] {
            let update: Update = from_str(text).unwrap();
            assert_eq!(update, Update { name });
            assert_eq!(to_string(&update).unwrap(), text);
        }
    }

    #[test]
    fn conversions() {
        assert_eq!(Field::<u8>::from(None), Field::Null);
        assert_eq!(Field::<u8>::from(Some(1)), Field::Value(1));
        assert_eq!(Field::Value(1).map(|n| n + 1).into_value(), Some(2));
        assert_eq!(Field::<u8>::Null.as_ref().as_value(), None);
        assert!(Field::<u8>::default().is_absent() && Field::<u8>::Null.is_null());
    }
}
