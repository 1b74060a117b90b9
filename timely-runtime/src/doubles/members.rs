//! What the document says to be secret: where credentials travel, and what is a password or `writeOnly`.

use super::redacted::{PLACEHOLDER, Redacted};
use crate::schema::secret::SecretNames;
use crate::{Location, Operation, SecurityKind};

/// Adds the names of an operation's secrets.
pub(super) fn add(operation: &'static Operation, redacted: &mut Redacted) {
    for requirement in operation.security.iter().copied().flatten() {
        if let SecurityKind::ApiKey { location, name } = requirement.scheme.kind {
            match location {
                Location::Header => {
                    redacted.headers.insert(name.to_ascii_lowercase());
                }
                Location::Query | Location::QueryString => {
                    redacted.query.insert(name.to_owned());
                }
                _ => {}
            }
        }
    }
    for parameter in operation.parameters {
        let secrets = SecretNames::of(parameter.schema);
        let names = secrets.names().iter();
        match parameter.location {
            Location::Query | Location::QueryString => {
                redacted.query.extend(names.cloned());
                // All of it may stand in one value.
                if !secrets.is_empty() {
                    redacted.query.insert(parameter.name.to_owned());
                }
            }
            Location::Header if !secrets.is_empty() => {
                redacted.headers.insert(parameter.name.to_ascii_lowercase());
            }
            _ => {}
        }
    }
    let sent = operation.request_body.iter().flat_map(|body| body.content);
    let sent = sent.map(|media| media.schema);
    let secrets = SecretNames::of_all(sent.chain(operation.response_schemas()));
    redacted.members.extend(secrets.names().iter().cloned());
}

/// The path of a request without those of its segments that are secret. What the address of the API has comes before the
/// operation's own path.
pub(super) fn path(operation: &'static Operation, path: &str) -> String {
    let secret = operation.parameters.iter().filter(|parameter| {
        parameter.location == Location::Path && !SecretNames::of(parameter.schema).is_empty()
    });
    let secret: Vec<String> = secret
        .map(|parameter| format!("{{{}}}", parameter.name))
        .collect();
    let mut template = operation.path.rsplit('/');
    let mut segments: Vec<&str> = path.rsplit('/').collect();
    for segment in &mut segments {
        let own = template.next().unwrap_or_default();
        if secret.iter().any(|name| own.contains(name)) {
            *segment = PLACEHOLDER;
        }
    }
    segments.reverse();
    segments.join("/")
}
