//! Why operations fail.

use super::auth::Caller;
use crate::api::server::http_errors::{Forbidden, NotFound};
use crate::api::server::{Context, ErrorResponse};
use timely_runtime::http::Method;

/// What a request comes with.
pub(super) type Cx = Context<Caller>;

pub(super) fn not_found(kind: &str, id: &str) -> ErrorResponse {
    NotFound::new(format!("There is no {kind} {id}."))
}

/// The team whose resources a request is about, if its key may do what it asks for.
pub(super) fn team(cx: &Cx) -> Result<&str, ErrorResponse> {
    let key = cx.principal();
    let reads = [Method::GET, Method::HEAD].contains(cx.method());
    if reads || key.may_write {
        Ok(&key.team)
    } else {
        Err(Forbidden::new("The API key may only read."))
    }
}
