//! A call of an operation as a value: it is made, set, and sent by `.await`.

use super::core::interpret;
use super::error::RequestFailure;
use super::request::Request;
use super::send::Failed;
use super::{CallOptions, Error, RequestError};
use crate::object;
use crate::{Body, Content, IntoField, Operation, Outcome, RawResponse};
use futures_util::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// What a test double answers with.
pub(super) type Answer<R, E> = Box<dyn FnMut(CallInput) -> Result<R, Error<E>> + Send>;

/// The operation of calls that have not been told theirs.
static UNKNOWN: Operation = Operation::get("");

/// What a call becomes by what its method `with` is given: the same call with other [`CallOptions`], or one whose answer is the
/// response as it came ([`CallOptions::raw`]).
pub trait CallForm {
    /// The call, where its operation's own type is `C`.
    type Of<C>;

    /// Sets what the call varies.
    #[doc(hidden)]
    fn finish<R: Outcome, E: Outcome, C>(
        self,
        call: Call<R, E>,
        wrap: impl FnOnce(Call<R, E>) -> C,
    ) -> Self::Of<C>;
}

/// A call of an operation that has not been sent: `.await` sends it and reads the answer as the operation's success `R` or its
/// documented error `E`.
///
/// Each operation has a type of its own around it, with a method for each optional parameter. It is made by a client, or by
/// whoever implements a client's trait in its place: with an answer that is ready, or with a function that answers. Such a
/// double needs to answer only the operations that its test calls.
///
/// ```
/// use timely_runtime::client::{Call, Error, TimeoutError, TimeoutKind};
/// use timely_runtime::{Response, Undocumented};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error<Undocumented>> {
/// type Greeting = Call<Response<String>, Undocumented>;
///
/// let ready: Greeting = Call::ready(Ok(Response::from("hello".to_owned())));
/// assert_eq!(*ready.await?, "hello");
///
/// let timeout = TimeoutError::new(TimeoutKind::Attempt);
/// let timeout: Greeting = Call::ready(Err(Error::Timeout(timeout)));
/// assert!(timeout.await.is_err());
///
/// let answered: Greeting = Call::answer(|call| {
///     let name: Option<String> = call.parameter("name")?;
///     Ok(Response::from(format!("hello, {}", name.unwrap_or_default())))
/// });
/// assert_eq!(*answered.await?, "hello, ");
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct Call<R, E> {
    pub(super) request: Request,
    pub(super) answer: Option<Answer<R, E>>,
}

impl<R, E> Call<R, E> {
    /// A call with an answer that is ready. Whoever asks for a further page of it gets an error.
    pub fn ready(answer: Result<R, Error<E>>) -> Self
    where
        R: Send + 'static,
        E: Send + 'static,
    {
        let mut answer = Some(answer);
        Self::answer(move |call| {
            let used_up = || Err(RequestError::Unanswered(call.operation_id()).into());
            answer.take().unwrap_or_else(used_up)
        })
    }

    /// A call that this function answers when it is sent, by the parameters that the caller has set; once for each page.
    pub fn answer(answer: impl FnMut(CallInput) -> Result<R, Error<E>> + Send + 'static) -> Self {
        Self {
            request: Request::new(&UNKNOWN),
            answer: Some(Box::new(answer)),
        }
    }

    /// The same as a call of this operation.
    #[doc(hidden)]
    pub fn of(mut self, operation: &'static Operation) -> Self {
        self.request.operation = operation;
        self
    }

    /// Sets what a single call may vary, and makes the operation's own type of the call again.
    #[doc(hidden)]
    pub fn with<F: CallForm, C>(
        mut self,
        set: impl FnOnce(CallOptions) -> F,
        wrap: impl FnOnce(Self) -> C,
    ) -> F::Of<C>
    where
        R: Outcome,
        E: Outcome,
    {
        let options = self.request.options();
        set(options).finish(self, wrap)
    }

