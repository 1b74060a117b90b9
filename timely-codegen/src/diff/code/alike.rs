//! Whether two types in the same place are one type that changed, or two.

use crate::ir::{TypeDef, TypeKind};
use std::collections::HashSet;

/// Whether two types are of a kind and have most of their members in common.
pub(super) fn alike(old: &TypeDef, new: &TypeDef) -> bool {
    match (&old.kind, &new.kind) {
        (TypeKind::Struct(old), TypeKind::Struct(new)) => {
            let old = old.fields.iter().map(|field| field.wire.clone());
            share(old, new.fields.iter().map(|field| field.wire.clone()))
        }
        (TypeKind::Enum(old), TypeKind::Enum(new)) => {
            let old = old.variants.iter().map(|variant| variant.wire.clone());
            share(old, new.variants.iter().map(|variant| variant.wire.clone()))
        }
        (TypeKind::IntegerEnum(old), TypeKind::IntegerEnum(new)) => {
            let old = old.variants.iter().map(|(_, value)| value.to_string());
            share(old, new.variants.iter().map(|(_, value)| value.to_string()))
        }
        (TypeKind::NumberEnum(old), TypeKind::NumberEnum(new)) => {
            let old = old.variants.iter().map(|(_, value)| value.to_string());
            share(old, new.variants.iter().map(|(_, value)| value.to_string()))
        }
        (TypeKind::Union(old), TypeKind::Union(new)) => {
            let old = old.variants.iter().map(|variant| variant.name.clone());
            share(old, new.variants.iter().map(|variant| variant.name.clone()))
        }
        (TypeKind::Tuple(old), TypeKind::Tuple(new)) => old.places.len() == new.places.len(),
        (TypeKind::Alias(_), TypeKind::Alias(_)) | (TypeKind::Wrapper(_), TypeKind::Wrapper(_)) => {
            true
        }
        _ => false,
    }
}

/// Whether at least half of the members of the larger list are in both.
fn share(old: impl Iterator<Item = String>, new: impl Iterator<Item = String>) -> bool {
    let (old, new): (HashSet<String>, HashSet<String>) = (old.collect(), new.collect());
    let common = old.intersection(&new).count();
    common * 2 >= old.len().max(new.len())
}
