//! The formats of strings and numbers, one row for each: what every stage knows of a format, it has from here.
//!
//! Formats are those of OpenAPI (<https://spec.openapis.org/registry/format/>) and of JSON Schema draft 2020-12, section
//! 7.3. All others are for people.

mod base64;
mod table;
mod types;

pub use table::{BINARY, EXACT, INT64, URL};
pub use types::{Float, Integer, JsonType};

/// What is known of a format.
#[derive(Debug)]
pub struct Format {
    /// Its name in documents and in the setting `formats`.
    pub name: &'static str,
    /// The type of a schema that says no other.
    pub implied: Option<JsonType>,
    /// What people write as a `type` when they mean this format, in small letters.
    pub types: &'static [&'static str],
    /// The `contentEncoding` that says the same.
    pub encoding: Option<&'static str>,
    /// What a string of the format means, where most programs would agree on a type for it.
    pub meaning: Option<Meaning>,
    /// What strings are held to.
    pub check: Option<Check>,
    /// What they are held to instead where the settings ask for that: `assert_formats`.
    pub asserted: Option<Check>,
    /// Whether that counts only where the schema says that the value is a string: of others it could be meant
    /// otherwise.
    pub of_strings_alone: bool,
    /// What the format says of a number.
    pub number: Option<Number>,
    /// What a number of the format means that no machine's number holds.
    pub digits: Option<Meaning>,
}

/// What a format says of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer of a type of Rust, and the check of its range.
    Integer(Integer, Check),
    /// An integer from the opposite of this up to it.
    Range(i64),
    /// An integer that may have more than 64 bits.
    Large,
    /// A floating-point number, and the check of its range.
    Float(Float, Option<Check>),
    /// More digits than a floating-point number has.
    Exact,
    /// A multiple of the unit from the opposite of the most up to it.
    Fixed {
        /// The largest value.
        most: f64,
        /// What all values are multiples of.
        unit: f64,
    },
}

impl Number {
    /// Whether the values are integers.
    pub fn is_integer(self) -> bool {
        matches!(self, Self::Integer(..) | Self::Range(_) | Self::Large)
    }
}

/// A type of the runtime that a text of a format means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Meaning {
    name: &'static str,
    is_copy: bool,
    letters: Option<&'static str>,
    holding: Holding,
    is_newer: bool,
    feature: Option<&'static str>,
}

/// How a text is held that means a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holding {
    /// As it came; the type is made of it on request.
    Text,
    /// As the bytes that it stands for.
    Bytes,
}

impl Meaning {
    /// The name of the type in the runtime.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether values of the type are copied rather than cloned.
    pub fn is_copy(self) -> bool {
        self.is_copy
    }

    /// The characters that the type writes, where they are few.
    pub fn letters(self) -> Option<&'static str> {
        self.letters
    }

    /// How the text is held.
    pub fn holding(self) -> Holding {
        self.holding
    }

    /// Whether it came with the shape 0.2 of generated code: in that of 0.1 such texts are plain strings.
    pub fn is_newer(self) -> bool {
        self.is_newer
    }

    /// The feature of the runtime that has the type, where not every runtime has it.
    pub fn feature(self) -> Option<&'static str> {
        self.feature
    }

    /// Whether the name is that of a type of Rust itself.
    pub fn is_primitive(self) -> bool {
        self.name.starts_with(|c: char| c.is_ascii_lowercase())
    }

    /// The name as a part of other names.
    pub fn word(self) -> &'static str {
        match self.name {
            "bool" => "Boolean",
            "char" => "Char",
            "i128" | "u128" => "Integer",
            name => name,
        }
    }

    /// The first format that means the type.
    pub fn format(self) -> Option<&'static Format> {
        let mut formats = table::FORMATS.iter();
        formats.find(|format| format.meaning == Some(self))
    }

    /// The bytes that a text stands for, where it is held as such.
    pub fn bytes(self, text: &str) -> Option<Vec<u8>> {
        match (self.holding, self.name) {
            (Holding::Text, _) => None,
            (Holding::Bytes, "SfBinary") => {
                base64::decode(text.strip_prefix(':')?.strip_suffix(':')?)
            }
            (Holding::Bytes, _) => base64::decode(text),
        }
    }
}

/// A check of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Check {
    name: &'static str,
    shared: Option<(JsonType, &'static str)>,
}

impl Check {
    /// The name that the runtime has for it, which is that of a format.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The constant of the runtime's `Schema` for a type with this check, where there is one.
    pub fn shared(self, of: JsonType) -> Option<&'static str> {
        self.shared
            .and_then(|(ty, name)| (ty == of).then_some(name))
    }
}

/// The Rust type that the settings name for a format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chosen {
    path: String,
    is_runtime: bool,
    meaning: Option<Meaning>,
}

impl Chosen {
    /// The type at a path, where `rt` is the runtime.
    pub fn new(path: &str) -> Self {
        let name = last_name(path);
        let mut meanings = table::FORMATS.iter().filter_map(|format| format.meaning);
        Self {
            path: path.to_owned(),
            is_runtime: path.strip_prefix("rt::") == Some(name),
            meaning: meanings.find(|meaning| meaning.name == name),
        }
    }

    /// The path as the settings have it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path as people read it: a type of the runtime by its name alone.
    #[cfg(feature = "unstable")]
    pub fn shown(&self) -> &str {
        self.path.trim_start_matches("rt::")
    }

