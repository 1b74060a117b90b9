//! What a form with files has besides the properties that it lists: by patterns of their names, by `required` alone, or by
//! `additionalProperties`.

use super::Bodies;
use super::media_types::Shape;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Additional, Matching, RareKeywords, Schema as Constraints, Type};
use crate::lower::types::{Flat, Naming, Node, map_name, map_of};
use crate::naming::{Scope, identifier};
use crate::normalize::{Entries, Key, has_patterns_only, key};
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type as SchemaType};
use timely_pattern::Pattern;

/// What a form has besides the properties that it lists.
#[derive(Default)]
pub(super) struct Rest {
    pub(super) matching: Vec<Matching>,
    pub(super) additional: Option<(String, Type)>,
}

/// Keywords of an object that a form with files is not held to.
const NOT_HELD: &[Key] = &[
    key::PROPERTY_NAMES,
    key::DEPENDENT_REQUIRED,
    key::DEPENDENT_SCHEMAS,
    key::UNEVALUATED_PROPERTIES,
    key::IF,
];

impl<'a> Bodies<'a> {
    /// All that the schema of a form says of its properties.
    pub(super) fn flat_form(
        &mut self,
        schema: &'a ReferenceOr<Schema>,
        pointer: &Pointer,
    ) -> Flat<'a> {
        let mut flat = Flat::at(pointer);
        match schema.into() {
            Node::Schema(schema) => self
                .types
                .flatten(schema, pointer, &mut flat, &mut Vec::new()),
            Node::Reference(reference) => {
                self.types
                    .flatten_reference(reference, pointer, &mut flat, &mut Vec::new())
            }
        };
        flat
    }

    /// The names that a form asks for, does not list, and has no map for.
    pub(super) fn asked_alone(&self, flat: &Flat<'a>) -> Vec<&'a str> {
        if flat.additional.is_some() {
            return Vec::new();
        }
        let names = flat.required.iter().copied();
        names
            .filter(|name| !flat.properties.contains_key(name) && !has_pattern(flat, name))
            .collect()
    }

    /// The maps of what a form does not list. What they are held to is added to the constraints.
    pub(super) fn lower_form_rest(
        &mut self,
        flat: &Flat<'a>,
        own: &Naming,
        scope: &mut Scope,
        constraints: &mut Constraints,
    ) -> Rest {
        let mut rest = Rest::default();
        let listed = |name: &&&str| {
            let mut properties = constraints.properties.iter();
            !properties.any(|property| property.name == **name)
        };
        let unlisted: Vec<String> = flat
            .required
            .iter()
            .filter(listed)
            .map(|name| (*name).to_owned())
            .collect();
        constraints.required = unlisted;
        let mut patterns = Vec::new();
        for (pattern, nodes) in &flat.patterns {
            let places = nodes.iter().map(|(_, place)| place.clone());
            let at = places.clone().next_back().unwrap_or_default();
            if nodes.iter().any(|(node, _)| self.is_file_node(*node)) {
                self.report_unlisted_files(&at, &format!("names that match `{pattern}`"));
                continue;
            }
            let bound = |longest| format!("allow names of no more than {longest} characters");
            let Some(pattern) = self.types.checked_pattern(pattern, &at, None, bound) else {
                continue;
            };
            self.types.checks.typed.extend(places);
            let field = map_name(flat, &pattern, scope);
            let naming = own.part(field.trim_end_matches("_properties"));
            let value = self.types.lower_parts(nodes, &naming);
            patterns.push((pattern.clone(), self.types.all_checks(nodes)));
            rest.matching.push(Matching {
                name: identifier(&field),
                shown: pattern.clone(),
                pattern,
                ty: map_of(value.value_type()),
            });
        }
        if !patterns.is_empty() {
            constraints.rare = Some(Box::new(RareKeywords {
                pattern_properties: patterns,
                ..RareKeywords::default()
            }));
        }
        rest.additional = self
            .lower_form_additional(flat, own, constraints)
            .map(|ty| (identifier(&scope.claim("additional_properties", &[])), ty));
        rest
    }

    fn lower_form_additional(
        &mut self,
        flat: &Flat<'a>,
        own: &Naming,
        constraints: &mut Constraints,
    ) -> Option<Type> {
        let (additional, at) = flat.additional.as_ref()?;
        match additional {
            AdditionalProperties::Any(false) => None,
            AdditionalProperties::Any(true) => Some(Type::Object),
            AdditionalProperties::Schema(values) if self.is_file_node((&**values).into()) => {
                self.report_unlisted_files(at, "other names");
                None
            }
            AdditionalProperties::Schema(values) => {
                let naming = own.part("AdditionalProperty");
                let value = self.types.lower_schema(&**values, at, &naming);
                if !value.schema.is_any() {
                    constraints.additional = Additional::Schema(value.schema.clone());
                }
                Some(map_of(value.value_type()))
            }
        }
    }

    /// Whether a part of this schema is a file, or several are.
    fn is_file_node(&self, node: Node<'a>) -> bool {
        let Some(schema) = self.types.followed(node) else {
            return false;
        };
        let is_binary = |schema| self.shape_of_schema(schema) == Shape::Binary;
        let items = match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Array(array)) => array.items.as_ref(),
            _ => None,
        };
        is_binary(schema)
            || items
                .and_then(|items| self.types.followed(items.into()))
                .is_some_and(is_binary)
    }

    fn report_unlisted_files(&mut self, at: &Pointer, names: &str) {
        self.types
            .diagnostics
            .warning(
                Code::Degraded,
                at,
                format!("files under {names} have no place in the form"),
            )
            .help("list each file under `properties`, or make them a list of files under one name");
    }

    /// Names the keywords that a form with files is not held to, in the schemas that it is made of.
    pub(super) fn report_not_held(&mut self, flat: &Flat<'a>, parts: &[(&'a Schema, Pointer)]) {
        for (schema, at) in parts {
            let keys = &schema.schema_data.extensions;
            for key in NOT_HELD.iter().filter(|key| keys.has(**key)) {
                self.report_one_not_held(&at.child(key.name));
            }
            if has_patterns_only(keys) {
                self.report_one_not_held(&at.child(key::PATTERN_PROPERTIES.name));
            }
        }
        for (_, alternatives) in &flat.alternatives {
            self.report_one_not_held(&alternatives.pointer);
        }
    }

    fn report_one_not_held(&mut self, at: &Pointer) {
        self.types
            .diagnostics
            .warning(
                Code::NotEnforced,
                at,
                "a form with files is not held to this keyword",
            )
            .at_key()
            .help("only what is said of each part is checked, and which parts there are");
    }
}

/// Whether a name is one of those that a pattern speaks of.
fn has_pattern(flat: &Flat<'_>, name: &str) -> bool {
    flat.patterns
        .keys()
        .any(|pattern| !crate::normalize::pattern_refuses(pattern, name) && is_pattern(pattern))
}

fn is_pattern(pattern: &str) -> bool {
    Pattern::new(pattern).is_ok()
}
