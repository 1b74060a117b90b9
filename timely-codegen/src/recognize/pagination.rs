//! How listings are paged: the rule that most of them follow.

use super::members::{Member, Resolved, members, plain, resolved};
use crate::formats;
use crate::ir::{Api, Operation, Parameter, ParameterLocation, Schema, SchemaRef, Type};
use crate::settings::{PageStyle, Pagination};

/// Parameters whose value is taken from the answer before.
const CURSORS: &[&str] = &[
    "cursor",
    "after",
    "pagetoken",
    "nexttoken",
    "nextcursor",
    "nextpagetoken",
    "continuationtoken",
    "continuation",
    "marker",
    "paginationtoken",
    "pagecursor",
    "starttoken",
    "startcursor",
    "bookmark",
    "page",
];
/// Members of an answer that hold the next cursor.
const NEXT: &[&str] = &[
    "nextcursor",
    "next",
    "nextpagetoken",
    "nexttoken",
    "nextpagecursor",
    "continuationtoken",
    "nextcontinuationtoken",
    "nextmarker",
    "paginationtoken",
    "endcursor",
    "nextpage",
    "cursor",
    "after",
    "bookmark",
];
/// Objects that say where a page stands.
const AROUND: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "pages",
    "pageinfo",
    "pagingmetadata",
    "links",
    "link",
    "cursors",
    "cursor",
    "responsemetadata",
    "next",
];
/// Parameters that count pages.
const PAGES: &[&str] = &["page", "pagenumber", "pageno", "pagenum", "pageindex", "p"];
/// Parameters that count items.
const OFFSETS: &[&str] = &[
    "offset",
    "skip",
    "start",
    "startat",
    "startindex",
    "from",
    "pageoffset",
];
/// Parameters that bound a page.
const LIMITS: &[&str] = &[
    "limit",
    "perpage",
    "pagesize",
    "size",
    "maxresults",
    "pagelimit",
    "take",
    "top",
    "count",
    "max",
    "first",
    "itemsperpage",
];
/// Members that hold the number of pages.
const TOTAL_PAGES: &[&str] = &[
    "totalpages",
    "pagecount",
    "pagescount",
    "numpages",
    "lastpage",
    "pagestotal",
    "pages",
];
/// Members that hold the number of items on all pages.
const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalelements",
    "totalrecords",
    "totalsize",
    "itemstotal",
    "totalentries",
    "fulltotal",
];
/// Members that tell whether a page follows.
const MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage", "more", "hasmorepages"];
/// What lists of items are usually called, the likely ones first.
const ITEMS: &[&str] = &[
    "data", "items", "results", "records", "entries", "values", "content", "list", "rows",
    "objects", "elements", "result", "nodes",
];

/// The rule that most listings follow; none if no operation looks like a page of one.
pub(super) fn recognized(api: &Api) -> Option<Pagination> {
    let mut rules: Vec<(Pagination, usize)> = Vec::new();
    for operation in api.operations() {
        let Some(rule) = rule_of(api, operation) else {
            continue;
        };
        match rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, number)) => *number += 1,
            None => rules.push((rule, 1)),
        }
    }
    // Of equals the first.
    let most = rules.iter().map(|(_, number)| *number).max()?;
    let rule = rules.into_iter().find(|(_, number)| *number == most);
    rule.map(|(rule, _)| rule)
}

/// A listing: its parameters, and what its answer says.
struct Listing<'a> {
    api: &'a Api,
    operation: &'a Operation,
    members: Vec<Member<'a>>,
}

fn rule_of(api: &Api, operation: &Operation) -> Option<Pagination> {
    let [case] = operation.success.cases.as_slice() else {
        return None;
    };
    if operation.http_method != "GET" {
        return None;
    }
    let body = case.payload.content.as_ref()?.value()?;
    let listing = Listing {
        api,
        operation,
        members: members(api, body),
    };
    let items = listing.items(body)?;
    let limit = listing.parameter(LIMITS).map(|limit| limit.wire.clone());
    let mut rule = [listing.cursor(), listing.page(), listing.offset()]
        .into_iter()
        .flatten()
        .next()?;
    rule.items = items;
    rule.limit_param = limit.filter(|limit| *limit != rule.page_param);
    Some(rule)
}

