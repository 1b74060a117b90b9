//! One page of a list.

use crate::api::models::ListMeta;
use crate::api::models::list_meta::ListMetaRequired;

/// Cuts a page out of the rows. The router lets neither number be less than 1; a page past the end is empty.
pub(super) fn page<'a, T: Clone + 'a>(
    rows: impl IntoIterator<Item = &'a T>,
    page: i64,
    per_page: i64,
) -> (Vec<T>, ListMeta) {
    let rows: Vec<&T> = rows.into_iter().collect();
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let before = page.saturating_sub(1).saturating_mul(per_page);
    let data = rows
        .into_iter()
        .skip(size(before))
        .take(size(per_page))
        .cloned()
        .collect();
    (
        data,
        ListMeta::new(ListMetaRequired {
            page,
            per_page,
            total,
        }),
    )
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