    /// The last name of the path.
    pub fn name(&self) -> &str {
        last_name(&self.path)
    }

    /// Whether it is a type of the runtime.
    pub fn is_runtime(&self) -> bool {
        self.is_runtime
    }

    /// Whether it is known that values of the type are copied rather than cloned.
    pub fn is_copy(&self) -> bool {
        self.is_runtime && self.meaning.is_some_and(Meaning::is_copy)
    }

    /// The characters that a type of this name writes, where they are few.
    pub fn letters(&self) -> Option<&'static str> {
        self.meaning.and_then(Meaning::letters)
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// All formats that some stage knows.
#[cfg(feature = "unstable")]
pub fn all() -> impl Iterator<Item = &'static Format> {
    table::FORMATS.iter()
}

/// The format of a name.
pub fn named(name: &str) -> Option<&'static Format> {
    table::FORMATS.iter().find(|format| format.name == name)
}

/// The format that people mean who write this, in small letters, as a `type`.
pub fn written_as_type(name: &str) -> Option<&'static Format> {
    let mut formats = table::FORMATS.iter();
    formats.find(|format| format.types.contains(&name))
}

/// The format that says the same as a `contentEncoding`.
pub fn of_encoding(name: &str) -> Option<&'static Format> {
    let mut formats = table::FORMATS.iter();
    formats.find(|format| format.encoding == Some(name))
}

/// What a number of a format means, where machines' numbers do not hold each of them.
pub fn digits(name: Option<&str>) -> Option<Meaning> {
    named(name?)?.digits
}

/// What a format says of a number, if it is one of numbers.
pub fn number(name: Option<&str>) -> Option<Number> {
    named(name?)?.number
}

/// The type of an integer and the check of its range. Without a format that has a width, a signed integer of 64 bits.
pub fn integer(name: Option<&str>) -> (Integer, Check) {
    match number(name) {
        Some(Number::Integer(integer, check)) => (integer, check),
        _ => (Integer::I64, INT64),
    }
}

/// The type of a number and the check of its range.
pub fn float(name: Option<&str>) -> (Float, Option<Check>) {
    match number(name) {
        Some(Number::Float(float, check)) => (float, check),
        _ => (Float::F64, None),
    }
}

/// What values are held to whose schema has a format; its type is known, or may be any. `asserted` is whether that is so of
/// all formats.
pub fn check(name: &str, ty: Option<JsonType>, asserted: bool) -> Option<Check> {
    let format = named(name)?;
    let asserted = format.asserted.filter(|_| asserted);
    let check = asserted.or(format.check);
    match ty {
        Some(JsonType::String) => check,
        None => check.filter(|_| !format.of_strings_alone),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_fact_is_told_once() {
        let formats = table::FORMATS;
        let names: BTreeSet<&str> = formats.iter().map(|format| format.name).collect();
        assert_eq!(names.len(), formats.len());
        let types: Vec<&str> = formats
            .iter()
            .flat_map(|format| format.types)
            .copied()
            .collect();
        assert_eq!(types.iter().collect::<BTreeSet<_>>().len(), types.len());
        let encodings: Vec<&str> = formats
            .iter()
            .filter_map(|format| format.encoding)
            .collect();
        assert_eq!(
            encodings.iter().collect::<BTreeSet<_>>().len(),
            encodings.len()
        );
    }

    /// A text can be read as its type only if the check lets nothing else through.
    #[test]
    fn what_has_a_meaning_is_checked() {
        for format in table::FORMATS {
            assert!(
                format.meaning.is_none() || format.check.is_some(),
                "{format:?}"
            );
        }
    }

    #[test]
    fn integers_have_the_width_of_their_format() {
        for (name, integer) in [
            (Some("int8"), Integer::I8),
            (Some("uint32"), Integer::U32),
            (Some("uint"), Integer::U64),
            (Some("long"), Integer::I64),
            (Some("bigint"), Integer::I64),
            (Some("double-int"), Integer::I64),
            (Some("unheard-of"), Integer::I64),
            (None, Integer::I64),
        ] {
            assert_eq!(super::integer(name).0, integer, "{name:?}");
        }
    }

    #[test]
    fn chosen_types_are_known_by_their_names() {
        let uuid = Chosen::new("rt::Uuid");
        assert_eq!(
            (uuid.path(), uuid.name(), uuid.is_copy()),
            ("rt::Uuid", "Uuid", true)
        );
        let other = Chosen::new("::uuid::Uuid");
        assert_eq!((other.name(), other.is_copy()), ("Uuid", false));
        assert_eq!(other.letters(), uuid.letters());
        assert!(!Chosen::new("rt::Url").is_copy());
        assert_eq!(Chosen::new("::jiff::Timestamp").letters(), None);
    }

    #[test]
    fn some_checks_are_of_strings_alone() {
        let string = Some(JsonType::String);
        assert!(
            check("decimal", string, false).is_some() && check("decimal", None, false).is_none()
        );
        assert!(check("int64", string, false).is_some() && check("int64", None, false).is_some());
        assert!(check("int64", Some(JsonType::Object), false).is_none());
        assert!(
            check("hostname", string, false).is_none() && check("hostname", string, true).is_some()
        );
    }
}
