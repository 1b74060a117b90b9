//! Schemas to types: the dispatch over what a schema can be.

use super::alternatives::{Alternatives, ListKind};
use super::constraints;
use super::flatten::component_of;
use super::lowered::{Lowered, Node};
use super::modules::Owner;
use super::number_enums;
use super::store::Naming;
use crate::diagnostic::{Code, Pointer};
use crate::formats::{self, Chosen, Meaning};
use crate::ir::{JSON_PATCH, OwnType, SchemaRef, Type, TypeDef, TypeId, TypeKind};
use crate::lower::components::component_key;
use crate::lower::docs;
use crate::lower::types::Types;
use crate::naming::pascal;
use crate::normalize::{Entries, has_patterns_only, is_json_patch, key};
use crate::settings::Compat;
use openapiv3::{
    AdditionalProperties, ArrayType, ObjectType, ReferenceOr, Schema, SchemaKind, StringType,
    Type as SchemaType,
};

impl<'a> Types<'a> {
    /// Lowers a schema wherever it stands.
    pub(in crate::lower) fn lower_schema(
        &mut self,
        node: impl Into<Node<'a>>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let node = node.into();
        match node {
            Node::Reference(reference) => {
                let lowered = self.lower_reference(reference, pointer);
                match self.own_type_at(pointer) {
                    Some(ty) => Lowered { ty, ..lowered },
                    None => lowered,
                }
            }
            Node::Schema(schema) => {
                let given = self.given_name_at(pointer, &schema.schema_data.extensions);
                let named = given.and_then(|given| naming.named(given));
                let naming = named.as_ref().unwrap_or(naming);
                let mut lowered = match self.own_type_at(pointer) {
                    Some(own) => Lowered::of(own),
                    None if is_json_patch(&schema.schema_data.extensions) => {
                        Lowered::of(json_patch())
                    }
                    None => self.lower_inline(schema, pointer, naming),
                };
                if lowered.ty != Type::Any {
                    lowered.nullable = self.admits_null(node, pointer);
                }
                self.held(lowered, pointer, naming)
            }
        }
    }

    /// Lowers a schema that several operations may lead to, once.
    ///
    /// What stands in a component belongs to that component, whichever operation comes first.
    pub(in crate::lower) fn lower_shared(
        &mut self,
        node: impl Into<Node<'a>>,
        pointer: &Pointer,
        naming: Naming,
    ) -> Lowered {
        if let Some(lowered) = self.shared.get(pointer) {
            return lowered.clone();
        }
        let naming = self.in_component(pointer, naming);
        let lowered = self.lower_schema(node, pointer, &naming);
        self.shared.insert(pointer.clone(), lowered.clone());
        lowered
    }

    /// The naming of what may stand in a component.
    fn in_component(&self, pointer: &Pointer, naming: Naming) -> Naming {
        let (owner, name) = match naming {
            Naming::Inline(owner, name) if !matches!(owner, Owner::Section(_)) => (owner, name),
            naming => return naming,
        };
        if let Some((section, key)) = Owner::section_at(pointer) {
            // The headers of a response have names of their own.
            let is_header = pointer.segments().nth(3).as_deref() == Some("headers");
            let own = if is_header { name.as_str() } else { "" };
            return Naming::Inline(section, format!("{}{own}", pascal(&key)));
        }
        let component = component_of(pointer).and_then(|key| self.types.component(&key));
        Naming::Inline(component.map_or(owner, Owner::Type), name)
    }

    pub(in crate::lower) fn lower_reference(
        &mut self,
        reference: &str,
        pointer: &Pointer,
    ) -> Lowered {
        let found = component_key(reference, "schemas")
            .and_then(|key| self.types.component(&key).map(|id| (key, id)));
        let Some((key, id)) = found else {
            self.diagnostics
                .error(
                    Code::UnresolvedReference,
                    pointer,
                    format!("`{reference}` leads to no schema"),
                )
                .help("a schema reference must lead to an entry of `#/components/schemas`");
            return Lowered::any();
        };
        Lowered {
            ty: Type::Named(id),
            nullable: self.component_is_nullable(&key),
            schema: SchemaRef::Type(id),
        }
    }

