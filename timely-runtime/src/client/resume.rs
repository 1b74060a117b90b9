//! Event streams that go on after a break: when the request is kept for that, and how it is sent again.

use super::Reconnect;
use super::core::Client;
use super::error::Failure;
use super::send::{Failed, Prepared};
use crate::bodies::{LastEventId, ReconnectError, Reopened, resumed};
use crate::media_type::content_type;
use crate::operation::media;
use crate::transport::TransportErrorKind;
use crate::{MediaKind, MediaType, Operation, RawResponse};
use http::{HeaderName, Method, StatusCode};
use std::sync::Arc;
use tracing::Span;

/// What says how far the client came (WHATWG HTML, section 9.2.4).
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A request that is sent again when the event stream that it asks for breaks off.
pub(super) struct Resuming {
    request: Prepared,
    reconnect: Reconnect,
}

impl Resuming {
    /// None where there is nothing to go on with: the operation has no event streams, or the call does not want it.
    pub(super) fn of(prepared: &Prepared) -> Option<Box<Self>> {
        let mut rows = prepared.operation.media_types.iter();
        if !rows.any(|(_, media)| media.iter().any(is_events)) {
            return None;
        }
        let own = prepared.options.as_ref();
        let reconnect = match own.and_then(|options| options.reconnect.clone()) {
            Some(asked) => asked,
            None if prepared.method == Method::GET => Reconnect::unasked(),
            // To send it once more may have the server do something once more.
            None => return None,
        };
        if reconnect.is_never() {
            return None;
        }
        let request = prepared.again()?;
        Some(Box::new(Self { request, reconnect }))
    }

    /// The response, whose body goes on if it is a stream of events.
    pub(super) fn resume(self, client: Client, response: RawResponse) -> RawResponse {
        let operation = self.request.operation;
        let Some(events) = events_of(operation, &response) else {
            return response;
        };
        let status = response.status;
        let request = Arc::new(self.request);
        let reopen = move |id: LastEventId| -> crate::bodies::Opening {
            let (client, request) = (client.clone(), Arc::clone(&request));
            Box::pin(async move { reopen(&client, &request, id, status).await })
        };
        let body = resumed(response.body, self.reconnect, events.done, reopen);
        RawResponse { body, ..response }
    }
}

/// Sends the request again, as often as the retries of the client allow. It is a call of its own, through the same layers.
async fn reopen(
    client: &Client,
    request: &Prepared,
    id: LastEventId,
    status: StatusCode,
) -> Reopened {
    let Some(mut request) = request.again() else {
        return Reopened::Ended;
    };
    match id {
        LastEventId::Unknown => {}
        LastEventId::TakenBack => {
            request.headers.remove(LAST_EVENT_ID);
        }
        LastEventId::Known(id) => {
            request.headers.insert(LAST_EVENT_ID, id);
        }
    }
    let operation = request.operation;
    let (core, span) = (&client.core, Span::none());
    let whole = core.deadline(request.options.as_deref());
    let sent = match &client.layered {
        None => core.repeat(&mut request, whole, &span).await,
        Some(layered) => core.through(&**layered, request, whole, &span).await,
    };
    let response = match sent {
        Ok(response) => response,
        Err(Failed { failure, .. }) => return unanswered(failure),
    };
    if response.status == StatusCode::NO_CONTENT {
        return Reopened::Ended;
    }
    if response.status != StatusCode::OK && response.status != status {
        return Reopened::Refused(ReconnectError::Status(response.status));
    }
    match events_of(operation, &response) {
        Some(_) => Reopened::Body(response.body),
        None => {
            let found = content_type(&response.headers).unwrap_or_default();
            Reopened::Refused(ReconnectError::ContentType {
                found: found.to_owned(),
            })
        }
    }
}

fn unanswered(failure: Failure) -> Reopened {
    match failure {
        Failure::Transport(error) => match error.kind() {
            TransportErrorKind::TooLarge | TransportErrorKind::Coding => {
                Reopened::Refused(ReconnectError::Failed(error.into()))
            }
            _ => Reopened::Unanswered(error.into()),
        },
        Failure::Timeout(error) => Reopened::Unanswered(error.into()),
        Failure::Request(error) => Reopened::Refused(ReconnectError::Failed(error.into())),
    }
}

/// The media type of a response, if it is a stream of events.
fn events_of(operation: &'static Operation, response: &RawResponse) -> Option<&'static MediaType> {
    let documented = operation.response_media(response.status.as_u16());
    media::choose(documented, content_type(&response.headers)).filter(|media| is_events(media))
}

fn is_events(media: &MediaType) -> bool {
    media.kind == MediaKind::Items && media.essence() == "text/event-stream"
}
