//! The shapes of listings that are recognized.
//!
//! Each has the edition since which it is: what an edition does not recognize is never recognized under its number. A shape must
//! be sure: its listing ends, and no page of it comes twice.

use super::listing::{Listing, is_number, text_of};
use super::members::{Member, plain};
use super::words::*;
use crate::formats;
use crate::ir::{Operation, Parameter, Presence, Type};
use crate::settings::{PagePlace, PageStyle, Pagination};

/// What tells a rule from a listing.
pub(super) type Shape = fn(&Listing<'_>) -> Option<Pagination>;

/// The shapes with their editions; of those that fit, the first counts.
pub(super) const SHAPES: &[(u32, Shape)] = &[
    (1, cursor),
    (1, cursor_in_body),
    (1, last_item),
    (1, page_of_pages),
    (1, address),
    (1, link),
    (1, page_with_end),
    (1, offset),
    (1, page_until_empty),
];

/// A cursor from the answer: `nextPageToken` and `pageToken`, `response_metadata.next_cursor` and `cursor`.
fn cursor(listing: &Listing<'_>) -> Option<Pagination> {
    only_get(listing.operation)?;
    let parameter = listing.parameter(CURSORS, |_| true)?;
    let argument = listing.argument(parameter)?;
    let name = plain(&parameter.wire);
    // A number that is called `page` counts pages.
    if matches!(argument, Type::Integer(_)) && PAGES.contains(&name.as_str()) {
        return None;
    }
    let mut rule = Pagination::new(PageStyle::Cursor, &parameter.wire, "");
    set_cursors(listing, &mut rule, argument)?;
    // Where a parameter asks for what comes after, another one asks for what comes before.
    if AFTER.contains(&name.as_str()) {
        let before = listing.parameter(BEFORE, |ty| ty == argument);
        rule.prev_param = before.map(|before| before.wire.clone());
        rule.prev_cursor = rule.prev_cursor.filter(|_| rule.prev_param.is_some());
    }
    Some(rule)
}

/// The same where the cursor is a part of the body that searches are sent with.
fn cursor_in_body(listing: &Listing<'_>) -> Option<Pagination> {
    if listing.operation.http_method == "GET" {
        return None;
    }
    let is_cursor = |member: &&Member<'_>| {
        member.may_end && member.is_called(CURSORS) && !member.is_called(PAGES)
    };
    let member = listing.sent.iter().find(is_cursor)?;
    let mut rule = Pagination::new(PageStyle::Cursor, &member.pointer, "");
    rule.place = Some(PagePlace::Body);
    set_cursors(listing, &mut rule, member.ty)?;
    if member.is_called(AFTER) {
        rule.prev_cursor = None;
    }
    Some(rule)
}

/// Says in a rule where the cursors are, which are of this type. The answer must tell the end.
fn set_cursors(listing: &Listing<'_>, rule: &mut Pagination, argument: &Type) -> Option<()> {
    let is_cursor = |member: &Member<'_>| {
        listing.is_same(member.ty, argument)
            && !listing.is_link(member)
            && !matches!(member.ty, Type::Text(formats::URL))
    };
    let more = more(listing);
    let ends = |member: &Member<'_>| more.is_some() || tells_end(member);
    let is_next = |member: &Member<'_>| is_cursor(member) && ends(member);
    let next = listing.answer(NEXT, is_next).or_else(|| {
        let last = more.is_some().then_some(LAST)?;
        listing.answer(last, is_cursor)
    })?;
    rule.next_cursor = Some(next.pointer.clone());
    rule.prev_cursor = listing
        .answer(PREVIOUS, |member| is_cursor(member) && tells_end(member))
        .map(|before| before.pointer.clone());
    rule.has_more = more;
    Some(())
}

/// The identifier of the last item: `starting_after` with `has_more`.
fn last_item(listing: &Listing<'_>) -> Option<Pagination> {
    only_get(listing.operation)?;
    let parameter = listing.parameter(ITEM_CURSORS, |ty| *ty == Type::String)?;
    let name = plain(&parameter.wire);
    // A cursor called so may be anything else.
    let is_id = name != "after" || listing.said(parameter).contains("id");
    let more = more(listing).filter(|_| is_id)?;
    let item = super::members::members(listing.api, listing.item()?);
    let is_id = |member: &&Member<'_>| {
        member.within.is_empty()
            && member.name == "id"
            && member.presence == Presence::Required
            && matches!(member.ty, Type::String | Type::Text(_))
    };
    let id = item.iter().find(is_id)?;
    let mut rule = Pagination::new(PageStyle::Cursor, &parameter.wire, "");
    rule.item_cursor = Some(id.pointer.clone());
    rule.has_more = Some(more);
    let before = listing.parameter(BEFORE, |ty| *ty == Type::String);
    rule.prev_param = before.map(|before| before.wire.clone());
    Some(rule)
}