    pub(super) fn set_options(mut self, options: CallOptions) -> Self {
        self.request.set_options(options);
        self
    }

    /// Sets a parameter: see [`Request::arg`].
    #[doc(hidden)]
    pub fn arg<T: Serialize + ?Sized>(mut self, field: &'static str, value: &T) -> Self {
        self.request = self.request.arg(field, value);
        self
    }

    /// Sets a parameter to what becomes a value of its type; takes it away where there is none.
    #[doc(hidden)]
    pub fn set<T: Serialize>(self, field: &'static str, value: impl IntoField<T>) -> Self {
        self.arg(field, &value.into_field().into_value())
    }

    /// Sets a parameter that is a list.
    #[doc(hidden)]
    pub fn list<T: Serialize>(
        self,
        field: &'static str,
        items: impl IntoIterator<Item = impl Into<T>>,
    ) -> Self {
        self.arg(field, &object::list(items))
    }

    /// Sets the body: see [`Request::json`].
    #[doc(hidden)]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.request = self.request.json(body);
        self
    }

    /// Sets the body: see [`Request::value`].
    #[doc(hidden)]
    pub fn value<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.request = self.request.value(body);
        self
    }

    /// Sets the body: see [`Request::content`].
    #[doc(hidden)]
    pub fn content<T: Content>(mut self, body: T) -> Self {
        self.request = self.request.content(body);
        self
    }

    /// Sets the idempotency key: see [`Request::idempotency_key`].
    #[doc(hidden)]
    pub fn idempotency_key(mut self, key: &str) -> Self {
        self.request = self.request.idempotency_key(key);
        self
    }
}

impl<R, E> From<Request> for Call<R, E> {
    fn from(request: Request) -> Self {
        Self {
            request,
            answer: None,
        }
    }
}

impl<R: Outcome, E: Outcome> IntoFuture for Call<R, E> {
    type Output = Result<R, Error<E>>;
    type IntoFuture = Sending<R, E>;

    #[inline]
    fn into_future(self) -> Sending<R, E> {
        Sending(match self.answer {
            Some(answer) => State::Double(Some(Box::new((answer, self.request)))),
            None => State::Sent(self.request.operation, self.request.send()),
        })
    }
}

impl<R, E> fmt::Debug for Call<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.show(f.debug_struct("Call"))
    }
}

/// A call on its way, as a future. Dropping it abandons the call; the server may have acted on it all the same.
#[must_use = "futures do nothing unless they are polled"]
pub struct Sending<R, E>(State<R, E>);

enum State<R, E> {
    Sent(
        &'static Operation,
        BoxFuture<'static, Result<RawResponse, Failed>>,
    ),
    Double(Option<Box<(Answer<R, E>, Request)>>),
}

impl<R: Outcome, E: Outcome> Future for Sending<R, E> {
    type Output = Result<R, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match &mut self.0 {
            State::Sent(operation, response) => match ready!(response.as_mut().poll(cx)) {
                Ok(raw) => interpret(operation, raw),
                Err(Failed { origin, failure }) => Err(failure.into_error(origin)),
            },
            State::Double(double) => match double.take() {
                Some(double) => {
                    let (mut answer, request) = *double;
                    answered(&mut answer, request)
                }
                None => Err(RequestError::Unanswered("").into()),
            },
        })
    }
}

/// What a double answers, if its caller has asked rightly.
pub(super) fn answered<R, E>(
    answer: &mut Answer<R, E>,
    mut request: Request,
) -> Result<R, Error<E>> {
    let operation = request.operation;
    let answer = match request.error.take() {
        Some(error) => Err(error.into()),
        None => answer(CallInput(request)),
    };
    answer.map_err(|error| match error {
        Error::Request(failure) => {
            Error::Request(RequestFailure::new(Some(operation), failure.error))
        }
        other => other,
    })
}

impl<R, E> fmt::Debug for Sending<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}

