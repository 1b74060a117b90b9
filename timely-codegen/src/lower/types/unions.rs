//! `oneOf` and `anyOf`: enums of alternatives.

use super::alternatives::Alternatives;
use super::discriminators::Tagging;
use super::enums;
use super::lowered::{Lowered, Node};
use super::number_enums;
use super::store::Naming;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{self, Schema as Constraints, SchemaRef, Type, TypeKind};
use crate::lower::types::Types;
use crate::naming::{Case, LONGEST, Scope, pascal};
use crate::settings::Compat;
use openapiv3::{ReferenceOr, Schema, SchemaKind};

/// The variants of a union as they are made.
struct Variants {
    scope: Scope,
    list: Vec<ir::UnionVariant>,
    /// The schemas of the alternatives.
    schemas: Vec<SchemaRef>,
    /// Further values for an alternative whose content does not say which one it was.
    twins: Vec<(String, usize)>,
    /// Whether an alternative allows null.
    nullable: bool,
}

impl Variants {
    fn new() -> Self {
        Self {
            scope: Scope::reserving(Case::Pascal, &["Other"]),
            list: Vec::new(),
            schemas: Vec::new(),
            twins: Vec::new(),
            nullable: false,
        }
    }

    /// Adds the variant of an alternative.
    fn add(&mut self, name: String, tags: Vec<String>, lowered: Lowered) {
        self.nullable |= lowered.nullable;
        self.schemas.push(lowered.schema);
        self.list.push(ir::UnionVariant {
            name,
            tags,
            ty: lowered.ty,
        });
    }

    /// Adds a variant for each further value.
    fn add_twins(&mut self) {
        for (tag, index) in std::mem::take(&mut self.twins) {
            let of_tag = super::discriminators::word(&tag);
            let wanted = of_tag.unwrap_or_else(|| self.list[index].name.clone());
            self.list.push(ir::UnionVariant {
                name: self.scope.claim(&wanted, &["Variant"]),
                tags: vec![tag],
                ty: self.list[index].ty.clone(),
            });
        }
    }
}

