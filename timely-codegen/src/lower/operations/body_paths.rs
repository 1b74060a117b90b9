//! Where JSON pointers lead in bodies: the fields on the way, and the type at the end.

use crate::diagnostic::Pointer;
use crate::ir::{Field, PathStep, Type, TypeKind};
use crate::lower::operations::Operations;

/// How many names may stand for a type, each for the next: they could go in circles.
const MAX_ALIASES: usize = 16;

impl Operations<'_> {
    /// Follows a JSON pointer through structs, to the fields on the way and the type at its end; nothing where it leads
    /// nowhere.
    pub(super) fn body_path(
        &mut self,
        body: &Type,
        pointer: &str,
    ) -> Option<(Vec<PathStep>, Type)> {
        let (fields, ty) = self.body_fields(body, pointer)?;
        let steps = fields.into_iter().map(|field| PathStep {
            field: field.name,
            presence: field.presence,
        });
        Some((steps.collect(), ty))
    }

    /// The same with all that is known of the fields.
    pub(super) fn body_fields(&mut self, body: &Type, pointer: &str) -> Option<(Vec<Field>, Type)> {
        let mut ty = self.behind_aliases(body);
        let mut fields: Vec<Field> = Vec::new();
        for token in Pointer::parse(pointer)?.segments() {
            let field = self
                .fields_of(&ty)?
                .iter()
                .find(|field| field.wire == token);
            let field = field?.clone();
            ty = self.behind_aliases(&field.ty);
            fields.push(field);
        }
        Some((fields, ty))
    }

    /// The fields of a type that is a struct.
    pub(super) fn fields_of(&self, ty: &Type) -> Option<&[Field]> {
        let (Type::Named(id) | Type::Boxed(id)) = ty else {
            return None;
        };
        match &self.bodies.types.types.get(*id)?.kind {
            TypeKind::Struct(object) => Some(&object.fields),
            _ => None,
        }
    }

    /// A type behind the names that stand for it.
    fn behind_aliases(&mut self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        for _ in 0..MAX_ALIASES {
            let (Type::Named(id) | Type::Boxed(id)) = ty else {
                break;
            };
            let types = &mut self.bodies.types;
            if let Some(key) = types.types.component_key(id).map(str::to_owned) {
                types.lower_component(&key);
            }
            match types.types.get(id).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(inner)) => ty = inner.clone(),
                _ => break,
            }
        }
        ty
    }
}
