//! Whether two types, one of each side, are the same to programs.

use super::Comparison;
use crate::ir::{Content, EventData, Type, TypeId, TypeKind};

/// What is around a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Wrap {
    None,
    Option,
    Field,
}

impl Comparison<'_> {
    /// Whether two types are a pair, or share the definition of one.
    pub(super) fn is_pair(&self, old: TypeId, new: TypeId) -> bool {
        let is_pair = |old: TypeId, new: TypeId| self.pairs.of_old[old.0] == Some(new);
        let definitions = (
            self.old.api.definition_of(old),
            self.new.api.definition_of(new),
        );
        is_pair(old, new) || is_pair(definitions.0, definitions.1)
    }

    /// Whether two types are the same, in that what changes of them is a change of types that they name.
    pub(super) fn is_same(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Named(old), Type::Named(new)) | (Type::Boxed(old), Type::Boxed(new))
                if self.is_pair(*old, *new) =>
            {
                true
            }
            (Type::Named(id), _) if self.alias(self.old.api.type_def(*id)).is_some() => {
                self.is_same(self.old.spelling.unaliased(old), new)
            }
            (_, Type::Named(id)) if self.alias(self.new.api.type_def(*id)).is_some() => {
                self.is_same(old, self.new.spelling.unaliased(new))
            }
            (Type::String | Type::Constant(_), Type::String | Type::Constant(_)) => true,
            (Type::Array(old), Type::Array(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new))
            | (Type::Headed(old), Type::Headed(new)) => self.is_same(old, new),
            (Type::Tuple(old), Type::Tuple(new)) => {
                let mut items = old.iter().zip(new);
                old.len() == new.len() && items.all(|(old, new)| self.is_same(old, new))
            }
            (Type::Named(_) | Type::Boxed(_), _) | (_, Type::Named(_) | Type::Boxed(_)) => false,
            (old, new) => old == new,
        }
    }

    fn alias<'t>(&self, definition: &'t crate::ir::TypeDef) -> Option<&'t Type> {
        match &definition.kind {
            TypeKind::Alias(ty) if definition.elsewhere.is_none() => Some(ty),
            _ => None,
        }
    }

    /// Whether two contents are of different kinds: which media types there are tells that, and not one's schema.
    pub(super) fn is_other_kind(old: &Content, new: &Content) -> bool {
        std::mem::discriminant(old) != std::mem::discriminant(new)
    }

    /// Whether two contents have the same type.
    pub(super) fn is_same_content(&self, old: &Content, new: &Content) -> bool {
        match (old, new) {
            (Content::Value(old), Content::Value(new))
            | (Content::Lines(old), Content::Lines(new))
            | (Content::PartList(old), Content::PartList(new))
            | (Content::Events(EventData::Json(old)), Content::Events(EventData::Json(new))) => {
                self.is_same(old, new)
            }
            // Their members are compared by themselves.
            (Content::Form(_), Content::Form(_)) | (Content::Choice(_), Content::Choice(_)) => true,
            (old, new) => old == new,
        }
    }
}
