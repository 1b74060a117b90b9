//! The query parameters of the list of contacts.

use super::checks::string;
use super::error::Violations;
use super::model::ContactStatus;
use crate::store::Sort;
use form_urlencoded::parse;
use std::borrow::Cow;

/// The query parameters of the list of contacts.
pub(super) struct ListQuery<'q> {
    pub(super) page: i64,
    pub(super) limit: i64,
    pub(super) sort: Sort,
    pub(super) descending: bool,
    pub(super) status: Option<ContactStatus>,
    pub(super) search: Option<Cow<'q, str>>,
}

const NAMES: [&str; 6] = ["page", "limit", "sort", "order", "status", "search"];

impl<'q> ListQuery<'q> {
    pub(super) fn parse(query: &'q str) -> Result<Self, Violations> {
        let mut values: [Option<Cow<'q, str>>; 6] = Default::default();
        let mut counts = [0_usize; 6];
        for (name, value) in parse(query.as_bytes()) {
            if let Some(index) = NAMES.iter().position(|known| *known == name) {
                counts[index] += 1;
                values[index].get_or_insert(value);
            }
        }
        let mut found = Violations::default();
        for (index, count) in counts.into_iter().enumerate() {
            if count > 1 {
                let place = format!("query /{}", NAMES[index]);
                found.push(&place, "one value", &format!("{count} values"));
                values[index] = None;
            }
        }
        let [page, limit, sort, order, status, search] = values;
        let query = Self {
            page: integer("page", page, 1, i64::MAX, 1, &mut found),
            limit: integer("limit", limit, 1, 100, 20, &mut found),
            sort: sorted(sort, &mut found),
            descending: descending(order, &mut found),
            status: filtered(status, &mut found),
            search,
        };
        found.into_result().map(|()| query)
    }
}

fn integer(
    name: &str,
    text: Option<Cow<'_, str>>,
    min: i64,
    max: i64,
    default: i64,
    found: &mut Violations,
) -> i64 {
    let Some(text) = text else { return default };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() == 1 || !digits.starts_with('0'));
    let place = || format!("query /{name}");
    match text.parse() {
        Ok(number) if is_number => {
            if number < min {
                found.push(&place(), &format!("at least {min}"), &text);
            } else if number > max {
                found.push(&place(), &format!("at most {max}"), &text);
            }
            number
        }
        _ => {
            found.push(&place(), "an integer", &string(&text));
            default
        }
    }
}

fn sorted(text: Option<Cow<'_, str>>, found: &mut Violations) -> Sort {
    match text.as_deref() {
        None | Some("created_at") => Sort::CreatedAt,
        Some("updated_at") => Sort::UpdatedAt,
        Some("customer_name") => Sort::Name,
        Some("customer_email") => Sort::Email,
        Some("status") => Sort::Status,
        Some(other) => {
            let listed =
                r#""created_at", "updated_at", "customer_name", "customer_email" or "status""#;
            found.push("query /sort", listed, &string(other));
            Sort::CreatedAt
        }
    }
}

fn descending(text: Option<Cow<'_, str>>, found: &mut Violations) -> bool {
    match text.as_deref() {
        None | Some("desc") => true,
        Some("asc") => false,
        Some(other) => {
            found.push("query /order", r#""asc" or "desc""#, &string(other));
            true
        }
    }
}

fn filtered(text: Option<Cow<'_, str>>, found: &mut Violations) -> Option<ContactStatus> {
    let text = text?;
    let status = ContactStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == text);
    if status.is_none() {
        found.push("query /status", ContactStatus::NAMES, &string(&text));
    }
    status
}
