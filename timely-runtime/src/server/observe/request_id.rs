//! The id of a request.

use crate::random;
use http::{HeaderName, HeaderValue, Request};
use std::fmt;
use uuid::Uuid;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest request id that is taken over from a sender.
const LONGEST_ID: usize = 128;

/// The id of a request, in its extensions where the router stands behind [`Observe`](super::Observe).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id of this request, or a new one.
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let mut sent = request.headers().get_all(REQUEST_ID).iter();
        match (sent.next(), sent.next()) {
            (Some(id), None) if is_sane(id) => Self(id.clone()),
            _ => Self::make(),
        }
    }

    fn make() -> Self {
        let bits = Uuid::from_u64_pair(random::random(), random::random());
        let id = uuid::Builder::from_random_bytes(bits.into_bytes()).into_uuid();
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        let text = id.hyphenated().encode_lower(&mut text);
        Self(HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("unknown")))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// The id as it is sent.
    pub(super) const fn value(&self) -> &HeaderValue {
        &self.0
    }
}

/// Whether an id may go into logs: nothing in it can be taken for something else there.
fn is_sane(id: &HeaderValue) -> bool {
    let id = id.as_bytes();
    (1..=LONGEST_ID).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~:+/=".contains(byte))
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RequestId({self})")
    }
}
