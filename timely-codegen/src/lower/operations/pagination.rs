//! Pagination: the rule of the settings or of the document, applied to the operations that it fits.

use crate::diagnostic::{Code, Pointer};
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
#[derive(Clone, Copy)]
enum Origin {
    Settings,
    Document,
}

impl Origin {
    /// The code of what is wrong with the rule, and what messages call it.
    fn named(self) -> (Code, &'static str) {
        match self {
            Self::Settings => (Code::InvalidSetting, "the `pagination` setting"),
            Self::Document => (Code::InvalidDocument, "`x-pagination`"),
        }
    }
}

/// An operation whose result may continue.
struct Paginated<'o> {
    origin: Origin,
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
    /// How an operation's result continues: by the rule of the settings, or else by that of the operation, or of the
    /// document.
    pub(super) fn lower_pagination(
        &mut self,
        operation: &Operation,
        extensions: &IndexMap<String, Value>,
    ) -> Option<Pagination> {
        if let Some(rule) = &self.context.settings.pagination
            && let Some(found) = self.paged_by(rule, Origin::Settings, operation)
        {
            return Some(found);
        }
        let Some(own) = extensions.get(PAGINATION) else {
            let rule = self.document_rule()?;
            return self.paged_by(&rule, Origin::Document, operation);
        };
        // `false` says that it is not paged.
        let rule = document::pagination(own).ok()?;
        let found = self.paged_by(&rule, Origin::Document, operation);
        if found.is_none() {
            let at = operation.pointer.child(PAGINATION);
            self.report_unfit(&rule, Origin::Document, &at, "the operation");
        }
        found
    }

    /// The rule that the document has for all operations.
    fn document_rule(&self) -> Option<Rule> {
        let rule = self.context.openapi.extensions.get(PAGINATION)?;
        document::pagination(rule).ok()
    }

    /// How an operation's result continues, when a rule fits it.
    fn paged_by(
        &mut self,
        rule: &Rule,
        origin: Origin,
        operation: &Operation,
    ) -> Option<Pagination> {
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
            origin,
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
        let mut operations = groups.values().flatten().peekable();
        if operations.peek().is_none() || operations.any(|operation| operation.pagination.is_some())
        {
            return;
        }
        let root = Pointer::root();
        if let Some(rule) = &self.context.settings.pagination {
            self.report_unfit(rule, Origin::Settings, &root.child("paths"), "no operation");
        } else if let Some(rule) = self.document_rule() {
            let at = root.child(PAGINATION);
            self.report_unfit(&rule, Origin::Document, &at, "no operation");
        }
    }

    fn report_unfit(&mut self, rule: &Rule, origin: Origin, at: &Pointer, whom: &str) {
        let (code, name) = origin.named();
        let verb = match whom {
            "no operation" => "fits",
            _ => "does not fit",
        };
        self.bodies
            .types
            .diagnostics
            .warning(code, at, format!("{name} {verb} {whom}"))
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
            origin,
            operation,
            body,
            ..
        } = pages;
        let found = self.body_path(body, pointer);
        if found.is_none() {
            let (code, name) = origin.named();
            self.bodies
                .types
                .diagnostics
                .warning(
                    code,
                    &operation.pointer.child("responses"),
                    format!(
                        "{name} points to `{pointer}`, which the response of `{}` does not have",
                        operation.id
                    ),
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
