//! What dynamic anchors stand for, at each place of a document.

use super::DYNAMIC;
use crate::diagnostic::{Pointer, SourceMap};
use crate::grammar::{DOCUMENT, Kind, Object, Role, SCHEMA_KIND, Visit, walk};
use crate::normalize::lookup;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What anchors stand for by their names: the places of the schemas that have them.
pub(super) type Bindings = BTreeMap<String, Pointer>;

/// Where the dynamic anchors of a document are, and what depends on them.
pub(super) struct Scope {
    /// The schemas that are resources of their own, with the dynamic anchors in each. All others are in the document.
    resources: HashMap<Pointer, Bindings>,
    /// Those that the document itself has.
    outermost: Bindings,
    /// The names that a schema depends on, by the place of the schema, where there are any.
    needs: HashMap<Pointer, BTreeSet<String>>,
}

impl Scope {
    pub(super) fn of(document: &Value, map: &SourceMap) -> Self {
        let mut finder = Finder {
            document,
            resources: HashMap::new(),
            anchors: Vec::new(),
            targets: HashSet::new(),
        };
        let mut copy = document.clone();
        walk(&DOCUMENT, &mut copy, &mut Pointer::root(), &mut finder);
        let Finder {
            mut resources,
            anchors,
            mut targets,
            ..
        } = finder;
        let mut outermost: BTreeMap<String, Vec<Pointer>> = BTreeMap::new();
        for (name, place) in &anchors {
            targets.insert(place.clone());
            let resource = resource_of(place, &resources).unwrap_or_else(Pointer::root);
            let is_identified =
                resources.contains_key(&resource) && resource.look(document).is_some_and(has_id);
            if let Some(own) = resources.get_mut(&resource) {
                own.entry(name.clone()).or_insert_with(|| place.clone());
            }
            if !is_identified && map.is_of_document(place) {
                outermost
                    .entry(name.clone())
                    .or_default()
                    .push(place.clone());
            }
        }
        // A name that the document uses twice stands for the one nearby.
        let outermost = outermost.into_iter().filter_map(|(name, places)| {
            match <[Pointer; 1]>::try_from(places) {
                Ok([place]) => Some((name, place)),
                Err(_) => None,
            }
        });
        Self {
            resources,
            outermost: outermost.collect(),
            needs: needs(document, &anchors, targets),
        }
    }

    /// What anchors stand for where nothing leads to a schema but the document.
    pub(super) fn outermost(&self) -> &Bindings {
        &self.outermost
    }

    pub(super) fn is_resource(&self, place: &Pointer) -> bool {
        self.resources.contains_key(place)
    }

    /// What anchors stand for once a schema is entered: those of its resource, where none further out has the name.
    pub(super) fn entered(&self, bindings: &Bindings, place: &Pointer) -> Bindings {
        let mut bindings = bindings.clone();
        let resource = resource_of(place, &self.resources);
        let own = resource.and_then(|resource| self.resources.get(&resource));
        for (name, place) in own.into_iter().flatten() {
            bindings
                .entry(name.clone())
                .or_insert_with(|| place.clone());
        }
        bindings
    }

    /// What anchors stand for in a schema where it stands, with those around it.
    pub(super) fn at(&self, place: &Pointer) -> Bindings {
        let mut around: Vec<Pointer> = ancestors(place)
            .filter(|place| self.is_resource(place))
            .collect();
        around.reverse();
        around
            .iter()
            .fold(self.outermost.clone(), |bindings, place| {
                self.entered(&bindings, place)
            })
    }

    /// Those that a schema depends on.
    pub(super) fn needed(&self, bindings: &Bindings, place: &Pointer) -> Bindings {
        let Some(names) = self.needs.get(place) else {
            return Bindings::new();
        };
        let bindings = bindings.iter().filter(|(name, _)| names.contains(*name));
        bindings
            .map(|(name, place)| (name.clone(), place.clone()))
            .collect()
    }

    /// Where a dynamic reference leads that leads to `first` at first. One to what has no dynamic anchor is like any other.
    pub(super) fn bound(&self, bindings: &Bindings, name: &str, first: Pointer) -> Pointer {
        let resource = resource_of(&first, &self.resources).unwrap_or_else(Pointer::root);
        let own = self.resources.get(&resource).unwrap_or(&self.outermost);
        let is_dynamic = own.get(name) == Some(&first) || self.outermost.get(name) == Some(&first);
        match bindings.get(name) {
            Some(place) if is_dynamic => place.clone(),
            _ => first,
        }
    }
}

