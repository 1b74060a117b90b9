//! Objects: structs of their properties.

use super::defaults::Pending;
use super::flatten::Flat;
use super::lowered::{Lowered, Node};
use super::store::Naming;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{self, Access, Presence, SchemaRef, Type, TypeKind};
use crate::lower::docs;
use crate::lower::types::Types;
use crate::naming::{Case, Claim, Scope, claim_all, identifier, snake};
use openapiv3::{AdditionalProperties, AnySchema, Schema, SchemaKind};
use serde_json::Value;

/// Whether a schema of mixed keywords describes an object with named properties.
pub(super) fn is_object_like(any: &AnySchema) -> bool {
    any.typ.as_deref().is_none_or(|typ| typ == "object") && !any.properties.is_empty()
}

/// A property of an object, with all that is said of it.
struct Property<'f, 'a> {
    name: &'f str,
    nodes: &'f [(Node<'a>, Pointer)],
    required: bool,
}

impl<'a> Types<'a> {
    /// Lowers an object with named properties to a struct.
    pub(super) fn lower_struct(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let mut flat = Flat::at(pointer);
        self.flatten(schema, pointer, &mut flat, &mut Vec::new());
        self.build_struct(schema, flat, pointer, naming)
    }

    /// Lowers an `allOf` of several parts.
    pub(super) fn lower_merged(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let mut flat = Flat::at(pointer);
        let has_others = self.flatten(schema, pointer, &mut flat, &mut Vec::new());
        if flat.properties.is_empty() && flat.patterns.is_empty() {
            return self.lower_intersection(schema, pointer, naming);
        }
        if has_others && !self.is_torn(schema, pointer) {
            self.diagnostics
                .warning(
                    Code::Degraded,
                    &pointer.child("allOf"),
                    "a part of this `allOf` is not an object; it is left out",
                )
                .help("an object cannot be a value of another type at the same time");
        }
        self.build_struct(schema, flat, pointer, naming)
    }

