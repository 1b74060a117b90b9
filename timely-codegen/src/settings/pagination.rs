//! How listings are paged: rules, or that they are recognized.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// How list operations are paged: the value of [`Settings::pagination`](field@super::Settings::pagination).
///
/// ```toml
/// pagination = { style = "link", items = "" }   # one rule
/// pagination = "auto"                           # what this version of the generator recognizes
/// pagination = { auto = 1 }                     # what is recognized by the first edition of its rules, for ever
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PaginationRules {
    /// What the generator recognizes in the document, by this edition of its rules; by the newest one where none is named.
    Auto(Option<u32>),
    /// These rules, the first of which that fits an operation counts.
    Rules(Vec<Pagination>),
}

impl PaginationRules {
    /// The newest edition of what is recognized. A listing that an edition does not recognize, no later version of the generator
    /// recognizes under its number.
    pub const NEWEST: u32 = 1;

    /// The rules that are written out; none where they are recognized.
    #[must_use]
    pub fn rules(&self) -> &[Pagination] {
        match self {
            Self::Auto(_) => &[],
            Self::Rules(rules) => rules,
        }
    }

    /// The edition of the rules by which listings are recognized, if they are.
    #[must_use]
    pub fn edition(&self) -> Option<u32> {
        match self {
            Self::Auto(edition) => Some(edition.unwrap_or(Self::NEWEST)),
            Self::Rules(_) => None,
        }
    }
}

impl From<Pagination> for PaginationRules {
    fn from(rule: Pagination) -> Self {
        Self::Rules(vec![rule])
    }
}

impl From<Vec<Pagination>> for PaginationRules {
    fn from(rules: Vec<Pagination>) -> Self {
        Self::Rules(rules)
    }
}

impl<const N: usize> From<[Pagination; N]> for PaginationRules {
    fn from(rules: [Pagination; N]) -> Self {
        Self::Rules(rules.into())
    }
}

impl Serialize for PaginationRules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto(None) => serializer.serialize_str("auto"),
            Self::Auto(Some(edition)) => {
                let mut table = serializer.serialize_map(Some(1))?;
                table.serialize_entry("auto", edition)?;
                table.end()
            }
            Self::Rules(rules) => match rules.as_slice() {
                [rule] => rule.serialize(serializer),
                rules => rules.serialize(serializer),
            },
        }
    }
}

impl<'de> Deserialize<'de> for PaginationRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rules;

        impl<'de> Visitor<'de> for Rules {
            type Value = PaginationRules;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table, a list of tables, or `auto`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<PaginationRules, E> {
                match text {
                    "auto" => Ok(PaginationRules::Auto(None)),
                    other => Err(E::unknown_variant(other, &["auto"])),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<PaginationRules, A::Error> {
                let mut rules = Vec::new();
                while let Some(rule) = list.next_element()? {
                    rules.push(rule);
                }
                Ok(PaginationRules::Rules(rules))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PaginationRules, A::Error> {
                Table::deserialize(MapAccessDeserializer::new(map))?.rules()
            }
        }

        deserializer.deserialize_any(Rules)
    }
}

/// What a table may have: the keys of a rule, or `auto` alone.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Table {
    auto: Option<u32>,
    operations: Vec<String>,
    style: Option<PageStyle>,
    page_param: String,
    #[serde(rename = "in")]
    place: Option<PagePlace>,
    prev_param: Option<String>,
    limit_param: Option<String>,
    first: Option<i64>,
    items: Option<String>,
    total_pages: Option<String>,
    total: Option<String>,
    has_more: Option<String>,
    next_cursor: Option<String>,
    prev_cursor: Option<String>,
    item_cursor: Option<String>,
    next_url: Option<String>,
    prev_url: Option<String>,
}

impl Table {
    fn rules<E: Error>(self) -> Result<PaginationRules, E> {
        if let Some(edition) = self.auto {
            let is_alone = self.style.is_none() && self.items.is_none();
            return match is_alone {
                true => Ok(PaginationRules::Auto(Some(edition))),
                false => Err(E::custom(
                    "`auto` stands alone: it takes the place of a rule",
                )),
            };
        }
        let rule = Pagination {
            operations: self.operations,
            style: self.style.ok_or_else(|| E::missing_field("style"))?,
            page_param: self.page_param,
            place: self.place,
            prev_param: self.prev_param,
            limit_param: self.limit_param,
            first: self.first,
            items: self.items.ok_or_else(|| E::missing_field("items"))?,
            total_pages: self.total_pages,
            total: self.total,
            has_more: self.has_more,
            next_cursor: self.next_cursor,
            prev_cursor: self.prev_cursor,
            item_cursor: self.item_cursor,
            next_url: self.next_url,
            prev_url: self.prev_url,
        };
        Ok(rule.into())
    }
}

