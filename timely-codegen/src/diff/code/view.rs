//! One of the two sides, as the comparison of items sees it: its types and operations, how they are spelled, and where the
//! document has them.

use super::uses::AllUses;
use crate::diagnostic::Pointer;
use crate::diff::side::Side;
use crate::emit::Spelling;
use crate::grammar::local;
use crate::ir::{
    Api, FormFieldKind, Operation, ParameterLocation, StatusMatch, Type, TypeDef, TypeId,
};
use serde_json::Value;

/// How many parts of a schema are looked through for a property.
const MOST_PARTS: usize = 64;

/// One of the two sides.
pub(super) struct View<'a> {
    pub(super) side: Side<'a>,
    pub(super) api: &'a Api,
    pub(super) spelling: Spelling<'a>,
    pub(super) seen: AllUses<'a>,
}

/// What names types.
pub(super) trait Ids {
    /// Visits the types that it names itself.
    fn each_id(&self, visit: &mut dyn FnMut(TypeId));
}

impl Ids for Type {
    fn each_id(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Self::Named(id) | Self::Boxed(id) => visit(*id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Headed(inner) => {
                inner.each_id(visit);
            }
            Self::Tuple(items) => items.iter().for_each(|item| item.each_id(visit)),
            _ => {}
        }
    }
}

impl FormFieldKind {
    /// The type of a value; none of files.
    pub(super) const fn ty(&self) -> Option<&Type> {
        match self {
            Self::Value(ty) | Self::Headed(ty) | Self::HeadedItems(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }
}

impl<'a> View<'a> {
    pub(super) fn of(side: &Side<'a>) -> Self {
        Self {
            side: *side,
            api: side.api,
            spelling: Spelling::new(side.api, side.settings),
            seen: AllUses::of(side.api),
        }
    }

    /// The path of a type: `models::Contact`.
    pub(super) fn path(&self, id: TypeId) -> String {
        self.spelling.named(id)
    }

    /// A type with the shape of the one that it shares.
    pub(super) fn definition(&self, id: TypeId) -> &'a TypeDef {
        self.api.definition(id)
    }

    /// The place of a property below that of its schema: it may stand in a part of it.
    pub(super) fn property(&self, schema: &Pointer, name: &str) -> Pointer {
        // Parts may lead in circles, and to many others.
        let mut open = vec![schema.clone()];
        for _ in 0..MOST_PARTS {
            let Some(part) = open.pop() else { break };
            let part = self.side.followed(part);
            let own = part.child("properties").child(name);
            if self.side.at(&own).is_some() {
                return own;
            }
            let parts = part.child("allOf");
            let list = self.side.at(&parts).and_then(Value::as_array);
            let places = (0..list.map_or(0, Vec::len)).map(|index| parts.index(index));
            open.extend(places.rev().take(MOST_PARTS));
        }
        schema.clone()
    }

    /// The place of an alternative of a union, or of the union.
    pub(super) fn alternative(&self, schema: &Pointer, index: usize) -> Pointer {
        let keys = ["oneOf", "anyOf"].map(|key| schema.child(key).index(index));
        let found = keys.into_iter().find(|place| self.side.at(place).is_some());
        found.unwrap_or_else(|| schema.clone())
    }

    /// The place of an operation's parameter: its own, or that of its path.
    pub(super) fn parameter(&self, operation: &Operation, field: &str) -> Pointer {
        let known = operation.parameters.iter().find(|it| it.field == field);
        let found = known.and_then(|parameter| {
            let around = operation.pointer.parent();
            let lists = [Some(operation.pointer.clone()), around];
            lists.into_iter().flatten().find_map(|list| {
                let list = list.child("parameters");
                let items = self.side.at(&list)?.as_array()?;
                let index = items.iter().position(|item| {
                    // Looked up from the root only where it is a reference: operations may have hundreds.
                    let value = match item.get("$ref").and_then(Value::as_str) {
                        Some(reference) => local(reference)
                            .and_then(|target| self.side.at(&self.side.followed(target))),
                        None => Some(item),
                    };
                    let text = |key: &str| value.and_then(|it| it.get(key)?.as_str());
                    text("name") == Some(parameter.wire.as_str())
                        && text("in") == Some(location(parameter.location))
                })?;
                Some(list.index(index))
            })
        });
        found.unwrap_or_else(|| operation.pointer.clone())
    }

    /// The place of an operation's response.
    pub(super) fn response(operation: &Operation, status: StatusMatch) -> Pointer {
        let key = match status {
            StatusMatch::Code(code) => code.to_string(),
            StatusMatch::Range(class) => format!("{class}XX"),
            StatusMatch::Default => "default".to_owned(),
        };
        operation.pointer.child("responses").child(&key)
    }

    /// The place of the schema of the first media type of a body, or of the body.
    pub(super) fn schema_of_body(&self, body: &Pointer) -> Pointer {
        let content = self.side.followed(body.clone()).child("content");
        let first = self.side.at(&content).and_then(Value::as_object);
        let first = first.and_then(|media| media.keys().next());
        let schema = first.map(|media| content.child(media).child("schema"));
        let found = schema.filter(|place| self.side.at(place).is_some());
        found.unwrap_or_else(|| body.clone())
    }
}

const fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::QueryString => "querystring",
    }
}
