//! Names with keys in brackets: `deepObject`, and what is nested in forms, of which OpenAPI leaves the writing open.
//!
//! Read are the ways that are in use: `a[b]=1&a[b]=2`, `a[b][]=1` and `a[b][0]=1` are the same.

use super::read::{self, Text};
use crate::schema::{Schema, Types};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How many keys a name may have.
const MAX_DEPTH: usize = 8;

/// What the pairs of a form say of one place in an object.
#[derive(Default)]
pub(super) struct Deep<'r> {
    texts: Vec<&'r str>,
    /// Whether the place is a list, since its name ends in `[]`.
    is_list: bool,
    members: BTreeMap<String, Deep<'r>>,
}

impl<'r> Deep<'r> {
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.members.is_empty()
    }

    /// Adds the text at the place of these keys, the last of which may be empty.
    pub(super) fn insert(&mut self, keys: &[&str], text: &'r str) {
        let mut node = self;
        for key in keys {
            if key.is_empty() {
                node.is_list = true;
                break;
            }
            node = node.members.entry((*key).to_owned()).or_default();
        }
        node.texts.push(text);
    }

    /// `None` when a place has several values that the schema does not allow there.
    pub(super) fn value(&self, schema: &Schema, text: Text) -> Option<Value> {
        let types = schema.effective_types();
        if self.members.is_empty() {
            if !self.is_list {
                return read::repeated(schema, &self.texts, text);
            }
            return types
                .contains(Types::ARRAY)
                .then(|| read::list_of(schema, &self.texts, text));
        }
        if !self.texts.is_empty() {
            return None;
        }
        let is_array =
            types.contains(Types::ARRAY) && (!types.contains(Types::OBJECT) || types == Types::ANY);
        if is_array && let Some(items) = self.numbered() {
            let schema = read::items(schema);
            return items
                .into_iter()
                .map(|item| item.value(schema, text))
                .collect();
        }
        self.members
            .iter()
            .map(|(key, member)| {
                Some((
                    key.clone(),
                    member.value(read::property(schema, key), text)?,
                ))
            })
            .collect::<Option<Map<_, _>>>()
            .map(Value::Object)
    }

    /// The members in the order of their numbers, if all of them are numbered.
    fn numbered(&self) -> Option<Vec<&Self>> {
        let numbered = self
            .members
            .iter()
            .map(|(key, member)| Some((key.parse::<u32>().ok()?, member)));
        let mut items = numbered.collect::<Option<Vec<_>>>()?;
        items.sort_by_key(|(number, _)| *number);
        Some(items.into_iter().map(|(_, member)| member).collect())
    }
}

/// The keys of `[a][b]`; `None` when brackets do not match or there are too many. The last may be empty.
pub(super) fn keys(text: &str) -> Option<Vec<&str>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let keys: Vec<&str> = inner.split("][").collect();
    let (last, others) = keys.split_last()?;
    let sound = keys.len() <= MAX_DEPTH
        && !others.iter().any(|key| key.is_empty())
        && !keys.iter().any(|key| key.contains(['[', ']']))
        && (!last.is_empty() || others.len() < MAX_DEPTH);
    sound.then_some(keys)
}

/// A name as what stands before its brackets and the keys within them; `None` for one without keys.
pub(super) fn split(name: &str) -> Option<(&str, Vec<&str>)> {
    let at = name.find('[').filter(|at| *at > 0)?;
    Some((&name[..at], keys(&name[at..])?))
}
