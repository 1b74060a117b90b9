//! Parameters: those of an operation and of its path item, pair by pair, and those of one document alone.

use super::lifecycle::{self, Removal};
use super::operations::{Found, shape, template_names};
use super::schema::{Holder, Standing};
use super::{Change, Comparison, Node, Way};
use crate::diagnostic::Pointer;
use crate::normalize::{querystring, querystring_at};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Headers that are no parameters, whatever a document says of them (OpenAPI 3.1, section 4.8.12.2).
const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Values that a parameter has, beside which others may come.
const EXTENSIBLE_ENUM: &str = "x-extensible-enum";

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub(super) struct Parameter<'a> {
    /// Where it is sent: `query`.
    pub(super) place: &'a str,
    pub(super) name: &'a str,
    /// What it is.
    pub(super) node: Node<'a>,
    /// Where it stands: at a reference, if that is what stands there.
    entry: Pointer,
    /// Whether all operations of the path have it.
    is_of_path: bool,
    /// Which parameter of the path template it is.
    position: Option<usize>,
}

/// What tells a parameter from the others of its operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Where it stands in the path.
    Position(usize),
    /// Where it is sent, and its name.
    Named(String, String),
}

impl<'a> Parameter<'a> {
    fn key(&self, by_position: bool) -> Key {
        match self.position {
            Some(position) if by_position => Key::Position(position),
            _ => Key::Named(self.place.to_owned(), self.name_on_the_wire()),
        }
    }

    /// Its name, without what the wire does not tell apart.
    fn name_on_the_wire(&self) -> String {
        match self.place {
            "header" => self.name.to_lowercase(),
            _ => self.name.to_owned(),
        }
    }

    pub(super) fn subject(&self) -> String {
        match self.place {
            "querystring" => "the query string as a whole".to_owned(),
            place => format!("the parameter `{}` in the {place}", self.name),
        }
    }

    fn is_required(&self) -> bool {
        self.place == "path" || self.node.is("required")
    }

