//! Structs: their fields, what `new` takes, and what reads defaults; of schemas, forms and headers alike.

use super::same::Wrap;
use super::uses::Uses;
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::emit::{New, Spelling};
use crate::ir::{Field, Presence, Struct, Type};
use crate::naming::unraw;
use std::collections::{HashMap, HashSet};

/// Something of both sides that has members.
pub(super) struct Owner<'o> {
    pub(super) id: &'static str,
    /// Its paths.
    pub(super) old: &'o str,
    pub(super) new: &'o str,
    /// Its places.
    pub(super) old_place: &'o Pointer,
    pub(super) new_place: &'o Pointer,
    pub(super) uses: Uses,
}

/// Where each side has the members of a struct, by their names on the wire.
pub(super) struct Places<'p> {
    pub(super) old: &'p dyn Fn(&str) -> Pointer,
    pub(super) new: &'p dyn Fn(&str) -> Pointer,
}

const TAKEN: &str = "who makes a value of it has to give this as well";
const GONE: &str = "programs that name it do not compile any more";
const OTHER_TYPE: &str = "programs that read or make it use it as the other type";
const MORE: &str = "programs need not name it";

impl Comparison<'_> {
    /// Compares the members of a struct.
    pub(super) fn structs(
        &mut self,
        owner: &Owner<'_>,
        old: &Struct,
        new: &Struct,
        places: &Places<'_>,
    ) {
        let before = self.items.len();
        let by_name: HashMap<&str, &Field> = names(new);
        let by_wire: HashMap<&str, &Field> =
            new.fields.iter().map(|it| (it.wire.as_str(), it)).collect();
        let old_names: HashSet<&str> = old.fields.iter().map(|it| it.name.as_str()).collect();
        let mut met = HashSet::new();
        for field in &old.fields {
            let same_name = by_name.get(field.name.as_str()).copied();
            let renamed = by_wire.get(field.wire.as_str()).copied();
            let renamed = renamed.filter(|it| !old_names.contains(it.name.as_str()));
            match same_name.or(renamed) {
                Some(other) => {
                    met.insert(other.name.as_str());
                    self.field(owner, field, other, places);
                }
                None => self.field_gone(owner, field, places),
            }
        }
        let added = new
            .fields
            .iter()
            .filter(|it| !met.contains(it.name.as_str()));
        for field in added {
            self.field_more(owner, field, places);
        }
        self.maps(owner, old, new);
        if self.items.len() == before {
            self.order_of_new(owner, old, new);
            self.swapped_fields(owner, old, new, places);
        }
    }

    fn field(&mut self, owner: &Owner<'_>, old: &Field, new: &Field, places: &Places<'_>) {
        let item = |name: &str, change: String| Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item: name.to_owned(),
            change,
            old: Some((places.old)(&old.wire)),
            new: Some((places.new)(&new.wire)),
        };
        let path = format!("{}.{}", owner.new, unraw(&new.name));
        if old.name != new.name {
            let path = format!("{}.{}", owner.old, unraw(&old.name));
            let renamed = item(&path, format!("renamed to {}", unraw(&new.name)));
            let aspect = Aspect::Name;
            self.add(Item { aspect, ..renamed }, owner.uses.naming(), GONE);
        }
        let is_same = wrap(old) == wrap(new) && self.is_same(&old.ty, &new.ty);
        if !is_same {
            let (was, is) = (self.old.spelling.field(old), self.new.spelling.field(new));
            let change = change_of(&was, &is);
            self.add(item(&path, change), owner.uses.naming(), OTHER_TYPE);
        }
        if old.is_argument() != new.is_argument() {
            let name = unraw(&new.name);
            let change = match new.is_argument() {
                true => format!("takes {name}"),
                false => format!("no longer takes {name}"),
            };
            let path = format!("{}::new", owner.new);
            self.add(item(&path, change), owner.uses.making(), TAKEN);
        }
        let (was, is) = (has_reader(old), has_reader(new));
        if was != is {
            let reader = Spelling::default_reader(&new.name);
            let path = format!("{}::{reader}", owner.new);
            let (change, impact, why) = match is {
                true => ("added", Impact::SAFE, MORE),
                false => ("removed", owner.uses.naming(), GONE),
            };
            let item = item(&path, change.to_owned());
            let aspect = Aspect::Default;
            self.add(Item { aspect, ..item }, impact, why);
        }
    }

    fn field_gone(&mut self, owner: &Owner<'_>, field: &Field, places: &Places<'_>) {
        let gone = Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item: format!("{}.{}", owner.old, unraw(&field.name)),
            change: "removed".to_owned(),
            old: Some((places.old)(&field.wire)),
            new: None,
        };
        self.add(gone, owner.uses.naming(), GONE);
    }

    fn field_more(&mut self, owner: &Owner<'_>, field: &Field, places: &Places<'_>) {
        let name = unraw(&field.name);
        let item = |item: String, change: String| Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item,
            change,
            old: None,
            new: Some((places.new)(&field.wire)),
        };
        let path = format!("{}.{name}", owner.new);
        self.add(item(path, "added".to_owned()), Impact::SAFE, MORE);
        if field.is_argument() {
            let new = item(format!("{}::new", owner.new), format!("takes {name}"));
            self.add(new, owner.uses.making(), TAKEN);
        }
    }

    /// The fields of what is no property by name.
    fn maps(&mut self, owner: &Owner<'_>, old: &Struct, new: &Struct) {
        type Maps<'s> = Vec<(&'s str, &'s Type, bool)>;
        fn maps(object: &Struct) -> Maps<'_> {
            let matching = object.matching.iter();
            let matching = matching.map(|it| (it.name.as_str(), &it.ty, false));
            let rest = object.additional.iter();
            let rest = rest.map(|(name, ty)| (name.as_str(), ty, false));
            let shape = object.variant.iter();
            let shape = shape.map(|(name, ty)| (name.as_str(), ty, true));
            matching.chain(rest).chain(shape).collect()
        }
        let (old, new) = (maps(old), maps(new));
        let places = (owner.old_place.clone(), owner.new_place.clone());
        let item = |name: &str, change: String| Item {
            id: owner.id,
            aspect: Aspect::Shape,
            owner: owner.new,
            item: format!("{}.{}", owner.new, unraw(name)),
            change,
            old: Some(places.0.clone()),
            new: Some(places.1.clone()),
        };
        for (name, ty, _) in &old {
            match new.iter().find(|(other, ..)| other == name) {
                Some((_, other, _)) if !self.is_same(ty, other) => {
                    let (was, is) = (self.old.spelling.ty(ty), self.new.spelling.ty(other));
                    let item = item(name, change_of(&was, &is));
                    self.add(item, owner.uses.naming(), OTHER_TYPE);
                }
                Some(_) => {}
                None => self.add(item(name, "removed".to_owned()), owner.uses.naming(), GONE),
            }
        }
        for (name, _, taken) in &new {
            if !old.iter().any(|(other, ..)| other == name) {
                let impact = match taken {
                    true => owner.uses.making(),
                    false => Impact::SAFE,
                };
                let why = if *taken { TAKEN } else { MORE };
                self.add(item(name, "added".to_owned()), impact, why);
            }
        }
    }

    /// What `new` takes one by one, in the order of the names.
    fn order_of_new(&mut self, owner: &Owner<'_>, old: &Struct, new: &Struct) {
        let name = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
        let before = self.old.spelling.new_takes(&name(owner.old), old);
        let after = self.new.spelling.new_takes(&name(owner.new), new);
        let (change, aspect) = match (before, after) {
            (New::Arguments(before), New::Arguments(after)) => {
                let names = |list: &[(String, String)]| -> Vec<String> {
                    list.iter().map(|(name, _)| name.clone()).collect()
                };
                if names(&before) == names(&after) {
                    return;
                }
                (change_of(&listed(&before), &listed(&after)), Aspect::Order)
            }
            // It is named after its struct.
            (New::Struct(_), New::Struct(_)) => return,
            (New::Arguments(before), New::Struct(name)) => (
                change_of(&listed(&before), &format!("({name})")),
                Aspect::Shape,
            ),
            (New::Struct(name), New::Arguments(after)) => (
                change_of(&format!("({name})"), &listed(&after)),
                Aspect::Shape,
            ),
        };
        let item = Item {
            id: "code-arguments-reordered",
            aspect,
            owner: owner.new,
            item: format!("{}::new", owner.new),
            change,
            old: Some(owner.old_place.clone()),
            new: Some(owner.new_place.clone()),
        };
        let why = "who makes a value of it gives its members in another order";
        self.add(item, owner.uses.making(), why);
    }

    /// Two fields of one type that swap what the document says of them: programs compile, and mean the other.
    fn swapped_fields(
        &mut self,
        owner: &Owner<'_>,
        old: &Struct,
        new: &Struct,
        places: &Places<'_>,
    ) {
        let by_name = names(new);
        let moved: Vec<(&Field, &Field)> = old
            .fields
            .iter()
            .filter_map(|field| Some((field, *by_name.get(field.name.as_str())?)))
            .filter(|(old, new)| old.docs != new.docs && old.docs.description.is_some())
            .collect();
        let by_docs: HashMap<_, _> = moved
            .iter()
            .map(|(old, new)| ((words(new), wrap(new)), (*old, *new)))
            .collect();
        for (old, new) in &moved {
            let Some((other, other_now)) = by_docs.get(&(words(old), wrap(old))) else {
                continue;
            };
            let is_swap = other.name > old.name
                && words(new) == words(other)
                && self.is_same(&old.ty, &other_now.ty);
            if is_swap {
                let (one, two) = (unraw(&old.name).to_owned(), unraw(&other.name).to_owned());
                let item = Item {
                    id: "code-members-swapped",
                    aspect: Aspect::Order,
                    owner: owner.new,
                    item: format!("{}.{one}", owner.new),
                    change: format!("swaps its meaning with {two}"),
                    old: Some((places.old)(&old.wire)),
                    new: Some((places.new)(&new.wire)),
                };
                self.add_silent(item, owner.uses.naming());
            }
        }
    }

    /// Adds an item that programs name as before, and that means something else.
    pub(super) fn add_silent(&mut self, item: Item<'_>, impact: Impact) {
        let why = "programs compile as before, and mean the other of the two";
        self.add(item, impact, why);
        if let Some(last) = self.items.last_mut() {
            last.silent = true;
        }
    }
}

/// What the document says of a field.
fn words(field: &Field) -> (Option<&str>, Option<&str>) {
    let docs = &field.docs;
    (docs.summary.as_deref(), docs.description.as_deref())
}

fn names(object: &Struct) -> HashMap<&str, &Field> {
    let fields = object.fields.iter();
    fields.map(|field| (field.name.as_str(), field)).collect()
}

fn listed(arguments: &[(String, String)]) -> String {
    let list = arguments.iter().map(|(name, ty)| format!("{name}: {ty}"));
    format!("({})", list.collect::<Vec<_>>().join(", "))
}

/// From one text to another.
pub(super) fn change_of(old: &str, new: &str) -> String {
    format!("{old} → {new}")
}

/// What the presence of a field puts around its type.
fn wrap(field: &Field) -> Wrap {
    match field.presence {
        Presence::Required => Wrap::None,
        Presence::Nullable if field.ty == Type::Any => Wrap::None,
        Presence::Nullable | Presence::Optional => Wrap::Option,
        Presence::OptionalNullable => Wrap::Field,
    }
}

/// Whether there is a method that reads a field with its default.
fn has_reader(field: &Field) -> bool {
    field.default.is_some() && field.presence != Presence::Required
}
