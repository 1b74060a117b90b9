//! Documented errors: operations whose errors are the same share one enum.

use crate::ir::{
    Content, Docs, ErrorSet, Group, Operation, OutgoingRequests, Payload, ResponseCase,
    StatusMatch, TypeDef,
};
use crate::naming::{Scope, pascal, shortened};
use std::collections::HashMap;

/// How many statuses a name lists, before it tells the first and the last alone.
const LISTED: usize = 6;

/// Finds the sets of errors that several operations document, and notes each with its operations.
pub(in crate::lower) fn share_errors<'o>(
    groups: &'o mut [Group],
    outgoing: impl Iterator<Item = &'o mut OutgoingRequests>,
    types: &[TypeDef],
) -> Vec<ErrorSet> {
    let requests = outgoing.flat_map(|requests| &mut requests.requests);
    let incoming = groups.iter_mut().flat_map(|group| &mut group.operations);
    let mut by_cases: Vec<Vec<&mut Operation>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for operation in incoming.chain(requests.map(|request| &mut request.operation)) {
        if operation.error_name.is_none() {
            continue;
        }
        let place = *places
            .entry(key(&operation.errors, types))
            .or_insert(by_cases.len());
        match by_cases.get_mut(place) {
            Some(operations) => operations.push(operation),
            None => by_cases.push(vec![operation]),
        }
    }
    let mut scope = Scope::of_types();
    let mut sets = Vec::new();
    for mut operations in by_cases {
        let [first, _, ..] = operations.as_slice() else {
            continue;
        };
        let name = name(&first.errors);
        let first = shortened(&pascal(&first.method_name), name.len() + 2);
        let set = ErrorSet {
            name: scope.claim(&name, &[&format!("Of{first}")]),
            cases: cases(&operations),
        };
        for operation in &mut operations {
            operation.error_set = Some(sets.len());
        }
        sets.push(set);
    }
    sets
}

/// What sets of errors that have one type have in common: statuses, variants, bodies and headers.
fn key(errors: &[ResponseCase], types: &[TypeDef]) -> String {
    let case = |case: &ResponseCase| {
        let Payload {
            content, headers, ..
        } = &case.payload;
        let content = content.clone().map(|content| shared(content, types));
        format!("{:?} {} {content:?} {headers:?}", case.status, case.variant)
    };
    errors.iter().map(case).collect::<Vec<_>>().join("\n")
}

/// A content whose types are those that hold the definitions.
fn shared(mut content: Content, types: &[TypeDef]) -> Content {
    content.visit_ids(&mut |id| *id = types[id.0].shares.unwrap_or(*id));
    content
}

/// The cases of the first operation, with the words that all of them have.
fn cases(operations: &[&mut Operation]) -> Vec<ResponseCase> {
    let Some(first) = operations.first() else {
        return Vec::new();
    };
    let mut cases = first.errors.clone();
    for (index, case) in cases.iter_mut().enumerate() {
        let mut others = operations.iter();
        if !others.all(|operation| operation.errors[index].docs == case.docs) {
            case.docs = Docs::default();
        }
    }
    cases
}

/// A name by the statuses, such as `Errors400Or404`.
fn name(errors: &[ResponseCase]) -> String {
    let statuses: Vec<String> = errors
        .iter()
        .map(|case| match case.status {
            StatusMatch::Code(code) => code.to_string(),
            StatusMatch::Range(class) => format!("{class}xx"),
            StatusMatch::Default => "Default".to_owned(),
        })
        .collect();
    match statuses.as_slice() {
        [first, .., last] if statuses.len() > LISTED => format!("Errors{first}To{last}"),
        _ => format!("Errors{}", statuses.join("Or")),
    }
}
