//! `refs`: what references lead to, where that is not where they say.

use super::{Invalid, Settings, validate};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
    ser::SerializeMap,
};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// What the references lead to that a key of [`Settings::refs`](super::Settings::refs) names: a local file, or types that are
/// generated already, in another crate or module. A text alone is the path of a file.
///
/// ```toml
/// [targets.shop.refs]
/// "https://example.com/common.yaml" = "vendor/common.yaml"
/// "https://schemas.example.com/" = "vendor/schemas"
/// "common.yaml" = { crate = "common_models" }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefTarget {
    /// The path of a file, or of a folder for a key that ends in `/`. In `codegen.toml` it is relative to that file.
    pub file: Option<PathBuf>,
    /// The key `crate`: the crate that has the types of the file's schemas, as generated from that file. They are used in place
    /// of types of one's own: a value of one SDK is a value of the other.
    ///
    /// The file must be an OpenAPI document, from which that crate was generated with the same `compat` and without the setting
    /// `rename`; what has another name there is named by `type`. Its schemas are still read: a server checks by them.
    ///
    /// ```toml
    /// "common.yaml" = { crate = "common_models" }
    /// ```
    pub crate_name: Option<String>,
    /// The module that holds the generated code, in that crate; without `crate`, in one's own.
    ///
    /// ```toml
    /// "common.yaml" = { module = "common" }
    /// ```
    pub module: Option<String>,
    /// The setting `derives` by which those types were generated, or what the type has: types that hold them can derive these
    /// as well.
    ///
    /// ```toml
    /// "common.yaml" = { crate = "common_models", derives = ["Eq", "Hash"] }
    /// ```
    pub derives: Vec<String>,
    /// The key `type`: the path of the type of a single schema, whose key is a reference to it.
    ///
    /// ```toml
    /// "common.yaml#/components/schemas/Money" = { type = "common_models::models::Money" }
    /// ```
    pub rust_type: Option<String>,
}

/// The keys of the table.
const FILE: &str = "file";
const CRATE: &str = "crate";
const MODULE: &str = "module";
const DERIVES: &str = "derives";
const TYPE: &str = "type";

impl RefTarget {
    /// The path of a file or folder.
    ///
    /// ```
    /// # use timely_codegen::settings::{RefTarget, Settings};
    /// let common = RefTarget::default().file("vendor/common.yaml");
    /// assert_eq!(common, RefTarget::from("vendor/common.yaml"));
    /// let settings = Settings::default().refs("https://example.com/common.yaml", common);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// The crate that has the types.
    ///
    /// ```
    /// # use timely_codegen::settings::{RefTarget, Settings};
    /// let common = RefTarget::default().crate_name("common_models");
    /// let settings = Settings::default().refs("common.yaml", common);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.crate_name = Some(name.into());
        self
    }

    /// The module that has the types; see [`RefTarget::module`](field@Self::module).
    ///
    /// ```
    /// # use timely_codegen::settings::{RefTarget, Settings};
    /// let settings = Settings::default().refs("common.yaml", RefTarget::default().module("common"));
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn module(mut self, path: impl Into<String>) -> Self {
        self.module = Some(path.into());
        self
    }

    /// One more derive by which the types were generated.
    ///
    /// ```
    /// # use timely_codegen::settings::{RefTarget, Settings};
    /// let common = RefTarget::default().crate_name("common_models").derive("Eq");
    /// let settings = Settings::default().refs("common.yaml", common);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.derives.push(path.into());
        self
    }

    /// The path of the type of a single schema.
    ///
    /// ```
    /// # use timely_codegen::settings::{RefTarget, Settings};
    /// let money = RefTarget::default().rust_type("common_models::models::Money");
    /// let settings = Settings::default().refs("common.yaml#/components/schemas/Money", money);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn rust_type(mut self, path: impl Into<String>) -> Self {
        self.rust_type = Some(path.into());
        self
    }

    /// Whether the types are generated elsewhere.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.module_path().is_some() || self.rust_type.is_some()
    }

    /// The path of the module that holds the other code; none where no crate or module is named.
    pub(crate) fn module_path(&self) -> Option<String> {
        let module = self.module.as_deref();
        let module = module.map(|path| path.strip_prefix("crate::").unwrap_or(path));
        match (&self.crate_name, module) {
            (None, None) => None,
            (None, Some(module)) => Some(format!("crate::{module}")),
            (Some(name), None) => Some(format!("::{name}")),
            (Some(name), Some(module)) => Some(format!("::{name}::{module}")),
        }
    }
}

