//! Which media types and schemas an operation states of its responses: decided once for the code that is written, and for
//! the statics that are made while a program runs.

use crate::ir::{Media, MediaKind, Operation, Payload, ResponseCase, SchemaRef, StatusMatch};
use std::borrow::Cow;

/// Whether it is a form, whose schema tells numbers from texts.
pub(super) fn is_form(media: &Media) -> bool {
    media.name == "application/x-www-form-urlencoded" || media.name.starts_with("multipart/")
}

fn is_plain_json(media: &Media) -> bool {
    media.name == "application/json" && media.kind == MediaKind::Value
}

/// Whether a response is what is taken for granted, so that its media types need not be stated.
fn is_json_alone(payload: &Payload) -> bool {
    matches!(payload.media.as_slice(), [only] if is_plain_json(only) && only.written.is_none())
}

fn cases(operation: &Operation) -> impl Iterator<Item = &ResponseCase> {
    operation.success.cases.iter().chain(&operation.errors)
}

/// The responses that are plain JSON, or the same in another form as well: the statuses of each schema, as the function
/// gives it.
pub(super) fn json<'o>(
    operation: &'o Operation,
    schema: impl Fn(&'o SchemaRef) -> Cow<'o, SchemaRef>,
) -> Vec<(Cow<'o, SchemaRef>, Vec<StatusMatch>)> {
    let mut rows: Vec<(Cow<'o, SchemaRef>, Vec<StatusMatch>)> = Vec::new();
    for case in cases(operation) {
        let payload = &case.payload;
        let ([media, others @ ..], Some(_)) = (payload.media.as_slice(), &payload.content) else {
            continue;
        };
        let is_same =
            |other: &Media| other.is_markup() && other.alternative_to.as_ref() == Some(&media.name);
        if !is_plain_json(media) || !others.iter().all(is_same) {
            continue;
        }
        let schema = schema(&media.schema);
        match rows.iter_mut().find(|(known, _)| *known == schema) {
            Some((_, statuses)) => statuses.push(case.status),
            None => rows.push((schema, vec![case.status])),
        }
    }
    rows
}

/// The responses that are not plain JSON, with their media types; and, with none, those that are where a listed one would
/// stand for them.
pub(super) fn others(operation: &Operation) -> impl Iterator<Item = (StatusMatch, &[Media])> {
    let is_stated = |payload: &Payload| payload.content.is_some() && !is_json_alone(payload);
    let listed = move |wanted: StatusMatch| {
        cases(operation).any(|case| case.status == wanted && is_stated(&case.payload))
    };
    cases(operation).filter_map(move |case| {
        let is_covered = || match case.status {
            StatusMatch::Code(code) => {
                listed(StatusMatch::Range(code / 100))
                    || code >= 400 && listed(StatusMatch::Default)
            }
            StatusMatch::Range(class) => class >= 4 && listed(StatusMatch::Default),
            StatusMatch::Default => false,
        };
        let payload = &case.payload;
        if is_stated(payload) {
            return Some((case.status, payload.media.as_slice()));
        }
        (payload.content.is_some() && is_covered()).then_some((case.status, &[][..]))
    })
}
