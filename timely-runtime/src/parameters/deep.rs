//! Names with keys in brackets: `deepObject`, and what is nested in forms, of which OpenAPI leaves the writing open.
//!
//! Read are the ways that are in use: `a[b]=1&a[b]=2`, `a[b][]=1` and `a[b][0]=1` are the same. How the texts of one place
//! make a value is for the caller to say: it differs between parameters and forms.

use super::read::{self, Text};
use crate::schema::{Subschema, Types};
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

/// Makes a value of the texts at a place; told is as well whether the place is a list, since its name ends in `[]`.
/// `None` when the schema does not allow several there.
pub(super) type Leaf<'l> = &'l dyn Fn(Subschema<'_>, &[&str], bool) -> Option<Value>;

impl<'r> Deep<'r> {
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.members.is_empty()
    }

    /// Adds the text at the place of these keys, of which one that is empty stands for an item of a list.
    pub(super) fn insert(&mut self, keys: &[&str], text: &'r str) {
        let mut node = self;
        for (at, key) in keys.iter().enumerate() {
            if key.is_empty() && at + 1 == keys.len() {
                node.is_list = true;
                break;
            }
            node = node.members.entry((*key).to_owned()).or_default();
        }
        node.texts.push(text);
    }

    /// The text, where nothing but one without keys is there.
    pub(super) fn only_text(&self) -> Option<&'r str> {
        match self.texts.as_slice() {
            [text] if self.members.is_empty() && !self.is_list => Some(text),
            _ => None,
        }
    }

    /// The value of a parameter. `None` when a place has several values that the schema does not allow there.
    pub(super) fn value(&self, schema: Subschema<'_>, text: Text) -> Option<Value> {
        self.build(schema, &|schema, texts, is_list| {
            if !is_list {
                return read::repeated(schema, texts, text);
            }
            schema
                .effective_types()
                .contains(Types::ARRAY)
                .then(|| read::list_of(schema, texts, text))
        })
    }

    /// The value that the texts make. `None` when some place has none, or has both a text and keys.
    pub(super) fn build(&self, schema: Subschema<'_>, leaf: Leaf<'_>) -> Option<Value> {
        if self.members.is_empty() {
            return leaf(schema, &self.texts, self.is_list);
        }
        if !self.texts.is_empty() {
            return None;
        }
        if schema.effective_types().contains(Types::ARRAY)
            && let Some(items) = self.numbered()
        {
            return items
                .into_iter()
                .enumerate()
                .map(|(place, item)| item.build(read::item_at(schema, place), leaf))
                .collect();
        }
        self.members
            .iter()
            .map(|(key, member)| {
                let value = member.build(read::property(schema, key), leaf)?;
                Some((key.clone(), value))
            })
            .collect::<Option<Map<_, _>>>()
            .map(Value::Object)
    }

    /// The members in the order of their numbers, if all of them are numbered; one of `[][key]` comes last.
    fn numbered(&self) -> Option<Vec<&Self>> {
        let numbered = self.members.iter().map(|(key, member)| match key.as_str() {
            "" => Some((u32::MAX, member)),
            key => Some((key.parse::<u32>().ok()?, member)),
        });
        let mut items = numbered.collect::<Option<Vec<_>>>()?;
        items.sort_by_key(|(number, _)| *number);
        Some(items.into_iter().map(|(_, member)| member).collect())
    }
}

/// The keys of `[a][b]`; `None` when brackets do not match or there are too many. Any may be empty.
pub(super) fn keys(text: &str) -> Option<Vec<&str>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let keys: Vec<&str> = inner.split("][").collect();
    let sound = keys.len() <= MAX_DEPTH && !keys.iter().any(|key| key.contains(['[', ']']));
    sound.then_some(keys)
}

/// A name as what stands before its brackets and the keys within them; `None` for one without keys.
pub(super) fn split(name: &str) -> Option<(&str, Vec<&str>)> {
    let at = name.find('[').filter(|at| *at > 0)?;
    Some((&name[..at], keys(&name[at..])?))
}
