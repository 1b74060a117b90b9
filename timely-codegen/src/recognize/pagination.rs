//! How listings are paged: the rule that most of them follow.

use super::members::{Member, Resolved, members, plain, resolved};
use crate::formats;
use crate::ir::{
    Api, Bound, Operation, OptionalArgument, Parameter, ParameterLocation, Schema, SchemaRef, Type,
};
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
    "nextpageurl",
    "nextpageuri",
    "nexturl",
    "nextlink",
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
/// Those of them that begin a span of time just as well.
const MOMENTS: &[&str] = &["start", "from"];
/// Parameters that end such a span.
const ENDS: &[&str] = &["end", "to", "until", "till", "stop", "finish", "before"];
/// Objects that hold addresses, where others hold cursors.
const LINKS: &[&str] = &["links", "link"];
/// How descriptions say that pages count from 0, in lower case.
const ZERO_BASED: &[&str] = &[
    "zero-based",
    "zero based",
    "0-based",
    "0 based",
    "zero-indexed",
    "0-indexed",
    "(0..n)",
];
/// Parameters that bound a page, where pages are counted: `limit` may go with an offset beside them.
const PAGE_SIZES: &[&str] = &["perpage", "pagesize", "hitsperpage", "itemsperpage", "size"];
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
    "hitsperpage",
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
    let mut rule = [listing.cursor(), listing.page(), listing.offset()]
        .into_iter()
        .flatten()
        .next()?;
    rule.items = items;
    let limit = match rule.style {
        PageStyle::Page => listing.counted(PAGE_SIZES).or_else(|| listing.limit()),
        _ => listing.limit(),
    };
    rule.limit_param = limit
        .map(|limit| limit.wire.clone())
        .filter(|limit| *limit != rule.page_param);
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

    /// The optional parameter of the query that is called one of these and fits, the likely names first.
    fn parameter(&self, names: &[&str], fits: impl Fn(&Type) -> bool) -> Option<&Parameter> {
        let fits = |parameter: &&Parameter| {
            parameter.location == ParameterLocation::Query
                && !parameter.required
                && self.argument(parameter).is_some_and(&fits)
        };
        names.iter().find_map(|name| {
            let mut parameters = self.operation.parameters.iter().filter(fits);
            parameters.find(|parameter| plain(&parameter.wire) == *name)
        })
    }

    /// The type of a parameter's argument.
    fn argument(&self, parameter: &Parameter) -> Option<&Type> {
        self.field(parameter).map(|field| &field.ty)
    }

    fn field(&self, parameter: &Parameter) -> Option<&OptionalArgument> {
        let mut fields = self.operation.optional.as_ref()?.fields.iter();
        fields.find(|field| crate::naming::unraw(&field.name) == parameter.field)
    }

    fn counted(&self, names: &[&str]) -> Option<&Parameter> {
        self.parameter(names, |ty| matches!(ty, Type::Integer(_)))
    }

    /// What bounds a page. `$count=true` does not, nor does `size=small`.
    fn limit(&self) -> Option<&Parameter> {
        self.parameter(LIMITS, is_number)
    }

    /// The member of the answer that is called one of these, the likely names first: at its outside, or in an object
    /// that is about the page.
    fn answer(&self, names: &[&str], fits: impl Fn(&Member<'_>) -> bool) -> Option<String> {
        let is_about_pages = |member: &&Member<'_>| {
            member
                .within
                .iter()
                .all(|name| AROUND.contains(&name.as_str()) || is_wrapper(name))
        };
        names.iter().find_map(|name| {
            let mut members = self.members.iter().filter(is_about_pages);
            let found = members.find(|member| member.is_called(&[name]) && fits(member))?;
            Some(found.pointer.clone())
        })
    }

    fn cursor(&self) -> Option<Pagination> {
        let parameter = self.parameter(CURSORS, |_| true)?;
        let argument = self.argument(parameter)?;
        // A number that is called `page` counts pages.
        if matches!(argument, Type::Integer(_)) && PAGES.contains(&plain(&parameter.wire).as_str())
        {
            return None;
        }
        let is_next = |member: &Member<'_>| {
            member.ty == argument
                || *argument == Type::String
                    && matches!(member.ty, Type::Text(meaning) if *meaning == formats::URL)
        };
        let is_link = |member: &Member<'_>| {
            let within = member.within.last();
            within.is_some_and(|name| LINKS.contains(&name.as_str()))
        };
        let next = self
            .answer(NEXT, |member| is_next(member) && !is_link(member))
            .or_else(|| self.answer(NEXT, is_next))?;
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
        rule.total_pages = self.answer(TOTAL_PAGES, |member| is_number(member.ty));
        if rule.total_pages.is_none() && self.limit().is_some() {
            rule.total = self.answer(TOTALS, |member| is_number(member.ty));
        }
        if rule.total_pages.is_none() && rule.total.is_none() {
            rule.has_more = self.answer(MORE, |member| *member.ty == Type::Boolean);
        }
        Some(rule)
    }

    fn offset(&self) -> Option<Pagination> {
        let parameter = self.counted(OFFSETS)?;
        if self.is_moment(parameter) {
            return None;
        }
        let mut rule = Pagination::new(PageStyle::Offset, &parameter.wire, "");
        if self.limit().is_some() {
            rule.total = self.answer(TOTALS, |member| is_number(member.ty));
        }
        Some(rule)
    }

    /// Whether a parameter that may count items is a moment: the begin of a span of time.
    fn is_moment(&self, parameter: &Parameter) -> bool {
        let mut others = self.operation.parameters.iter();
        MOMENTS.contains(&plain(&parameter.wire).as_str())
            && (self.limit().is_none()
                || others.any(|other| ENDS.contains(&plain(&other.wire).as_str())))
    }

    /// Whether the first page is page 0, which the rule has no word for.
    fn starts_at_zero(&self, parameter: &Parameter) -> bool {
        let is_zero = |schema: &Schema| {
            schema.default.as_deref() == Some("0")
                || schema.default.is_none() && schema.minimum == Some(Bound::Int(0))
        };
        let docs = self.field(parameter).map(|field| &field.docs);
        let texts = docs.map(|docs| [&docs.summary, &docs.description]);
        let says_so = |text: &String| {
            let text = text.to_lowercase();
            ZERO_BASED.iter().any(|words| text.contains(words))
        };
        if texts.into_iter().flatten().flatten().any(says_so) {
            return true;
        }
        let schema = self.schema(&parameter.schema);
        schema.is_some_and(|schema| {
            let choices = schema.any_of.iter().chain(&schema.one_of);
            let mut choices = choices.filter_map(|choice| self.schema(choice));
            is_zero(schema) || choices.any(is_zero)
        })
    }

    fn schema<'a>(&'a self, schema: &'a SchemaRef) -> Option<&'a Schema> {
        let inline = |schema: &'a SchemaRef| match schema {
            SchemaRef::Inline(schema) => Some(&**schema),
            SchemaRef::Type(_) => None,
        };
        match schema {
            SchemaRef::Type(id) => inline(&self.api.type_def(*id).schema),
            schema => inline(schema),
        }
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
