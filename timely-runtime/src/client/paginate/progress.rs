//! Whether a listing gets on: by its parameters, by its items, and by their number.

use serde::Serialize;
use serde_json::Value;

/// After this many equal pages in a row of items that may be equal by chance, the server is taken to be stuck.
pub(super) const MAX_EQUAL_PAGES: usize = 100;

/// How many items of a listing have been seen, where its pages tell how many there are in all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    items: Option<i128>,
    /// The number of items on the longest page.
    longest: usize,
    /// Whether a page came before this one.
    goes_on: bool,
}

impl Seen {
    /// Takes note of a page, the first being 1, and says whether another one is to be asked for.
    pub(super) fn more(&mut self, page: i128, items: usize, total: Option<i128>) -> bool {
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

    /// How many pages of this length the items fill that have not been seen.
    pub(super) fn pages_left(&self, total: i128, items: usize) -> Option<i128> {
        let length = i128::try_from(items).ok().filter(|length| *length > 0)?;
        let left = total.saturating_sub(self.items?).max(0);
        Some(left / length + i128::from(left % length > 0))
    }

    /// Whether a page has fewer items than one before.
    pub(super) fn is_shorter(&mut self, items: usize) -> bool {
        let is_shorter = items < self.longest;
        self.longest = self.longest.max(items);
        is_shorter
    }

    /// Whether this is not the first page.
    pub(super) const fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// Takes note of a page.
    pub(super) const fn go_on(&mut self) {
        self.goes_on = true;
    }
}

/// Finds out when the parameters of a listing are what they were before, however long the way between is.
///
/// Beside the last page it remembers one before, and another one after twice as many steps each time (R. P. Brent, "An
/// improved Monte Carlo factorization algorithm", 1980): a circle is found after a few times its length, and nothing grows.
pub(super) struct Trail {
    /// The parameters of the page that came last.
    last: Value,
    /// The parameters of a page before.
    mark: Value,
    /// How many pages have come since.
    steps: u64,
    /// After how many another one is remembered.
    patience: u64,
}

impl Trail {
    pub(super) fn new(params: &Value) -> Self {
        Self {
            last: params.clone(),
            mark: params.clone(),
            steps: 0,
            patience: 1,
        }
    }

    /// Takes note of the next page's parameters, and says whether they are those of a page that is remembered.
    pub(super) fn returns(&mut self, params: &Value) -> bool {
        if self.last == *params || self.mark == *params {
            return true;
        }
        self.steps += 1;
        if self.steps == self.patience {
            self.mark = params.clone();
            self.steps = 0;
            self.patience = self.patience.saturating_mul(2);
        }
        self.last = params.clone();
        false
    }
}

/// Finds out when a listing does not get on: by what its pages hold.
#[derive(Default)]
pub(super) struct Progress {
    /// The items of the page that came last.
    last: Vec<Value>,
    /// How many pages in a row were equal.
    equal: usize,
}

impl Progress {
    /// Takes note of a page, and says whether it is one that came before.
    pub(super) fn is_stuck(&mut self, items: &[impl Serialize]) -> bool {
        // What cannot be written as JSON was not read from it.
        let items = items.iter().map(serde_json::to_value);
        self.repeats(items.collect::<Result<_, _>>().unwrap_or_default())
    }

    fn repeats(&mut self, items: Vec<Value>) -> bool {
        if items.is_empty() || self.last != items {
            self.equal = 1;
            self.last = items;
            return false;
        }
        self.equal += 1;
        self.equal > MAX_EQUAL_PAGES || items.iter().any(Value::is_object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_is_known_by_the_number_of_items() {
        let mut seen = Seen::default();
        assert!(seen.more(1, 20, Some(45)));
        assert!(seen.more(2, 20, Some(45)));
        assert!(!seen.more(3, 5, Some(45)));
        // The last page is full.
        assert!(!Seen::default().more(1, 20, Some(20)));
        assert_eq!(seen.pages_left(45, 20), Some(0));
        let mut seen = Seen::default();
        assert!(seen.more(1, 20, Some(45)));
        assert_eq!(
            (seen.pages_left(45, 20), seen.pages_left(45, 0)),
            (Some(2), None)
        );
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
}
