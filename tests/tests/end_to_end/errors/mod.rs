//! Requests that are refused before a handler sees them: for every operation, by its description in the document.

mod bodies;
mod credentials;
mod routing;

use crate::document::Operation;
use crate::document::sample::NOBODY;
use crate::harness::App;
use crate::harness::raw::RawRequest;

/// A request that is right in everything but its key, which it does not have.
fn request(app: &App, operation: &Operation) -> RawRequest {
    let request = app.raw(&operation.method, operation.path_with(NOBODY));
    request.maybe_json(operation.minimal_body().as_ref())
}