impl Listing<'_> {
    /// The pointer to the items: the member that is usually called so, or else the only list.
    fn items(&self, body: &Type) -> Option<String> {
        if matches!(resolved(self.api, body), Resolved::Other(Type::Array(_))) {
            return Some(String::new());
        }
        let is_list = |member: &&Member<'_>| {
            matches!(
                resolved(self.api, member.ty),
                Resolved::Other(Type::Array(_))
            )
        };
        let lists: Vec<&Member<'_>> = self.members.iter().filter(is_list).collect();
        let usual = ITEMS.iter().find_map(|name| {
            lists
                .iter()
                .find(|list| list.name == *name && list.within.iter().all(|name| is_wrapper(name)))
        });
        let outermost: Vec<_> = lists.iter().filter(|list| list.within.is_empty()).collect();
        let list = match (usual, outermost.as_slice()) {
            (Some(list), _) => list,
            (None, [list]) => list,
            _ => return None,
        };
        Some(list.pointer.clone())
    }

    /// The optional parameter of the query that is called one of these, the likely names first.
    fn parameter(&self, names: &[&str]) -> Option<&Parameter> {
        let is_optional = |parameter: &&Parameter| {
            parameter.location == ParameterLocation::Query && !parameter.required
        };
        names.iter().find_map(|name| {
            let mut parameters = self.operation.parameters.iter().filter(is_optional);
            parameters.find(|parameter| plain(&parameter.wire) == *name)
        })
    }

    /// The type of a parameter's argument.
    fn argument(&self, parameter: &Parameter) -> Option<&Type> {
        let fields = &self.operation.optional.as_ref()?.fields;
        let field = fields
            .iter()
            .find(|field| crate::naming::unraw(&field.name) == parameter.field)?;
        Some(&field.ty)
    }

    fn counted(&self, names: &[&str]) -> Option<&Parameter> {
        let parameter = self.parameter(names)?;
        let is_integer = matches!(self.argument(parameter), Some(Type::Integer(_)));
        is_integer.then_some(parameter)
    }

    /// The member of the answer that is called one of these, the likely names first: at its outside, or in an object
    /// that is about the page.
    fn answer(&self, names: &[&str], fits: impl Fn(&Type) -> bool) -> Option<String> {
        let is_about_pages = |member: &&Member<'_>| {
            member
                .within
                .iter()
                .all(|name| AROUND.contains(&name.as_str()) || is_wrapper(name))
        };
        names.iter().find_map(|name| {
            let mut members = self.members.iter().filter(is_about_pages);
            let found = members.find(|member| member.is_called(&[name]) && fits(member.ty))?;
            Some(found.pointer.clone())
        })
    }

    fn cursor(&self) -> Option<Pagination> {
        let parameter = self.parameter(CURSORS)?;
        let argument = self.argument(parameter)?;
        // A number that is called `page` counts pages.
        if matches!(argument, Type::Integer(_)) && PAGES.contains(&plain(&parameter.wire).as_str())
        {
            return None;
        }
        let is_next = |ty: &Type| {
            ty == argument
                || *argument == Type::String
                    && matches!(ty, Type::Text(meaning) if *meaning == formats::URL)
        };
        let next = self.answer(NEXT, is_next)?;
        let mut rule = Pagination::new(PageStyle::Cursor, &parameter.wire, "");
        rule.next_cursor = Some(next);
        Some(rule)
    }

    fn page(&self) -> Option<Pagination> {
        let parameter = self.counted(PAGES)?;
        if self.starts_at_zero(parameter) {
            return None;
        }
        let mut rule = Pagination::new(PageStyle::Page, &parameter.wire, "");
        rule.total_pages = self.answer(TOTAL_PAGES, is_number);
        if rule.total_pages.is_none() && self.parameter(LIMITS).is_some() {
            rule.total = self.answer(TOTALS, is_number);
        }
        if rule.total_pages.is_none() && rule.total.is_none() {
            rule.has_more = self.answer(MORE, |ty| *ty == Type::Boolean);
        }
        Some(rule)
    }

    fn offset(&self) -> Option<Pagination> {
        let parameter = self.counted(OFFSETS)?;
        let mut rule = Pagination::new(PageStyle::Offset, &parameter.wire, "");
        if self.parameter(LIMITS).is_some() {
            rule.total = self.answer(TOTALS, is_number);
        }
        Some(rule)
    }

    /// Whether the first page is page 0, which the rule has no word for.
    fn starts_at_zero(&self, parameter: &Parameter) -> bool {
        let schema: &Schema = match &parameter.schema {
            SchemaRef::Inline(schema) => schema,
            SchemaRef::Type(id) => match &self.api.type_def(*id).schema {
                SchemaRef::Inline(schema) => schema,
                SchemaRef::Type(_) => return false,
            },
        };
        schema.default.as_deref() == Some("0")
    }
}

/// Whether an object holds nothing but the answer: `{"data": {"items": [...]}}`.
fn is_wrapper(name: &str) -> bool {
    matches!(
        name,
        "data" | "result" | "results" | "response" | "payload" | "body"
    )
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Integer(_) | Type::Number(_))
}
