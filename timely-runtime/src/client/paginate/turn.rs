//! The turn from one page of a listing to the next, or to the one before.

use super::ahead::Ahead;
use super::place;
use super::progress::Seen;
use crate::client::RequestError;
use crate::client::cursor::follow;
use crate::client::link;
use crate::client::request::Request;
use crate::json;
use http::HeaderMap;
use serde::Serialize;
use serde_json::{Number, Value};

/// What comes after a page of a listing.
#[derive(Debug)]
pub enum Next {
    /// Nothing: it was the last.
    End,
    /// Another page, by the parameters as they are now.
    Page,
    /// Another page by its number or offset, and nothing tells how many there are: see [`Pages`](super::Pages) for what ends it
    /// then.
    Open,
    /// This, in place of a page that cannot be asked for.
    Error(RequestError),
}

impl Next {
    /// Whether there is another page.
    const fn told(more: bool) -> Self {
        if more { Self::Page } else { Self::End }
    }

    /// Whether there is another page by its number or offset; `has_total` tells whether the server says how many there are.
    const fn numbered(more: bool, has_total: bool) -> Self {
        match (more, has_total) {
            (false, _) => Self::End,
            (true, true) => Self::Page,
            (true, false) => Self::Open,
        }
    }
}

/// The parameters of a listing that select a page: each by its field, or a member of the body by its JSON pointer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    /// What selects the next page.
    pub(super) forwards: &'static str,
    /// What selects the page before; mostly the same.
    pub(super) backwards: &'static str,
    /// What bounds the items of a page; empty where nothing needs it.
    pub(super) limit: &'static str,
}

/// What moves on from a page to the next: generated code tells it what the page says, by the method of its style.
///
/// `N` is the type of the parameter that selects a page; a number that it cannot hold is not set, so that the parameters are
/// what they were.
pub struct Turn<'a> {
    pub(super) request: &'a mut Request,
    pub(super) places: Places,
    /// How many items the page has.
    pub(super) items: usize,
    /// The header fields of the page; none where a double has made it.
    pub(super) headers: Option<&'a HeaderMap>,
    /// Whether the page before is wanted.
    pub(super) is_backwards: bool,
    /// What the page says of whether another one follows.
    pub(super) more: Option<bool>,
    pub(super) seen: &'a mut Seen,
    /// What is known of the pages after the next.
    pub(super) ahead: &'a mut Option<Ahead>,
}

