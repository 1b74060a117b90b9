//! So many requests per minute and key, in front of the whole router.

use super::auth::Keys;
use crate::api::server::ERRORS;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use timely_runtime::Violations;
use timely_runtime::http::{HeaderMap, StatusCode, header};
use tokio::time::Instant;

const WINDOW: Duration = Duration::from_secs(60);

/// What each key has used, in windows of a minute, the first of which begins with the key's first request.
#[derive(Clone)]
pub(super) struct Limits {
    keys: Keys,
    used: Arc<Mutex<HashMap<String, Window>>>,
}

struct Window {
    ends: Instant,
    used: u32,
}

impl Limits {
    pub(super) fn new(keys: Keys) -> Self {
        Self {
            keys,
            used: Arc::default(),
        }
    }

    /// Counts a request; an error tells the limit that is exceeded. Requests without a known key pass: the router
    /// answers them with 401.
    fn count(&self, headers: &HeaderMap) -> Result<(), u32> {
        let Some((secret, key)) =
            bearer(headers).and_then(|secret| Some((secret, self.keys.find(secret)?)))
        else {
            return Ok(());
        };
        let now = Instant::now();
        let fresh = || Window {
            ends: now + WINDOW,
            used: 0,
        };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let window = used.entry(secret.to_owned()).or_insert_with(fresh);
        if window.ends <= now {
            *window = fresh();
        }
        let limit = key.plan.limit();
        if window.used >= limit {
            return Err(limit);
        }
        window.used += 1;
        Ok(())
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Passes a request on, or answers it with 429 in the document's error body.
pub(super) async fn limit(
    State(limits): State<Limits>,
    request: Request,
    next: Next,
) -> Response<Body> {
    match limits.count(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(limit) => ERRORS.response(
            StatusCode::TOO_MANY_REQUESTS,
            &format!("The limit of {limit} requests a minute is reached."),
            &Violations::new(),
        ),
    }
}