    /// Its schema, or that of its content.
    pub(super) fn schema(&self) -> Option<Node<'a>> {
        let content = || Some(self.node.entries("content").into_iter().next()?.1);
        self.node
            .child("schema")
            .or_else(|| content()?.child("schema"))
    }

    /// The media type of its content, where it has no style.
    pub(super) fn media_type(&self) -> Option<&'a str> {
        Some(self.node.entries("content").first()?.0)
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn parameters(&mut self, old: &Found<'a>, new: &Found<'a>, way: &Way) {
        let before = parameters(old, self.old.document);
        let after = parameters(new, self.new.document);
        let by_position = shape(&old.name.path) == shape(&new.name.path);
        let mut left: HashMap<Key, &Parameter<'a>> = before
            .iter()
            .map(|parameter| (parameter.key(by_position), parameter))
            .collect();
        let mut pairs = Vec::new();
        let mut only_new = Vec::new();
        for parameter in &after {
            match left.remove(&parameter.key(by_position)) {
                Some(old) => pairs.push((old, parameter)),
                None => only_new.push(parameter),
            }
        }
        self.swapped(&pairs, new, way);
        for (old, parameter) in pairs {
            self.parameter(old, parameter, &new.node, way);
        }
        let mut only_old: Vec<&Parameter<'a>> = left.into_values().collect();
        only_old.sort_by_key(|parameter| (parameter.place, parameter.name));
        for parameter in only_new {
            let moved = only_old.iter().position(|old| {
                old.name.eq_ignore_ascii_case(parameter.name) && old.place != parameter.place
            });
            match moved {
                Some(at) => {
                    self.parameter_moved(only_old.swap_remove(at), parameter, &new.node, way)
                }
                None => self.parameter_added(parameter, old, way),
            }
        }
        only_old.sort_by_key(|parameter| (parameter.place, parameter.name));
        for parameter in only_old {
            self.parameter_removed(parameter, way);
        }
    }

    /// A parameter of both documents.
    fn parameter(
        &mut self,
        old: &Parameter<'a>,
        new: &Parameter<'a>,
        operation: &Node<'_>,
        way: &Way,
    ) {
        self.changes.pair(&old.node.pointer, &new.node.pointer);
        let change = |id| {
            let change = Change::new(id, new.subject());
            let change = change.at(&old.node.pointer, &new.node.pointer);
            change.in_direction(way.of_request())
        };
        let id = match (old.is_required(), new.is_required()) {
            (false, true) => Some(way.key(
                "request-parameter-became-required",
                "outgoing-request-parameter-became-required",
            )),
            (true, false) => Some(way.key(
                "request-parameter-became-optional",
                "outgoing-request-parameter-became-optional",
            )),
            _ => None,
        };
        if let Some(id) = id {
            self.add(way, change(id));
        }
        let days = self.grace_days(operation);
        let ids = &lifecycle::OF_PARAMETERS;
        if let Some(id) = self.deprecation(ids, &old.node, &new.node, days) {
            self.add(way, lifecycle::with_days(change(id), &old.node, &new.node));
        }
        self.serialization(old, new, way);
        self.extensible_values(old, new, way);
        self.parameter_schemas(old, new, way);
        self.parameter_examples(old, new, way);
    }

    fn parameter_schemas(&mut self, old: &Parameter<'a>, new: &Parameter<'a>, way: &Way) {
        if let (Some(before), Some(after)) = (old.schema(), new.schema()) {
            let holder = Holder::Parameter(new.place.to_owned(), new.name.to_owned());
            let standing = Standing {
                is_always_sent: old.is_required() && new.is_required(),
                is_repeated: [old, new].map(super::serialization::is_repeated) == [true, true],
                ..way.in_request(holder)
            };
            self.schemas(&before.pointer, &after.pointer, &standing);
        }
    }

    /// Values that are not among those that were listed any more, where others might come beside them; of a parameter itself, for
    /// schemas may list them as well.
    fn extensible_values(&mut self, old: &Parameter<'a>, new: &Parameter<'a>, way: &Way) {
        let values = |parameter: &Parameter<'a>| parameter.node.items(EXTENSIBLE_ENUM);
        let (before, after) = (values(old), values(new));
        if after.is_empty() || way.outgoing.is_some() {
            return;
        }
        let known: HashSet<String> = after.iter().map(|it| it.value.to_string()).collect();
        for value in before
            .iter()
            .filter(|it| !known.contains(&it.value.to_string()))
        {
            let id = "request-parameter-x-extensible-enum-value-removed";
            let change = Change::new(id, new.subject()).from(super::node::shown(value.value));
            let change = change.at(&value.pointer, &new.node.pointer.child(EXTENSIBLE_ENUM));
            self.add(way, change.in_direction(way.of_request()));
        }
    }

    /// A parameter that only the new document has.
    fn parameter_added(&mut self, new: &Parameter<'a>, old: &Found<'_>, way: &Way) {
        let id = match (new.place, new.is_required(), new.is_of_path) {
            _ if way.outgoing.is_some() => match new.is_required() {
                true => "outgoing-request-parameter-added#required",
                false => "outgoing-request-parameter-added",
            },
            // The path had it, but nothing was said of it.
            ("path", ..) if template_names(&old.name.path).contains(&new.name) => {
                "new-request-path-parameter#declared"
            }
            ("path", ..) => "new-request-path-parameter",
            (_, true, true) => "new-required-request-default-parameter-to-existing-path",
            (_, true, false) => "new-required-request-parameter",
            (_, false, true) => "new-optional-request-default-parameter-to-existing-path",
            (_, false, false) => "new-optional-request-parameter",
        };
        let change = Change::new(id, new.subject()).at_new(&new.entry);
        self.add(way, change.in_direction(way.of_request()));
    }

    /// A parameter that only the old document has.
    fn parameter_removed(&mut self, old: &Parameter<'a>, way: &Way) {
        let id = match Removal::of(&old.node, self.options.today) {
            _ if way.outgoing.is_some() => match old.is_required() {
                true => "outgoing-request-parameter-removed#required",
                false => "outgoing-request-parameter-removed",
            },
            Removal::Unannounced => "request-parameter-removed",
            Removal::Announced => "request-parameter-removed-with-deprecation",
            Removal::Unreadable => "request-parameter-sunset-parse",
            Removal::Early => "request-parameter-removed-before-sunset",
        };
        let change = Change::new(id, old.subject()).at_old(&old.entry);
        self.add(way, change.in_direction(way.of_request()));
    }

    /// A parameter that is sent elsewhere now.
    fn parameter_moved(
        &mut self,
        old: &Parameter<'a>,
        new: &Parameter<'a>,
        operation: &Node<'_>,
        way: &Way,
    ) {
        let change = Change::new(
            "request-parameter-moved",
            format!("the parameter `{}`", new.name),
        );
        let change = change.at(&old.entry, &new.entry);
        let change = change.from(old.place).to(new.place);
        self.add(way, change.in_direction(way.of_request()));
        self.parameter(old, new, operation, way);
    }

    /// Parameters of the path that stand where another one of the same operation stood.
    fn swapped(
        &mut self,
        pairs: &[(&Parameter<'a>, &Parameter<'a>)],
        operation: &Found<'_>,
        way: &Way,
    ) {
        let in_path = || pairs.iter().filter(|(_, new)| new.place == "path");
        let names: HashSet<&str> = in_path().map(|(old, _)| old.name).collect();
        let is_swapped = |(old, new): &&(&Parameter<'_>, &Parameter<'_>)| {
            old.name != new.name && names.contains(new.name)
        };
        let swapped: Vec<_> = in_path().filter(is_swapped).collect();
        let Some((first, _)) = swapped.first() else {
            return;
        };
        let before: Vec<&str> = swapped.iter().map(|(old, _)| old.name).collect();
        let after: Vec<&str> = swapped.iter().map(|(_, new)| new.name).collect();
        let subject = format!(
            "the path of `{} {}`",
            operation.name.method, operation.name.path
        );
        let change = Change::new("request-path-parameters-swapped", subject);
        let change = change.at(&first.entry, &swapped[0].1.entry);
        let change = change.from(before.join(", ")).to(after.join(", "));
        self.add(way, change.in_direction(way.of_request()));
    }
}

