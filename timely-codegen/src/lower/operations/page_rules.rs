//! Whether a rule of pagination fits an operation, and what it means there.

use super::pagination::Origin;
use super::unfit::{Condition, Unfit};
use crate::formats::{self, Integer};
use crate::ir::{
    CursorKind, Operation, PageEnd, PageStep, Pagination, ParameterLocation, PathStep, Presence,
    Type,
};
use crate::lower::operations::Operations;
use crate::settings::{PagePlace, PageStyle, Pagination as Rule};

/// An operation whose result may continue.
struct Paginated<'o> {
    origin: Origin,
    operation: &'o Operation,
    /// The type of its response.
    body: &'o Type,
    /// The parameter that selects a page.
    parameter: &'o str,
    /// Its type; none where pages have addresses.
    argument: Option<Type>,
}

impl Paginated<'_> {
    /// The argument's type, where it counts.
    fn integer(&self, what: &str, noun: &str) -> Result<Integer, Unfit> {
        match self.argument {
            Some(Type::Integer(integer)) => Ok(integer),
            _ => {
                let reason = format!(
                    "its parameter `{}` is {noun}, and {what} are counted by an integer",
                    self.parameter
                );
                Err(Unfit::new(Condition::Types, reason))
            }
        }
    }
}

impl Operations<'_> {
    /// How an operation's result continues, when a rule fits it.
    pub(super) fn paged_by(
        &mut self,
        rule: &Rule,
        origin: Origin,
        operation: &Operation,
    ) -> Result<Pagination, Unfit> {
        let is_by_address = matches!(rule.style, PageStyle::Link | PageStyle::Url);
        let (page_field, argument) = match is_by_address {
            true => (String::new(), None),
            false => {
                let (field, ty) = self.page_parameter(rule, &rule.page_param, operation)?;
                (field, Some(ty))
            }
        };
        let body = single_value(operation)?;
        let (items, item) = self.items(rule, body)?;
        // A request body that is used up cannot be sent again for the next page.
        let is_repeatable = operation
            .body
            .as_ref()
            .is_none_or(|body| body.content.value().is_some());
        if !is_repeatable {
            let reason = "the body of its request can be sent only once";
            return Err(Unfit::new(Condition::Repeatable, reason));
        }
        let pages = Paginated {
            origin,
            operation,
            body,
            parameter: &rule.page_param,
            argument,
        };
        let step = self.page_step(rule, &pages, &item)?;
        let back_field = match &rule.prev_param {
            Some(name) if rule.style == PageStyle::Cursor => {
                let (field, ty) = self.page_parameter(rule, name, operation)?;
                if Some(&ty) != pages.argument.as_ref() {
                    let reason =
                        format!("its parameter `{name}` is of another type than the other");
                    return Err(Unfit::new(Condition::Types, reason));
                }
                (field != page_field).then_some(field)
            }
            _ => None,
        };
        Ok(Pagination {
            limit_field: self.limit_field(rule, operation),
            page_field,
            back_field,
            step,
            items,
            item,
        })
    }

    /// Whether an operation has what a rule asks for first: the parameter and the items.
    pub(super) fn is_like(&mut self, rule: &Rule, operation: &Operation) -> bool {
        let has_parameter = rule.page_param.is_empty()
            || self
                .page_parameter(rule, &rule.page_param, operation)
                .is_ok();
        has_parameter && single_value(operation).is_ok_and(|body| self.items(rule, body).is_ok())
    }

    /// The parameter of this name that selects a page: its field or its place in the body, and its type.
    fn page_parameter(
        &mut self,
        rule: &Rule,
        name: &str,
        operation: &Operation,
    ) -> Result<(String, Type), Unfit> {
        if rule.place == Some(PagePlace::Body) {
            return self.page_member(name, operation);
        }
        let parameter = operation
            .parameters
            .iter()
            .find(|parameter| parameter.wire == *name && stands_in(parameter.location, rule.place))
            .ok_or_else(|| {
                let kind = match rule.place {
                    Some(PagePlace::Query) => "query parameter",
                    Some(PagePlace::Header) => "header parameter",
                    _ => "parameter",
                };
                Unfit::new(Condition::Parameter, format!("it has no {kind} `{name}`"))
            })?;
        let mut fields = operation.optional.iter().flat_map(|all| &all.fields);
        let argument = fields
            .find(|field| crate::naming::unraw(&field.name) == parameter.field)
            .ok_or_else(|| {
                let reason = format!("its parameter `{name}` is required");
                Unfit::new(Condition::Optional, reason)
            })?;
        Ok((argument.name.clone(), argument.ty.clone()))
    }

    /// The member of the request's body that selects a page.
    fn page_member(
        &mut self,
        pointer: &str,
        operation: &Operation,
    ) -> Result<(String, Type), Unfit> {
        let none = || {
            let reason = format!("the body of its request has no `{pointer}`");
            Unfit::new(Condition::Parameter, reason)
        };
        let body = operation.body.as_ref().ok_or_else(none)?;
        let is_json = body
            .media
            .first()
            .is_some_and(|media| media.name == "application/json" || media.name.ends_with("+json"));
        let value = body.content.value().filter(|_| is_json).ok_or_else(none)?;
        let (fields, ty) = self.body_fields(value, pointer).ok_or_else(none)?;
        let Some((last, around)) = fields.split_last() else {
            return Err(none());
        };
        if last.presence == Presence::Required {
            let reason = format!("`{pointer}` of the body of its request is required");
            return Err(Unfit::new(Condition::Optional, reason));
        }
        // An object that is not there is made, with nothing else in it.
        for field in around
            .iter()
            .filter(|field| field.presence != Presence::Required)
        {
            let members = self.fields_of(&field.ty).unwrap_or_default();
            if members
                .iter()
                .any(|member| member.presence == Presence::Required)
            {
                let reason = format!(
                    "the body of its request has `{pointer}` only where `{}` has a value",
                    field.wire
                );
                return Err(Unfit::new(Condition::Optional, reason));
            }
        }
        Ok((pointer.to_owned(), ty))
    }

    /// What bounds the items of a page, where pages are told by the number of items before and it is a number.
    fn limit_field(&mut self, rule: &Rule, operation: &Operation) -> Option<String> {
        let name = rule.limit_param.as_ref();
        let name = name.filter(|_| rule.style == PageStyle::Offset)?;
        let (field, ty) = self.page_parameter(rule, name, operation).ok()?;
        matches!(ty, Type::Integer(_)).then_some(field)
    }

    /// The way to the items of a page, and their type.
    fn items(&mut self, rule: &Rule, body: &Type) -> Result<(Vec<PathStep>, Type), Unfit> {
        let (steps, ty) = self
            .body_path(body, &rule.items)
            .ok_or_else(|| missing(&rule.items))?;
        match ty {
            Type::Array(item) => Ok((steps, *item)),
            other => {
                let place = in_response(&rule.items);
                let reason = format!("{place} is {}, not a list", self.bodies.types.noun(&other));
                Err(Unfit::new(Condition::Items, reason))
            }
        }
    }

    /// How one page leads to the next.
    fn page_step(
        &mut self,
        rule: &Rule,
        pages: &Paginated<'_>,
        item: &Type,
    ) -> Result<PageStep, Unfit> {
        let noun = pages.argument.as_ref();
        let noun = noun.map_or("", |argument| self.bodies.types.noun(argument));
        match rule.style {
            PageStyle::Page => {
                let integer = pages.integer("pages", noun)?;
                Ok(self.numbered_step(rule, pages, integer))
            }
            PageStyle::Offset => {
                let integer = pages.integer("items", noun)?;
                let end = self.page_end(rule, pages);
                Ok(PageStep::Offset { integer, end })
            }
            PageStyle::Cursor => match &rule.item_cursor {
                Some(pointer) => self.item_step(rule, pointer, pages, item),
                None => self.cursor_step(rule, pages),
            },
            PageStyle::Link => Ok(PageStep::Link),
            PageStyle::Url => self.url_step(rule, pages),
        }
    }

    /// Pages that are counted.
    fn numbered_step(&mut self, rule: &Rule, pages: &Paginated<'_>, integer: Integer) -> PageStep {
        let first = rule.first.unwrap_or(1);
        if let Some((total_pages, ty)) = self.number(pages, &rule.total_pages) {
            let float = matches!(ty, Type::Number(_));
            return PageStep::Page {
                integer,
                first,
                total_pages,
                float,
            };
        }
        PageStep::PageUntil {
            integer,
            first,
            end: self.page_end(rule, pages),
        }
    }

    /// What tells the last of the pages that have numbers.
    fn page_end(&mut self, rule: &Rule, pages: &Paginated<'_>) -> PageEnd {
        match self.total(rule, pages) {
            Some(total) => PageEnd::Total(total),
            None => self
                .flag(rule, pages)
                .map_or(PageEnd::Empty, PageEnd::HasMore),
        }
    }

    /// Pages each of which names the next.
    fn cursor_step(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Result<PageStep, Unfit> {
        let Some(pointer) = &rule.next_cursor else {
            let reason = "the rule does not say where the next cursor is";
            return Err(Unfit::new(Condition::Types, reason));
        };
        let (next, ty) = self
            .body_path(pages.body, pointer)
            .ok_or_else(|| missing(pointer))?;
        let argument = pages.argument.as_ref();
        let kind = match (&ty, argument) {
            (Type::String, Some(Type::String)) => CursorKind::Text,
            (Type::Text(formats::URL), Some(Type::String)) => CursorKind::Address,
            _ if Some(&ty) == argument => CursorKind::Value,
            _ => return Err(self.other_type(in_response(pointer), &ty, pages)),
        };
        let before = self.answer(pages, &rule.prev_cursor);
        let before = before.filter(|(_, before)| *before == ty);
        Ok(PageStep::Cursor {
            next,
            before: before.map(|(path, _)| path),
            kind,
            more: self.flag(rule, pages),
        })
    }

    /// Pages that begin after an item.
    fn item_step(
        &mut self,
        rule: &Rule,
        pointer: &str,
        pages: &Paginated<'_>,
        item: &Type,
    ) -> Result<PageStep, Unfit> {
        let (cursor, ty) = self.body_path(item, pointer).ok_or_else(|| {
            let reason = format!("an item of its response has no `{pointer}`");
            Unfit::new(Condition::Items, reason)
        })?;
        let argument = pages.argument.as_ref();
        let is_text = matches!(ty, Type::Text(_)) && argument == Some(&Type::String);
        if !is_text && Some(&ty) != argument {
            let place = format!("`{pointer}` of an item of its response");
            return Err(self.other_type(place, &ty, pages));
        }
        Ok(PageStep::Item {
            cursor,
            more: self.flag(rule, pages),
        })
    }

    /// Pages each of which has the address of the next.
    fn url_step(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Result<PageStep, Unfit> {
        let pointer = rule.next_url.as_deref().unwrap_or_default();
        let (next, ty) = self
            .body_path(pages.body, pointer)
            .ok_or_else(|| missing(pointer))?;
        let Some(kind) = address_kind(&ty) else {
            let noun = self.bodies.types.noun(&ty);
            let reason = format!("{} is {noun}, and no address", in_response(pointer));
            return Err(Unfit::new(Condition::Types, reason));
        };
        let before = self.answer(pages, &rule.prev_url);
        let before = before.filter(|(_, ty)| address_kind(ty) == Some(kind));
        Ok(PageStep::Url {
            next,
            before: before.map(|(path, _)| path),
            kind,
            more: self.flag(rule, pages),
        })
    }

    /// What is found cannot be what the parameter takes.
    fn other_type(&self, place: String, ty: &Type, pages: &Paginated<'_>) -> Unfit {
        let types = &self.bodies.types;
        let own = pages.argument.as_ref();
        let own = own.map_or("nothing", |argument| types.noun(argument));
        let reason = format!(
            "{place} is {}, and its parameter `{}` {}",
            types.noun(ty),
            pages.parameter,
            match own {
                same if same == types.noun(ty) => "has another type".to_owned(),
                other => format!("is {other}"),
            },
        );
        Unfit::new(Condition::Types, reason)
    }

    /// How many items there are on all pages, if the response says that.
    fn total(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Option<Vec<PathStep>> {
        let total = self.number(pages, &rule.total)?;
        matches!(total.1, Type::Integer(_)).then_some(total.0)
    }

    /// Whether another page follows, if the response says that.
    fn flag(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Option<Vec<PathStep>> {
        let flag = self.answer(pages, &rule.has_more)?;
        (flag.1 == Type::Boolean).then_some(flag.0)
    }

    /// A number that the rule points to in the response.
    fn number(
        &mut self,
        pages: &Paginated<'_>,
        pointer: &Option<String>,
    ) -> Option<(Vec<PathStep>, Type)> {
        let found = self.answer(pages, pointer)?;
        matches!(found.1, Type::Integer(_) | Type::Number(_)).then_some(found)
    }

    /// What the rule points to in the response; a pointer that leads nowhere is reported.
    fn answer(
        &mut self,
        pages: &Paginated<'_>,
        pointer: &Option<String>,
    ) -> Option<(Vec<PathStep>, Type)> {
        let pointer = pointer.as_ref()?;
        let Paginated {
            origin,
            operation,
            body,
            ..
        } = pages;
        if let Some(found) = self.body_path(body, pointer) {
            return Some(found);
        }
        let at = operation.pointer.child("responses");
        let message = format!(
            "{} points to `{pointer}`, which the response of `{}` does not have",
            origin.name(),
            operation.id
        );
        self.warn(*origin, &at, message)
            .help("its pages are followed without that");
        None
    }
}

/// What kind of address a value is.
fn address_kind(ty: &Type) -> Option<CursorKind> {
    match ty {
        Type::String => Some(CursorKind::Text),
        Type::Text(formats::URL) => Some(CursorKind::Address),
        _ => None,
    }
}

/// Whether a parameter stands where a rule says.
fn stands_in(location: ParameterLocation, place: Option<PagePlace>) -> bool {
    match place {
        None => true,
        Some(PagePlace::Query) => location == ParameterLocation::Query,
        Some(PagePlace::Header) => location == ParameterLocation::Header,
        Some(PagePlace::Body) => false,
    }
}

/// Why a rule does not fit that needs what a pointer leads to.
fn missing(pointer: &str) -> Unfit {
    Unfit::new(Condition::Items, format!("its response has no `{pointer}`"))
}

/// The place of a response that a pointer leads to, as reasons call it.
fn in_response(pointer: &str) -> String {
    match pointer {
        "" => "its response".to_owned(),
        pointer => format!("`{pointer}` of its response"),
    }
}

/// The type of the response of an operation that has one.
fn single_value(operation: &Operation) -> Result<&Type, Unfit> {
    let unfit = |reason| Unfit::new(Condition::Response, reason);
    let [case] = operation.success.cases.as_slice() else {
        return Err(unfit("it has several responses for success"));
    };
    let content = case.payload.content.as_ref();
    let content = content.ok_or_else(|| unfit("its response has no content"))?;
    let value = content.value();
    value.ok_or_else(|| unfit("the content of its response is not a single value"))
}
