//! A listing as a stream of its pages, or of its items, page after page.

mod ahead;
mod place;
mod progress;
mod turn;

pub use turn::{Next, Turn};

use super::call::answered;
use super::request::Request;
use super::{Call, Error, RequestError, Sending};
use crate::Outcome;
use ahead::Ahead;
use futures_core::Stream;
use progress::{Progress, Seen, Trail};
use serde::Serialize;
use serde_json::{Number, Value};
use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use turn::{Places, integer};

/// After this many pages in a row without an item, the server is taken to be stuck.
const MAX_EMPTY_PAGES: usize = 100;
/// As many pages are asked for at the same time at most.
const MAX_CONCURRENT: usize = 64;

/// A call whose answer is a page of a listing. Generated code implements it, by the settings for pagination.
pub trait Listing {
    /// The answer.
    type Page: Outcome;
    /// The documented error.
    type Error: Outcome;
    /// An item of the listing.
    type Item: Serialize;

    /// The parameter that selects a page: by its field, or where it is a member of the body, by its JSON pointer. Nothing where
    /// pages are told by their addresses.
    #[doc(hidden)]
    const PARAMETER: &'static str = "";
    /// The one that selects the page before.
    #[doc(hidden)]
    const BACK: &'static str = Self::PARAMETER;
    /// The one that bounds the items of a page, where the way back needs it.
    #[doc(hidden)]
    const LIMIT: &'static str = "";

    /// The items of a page.
    fn items(page: &Self::Page) -> &[Self::Item];

    /// The items of a page by value.
    fn into_items(page: Self::Page) -> Vec<Self::Item>;

    /// Moves on to the next page.
    #[doc(hidden)]
    fn turn(page: &Self::Page, turn: &mut Turn<'_>) -> Next;
}

/// A listing whose pages tell the page before, or have numbers.
pub trait Reversible: Listing {}

/// A listing whose pages have numbers, or whose items do.
pub trait Numbered: Listing {}

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
    /// The pages that have been asked for, in their order.
    flights: VecDeque<Flight<L>>,
    /// How many of them there may be.
    width: usize,
    walk: Walk,
}

/// A page that has been asked for.
struct Flight<L: Listing> {
    /// Its number, where it has one.
    number: Option<i128>,
    answer: Answer<L>,
}

enum Answer<L: Listing> {
    Awaited(Sending<L::Page, L::Error>),
    Here(Fetched<L>),
}

type Fetched<L> = Result<<L as Listing>::Page, Error<<L as Listing>::Error>>;

/// How far a listing has come.
struct Walk {
    places: Places,
    is_backwards: bool,
    trail: Trail,
    progress: Progress,
    seen: Seen,
    /// How many pages in a row were empty.
    empty: usize,
    next: Next,
    /// Whether the page that comes next is on its way.
    is_awaiting: bool,
    /// How the numbers of the pages go on.
    ahead: Option<Ahead>,
}

impl<L: Listing> Pages<L> {
    /// The pages from that on which a call asks for.
    #[doc(hidden)]
    pub fn of(call: Call<L::Page, L::Error>) -> Self {
        let places = Places {
            forwards: L::PARAMETER,
            backwards: L::BACK,
            limit: L::LIMIT,
        };
        Self {
            walk: Walk::new(places, &call.request),
            call,
            flights: VecDeque::new(),
            width: 1,
        }
    }

    /// The pages before that which the call asks for, which comes first: towards the beginning of the listing.
    ///
    /// A listing by numbers goes down to its first page. One by cursors or addresses goes on as long as a page tells the one
    /// before; one by the identifiers of its items, as long as it says that there are more. One by the number of items before asks
    /// for as many items at once as the call does, or as its first page has; a later page that has fewer is a
    /// [`RequestError::ShortPage`], since items would be missing.
    pub fn backwards(mut self) -> Self
    where
        L: Reversible,
    {
        self.walk.is_backwards = true;
        self
    }

