//! What the errors of a document look like, for what the server makes of them and what the client finds in them.

use crate::ir::{Api, MediaKind, ResponseCase, SchemaRef, StatusMatch};
use std::cmp::Reverse;

/// The media types and schemas that documented errors have, the most frequent first; of equals the first.
pub(super) fn error_bodies(api: &Api) -> Vec<(&str, &SchemaRef)> {
    let mut counts: Vec<((&str, &SchemaRef), usize)> = Vec::new();
    let cases = api.operations().flat_map(|operation| {
        // A `default` that stands for the success as well may describe that alone.
        let success = operation.success.cases.first();
        let is_success = move |case: &&ResponseCase| {
            case.status == StatusMatch::Default
                && success.is_some_and(|success| {
                    success.docs == case.docs && success.payload == case.payload
                })
        };
        operation
            .errors
            .iter()
            .filter(move |case| !is_success(case))
    });
    for case in cases {
        let Some(media) = case.payload.media.first() else {
            continue;
        };
        let is_json = media.name.ends_with("/json") || media.name.ends_with("+json");
        if media.kind != MediaKind::Value || !is_json {
            continue;
        }
        let form = (media.name.as_str(), &media.schema);
        match counts.iter_mut().find(|(known, _)| *known == form) {
            Some((_, count)) => *count += 1,
            None => counts.push((form, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.into_iter().map(|(form, _)| form).collect()
}
