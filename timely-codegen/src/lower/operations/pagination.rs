//! Pagination: the rule of the settings or of the document, applied to the operations that it fits.

use super::unfit::{Condition, Unfit};
use crate::diagnostic::{Code, Diagnostic, Pointer, Severity};
use crate::formats::{self, Integer};
use crate::ir::{
    CursorKind, Operation, PageEnd, PageStep, Pagination, PathStep, Presence, Type, TypeKind,
};
use crate::lower::operations::Operations;
use crate::normalize::PAGINATION;
use crate::settings::{PageStyle, Pagination as Rule, document};
use indexmap::IndexMap;
use serde_json::Value;

/// Who says how lists are paged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Settings,
    Document,
}

impl Origin {
    /// What messages call the rule.
    fn name(self) -> &'static str {
        match self {
            Self::Settings => "the `pagination` setting",
            Self::Document => "`x-pagination`",
        }
    }
}

/// Why a pointer leads to no value of a response.
enum Lost {
    Missing,
    /// It leads through this property, which may be absent or null.
    Uncertain(String),
}

/// An operation whose result may continue.
struct Paginated<'o> {
    origin: Origin,
    operation: &'o Operation,
    /// The type of its response.
    body: &'o Type,
    /// The parameter that selects a page.
    parameter: &'o str,
    /// Its type.
    argument: &'o Type,
}

impl Paginated<'_> {
    /// The argument's type, where it counts.
    fn integer(&self, what: &str, noun: &str) -> Result<Integer, Unfit> {
        match self.argument {
            Type::Integer(integer) => Ok(*integer),
            _ => Err(Unfit::new(
                Condition::Types,
                format!(
                    "its parameter `{}` is {noun}, and {what} are counted by an integer",
                    self.parameter
                ),
            )),
        }
    }
}