/// Numbers of pages, where the answer tells how many there are.
fn page_of_pages(listing: &Listing<'_>) -> Option<Pagination> {
    let mut rule = numbered(listing)?;
    // Where totals are to be asked for, none ends the listing.
    let is_asked_for = listing.parameters().any(|(name, ty)| {
        *ty == Type::Boolean && (name.contains("total") || name.contains("count"))
    });
    rule.total_pages = Some(listing.number(TOTAL_PAGES).filter(|_| !is_asked_for)?);
    Some(rule)
}

/// The same where it tells how many items there are, or whether another page follows.
fn page_with_end(listing: &Listing<'_>) -> Option<Pagination> {
    let mut rule = numbered(listing)?;
    rule.total = total(listing);
    if rule.total.is_none() {
        rule.has_more = Some(more(listing)?);
    }
    Some(rule)
}

/// The same where nothing tells the end but a page without items.
fn page_until_empty(listing: &Listing<'_>) -> Option<Pagination> {
    let rule = numbered(listing)?;
    listing.limit_of(PageStyle::Page)?;
    Some(rule)
}

fn numbered(listing: &Listing<'_>) -> Option<Pagination> {
    only_get(listing.operation)?;
    let parameter = listing.counted(PAGES)?;
    let first = first_page(listing, parameter)?;
    let mut rule = Pagination::new(PageStyle::Page, &parameter.wire, "");
    rule.first = (first != 1).then_some(first);
    Some(rule)
}

/// The number of the first page, where it is sure: without the parameter a server gives that page, and the next one is asked for by
/// the number after it.
fn first_page(listing: &Listing<'_>, parameter: &Parameter) -> Option<i64> {
    let text = listing.said(parameter);
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    if says(DOUBTS) {
        return None;
    }
    let (default, least) = listing.bounds(parameter);
    match (default.as_deref(), least) {
        (Some("0"), _) => Some(0),
        (Some("1"), _) => (!says(ZERO_BASED)).then_some(1),
        (Some(_), _) => None,
        (None, _) if says(ZERO_BASED) => (!says(ONE_BASED)).then_some(0),
        (None, Some(1)) => Some(1),
        (None, _) if says(ONE_BASED) => Some(1),
        (None, Some(_)) => None,
        // By the habits of those who call them so.
        (None, None) => {
            let is_usual = plain(&parameter.wire) == "page";
            let sizes = &[
                "perpage",
                "limit",
                "pagesize",
                "itemsperpage",
                "hitsperpage",
            ];
            (is_usual && listing.has_parameter(sizes)).then_some(1)
        }
    }
}

/// Numbers of items, with a limit.
fn offset(listing: &Listing<'_>) -> Option<Pagination> {
    only_get(listing.operation)?;
    let parameter = listing.counted(OFFSETS)?;
    let limit = listing.limit()?;
    let name = plain(&parameter.wire);
    let text = listing.said(parameter);
    let (default, least) = listing.bounds(parameter);
    let counts_from_one = default.as_deref().is_some_and(|default| default != "0")
        || least.is_some_and(|least| least > 0)
        || ONE_BASED.iter().any(|words| text.contains(words))
        || name == "startindex" && default.is_none() && least.is_none();
    let counts_pages = ["number of pages", "page number", "page index"];
    let counts_pages = counts_pages.iter().any(|words| text.contains(words));
    // `first` is a limit just as well.
    let is_limit = name == "first" && !(plain(&limit.wire) == "max" && text.contains("offset"));
    let mut others = listing.operation.parameters.iter();
    let is_moment = MOMENTS.contains(&name.as_str())
        && others.any(|other| ENDS.contains(&plain(&other.wire).as_str()));
    if counts_from_one || counts_pages || is_limit || is_moment || limit.wire == parameter.wire {
        return None;
    }
    let mut rule = Pagination::new(PageStyle::Offset, &parameter.wire, "");
    rule.total = total(listing);
    if rule.total.is_none() {
        rule.has_more = more(listing);
    }
    Some(rule)
}

