//! A listing as one stream, page after page.

use super::{Error, RequestError};
use futures_util::stream::{self, Stream, StreamExt};
use std::future::Future;

/// After this many pages in a row without an item, the server is taken to be stuck.
const MAX_EMPTY_PAGES: usize = 100;

/// All items of a listing: fetches a page when the items of the one before are used up.
///
/// `fetch` gets a copy of the parameters and calls the operation. `advance` gets the page, moves the
/// parameters on to the next one, and returns the items with whether there is a next page. The stream ends
/// after the last page, after an error, and with [`RequestError::EndlessPages`] when the server returns a
/// hundred empty pages in a row that each promise another. Nothing is fetched before the stream is polled.
pub fn paginate<P, R, T, E, Fut>(
    params: P,
    fetch: impl FnMut(P) -> Fut + Send,
    advance: impl FnMut(&mut P, R) -> (Vec<T>, bool) + Send,
) -> impl Stream<Item = Result<T, Error<E>>> + Send
where
    P: Clone + Send,
    T: Send,
    Fut: Future<Output = Result<R, Error<E>>> + Send,
{
    let listing = Listing {
        params,
        fetch,
        advance,
        items: Vec::new().into_iter(),
        more: true,
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
    fetch: F,
    advance: A,
    /// What is left of the current page.
    items: std::vec::IntoIter<T>,
    more: bool,
}

impl<P: Clone, F, A, T> Listing<P, F, A, T> {
    async fn next<R, E, Fut>(&mut self) -> Option<Result<T, Error<E>>>
    where
        F: FnMut(P) -> Fut,
        A: FnMut(&mut P, R) -> (Vec<T>, bool),
        Fut: Future<Output = Result<R, Error<E>>>,
    {
        let mut fetched = 0;
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            if !self.more {
                return None;
            }
            if fetched == MAX_EMPTY_PAGES {
                self.more = false;
                return Some(Err(Error::Request(RequestError::EndlessPages(fetched))));
            }
            match (self.fetch)(self.params.clone()).await {
                Ok(page) => {
                    let (items, more) = (self.advance)(&mut self.params, page);
                    self.items = items.into_iter();
                    self.more = more;
                    fetched += 1;
                }
                Err(error) => {
                    self.more = false;
                    return Some(Err(error));
                }
            }
        }
    }
}

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
        let pages = paginate((), async |()| Ok(()), |(), ()| (Vec::<u32>::new(), true));
        let items: Vec<Result<u32, Error<Undocumented>>> = pages.collect().await;
        let [Err(Error::Request(RequestError::EndlessPages(100)))] = items.as_slice() else {
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