impl Operations<'_> {
    /// How an operation's result continues: by the rule of the settings, or else by that of the operation, or of the
    /// document.
    pub(super) fn lower_pagination(
        &mut self,
        operation: &Operation,
        extensions: &IndexMap<String, Value>,
    ) -> Option<Pagination> {
        let mut nearest = None;
        if let Some(rule) = &self.context.settings.pagination {
            match self.paged_by(rule, Origin::Settings, operation) {
                Ok(found) => return Some(found),
                Err(unfit) => nearest = Some(unfit),
            }
        }
        let found = match extensions.get(PAGINATION) {
            // `false` says that it is not paged.
            Some(own) => match document::pagination(own) {
                Ok(rule) => self.paged_by_its_own(&rule, operation),
                Err(_) => None,
            },
            None => match self.document_rule() {
                Some(rule) => match self.paged_by(&rule, Origin::Document, operation) {
                    Ok(found) => Some(found),
                    Err(unfit) => {
                        nearest.get_or_insert(unfit);
                        None
                    }
                },
                None => None,
            },
        };
        if let Some(unfit) = nearest {
            self.unfit.note(&operation.id, unfit);
        }
        found
    }

    /// The rule that the document has for all operations.
    fn document_rule(&self) -> Option<Rule> {
        let rule = self.context.openapi.extensions.get(PAGINATION)?;
        document::pagination(rule).ok()
    }

    /// How the result of an operation with a rule of its own continues.
    fn paged_by_its_own(&mut self, rule: &Rule, operation: &Operation) -> Option<Pagination> {
        match self.paged_by(rule, Origin::Document, operation) {
            Ok(found) => Some(found),
            Err(unfit) => {
                let at = operation.pointer.child(PAGINATION);
                let message = format!(
                    "`x-pagination` does not fit the operation: {}",
                    unfit.reason
                );
                self.bodies
                    .types
                    .diagnostics
                    .warning(Code::InvalidDocument, &at, message)
                    .help("correct the rule, or write `x-pagination: false`");
                None
            }
        }
    }

    /// How an operation's result continues, when a rule fits it.
    fn paged_by(
        &mut self,
        rule: &Rule,
        origin: Origin,
        operation: &Operation,
    ) -> Result<Pagination, Unfit> {
        let name = &rule.page_param;
        let parameter = operation
            .parameters
            .iter()
            .find(|parameter| parameter.wire == *name)
            .ok_or_else(|| {
                Unfit::new(
                    Condition::Parameter,
                    format!("it has no parameter `{name}`"),
                )
            })?;
        let fields = operation.optional.iter().flat_map(|all| &all.fields);
        let argument = fields
            .clone()
            .find(|field| crate::naming::unraw(&field.name) == parameter.field)
            .ok_or_else(|| {
                let reason = format!("its parameter `{name}` is required");
                Unfit::new(Condition::Optional, reason)
            })?;
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
            parameter: name,
            argument: &argument.ty,
        };
        let step = self.page_step(rule, &pages)?;
        Ok(Pagination {
            page_field: argument.name.clone(),
            step,
            items,
            item,
        })
    }

    /// The way to the items of a page, and their type.
    fn items(&mut self, rule: &Rule, body: &Type) -> Result<(Vec<PathStep>, Type), Unfit> {
        let (steps, ty) = self
            .body_path(body, &rule.items)
            .map_err(|lost| lost.unfit(&rule.items))?;
        match ty {
            Type::Array(item) => Ok((steps, *item)),
            other => {
                let place = in_response(&rule.items);
                let reason = format!("{place} is {}, not a list", self.bodies.types.noun(&other));
                Err(Unfit::new(Condition::Items, reason))
            }
        }
    }

    /// Reports a rule that fits no operation at all.
    pub(super) fn check_pagination(&mut self, groups: &IndexMap<String, Vec<Operation>>) {
        let mut operations = groups.values().flatten().peekable();
        if operations.peek().is_none() || operations.any(|operation| operation.pagination.is_some())
        {
            return;
        }
        let (rule, origin) = match (&self.context.settings.pagination, self.document_rule()) {
            (Some(rule), _) => (rule.clone(), Origin::Settings),
            (None, Some(rule)) => (rule, Origin::Document),
            (None, None) => return,
        };
        let help = self.unfit.help().unwrap_or_else(|| {
            format!(
                "it is for operations with an optional query parameter `{}` and an array at `{}` of their response, and \
                 none has that parameter",
                rule.page_param, rule.items
            )
        });
        let at = Pointer::root().child(PAGINATION);
        let message = format!("{} fits no operation", origin.name());
        self.warn(origin, &at, message).help(help);
    }

    /// Reports what is wrong with a rule, where the document has it.
    fn warn(&mut self, origin: Origin, at: &Pointer, message: String) -> &mut Diagnostic {
        let diagnostics = &mut self.bodies.types.diagnostics;
        match origin {
            Origin::Settings => diagnostics.setting(Severity::Warning, message),
            Origin::Document => diagnostics.warning(Code::InvalidDocument, at, message),
        }
    }

    /// How one page leads to the next.
    fn page_step(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Result<PageStep, Unfit> {
        let noun = self.bodies.types.noun(pages.argument);
        match rule.style {
            PageStyle::Page => {
                let integer = pages.integer("pages", noun)?;
                Ok(self.numbered_step(rule, pages, integer))
            }
            PageStyle::Offset => {
                let integer = pages.integer("items", noun)?;
                let total = self.total(rule, pages);
                Ok(PageStep::Offset { integer, total })
            }
            PageStyle::Cursor => self.cursor_step(rule, pages),
        }
    }

    /// Pages that are counted.
    fn numbered_step(&mut self, rule: &Rule, pages: &Paginated<'_>, integer: Integer) -> PageStep {
        let first = 1;
        if let Some((total_pages, ty)) = self.number(pages, &rule.total_pages) {
            let float = matches!(ty, Type::Number(_));
            return PageStep::Page {
                integer,
                first,
                total_pages,
                float,
            };
        }
        let end = match self.total(rule, pages) {
            Some(total) => PageEnd::Total(total),
            None => self
                .answer(pages, &rule.has_more)
                .filter(|(_, ty)| *ty == Type::Boolean)
                .map_or(PageEnd::Empty, |(path, _)| PageEnd::HasMore(path)),
        };
        PageStep::PageUntil {
            integer,
            first,
            end,
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
            .map_err(|lost| lost.unfit(pointer))?;
        let kind = match (&ty, pages.argument) {
            (Type::String, Type::String) => CursorKind::Text,
            (Type::Text(formats::URL), Type::String) => CursorKind::Address,
            _ if ty == *pages.argument => CursorKind::Value,
            _ => {
                let types = &self.bodies.types;
                let reason = format!(
                    "{} is {}, and its parameter `{}` {}",
                    in_response(pointer),
                    types.noun(&ty),
                    pages.parameter,
                    match types.noun(pages.argument) {
                        same if same == types.noun(&ty) => "has another type".to_owned(),
                        other => format!("is {other}"),
                    },
                );
                return Err(Unfit::new(Condition::Types, reason));
            }
        };
        Ok(PageStep::Cursor { next, kind })
    }

    /// How many items there are on all pages, if the response says that.
    fn total(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Option<Vec<PathStep>> {
        let total = self.number(pages, &rule.total)?;
        matches!(total.1, Type::Integer(_)).then_some(total.0)
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
        let lost = match self.body_path(body, pointer) {
            Ok(found) => return Some(found),
            Err(lost) => lost,
        };
        let at = operation.pointer.child("responses");
        let (name, id) = (origin.name(), &operation.id);
        let what = match lost {
            Lost::Missing => format!("which the response of `{id}` does not have"),
            Lost::Uncertain(key) => {
                format!("which the response of `{id}` has only where `{key}` has a value")
            }
        };
        let message = format!("{name} points to `{pointer}`, {what}");
        self.warn(*origin, &at, message)
            .help("its pages are followed without that");
        None
    }

    /// Follows a JSON pointer through structs, to the fields on the way and the type at its end.
    fn body_path(&mut self, body: &Type, pointer: &str) -> Result<(Vec<PathStep>, Type), Lost> {
        let mut ty = body.clone();
        let mut steps: Vec<PathStep> = Vec::new();
        let pointer = Pointer::parse(pointer).ok_or(Lost::Missing)?;
        for token in pointer.segments() {
            let (step, inner) = self.body_field(&ty, &token).ok_or(Lost::Missing)?;
            steps.push(step);
            ty = inner;
        }
        // What the pointer leads to may be absent; what it leads through may not.
        let through = steps.len().saturating_sub(1);
        let mut through = steps.iter().zip(pointer.segments()).take(through);
        match through.find(|(step, _)| step.presence != Presence::Required) {
            Some((_, key)) => Err(Lost::Uncertain(key)),
            None => Ok((steps, ty)),
        }
    }

    /// The field of a property, where the type is a struct that has it.
    fn body_field(&mut self, ty: &Type, property: &str) -> Option<(PathStep, Type)> {
        let Type::Named(id) = ty else { return None };
        if let Some(key) = self
            .bodies
            .types
            .types
            .component_key(*id)
            .map(str::to_owned)
        {
            self.bodies.types.lower_component(&key);
        }
        let TypeKind::Struct(object) = &self.bodies.types.types.get(*id)?.kind else {
            return None;
        };
        let field = object.fields.iter().find(|field| field.wire == property)?;
        let step = PathStep {
            field: field.name.clone(),
            presence: field.presence,
        };
        Some((step, field.ty.clone()))
    }
}

impl Lost {
    /// Why a rule that needs what the pointer leads to does not fit.
    fn unfit(self, pointer: &str) -> Unfit {
        let reason = match self {
            Self::Missing => format!("its response has no `{pointer}`"),
            Self::Uncertain(key) => {
                format!("its response has `{pointer}` only where `{key}` has a value")
            }
        };
        Unfit::new(Condition::Items, reason)
    }
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
