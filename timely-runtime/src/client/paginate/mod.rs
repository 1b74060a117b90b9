//! A listing as one stream, page after page.

use super::{Error, RequestError};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Serialize;
use serde_json::Value;
use std::future::Future;

/// After this many pages in a row without an item, the server is taken to be stuck.
const MAX_EMPTY_PAGES: usize = 100;

/// After this many equal pages in a row of items that may be equal by chance, the server is taken to be stuck.
const MAX_EQUAL_PAGES: usize = 100;

/// What comes after a page of a listing.
#[derive(Debug)]
pub enum Next {
    /// Nothing: it was the last.
    End,
    /// Another page, by the parameters as they are now.
    Page,
    /// Another page by its number or offset, and nothing tells how many there are: see [`paginate`] for what ends it then.
    Open,
    /// This, in place of a page that cannot be asked for.
    Error(RequestError),
}

impl From<bool> for Next {
    /// Whether there is another page.
    fn from(more: bool) -> Self {
        if more { Self::Page } else { Self::End }
    }
}

impl Next {
    /// Whether there is another page by its number or offset; `has_total` tells whether the server says how many there are.
    #[must_use]
    pub fn numbered(more: bool, has_total: bool) -> Self {
        match (more, has_total) {
            (false, _) => Self::End,
            (true, true) => Self::Page,
            (true, false) => Self::Open,
        }
    }
}

/// All items of a listing: fetches a page when the items of the one before are used up.
///
/// `fetch` gets a copy of the parameters and calls the operation. `advance` gets the page, moves the
/// parameters on to the next one, and returns the items with what comes after them: whether there is a next page, or
/// [`Next`]. Nothing is fetched before the stream is polled.
///
/// The stream ends after the last page and after an error. A server that leads on and on is an error as well, after the items
/// that came: [`RequestError::RepeatedPage`] when the parameters are what they were before, so that the same pages would come
/// again, and [`RequestError::EndlessPages`] after a hundred empty pages in a row that each promise another.
///
/// A server that does not look at the number of a page answers with the same one for ever, which the parameters do not show. So
/// where nothing tells how many pages there are ([`Next::Open`]), a page with the same items as the one before is a
/// [`RequestError::RepeatedPage`] as well, in place of its items. Pages that are alike in part are none. That holds for items
/// that are objects: the same ones in the same order are the same things again. Scalars and lists may be equal by chance, as the
/// values of a series are that does not change; with these, it takes a hundred equal pages in a row. Where a total tells the
/// end, or a cursor that there is more, equal items are what the server says that they are.
pub fn paginate<P, R, T, E, N, Fut>(
    params: P,
    fetch: impl FnMut(P) -> Fut + Send,
    advance: impl FnMut(&mut P, R) -> (Vec<T>, N) + Send,
) -> impl Stream<Item = Result<T, Error<E>>> + Send
where
    P: Clone + Serialize + Send,
    T: Clone + PartialEq + Serialize + Send,
    N: Into<Next>,
    Fut: Future<Output = Result<R, Error<E>>> + Send,
{
    let listing = Listing {
        trail: Trail::new(&params),
        progress: Progress::default(),
        params,
        fetch,
        advance,
        items: Vec::new().into_iter(),
        next: Next::Page,
    };
    let items = stream::unfold(listing, |mut listing| async move {
        let item = listing.next().await?;
        Some((item, listing))
    });
    // By itself it would panic when it is polled after its end.
    items.fuse()
}

/// How many items of a listing have been seen, where its pages tell how many there are in all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    items: Option<i128>,
}

impl Seen {
    /// Takes note of a page, the first being 1, and says whether another one is to be asked for.
    pub fn more(&mut self, page: i128, items: usize, total: Option<i128>) -> bool {
        let items = i128::try_from(items).unwrap_or(i128::MAX);
        // Who starts at a later page has not seen those before it, each as long as this one or longer.
        let before = match self.items {
            Some(before) => before,
            None => page.saturating_sub(1).max(0).saturating_mul(items),
        };
        let seen = before.saturating_add(items);
        self.items = Some(seen);
        items > 0 && total.is_none_or(|total| seen < total)
    }
}

struct Listing<P, F, A, T> {
    params: P,
    trail: Trail,
    progress: Progress<T>,
    fetch: F,
    advance: A,
    /// What is left of the current page.
    items: std::vec::IntoIter<T>,
    next: Next,
}

