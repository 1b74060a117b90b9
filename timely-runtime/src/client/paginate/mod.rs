//! A listing as a stream of its pages, or of its items, page after page.

mod progress;
mod turn;

pub use turn::{Next, Turn};

use super::call::answered;
use super::request::Request;
use super::{Call, Error, RequestError, Sending};
use crate::Outcome;
use futures_core::Stream;
use progress::{Progress, Seen, Trail};
use serde::Serialize;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// After this many pages in a row without an item, the server is taken to be stuck.
const MAX_EMPTY_PAGES: usize = 100;

/// A call whose answer is a page of a listing. Generated code implements it, by the settings for pagination.
pub trait Listing {
    /// The answer.
    type Page: Outcome;
    /// The documented error.
    type Error: Outcome;
    /// An item of the listing.
    type Item: Serialize;

    /// The parameter that selects a page, by its field.
    #[doc(hidden)]
    const PARAMETER: &'static str;

    /// The items of a page.
    fn items(page: &Self::Page) -> &[Self::Item];

    /// The items of a page by value.
    fn into_items(page: Self::Page) -> Vec<Self::Item>;

    /// Moves on to the next page.
    #[doc(hidden)]
    fn turn(page: &Self::Page, turn: &mut Turn<'_>) -> Next;
}

/// The pages of a listing, one after the other: a stream of the answers of its calls. Nothing is fetched before it is polled.
///
/// It begins with the page that the parameters of the call ask for, and ends after the last page and after an error. A server
/// that leads on and on is an error as well, after the pages that came: [`RequestError::RepeatedPage`] when the parameters are
/// what they were before, so that the same pages would come again, and [`RequestError::EndlessPages`] after a hundred empty
/// pages in a row that each promise another.
///
/// A server that does not look at the number of a page answers with the same one for ever, which the parameters do not show. So
/// where nothing tells how many pages there are, a page with the same items as the one before is a
/// [`RequestError::RepeatedPage`] as well, in its place. Pages that are alike in part are none. That holds for items
/// that are objects: the same ones in the same order are the same things again. Scalars and lists may be equal by chance, as the
/// values of a series are that does not change; with these, it takes a hundred equal pages in a row. Where a total tells the
/// end, or a cursor that there is more, equal items are what the server says that they are.
#[must_use = "streams do nothing unless they are polled"]
pub struct Pages<L: Listing> {
    call: Call<L::Page, L::Error>,
    fetched: Option<Sending<L::Page, L::Error>>,
    walk: Walk,
}

/// How far a listing has come.
struct Walk {
    trail: Trail,
    progress: Progress,
    seen: Seen,
    /// How many pages in a row were empty.
    empty: usize,
    next: Next,
}

impl<L: Listing> Pages<L> {
    /// The pages from that on which a call asks for.
    #[doc(hidden)]
    pub fn of(call: Call<L::Page, L::Error>) -> Self {
        Self {
            walk: Walk::new(&call.request),
            call,
            fetched: None,
        }
    }

    /// The next page, or nothing after the last; what `TryStreamExt::try_next` of `futures` is for any stream.
    ///
    /// # Errors
    /// Those of the call, and where the server leads in a circle. Nothing comes after an error.
    pub async fn try_next(&mut self) -> Result<Option<L::Page>, Error<L::Error>> {
        let next = std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx));
        next.await.transpose()
    }

    /// Asks for a page. A double answers at once.
    fn fetch(&mut self) -> Poll<Result<L::Page, Error<L::Error>>> {
        let request = self.call.request.again();
        match &mut self.call.answer {
            Some(answer) => Poll::Ready(answered(answer, request)),
            None => {
                self.fetched = Some(Call::from(request).into_future());
                Poll::Pending
            }
        }
    }

    /// Takes note of a page, and moves on to the next.
    fn take(
        &mut self,
        page: Result<L::Page, Error<L::Error>>,
    ) -> Option<Result<L::Page, Error<L::Error>>> {
        let page = match page {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        let items = L::items(&page);
        let next = L::turn(
            &page,
            &mut Turn {
                request: &mut self.call.request,
                parameter: L::PARAMETER,
                items: items.len(),
                seen: &mut self.walk.seen,
            },
        );
        if matches!(next, Next::Open) && self.walk.progress.is_stuck(items) {
            return Some(Err(RequestError::RepeatedPage.into()));
        }
        self.walk.go_on(next, items.len(), &self.call.request);
        Some(Ok(page))
    }
}

impl Walk {
    fn new(request: &Request) -> Self {
        Self {
            trail: Trail::new(&request.values),
            progress: Progress::default(),
            seen: Seen::default(),
            empty: 0,
            next: Next::Page,
        }
    }

    /// Whether another page is asked for; an error when that makes no sense.
    fn step(&mut self) -> Option<Result<(), RequestError>> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::End => None,
            Next::Error(error) => Some(Err(error)),
            Next::Page | Next::Open if self.empty == MAX_EMPTY_PAGES => {
                Some(Err(RequestError::EndlessPages(self.empty)))
            }
            Next::Page | Next::Open => Some(Ok(())),
        }
    }

    fn go_on(&mut self, next: Next, items: usize, request: &Request) {
        self.empty = if items == 0 { self.empty + 1 } else { 0 };
        self.next = match next {
            Next::Page | Next::Open if self.trail.returns(&request.values) => {
                Next::Error(RequestError::RepeatedPage)
            }
            next => next,
        };
    }
}

impl<L: Listing> Stream for Pages<L> {
    type Item = Result<L::Page, Error<L::Error>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.fetched.is_none() {
            match this.walk.step() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                Some(Ok(())) => {
                    if let Poll::Ready(page) = this.fetch() {
                        return Poll::Ready(this.take(page));
                    }
                }
            }
        }
        let Some(fetched) = &mut this.fetched else {
            return Poll::Ready(None);
        };
        let page = ready!(Pin::new(fetched).poll(cx));
        this.fetched = None;
        Poll::Ready(this.take(page))
    }
}

impl<L: Listing> fmt::Debug for Pages<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// All items of a listing, a stream: fetches a page when the items of the one before are used up.
///
/// It begins and ends as [`Pages`] do.
#[must_use = "streams do nothing unless they are polled"]
pub struct Items<L: Listing> {
    pages: Pages<L>,
    /// What is left of the current page.
    items: std::vec::IntoIter<L::Item>,
}

impl<L: Listing> Items<L> {
    /// The items of the pages from that on which a call asks for.
    #[doc(hidden)]
    pub fn of(call: Call<L::Page, L::Error>) -> Self {
        Self {
            pages: Pages::of(call),
            items: Vec::new().into_iter(),
        }
    }

    /// The next item, or nothing after the last; what `TryStreamExt::try_next` of `futures` is for any stream.
    ///
    /// # Errors
    /// Those of the calls, and where the server leads in a circle. Nothing comes after an error.
    pub async fn try_next(&mut self) -> Result<Option<L::Item>, Error<L::Error>> {
        let next = std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx));
        next.await.transpose()
    }
}

// The items are moved, and never pinned.
impl<L: Listing> Unpin for Items<L> {}

impl<L: Listing> Stream for Items<L> {
    type Item = Result<L::Item, Error<L::Error>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                Some(Ok(page)) => this.items = L::into_items(page).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<L: Listing> fmt::Debug for Items<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(f)
    }
}

#[cfg(test)]
mod number_tests;
#[cfg(test)]
mod tests;