/// The parameters of an operation: its own, those of its path item that it does not replace, and the query string as a whole.
fn parameters<'a>(found: &Found<'a>, document: &'a Value) -> Vec<Parameter<'a>> {
    let names = template_names(&found.name.path);
    let mut known = HashSet::new();
    let mut parameters = Vec::new();
    let own = found.node.items("parameters").into_iter();
    let own = own.map(|entry| (entry, false));
    let of_path = found.item.items("parameters").into_iter();
    for (entry, is_of_path) in own.chain(of_path.map(|entry| (entry, true))) {
        let at = entry.pointer.clone();
        let node = entry.resolved(document);
        let (Some(place), Some(name)) = (node.text("in"), node.text("name")) else {
            continue;
        };
        let parameter = Parameter {
            place,
            name,
            node,
            entry: at,
            is_of_path,
            position: names.iter().position(|it| place == "path" && *it == name),
        };
        let on_the_wire = parameter.name_on_the_wire();
        if place == "header" && NO_PARAMETERS.contains(&on_the_wire.as_str()) {
            continue;
        }
        if known.insert((place, on_the_wire)) {
            parameters.push(parameter);
        }
    }
    let of_path = || whole_query(&found.item, true);
    parameters.extend(whole_query(&found.node, false).or_else(of_path));
    parameters
}

/// The parameter that is the whole query string, of an operation or a path item.
fn whole_query<'a>(holder: &Node<'a>, is_of_path: bool) -> Option<Parameter<'a>> {
    let value = querystring(holder.value.as_object()?)?;
    let pointer = querystring_at(&holder.pointer);
    Some(Parameter {
        place: "querystring",
        name: "",
        entry: pointer.clone(),
        node: Node { pointer, value },
        is_of_path,
        position: None,
    })
}
