//! A transport that answers from a file of recorded exchanges.

use super::diff::diff;
use super::exchange::{Exchange, Recording, RequestText, ResponseText, VERSION};
use super::record::request_text;
use super::redacted::Redacted;
use super::{BODY_LIMIT, lock};
use crate::bodies::{Body, BodyError};
use futures_util::future::BoxFuture;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tower::Service;

/// The most requests that a report lists.
const LISTED: usize = 20;

/// A transport that answers from a file that [`Record`](super::Record) has written.
///
/// Each recorded answer is given once: to a request that is the recorded one, in whatever order they come, or in the order of the file
/// alone ([`Replay::in_order`]). Compared are the method, the path, the query whatever its order, the headers that were
/// recorded, and the body: JSON by its value, and a multipart message by its parts. The host is not, nor are
/// credentials, idempotency keys and boundaries.
///
/// A request that was not recorded is an error that shows what differs from the one that was to be expected.
/// [`Replay::finish`] says at the end of a test what went wrong and what was not asked for. A client repeats some requests that
/// fail: with `RetryPolicy::none()` a test ends sooner.
///
/// ```no_run
/// use timely_runtime::doubles::Replay;
///
/// # fn test() -> Result<(), Box<dyn std::error::Error>> {
/// let replay = Replay::from_file("tests/pets.json")?;
/// // let shop = Client::builder().transport(replay.clone()).build()?;
/// // … calls …
/// replay.assert_finished();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Replay {
    redacted: Arc<Redacted>,
    is_in_order: bool,
    state: Arc<Mutex<State>>,
}

struct State {
    /// Those that have not been asked for, with their places in the file.
    left: Vec<(usize, Exchange)>,
    /// What was said of the requests that were not recorded.
    unexpected: Vec<String>,
}

/// What is wrong with recorded answers, or with what was asked.
#[non_exhaustive]
#[derive(thiserror::Error)]
pub enum ReplayError {
    /// The file cannot be read.
    #[error("the file `{}` cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: io::Error,
    },
    /// It is no file of recorded answers.
    #[error("these are no recorded answers: {0}")]
    Form(#[source] serde_json::Error),
    /// It was written by another version of this crate.
    #[error(
        "the recorded answers are of the form {found}, and this is for {VERSION}: record them again"
    )]
    Version {
        /// The form of the file.
        found: u32,
    },
    /// A request was not recorded.
    #[error("{0}")]
    Unexpected(String),
    /// A recorded answer cannot be given.
    #[error("the recorded answer to {0} is none that HTTP has")]
    Answer(String),
    /// The body of a request cannot be read.
    #[error("the body of the request cannot be read")]
    Body(#[from] BodyError),
    /// At the end, requests had come that were not recorded, or recorded ones had not.
    #[error("{0}")]
    Unfinished(String),
}

/// As for people, also where a test shows it: it has many lines.
impl fmt::Debug for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        match std::error::Error::source(self) {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

impl Replay {
    /// The answers of a file.
    ///
    /// # Errors
    /// When it cannot be read, or is no such file.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, ReplayError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|source| ReplayError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::from_text(&text)
    }

    /// The answers of what such a file holds: `include_str!("pets.json")`.
    ///
    /// # Errors
    /// When it is not what such a file holds.
    pub fn from_text(text: &str) -> Result<Self, ReplayError> {
        let recording: Recording = serde_json::from_str(text).map_err(ReplayError::Form)?;
        if recording.version != VERSION {
            return Err(ReplayError::Version {
                found: recording.version,
            });
        }
        Ok(Self {
            redacted: Arc::new(recording.redacted),
            is_in_order: false,
            state: Arc::new(Mutex::new(State {
                left: recording.exchanges.into_iter().enumerate().collect(),
                unexpected: Vec::new(),
            })),
        })
    }

    /// Takes requests in the order of the file alone.
    pub const fn in_order(mut self) -> Self {
        self.is_in_order = true;
        self
    }

