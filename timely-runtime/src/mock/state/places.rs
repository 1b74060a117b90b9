//! Where the items are in the answers: as they are, or in an envelope such as `{"data": …}`.

use super::ItemPath;
use crate::json::pointer;
use crate::schema::Subschema;
use crate::{Schema, Types};
use serde_json::Value;

/// How many bytes an id has that a sender chooses; with a longer one, an item could not be asked for.
const LONGEST: usize = 1024;

/// Where an item and its id are in a body, as JSON pointers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) item: String,
    pub(super) id: String,
}

impl Place {
    pub(super) fn id_in(&self, body: &Value) -> Option<String> {
        id_of(body.pointer(&self.id)?)
    }

    /// The id that a sent item has itself, where it can be one.
    pub(super) fn id_among(&self, sent: &Value) -> Option<String> {
        let within = self.id.strip_prefix(self.item.as_str())?;
        id_of(sent.pointer(within)?).filter(|id| id.len() <= LONGEST)
    }

    pub(super) fn item_in<'b>(&self, body: &'b Value) -> Option<&'b Value> {
        body.pointer(&self.item)
    }
}

fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Where the item is in a body: where its id is, which is called as in the path, or `id`.
pub(super) fn item_of(body: &Value, path: &ItemPath) -> Option<Place> {
    if let Some(id) = &path.id {
        let item = id.rsplit_once('/').map_or("", |(item, _)| item);
        return Some(Place {
            item: item.to_owned(),
            id: id.clone(),
        });
    }
    let own = id_within(body, path.parameter).map(|id| (String::new(), id));
    let inner = || {
        let members = body.as_object()?.iter();
        let mut found = members.filter_map(|(name, value)| {
            let id = id_within(value, path.parameter)?;
            Some((pointer::to(name), id))
        });
        found.next()
    };
    let (item, id) = own.or_else(inner)?;
    let id = format!("{item}{}", pointer::to(&id));
    Some(Place { item, id })
}

/// The member of an object that is its id.
fn id_within(value: &Value, parameter: &str) -> Option<String> {
    let members = value.as_object()?;
    let same = |name: &&String| plain(name) == plain(parameter);
    let is_id = |name: &&String| matches!(plain(name).as_str(), "id" | "uuid");
    let is_scalar = |name: &&String| {
        let value = members.get(name.as_str());
        value.is_some_and(|value| value.is_string() || value.is_number())
    };
    let names = || members.keys().filter(is_scalar);
    let ending = names().find(|name| {
        // `{contact}` and `contact_id`.
        plain(name) == plain(parameter) + "id"
    });
    names()
        .find(same)
        .or_else(|| names().find(is_id))
        .or(ending)
        .cloned()
}

/// The name in small letters alone.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|character| character.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Where the list of items is in a body.
pub(super) fn list_of(body: &Value, schema: &'static Schema, path: &ItemPath) -> Option<String> {
    if body.is_array() {
        return Some(String::new());
    }
    let members = body.as_object()?;
    let lists = || members.iter().filter(|(_, value)| value.is_array());
    let has_ids = |(_, value): &(&String, &Value)| {
        let first = value.as_array().and_then(|items| items.first());
        first.is_some_and(|item| id_within(item, path.parameter).is_some())
    };
    let named = |(name, _): &(&String, &Value)| {
        let of_objects = property(schema.root(), name)
            .and_then(Subschema::items)
            .is_some_and(|items| items.effective_types().contains(Types::OBJECT));
        of_objects
            && matches!(
                plain(name).as_str(),
                "data" | "items" | "results" | "values" | "records"
            )
    };
    let found = lists().find(has_ids).or_else(|| lists().find(named));
    let only = || (lists().count() == 1).then(|| lists().next()).flatten();
    found.or_else(only).map(|(name, _)| pointer::to(name))
}

/// A property of an object, wherever its schema says what it is.
fn property(schema: Subschema<'static>, name: &str) -> Option<Subschema<'static>> {
    let own = schema.property_named(name).map(|property| property.schema);
    own.or_else(|| {
        schema
            .all_of()
            .find_map(|part| part.property_named(name).map(|it| it.schema))
    })
}
