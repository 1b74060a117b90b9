//! `diagnostics`: how serious messages are taken.

use super::{Invalid, Settings};
use crate::diagnostic::{Code, Level, Levels, UnknownCode, is_within};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{collections::BTreeMap, fmt};

/// The level of a code: one for all of the document, or some by place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeLevels {
    /// In all of the document.
    Everywhere(Level),
    /// By JSON pointers, each of which stands for what is below it as well; `*` for all of the document.
    ByPlace(BTreeMap<String, Level>),
}

impl Default for CodeLevels {
    fn default() -> Self {
        Self::ByPlace(BTreeMap::new())
    }
}

/// Stands for all of the document where a place is asked for.
const EVERYWHERE: &str = "*";

impl CodeLevels {
    /// Sets the level at a place, and below it: what was said of a place there counts no longer.
    pub(crate) fn set(&mut self, place: String, level: Level) {
        let places = match self {
            Self::Everywhere(all) => BTreeMap::from([(EVERYWHERE.to_owned(), *all)]),
            Self::ByPlace(places) => std::mem::take(places),
        };
        let mut places: BTreeMap<String, Level> = places
            .into_iter()
            .filter(|(known, _)| !is_within(known, &place))
            .collect();
        places.insert(place, level);
        *self = Self::ByPlace(places);
    }

    /// Whether a text is a JSON pointer, as a place is written.
    pub(crate) fn is_place(text: &str) -> bool {
        text.starts_with('/') || text.starts_with("#/")
    }

    fn places(&self) -> Vec<(&str, Level)> {
        match self {
            Self::Everywhere(level) => vec![("", *level)],
            Self::ByPlace(places) => places
                .iter()
                .map(|(place, level)| match place.as_str() {
                    EVERYWHERE => ("", *level),
                    place => (place, *level),
                })
                .collect(),
        }
    }
}

impl Settings {
    /// The levels of a run with these settings.
    pub(crate) fn levels(&self) -> Levels {
        let mut levels = Levels::new(self.is_strict(), self.deny_warnings);
        for (code, places) in &self.diagnostics {
            // One that is none is reported by `problems`.
            let Ok(code) = code.parse::<Code>() else {
                continue;
            };
            for (place, level) in places.places() {
                levels.add(code, place, level);
            }
        }
        levels
    }

    /// Whether what was assumed or repaired is an error.
    fn is_strict(&self) -> bool {
        self.strict || self.lenient == Some(false)
    }

    /// What is wrong with `diagnostics`.
    pub(super) fn problems_of_levels(&self) -> Vec<Invalid> {
        let mut found = Vec::new();
        for (name, levels) in &self.diagnostics {
            if let Err(error) = name.parse::<Code>() {
                let UnknownCode { near, .. } = &error;
                let help = match near {
                    Some(_) => "",
                    None => "; `timely explain` lists all",
                };
                found.push(Invalid {
                    path: vec!["diagnostics".to_owned(), name.clone()],
                    message: format!("{error}{help}"),
                });
            }
            let CodeLevels::ByPlace(places) = levels else {
                continue;
            };
            for place in places.keys() {
                if !CodeLevels::is_place(place) && place != EVERYWHERE {
                    found.push(Invalid {
                        path: vec!["diagnostics".to_owned(), name.clone(), place.clone()],
                        message:
                            "expected a JSON pointer, such as `#/components/schemas/Pet`, or `*`"
                                .to_owned(),
                    });
                }
            }
        }
        found
    }
}

impl Serialize for CodeLevels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Everywhere(level) => level.serialize(serializer),
            Self::ByPlace(places) => places.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for CodeLevels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = CodeLevels;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`allow`, `warn` or `deny`, or a table of these by JSON pointers")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<CodeLevels, E> {
                let level = match text {
                    "allow" => Level::Allow,
                    "warn" => Level::Warn,
                    "deny" => Level::Deny,
                    other => {
                        return Err(E::unknown_variant(other, &["allow", "warn", "deny"]));
                    }
                };
                Ok(CodeLevels::Everywhere(level))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CodeLevels, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(CodeLevels::ByPlace)
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Config;

    fn parse(text: &str) -> Result<Settings, String> {
        Config::parse_settings("s.toml", text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_level_is_for_all_or_for_a_place() {
        let settings = parse(
            "[diagnostics]\ndegraded = \"allow\"\nunknown-key = { \"#/info\" = \"deny\", \"*\" = \"warn\" }\n",
        )
        .unwrap();
        assert_eq!(
            settings,
            Settings::default()
                .diagnostic(Code::Degraded, Level::Allow)
                .diagnostic_at(Code::UnknownKey, "*", Level::Warn)
                .diagnostic_at(Code::UnknownKey, "#/info", Level::Deny)
        );
        assert_eq!(
            settings.assign(&["strict=true"]).unwrap().diagnostics,
            settings.diagnostics
        );
    }

    #[test]
    fn what_is_said_later_of_more_counts() {
        let mut levels = CodeLevels::Everywhere(Level::Deny);
        levels.set("#/paths/~1a".to_owned(), Level::Allow);
        levels.set("/paths".to_owned(), Level::Warn);
        let places = BTreeMap::from([
            ("*".to_owned(), Level::Deny),
            ("/paths".to_owned(), Level::Warn),
        ]);
        assert_eq!(levels, CodeLevels::ByPlace(places));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            (
                "[diagnostics]\ndegrade = \"allow\"\n",
                "did you mean `degraded`?",
            ),
            (
                "[diagnostics]\ndegraded = \"alow\"\n",
                "did you mean `allow`?",
            ),
            (
                "[diagnostics]\ndegraded = true\n",
                "expected `allow`, `warn` or `deny`",
            ),
            (
                "[diagnostics]\ndegraded = { Pet = \"allow\" }\n",
                "expected a JSON pointer",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
