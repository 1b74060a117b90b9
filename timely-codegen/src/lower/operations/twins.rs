//! Operations of the same method and path, which documents tell apart by a fragment of the path, or by nothing.
//!
//! A client calls each of them. A server needs something of the request that tells which one is meant: a required
//! parameter of one value, as the documents of AWS have, or at least a required parameter that others do not have.

use super::template::pieces;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{
    Api, Condition, Literal, Operation, Parameter, ParameterLocation, Schema, SchemaRef,
};
use crate::settings::Settings;
use indexmap::IndexMap;

/// How many operations a message names.
const MAX_NAMED: usize = 5;

/// The place of an operation: that of its group, and in it.
type Place = (usize, usize);

/// Gives each of the operations that have the same method and path what tells it from the others, and reports those that
/// nothing tells apart.
pub(in crate::lower) fn tell_apart(
    api: &mut Api,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) {
    // Clients need not tell them apart.
    if !settings.outputs.server && !settings.outputs.mock {
        return;
    }
    let mut requests: IndexMap<String, Vec<Place>> = IndexMap::new();
    for (group, operations) in api.groups.iter().enumerate() {
        for (index, operation) in operations.operations.iter().enumerate() {
            let twins = requests.entry(request_line(operation)).or_default();
            twins.push((group, index));
        }
    }
    for (line, twins) in requests.into_iter().filter(|(_, twins)| twins.len() > 1) {
        let conditions = conditions(api, &twins);
        report(api, &line, &twins, &conditions, diagnostics);
        for ((group, index), conditions) in twins.into_iter().zip(conditions) {
            api.groups[group].operations[index].conditions = conditions;
        }
    }
}

fn operation(api: &Api, (group, index): Place) -> &Operation {
    &api.groups[group].operations[index]
}

/// Method and path, without the names in it.
fn request_line(operation: &Operation) -> String {
    let mut line = format!("{} ", operation.http_method);
    for (literal, name) in pieces(&operation.path) {
        line.push_str(literal);
        line.push_str(if name.is_some() { "{}" } else { "" });
    }
    line
}

/// What tells each of some operations from the others. Values of their own come first; other required parameters count
/// only where these leave something open, so that a request without one is still held to its operation.
fn conditions(api: &Api, twins: &[Place]) -> Vec<Vec<Condition>> {
    let candidates: Vec<Vec<(Condition, bool)>> = twins
        .iter()
        .map(|place| candidates(api, operation(api, *place)))
        .collect();
    let constants = candidates.iter().map(|own| {
        let constants = own.iter().filter(|(_, is_constant)| *is_constant);
        constants.map(|(condition, _)| condition.clone()).collect()
    });
    let mut told: Vec<Vec<Condition>> = constants.collect();
    let by_constants = told.clone();
    for (place, own) in told.iter_mut().enumerate() {
        let alike = by_constants
            .iter()
            .filter(|other| **other == by_constants[place]);
        if alike.count() > 1 {
            let others = candidates[place].iter();
            let others = others.filter(|(_, is_constant)| !is_constant);
            own.extend(others.map(|(condition, _)| condition.clone()));
        }
    }
    without_common(told)
}

/// The required parameters of an operation, each with whether it has one value.
fn candidates(api: &Api, operation: &Operation) -> Vec<(Condition, bool)> {
    let parameters = operation.parameters.iter().filter(|parameter| {
        let in_place = matches!(
            parameter.location,
            ParameterLocation::Query | ParameterLocation::Header
        );
        in_place && parameter.required
    });
    let candidates = parameters.map(|parameter| {
        let value = constant(api, parameter);
        let is_constant = value.is_some();
        let name = match parameter.location {
            ParameterLocation::Header => parameter.wire.to_ascii_lowercase(),
            _ => parameter.wire.clone(),
        };
        let condition = Condition {
            location: parameter.location,
            name,
            value,
        };
        (condition, is_constant)
    });
    candidates.collect()
}

/// The one value of a parameter, as it is written.
fn constant(api: &Api, parameter: &Parameter) -> Option<String> {
    match schema(api, &parameter.schema)?.enumeration.as_slice() {
        [Literal::Str(text)] => Some(text.clone()),
        [Literal::Bool(value)] => Some(value.to_string()),
        [Literal::Int(value)] => Some(value.to_string()),
        _ => None,
    }
}

/// The schema at the end of a reference; none where types refer to each other in a circle.
fn schema<'a>(api: &'a Api, mut schema: &'a SchemaRef) -> Option<&'a Schema> {
    for _ in 0..=api.types.len() {
        match schema {
            SchemaRef::Inline(schema) => return Some(schema),
            SchemaRef::Type(id) => schema = &api.type_def(*id).schema,
        }
    }
    None
}

/// Leaves out what all have. A value counts where another operation has the same parameter with another one; where none
/// does, it is enough that the parameter is there, as in `?acl`.
fn without_common(told: Vec<Vec<Condition>>) -> Vec<Vec<Condition>> {
    let all: Vec<&Condition> = told.iter().flatten().collect();
    let alike = |condition: &Condition| {
        let mut same = all
            .iter()
            .filter(|other| other.location == condition.location && other.name == condition.name);
        let values_differ = same.clone().any(|other| other.value != condition.value);
        (same.by_ref().count(), values_differ)
    };
    let shortened = told.iter().map(|own| {
        let own = own.iter().filter_map(|condition| {
            let (count, values_differ) = alike(condition);
            match values_differ {
                true => Some(condition.clone()),
                false if count == told.len() => None,
                false => Some(Condition {
                    value: None,
                    ..condition.clone()
                }),
            }
        });
        own.collect()
    });
    shortened.collect()
}

/// Reports the operations that have what tells one before them apart, all in one message.
fn report(
    api: &Api,
    line: &str,
    twins: &[Place],
    conditions: &[Vec<Condition>],
    diagnostics: &mut Diagnostics,
) {
    let is_hidden = |place: &usize| conditions[..*place].contains(&conditions[*place]);
    let hidden: Vec<usize> = (0..twins.len()).filter(is_hidden).collect();
    let Some(first_hidden) = hidden.first() else {
        return;
    };
    let shown = |place: usize| format!("`{}`", operation(api, twins[place]).id);
    let mut named: Vec<String> = hidden
        .iter()
        .take(MAX_NAMED)
        .map(|place| shown(*place))
        .collect();
    if let Some(more @ 1..) = hidden.len().checked_sub(MAX_NAMED) {
        named.push(format!("{more} more"));
    }
    let earlier = conditions
        .iter()
        .position(|other| *other == conditions[*first_hidden])
        .unwrap_or_default();
    let message = format!(
        "the requests of `{line}` are the same for several operations: no server can tell {} from {}",
        named.join(", "),
        shown(earlier)
    );
    diagnostics
        .assumption(
            Code::DuplicateKey,
            &operation(api, twins[*first_hidden]).pointer,
            message,
            "a server answers by the first one, and a client calls each",
        )
        .at_key()
        .help("make them one operation, or give each a required parameter of one value, in the query or a header");
}
