//! What parameters and members are called that have to do with pages, in lower case and without what stands between words.
//!
//! A word that is added makes listings recognized that were not: it belongs to a new edition, as a shape does.

/// Parameters whose value is taken from the answer before.
pub(super) const CURSORS: &[&str] = &[
    "cursor",
    "after",
    "pagetoken",
    "nexttoken",
    "nextcursor",
    "nextpagetoken",
    "continuationtoken",
    "continuation",
    "continue",
    "marker",
    "paginationtoken",
    "pagecursor",
    "pageafter",
    "startcursor",
    "starttoken",
    "startingafter",
    "afterid",
    "afterkey",
    "scrollid",
    "bookmark",
    "page",
];
/// Those of them that ask for what comes after a place, so that another one asks for what comes before.
pub(super) const AFTER: &[&str] = &[
    "after",
    "pageafter",
    "startingafter",
    "afterid",
    "startafter",
];
/// The others.
pub(super) const BEFORE: &[&str] = &[
    "before",
    "pagebefore",
    "endingbefore",
    "beforeid",
    "endbefore",
];
/// Parameters that are the identifier of an item.
pub(super) const ITEM_CURSORS: &[&str] = &["startingafter", "startafter", "afterid", "after"];
/// Members of an answer that hold the next cursor.
pub(super) const NEXT: &[&str] = &[
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
    "afterkey",
    "continue",
    "cursor",
    "after",
    "bookmark",
    "marker",
];
/// The same where the answer says whether there is more.
pub(super) const LAST: &[&str] = &["lastid", "lastcursor"];
/// Members that hold the cursor of the page before.
pub(super) const PREVIOUS: &[&str] = &[
    "prevcursor",
    "previouscursor",
    "prev",
    "previous",
    "prevpagetoken",
    "previouspagetoken",
    "prevpagecursor",
    "previouspagecursor",
    "prevtoken",
    "previoustoken",
    "startcursor",
    "firstid",
    "before",
];
/// Members that hold the address of the next page, by their names alone.
pub(super) const NEXT_ADDRESSES: &[&str] = &[
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
    "nexturl",
    "nexturi",
    "nextlink",
    "odatanextlink",
    "nexthref",
    "nextrecordsurl",
];
/// The same of the page before.
pub(super) const PREVIOUS_ADDRESSES: &[&str] = &[
    "prevpageurl",
    "previouspageurl",
    "prevpageuri",
    "previouspageuri",
    "previouspagelink",
    "prevurl",
    "previousurl",
    "prevlink",
    "previouslink",
];
/// Members that hold it where they are addresses by their type, or by the object around them.
pub(super) const NEXT_IN_LINKS: &[&str] = &["next", "nextpage"];
/// The same of the page before.
pub(super) const PREVIOUS_IN_LINKS: &[&str] = &["prev", "previous", "prevpage", "previouspage"];
/// Objects that say where a page stands.
pub(super) const AROUND: &[&str] = &[
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
    "previous",
    "prev",
];
/// Objects that hold addresses, where others hold cursors.
pub(super) const LINKS: &[&str] = &["links", "link"];
/// Parameters that count pages.
pub(super) const PAGES: &[&str] = &[
    "page",
    "pagenumber",
    "pageno",
    "pagenum",
    "pageindex",
    "currentpage",
    "p",
];
/// Parameters that count items.
pub(super) const OFFSETS: &[&str] = &[
    "offset",
    "skip",
    "start",
    "startat",
    "startindex",
    "from",
    "pageoffset",
    "first",
];
/// Those of them that begin a span of time just as well.
pub(super) const MOMENTS: &[&str] = &["start", "from"];
/// Parameters that end such a span.
pub(super) const ENDS: &[&str] = &["end", "to", "until", "till", "stop", "finish", "before"];
/// How descriptions say that pages count from 0, in lower case.
pub(super) const ZERO_BASED: &[&str] = &[
    "zero-based",
    "zero based",
    "0-based",
    "0 based",
    "zero-indexed",
    "zero indexed",
    "0-indexed",
    "0 indexed",
    "(0..n)",
    "starts at 0",
    "starting at 0",
    "starts from 0",
    "starting from 0",
    "starts with 0",
    "starting with 0",
    "begins at 0",
    "first page is 0",
    "page 0",
];
/// The same of 1.
pub(super) const ONE_BASED: &[&str] = &[
    "one-based",
    "one based",
    "1-based",
    "1 based",
    "one-indexed",
    "1-indexed",
    "1 indexed",
    "(1..n)",
    "starts at 1",
    "starting at 1",
    "starts from 1",
    "starting from 1",
    "starts with 1",
    "starting with 1",
    "begins at 1",
    "first page is 1",
    "defaults to 1",
    "default is 1",
    "default: 1",
    "default 1",
    "page 1",
];
/// How descriptions say that a cursor ends, in lower case.
pub(super) const ENDING: &[&str] = &[
    "empty",
    "null",
    "last page",
    "no more",
    "absent",
    "omitted",
    "not present",
    "if there are more",
    "if there is more",
    "more results",
    "more pages",
    "if any",
    "if available",
];
/// Parameters that bound a page, where pages are counted: `limit` may go with an offset beside them.
pub(super) const PAGE_SIZES: &[&str] = &[
    "perpage",
    "pagesize",
    "hitsperpage",
    "itemsperpage",
    "pagelimit",
    "size",
];
/// Parameters that bound a page.
pub(super) const LIMITS: &[&str] = &[
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
    "maxitems",
    "resultsperpage",
];
/// Members that hold the number of pages.
pub(super) const TOTAL_PAGES: &[&str] = &[
    "totalpages",
    "totalpage",
    "pagecount",
    "pagescount",
    "numpages",
    "lastpage",
    "pagestotal",
    "pages",
];
/// Members that hold the number of items on all pages.
pub(super) const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalelements",
    "totalrecords",
    "totalsize",
    "itemstotal",
    "totalentries",
    "totalhits",
    "fulltotal",
];
/// Members that tell whether a page follows.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasnext",
    "hasnextpage",
    "more",
    "hasmorepages",
    "hasmoreitems",
    "moreresults",
];
/// What lists of items are usually called, the likely ones first.
pub(super) const ITEMS: &[&str] = &[
    "data", "items", "results", "records", "entries", "values", "content", "list", "rows",
    "objects", "elements", "result", "nodes",
];
/// Lists that stand beside the items.
pub(super) const BESIDE: &[&str] = &[
    "errors", "warnings", "error", "included", "messages", "links",
];
/// How descriptions say that a number is not what it is called, or does not lead through the whole, in lower case.
pub(super) const DOUBTS: &[&str] = &[
    "not the page number",
    "not sequential",
    "without pagination",
    "not paginated",
    "returns all",
    "to skip",
];
