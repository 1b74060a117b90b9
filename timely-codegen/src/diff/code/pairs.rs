//! Which types and operations of the two sides are one another: by their names, by their places, and by where they are used.

use super::alike::alike;
use super::view::View;
use crate::ir::{Api, Content, EventData, Group, Operation, Payload, Type, TypeId, TypeKind};
use std::collections::HashMap;

/// The pairs of both sides.
pub(super) struct Pairs {
    /// The new type of each old one.
    pub(super) of_old: Vec<Option<TypeId>>,
    /// The old type of each new one.
    pub(super) of_new: Vec<Option<TypeId>>,
}

/// An operation with the group that it stands in; none for what the API sends.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) group: Option<&'a Group>,
    pub(super) operation: &'a Operation,
}

/// The operations of a kind: pairs, and those of one side alone.
pub(super) struct Matched<'a, 'b> {
    pub(super) both: Vec<(Placed<'a>, Placed<'b>)>,
    pub(super) removed: Vec<Placed<'a>>,
    pub(super) added: Vec<Placed<'b>>,
}

/// The operations of an API with their groups.
pub(super) fn placed(api: &Api) -> Vec<Placed<'_>> {
    let groups = api.groups.iter();
    let placed = groups.flat_map(|group| {
        let operations = group.operations.iter();
        operations.map(move |operation| Placed {
            group: Some(group),
            operation,
        })
    });
    placed.collect()
}

/// Pairs operations: first by what programs call them, then by what they are on the wire.
pub(super) fn operations<'a, 'b>(old: Vec<Placed<'a>>, new: Vec<Placed<'b>>) -> Matched<'a, 'b> {
    let mut matched = Matched {
        both: Vec::new(),
        removed: old,
        added: new,
    };
    matched.pair(|it| it.operation.stem.clone());
    matched.pair(|it| {
        let operation = it.operation;
        match operation.path.is_empty() {
            true => operation.pointer.as_str().to_owned(),
            false => format!("{} {}", operation.http_method, shape(&operation.path)),
        }
    });
    matched
}

impl<'a, 'b> Matched<'a, 'b> {
    /// Pairs what is left and has a key that no other has.
    fn pair(&mut self, key: impl Fn(&Placed<'_>) -> String) {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, it) in self.added.iter().enumerate() {
            known.entry(key(it)).or_default().push(index);
        }
        let mut taken = vec![false; self.added.len()];
        let removed = std::mem::take(&mut self.removed);
        for old in removed {
            let found = known
                .get_mut(&key(&old))
                .and_then(|list| match list.is_empty() {
                    true => None,
                    false => Some(list.remove(0)),
                });
            match found {
                Some(index) => {
                    taken[index] = true;
                    self.both.push((old, self.added[index]));
                }
                None => self.removed.push(old),
            }
        }
        let mut taken = taken.into_iter();
        self.added.retain(|_| !taken.next().unwrap_or(false));
    }
}

/// A path template without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shape + rest
}

/// Pairs types, where these operations are pairs.
pub(super) fn types(
    old: &View<'_>,
    new: &View<'_>,
    operations: &[(Placed<'_>, Placed<'_>)],
) -> Pairs {
    let mut pairing = Pairing {
        old,
        new,
        pairs: Pairs {
            of_old: vec![None; old.api.types.len()],
            of_new: vec![None; new.api.types.len()],
        },
        open: Vec::new(),
    };
    pairing.by_key(|view, id| Some(view.path(id)));
    pairing.by_key(|view, id| Some(view.api.type_def(id).pointer.as_str().to_owned()));
    for (old, new) in operations {
        pairing.operation(old.operation, new.operation);
    }
    pairing.events();
    pairing.finish();
    pairing.by_key(fingerprint);
    pairing.finish();
    pairing.pairs
}

struct Pairing<'v> {
    old: &'v View<'v>,
    new: &'v View<'v>,
    pairs: Pairs,
    /// Pairs whose members are still to be looked at.
    open: Vec<(TypeId, TypeId)>,
}