/// The address of the next page in the answer: `links.next`, `_links.next.href`, `@odata.nextLink`, `next` beside `results`.
fn address(listing: &Listing<'_>) -> Option<Pagination> {
    only_get(listing.operation)?;
    let ends = |member: &Member<'_>| more(listing).is_some() || tells_end(member);
    let next = address_of(listing, NEXT_ADDRESSES, NEXT_IN_LINKS, ends)?;
    let before = address_of(listing, PREVIOUS_ADDRESSES, PREVIOUS_IN_LINKS, tells_end);
    let is_same = |before: &&Member<'_>| before.ty == next.ty;
    let mut rule = Pagination::new(PageStyle::Url, "", "");
    rule.prev_url = before.filter(is_same).map(|before| before.pointer.clone());
    rule.next_url = Some(next.pointer.clone());
    rule.has_more = more(listing);
    Some(rule)
}

fn address_of<'l, 'a>(
    listing: &'l Listing<'a>,
    names: &[&str],
    in_links: &[&str],
    ends: impl Fn(&Member<'_>) -> bool,
) -> Option<&'l Member<'a>> {
    let is_address = |member: &Member<'_>| matches!(member.ty, Type::Text(formats::URL));
    let is_text = |member: &Member<'_>| is_address(member) || *member.ty == Type::String;
    // As frameworks have it: `count`, `next`, `previous`, `results`.
    let has = |name: &str| {
        let mut members = listing.members.iter();
        members.any(|member| member.within.is_empty() && member.name == name)
    };
    let is_frameworks = ["count", "next", "previous", "results"]
        .into_iter()
        .all(has);
    let known = |member: &Member<'_>| {
        is_address(member) || listing.is_link(member) || is_frameworks && member.within.is_empty()
    };
    listing
        .answer(names, |member| is_text(member) && ends(member))
        .or_else(|| {
            listing.answer(in_links, |member| {
                is_text(member) && known(member) && ends(member)
            })
        })
        .or_else(|| {
            listing.answer(&["href", "url"], |member| {
                let around = member.within.last();
                around.is_some_and(|name| in_links.contains(&name.as_str()))
                    && is_text(member)
                    && ends(member)
            })
        })
}

/// The header field `Link`, where the document has it among those of the answer (RFC 8288).
fn link(listing: &Listing<'_>) -> Option<Pagination> {
    only_get(listing.operation)?;
    let case = listing.operation.success.cases.first()?;
    let headers = &listing.api.header_sets[case.payload.headers?].headers;
    let mut names = headers.iter().map(|(header, ..)| &header.wire);
    let has_link = names.any(|name| name.eq_ignore_ascii_case("link"));
    let is_paged = [PAGES, OFFSETS, LIMITS, CURSORS]
        .into_iter()
        .any(|names| listing.parameter(names, |_| true).is_some());
    (has_link && is_paged).then(|| Pagination::new(PageStyle::Link, "", ""))
}

/// The pointer to the number of all items. A number of pages may be called so, too, and that of the items of one page.
fn total(listing: &Listing<'_>) -> Option<String> {
    let is_other = |member: &Member<'_>| {
        let text = text_of(member.docs);
        let words = [
            "number of pages",
            "total pages",
            "this page",
            "current page",
            "returned",
        ];
        words.iter().any(|words| text.contains(words))
    };
    let found = listing.answer(TOTALS, |member| is_number(member.ty) && !is_other(member))?;
    matches!(found.ty, Type::Integer(_)).then(|| found.pointer.clone())
}

/// The pointer to whether another page follows.
fn more(listing: &Listing<'_>) -> Option<String> {
    let found = listing.answer(MORE, |member| *member.ty == Type::Boolean)?;
    Some(found.pointer.clone())
}

/// Whether a member tells by itself that there is nothing more: it may be absent, or is said to be empty.
fn tells_end(member: &Member<'_>) -> bool {
    let text = text_of(member.docs);
    member.may_end || ENDING.iter().any(|words| text.contains(words))
}

fn only_get(operation: &Operation) -> Option<()> {
    (operation.http_method == "GET").then_some(())
}