/// What a call was given by the methods of its type, as a test double sees it. The arguments of the method that made the call
/// are known to the double itself.
pub struct CallInput(Request);

impl CallInput {
    /// The `operationId`.
    #[must_use]
    pub fn operation_id(&self) -> &'static str {
        self.0.operation.id
    }

    /// All parameters as a struct, that of which a server reads them: `operations::ListContacts`, say.
    ///
    /// # Errors
    /// When they are not those of the struct.
    pub fn parameters<P: DeserializeOwned>(&self) -> Result<P, RequestError> {
        let values = Value::Object(self.0.values.clone());
        serde_json::from_value(values).map_err(RequestError::Input)
    }

    /// The parameter that this method of the call sets; none when it was not called.
    ///
    /// # Errors
    /// When it is of another type, or the operation has no such parameter.
    pub fn parameter<T: DeserializeOwned>(&self, method: &str) -> Result<Option<T>, RequestError> {
        let operation = self.0.operation;
        let mut known = operation.parameters.iter();
        if !std::ptr::eq(operation, &UNKNOWN) && known.all(|known| known.field != method) {
            let method = method.to_owned();
            return Err(RequestError::NoParameter(operation.id, method));
        }
        let value = self.0.values.get(method).cloned();
        let value = value.map(serde_json::from_value).transpose();
        value.map_err(RequestError::Input)
    }

    /// The body, as it would be sent, where it is optional and was set.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        self.0.body.as_ref().map(|written| &written.body)
    }

    /// The address of the page that is asked for, as the page before has told it: of a listing whose pages tell addresses.
    #[must_use]
    pub fn page_address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// What the call varies.
    #[must_use]
    pub fn options(&self) -> Option<&CallOptions> {
        self.0.options.as_deref()
    }
}

impl fmt::Debug for CallInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f.debug_struct("CallInput"))
    }
}

/// The type of an operation's calls: a struct around [`Call`] that is awaited as it is, and made of it, so that a test double
/// can answer.
///
/// The methods for what the document leaves open are written out beside it. That for what every call may vary is called
/// `with`, or what `with` says.
#[doc(hidden)]
#[macro_export]
macro_rules! __call {
    ($name:ident {
        of: $of:literal,
        operation: $operation:path,
        success: $success:ty,
        error: $error:ty $(,)?
    }) => {
        $crate::__call!($name {
            of: $of,
            operation: $operation,
            success: $success,
            error: $error,
            with: with,
        });
    };
    ($name:ident {
        of: $of:literal,
        operation: $operation:path,
        success: $success:ty,
        error: $error:ty,
        with: $with:ident $(,)?
    }) => {
        #[doc = ::core::concat!("A call of [`", $of, "`]: `.await` sends it.")]
        #[derive(Debug)]
        #[must_use = "a call is sent when it is awaited"]
        pub struct $name($crate::generated::client::Call<$success, $error>);

        impl $name {
            /// Sets what any call may vary, such as its timeout.
            pub fn $with<F: $crate::generated::client::CallForm>(
                self,
                set: impl ::core::ops::FnOnce($crate::generated::client::CallOptions) -> F,
            ) -> F::Of<Self> {
                self.0.with(set, Self)
            }
        }

        impl ::core::convert::From<$crate::generated::client::Call<$success, $error>> for $name {
            fn from(call: $crate::generated::client::Call<$success, $error>) -> Self {
                Self(call.of(&$operation))
            }
        }

        impl $crate::generated::client::CallDouble for $name {
            type Success = $success;
            type Error = $error;
        }

        impl ::core::future::IntoFuture for $name {
            type Output =
                ::core::result::Result<$success, $crate::generated::client::Error<$error>>;
            type IntoFuture = $crate::generated::client::Sending<$success, $error>;

            // Otherwise each future would be compiled here, and not where it is awaited.
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                ::core::future::IntoFuture::into_future(self.0)
            }
        }
    };
}