impl<'a> Types<'a> {
    /// Lowers a union of alternatives.
    pub(super) fn lower_union(
        &mut self,
        schema: &'a Schema,
        alternatives: &Alternatives<'a>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        if let Some(lowered) = self.lower_number_choices(schema, alternatives, pointer, naming) {
            return lowered;
        }
        if let Some(lowered) = self.lower_same(schema, alternatives) {
            return lowered;
        }
        if let Some(lowered) = self.lower_open_enum(schema, alternatives) {
            return lowered;
        }
        match enums::of(alternatives.list) {
            Some(choices) => self
                .lower_choices(schema, &choices, &alternatives.pointer, (pointer, naming))
                .or_null(alternatives.allow_null()),
            None => self.lower_alternatives(schema, alternatives, pointer, naming),
        }
    }

    /// Alternatives that differ in their constraints only are one type.
    fn lower_same(
        &mut self,
        schema: &'a Schema,
        alternatives: &Alternatives<'a>,
    ) -> Option<Lowered> {
        let shape = self.context.settings.compat;
        if !alternatives.list.iter().all(|part| is_plain(part, shape)) {
            return None;
        }
        // Nothing of a plain schema needs a name.
        let naming = Naming::none();
        let each = alternatives.list.iter().enumerate();
        let lowered: Vec<Lowered> = each
            .map(|(index, part)| {
                self.lower_schema(part, &alternatives.pointer.index(index), &naming)
            })
            .collect();
        let ty = lowered.first()?.ty.clone();
        let nullable =
            schema.schema_data.nullable || lowered.iter().any(|lowered| lowered.nullable);
        let is_one = lowered.iter().all(|lowered| lowered.ty == ty);
        is_one.then(|| Lowered::of(ty).or_null(nullable))
    }

    /// Lowers alternatives that differ to an enum with a variant for each.
    pub(super) fn lower_alternatives(
        &mut self,
        schema: &'a Schema,
        alternatives: &Alternatives<'a>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let discriminator = alternatives.discriminator;
        let tagging = match discriminator {
            Some(discriminator) => Some(self.tagging(discriminator, alternatives.list)),
            None => self.inferred_tagging(alternatives.list),
        };
        let id = naming.id(&mut self.types);
        self.opened(pointer, id);
        let Variants {
            list: variants,
            schemas,
            nullable,
            ..
        } = self.lower_variants(id, alternatives, tagging.as_ref(), pointer);
        let tagging = tagging.filter(|_| variants.iter().any(|variant| !variant.tags.is_empty()));
        let is_text = tagging.as_ref().is_some_and(|tagging| tagging.is_text);
        let union = ir::Union {
            discriminator: tagging.map(|tagging| tagging.property),
            fallback: discriminator.and_then(|found| self.fallback(found, alternatives.list)),
            absent: discriminator.and_then(|found| self.absent(found, alternatives.list)),
            variants,
        };
        let mut constraints = alternatives.constraints(schemas.clone());
        if is_text {
            constraints.discriminator = discriminator_of(&union, &schemas);
        }
        add_untagged(&mut constraints, &union, &schemas);
        let defined = self.define_as(id, schema, TypeKind::Union(union), pointer);
        if let Some(definition) = self.types.definition_mut(id) {
            definition.schema = SchemaRef::inline(constraints);
        }
        defined.or_null(nullable)
    }

    /// Lowers each alternative to a variant of the union that stands at a place.
    fn lower_variants(
        &mut self,
        union: ir::TypeId,
        alternatives: &Alternatives<'a>,
        tagging: Option<&Tagging>,
        pointer: &Pointer,
    ) -> Variants {
        let own = Naming::Exactly(union);
        let property = tagging.map(|tagging| tagging.property.as_str());
        let mut variants = Variants::new();
        let words = self.alternative_words(alternatives.list, tagging);
        for (index, (alternative, word)) in alternatives.list.iter().zip(words).enumerate() {
            let at = alternatives.pointer.index(index);
            let part = own.part(&word);
            let lowered = self.lower_schema(alternative, &at, &part);
            let mut tags = tagging
                .and_then(|tagging| tagging.tags.get(index).cloned())
                .unwrap_or_default();
            self.keep_first_tags(&mut tags, &variants.list, &pointer.child("discriminator"));
            // What the content does not say, the variant has to.
            let is_split = tags.len() > 1 && !self.holds(alternative, property, &at);
            let given = match alternative {
                ReferenceOr::Item(schema) => {
                    self.given_name_at(&at, &schema.schema_data.extensions)
                }
                ReferenceOr::Reference { .. } => self.given_name(at.as_str(), &at, None),
            };
            let wanted = match (given, is_split) {
                (Some(given), _) => Some(pascal(given)),
                (None, true) => super::discriminators::word(&tags[0]),
                (None, false) => tagging.and_then(|tagging| tagging.variant_name(index)),
            };
            let wanted = wanted
                .or_else(|| title_of(alternative).filter(|_| !is_named(&lowered.ty)))
                .unwrap_or_else(|| self.variant_name(union, &lowered.ty));
            // Of several arrays, each but the first says what it holds.
            let held = match &lowered.ty {
                Type::Array(item) => self.variant_name(union, item),
                _ => "Variant".to_owned(),
            };
            let name = variants.scope.claim(&wanted, &[&held, "Variant"]);
            if is_split {
                let more = tags.split_off(1);
                variants
                    .twins
                    .extend(more.into_iter().map(|tag| (tag, index)));
            }
            variants.add(name, tags, lowered);
        }
        variants.add_twins();
        variants
    }

    /// Whether an alternative has a property of this name.
    fn holds(
        &mut self,
        alternative: &'a ReferenceOr<Schema>,
        property: Option<&str>,
        pointer: &Pointer,
    ) -> bool {
        // A union in a union has the tags of its own variants.
        let names = self.object_at(alternative, pointer);
        names.is_none_or(|flat| {
            !flat.alternatives.is_empty()
                || property.is_some_and(|property| flat.properties.contains_key(property))
        })
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
            Type::Constant(only) => super::variants::identifiers(&[only]).concat(),
            Type::Text(meaning) | Type::Digits(meaning) => meaning.word().to_owned(),
            Type::Format(chosen) => pascal(chosen.name()),
            Type::Own(own) => pascal(own.name()),
            Type::Array(_) | Type::Tuple(_) => "Array".to_owned(),
            Type::Map(_) | Type::Object => "Object".to_owned(),
            Type::Any => "Any".to_owned(),
            Type::Nullable(inner) | Type::Headed(inner) => self.variant_name(union, inner),
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

fn is_named(ty: &Type) -> bool {
    matches!(ty, Type::Named(_) | Type::Boxed(_))
}

/// The title of an inline alternative as a name.
fn title_of(alternative: &ReferenceOr<Schema>) -> Option<String> {
    let title = alternative.as_item()?.schema_data.title.as_deref()?;
    let name = pascal(title);
    (!title.is_empty() && name.len() <= LONGEST).then_some(name)
}

/// Whether an alternative is a scalar without a list of values, or a constraint that leaves the type open.
fn is_plain(alternative: &ReferenceOr<Schema>, shape: Compat) -> bool {
    use openapiv3::Type::{Boolean, Integer, Number, String};
    let Node::Schema(schema) = Node::from(alternative) else {
        return false;
    };
    match &schema.schema_kind {
        SchemaKind::Type(String(text)) => text.enumeration.is_empty(),
        SchemaKind::Type(Integer(_)) => number_enums::integer_enum(schema, shape).is_none(),
        SchemaKind::Type(Number(number)) => {
            number_enums::number_enum(schema, number, shape).is_none()
        }
        SchemaKind::Type(Boolean(_)) => true,
        SchemaKind::Any(any) => {
            any.typ.is_none()
                && any.properties.is_empty()
                && any.additional_properties.is_none()
                && any.items.is_none()
                && any.enumeration.is_empty()
                && any.not.is_none()
                && [&any.all_of, &any.any_of, &any.one_of]
                    .iter()
                    .all(|list| list.is_empty())
        }
        _ => false,
    }
}

/// The property that decides alone which schema holds, with its table; `None` where the table does not name all.
fn discriminator_of(
    union: &ir::Union,
    schemas: &[SchemaRef],
) -> Option<(String, Vec<(String, SchemaRef)>)> {
    let property = union.discriminator.as_ref()?;
    let is_named = |(index, variant): (usize, &ir::UnionVariant)| {
        !variant.tags.is_empty() || [union.absent, union.fallback].contains(&Some(index))
    };
    let is_complete = union.variants.iter().enumerate().all(is_named);
    is_complete.then(|| (property.clone(), tag_table(&union.variants, schemas)))
}

/// Adds what holds for values without a tag, and for values with another one.
fn add_untagged(constraints: &mut Constraints, union: &ir::Union, schemas: &[SchemaRef]) {
    let schema_at = |index: Option<usize>| schemas.get(index?).cloned();
    if let Some(schema) = schema_at(union.absent) {
        constraints.rare.get_or_insert_default().absent_tag = Some(schema);
    }
    if let Some(schema) = schema_at(union.fallback) {
        constraints.rare.get_or_insert_default().default_tag = Some(schema);
    }
}

/// The schema that each value selects.
fn tag_table(variants: &[ir::UnionVariant], schemas: &[SchemaRef]) -> Vec<(String, SchemaRef)> {
    let mut table = Vec::new();
    for (variant, schema) in variants.iter().zip(schemas) {
        let twins = variants[schemas.len()..].iter();
        let twins = twins
            .filter(|twin| twin.ty == variant.ty)
            .flat_map(|twin| &twin.tags);
        let tags = variant.tags.iter().chain(twins);
        table.extend(tags.map(|tag| (tag.clone(), schema.clone())));
    }
    table
}
