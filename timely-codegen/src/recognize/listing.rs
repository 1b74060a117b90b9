//! A listing: its parameters, and what its answer says.

use super::members::{Member, Resolved, is_wrapper, members, plain, resolved};
use super::words::{AROUND, BESIDE, ITEMS, LIMITS, LINKS, PAGE_SIZES};
use crate::ir::{
    Api, Bound, Docs, Operation, OptionalArgument, Parameter, ParameterLocation, Schema, SchemaRef,
    StatusMatch, Type,
};
use crate::settings::PageStyle;

/// An operation whose answer has a list of items.
pub(super) struct Listing<'a> {
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    /// Those of the answer.
    pub(super) members: Vec<Member<'a>>,
    /// Those of the request's body.
    pub(super) sent: Vec<Member<'a>>,
    /// The pointer to the items.
    pub(super) items: String,
}

impl<'a> Listing<'a> {
    /// An operation as a listing, if it has one answer with a list in it.
    pub(super) fn of(api: &'a Api, operation: &'a Operation) -> Option<Self> {
        let [case] = operation.success.cases.as_slice() else {
            return None;
        };
        // Another status may have any content.
        if matches!(case.status, StatusMatch::Default) || !is_reading(operation) {
            return None;
        }
        let body = case.payload.content.as_ref()?.value()?;
        let members_of = |ty| members(api, ty);
        let sent = operation.body.as_ref();
        let sent = sent.and_then(|body| body.content.value());
        let mut listing = Self {
            api,
            operation,
            members: members(api, body),
            sent: sent.map_or_else(Vec::new, members_of),
            items: String::new(),
        };
        listing.items = listing.items_in(body)?;
        Some(listing)
    }

    /// The pointer to the items: the member that is usually called so, or else the only list.
    fn items_in(&self, body: &Type) -> Option<String> {
        if self.is_list(body) {
            return Some(String::new());
        }
        let lists = self.members.iter().filter(|member| self.is_list(member.ty));
        let lists = lists.filter(|list| !list.is_called(BESIDE));
        let lists: Vec<&Member<'_>> = lists.collect();
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

    fn is_list(&self, ty: &Type) -> bool {
        matches!(resolved(self.api, ty), Resolved::Other(Type::Array(_)))
    }

    /// The type of an item.
    pub(super) fn item(&self) -> Option<&'a Type> {
        let list = match self.items.as_str() {
            "" => {
                let case = self.operation.success.cases.first()?;
                case.payload.content.as_ref()?.value()?
            }
            pointer => {
                let mut members = self.members.iter();
                members.find(|member| member.pointer == pointer)?.ty
            }
        };
        match resolved(self.api, list) {
            Resolved::Other(Type::Array(item)) => Some(item),
            _ => None,
        }
    }