fn has_id(value: &Value) -> bool {
    let id = value.get("$id").and_then(Value::as_str);
    id.is_some_and(|id| !id.is_empty() && !id.starts_with('#'))
}

/// A place and those around it, from the inside out.
fn ancestors(place: &Pointer) -> impl Iterator<Item = Pointer> {
    std::iter::successors(Some(place.clone()), Pointer::parent)
}

fn resource_of(place: &Pointer, resources: &HashMap<Pointer, Bindings>) -> Option<Pointer> {
    ancestors(place).find(|place| resources.contains_key(place))
}

/// Finds resources, dynamic anchors, and what is referred to.
struct Finder<'a> {
    document: &'a Value,
    resources: HashMap<Pointer, Bindings>,
    anchors: Vec<(String, Pointer)>,
    targets: HashSet<Pointer>,
}

impl Visit for Finder<'_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let Kind::Object(Object {
            role: Role::Schema, ..
        }) = kind
        else {
            return true;
        };
        // A component is taken to be one, since its author thinks of it as of a schema of its own.
        if has_id(value) || is_component(pointer) {
            self.resources.insert(pointer.clone(), Bindings::new());
        }
        if let Some(name) = value.get("$dynamicAnchor").and_then(Value::as_str) {
            self.anchors.push((name.to_owned(), pointer.clone()));
        }
        self.targets.extend(target_of(self.document, value));
        true
    }
}

fn is_component(pointer: &Pointer) -> bool {
    let mut segments = pointer.segments();
    let start = [segments.next(), segments.next()];
    start == [Some("components".to_owned()), Some("schemas".to_owned())]
        && segments.next().is_some()
        && segments.next().is_none()
}

fn target_of(document: &Value, schema: &Value) -> Option<Pointer> {
    let text = schema.get("$ref").and_then(Value::as_str)?;
    lookup::target(document, text).ok()
}

/// What a schema leads to.
#[derive(Default)]
struct Leads {
    targets: HashSet<Pointer>,
    names: BTreeSet<String>,
}

struct LeadsOf<'a> {
    document: &'a Value,
    found: Leads,
}

impl Visit for LeadsOf<'_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        // What is only defined is not asked of any value.
        if let (Kind::Map(_), Some("$defs" | "definitions")) = (kind, pointer.name().as_deref()) {
            return false;
        }
        if let Kind::Object(Object {
            role: Role::Schema, ..
        }) = kind
        {
            self.found.targets.extend(target_of(self.document, value));
            if let Some(name) = value.get(DYNAMIC).and_then(Value::as_str) {
                self.found
                    .names
                    .insert(name.trim_start_matches('#').to_owned());
            }
        }
        true
    }
}

/// The names that each schema depends on, by way of whatever it leads to.
fn needs(
    document: &Value,
    anchors: &[(String, Pointer)],
    targets: HashSet<Pointer>,
) -> HashMap<Pointer, BTreeSet<String>> {
    let mut needs: HashMap<Pointer, BTreeSet<String>> = HashMap::new();
    // From what is led to, to what leads there.
    let mut back: HashMap<Pointer, Vec<Pointer>> = HashMap::new();
    for place in targets {
        let Some(value) = place.look(document) else {
            continue;
        };
        let mut leads = LeadsOf {
            document,
            found: Leads::default(),
        };
        walk(
            &SCHEMA_KIND,
            &mut value.clone(),
            &mut Pointer::root(),
            &mut leads,
        );
        let Leads {
            mut targets, names, ..
        } = leads.found;
        let meant = anchors.iter().filter(|(name, _)| names.contains(name));
        targets.extend(meant.map(|(_, place)| place.clone()));
        for target in targets {
            back.entry(target).or_default().push(place.clone());
        }
        if !names.is_empty() {
            needs.insert(place, names);
        }
    }
    let mut open: Vec<Pointer> = needs.keys().cloned().collect();
    while let Some(place) = open.pop() {
        let names = needs.get(&place).cloned().unwrap_or_default();
        for outer in back.get(&place).into_iter().flatten() {
            let known = needs.entry(outer.clone()).or_default();
            let before = known.len();
            known.extend(names.iter().cloned());
            if known.len() > before {
                open.push(outer.clone());
            }
        }
    }
    needs
}
