//! Security schemes, what is asked of requests, and the form of errors.

use super::{kept, list, text};
use crate::emit::context::Context;
use crate::emit::server;
use crate::ir::{
    Api, Endpoint, ParameterLocation, SecurityKind, SecurityScheme, Source, SourceKind,
};
use crate::settings::{ErrorField, ErrorSettings, EscapedCommas, ServerSettings, UnknownQuery};
use std::collections::HashMap;
use timely_runtime::generated as rt;
use timely_runtime::server::{ErrorFormat, Options};

/// The schemes by the names of their statics.
pub(super) fn schemes(api: &Api) -> HashMap<&str, &'static rt::SecurityScheme> {
    let schemes = api.security_schemes.iter();
    schemes
        .map(|scheme| (scheme.static_name.as_str(), kept(self::scheme(scheme))))
        .collect()
}

fn scheme(scheme: &SecurityScheme) -> rt::SecurityScheme {
    let key = text(&scheme.key);
    let made = match &scheme.kind {
        SecurityKind::ApiKey {
            location: place,
            name,
        } => rt::SecurityScheme::api_key(key, location(*place), text(name)),
        SecurityKind::Bearer => rt::SecurityScheme::bearer(key),
        SecurityKind::Basic => rt::SecurityScheme::basic(key),
        SecurityKind::Http(name) => rt::SecurityScheme::http(key, text(name)),
        SecurityKind::MutualTls => rt::SecurityScheme::mutual_tls(key),
    };
    let flows: Vec<rt::OAuthFlow> = scheme.sources.iter().filter_map(flow).collect();
    match flows.is_empty() {
        true => made,
        false => made.flows(list(flows)),
    }
}

fn flow(source: &Source) -> Option<rt::OAuthFlow> {
    let first = &source.addresses.first()?.1;
    let flow = match source.kind {
        SourceKind::AuthorizationCode => rt::OAuthFlow::authorization_code(),
        SourceKind::ClientCredentials => rt::OAuthFlow::client_credentials(),
        SourceKind::DeviceAuthorization => rt::OAuthFlow::device_authorization(),
        SourceKind::Password => rt::OAuthFlow::password(),
        SourceKind::Implicit => rt::OAuthFlow::implicit(),
        SourceKind::OpenIdConnect | SourceKind::Metadata => {
            rt::OAuthFlow::published_at(text(first))
        }
    };
    let addresses = source.addresses.iter();
    Some(
        addresses.fold(flow, |flow, (endpoint, url)| match endpoint {
            Endpoint::Authorization => flow.authorization(text(url)),
            Endpoint::Token => flow.token(text(url)),
            Endpoint::Refresh => flow.refresh(text(url)),
            Endpoint::Device => flow.device(text(url)),
            Endpoint::Metadata => flow,
        }),
    )
}

pub(super) fn location(location: ParameterLocation) -> rt::Location {
    match location {
        ParameterLocation::Path => rt::Location::Path,
        ParameterLocation::Query => rt::Location::Query,
        ParameterLocation::Header => rt::Location::Header,
        ParameterLocation::Cookie => rt::Location::Cookie,
        ParameterLocation::QueryString => rt::Location::QueryString,
    }
}

/// What the settings ask of requests.
pub(super) fn options(server: &ServerSettings) -> Options {
    let options = match server.unknown_query {
        UnknownQuery::Refuse => Options::default().unknown_query(rt::server::UnknownQuery::Refuse),
        UnknownQuery::Ignore => Options::default(),
    };
    let options = match server.escaped_commas {
        EscapedCommas::Separator => options.escaped_commas(rt::server::EscapedCommas::Separator),
        EscapedCommas::Item => options,
    };
    match server.body_limit {
        Some(bytes) => options.body_limit(bytes),
        None => options,
    }
}

/// The form of the errors that the server makes itself.
pub(super) fn error_format(context: Context<'_>) -> ErrorFormat {
    let statuses = list(context.settings.server.statuses.clone());
    let errors = context.settings.errors.clone();
    match errors.or_else(|| server::inferred(context.api)) {
        None => ErrorFormat::PROBLEM_JSON.statuses(statuses),
        Some(errors) => format(&errors).statuses(statuses),
    }
}

fn format(errors: &ErrorSettings) -> ErrorFormat {
    use timely_runtime::server::ErrorField as Part;

    let fields = errors.fields.iter().map(|(pointer, field)| {
        let field = match field {
            ErrorField::Code => Part::Code,
            ErrorField::Message => Part::Message,
            ErrorField::Status => Part::Status,
            ErrorField::Title => Part::Title,
            ErrorField::Violations => Part::Violations,
            ErrorField::Constant(value) => Part::Constant(text(&value.to_string())),
        };
        (text(pointer), field)
    });
    let codes = errors
        .codes
        .iter()
        .map(|(status, code)| (*status, text(code)));
    ErrorFormat::new(text(&errors.content_type), list(fields.collect()))
        .codes(list(codes.collect()))
        .invalid_request(errors.invalid_request)
}