impl From<&str> for RefTarget {
    fn from(path: &str) -> Self {
        Self::default().file(path)
    }
}

impl From<&Path> for RefTarget {
    fn from(path: &Path) -> Self {
        Self::default().file(path)
    }
}

impl From<PathBuf> for RefTarget {
    fn from(path: PathBuf) -> Self {
        Self::default().file(path)
    }
}

impl Serialize for RefTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            file,
            crate_name,
            module,
            derives,
            rust_type,
        } = self;
        if let Some(file) = file
            && *self == Self::default().file(file)
        {
            return file.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        if let Some(file) = file {
            map.serialize_entry(FILE, file)?;
        }
        for (key, text) in [(CRATE, crate_name), (MODULE, module), (TYPE, rust_type)] {
            if let Some(text) = text {
                map.serialize_entry(key, text)?;
            }
        }
        if !derives.is_empty() {
            map.serialize_entry(DERIVES, derives)?;
        }
        map.end()
    }
}

/// The keys of [`RefTarget`] as a table has them.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Table {
    file: Option<PathBuf>,
    #[serde(rename = "crate")]
    crate_name: Option<String>,
    module: Option<String>,
    derives: Vec<String>,
    #[serde(rename = "type")]
    rust_type: Option<String>,
}

impl<'de> Deserialize<'de> for RefTarget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrTable;

        impl<'de> Visitor<'de> for TextOrTable {
            type Value = RefTarget;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "the path of a file, or a table with `file`, `crate`, `module` or `type`",
                )
            }

            fn visit_str<E: serde::de::Error>(self, path: &str) -> Result<RefTarget, E> {
                Ok(RefTarget::from(path))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RefTarget, A::Error> {
                let Table {
                    file,
                    crate_name,
                    module,
                    derives,
                    rust_type,
                } = Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RefTarget {
                    file,
                    crate_name,
                    module,
                    derives,
                    rust_type,
                })
            }
        }

        deserializer.deserialize_any(TextOrTable)
    }
}

impl Settings {
    /// The same, with the files alone: of what is generated elsewhere nothing is said.
    pub(crate) fn refs_to_files(&self) -> BTreeMap<String, RefTarget> {
        let refs = self.refs.iter();
        let files = refs.filter_map(|(key, target)| {
            let file = target.file.as_ref()?;
            Some((key.clone(), RefTarget::default().file(file)))
        });
        files.collect()
    }

    /// What is wrong with `refs`.
    pub(super) fn problems_of_refs(&self) -> Vec<Invalid> {
        let mut found = Vec::new();
        for (key, target) in &self.refs {
            found.extend(problem(key, target).map(|(at, message)| {
                Invalid {
                    path: ["refs", key]
                        .into_iter()
                        .chain(at)
                        .map(str::to_owned)
                        .collect(),
                    message: message.to_owned(),
                }
            }));
        }
        found
    }
}

/// What is wrong with an entry, and with which key of it.
fn problem(key: &str, target: &RefTarget) -> Option<(Option<&'static str>, &'static str)> {
    let whole = |message| Some((None, message));
    let (document, fragment) = key
        .split_once('#')
        .map_or((key, None), |(document, rest)| (document, Some(rest)));
    if document.is_empty() {
        return whole(
            "expected a URI, the beginning of URIs with `/` at its end, or the path of a file",
        );
    }
    if *target == RefTarget::default() {
        return whole("expected `file`, `crate`, `module` or `type`");
    }
    if target.rust_type.is_some() {
        if !fragment.is_some_and(|fragment| fragment.is_empty() || fragment.starts_with('/')) {
            return whole(
                "`type` is of a single schema: expected a key such as `common.yaml#/components/schemas/Money`",
            );
        }
        if target.file.is_some() || target.module_path().is_some() {
            return Some((Some(TYPE), "expected nothing beside `type`"));
        }
    } else if fragment.is_some() {
        return whole(
            "a file is mapped as a whole: remove what stands behind `#`, or name a `type`",
        );
    }
    if document.ends_with('/') && target.is_elsewhere() {
        return whole("a crate has the types of one document, which the key is to name");
    }
    if !target.derives.is_empty() && !target.is_elsewhere() {
        return Some((
            Some(DERIVES),
            "expected `crate`, `module` or `type` beside it",
        ));
    }
    values_problem(target)
}

