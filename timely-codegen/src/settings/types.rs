//! What single types are told by the settings: a type of one's own in their place, derives and attributes.

use crate::diagnostic::Pointer;
use serde::{Deserialize, Serialize};

/// How the types are generated that a key of [`Settings::types`](super::Settings::types) names.
///
/// ```toml
/// [targets.shop.types."Money"]
/// use = "my_money::Money"
/// derive = ["Eq", "Hash"]
///
/// [targets.shop.types."*Status"]
/// derive = ["sqlx::Type"]
/// attributes = ['sqlx(rename_all = "snake_case")']
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct TypeSettings {
    /// The key `use`: the path of a type of one's own, which is used in place of one that is generated. The name that
    /// the generated one would have had is an alias of it.
    ///
    /// The type must implement serde's `Serialize` and `Deserialize` for the form of its schema, `Clone`, `Debug`, `PartialEq`,
    /// `Send` and `Sync`, and be as public as the generated code. A server checks the schema before it is read. A path that begins with the name of a crate may
    /// be written with or without `::` before it; one in the own crate begins with `crate::`. A default of the schema is named in
    /// documentation, and is no method; a webhook's payload is no event of several then.
    ///
    /// ```toml
    /// use = "crate::money::Money"
    /// ```
    #[serde(rename = "use")]
    pub path: Option<String>,
    /// Derives beyond the built-in ones and those of [`Settings::derives`](super::Settings::derives).
    ///
    /// `Eq`, `Hash`, `Default`, `PartialOrd`, `Ord` and `Copy` are derived where every member has them, and left out elsewhere: numbers
    /// with fractions have no `Eq`, text of a format no `Default`, and a type of a `formats` setting none of them, unless it is of the
    /// runtime. With any other one a struct derives serde's traits too and carries its attributes, which other derives
    /// read, but for structs with `patternProperties`, or with a union and further properties beside its own. Forms with
    /// files take none. In one table with `use` they say which of the six that type has.
    ///
    /// ```toml
    /// derive = ["Eq", "Hash", "sqlx::FromRow"]
    /// ```
    pub derive: Vec<String>,
    /// Attributes that stand above the type, without `#[` and `]`. Those of serde are not among them, since the document says
    /// what is on the wire.
    ///
    /// ```toml
    /// attributes = ['sqlx(type_name = "money")']
    /// ```
    pub attributes: Vec<String>,
    /// Whether a struct keeps the properties that its schema does not name, in `additional_properties`, so that they survive
    /// reading and writing; by default only where the schema speaks of `additionalProperties`. One that allows none keeps
    /// none. Values are kept as JSON: members by name, and numbers as 64 bits have them.
    ///
    /// ```toml
    /// keep_unknown = true
    /// ```
    pub keep_unknown: Option<bool>,
}

impl TypeSettings {
    /// The path of a type of one's own: the key `use`.
    ///
    /// ```
    /// # use timely_codegen::settings::{Settings, TypeSettings};
    /// let money = TypeSettings::default().path("my_money::Money").derive("Eq");
    /// let settings = Settings::default().types("Money", money);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// One more derive; see [`TypeSettings::derive`](field@Self::derive).
    #[must_use]
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.derive.push(path.into());
        self
    }

    /// One more attribute, without `#[` and `]`.
    ///
    /// ```
    /// # use timely_codegen::settings::{Settings, TypeSettings};
    /// let money = TypeSettings::default().derive("sqlx::Type").attribute(r#"sqlx(type_name = "money")"#);
    /// let settings = Settings::default().types("Money", money);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn attribute(mut self, attribute: impl Into<String>) -> Self {
        self.attributes.push(attribute.into());
        self
    }

    /// Whether properties that the schema does not name are kept.
    ///
    /// ```
    /// # use timely_codegen::settings::{Settings, TypeSettings};
    /// let settings = Settings::default().types("*", TypeSettings::default().keep_unknown(true));
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn keep_unknown(mut self, on: bool) -> Self {
        self.keep_unknown = Some(on);
        self
    }
}

/// Whether a text matches a pattern, in which each `*` stands for any characters.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    // There is always a first part.
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Whether a key names the schema at a place: a pointer does, the name of the component that it is, or all of them.
pub(crate) fn speaks_of(key: &str, pointer: &Pointer, component: Option<&str>) -> bool {
    let key = key.strip_prefix('#').unwrap_or(key);
    match key {
        "*" => true,
        key if key.starts_with('/') => matches_pattern(key, pointer.as_str()),
        key => component.is_some_and(|name| matches_pattern(key, name)),
    }
}

/// The component schema that stands at a place.
pub(crate) fn component_at(pointer: &Pointer) -> Option<String> {
    let mut segments = pointer.segments();
    let is_schema =
        segments.next()? == "components" && segments.next().is_some_and(|it| it == "schemas");
    let key = segments.next().filter(|_| is_schema)?;
    segments.next().is_none().then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_names_of_components_or_pointers() {
        let component = Pointer::parse("/components/schemas/Money").unwrap();
        let inline = Pointer::parse("/components/schemas/Order/properties/taxMoney").unwrap();
        for (key, is_component, is_inline) in [
            ("*", true, true),
            ("Money", true, false),
            ("*Money", true, false),
            ("#/components/schemas/Money", true, false),
            ("/components/schemas/*", true, true),
            ("/components/*/taxMoney", false, true),
            ("Order", false, false),
        ] {
            let speaks = |at: &Pointer| speaks_of(key, at, component_at(at).as_deref());
            assert_eq!(
                (speaks(&component), speaks(&inline)),
                (is_component, is_inline),
                "{key}"
            );
        }
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, expected) in [
            ("Money", "Money", true),
            ("Money", "Moneys", false),
            ("*", "", true),
            ("*", "Money", true),
            ("*Status", "OrderStatus", true),
            ("*Status", "StatusOrder", false),
            ("Order*", "OrderStatus", true),
            (
                "/components/schemas/*/properties/id",
                "/components/schemas/Pet/properties/id",
                true,
            ),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches_pattern(pattern, text), expected, "{pattern} {text}");
        }
    }
}
