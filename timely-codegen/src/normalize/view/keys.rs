//! The keys that newer versions of OpenAPI have, and the types of OpenAPI 3.0 have no field for.

use crate::grammar::Role;
use indexmap::IndexMap;
use serde_json::{Map, Value};

/// A key that the types have no field for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// As the document writes it.
    pub(crate) name: &'static str,
    /// The extension that the types hold it as. It stands in no document and in no message.
    held: &'static str,
}

/// What a key means is in the standard: JSON Schema 2020-12, OpenAPI 3.1 and 3.2.
pub(crate) mod key {
    use super::{Key, Role};

    macro_rules! keys {
        ($($role:ident { $($constant:ident = $name:literal),+ $(,)? })+) => {
            $($(
                pub(crate) const $constant: Key = Key {
                    name: $name,
                    held: concat!("x-timely-", $name),
                };
            )+)+

            /// Those of an object.
            pub(super) const fn of(role: Role) -> &'static [Key] {
                match role {
                    $(Role::$role => &[$($constant),+],)+
                    _ => &[],
                }
            }

            pub(super) const ALL: &[&[Key]] = &[$(of(Role::$role)),+];
        };
    }

    keys! {
        Document { WEBHOOKS = "webhooks" }
        PathItem { ADDITIONAL_OPERATIONS = "additionalOperations" }
        Server { SERVER_NAME = "name" }
        Tag { TAG_SUMMARY = "summary", TAG_PARENT = "parent", TAG_KIND = "kind" }
        SecurityScheme { METADATA_URL = "oauth2MetadataUrl", SCHEME_DEPRECATED = "deprecated" }
        OAuthFlows { DEVICE_AUTHORIZATION = "deviceAuthorization" }
        Discriminator { DEFAULT_MAPPING = "defaultMapping" }
        Schema {
            XML = "xml",
            CONTENT_ENCODING = "contentEncoding",
            CONTENT_MEDIA_TYPE = "contentMediaType",
            CONTENT_SCHEMA = "contentSchema",
            PREFIX_ITEMS = "prefixItems",
            CONTAINS = "contains",
            MIN_CONTAINS = "minContains",
            MAX_CONTAINS = "maxContains",
            UNEVALUATED_ITEMS = "unevaluatedItems",
            PATTERN_PROPERTIES = "patternProperties",
            PROPERTY_NAMES = "propertyNames",
            DEPENDENT_REQUIRED = "dependentRequired",
            DEPENDENT_SCHEMAS = "dependentSchemas",
            UNEVALUATED_PROPERTIES = "unevaluatedProperties",
            IF = "if",
            THEN = "then",
            ELSE = "else",
        }
    }
}

/// What the types hold a key of an object as.
pub(super) fn held(role: Role, name: &str) -> Option<&'static str> {
    let own = key::of(role).iter().find(|key| key.name == name)?;
    Some(own.held)
}

/// Whether the types hold a key under this name, so that no document can use it for something else.
pub(in crate::normalize) fn is_held_key(name: &str) -> bool {
    let mut all = key::ALL.iter().copied().flatten();
    all.any(|key| key.held == name)
}

/// The entries of an object: as the document has them, or what the types hold beside their fields.
pub(crate) trait Entries {
    /// The value of a key that newer versions have.
    fn key(&self, key: Key) -> Option<&Value>;

    /// The value of a key under its own name.
    fn own(&self, name: &str) -> Option<&Value>;

    /// Whether there is a key that newer versions have.
    fn has(&self, key: Key) -> bool {
        self.key(key).is_some()
    }
}

impl Entries for Map<String, Value> {
    fn key(&self, key: Key) -> Option<&Value> {
        self.get(key.name)
    }

    fn own(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Entries for IndexMap<String, Value> {
    fn key(&self, key: Key) -> Option<&Value> {
        self.get(key.held)
    }

    fn own(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}