    /// Whether all went as recorded.
    ///
    /// # Errors
    /// When a request has come that was not recorded, or one that was recorded has not: the message lists them.
    pub fn finish(&self) -> Result<(), ReplayError> {
        let state = lock(&self.state);
        if state.left.is_empty() && state.unexpected.is_empty() {
            return Ok(());
        }
        let mut report = state.unexpected.concat();
        if !state.left.is_empty() {
            report.push_str("recorded and not asked for:\n");
            for (place, exchange) in state.left.iter().take(LISTED) {
                report.push_str(&format!("  {}. {}\n", place + 1, title(&exchange.request)));
            }
            if state.left.len() > LISTED {
                report.push_str(&format!("  and {} more\n", state.left.len() - LISTED));
            }
        }
        Err(ReplayError::Unfinished(report))
    }

    /// Fails the test where [`Replay::finish`] would be an error.
    ///
    /// # Panics
    /// Then.
    #[track_caller]
    pub fn assert_finished(&self) {
        if let Err(error) = self.finish() {
            panic!("{error}");
        }
    }

    async fn answer(self, request: Request<Body>) -> Result<Response<Body>, ReplayError> {
        let (parts, body) = request.into_parts();
        let bytes = body.bytes(BODY_LIMIT).await?;
        let mut whole = request_text(&parts, &bytes, |_| true).await;
        self.redacted.clean_request(&mut whole);
        let exchange = self.take(&whole)?;
        response(&exchange.response).ok_or_else(|| ReplayError::Answer(title(&exchange.request)))
    }

    /// The recorded exchange of a request.
    fn take(&self, request: &RequestText) -> Result<Exchange, ReplayError> {
        let mut state = lock(&self.state);
        let candidates = if self.is_in_order {
            1
        } else {
            state.left.len()
        };
        let mut places = state.left.iter().take(candidates);
        let found = places.position(|(_, recorded)| {
            as_recorded(request, &recorded.request).is(&recorded.request)
        });
        if let Some(place) = found {
            return Ok(state.left.remove(place).1);
        }
        let message = self.mismatch(request, &state.left[..candidates.min(state.left.len())]);
        // A client may repeat it.
        if !state.unexpected.contains(&message) && state.unexpected.len() < LISTED {
            state.unexpected.push(message.clone());
        }
        Err(ReplayError::Unexpected(message))
    }

    fn mismatch(&self, request: &RequestText, candidates: &[(usize, Exchange)]) -> String {
        let title = title(request);
        let mut nearest: Option<&(usize, Exchange)> = None;
        let likeness = |exchange: &Exchange| request.likeness(&exchange.request);
        for candidate in candidates {
            if nearest.is_none_or(|nearest| likeness(&candidate.1) > likeness(&nearest.1)) {
                nearest = Some(candidate);
            }
        }
        let Some((place, nearest)) = nearest else {
            return format!("{title} was not recorded: nothing more was expected\n");
        };
        let word = match self.is_in_order {
            true => "next is",
            false => "the nearest is",
        };
        let found = as_recorded(request, &nearest.request);
        let lines = diff(&nearest.request.lines(), &found.lines());
        format!(
            "{title} was not recorded; {word} number {} (-), which differs:\n{lines}",
            place + 1
        )
    }
}

/// The request with those headers alone that were recorded.
fn as_recorded(request: &RequestText, recorded: &RequestText) -> RequestText {
    let mut request = request.clone();
    let is_recorded = |name: &String| recorded.headers.contains_key(name);
    request.headers.retain(|name, _| is_recorded(name));
    request
}

fn title(request: &RequestText) -> String {
    let query = match request.query.is_empty() {
        true => String::new(),
        false => format!("?{}", request.query.join("&")),
    };
    format!("{} {}{query}", request.method, request.path)
}

fn response(recorded: &ResponseText) -> Option<Response<Body>> {
    let mut response = Response::new(Body::from(recorded.body.bytes()?));
    *response.status_mut() = StatusCode::from_u16(recorded.status).ok()?;
    for (name, values) in &recorded.headers {
        let name = HeaderName::try_from(name).ok()?;
        for value in values {
            let value = HeaderValue::try_from(value).ok()?;
            response.headers_mut().append(&name, value);
        }
    }
    Some(response)
}

impl Service<Request<Body>> for Replay {
    type Response = Response<Body>;
    type Error = ReplayError;
    type Future = BoxFuture<'static, Result<Response<Body>, ReplayError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ReplayError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.clone().answer(request))
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("left", &lock(&self.state).left.len())
            .finish_non_exhaustive()
    }
}
