//! `compat`: the public shape of the generated code.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The version of the generator whose public shape the code has: what its modules, types, functions and their arguments
/// are called. A crate keeps it when the generator is upgraded, and moves on when it likes: by `timely upgrade`.
///
/// What is not public, and what is added to it, follows the generator in any shape.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[non_exhaustive]
pub enum Compat {
    /// The modules of a tag are called like the tag on every side: `client::pets`, `server::pets`, `operations::pets`. A
    /// program that imports all of two sides finds that `pets` is ambiguous.
    #[serde(rename = "0.1")]
    V0_1,
    /// The modules of a tag end in what they are of: `client::pets_api`, `server::pets_service`,
    /// `operations::pets_operations`; names of operations' types give way to those of schemas. More formats have types of
    /// their own, and enums of numbers are types.
    #[default]
    #[serde(rename = "0.2")]
    V0_2,
}

impl Compat {
    /// All shapes, the oldest first.
    pub const ALL: &[Self] = &[Self::V0_1, Self::V0_2];

    /// The newest shape, which code has where nothing else is said.
    pub const NEWEST: Self = Self::V0_2;

    /// The version, as the settings name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V0_1 => "0.1",
            Self::V0_2 => "0.2",
        }
    }

    /// What changed for programs with this shape, in the words of a changelog.
    #[must_use]
    pub fn changes(self) -> &'static [&'static str] {
        match self {
            Self::V0_1 => &[],
            Self::V0_2 => &[
                "the modules of a tag have different names in `client`, `server` and `operations`: `client::pets` is \
                 `client::pets_api`, `server::pets` is `server::pets_service`, and types in `operations::pets` are in \
                 `operations` itself",
                "a type of an operation that is called like a schema has another name",
                "strings that stand for bytes are `Base64` or `Base64Url`; times, durations, decimal numbers and other \
                 texts of a format are a `Text` that means a type; numbers of the formats `decimal` and `bigint` are \
                 `Digits`. The setting `formats` has a line for each that is to stay a `String`",
                "integers and numbers that list their values are enums, also where the document does not name them",
                "a list whose items differ by their places (`prefixItems`) is a tuple or a struct with unnamed fields, and no list \
                 of any values",
                "optional members of a merge patch (`application/merge-patch+json`) are `Field`s; a schema that is used elsewhere as well \
                 has a type beside it for patches, such as `PetPatch`; a JSON Patch without a schema is a `JsonPatch`",
                "a body of XML or YAML has the type of its schema, and an error that is an object is one under any media type",
                "a multipart body that is a list is a `PartList` of its items; a value whose part has headers is a `ValuePart`",
            ],
        }
    }
}

impl fmt::Display for Compat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Config, Settings};

    #[test]
    fn shapes_go_by_their_versions() {
        for shape in Compat::ALL {
            let text = format!("compat = \"{shape}\"\n");
            let settings = Config::parse_settings("s.toml", &text).unwrap();
            assert_eq!(settings, Settings::default().compat(*shape));
        }
        assert_eq!(Compat::ALL.last(), Some(&Compat::NEWEST));
        assert_eq!(Settings::default().compat, Compat::NEWEST);
        let error = Config::parse_settings("s.toml", "compat = \"0.3\"\n").unwrap_err();
        assert!(error.to_string().contains("unknown value `0.3`"), "{error}");
        let help = "known values: `0.1`, `0.2`; a newer one needs a newer generator";
        assert!(error.to_string().contains(help), "{error}");
    }
}