    /// Whether it was told that the parts of an `allOf` leave no value.
    fn is_torn(&self, schema: &Schema, pointer: &Pointer) -> bool {
        let count = match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => all_of.len(),
            SchemaKind::Any(any) => any.all_of.len(),
            _ => 0,
        };
        let list = pointer.child("allOf");
        let tells = |index| {
            let part = list.index(index);
            self.diagnostics.tells(Code::ImpossibleSchema, &part)
        };
        (0..count).any(tells)
    }

    /// Several schemas of objects as one.
    pub(super) fn lower_together(
        &mut self,
        nodes: &[(Node<'a>, Pointer)],
        schema: &'a Schema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let mut flat = Flat::at(pointer);
        for (node, at) in nodes {
            match node {
                Node::Schema(schema) => self.flatten(schema, at, &mut flat, &mut Vec::new()),
                Node::Reference(reference) => {
                    self.flatten_reference(reference, at, &mut flat, &mut Vec::new())
                }
            };
        }
        let lowered = self.build_struct(schema, flat, pointer, naming);
        self.hold_together(&lowered, nodes);
        lowered
    }

    /// Defines the struct of a flat object.
    fn build_struct(
        &mut self,
        schema: &'a Schema,
        mut flat: Flat<'a>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        if let Some(id) = self.building.get(pointer) {
            return Lowered {
                ty: Type::Named(*id),
                nullable: schema.schema_data.nullable,
                schema: SchemaRef::Type(*id),
            };
        }
        let nested = self.take_nested_union(&mut flat);
        let has_own = !flat.properties.is_empty() || !flat.patterns.is_empty();
        if let Some(union) = nested.as_ref().filter(|_| !has_own) {
            // Nothing is left that all have in common but what each has by itself.
            let union = union.clone();
            return self.lower_alternatives(schema, &union, pointer, naming);
        }
        let id = naming.id(&mut self.types);
        self.opened(pointer, id);
        self.building.insert(pointer.clone(), id);
        let own = Naming::Exactly(id);
        self.add_unnamed(&mut flat, nested.as_ref());
        let mut scope = Scope::new(Case::Snake);
        let fields = self.lower_properties(&flat, id, pointer, &mut scope);
        let additional = self.lower_additional(&flat, &own, pointer);
        let variant = nested.map(|nested| {
            let ty = self.union_at(&nested).unwrap_or_else(|| {
                let part = own.part("Variant");
                self.lower_alternatives(nested.schema, &nested, &nested.holder, &part)
                    .ty
            });
            (identifier(&scope.claim("variant", &["shape"])), ty)
        });
        let matching = self.lower_matching(&flat, &own, &mut scope);
        let additional =
            additional.map(|ty| (identifier(&scope.claim("additional_properties", &[])), ty));
        self.building.remove(pointer);
        let kind = TypeKind::Struct(ir::Struct {
            fields,
            variant,
            matching,
            additional,
        });
        self.define_as(id, schema, kind, pointer)
    }

    /// Lowers the properties of the struct that stands at a place to its fields.
    fn lower_properties(
        &mut self,
        flat: &Flat<'a>,
        owner: ir::TypeId,
        pointer: &Pointer,
        scope: &mut Scope,
    ) -> Vec<ir::Field> {
        let own = Naming::Exactly(owner);
        let claims: Vec<Claim<'_>> = flat
            .properties
            .iter()
            .map(|(name, nodes)| {
                let name = self.given_property_name(nodes).unwrap_or(name);
                Claim {
                    wire: name,
                    wanted: snake(name),
                    word: "field",
                    rank: 0,
                }
            })
            .collect();
        let names = claim_all(scope, &claims);
        let mut fields = Vec::with_capacity(flat.properties.len());
        for ((name, nodes), field) in flat.properties.iter().zip(names) {
            let property = Property {
                name,
                nodes,
                required: flat.required.contains(name),
            };
            let mut field = self.lower_property(&property, identifier(&field), &own);
            if let Some((raw, pointer)) = default_of(nodes) {
                self.defaults.push(Pending {
                    owner,
                    field: fields.len(),
                    raw,
                    pointer,
                });
            }
            if property.required && field.access != Access::ReadWrite {
                let access = field.access;
                self.demand(&mut field, access, pointer);
            }
            fields.push(field);
        }
        fields
    }

    /// The name that the last of several schemas of a property gives it.
    fn given_property_name(&self, nodes: &[(Node<'a>, Pointer)]) -> Option<&'a str> {
        let mut nodes = nodes.iter().rev();
        nodes.find_map(|(node, pointer)| match node {
            Node::Schema(schema) => self.given_name_at(pointer, &schema.schema_data.extensions),
            Node::Reference(_) => self.given_name(pointer.as_str(), pointer, None),
        })
    }

    /// Lowers the value of a property, which may stand in another component and within itself.
    fn lower_value(&mut self, name: &str, nodes: &[(Node<'a>, Pointer)], own: &Naming) -> Lowered {
        let places: Vec<Pointer> = nodes.iter().map(|(_, pointer)| pointer.clone()).collect();
        if let Some(Some(id)) = self.open.get(&places) {
            let id = *id;
            return Lowered {
                ty: Type::Named(id),
                nullable: self.all_admit_null(nodes),
                schema: SchemaRef::Type(id),
            };
        }
        // What is inherited as it is, is of the type that the base gives it.
        let only = match (nodes, &places[..]) {
            ([(Node::Schema(_), _)], [place]) => Some(place.clone()),
            _ => None,
        };
        if let Some(lowered) = only.as_ref().and_then(|place| self.shared.get(place)) {
            return lowered.clone();
        }
        let owner = only
            .as_ref()
            .and_then(|place| self.types.component(&super::flatten::component_of(place)?));
        let naming = match owner {
            Some(id) if self.is_direct(name, &places[0]) => Naming::Exactly(id).part(name),
            _ => own.part(name),
        };
        self.open.insert(places.clone(), None);
        let lowered = self.lower_parts(nodes, &naming);
        self.open.remove(&places);
        if let Some(place) = only {
            self.shared.insert(place, lowered.clone());
        }
        lowered
    }

    /// Whether null is a value of a property that several schemas speak of.
    fn all_admit_null(&mut self, nodes: &[(Node<'a>, Pointer)]) -> bool {
        nodes
            .iter()
            .all(|(node, pointer)| self.admits_null(*node, pointer))
    }

    /// Whether a property is one of its component itself, and not of something within that.
    fn is_direct(&self, name: &str, place: &Pointer) -> bool {
        let mut segments = place.segments().skip(3);
        loop {
            match segments.next().as_deref() {
                Some("allOf") if segments.next().is_some() => {}
                Some("properties") => {
                    return segments.next().as_deref() == Some(name) && segments.next().is_none();
                }
                _ => return false,
            }
        }
    }

    /// Notes the type of a property that is being lowered.
    pub(super) fn opened(&mut self, pointer: &Pointer, id: ir::TypeId) {
        let mut open = self.open.iter_mut();
        if let Some((_, slot)) = open.find(|(places, _)| places.last() == Some(pointer)) {
            *slot = Some(id);
        }
    }

    fn lower_property(
        &mut self,
        property: &Property<'_, 'a>,
        field_name: String,
        own: &Naming,
    ) -> ir::Field {
        let Property {
            name,
            nodes,
            required,
        } = *property;
        let lowered = self.lower_value(name, nodes, own);
        let mut notes = Annotations::default();
        for (node, _) in nodes {
            notes.read(*node);
        }
        let is_always_there = required && notes.access == Access::ReadWrite;
        // What holds any value holds null as well, and cannot tell it from a property that is not there.
        let nullable = lowered.nullable || (!is_always_there && self.all_admit_null(nodes));
        let presence = match is_always_there {
            true => Presence::Required,
            false => Presence::Optional,
        };
        ir::Field {
            name: field_name,
            wire: name.to_owned(),
            docs: notes.docs,
            deprecated: notes.deprecated,
            presence: presence.or_null(nullable),
            access: notes.access,
            asked: false,
            constant: if required {
                self.constant_of(&lowered.ty)
            } else {
                None
            },
            ty: lowered.ty,
            default: None,
            example: notes.example,
        }
    }

    /// A property that is required in one direction is a plain field where its object travels only that way. Where it
    /// also travels the other way, the constructor asks for what clients have to send.
    fn demand(&mut self, field: &mut ir::Field, access: Access, pointer: &Pointer) {
        let directions = self.directions(pointer);
        let is_one_way = match access {
            Access::ReadOnly => !directions.requests,
            Access::WriteOnly => !directions.responses,
            Access::ReadWrite => true,
        };
        if is_one_way {
            let is_nullable = field.presence == Presence::OptionalNullable;
            field.presence = Presence::Required.or_null(is_nullable);
        } else {
            field.asked = access == Access::WriteOnly && directions.requests;
        }
    }

    /// The type of the members beside the properties, where the document asks for them.
    fn lower_additional(
        &mut self,
        flat: &Flat<'a>,
        own: &Naming,
        pointer: &Pointer,
    ) -> Option<Type> {
        match &flat.additional {
            Some((AdditionalProperties::Any(false), _)) => None,
            None => match &flat.unevaluated {
                Some((node, pointer)) => {
                    self.checks.typed.insert(pointer.clone());
                    let naming = own.part("AdditionalProperty");
                    let value = self.lower_schema(*node, pointer, &naming);
                    Some(map_of(value.value_type()))
                }
                // An object that names none keeps all that it has.
                None => {
                    let keeps = flat.properties.is_empty() || self.keeps_unknown_at(pointer);
                    keeps.then_some(Type::Object)
                }
            },
            Some((AdditionalProperties::Any(true), _)) => Some(Type::Object),
            Some((AdditionalProperties::Schema(values), pointer)) => {
                let naming = own.part("AdditionalProperty");
                let value = self.lower_schema(&**values, pointer, &naming);
                Some(map_of(value.value_type()))
            }
        }
    }
}

/// An object whose members are all of one type.
pub(in crate::lower) fn map_of(ty: Type) -> Type {
    match ty {
        Type::Any => Type::Object,
        ty => Type::Map(Box::new(ty)),
    }
}

/// The default that the last of several schemas of a property gives it.
fn default_of<'a>(nodes: &[(Node<'a>, Pointer)]) -> Option<(&'a Value, Pointer)> {
    nodes.iter().rev().find_map(|(node, pointer)| match node {
        Node::Schema(schema) => {
            let default = schema.schema_data.default.as_ref()?;
            Some((default, pointer.child("default")))
        }
        Node::Reference(_) => None,
    })
}

/// What stands beside a property's type.
#[derive(Default)]
struct Annotations {
    docs: ir::Docs,
    deprecated: bool,
    access: Access,
    example: Option<Value>,
}

impl Annotations {
    fn read(&mut self, node: Node<'_>) {
        let Node::Schema(schema) = node else { return };
        let data = &schema.schema_data;
        let docs = docs::of_data(data);
        if docs != ir::Docs::default() {
            self.docs = docs;
        }
        self.deprecated |= data.deprecated;
        if data.example.is_some() {
            self.example.clone_from(&data.example);
        }
        if data.read_only {
            self.access = Access::ReadOnly;
        } else if data.write_only {
            self.access = Access::WriteOnly;
        }
    }
}