fn values_problem(target: &RefTarget) -> Option<(Option<&'static str>, &'static str)> {
    if let Some(file) = &target.file
        && (file.as_os_str().is_empty() || file.to_str().is_some_and(|path| path.contains("://")))
    {
        let expected = "expected the path of a local file: nothing is fetched";
        return Some((Some(FILE).filter(|_| target.is_elsewhere()), expected));
    }
    if let Some(name) = &target.crate_name
        && !validate::is_identifier(name)
    {
        let expected = "expected the name of a crate as Rust has it, such as `common_models`";
        return Some((Some(CRATE), expected));
    }
    if let Some(module) = &target.module
        && !module
            .strip_prefix("crate::")
            .unwrap_or(module)
            .split("::")
            .all(validate::is_identifier)
    {
        return Some((
            Some(MODULE),
            "expected the path of a module in its crate, such as `common` or `api::common`",
        ));
    }
    if let Some(path) = &target.rust_type
        && !super::document::is_type_path(path)
    {
        let expected = "expected the path of a Rust type, such as `common_models::models::Money`";
        return Some((Some(TYPE), expected));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Config;

    fn parse(entry: &str) -> Result<Settings, String> {
        let text = format!("[refs]\n{entry}\n");
        Config::parse_settings("s.toml", &text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_target_is_a_path_or_a_table() {
        let settings = parse("\"https://e.test/a.yaml\" = \"a.yaml\"\n\"b.yaml\" = { crate = \"b\", module = \"api\" }").unwrap();
        let expected = Settings::default()
            .refs("https://e.test/a.yaml", "a.yaml")
            .refs("b.yaml", RefTarget::default().crate_name("b").module("api"));
        assert_eq!(settings, expected);
        assert_eq!(
            settings.assign(&["strict=true"]).unwrap().refs,
            expected.refs
        );
        let assigned = Settings::default().assign(&["refs.\"a.yaml\".crate=b"]);
        assert_eq!(
            assigned.unwrap().refs["a.yaml"],
            RefTarget::default().crate_name("b")
        );
    }

    #[test]
    fn modules_are_in_a_crate_or_in_ones_own() {
        let target = RefTarget::default();
        for (target, expected) in [
            (target.clone().crate_name("a"), Some("::a")),
            (
                target.clone().crate_name("a").module("b::c"),
                Some("::a::b::c"),
            ),
            (target.clone().module("b"), Some("crate::b")),
            (target.clone().module("crate::b"), Some("crate::b")),
            (target.file("b"), None),
        ] {
            assert_eq!(target.module_path().as_deref(), expected);
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (entry, expected) in [
            ("\"\" = \"a\"", "expected a URI"),
            ("\"#/a\" = { type = \"a::B\" }", "expected a URI"),
            ("a = {}", "expected `file`"),
            ("a = 3", "the path of a file, or a table"),
            ("a = { crat = \"b\" }", "did you mean `crate`?"),
            ("a = { pages = \"b\" }", "known keys: `file`"),
            ("a = \"https://e.test/a\"", "nothing is fetched"),
            ("a = \"\"", "the path of a local file"),
            ("\"a#/b\" = \"c\"", "mapped as a whole"),
            ("\"a/\" = { crate = \"b\" }", "one document"),
            ("a = { crate = \"b-c\" }", "as Rust has it"),
            ("a = { crate = \"b::c\" }", "as Rust has it"),
            ("a = { module = \"b; fn c() {}\" }", "the path of a module"),
            ("a = { type = \"b::C\" }", "a single schema"),
            ("\"a#b\" = { type = \"b::C\" }", "a single schema"),
            (
                "\"a#/b\" = { type = \"b::C<u8>\" }",
                "the path of a Rust type",
            ),
            (
                "\"a#/b\" = { type = \"b::C\", crate = \"b\" }",
                "nothing beside",
            ),
            (
                "a = { file = \"b\", derives = [\"Eq\"] }",
                "`crate`, `module` or `type`",
            ),
        ] {
            let error = parse(entry).unwrap_err();
            assert!(error.contains(expected), "{entry}: {error}");
        }
    }
}
