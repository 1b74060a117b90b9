//! Pagination: the rule of the settings, applied to the operations that it fits.

use super::Lowering;
use crate::ir::{Operation, PageStep, Pagination, PathStep, Presence, Type, TypeKind};
use crate::settings::{PageStyle, Pagination as Rule};

impl Lowering<'_> {
    /// How an operation's result continues, when the rule of the settings fits it.
    pub(super) fn lower_pagination(&mut self, operation: &Operation) -> Option<Pagination> {
        let rule = self.settings.pagination.as_ref()?;
        let parameter = operation
            .parameters
            .iter()
            .find(|parameter| parameter.wire == rule.page_param)?;
        let argument = operation
            .optional
            .as_ref()?
            .fields
            .iter()
            .find(|field| super::names::unraw(&field.name) == parameter.field)?;
        let [case] = operation.success.cases.as_slice() else {
            return None;
        };
        let body = case.payload.body.as_ref()?;
        let (items, ty) = self.body_path(body, &rule.items)?;
        let Type::Array(item) = ty else { return None };
        let step = self.page_step(rule, body, &argument.ty)?;
        Some(Pagination {
            method_name: format!("{}_stream", super::names::unraw(&operation.method_name)),
            page_field: argument.name.clone(),
            step,
            items,
            item: *item,
        })
    }

    fn page_step(&mut self, rule: &Rule, body: &Type, argument: &Type) -> Option<PageStep> {
        let path = |this: &mut Self, pointer: &Option<String>| {
            pointer
                .as_ref()
                .and_then(|pointer| this.body_path(body, pointer))
        };
        let integer = match argument {
            Type::Integer(integer) => Some(*integer),
            _ => None,
        };
        match rule.style {
            PageStyle::Page => match path(self, &rule.total_pages) {
                Some((total_pages, Type::Integer(_))) => Some(PageStep::Page {
                    integer: integer?,
                    first: 1,
                    total_pages,
                    float: false,
                }),
                Some((total_pages, Type::Number(_))) => Some(PageStep::Page {
                    integer: integer?,
                    first: 1,
                    total_pages,
                    float: true,
                }),
                _ => {
                    let has_more =
                        path(self, &rule.has_more).filter(|(_, ty)| *ty == Type::Boolean);
                    Some(PageStep::PageUntil {
                        integer: integer?,
                        first: 1,
                        has_more: has_more.map(|(path, _)| path),
                    })
                }
            },
            PageStyle::Offset => Some(PageStep::Offset { integer: integer? }),
            PageStyle::Cursor => {
                let (next, ty) = path(self, &rule.next_cursor)?;
                (ty == *argument).then_some(PageStep::Cursor { next })
            }
        }
    }

    /// Follows a JSON pointer through structs, to the fields on the way and the type at its end.
    fn body_path(&mut self, body: &Type, pointer: &str) -> Option<(Vec<PathStep>, Type)> {
        let mut ty = body.clone();
        let mut steps = Vec::new();
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let Type::Named(id) = ty else { return None };
            if let Some(key) = self.types.component_key(id).map(str::to_owned) {
                self.lower_component(&key);
            }
            let TypeKind::Struct(object) = &self.types.get(id)?.kind else {
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
