//! Objects: properties, `allOf`, and the enums that properties hold.

use super::docs;
use super::names::{Case, Scope, case_word, identifier, pascal, snake};
use super::schemas::{Lowered, Naming, Node, required_property};
use super::{Lowering, component_key};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{
    self, Access, Additional, Presence, Schema as Constraints, SchemaRef, Type, TypeKind,
};
use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind, Type as SchemaType,
};
use serde_json::Value;
use std::collections::HashSet;

/// How many `allOf` references may follow one another.
const MAX_CHAIN: usize = 64;

/// An object with all parts of its `allOf` laid side by side.
#[derive(Default)]
struct Flat<'a> {
    properties: IndexMap<&'a str, Vec<(Node<'a>, Pointer)>>,
    required: Vec<&'a str>,
    /// The components laid in so far; one that several parts lead to adds nothing the second time.
    parts: HashSet<&'a str>,
    additional: Option<(&'a AdditionalProperties, Pointer)>,
    min_properties: Option<u64>,
    max_properties: Option<u64>,
    /// `oneOf` and `anyOf` beside the properties: `true` marks `oneOf`.
    alternatives: Vec<(bool, &'a [ReferenceOr<Schema>], Pointer)>,
}

impl<'a> Flat<'a> {
    fn add(
        &mut self,
        properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
        required: &'a [String],
        additional: Option<&'a AdditionalProperties>,
        pointer: &Pointer,
    ) {
        let base = pointer.child("properties");
        for (name, property) in properties {
            self.properties
                .entry(name)
                .or_default()
                .push((property.into(), base.child(name)));
        }
        self.required.extend(required.iter().map(String::as_str));
        if let Some(additional) = additional {
            self.additional = Some((additional, pointer.child("additionalProperties")));
        }
    }

    fn bound(&mut self, min: Option<usize>, max: Option<usize>) {
        self.min_properties = self.min_properties.max(min.map(|count| count as u64));
        self.max_properties = match (self.max_properties, max.map(|count| count as u64)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}

/// Whether a schema of mixed keywords describes an object with named properties.
pub(super) fn is_object_like(any: &AnySchema) -> bool {
    any.typ.as_deref().is_none_or(|typ| typ == "object") && !any.properties.is_empty()
}

/// An enum of the values of a string, in document order.
pub(super) fn string_enum(values: &[&str]) -> ir::Enum {
    let mut scope = Scope::reserving(Case::Pascal, &["Other"]);
    let mut variants: Vec<ir::Variant> = Vec::new();
    for value in values {
        if variants.iter().all(|variant| variant.wire != *value) {
            let name = scope.claim(&pascal(value), &["Value", case_word(value)]);
            variants.push(ir::Variant {
                name,
                wire: (*value).to_owned(),
            });
        }
    }
    ir::Enum { variants }
}

impl<'a> Lowering<'a> {
    /// Lowers an object with named properties to a struct.
    pub(super) fn lower_struct(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let mut flat = Flat::default();
        self.flatten(schema, pointer, &mut flat, &mut Vec::new());
        self.build_struct(schema, &flat, pointer, naming)
    }

    /// Lowers an `allOf` of several parts.
    pub(super) fn lower_merged(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let mut flat = Flat::default();
        let has_others = self.flatten(schema, pointer, &mut flat, &mut Vec::new());
        if flat.properties.is_empty() {
            return self.lower_intersection(schema, pointer, naming);
        }
        if has_others {
            self.diagnostics
                .warning(
                    Code::UnsupportedFeature,
                    &pointer.child("allOf"),
                    "a part of this `allOf` is no object and is left out",
                )
                .help("an object cannot be a value of another type at the same time");
        }
        self.build_struct(schema, &flat, pointer, naming)
    }

    /// `allOf` of schemas that are no objects: the type of the first that has one, held to all.
    fn lower_intersection(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let parts = match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => all_of,
            SchemaKind::Any(any) => &any.all_of,
            _ => return Lowered::any(),
        };
        let mut ty = Type::Any;
        for (index, part) in parts.iter().enumerate() {
            let naming = naming.part(&self.types, "Part");
            let part = self.lower_schema(part, &pointer.child("allOf").index(index), &naming);
            if ty == Type::Any {
                ty = part.ty;
            }
        }
        Lowered::of(ty, schema.schema_data.nullable)
    }

    /// Collects the properties of a schema and of all it is made of; true when a part is no object.
    fn flatten(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Object(object)) => {
                flat.add(
                    &object.properties,
                    &object.required,
                    object.additional_properties.as_ref(),
                    pointer,
                );
                flat.bound(object.min_properties, object.max_properties);
                false
            }
            SchemaKind::AllOf { all_of } => self.flatten_parts(all_of, pointer, flat, seen),
            SchemaKind::OneOf { one_of } => {
                flat.alternatives
                    .push((true, one_of, pointer.child("oneOf")));
                false
            }
            SchemaKind::AnyOf { any_of } => {
                flat.alternatives
                    .push((false, any_of, pointer.child("anyOf")));
                false
            }
            SchemaKind::Any(any) => self.flatten_any(any, pointer, flat, seen),
            SchemaKind::Type(_) | SchemaKind::Not { .. } => true,
        }
    }

    fn flatten_any(
        &mut self,
        any: &'a AnySchema,
        pointer: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        if any.typ.as_deref().is_some_and(|typ| typ != "object") {
            return true;
        }
        let others = self.flatten_parts(&any.all_of, pointer, flat, seen);
        flat.add(
            &any.properties,
            &any.required,
            any.additional_properties.as_ref(),
            pointer,
        );
        flat.bound(any.min_properties, any.max_properties);
        if !any.one_of.is_empty() {
            flat.alternatives
                .push((true, &any.one_of, pointer.child("oneOf")));
        }
        if !any.any_of.is_empty() {
            flat.alternatives
                .push((false, &any.any_of, pointer.child("anyOf")));
        }
        others
    }

    fn flatten_parts(
        &mut self,
        parts: &'a [ReferenceOr<Schema>],
        pointer: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        let mut others = false;
        for (index, part) in parts.iter().enumerate() {
            let at = pointer.child("allOf").index(index);
            others |= match part {
                ReferenceOr::Item(schema) => self.flatten(schema, &at, flat, seen),
                ReferenceOr::Reference { reference } => {
                    self.flatten_reference(reference, &at, flat, seen)
                }
            };
        }
        others
    }

    fn flatten_reference(
        &mut self,
        reference: &'a str,
        at: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        if seen.len() >= MAX_CHAIN {
            self.diagnostics
                .error(
                    Code::InternalLimit,
                    at,
                    format!("more than {MAX_CHAIN} `allOf` follow one another here"),
                )
                .help("refer to a component that is nearer to the end of the chain");
            return false;
        }
        if seen.contains(&reference) {
            self.diagnostics
                .error(
                    Code::CyclicReference,
                    at,
                    format!("`{reference}` is made of itself through `allOf`"),
                )
                .help("remove one of the references of the cycle");
            return false;
        }
        let target = component_key(reference, "schemas")
            .and_then(|key| self.schemas().items?.get_key_value(&key));
        let Some((key, target)) = target else {
            self.diagnostics
                .error(
                    Code::UnresolvedReference,
                    at,
                    format!("`{reference}` leads to no schema"),
                )
                .help("a schema reference must lead to an entry of `#/components/schemas`");
            return false;
        };
        if !flat.parts.insert(key) {
            return false;
        }
        seen.push(reference);
        let pointer = Pointer::root()
            .child("components")
            .child("schemas")
            .child(key);
        let others = match Node::from(target) {
            Node::Schema(schema) => self.flatten(schema, &pointer, flat, seen),
            Node::Reference(next) => self.flatten_reference(next, &pointer, flat, seen),
        };
        seen.pop();
        others
    }

    /// Defines the struct of a flat object.
    fn build_struct(
        &mut self,
        schema: &'a Schema,
        flat: &Flat<'a>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let id = naming.id(&mut self.types);
        let own = Naming::Exactly(id);
        let mut scope = Scope::new(Case::Snake);
        let names = field_names(flat.properties.keys().copied(), &mut scope);
        let mut fields = Vec::new();
        let mut properties = Vec::new();
        for ((name, nodes), field) in flat.properties.iter().zip(names) {
            let required = flat.required.contains(name);
            let (field, property) = self.lower_property(name, field, nodes, required, &own);
            fields.push(field);
            properties.push(property);
        }
        for name in &flat.required {
            if !flat.properties.contains_key(name)
                && properties.iter().all(|property| property.name != *name)
            {
                properties.push(required_property(name));
            }
        }
        let (additional_type, additional) = self.lower_additional(flat, &own);
        let mut constraints = Constraints {
            types: vec!["OBJECT"],
            properties,
            additional,
            min_properties: flat.min_properties,
            max_properties: flat.max_properties,
            ..Constraints::default()
        };
        self.lower_alternatives(flat, &own, &mut constraints);
        let additional =
            additional_type.map(|ty| (identifier(&scope.claim("additional_properties", &[])), ty));
        let kind = TypeKind::Struct(ir::Struct { fields, additional });
        let lowered = Lowered::new(Type::Named(id), schema.schema_data.nullable, constraints);
        self.define_as(id, schema, kind, lowered.schema, pointer)
    }

    fn lower_property(
        &mut self,
        name: &str,
        field_name: String,
        nodes: &[(Node<'a>, Pointer)],
        required: bool,
        own: &Naming,
    ) -> (ir::Field, ir::Property) {
        let naming = own.part(&self.types, name);
        let mut lowered = Lowered::any();
        let mut schemas = Vec::new();
        let mut notes = Annotations::default();
        for (node, pointer) in nodes {
            lowered = self.lower_schema(*node, pointer, &naming);
            schemas.push(lowered.schema.clone());
            notes.read(*node);
        }
        let schema = match schemas.len() {
            1 => schemas.remove(0),
            _ => SchemaRef::Inline(Box::new(Constraints {
                all_of: schemas,
                ..Constraints::default()
            })),
        };
        let at = &nodes
            .last()
            .map_or_else(Pointer::root, |(_, pointer)| pointer.clone());
        let default = notes
            .default
            .and_then(|raw| self.lower_default(raw, &lowered.ty, &at.child("default")));
        let field = ir::Field {
            name: field_name,
            wire: name.to_owned(),
            docs: notes.docs,
            deprecated: notes.deprecated,
            presence: Presence::new(
                required && notes.access == Access::ReadWrite,
                lowered.nullable,
            ),
            constant: if required {
                self.constant_of(&lowered.ty)
            } else {
                None
            },
            ty: lowered.ty,
            default,
        };
        (
            field,
            ir::Property {
                name: name.to_owned(),
                required,
                access: notes.access,
                schema,
            },
        )
    }

    fn lower_additional(&mut self, flat: &Flat<'a>, own: &Naming) -> (Option<Type>, Additional) {
        match &flat.additional {
            None => (None, Additional::Allowed),
            Some((AdditionalProperties::Any(true), _)) => (Some(Type::Object), Additional::Allowed),
            Some((AdditionalProperties::Any(false), _)) => (None, Additional::Forbidden),
            Some((AdditionalProperties::Schema(values), pointer)) => {
                let naming = own.part(&self.types, "AdditionalProperty");
                let value = self.lower_schema(&**values, pointer, &naming);
                let ty = match value.value_type() {
                    Type::Any => Type::Object,
                    ty => Type::Map(Box::new(ty)),
                };
                (Some(ty), Additional::Schema(value.schema))
            }
        }
    }

    /// `oneOf` and `anyOf` beside properties: enforced, and named where they hold properties of their own.
    fn lower_alternatives(&mut self, flat: &Flat<'a>, own: &Naming, constraints: &mut Constraints) {
        for (one, alternatives, pointer) in &flat.alternatives {
            if alternatives.iter().any(has_properties) {
                self.diagnostics
                    .warning(
                        Code::UnsupportedFeature,
                        pointer,
                        "the alternatives are enforced by the server, but their properties are no fields of the struct",
                    )
                    .help("write the object as a union of complete alternatives to have a type for each");
            }
            let mut schemas = Vec::new();
            for (index, alternative) in alternatives.iter().enumerate() {
                let naming = own.part(&self.types, "Alternative");
                schemas.push(
                    self.lower_schema(alternative, &pointer.index(index), &naming)
                        .schema,
                );
            }
            let list = Constraints {
                one_of: if *one { schemas.clone() } else { Vec::new() },
                any_of: if *one { Vec::new() } else { schemas },
                ..Constraints::default()
            };
            constraints.all_of.push(SchemaRef::Inline(Box::new(list)));
        }
    }
}

/// The identifiers of properties; one that is its own identifier keeps it, whatever stands before it.
fn field_names<'n>(
    properties: impl Iterator<Item = &'n str> + Clone,
    scope: &mut Scope,
) -> Vec<String> {
    let is_exact = |name: &str| snake(name) == name;
    let mut names: IndexMap<&str, String> = properties
        .clone()
        .map(|name| (name, String::new()))
        .collect();
    for exact in [true, false] {
        for name in properties.clone().filter(|name| is_exact(name) == exact) {
            names.insert(name, identifier(&scope.claim(&snake(name), &["field"])));
        }
    }
    names.into_values().collect()
}

/// Whether an alternative is more than a constraint.
fn has_properties(schema: &ReferenceOr<Schema>) -> bool {
    match Node::from(schema) {
        Node::Reference(_) => true,
        Node::Schema(schema) => match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Object(object)) => !object.properties.is_empty(),
            SchemaKind::Any(any) => !any.properties.is_empty(),
            _ => true,
        },
    }
}

/// What stands beside a property's type.
#[derive(Default)]
struct Annotations<'a> {
    docs: ir::Docs,
    deprecated: bool,
    default: Option<&'a Value>,
    access: Access,
}

impl<'a> Annotations<'a> {
    fn read(&mut self, node: Node<'a>) {
        let Node::Schema(schema) = node else { return };
        let data = &schema.schema_data;
        self.docs = docs::of(data.title.as_ref(), data.description.as_ref());
        self.deprecated |= data.deprecated;
        self.default = data.default.as_ref().or(self.default);
        if data.read_only {
            self.access = Access::ReadOnly;
        } else if data.write_only {
            self.access = Access::WriteOnly;
        }
    }
}
