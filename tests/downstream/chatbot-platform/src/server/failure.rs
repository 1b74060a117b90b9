//! Why an operation fails, and the way from there to the error type of each operation.

use super::auth::Key;
use crate::api::models::{Error, ErrorInfo};
use crate::api::operations::*;
use crate::api::server::Context;
use std::sync::Arc;
use timely_runtime::http::Method;
use timely_runtime::{Url, Value};

/// Why an operation fails, with the body that says so.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    Forbidden(Box<Error>),
    NotFound(Box<Error>),
    UnprocessableEntity(Box<Error>),
}

impl Failure {
    pub(super) fn not_found(kind: &str, id: &str) -> Self {
        Self::NotFound(body("NOT_FOUND", format!("There is no {kind} {id}.")))
    }

    /// A field of the body says something that is not allowed.
    pub(super) fn invalid(field: &str, problem: &str) -> Self {
        let mut error = body("VALIDATION_ERROR", format!("{field} {problem}."));
        let details = error.error.details.get_or_insert_default();
        details.insert("field".to_owned(), Value::from(field));
        Self::UnprocessableEntity(error)
    }

    fn into_body(self) -> Box<Error> {
        match self {
            Self::Forbidden(body) | Self::NotFound(body) | Self::UnprocessableEntity(body) => body,
        }
    }
}

fn body(code: &str, message: String) -> Box<Error> {
    Box::new(Error::new(ErrorInfo::new(message).code(code)))
}

/// The team whose resources a request is about, if its key may do what it asks for.
pub(super) fn team(cx: &Context<Arc<Key>>) -> Result<&str, Failure> {
    let key = cx.principal();
    let reads = [Method::GET, Method::HEAD].contains(cx.method());
    if reads || key.may_write {
        Ok(&key.team)
    } else {
        let message = "The API key may only read.".to_owned();
        Err(Failure::Forbidden(body("FORBIDDEN", message)))
    }
}

/// Fails unless the name says something.
pub(super) fn require_name(name: Option<&str>) -> Result<(), Failure> {
    match name {
        Some(name) if name.trim().is_empty() => Err(Failure::invalid("name", "must not be blank")),
        _ => Ok(()),
    }
}

/// Fails unless the platform may call this URL: it must be `https`, and name a host of the public network.
pub(super) fn require_public(field: &str, url: Option<&Url>) -> Result<(), Failure> {
    let Some(url) = url else {
        return Ok(());
    };
    if url.scheme() != "https" {
        return Err(Failure::invalid(field, "must be an https URL"));
    }
    match url.domain() {
        Some(name) if name != "localhost" => Ok(()),
        _ => Err(Failure::invalid(field, "must name a public host")),
    }
}

/// Turns a [`Failure`] into the errors of the operations, by the variants that these have for it. One that an operation
/// does not document cannot come up in it; if it did, that would be a fault of this server.
macro_rules! documented {
    ($($error:ident: $($kind:ident)*;)*) => { $(
        impl From<Failure> for $error {
            fn from(failure: Failure) -> Self {
                match failure {
                    $(Failure::$kind(body) => Self::$kind((*body).into()),)*
                    #[allow(unreachable_patterns, reason = "some operations document all kinds")]
                    other => Self::InternalServerError((*other.into_body()).into()),
                }
            }
        }
    )* };
}

documented! {
    ListBotsError: Forbidden;
    CreateBotError: Forbidden UnprocessableEntity;
    GetBotError: Forbidden NotFound;
    UpdateBotError: Forbidden NotFound UnprocessableEntity;
    DeleteBotError: Forbidden NotFound;
    ListIntegrationsError: Forbidden NotFound;
    CreateIntegrationError: Forbidden NotFound UnprocessableEntity;
    GetIntegrationError: Forbidden NotFound;
    UpdateIntegrationError: Forbidden NotFound UnprocessableEntity;
    DeleteIntegrationError: Forbidden NotFound;
    ListChannelsError: Forbidden NotFound;
    CreateChannelError: Forbidden NotFound UnprocessableEntity;
    GetChannelError: Forbidden NotFound;
    UpdateChannelError: Forbidden NotFound UnprocessableEntity;
    DeleteChannelError: Forbidden NotFound;
    ListConversationsError: Forbidden NotFound;
    GetConversationError: Forbidden NotFound;
    ListConversationMessagesError: Forbidden NotFound;
    DeleteConversationError: Forbidden NotFound;
    ListAgentLoopsError: Forbidden;
    CreateAgentLoopError: Forbidden UnprocessableEntity;
    GetAgentLoopError: Forbidden NotFound;
    UpdateAgentLoopError: Forbidden NotFound UnprocessableEntity;
    DeleteAgentLoopError: Forbidden NotFound;
    RunAgentLoopError: Forbidden NotFound;
    ListAgentLoopExecutionsError: Forbidden NotFound;
}
