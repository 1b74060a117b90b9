//! Pagination: the rule of the settings, applied to the operations that it fits.

use crate::diagnostic::{Code, Pointer};
use crate::formats::{self, Integer};
use crate::ir::{
    CursorKind, Operation, PageEnd, PageStep, Pagination, PathStep, Presence, Type, TypeKind,
};
use crate::lower::operations::Operations;
use crate::settings::{PageStyle, Pagination as Rule};
use indexmap::IndexMap;

/// An operation whose result may continue.
struct Paginated<'o> {
    operation: &'o Operation,
    /// The type of its response.
    body: &'o Type,
    /// The type of the argument that selects a page.
    argument: &'o Type,
}

impl Paginated<'_> {
    /// The argument's type, where it counts.
    fn integer(&self) -> Option<Integer> {
        match self.argument {
            Type::Integer(integer) => Some(*integer),
            _ => None,
        }
    }
}

impl Operations<'_> {
    /// How an operation's result continues, when the rule of the settings fits it.
    pub(super) fn lower_pagination(&mut self, operation: &Operation) -> Option<Pagination> {
        let rule = self.context.settings.pagination.as_ref()?;
        let parameter = operation
            .parameters
            .iter()
            .find(|parameter| parameter.wire == rule.page_param)?;
        let argument = operation
            .optional
            .as_ref()?
            .fields
            .iter()
            .find(|field| crate::naming::unraw(&field.name) == parameter.field)?;
        let [case] = operation.success.cases.as_slice() else {
            return None;
        };
        let body = case.payload.content.as_ref()?.value()?;
        // A request body that is used up cannot be sent again for the next page.
        let is_repeatable = operation
            .body
            .as_ref()
            .is_none_or(|body| body.content.value().is_some());
        let (items, ty) = self
            .body_path(body, &rule.items)
            .filter(|_| is_repeatable)?;
        let Type::Array(item) = ty else { return None };
        let pages = Paginated {
            operation,
            body,
            argument: &argument.ty,
        };
        let step = self.page_step(rule, &pages)?;
        Some(Pagination {
            page_field: argument.name.clone(),
            step,
            items,
            item: *item,
        })
    }

    /// Reports a rule that fits no operation at all.
    pub(super) fn check_pagination(&mut self, groups: &IndexMap<String, Vec<Operation>>) {
        let Some(rule) = &self.context.settings.pagination else {
            return;
        };
        let mut operations = groups.values().flatten().peekable();
        if operations.peek().is_none() || operations.any(|operation| operation.pagination.is_some())
        {
            return;
        }
        self.bodies.types.diagnostics
            .warning(
                Code::InvalidSetting,
                &Pointer::root().child("paths"),
                "the `pagination` setting fits no operation",
            )
            .help(format!(
                "it is for operations with an optional query parameter `{}` and an array at `{}` of their response",
                rule.page_param, rule.items
            ));
    }

    /// How one page leads to the next.
    fn page_step(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Option<PageStep> {
        match rule.style {
            PageStyle::Page => self.numbered_step(rule, pages),
            PageStyle::Offset => {
                let total = self.total(rule, pages);
                let integer = pages.integer()?;
                Some(PageStep::Offset { integer, total })
            }
            PageStyle::Cursor => self.cursor_step(rule, pages),
        }
    }

    /// Pages that are counted.
    fn numbered_step(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Option<PageStep> {
        let (integer, first) = (pages.integer()?, 1);
        if let Some((total_pages, ty)) = self.number(pages, &rule.total_pages) {
            let float = matches!(ty, Type::Number(_));
            return Some(PageStep::Page {
                integer,
                first,
                total_pages,
                float,
            });
        }
        let end = match self.total(rule, pages) {
            Some(total) => PageEnd::Total(total),
            None => self
                .answer(pages, &rule.has_more)
                .filter(|(_, ty)| *ty == Type::Boolean)
                .map_or(PageEnd::Empty, |(path, _)| PageEnd::HasMore(path)),
        };
        Some(PageStep::PageUntil {
            integer,
            first,
            end,
        })
    }

    /// Pages each of which names the next.
    fn cursor_step(&mut self, rule: &Rule, pages: &Paginated<'_>) -> Option<PageStep> {
        let (next, ty) = self.answer(pages, &rule.next_cursor)?;
        let kind = match (&ty, pages.argument) {
            (Type::String, Type::String) => CursorKind::Text,
            (Type::Text(formats::URL), Type::String) => CursorKind::Address,
            _ if ty == *pages.argument => CursorKind::Value,
            _ => return None,
        };
        Some(PageStep::Cursor { next, kind })
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
            operation, body, ..
        } = pages;
        let found = self.body_path(body, pointer);
        if found.is_none() {
            self.bodies.types.diagnostics
                .warning(
                    Code::InvalidSetting,
                    &operation.pointer.child("responses"),
                    format!("the `pagination` setting points to `{pointer}`, which the response of `{}` does not have", operation.id),
                )
                .help("its pages are followed without that");
        }
        found
    }

    /// Follows a JSON pointer through structs, to the fields on the way and the type at its end.
    fn body_path(&mut self, body: &Type, pointer: &str) -> Option<(Vec<PathStep>, Type)> {
        let mut ty = body.clone();
        let mut steps = Vec::new();
        for token in Pointer::parse(pointer)?.segments() {
            let Type::Named(id) = ty else { return None };
            if let Some(key) = self.bodies.types.types.component_key(id).map(str::to_owned) {
                self.bodies.types.lower_component(&key);
            }
            let TypeKind::Struct(object) = &self.bodies.types.types.get(id)?.kind else {
                return None;
            };
            let field = object.fields.iter().find(|field| field.wire == token)?;
            steps.push(PathStep {
                field: field.name.clone(),
                presence: field.presence,
            });
            ty = field.ty.clone();
        }
        let all_plain = steps
            .iter()
            .rev()
            .skip(1)
            .all(|step| step.presence == Presence::Required);
        all_plain.then_some((steps, ty))
    }
}