/// How list operations are paged: what asks for a page, and where the answer stands in the response.
///
/// Applies to every operation that has [`page_param`](Self::page_param) among its optional parameters and an array at
/// [`items`](Self::items) in its response; to those of [`operations`](Self::operations) alone, where these are named.
///
/// ```toml
/// [targets.chat.pagination]
/// style = "cursor"
/// page_param = "after"
/// limit_param = "limit"
/// items = "/data"
/// next_cursor = "/meta/next"
/// ```
///
/// Several rules are several tables, `[[targets.chat.pagination]]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Pagination {
    /// The operations that it is for, by `operationId`, perhaps with `*` at the end; all that it fits when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// What tells the next page.
    pub style: PageStyle,
    /// The parameter that moves from page to page, or in a body the JSON pointer to its member. Empty for `style = "link"` and
    /// `"url"`, which need none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page_param: String,
    /// The key `in`: where that parameter stands; in the query or in a header by default.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub place: Option<PagePlace>,
    /// The parameter that asks for the page before (`style = "cursor"`), where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_param: Option<String>,
    /// The parameter that bounds the items of a page. The way back needs it for `style = "offset"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_param: Option<String>,
    /// The number of the first page (`style = "page"`); 1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<i64>,
    /// JSON pointer to the array of items; empty when the body is the array.
    pub items: String,
    /// JSON pointer to the number of pages (`style = "page"`). Without this and `total`, the end is a page without items, or
    /// what `has_more` says; a server that answers every number with the same page is then told by its items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_pages: Option<String>,
    /// JSON pointer to the number of items on all pages (`style = "page"` or `"offset"`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// JSON pointer to a boolean that tells whether another page follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_more: Option<String>,
    /// JSON pointer to the next cursor (`style = "cursor"`): absent, null or empty on the last page. It may also be the
    /// address of the next page, at the same origin, whose query has the cursor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// JSON pointer to the cursor of the page before (`style = "cursor"`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
    /// In place of `next_cursor`: JSON pointer, from an item, to what the parameter is set to, of the last item of a page; of the
    /// first one on the way back, for which there is `prev_param`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_cursor: Option<String>,
    /// JSON pointer to the address of the next page (`style = "url"`): absent, null or empty on the last page. It is at the
    /// same origin, and is followed as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_url: Option<String>,
    /// JSON pointer to the address of the page before (`style = "url"`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_url: Option<String>,
}

impl Pagination {
    /// Paging by this parameter, with the items at this JSON pointer; the other fields are public.
    #[must_use]
    pub fn new(style: PageStyle, page_param: impl Into<String>, items: impl Into<String>) -> Self {
        Self {
            operations: Vec::new(),
            style,
            page_param: page_param.into(),
            place: None,
            prev_param: None,
            limit_param: None,
            first: None,
            items: items.into(),
            total_pages: None,
            total: None,
            has_more: None,
            next_cursor: None,
            prev_cursor: None,
            item_cursor: None,
            next_url: None,
            prev_url: None,
        }
    }

    /// Whether the rule is for an operation of this id.
    pub(crate) fn is_for(&self, id: &str) -> bool {
        self.operations.is_empty()
            || self
                .operations
                .iter()
                .any(|pattern| match pattern.strip_suffix('*') {
                    Some(start) => id.starts_with(start),
                    None => id == pattern,
                })
    }
}

/// What tells the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PageStyle {
    /// Its number, the first being 1.
    Page,
    /// The number of items to skip.
    Offset,
    /// An opaque value taken from the previous page.
    Cursor,
    /// The address in the header field `Link` of the previous page with the relation `next` (RFC 8288).
    Link,
    /// An address in the body of the previous page.
    Url,
}

/// Where the parameter stands that moves from page to page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PagePlace {
    /// In the query of the address.
    Query,
    /// In a header.
    Header,
    /// In the body of the request, where a JSON pointer leads to it.
    Body,
}