impl Turn<'_> {
    /// Takes note of what the page says of whether another one follows, besides what its style tells.
    pub fn told(&mut self, more: Option<bool>) -> &mut Self {
        self.more = more;
        self
    }

    /// By numbers, up to this number of pages; the first is 1, or another one.
    pub fn up_to<N: TryFrom<i128>>(&mut self, first: i64, pages: Option<i128>) -> Next {
        if self.is_backwards {
            return self.count_down::<N>(first);
        }
        let page = self.count_up::<N>(first);
        let last = pages.map(|pages| pages.saturating_add(i128::from(first) - 1));
        self.look_ahead(1, last);
        Next::told(last.is_some_and(|last| page < last))
    }

    /// By numbers, until this many items came, or a page is empty.
    pub fn until_total<N: TryFrom<i128>>(&mut self, first: i64, total: Option<i128>) -> Next {
        if self.is_backwards {
            return self.count_down::<N>(first);
        }
        let page = self.count_up::<N>(first);
        let place = page.saturating_sub(i128::from(first) - 1);
        let more = self.seen.more(place, self.items, total);
        let left = total.and_then(|total| self.seen.pages_left(total, self.items));
        self.look_ahead(1, left.map(|left| page.saturating_add(left)));
        Next::numbered(more, total.is_some())
    }

    /// By numbers, until a page says that it is the last, or is empty.
    pub fn while_more<N: TryFrom<i128>>(&mut self, first: i64, has_more: bool) -> Next {
        if self.is_backwards {
            return self.count_down::<N>(first);
        }
        self.count_up::<N>(first);
        self.look_ahead(1, None);
        Next::numbered(has_more && self.items > 0, false)
    }

    /// By numbers, until a page is empty.
    pub fn until_empty<N: TryFrom<i128>>(&mut self, first: i64) -> Next {
        self.while_more::<N>(first, true)
    }

    /// By the number of the items so far, until a page is empty, or all came.
    pub fn by_offset<N: TryFrom<i128>>(&mut self, total: Option<i128>) -> Next {
        if self.is_backwards {
            return self.offset_down::<N>();
        }
        let step = i128::try_from(self.items).unwrap_or(i128::MAX);
        let next = self.number(0).saturating_add(step);
        self.go_to::<N>(next);
        self.look_ahead(step, total.map(|total| total.saturating_sub(1)));
        let more = step > 0 && self.more.unwrap_or(true) && total.is_none_or(|total| next < total);
        Next::numbered(more, total.is_some())
    }

    /// By a cursor from the page, until there is none.
    pub fn by_cursor<C: Serialize>(&mut self, next: Option<&C>) -> Next {
        self.by_cursors(next, None)
    }

    /// By a cursor from the page in either direction, until there is none.
    pub fn by_cursors<C: Serialize>(&mut self, next: Option<&C>, before: Option<&C>) -> Next {
        let cursor = if self.is_backwards { before } else { next };
        let cursor = cursor.and_then(|cursor| json::to_value(cursor).ok());
        self.hand_back(cursor)
    }

    /// By a cursor from the page that may be an address, until there is none or an empty one.
    pub fn by_text(&mut self, next: Option<&str>) -> Next {
        self.by_texts(next, None)
    }

    /// The same in either direction.
    pub fn by_texts(&mut self, next: Option<&str>, before: Option<&str>) -> Next {
        let place = self.place();
        let mut parameters = self.request.operation.parameters.iter();
        let named = parameters.find(|parameter| parameter.field == place);
        let name = named.map_or(place, |parameter| parameter.name);
        let base = self.request.home();
        let told = if self.is_backwards { before } else { next };
        let mut cursor = told.map(str::to_owned);
        match follow(&mut cursor, name, base.as_deref()) {
            Next::Error(error) => Next::Error(error),
            _ => self.hand_back(cursor.map(Value::from)),
        }
    }

    /// By what the last item of the page says of itself, or the first one on the way back, until a page says that it is the
    /// last, or is empty.
    pub fn by_item<T, C: Serialize>(
        &mut self,
        items: &[T],
        cursor: impl Fn(&T) -> Option<&C>,
    ) -> Next {
        let item = if self.is_backwards {
            items.first()
        } else {
            items.last()
        };
        let cursor = item.and_then(cursor);
        let cursor = cursor.and_then(|cursor| json::to_value(cursor).ok());
        match self.more {
            Some(false) => Next::End,
            _ => self.set(cursor),
        }
    }

    /// By the address of a page in the header field `Link` (RFC 8288), until there is none.
    pub fn by_link(&mut self) -> Next {
        let relations: &[&str] = match self.is_backwards {
            true => &["prev", "previous"],
            false => &["next"],
        };
        let headers = self.headers;
        let told = headers.and_then(|headers| link::target(headers, relations));
        self.follow(told)
    }

    /// By the address of the next page, until there is none or an empty one.
    pub fn by_url(&mut self, next: Option<&str>) -> Next {
        self.by_urls(next, None)
    }

    /// The same in either direction.
    pub fn by_urls(&mut self, next: Option<&str>, before: Option<&str>) -> Next {
        let told = if self.is_backwards { before } else { next };
        self.follow(told)
    }

    /// Asks for the page at an address, as it is told.
    fn follow(&mut self, told: Option<&str>) -> Next {
        let told = told.filter(|_| self.is_backwards || self.more != Some(false));
        let Some(told) = told.map(str::trim).filter(|told| !told.is_empty()) else {
            return Next::End;
        };
        match self.request.address_of_page(told) {
            Ok(address) => {
                self.request.address = Some(address);
                Next::Page
            }
            Err(error) => Next::Error(error),
        }
    }

    /// Sets a cursor from the page, unless that says that it is the last.
    fn hand_back(&mut self, cursor: Option<Value>) -> Next {
        match self.more {
            Some(false) if !self.is_backwards => Next::End,
            _ => self.set(cursor),
        }
    }

    /// Sets the cursor, and says whether there is one.
    fn set(&mut self, cursor: Option<Value>) -> Next {
        let Places {
            forwards,
            backwards,
            ..
        } = self.places;
        let place = self.place();
        let other = if self.is_backwards {
            forwards
        } else {
            backwards
        };
        if other != place {
            place::set(self.request, other, None);
        }
        let cursor = cursor.filter(|cursor| !cursor.is_null());
        let next = Next::told(cursor.is_some());
        place::set(self.request, place, cursor);
        next
    }

    fn place(&self) -> &'static str {
        match self.is_backwards {
            true => self.places.backwards,
            false => self.places.forwards,
        }
    }

    /// The number of the page, or of the items before it.
    fn number(&self, first: i64) -> i128 {
        let value = place::get(self.request, self.places.forwards);
        let number = value.as_ref().and_then(integer);
        number.unwrap_or_else(|| first.into())
    }

    /// The number of the page, after which the next is asked for.
    fn count_up<N: TryFrom<i128>>(&mut self, first: i64) -> i128 {
        let page = self.number(first);
        self.go_to::<N>(page.saturating_add(1));
        page
    }

    /// To the page before, unless this is the first.
    fn count_down<N: TryFrom<i128>>(&mut self, first: i64) -> Next {
        let page = self.number(first);
        let first = i128::from(first);
        self.go_to::<N>(page.saturating_sub(1).max(first));
        *self.ahead = Some(Ahead::new(-1, Some(first)));
        Next::numbered(page > first, false)
    }

    /// To the items before those of this page, as many as are asked for at once; to fewer of them at the beginning, so that none
    /// comes twice.
    fn offset_down<N: TryFrom<i128>>(&mut self) -> Next {
        let place = self.places.limit;
        let asked = place::get(self.request, place).as_ref().and_then(integer);
        let items = i128::try_from(self.items).unwrap_or(i128::MAX);
        // A server that gives fewer items at once than it is asked for would leave out some between this page and the last.
        if self.seen.goes_on() && asked.is_some_and(|asked| items < asked) {
            return Next::Error(RequestError::ShortPage);
        }
        self.seen.go_on();
        let offset = self.number(0);
        let step = asked.filter(|asked| *asked > 0).unwrap_or(items);
        if offset <= 0 || step <= 0 {
            return Next::End;
        }
        let before = offset.saturating_sub(step).max(0);
        self.go_to::<N>(before);
        if let Some(limit) = Number::from_i128(offset - before) {
            place::set(self.request, place, Some(Value::Number(limit)));
        }
        Next::Open
    }

    fn go_to<N: TryFrom<i128>>(&mut self, number: i128) {
        if let (Ok(_), Some(number)) = (N::try_from(number), Number::from_i128(number)) {
            let place = self.places.forwards;
            place::set(self.request, place, Some(Value::Number(number)));
        }
    }

    /// Takes note of which pages follow; after one that is shorter than those before, none may.
    fn look_ahead(&mut self, step: i128, last: Option<i128>) {
        let is_short = self.seen.is_shorter(self.items);
        let is_known = last.is_some() || !is_short;
        *self.ahead = (step > 0 && is_known).then(|| Ahead::new(step, last));
    }
}

pub(super) fn integer(value: &Value) -> Option<i128> {
    let signed = value.as_i64().map(i128::from);
    signed.or_else(|| value.as_u64().map(i128::from))
}
