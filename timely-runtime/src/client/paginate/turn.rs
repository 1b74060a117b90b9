//! The turn from one page of a listing to the next.

use super::progress::Seen;
use crate::client::RequestError;
use crate::client::cursor::follow;
use crate::client::request::Request;
use crate::json;
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

/// What moves on from a page to the next: generated code tells it what the page says, by the method of its style.
///
/// `N` is the type of the parameter that selects a page; a number that it cannot hold is not set, so that the parameters are
/// what they were.
pub struct Turn<'a> {
    pub(super) request: &'a mut Request,
    /// The parameter that selects a page, by its field.
    pub(super) parameter: &'static str,
    /// How many items the page has.
    pub(super) items: usize,
    pub(super) seen: &'a mut Seen,
}

impl Turn<'_> {
    /// By numbers, up to this number of pages; the first is 1, or another one.
    pub fn up_to<N: TryFrom<i128>>(&mut self, first: i64, pages: Option<i128>) -> Next {
        let page = self.count_up::<N>(first);
        Next::told(pages.is_some_and(|pages| page < pages))
    }

    /// By numbers, until this many items came, or a page is empty.
    pub fn until_total<N: TryFrom<i128>>(&mut self, first: i64, total: Option<i128>) -> Next {
        let page = self.count_up::<N>(first);
        let more = self.seen.more(page, self.items, total);
        Next::numbered(more, total.is_some())
    }

    /// By numbers, until a page says that it is the last, or is empty.
    pub fn while_more<N: TryFrom<i128>>(&mut self, first: i64, has_more: bool) -> Next {
        self.count_up::<N>(first);
        Next::numbered(has_more && self.items > 0, false)
    }

    /// By numbers, until a page is empty.
    pub fn until_empty<N: TryFrom<i128>>(&mut self, first: i64) -> Next {
        self.while_more::<N>(first, true)
    }

    /// By the number of the items so far, until a page is empty, or all came.
    pub fn by_offset<N: TryFrom<i128>>(&mut self, total: Option<i128>) -> Next {
        let step = i128::try_from(self.items).unwrap_or(i128::MAX);
        let next = self.number(0).saturating_add(step);
        self.go_to::<N>(next);
        let more = step > 0 && total.is_none_or(|total| next < total);
        Next::numbered(more, total.is_some())
    }

    /// By a cursor from the page, until there is none.
    pub fn by_cursor<C: Serialize>(&mut self, next: Option<&C>) -> Next {
        self.set(next.and_then(|next| json::to_value(next).ok()))
    }

    /// By a cursor from the page that may be an address, until there is none or an empty one.
    pub fn by_text(&mut self, next: Option<&str>) -> Next {
        let mut parameters = self.request.operation.parameters.iter();
        let named = parameters.find(|parameter| parameter.field == self.parameter);
        let name = named.map_or(self.parameter, |parameter| parameter.name);
        let client = self.request.client.as_ref();
        let base = client.map(|client| client.address_of(self.request.server));
        let mut cursor = next.map(str::to_owned);
        let next = follow(&mut cursor, name, base.as_deref());
        self.set(cursor.map(Value::from));
        next
    }

    /// Sets the cursor, and says whether there is one.
    fn set(&mut self, cursor: Option<Value>) -> Next {
        let values = &mut self.request.values;
        match cursor.filter(|cursor| !cursor.is_null()) {
            Some(cursor) => {
                values.insert(self.parameter.to_owned(), cursor);
                Next::Page
            }
            None => {
                values.remove(self.parameter);
                Next::End
            }
        }
    }

    /// The number of the page, or of the items before it.
    fn number(&self, first: i64) -> i128 {
        let value = self.request.values.get(self.parameter);
        value.and_then(integer).unwrap_or_else(|| first.into())
    }

    /// The number of the page, after which the next is asked for.
    fn count_up<N: TryFrom<i128>>(&mut self, first: i64) -> i128 {
        let page = self.number(first);
        self.go_to::<N>(page.saturating_add(1));
        page
    }

    fn go_to<N: TryFrom<i128>>(&mut self, number: i128) {
        if let (Ok(_), Some(number)) = (N::try_from(number), Number::from_i128(number)) {
            let values = &mut self.request.values;
            values.insert(self.parameter.to_owned(), Value::Number(number));
        }
    }
}

fn integer(value: &Value) -> Option<i128> {
    let signed = value.as_i64().map(i128::from);
    signed.or_else(|| value.as_u64().map(i128::from))
}
