//! How the tables of the grammar are written.

use super::{Field, Kind, Object, Presence, Role};

pub(super) const fn optional(key: &'static str, kind: Kind) -> Field {
    Field {
        key,
        kind,
        presence: Presence::Optional,
    }
}

pub(super) const fn required(key: &'static str, kind: Kind) -> Field {
    Field {
        key,
        kind,
        presence: Presence::Required,
    }
}

pub(super) const fn filled(key: &'static str, kind: Kind) -> Field {
    Field {
        key,
        kind,
        presence: Presence::Filled,
    }
}

/// An object that stands at one place only.
pub(super) const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object {
        role: Role::Other,
        name,
        fields,
        rest: None,
        section: None,
        documentation: false,
    }
}

/// An object that a reference may stand for.
pub(super) const fn component(
    name: &'static str,
    section: &'static str,
    fields: &'static [Field],
) -> Object {
    Object {
        section: Some(section),
        ..object(name, fields)
    }
}

/// An object for people.
pub(super) const fn documentation(name: &'static str, fields: &'static [Field]) -> Object {
    Object {
        documentation: true,
        ..object(name, fields)
    }
}

pub(super) const STRINGS: Kind = Kind::List(&Kind::String);

pub(super) static EXTERNAL_DOCS: Object = documentation(
    "a link to documentation",
    &[required("url", Kind::String), DESCRIPTION],
);

pub(super) const DESCRIPTION: Field = optional("description", Kind::String);