impl<P, F, A, T> Listing<P, F, A, T>
where
    P: Clone + Serialize,
    T: Clone + PartialEq + Serialize,
{
    async fn next<R, E, N, Fut>(&mut self) -> Option<Result<T, Error<E>>>
    where
        F: FnMut(P) -> Fut,
        A: FnMut(&mut P, R) -> (Vec<T>, N),
        N: Into<Next>,
        Fut: Future<Output = Result<R, Error<E>>>,
    {
        let mut fetched = 0;
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            match std::mem::replace(&mut self.next, Next::End) {
                Next::End => return None,
                Next::Error(error) => return Some(Err(Error::Request(error))),
                Next::Page | Next::Open if fetched == MAX_EMPTY_PAGES => {
                    return Some(Err(Error::Request(RequestError::EndlessPages(fetched))));
                }
                Next::Page | Next::Open => {}
            }
            match (self.fetch)(self.params.clone()).await {
                Ok(page) => {
                    let (items, next) = (self.advance)(&mut self.params, page);
                    let next = next.into();
                    if matches!(next, Next::Open) && self.progress.is_stuck(&items) {
                        return Some(Err(Error::Request(RequestError::RepeatedPage)));
                    }
                    self.items = items.into_iter();
                    self.next = match next {
                        Next::Page | Next::Open if self.trail.returns(&self.params) => {
                            Next::Error(RequestError::RepeatedPage)
                        }
                        next => next,
                    };
                    fetched += 1;
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Finds out when the parameters of a listing are what they were before, however long the way between is.
///
/// Beside the last page it remembers one before, and another one after twice as many steps each time (R. P. Brent, "An
/// improved Monte Carlo factorization algorithm", 1980): a circle is found after a few times its length, and nothing grows.
struct Trail {
    /// The parameters of the page that came last.
    last: Option<Value>,
    /// The parameters of a page before; none where they cannot be told.
    mark: Option<Value>,
    /// How many pages have come since.
    steps: u64,
    /// After how many another one is remembered.
    patience: u64,
}

impl Trail {
    fn new(params: &impl Serialize) -> Self {
        let params = serde_json::to_value(params).ok();
        Self {
            last: params.clone(),
            mark: params,
            steps: 0,
            patience: 1,
        }
    }

    /// Takes note of the next page's parameters, and says whether they are those of a page that is remembered.
    fn returns(&mut self, params: &impl Serialize) -> bool {
        // What cannot be told is an error of the call.
        let Ok(params) = serde_json::to_value(params) else {
            return false;
        };
        let mut known = self.last.iter().chain(&self.mark);
        if known.any(|known| *known == params) {
            return true;
        }
        self.steps += 1;
        if self.steps == self.patience {
            self.mark = Some(params.clone());
            self.steps = 0;
            self.patience = self.patience.saturating_mul(2);
        }
        self.last = Some(params);
        false
    }
}

/// Finds out when a listing does not get on: by what its pages hold.
struct Progress<T> {
    /// The items of the page that came last.
    last: Vec<T>,
    /// How many pages in a row were equal.
    equal: usize,
}

impl<T> Default for Progress<T> {
    fn default() -> Self {
        Self {
            last: Vec::new(),
            equal: 0,
        }
    }
}

impl<T: Clone + PartialEq + Serialize> Progress<T> {
    /// Takes note of a page, and says whether it is one that came before.
    fn is_stuck(&mut self, items: &[T]) -> bool {
        if items.is_empty() || self.last != items {
            self.equal = 1;
            self.last = items.to_vec();
            return false;
        }
        self.equal += 1;
        self.equal > MAX_EQUAL_PAGES || items.iter().any(is_object)
    }
}

fn is_object(item: &impl Serialize) -> bool {
    serde_json::to_value(item).is_ok_and(|item| item.is_object())
}

#[cfg(test)]
mod number_tests;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::Undocumented;
    use futures_util::TryStreamExt;
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};

    type Page = Result<(Vec<u32>, Option<u32>), Error<Undocumented>>;

    /// Three pages of a cursor listing, the second of them empty.
    async fn page(cursor: Option<u32>) -> Page {
        match cursor {
            None => Ok((vec![1, 2], Some(10))),
            Some(10) => Ok((vec![], Some(20))),
            Some(20) => Ok((vec![3], None)),
            Some(_) => Err(Error::Timeout),
        }
    }

    fn advance(cursor: &mut Option<u32>, page: (Vec<u32>, Option<u32>)) -> (Vec<u32>, bool) {
        *cursor = page.1;
        (page.0, cursor.is_some())
    }

    #[test]
    fn the_last_page_is_known_by_the_number_of_items() {
        let mut seen = Seen::default();
        assert!(seen.more(1, 20, Some(45)));
        assert!(seen.more(2, 20, Some(45)));
        assert!(!seen.more(3, 5, Some(45)));
        // The last page is full.
        assert!(!Seen::default().more(1, 20, Some(20)));
        // Who starts in the middle.
        let mut seen = Seen::default();
        assert!(seen.more(2, 20, Some(45)));
        assert!(!seen.more(3, 5, Some(45)));
        // Nothing is told, or something wrong.
        assert!(Seen::default().more(1, 1, None));
        assert!(!Seen::default().more(1, 0, None));
        assert!(!Seen::default().more(1, 0, Some(5)));
        assert!(!Seen::default().more(i128::MAX, 5, Some(5)));
    }

    #[tokio::test]
    async fn yields_the_items_of_all_pages() {
        let items: Vec<u32> = paginate(None, page, advance).try_collect().await.unwrap();
        assert_eq!(items, [1, 2, 3]);
    }

    #[tokio::test]
    async fn ends_after_an_error() {
        let mut pages = pin!(paginate(Some(99), page, advance));
        assert!(matches!(pages.next().await, Some(Err(Error::Timeout))));
        // Asking again is no mistake.
        assert!(pages.next().await.is_none());
        assert!(pages.next().await.is_none());
    }

    #[tokio::test]
    async fn fetches_only_what_is_asked_for() {
        let fetched = AtomicUsize::new(0);
        let count = |cursor| {
            fetched.fetch_add(1, Ordering::Relaxed);
            page(cursor)
        };
        let mut items = pin!(paginate(None, count, advance));
        assert_eq!(fetched.load(Ordering::Relaxed), 0);
        items.next().await;
        items.next().await;
        assert_eq!(fetched.load(Ordering::Relaxed), 1);
        items.next().await;
        assert_eq!(fetched.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn a_listing_of_empty_pages_ends() {
        let fetch = async |page: u32| Ok(page);
        let advance = |page: &mut u32, fetched| {
            *page = fetched + 1;
            (Vec::<u32>::new(), true)
        };
        let pages = paginate(0, fetch, advance);
        let items: Vec<Result<u32, Error<Undocumented>>> = pages.collect().await;
        let [Err(Error::Request(RequestError::EndlessPages(100)))] = items.as_slice() else {
            panic!("{items:?}");
        };
    }

    /// The items that come of a listing whose page `n` holds `n` and leads to page `next[n]`, and how many pages were
    /// fetched until its error.
    async fn circling(next: &[usize]) -> (Vec<usize>, usize) {
        let fetched = AtomicUsize::new(0);
        let fetch = |page: usize| {
            assert!(fetched.fetch_add(1, Ordering::Relaxed) < 1000, "no end");
            async move { Ok(page) }
        };
        let advance = |page: &mut usize, fetched: usize| {
            *page = next[fetched];
            (vec![fetched], true)
        };
        let items: Vec<Result<usize, Error<Undocumented>>> =
            paginate(0, fetch, advance).collect().await;
        let (end, items) = items.split_last().unwrap();
        let is_told = matches!(end, Err(Error::Request(RequestError::RepeatedPage)));
        assert!(is_told, "{end:?}");
        let items = items.iter().map(|item| *item.as_ref().unwrap());
        (items.collect(), fetched.into_inner())
    }

    #[tokio::test]
    async fn pages_that_come_again_are_an_error() {
        // The same page, from the beginning and later.
        assert_eq!(circling(&[0]).await, (vec![0], 1));
        assert_eq!(circling(&[1, 1]).await, (vec![0, 1], 2));
        // Circles of several pages.
        let (items, fetched) = circling(&[1, 2, 1]).await;
        assert_eq!(items[..3], [0, 1, 2]);
        assert!(fetched <= 9, "{fetched}");
        let long: Vec<usize> = (1..40).chain([20]).collect();
        let (items, fetched) = circling(&long).await;
        assert!(items[..40].iter().copied().eq(0..40));
        assert!(fetched <= 120, "{fetched}");
    }

    #[tokio::test]
    async fn a_number_that_goes_no_further_is_an_error() {
        let fetch = async |page: u8| Ok(page);
        let advance = |page: &mut u8, fetched: u8| {
            *page = fetched.saturating_add(1);
            (vec![fetched], true)
        };
        let items: Vec<Result<u8, Error<Undocumented>>> =
            paginate(250, fetch, advance).collect().await;
        let Some((Err(Error::Request(RequestError::RepeatedPage)), items)) = items.split_last()
        else {
            panic!("{items:?}");
        };
        assert_eq!(items.len(), 6);
    }

    #[tokio::test]
    async fn an_error_in_place_of_a_page_comes_after_the_items() {
        let fetch = async |()| Ok(());
        let advance = |(): &mut (), ()| (vec![1, 2], Next::Error(RequestError::Method));
        let items: Vec<Result<u8, Error<Undocumented>>> =
            paginate((), fetch, advance).collect().await;
        let [Ok(1), Ok(2), Err(Error::Request(RequestError::Method))] = items.as_slice() else {
            panic!("{items:?}");
        };
    }

    #[test]
    fn borrowed_state_may_be_sent() {
        fn is_send(_: &impl Send) {}
        let base = String::from("cursor");
        let fetch = |_| async { Ok((vec![base.len()], None::<u32>)) };
        let stream = paginate(None::<u32>, fetch, |_, page: (Vec<usize>, _)| {
            (page.0, false)
        });
        is_send(&stream.map_err(|error: Error<Undocumented>| error));
    }
}