    /// The optional parameter of the query that is called one of these and fits, the likely names first.
    pub(super) fn parameter(
        &self,
        names: &[&str],
        fits: impl Fn(&Type) -> bool,
    ) -> Option<&'a Parameter> {
        let fits = |parameter: &&Parameter| {
            parameter.location == ParameterLocation::Query
                && !parameter.required
                && !self.is_deprecated(parameter)
                && self.argument(parameter).is_some_and(&fits)
        };
        names.iter().find_map(|name| {
            let mut parameters = self.operation.parameters.iter().filter(fits);
            parameters.find(|parameter| plain(&parameter.wire) == *name)
        })
    }

    /// Whether a parameter of any kind is called one of these.
    pub(super) fn has_parameter(&self, names: &[&str]) -> bool {
        let mut parameters = self.operation.parameters.iter();
        parameters.any(|parameter| names.contains(&plain(&parameter.wire).as_str()))
    }

    /// The optional parameters with their plain names and types.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (String, &'a Type)> {
        let parameters = self.operation.parameters.iter();
        parameters.filter_map(|parameter| Some((plain(&parameter.wire), self.argument(parameter)?)))
    }

    /// The type of a parameter's argument.
    pub(super) fn argument(&self, parameter: &Parameter) -> Option<&'a Type> {
        self.field(parameter).map(|field| &field.ty)
    }

    fn field(&self, parameter: &Parameter) -> Option<&'a OptionalArgument> {
        let mut fields = self.operation.optional.as_ref()?.fields.iter();
        fields.find(|field| crate::naming::unraw(&field.name) == parameter.field)
    }

    /// Whether a parameter is not to be used any more, if only by what is said of it.
    fn is_deprecated(&self, parameter: &Parameter) -> bool {
        let is_marked = self.field(parameter).is_some_and(|field| field.deprecated);
        is_marked || self.said(parameter).contains("deprecated")
    }

    pub(super) fn counted(&self, names: &[&str]) -> Option<&'a Parameter> {
        self.parameter(names, |ty| matches!(ty, Type::Integer(_)))
    }

    /// What bounds a page. `$count=true` does not, nor does `size=small`.
    pub(super) fn limit(&self) -> Option<&'a Parameter> {
        self.parameter(LIMITS, is_number)
    }

    /// What bounds a page of this style.
    pub(super) fn limit_of(&self, style: PageStyle) -> Option<&'a Parameter> {
        match style {
            PageStyle::Page => self.counted(PAGE_SIZES).or_else(|| self.limit()),
            _ => self.limit(),
        }
    }

    /// The member of the answer that is called one of these, the likely names first: at its outside, or in an object
    /// that is about the page.
    pub(super) fn answer(
        &self,
        names: &[&str],
        fits: impl Fn(&Member<'_>) -> bool,
    ) -> Option<&Member<'a>> {
        let is_about_pages = |member: &&Member<'_>| {
            member
                .within
                .iter()
                .all(|name| AROUND.contains(&name.as_str()) || is_wrapper(name))
        };
        names.iter().find_map(|name| {
            let mut members = self.members.iter().filter(is_about_pages);
            members.find(|member| member.is_called(&[name]) && fits(member))
        })
    }

    /// The pointer to a number of the answer.
    pub(super) fn number(&self, names: &[&str]) -> Option<String> {
        let found = self.answer(names, |member| is_number(member.ty))?;
        Some(found.pointer.clone())
    }

    /// Whether two types are the same behind the names that stand for them.
    pub(super) fn is_same(&self, a: &Type, b: &Type) -> bool {
        match (resolved(self.api, a), resolved(self.api, b)) {
            (Resolved::Other(a), Resolved::Other(b)) => a == b,
            _ => false,
        }
    }

    /// Whether a member is an address by its type or by the objects around it.
    pub(super) fn is_link(&self, member: &Member<'_>) -> bool {
        let mut around = member.within.iter();
        around.any(|name| LINKS.contains(&name.as_str()))
    }

    /// What is said of a parameter, in lower case.
    pub(super) fn said(&self, parameter: &Parameter) -> String {
        self.field(parameter)
            .map_or_else(String::new, |field| text_of(&field.docs))
    }

    /// The number that a parameter has by default, and the least that it may have.
    pub(super) fn bounds(&self, parameter: &Parameter) -> (Option<String>, Option<i128>) {
        let Some(schema) = self.schema(&parameter.schema) else {
            return (None, None);
        };
        let choices = schema.any_of.iter().chain(&schema.one_of);
        let choices = choices.filter_map(|choice| self.schema(choice));
        let all: Vec<&Schema> = std::iter::once(schema).chain(choices).collect();
        let default = all.iter().find_map(|schema| schema.default.clone());
        let least = all.iter().find_map(|schema| match schema.minimum {
            Some(Bound::Int(least)) => Some(i128::from(least)),
            _ => None,
        });
        (default.map(|default| default.to_string()), least)
    }

    fn schema<'s>(&'s self, schema: &'s SchemaRef) -> Option<&'s Schema> {
        let inline = |schema: &'s SchemaRef| match schema {
            SchemaRef::Inline(schema) => Some(&**schema),
            SchemaRef::Type(_) => None,
        };
        match schema {
            SchemaRef::Type(id) => inline(&self.api.type_def(*id).schema),
            schema => inline(schema),
        }
    }
}

/// What reads: a search may be sent by POST.
fn is_reading(operation: &Operation) -> bool {
    matches!(operation.http_method.as_str(), "GET" | "POST" | "QUERY")
}

/// What is said of something, in lower case.
pub(super) fn text_of(docs: &Docs) -> String {
    let texts = [&docs.summary, &docs.description];
    let texts: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
    texts.join(" ").to_lowercase()
}

pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Integer(_) | Type::Number(_))
}
