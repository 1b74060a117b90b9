//! Operations and their parameters.

use super::security::location;
use super::{Live, list, text};
use crate::ir::{
    Condition, Deprecation, Operation, Parameter, ParameterLocation, ParameterStyle, StatusMatch,
};
use timely_runtime::generated as rt;

impl Live {
    /// What the static of an operation is.
    pub(super) fn operation(&mut self, operation: &'static Operation) -> rt::Operation {
        let tag = operation.tag.as_deref().map_or("", text);
        let parameters = operation.parameters.iter();
        let parameters: Vec<_> = parameters.map(|it| self.parameter(it)).collect();
        let errors = operation.errors.iter().map(|case| number(case.status));
        let conditions = operation.conditions.iter().map(condition);
        let (media_types, json) = (self.media_types(operation), self.json_responses(operation));
        let made = rt::Operation::new(text(&operation.http_method), text(&operation.path))
            .named(text(&operation.id))
            .tagged(tag)
            .told_by(list(conditions.collect()))
            .parameters(list(parameters))
            .secured(self.secured(operation))
            .success(success_status(operation))
            .errors(list(errors.collect()))
            .media_types(list(media_types))
            .json(list(json));
        let made = match &operation.deprecation {
            Some(deprecation) => made.deprecated(self::deprecation(deprecation)),
            None => made,
        };
        match &operation.body {
            None => made,
            Some(body) => {
                let media: Vec<_> = body.media.iter().map(|it| self.body_media(it)).collect();
                match body.required {
                    true => made.body(list(media)),
                    false => made.optional_body(list(media)),
                }
            }
        }
    }

    fn secured(&self, operation: &Operation) -> &'static [&'static [rt::SecurityRequirement]] {
        let alternatives = operation.security.iter().map(|alternative| {
            let requirements = alternative.iter().filter_map(|requirement| {
                let scheme = *self.security.get(requirement.scheme.as_str())?;
                let scopes = requirement.scopes.iter().map(|scope| text(scope));
                Some(rt::SecurityRequirement::new(scheme, list(scopes.collect())))
            });
            list(requirements.collect::<Vec<_>>())
        });
        // The empty alternative comes last.
        let optional = operation.security_optional.then(|| list(Vec::new()));
        list(alternatives.chain(optional).collect())
    }

    fn parameter(&mut self, parameter: &'static Parameter) -> rt::Parameter {
        let field = text(&parameter.field);
        let schema = self.schemas.schema(&parameter.schema);
        let made = match parameter.location {
            ParameterLocation::Path => rt::Parameter::path(field, schema),
            ParameterLocation::Query => rt::Parameter::query(field, schema),
            ParameterLocation::Header => rt::Parameter::header(field, schema),
            ParameterLocation::Cookie => rt::Parameter::cookie(field, schema),
            ParameterLocation::QueryString => rt::Parameter::query_string(field, schema),
        };
        debug_assert!(made.location == location(parameter.location));
        let made = match parameter.location {
            ParameterLocation::QueryString => made,
            _ => made.named(text(&parameter.wire)),
        };
        let made = made.styled(style(parameter.style), parameter.explode);
        let turned = |made: rt::Parameter, is_so, turn: fn(rt::Parameter) -> rt::Parameter| {
            if is_so { turn(made) } else { made }
        };
        let is_required = parameter.required && parameter.location != ParameterLocation::Path;
        let made = turned(made, is_required, rt::Parameter::required);
        let made = turned(made, parameter.reserved, rt::Parameter::reserved);
        turned(made, parameter.empty, rt::Parameter::empty)
    }
}

pub(super) fn style(style: ParameterStyle) -> rt::Style {
    match style {
        ParameterStyle::Simple => rt::Style::Simple,
        ParameterStyle::Form => rt::Style::Form,
        ParameterStyle::Label => rt::Style::Label,
        ParameterStyle::Matrix => rt::Style::Matrix,
        ParameterStyle::SpaceDelimited => rt::Style::SpaceDelimited,
        ParameterStyle::PipeDelimited => rt::Style::PipeDelimited,
        ParameterStyle::DeepObject => rt::Style::DeepObject,
        ParameterStyle::Cookie => rt::Style::Cookie,
        ParameterStyle::Json => rt::Style::Json,
    }
}

/// A status, a class, or 0 for `default`.
pub(super) fn number(status: StatusMatch) -> u16 {
    match status {
        StatusMatch::Code(status) | StatusMatch::Range(status) => status,
        StatusMatch::Default => 0,
    }
}

fn success_status(operation: &Operation) -> u16 {
    match operation.success.cases.first().map(|case| case.status) {
        Some(StatusMatch::Code(code)) => code,
        Some(StatusMatch::Range(class)) => class * 100,
        Some(StatusMatch::Default) | None => 200,
    }
}

fn deprecation(deprecation: &Deprecation) -> rt::Deprecation {
    type Set = fn(rt::Deprecation, &'static str) -> rt::Deprecation;
    let said: [(&Option<String>, Set); 4] = [
        (&deprecation.since, rt::Deprecation::starting),
        (&deprecation.sunset, rt::Deprecation::ending),
        (&deprecation.link, rt::Deprecation::explained),
        (&deprecation.sunset_link, rt::Deprecation::end_explained),
    ];
    let said = said.into_iter();
    let said = said.filter_map(|(value, set)| Some((text(value.as_deref()?), set)));
    said.fold(rt::Deprecation::new(), |made, (value, set)| {
        set(made, value)
    })
}

fn condition(condition: &Condition) -> rt::Condition {
    let name = text(&condition.name);
    let made = match condition.location {
        ParameterLocation::Header => rt::Condition::header(name),
        _ => rt::Condition::query(name),
    };
    match &condition.value {
        Some(value) => made.is(text(value)),
        None => made,
    }
}
