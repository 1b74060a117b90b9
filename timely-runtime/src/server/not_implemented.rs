//! Methods that a service leaves to its trait: 501 (RFC 9110, section 15.6.2), whatever the operation answers otherwise.
//!
//! What such a method would return, a value of the operation's own types, nobody can make of nothing. So it never
//! returns: its future says so where the server sees it, which waits no longer.

use super::Rejection;
use http::StatusCode;
use std::cell::Cell;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
    static HANDLER: Cell<Handler> = const { Cell::new(Handler::None) };
}

/// Whether this thread is in a handler.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Handler {
    None,
    Runs,
    IsNone,
}

/// What a method does that a service does not have: the body that generated traits give it if the setting
/// `server.unimplemented` says so.
pub fn not_implemented<I, T>(_arguments: I) -> NotImplemented<T> {
    NotImplemented(PhantomData)
}

/// The future of a method that a service does not have.
///
/// # Panics
/// When it is awaited by something else than the handler of a server, such as a test or a task of its own.
#[must_use]
pub struct NotImplemented<T>(PhantomData<fn() -> T>);

impl<T> Future for NotImplemented<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        assert!(
            HANDLER.get() != Handler::None,
            "the service does not implement this method, and no server is there to say so"
        );
        HANDLER.set(Handler::IsNone);
        Poll::Pending
    }
}

/// A handler on its way, which there may be none of.
pub(super) struct Handling<F>(pub(super) F);

impl<F, T> Future for Handling<F>
where
    F: Future<Output = Result<T, Rejection>> + Unpin,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let outer = Outer(HANDLER.replace(Handler::Runs));
        let polled = Pin::new(&mut self.0).poll(context);
        let is_none = HANDLER.get() == Handler::IsNone;
        drop(outer);
        if polled.is_pending() && is_none {
            let message = "The server does not have this operation yet.";
            return Poll::Ready(Err(Rejection::new(StatusCode::NOT_IMPLEMENTED, message)));
        }
        polled
    }
}

/// What held before a handler ran, and holds again when it has, or has panicked.
struct Outer(Handler);

impl Drop for Outer {
    fn drop(&mut self) {
        HANDLER.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn what_is_not_there_is_refused_at_once() {
        let missing = || not_implemented::<_, Result<u8, Rejection>>(("an argument", 7));
        assert!(Handling(missing()).now_or_never().unwrap().is_err());
        // Through other futures, and one handler in another.
        let deep = async { missing().await.map(|number| number + 1) };
        assert!(Handling(deep.boxed()).now_or_never().unwrap().is_err());
        let outer = async {
            let inner = Handling(missing()).await;
            assert!(inner.is_err());
            Ok(7)
        };
        assert_eq!(Handling(outer.boxed()).now_or_never().unwrap().unwrap(), 7);
        let other = async { std::future::pending::<Result<u8, Rejection>>().await };
        assert!(Handling(other.boxed()).now_or_never().is_none());
    }

    #[test]
    #[should_panic(expected = "does not implement this method")]
    fn without_a_server_it_says_so() {
        not_implemented::<_, u8>(()).now_or_never();
    }
}
