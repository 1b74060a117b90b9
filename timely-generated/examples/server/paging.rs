//! What all lists share: pages, order, filters and search.

use std::cmp::Ordering;
use timely_generated::models::*;

/// Which page of a list to answer with, and in which direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    page: i64,
    limit: i64,
    descending: bool,
}

/// The [`Listing`] that the parameters of an operation ask for: each operation has a type of its own for them.
macro_rules! listing {
    ($params:expr) => {
        Listing::new(
            $params.page_or_default(),
            $params.limit_or_default(),
            &$params.order_or_default(),
        )
    };
}
pub(crate) use listing;

impl Listing {
    pub(crate) fn new(page: i64, limit: i64, order: &SortOrder) -> Self {
        Self {
            descending: *order != SortOrder::Asc,
            ..Self::newest_first(page, limit)
        }
    }

    /// For lists that have no `order`. The router lets neither number be less than 1.
    pub(crate) fn newest_first(page: i64, limit: i64) -> Self {
        Self {
            page: page.max(1),
            limit: limit.max(1),
            descending: true,
        }
    }

    /// Sorts the rows and cuts the page out of them.
    ///
    /// Rows that compare equal stay in the order in which they were added or, in descending order, the reverse of it,
    /// so that no row is on two pages.
    pub(crate) fn page<'a, T: Clone + 'a>(
        self,
        rows: impl Iterator<Item = &'a T>,
        compare: impl Fn(&T, &T) -> Ordering,
    ) -> (Vec<T>, Pagination) {
        let mut rows: Vec<&T> = rows.collect();
        rows.sort_by(|a, b| compare(a, b));
        if self.descending {
            rows.reverse();
        }
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        // A page far past the end saturates and comes out empty.
        let before = (self.page - 1).saturating_mul(self.limit);
        let data = rows
            .into_iter()
            .skip(size(before))
            .take(size(self.limit))
            .cloned()
            .collect();
        let pages = total / self.limit + i64::from(total % self.limit != 0);
        let pagination = Pagination::new(pagination::PaginationRequired {
            page: self.page,
            limit: self.limit,
            total,
            total_pages: pages,
        });
        (data, pagination)
    }
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Whether a value passes a filter; one that is not given passes everything.
pub(crate) fn passes<T: PartialEq + ?Sized>(filter: Option<&T>, value: Option<&T>) -> bool {
    filter.is_none_or(|filter| value == Some(filter))
}

/// Whether one of the fields contains the search term, whatever its case.
pub(crate) fn found(search: Option<&str>, fields: &[Option<&str>]) -> bool {
    let Some(term) = search.map(str::to_lowercase) else {
        return true;
    };
    fields
        .iter()
        .flatten()
        .any(|field| field.to_lowercase().contains(&term))
}

/// Order of names as people expect it: case decides only between names that are otherwise equal.
pub(crate) fn by_name(a: &str, b: &str) -> Ordering {
    a.to_lowercase()
        .cmp(&b.to_lowercase())
        .then_with(|| a.cmp(b))
}