    /// Asks for up to so many pages at the same time, no more than 64. They come in their order, and are the same as without this.
    ///
    /// The first page is awaited alone. After it, as many are asked for as there are by what it tells; where nothing tells that,
    /// some may be asked for in vain, which no one sees: after a page that is shorter than those before, the next ones are awaited
    /// one by one. An error comes in its place. Dropping the stream abandons what is on its way. A double is asked one by one.
    pub fn concurrent(mut self, pages: usize) -> Self
    where
        L: Numbered,
    {
        self.width = pages.clamp(1, MAX_CONCURRENT);
        self
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
    fn fetch(&mut self) {
        let request = self.call.request.again();
        let number = self.walk.number(&request);
        let answer = match &mut self.call.answer {
            Some(answer) => Answer::Here(answered(answer, request)),
            None => Answer::Awaited(Call::from(request).into_future()),
        };
        self.flights.push_back(Flight { number, answer });
    }

    /// Asks for the pages after those that have been asked for, as far as they may be there.
    fn fetch_ahead(&mut self) {
        let Some(ahead) = self.walk.ahead.filter(|_| self.call.answer.is_none()) else {
            return;
        };
        while self.flights.len() < self.width {
            let last = self.flights.back().and_then(|flight| flight.number);
            let next = last.and_then(|last| ahead.after(last));
            let Some((next, value)) = next.and_then(|next| Some((next, Number::from_i128(next)?)))
            else {
                return;
            };
            let mut request = self.call.request.again();
            place::set(&mut request, L::PARAMETER, Some(Value::Number(value)));
            self.flights.push_back(Flight {
                number: Some(next),
                answer: Answer::Awaited(Call::from(request).into_future()),
            });
        }
    }

    /// The page at the front, when it is there. All that have been asked for make progress.
    fn poll_front(&mut self, cx: &mut Context<'_>) -> Poll<Option<Fetched<L>>> {
        for flight in &mut self.flights {
            if let Answer::Awaited(sending) = &mut flight.answer
                && let Poll::Ready(page) = Pin::new(sending).poll(cx)
            {
                flight.answer = Answer::Here(page);
            }
        }
        match self.flights.pop_front() {
            Some(Flight {
                answer: Answer::Here(page),
                ..
            }) => Poll::Ready(Some(page)),
            Some(flight) => {
                self.flights.push_front(flight);
                Poll::Pending
            }
            None => Poll::Ready(None),
        }
    }

    /// Takes note of a page, and moves on to the next.
    fn take(&mut self, page: Fetched<L>) -> Option<Fetched<L>> {
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                self.flights.clear();
                return Some(Err(error));
            }
        };
        let items = L::items(&page);
        let mut turn = Turn {
            request: &mut self.call.request,
            places: self.walk.places,
            items: items.len(),
            headers: page.received().map(|received| received.headers()),
            is_backwards: self.walk.is_backwards,
            more: None,
            seen: &mut self.walk.seen,
            ahead: &mut self.walk.ahead,
        };
        let next = L::turn(&page, &mut turn);
        if matches!(next, Next::Open) && self.walk.progress.is_stuck(items) {
            self.flights.clear();
            return Some(Err(RequestError::RepeatedPage.into()));
        }
        self.walk.go_on(next, items.len(), &self.call.request);
        // What was asked for ahead may not be what comes.
        let number = self.walk.number(&self.call.request);
        let front = self.flights.front().map(|flight| flight.number);
        if !self.walk.goes_on() || front.is_some_and(|front| front != number) {
            self.flights.clear();
        }
        Some(Ok(page))
    }
}

impl Walk {
    fn new(places: Places, request: &Request) -> Self {
        Self {
            places,
            is_backwards: false,
            trail: Trail::new(&position(places, request)),
            progress: Progress::default(),
            seen: Seen::default(),
            empty: 0,
            next: Next::Page,
            is_awaiting: false,
            ahead: None,
        }
    }

    const fn goes_on(&self) -> bool {
        matches!(self.next, Next::Page | Next::Open)
    }

    /// The number of the page that a request asks for.
    fn number(&self, request: &Request) -> Option<i128> {
        let value = place::get(request, self.places.forwards)?;
        integer(&value)
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
            Next::Page | Next::Open if self.trail.returns(&position(self.places, request)) => {
                Next::Error(RequestError::RepeatedPage)
            }
            next => next,
        };
    }
}

/// What tells the page that a request asks for from others.
fn position(places: Places, request: &Request) -> Value {
    let value = |place: &str| place::get(request, place).unwrap_or(Value::Null);
    let address = request.address.clone();
    Value::from(vec![
        value(places.forwards),
        value(places.backwards),
        Value::from(address),
    ])
}

impl<L: Listing> Stream for Pages<L> {
    type Item = Fetched<L>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if !this.walk.is_awaiting {
            match this.walk.step() {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    this.flights.clear();
                    return Poll::Ready(Some(Err(error.into())));
                }
                Some(Ok(())) => this.walk.is_awaiting = true,
            }
            if this.flights.is_empty() {
                this.fetch();
            }
            this.fetch_ahead();
        }
        let page = ready!(this.poll_front(cx));
        this.walk.is_awaiting = false;
        Poll::Ready(page.and_then(|page| this.take(page)))
    }
}

// The pages are moved, and never pinned.
impl<L: Listing> Unpin for Pages<L> {}

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

    /// The items before those of the page that the call asks for: its last item comes first. See [`Pages::backwards`].
    pub fn backwards(mut self) -> Self
    where
        L: Reversible,
    {
        self.pages = self.pages.backwards();
        self
    }

    /// Asks for up to so many pages at the same time. See [`Pages::concurrent`].
    pub fn concurrent(mut self, pages: usize) -> Self
    where
        L: Numbered,
    {
        self.pages = self.pages.concurrent(pages);
        self
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
                Some(Ok(page)) => {
                    let mut items = L::into_items(page);
                    if this.pages.walk.is_backwards {
                        items.reverse();
                    }
                    this.items = items.into_iter();
                }
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
