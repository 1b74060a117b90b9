//! How listings are paged: the rules that they follow.

use super::listing::Listing;
use super::shapes::SHAPES;
use crate::ir::{Api, Operation};
use crate::settings::Pagination;
#[cfg(feature = "cli")]
use crate::settings::PaginationRules;

/// The rules of the listings that an edition recognizes, each with its operations, in the order of the document. What the document
/// says to be paged, or not to be, is left out.
pub(crate) fn pages(api: &Api, edition: u32) -> Vec<Pagination> {
    let mut rules: Vec<Pagination> = Vec::new();
    for operation in api.operations() {
        let Some(rule) = rule_of(api, operation, edition) else {
            continue;
        };
        let id = operation.id.clone();
        let is_same = |known: &&mut Pagination| {
            let operations = known.operations.clone();
            **known
                == Pagination {
                    operations,
                    ..rule.clone()
                }
        };
        match rules.iter_mut().find(is_same) {
            Some(known) => known.operations.push(id),
            None => rules.push(Pagination {
                operations: vec![id],
                ..rule
            }),
        }
    }
    rules
}

fn rule_of(api: &Api, operation: &Operation, edition: u32) -> Option<Pagination> {
    if operation.pagination.is_some() {
        return None;
    }
    let listing = Listing::of(api, operation)?;
    let mut shapes = SHAPES.iter().filter(|(since, _)| *since <= edition);
    let mut rule = shapes.find_map(|(_, shape)| shape(&listing))?;
    rule.items.clone_from(&listing.items);
    let has_parameter = rule.place.is_none() && !rule.page_param.is_empty();
    rule.limit_param = listing
        .limit_of(rule.style)
        .map(|limit| limit.wire.clone())
        .filter(|limit| *limit != rule.page_param && has_parameter);
    Some(rule)
}

/// The setting that says what is recognized: a rule where there is one that fits nothing else, or else the edition.
#[cfg(feature = "cli")]
pub(super) fn written(api: &Api) -> Option<PaginationRules> {
    let edition = PaginationRules::NEWEST;
    let rules = pages(api, edition);
    let [rule] = rules.as_slice() else {
        return (!rules.is_empty()).then_some(PaginationRules::Auto(Some(edition)));
    };
    let mut others = api
        .operations()
        .filter(|operation| !rule.operations.contains(&operation.id));
    let is_like = |operation: &Operation| match rule.page_param.as_str() {
        // All that has a list would do.
        "" => operation.http_method == "GET",
        name => {
            let mut parameters = operation.parameters.iter();
            parameters.any(|parameter| parameter.wire == name)
        }
    };
    Some(match others.any(is_like) {
        true => PaginationRules::Auto(Some(edition)),
        false => Pagination {
            operations: Vec::new(),
            ..rule.clone()
        }
        .into(),
    })
}
