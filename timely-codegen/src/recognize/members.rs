//! The members of a response body, with the JSON pointers that lead to them.

use crate::diagnostic::Pointer;
use crate::ir::{Api, Docs, Field, Presence, Type, TypeKind};

/// How deep objects are looked into: `/meta/pagination/next`.
const DEPTH: usize = 3;
/// How many members are looked at. No page has so many; objects in objects could.
const MOST: usize = 4096;

/// One member of a body, or of an object in it.
pub(super) struct Member<'a> {
    /// The JSON pointer to it, without a `#`.
    pub(super) pointer: String,
    /// Its name in lower case, without what stands between words.
    pub(super) name: String,
    /// The names of the objects around it, from the outside, in the same form.
    pub(super) within: Vec<String>,
    pub(super) ty: &'a Type,
    pub(super) presence: Presence,
    /// Whether it may be absent or null, or an object around it.
    pub(super) may_end: bool,
    pub(super) docs: &'a Docs,
}

impl Member<'_> {
    /// Whether it is called one of these.
    pub(super) fn is_called(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }
}

/// A name in lower case, without what stands between words: `next_cursor` and `nextCursor` are the same.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// All members of a body that is an object, those further out first.
pub(super) fn members<'a>(api: &'a Api, body: &'a Type) -> Vec<Member<'a>> {
    let mut found = Vec::new();
    let mut level = vec![(body, Pointer::root(), Vec::new(), false)];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (ty, pointer, within, may_be_absent) in level {
            for field in fields(api, ty) {
                if found.len() == MOST {
                    return found;
                }
                let pointer = pointer.child(&field.wire);
                let name = plain(&field.wire);
                let may_end = may_be_absent || field.presence != Presence::Required;
                let mut inner = within.clone();
                inner.push(name.clone());
                next.push((&field.ty, pointer.clone(), inner, may_end));
                found.push(Member {
                    pointer: pointer.to_string().trim_start_matches('#').to_owned(),
                    name,
                    within: within.clone(),
                    ty: &field.ty,
                    presence: field.presence,
                    may_end,
                    docs: &field.docs,
                });
            }
        }
        level = next;
    }
    found
}

/// The properties of an object.
fn fields<'a>(api: &'a Api, ty: &'a Type) -> &'a [Field] {
    match resolved(api, ty) {
        Resolved::Struct(index) => match &api.types[index].kind {
            TypeKind::Struct(shape) => &shape.fields,
            _ => &[],
        },
        Resolved::Other(_) => &[],
    }
}

/// Whether an object holds nothing but the answer: `{"data": {"items": [...]}}`.
pub(super) fn is_wrapper(name: &str) -> bool {
    matches!(
        name,
        "data" | "result" | "results" | "response" | "payload" | "body"
    )
}

/// A type behind the names that stand for it.
pub(super) enum Resolved<'a> {
    /// A struct, by its place among the types.
    Struct(usize),
    /// Any other type.
    Other(&'a Type),
}

/// What a type is behind aliases. Follows a bounded number of names: aliases may go in circles.
pub(super) fn resolved<'a>(api: &'a Api, ty: &'a Type) -> Resolved<'a> {
    let mut ty = ty;
    for _ in 0..16 {
        let (Type::Named(id) | Type::Boxed(id)) = ty else {
            break;
        };
        let id = api.definition_of(*id);
        match &api.type_def(id).kind {
            TypeKind::Struct(_) => return Resolved::Struct(id.0),
            TypeKind::Alias(inner) => ty = inner,
            _ => break,
        }
    }
    Resolved::Other(ty)
}
