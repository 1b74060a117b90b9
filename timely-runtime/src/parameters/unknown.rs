//! Query parameters that an operation does not have.

use super::incoming::pairs;
use super::{deep, read, split_path};
use crate::json::pointer;
use crate::percent;
use crate::schema::{Place, Types, Violation, Violations};
use crate::{Location, Operation, Parameter, SecurityKind, Style};

/// One violation for each name in the query that no parameter, credential or path of the operation has.
pub(crate) fn unknown(operation: &Operation, query: &str) -> Vec<Violation> {
    let is_whole = |parameter: &Parameter| parameter.location == Location::QueryString;
    if query.is_empty() || operation.parameters.iter().any(is_whole) {
        return Vec::new();
    }
    let (_, own) = split_path(operation.path);
    let own: Vec<String> = own
        .filter_map(|pair| percent::decode_query(pair.split('=').next()?).ok())
        .collect();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in pairs(query, '&', percent::decode_query) {
        // More are not told.
        if names.len() == Violations::LIMIT {
            break;
        }
        let is_known = own.contains(&name)
            || is_credential(operation, &name)
            || operation
                .parameters
                .iter()
                .any(|parameter| takes(parameter, &name));
        if !is_known && !names.contains(&name) {
            names.push(name);
        }
    }
    names.iter().map(|name| violation(name)).collect()
}

fn is_credential(operation: &Operation, name: &str) -> bool {
    let mut schemes = operation.security.iter().copied().flatten();
    schemes.any(|requirement| match requirement.scheme.kind {
        SecurityKind::ApiKey {
            location: Location::Query,
            name: key,
        } => key == name,
        _ => false,
    })
}

/// Whether a pair with this name is a part of a parameter.
fn takes(parameter: &Parameter, name: &str) -> bool {
    if parameter.location != Location::Query {
        return false;
    }
    let base = deep::split(name).map_or(name, |(base, _)| base);
    let types = parameter.schema.effective_types();
    let has_members = parameter.explode
        && !matches!(parameter.style, Style::DeepObject | Style::Json)
        && types != Types::ANY
        && types.contains(Types::OBJECT);
    if has_members {
        return read::has_property(parameter.schema.root(), name)
            || read::has_property(parameter.schema.root(), base)
            || read::is_open(parameter.schema.root());
    }
    parameter.name == name || parameter.name == base
}

fn violation(name: &str) -> Violation {
    Violation::new(
        Place::Query,
        pointer::to(name),
        "additionalProperties",
        "no parameter of this name",
        "one",
    )
}
