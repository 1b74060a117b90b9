//! `oneOf` and `anyOf`: enums of shapes.

use super::Lowering;
use super::names::{Case, Scope, pascal};
use super::schemas::{Lowered, Naming, Node};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{self, Schema as Constraints, SchemaRef, Type, TypeKind};
use openapiv3::{ReferenceOr, Schema};

impl<'a> Lowering<'a> {
    /// Lowers a union of alternatives; `one` when exactly one may hold.
    pub(super) fn lower_union(
        &mut self,
        schema: &'a Schema,
        alternatives: &'a [ReferenceOr<Schema>],
        one: bool,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let keyword = if one { "oneOf" } else { "anyOf" };
        let discriminator = schema.schema_data.discriminator.as_ref();
        let tagging = match discriminator {
            Some(discriminator) => Some(self.tagging(discriminator, alternatives)),
            None => self.inferred_tagging(alternatives),
        };
        let id = naming.id(&mut self.types);
        let own = Naming::Exactly(id);
        let mut scope = Scope::reserving(Case::Pascal, &["Other"]);
        let mut variants: Vec<ir::UnionVariant> = Vec::new();
        let mut schemas = Vec::new();
        let mut nullable = schema.schema_data.nullable;
        for (index, alternative) in alternatives.iter().enumerate() {
            let at = pointer.child(keyword).index(index);
            let tagged = tagging
                .as_ref()
                .and_then(|tagging| tagging.variant_name(index));
            let word = match alternative {
                ReferenceOr::Item(_) => tagging.as_ref().and_then(|tagging| tagging.word(index)),
                ReferenceOr::Reference { .. } => None,
            };
            let word = word.unwrap_or_else(|| alternative_word(alternative));
            let part = own.part(&self.types, &word);
            let lowered = self.lower_schema(alternative, &at, &part);
            nullable |= lowered.nullable;
            let mut tags = tagging
                .as_ref()
                .and_then(|tagging| tagging.tags.get(index).cloned())
                .unwrap_or_default();
            let wanted = tagged.unwrap_or_else(|| self.variant_name(id, &lowered.ty));
            let name = scope.claim(&wanted, &["Variant"]);
            self.keep_first_tags(&mut tags, &variants, &pointer.child("discriminator"));
            variants.push(ir::UnionVariant {
                name,
                tags,
                ty: lowered.ty,
            });
            schemas.push(lowered.schema);
        }
        let tagged = tagging
            .map(|tagging| tagging.property)
            .filter(|_| variants.iter().all(|variant| !variant.tags.is_empty()));
        if discriminator.is_some() && tagged.is_none() {
            self.diagnostics
                .warning(Code::UnsupportedFeature, &pointer.child("discriminator"), "an alternative has no discriminator value")
                .help("the alternatives are told apart by trying each; make every one a reference to a component");
        }
        let table = tagged
            .clone()
            .map(|property| (property, tag_table(&variants, &schemas)));
        let constraints = Constraints {
            one_of: if one { schemas.clone() } else { Vec::new() },
            any_of: if one { Vec::new() } else { schemas },
            discriminator: table,
            ..Constraints::default()
        };
        let union = ir::Union {
            discriminator: tagged,
            variants,
        };
        let lowered = Lowered::new(Type::Named(id), nullable, constraints);
        let mut defined =
            self.define_as(id, schema, TypeKind::Union(union), lowered.schema, pointer);
        defined.nullable = nullable;
        defined
    }

    /// Drops the discriminator values that an earlier variant has, which this one can never be selected by.
    fn keep_first_tags(
        &mut self,
        tags: &mut Vec<String>,
        variants: &[ir::UnionVariant],
        pointer: &Pointer,
    ) {
        tags.retain(|tag| {
            let is_free = variants.iter().all(|variant| !variant.tags.contains(tag));
            if !is_free {
                self.diagnostics
                    .warning(Code::InvalidDocument, pointer, format!("the value `{tag}` selects two alternatives"))
                    .help("it selects the first; give each alternative a value of its own in the `mapping`");
            }
            is_free
        });
    }

    /// A variant is named for its content, without the words it shares with the union.
    fn variant_name(&self, union: ir::TypeId, ty: &Type) -> String {
        match ty {
            Type::Boolean => "Boolean".to_owned(),
            Type::Integer(_) => "Integer".to_owned(),
            Type::Number(_) => "Number".to_owned(),
            Type::String => "String".to_owned(),
            Type::Format(path) => pascal(path.rsplit("::").next().unwrap_or(path)),
            Type::Array(_) => "Array".to_owned(),
            Type::Map(_) | Type::Object => "Object".to_owned(),
            Type::Any => "Any".to_owned(),
            Type::Nullable(inner) => self.variant_name(union, inner),
            Type::Named(id) | Type::Boxed(id) => {
                let name = self.types.name(*id);
                let short = name.strip_prefix(self.types.name(union)).unwrap_or(name);
                let usable =
                    short.chars().next().is_some_and(char::is_uppercase) && short != "Self";
                if usable { short } else { name }.to_owned()
            }
        }
    }
}

/// The word that names an inline alternative.
fn alternative_word(alternative: &ReferenceOr<Schema>) -> String {
    use openapiv3::{SchemaKind, Type};
    match Node::from(alternative) {
        Node::Reference(_) => "Variant".to_owned(),
        Node::Schema(schema) => match (&schema.schema_data.title, &schema.schema_kind) {
            (Some(title), _) if title.len() <= 40 => title.clone(),
            (_, SchemaKind::Type(Type::Array(_))) => "Array".to_owned(),
            (_, SchemaKind::Type(Type::Object(_))) => "Object".to_owned(),
            (_, SchemaKind::Type(Type::String(_))) => "String".to_owned(),
            _ => "Variant".to_owned(),
        },
    }
}

fn tag_table(variants: &[ir::UnionVariant], schemas: &[SchemaRef]) -> Vec<(String, SchemaRef)> {
    variants
        .iter()
        .zip(schemas)
        .flat_map(|(variant, schema)| {
            variant
                .tags
                .iter()
                .map(move |tag| (tag.clone(), schema.clone()))
        })
        .collect()
}