    fn lower_inline(&mut self, schema: &'a Schema, pointer: &Pointer, naming: &Naming) -> Lowered {
        let nullable = schema.schema_data.nullable;
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::String(string)) => {
                self.lower_string(schema, string, pointer, naming)
            }
            SchemaKind::Type(SchemaType::Integer(integer)) => {
                match number_enums::integer_enum(schema, self.context.settings.compat) {
                    Some(values) => {
                        let kind = TypeKind::IntegerEnum(values);
                        self.define_own(schema, kind, pointer, naming)
                    }
                    None => {
                        let format = constraints::format_name(&integer.format);
                        let plain = Type::Integer(constraints::integer(integer));
                        Lowered::of(self.number_type(format.as_deref(), plain)).or_null(nullable)
                    }
                }
            }
            SchemaKind::Type(SchemaType::Number(number)) => {
                match number_enums::number_enum(schema, number, self.context.settings.compat) {
                    Some(values) => {
                        let kind = TypeKind::NumberEnum(values);
                        self.define_own(schema, kind, pointer, naming)
                    }
                    None => {
                        let format = constraints::format_name(&number.format);
                        let plain = Type::Number(constraints::number(number));
                        Lowered::of(self.number_type(format.as_deref(), plain)).or_null(nullable)
                    }
                }
            }
            SchemaKind::Type(SchemaType::Boolean(_)) => {
                Lowered::of(Type::Boolean).or_null(nullable)
            }
            SchemaKind::Type(SchemaType::Array(array)) => {
                self.lower_array(schema, array, pointer, naming)
            }
            SchemaKind::Type(SchemaType::Object(object)) => {
                self.lower_object(schema, object, pointer, naming)
            }
            SchemaKind::AllOf { all_of } => match all_of.as_slice() {
                [only] => self
                    .lower_only_part(only, pointer, naming)
                    .or_null(nullable),
                _ => self.lower_merged(schema, pointer, naming),
            },
            SchemaKind::OneOf { one_of } => {
                let alternatives = Alternatives::of(schema, ListKind::OneOf, one_of, pointer);
                self.lower_union(schema, &alternatives, pointer, naming)
            }
            SchemaKind::AnyOf { any_of } => {
                let alternatives = Alternatives::of(schema, ListKind::AnyOf, any_of, pointer);
                self.lower_union(schema, &alternatives, pointer, naming)
            }
            SchemaKind::Not { .. } => Lowered::of(Type::Any).or_null(nullable),
            SchemaKind::Any(any) => self.lower_any(schema, any, pointer, naming),
        }
    }

    /// `allOf` of one part: the part itself, annotated.
    pub(super) fn lower_only_part(
        &mut self,
        part: &'a ReferenceOr<Schema>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let pointer = pointer.child("allOf").index(0);
        self.lower_schema(part, &pointer, naming)
    }

    fn lower_string(
        &mut self,
        schema: &'a Schema,
        string: &StringType,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let nullable = schema.schema_data.nullable;
        let values: Vec<&str> = string
            .enumeration
            .iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if let ([only], Naming::Inline(..)) = (values.as_slice(), naming) {
            return Lowered::of(Type::Constant((*only).to_owned())).or_null(nullable);
        }
        if !values.is_empty() {
            return self.define_enum(schema, &values, pointer, naming);
        }
        let format = constraints::format_name(&string.format);
        Lowered::of(self.string_type(format.as_deref())).or_null(nullable)
    }

    /// The Rust type of a string, by its format: from the settings or built in.
    ///
    /// The other formats have no type that most programs would agree on, and stay plain strings.
    pub(super) fn string_type(&self, format: Option<&str>) -> Type {
        let Some(format) = format else {
            return Type::String;
        };
        if let Some(path) = self.context.settings.formats.get(format) {
            return match path.as_str() {
                "String" => Type::String,
                path => Type::Format(Chosen::new(path)),
            };
        }
        let meaning = formats::named(format).and_then(|format| format.meaning);
        let is_in_shape =
            |meaning: &Meaning| self.context.settings.compat > Compat::V0_1 || !meaning.is_newer();
        let meaning = meaning.filter(is_in_shape);
        let feature = meaning.and_then(Meaning::feature);
        self.features.borrow_mut().extend(feature);
        meaning.map_or(Type::String, Type::Text)
    }

    /// The Rust type of a number that no machine's number may hold, by its format: from the settings or built in. All others
    /// are as machines have them.
    pub(super) fn number_type(&self, format: Option<&str>, plain: Type) -> Type {
        let Some(meaning) = formats::digits(format) else {
            return plain;
        };
        let chosen = format.and_then(|format| self.context.settings.formats.get(format));
        if let Some(path) = chosen {
            return Type::Format(Chosen::new(path));
        }
        self.features.borrow_mut().extend(meaning.feature());
        Type::Digits(meaning)
    }

    pub(super) fn define_enum(
        &mut self,
        schema: &'a Schema,
        values: &[&str],
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let extensions = &schema.schema_data.extensions;
        let kind = TypeKind::Enum(super::enums::string_enum(values, extensions));
        self.define_own(schema, kind, pointer, naming)
    }

    /// Gives a schema a type of its own.
    pub(super) fn define_own(
        &mut self,
        schema: &'a Schema,
        kind: TypeKind,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let id = naming.id(&mut self.types);
        self.define_as(id, schema, kind, pointer)
    }

    /// Defines the type with an id, which is how the schema is known from then on, its constraints left to
    /// [`Types::held`].
    pub(super) fn define_as(
        &mut self,
        id: TypeId,
        schema: &'a Schema,
        kind: TypeKind,
        pointer: &Pointer,
    ) -> Lowered {
        let data = &schema.schema_data;
        let example = data.example.clone();
        let elsewhere = self.elsewhere_of(&kind, pointer);
        self.types.define(id, |blank| TypeDef {
            elsewhere,
            pointer: pointer.clone(),
            docs: docs::of_data(data),
            deprecated: data.deprecated,
            example,
            kind,
            ..blank
        });
        Lowered {
            ty: Type::Named(id),
            nullable: data.nullable,
            schema: SchemaRef::Type(id),
        }
    }

    fn lower_array(
        &mut self,
        schema: &'a Schema,
        array: &'a ArrayType,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let nullable = schema.schema_data.nullable;
        let item = match &array.items {
            Some(items) => {
                let naming = naming.part("Item");
                self.lower_schema(items, &pointer.child("items"), &naming)
            }
            None => Lowered::any(),
        };
        if let Some(first) = schema.schema_data.extensions.key(key::PREFIX_ITEMS) {
            return self.lower_tuple((schema, array), first, item, pointer, naming);
        }
        let ty = Type::Array(Box::new(item.value_type()));
        Lowered::of(ty).or_null(nullable)
    }

    fn lower_object(
        &mut self,
        schema: &'a Schema,
        object: &'a ObjectType,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        if !object.properties.is_empty() || has_patterns(schema) {
            return self.lower_struct(schema, pointer, naming);
        }
        let nullable = schema.schema_data.nullable;
        let ty = match &object.additional_properties {
            Some(AdditionalProperties::Schema(values)) => {
                let naming = naming.part("Value");
                let value =
                    self.lower_schema(&**values, &pointer.child("additionalProperties"), &naming);
                match value.value_type() {
                    Type::Any => Type::Object,
                    ty => Type::Map(Box::new(ty)),
                }
            }
            Some(AdditionalProperties::Any(_)) | None => Type::Object,
        };
        Lowered::of(ty).or_null(nullable)
    }
}

/// The runtime's type of JSON Patches.
fn json_patch() -> Type {
    Type::Own(OwnType {
        path: JSON_PATCH.to_owned(),
        has: vec!["Default", "Eq"],
    })
}

/// Whether a schema says what properties are whose names match patterns, and not that of all properties at once.
pub(super) fn has_patterns(schema: &Schema) -> bool {
    let keys = &schema.schema_data.extensions;
    keys.has(key::PATTERN_PROPERTIES) && !has_patterns_only(keys)
}

/// The one part of a schema that is nothing but an `allOf` of one.
pub(super) fn sole_part(schema: &Schema) -> Option<&ReferenceOr<Schema>> {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => match all_of.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        _ => None,
    }
}
