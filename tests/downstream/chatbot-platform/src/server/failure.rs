//! Why an operation fails, and the way from there to the error type of each operation.

use super::auth::Key;
use crate::api::models::{Error, ErrorInfo};
use crate::api::operations::*;
use crate::api::server::Context;
use std::sync::Arc;
use timely_runtime::http::Method;

/// Why an operation fails, with the body that says so.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    Forbidden(Box<Error>),
    NotFound(Box<Error>),
}

impl Failure {
    pub(super) fn not_found(kind: &str, id: &str) -> Self {
        Self::NotFound(body("NOT_FOUND", format!("There is no {kind} {id}.")))
    }

    fn into_body(self) -> Box<Error> {
        match self {
            Self::Forbidden(body) | Self::NotFound(body) => body,
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

/// Turns a [`Failure`] into the errors of the operations, each type named by one of those that share it, by the variants that these have for it. One that an operation
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
    CreateBotError: Forbidden;
    GetBotError: Forbidden NotFound;
    UpdateBotError: Forbidden NotFound;
}
