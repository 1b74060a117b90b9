//! Answers that a test gives, by operation.

use super::{BODY_LIMIT, lock};
use crate::bodies::{Body, BodyError};
use crate::client::OperationInfo;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tower::Service;

/// A transport that answers what a test says, by operation, and remembers what it was asked.
///
/// An operation is named by its id (`operationId` of the document), or by its method and path template. Several answers of one
/// operation are given one after the other, and the last one again and again. What has no answer is an error.
///
/// The answers are bytes: they are read as those of a server are, and so are found wrong where they are.
///
/// ```
/// use timely_runtime::doubles::Answers;
/// use timely_runtime::serde_json::json;
///
/// let answers = Answers::new()
///     .json("getPet", 200, &json!({"id": 1, "name": "Rex"}))
///     .json("createPet", 422, &json!({"code": "NO_NAME"}))
///     .status("DELETE /pets/{id}", 204);
/// // let shop = Client::builder().transport(answers.clone()).build()?;
/// assert!(answers.asked("getPet").is_empty());
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Answers {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    rows: Vec<(String, VecDeque<Answer>)>,
    asked: Vec<(OperationInfo, Asked)>,
}

type Maker = Arc<dyn Fn(&Asked) -> Response<Bytes> + Send + Sync>;

#[derive(Clone)]
enum Answer {
    Given(Response<Bytes>),
    Made(Maker),
    /// What was to be given is wrong.
    Wrong(Arc<AnswersError>),
}

/// Why [`Answers`] have none.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswersError {
    /// The operation was not given one.
    #[error("there is no answer for the operation `{operation}` ({request})")]
    NoAnswer {
        /// The id of the operation.
        operation: &'static str,
        /// The method and the path template.
        request: String,
    },
    /// The request was not sent by a client of this crate, so that it is not known of which operation it is.
    #[error("it is not known of which operation the request is: it was sent by no client")]
    NoOperation,
    /// What was to be the answer of an operation cannot be written as JSON.
    #[error("the answer for the operation `{operation}` cannot be written")]
    Unwritable {
        /// The name of the operation.
        operation: String,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// What was to be the status of an answer is none.
    #[error("the answer for the operation `{operation}` has the status {status}, which is none")]
    Status {
        /// The name of the operation.
        operation: String,
        /// What was given.
        status: u16,
    },
    /// What was to be the media type of an answer cannot stand in a header.
    #[error("the answer for the operation `{operation}` has a media type that cannot be sent")]
    ContentType {
        /// The name of the operation.
        operation: String,
    },
    /// The body of the request broke off, or is too large.
    #[error("the body of the request cannot be read")]
    Body(#[from] BodyError),
    /// As it was found when the answer was given.
    #[error(transparent)]
    Given(Arc<AnswersError>),
}

/// A request as [`Answers`] have seen it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The address.
    pub uri: Uri,
    /// All header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Asked {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none, or of another type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// An answer of JSON.
    pub fn json<T: Serialize + ?Sized>(self, operation: &str, status: u16, body: &T) -> Self {
        let answer = match serde_json::to_vec(body) {
            Ok(text) => answer(operation, status, Some("application/json"), text.into()),
            Err(source) => wrong(AnswersError::Unwritable {
                operation: operation.to_owned(),
                source,
            }),
        };
        self.push(operation, answer)
    }

    /// An answer without content.
    pub fn status(self, operation: &str, status: u16) -> Self {
        self.push(operation, answer(operation, status, None, Bytes::new()))
    }

    /// An answer of another media type: a file, or a stream of events.
    pub fn content(
        self,
        operation: &str,
        status: u16,
        content_type: &str,
        body: impl Into<Bytes>,
    ) -> Self {
        let answer = answer(operation, status, Some(content_type), body.into());
        self.push(operation, answer)
    }

    /// This answer, with whatever header fields it has.
    pub fn response(self, operation: &str, response: Response<impl Into<Bytes>>) -> Self {
        self.push(operation, Answer::Given(response.map(Into::into)))
    }

    /// An answer that depends on the request.
    pub fn with(
        self,
        operation: &str,
        answer: impl Fn(&Asked) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Self {
        self.push(operation, Answer::Made(Arc::new(answer)))
    }

    /// The requests of an operation so far, in their order.
    #[must_use]
    pub fn asked(&self, operation: &str) -> Vec<Asked> {
        let shared = lock(&self.shared);
        let asked = shared.asked.iter();
        asked
            .filter(|(info, _)| is_named(info, operation))
            .map(|(_, asked)| asked.clone())
            .collect()
    }

    fn push(self, operation: &str, answer: Answer) -> Self {
        let mut shared = lock(&self.shared);
        match shared.rows.iter_mut().find(|(name, _)| name == operation) {
            Some((_, answers)) => answers.push_back(answer),
            None => shared
                .rows
                .push((operation.to_owned(), VecDeque::from([answer]))),
        }
        drop(shared);
        self
    }

    fn answer(&self, info: OperationInfo, asked: Asked) -> Result<Response<Bytes>, AnswersError> {
        let mut shared = lock(&self.shared);
        shared.asked.push((info, asked.clone()));
        let mut rows = shared.rows.iter_mut();
        let answers = rows.find(|(name, _)| is_named(&info, name));
        let answer = answers.and_then(|(_, answers)| match answers.len() {
            0 | 1 => answers.front().cloned(),
            _ => answers.pop_front(),
        });
        // What makes an answer may ask what was asked.
        drop(shared);
        match answer {
            Some(Answer::Given(response)) => Ok(response),
            Some(Answer::Made(make)) => Ok(make(&asked)),
            Some(Answer::Wrong(error)) => Err(AnswersError::Given(error)),
            None => Err(AnswersError::NoAnswer {
                operation: info.id(),
                request: format!("{} {}", info.method(), info.template()),
            }),
        }
    }
}

/// Whether an operation is meant.
fn is_named(info: &OperationInfo, name: &str) -> bool {
    let by_place = || name.split_once(' ') == Some((info.method(), info.template()));
    info.id() == name || by_place()
}

fn answer(operation: &str, status: u16, content_type: Option<&str>, body: Bytes) -> Answer {
    let operation = operation.to_owned();
    let Ok(code) = StatusCode::from_u16(status) else {
        return wrong(AnswersError::Status { operation, status });
    };
    let mut response = Response::new(body);
    *response.status_mut() = code;
    if let Some(content_type) = content_type {
        let Ok(value) = HeaderValue::from_str(content_type) else {
            return wrong(AnswersError::ContentType { operation });
        };
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    Answer::Given(response)
}

fn wrong(error: AnswersError) -> Answer {
    Answer::Wrong(Arc::new(error))
}

impl Service<Request<Body>> for Answers {
    type Response = Response<Body>;
    type Error = AnswersError;
    type Future = BoxFuture<'static, Result<Response<Body>, AnswersError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), AnswersError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let answers = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let info = parts.extensions.get::<OperationInfo>().copied();
            let info = info.ok_or(AnswersError::NoOperation)?;
            let asked = Asked {
                method: parts.method,
                uri: parts.uri,
                headers: parts.headers,
                body: body.bytes(BODY_LIMIT).await?,
            };
            Ok(answers.answer(info, asked)?.map(Body::from))
        })
    }
}

/// The names of the operations.
impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = lock(&self.shared);
        let names = shared.rows.iter().map(|(name, _)| name);
        f.debug_set().entries(names).finish()
    }
}