impl Pairing<'_> {
    /// Pairs the types that are left and have one key, which no other has.
    fn by_key(&mut self, key: impl Fn(&View<'_>, TypeId) -> Option<String>) {
        let mut known: HashMap<String, Vec<TypeId>> = HashMap::new();
        for (index, pair) in self.pairs.of_new.iter().enumerate() {
            let key = key(self.new, TypeId(index)).filter(|_| pair.is_none());
            if let Some(key) = key {
                known.entry(key).or_default().push(TypeId(index));
            }
        }
        for index in 0..self.pairs.of_old.len() {
            let id = TypeId(index);
            let free = self.pairs.of_old[index].is_none();
            let key = free.then(|| key(self.old, id)).flatten();
            if let Some([only]) = key.and_then(|key| known.get(&key)).map(Vec::as_slice) {
                self.pair(id, *only);
            }
        }
    }

    fn pair(&mut self, old: TypeId, new: TypeId) {
        let is_free = self.pairs.of_old[old.0].is_none() && self.pairs.of_new[new.0].is_none();
        if is_free {
            self.pairs.of_old[old.0] = Some(new);
            self.pairs.of_new[new.0] = Some(old);
            self.open.push((old, new));
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        for (old, new) in same(&old.arguments, &new.arguments, |it| &it.name) {
            self.ty(&old.ty, &new.ty);
        }
        let fields = |operation: &Operation| {
            let fields = operation.optional.iter().flat_map(|it| it.fields.clone());
            fields.collect::<Vec<_>>()
        };
        let (old_fields, new_fields) = (fields(old), fields(new));
        for (old, new) in same(&old_fields, &new_fields, |it| &it.name) {
            self.ty(&old.ty, &new.ty);
        }
        if let (Some(old), Some(new)) = (&old.body, &new.body) {
            self.content(&old.content, &new.content);
        }
        for (old, new) in [
            (&old.success.cases, &new.success.cases),
            (&old.errors, &new.errors),
        ] {
            let pairs = old.iter().filter_map(|case| {
                let other = new.iter().find(|other| other.status == case.status)?;
                Some((&case.payload, &other.payload))
            });
            for (old, new) in pairs {
                self.payload(old, new);
            }
        }
    }

    fn payload(&mut self, old: &Payload, new: &Payload) {
        if let (Some(old), Some(new)) = (&old.content, &new.content) {
            self.content(old, new);
        }
    }

    fn content(&mut self, old: &Content, new: &Content) {
        match (old, new) {
            (Content::Value(old), Content::Value(new))
            | (Content::Lines(old), Content::Lines(new))
            | (Content::PartList(old), Content::PartList(new))
            | (Content::Events(EventData::Json(old)), Content::Events(EventData::Json(new))) => {
                self.ty(old, new)
            }
            (Content::Form(old), Content::Form(new)) => {
                let (old, new) = (&self.old.api.forms[*old], &self.new.api.forms[*new]);
                for (old, new) in same(&old.fields, &new.fields, |it| &it.wire) {
                    if let (Some(old), Some(new)) = (old.kind.ty(), new.kind.ty()) {
                        self.ty(old, new);
                    }
                }
            }
            (Content::Choice(old), Content::Choice(new)) => {
                let (old, new) = (&self.old.api.choices[*old], &self.new.api.choices[*new]);
                for (old, new) in same(&old.variants, &new.variants, |it| &it.name) {
                    // A choice holds no other choice.
                    if !matches!(old.content, Content::Choice(_)) {
                        self.content(&old.content, &new.content);
                    }
                }
            }
            _ => {}
        }
    }

    fn events(&mut self) {
        let (Some(old), Some(new)) = (&self.old.api.events, &self.new.api.events) else {
            return;
        };
        for (old, new) in same(&old.events, &new.events, |it| &it.wire) {
            self.ty(&Type::Named(old.payload), &Type::Named(new.payload));
        }
    }

    /// Pairs what two types in the same place name.
    fn ty(&mut self, old: &Type, new: &Type) {
        match (old, new) {
            (Type::Named(old) | Type::Boxed(old), Type::Named(new) | Type::Boxed(new))
                if alike(self.old.definition(*old), self.new.definition(*new)) =>
            {
                self.pair(*old, *new);
            }
            (Type::Array(old), Type::Array(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Headed(old), Type::Headed(new))
            | (Type::Nullable(old), Type::Nullable(new)) => self.ty(old, new),
            (Type::Nullable(old), new) => self.ty(old, new),
            (old, Type::Nullable(new)) => self.ty(old, new),
            (Type::Tuple(old), Type::Tuple(new)) => {
                for (old, new) in old.iter().zip(new) {
                    self.ty(old, new);
                }
            }
            _ => {}
        }
    }

    /// Goes on to the members of pairs.
    fn finish(&mut self) {
        while let Some((old, new)) = self.open.pop() {
            let (old, new) = (self.old.definition(old), self.new.definition(new));
            match (&old.kind, &new.kind) {
                (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                    for (old, new) in same(&old.fields, &new.fields, |it| &it.wire) {
                        self.ty(&old.ty, &new.ty);
                    }
                    for (old, new) in [
                        (&old.variant, &new.variant),
                        (&old.additional, &new.additional),
                    ] {
                        if let (Some((_, old)), Some((_, new))) = (old, new) {
                            self.ty(old, new);
                        }
                    }
                }
                (TypeKind::Union(old), TypeKind::Union(new)) => {
                    for (old, new) in same(&old.variants, &new.variants, |it| &it.name) {
                        self.ty(&old.ty, &new.ty);
                    }
                    // What is renamed names its variant.
                    for (old, new) in old.variants.iter().zip(&new.variants) {
                        self.ty(&old.ty, &new.ty);
                    }
                }
                (TypeKind::Alias(old), TypeKind::Alias(new))
                | (TypeKind::Wrapper(old), TypeKind::Wrapper(new)) => self.ty(old, new),
                (TypeKind::Tuple(old), TypeKind::Tuple(new)) => {
                    for (old, new) in old.types().zip(new.types()) {
                        self.ty(old, new);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The members of two lists that have one name.
pub(super) fn same<'o, 'n, T>(
    old: &'o [T],
    new: &'n [T],
    name: impl Fn(&T) -> &String,
) -> Vec<(&'o T, &'n T)> {
    let known: HashMap<&String, &T> = new.iter().map(|it| (name(it), it)).collect();
    let pairs = old
        .iter()
        .filter_map(|it| Some((it, *known.get(name(it))?)));
    pairs.collect()
}

/// The shape of a type that nothing else leads to, in words that are the same for the same; none where it says nothing.
fn fingerprint(view: &View<'_>, id: TypeId) -> Option<String> {
    let definition = view.api.type_def(id);
    match &definition.kind {
        TypeKind::Struct(object) if !object.fields.is_empty() => {
            let fields = object.fields.iter();
            let fields: Vec<String> = fields
                .map(|field| format!("{}: {}", field.wire, view.spelling.field(field)))
                .collect();
            Some(fields.join(", "))
        }
        TypeKind::Enum(values) if values.variants.len() > 1 => {
            let values = values.variants.iter().map(|it| it.wire.as_str());
            Some(values.collect::<Vec<_>>().join(" | "))
        }
        _ => None,
    }
}
