//! Schemas of the intermediate representation as those of the runtime, without compiling generated code.
//!
//! What is made lives as long as the test. A schema that refers to itself is unrolled so many times that no value of a
//! test reaches the end.

use std::collections::HashMap;
use timely_codegen::formats::{self, JsonType, Number};
use timely_codegen::ir;
use timely_runtime::generated::{Access, Additional, Bound, Literal, More, Property, Types};
use timely_runtime::{Format, Schema};

/// How many references one inside the other are followed.
const DEPTH: usize = 24;

type List<T> = &'static [T];

pub(crate) struct Bridge<'a> {
    api: &'a ir::Api,
    made: HashMap<(usize, usize), &'static Schema>,
}

impl<'a> Bridge<'a> {
    pub(crate) fn new(api: &'a ir::Api) -> Self {
        Self {
            api,
            made: HashMap::new(),
        }
    }

    /// The schema of the type of this name.
    pub(crate) fn of(&mut self, name: &str) -> &'static Schema {
        let found = self
            .api
            .types
            .iter()
            .position(|definition| definition.name == name);
        let id = found.unwrap_or_else(|| panic!("no type is called {name}"));
        self.reference(&ir::SchemaRef::Type(ir::TypeId(id)), DEPTH)
    }

    fn reference(&mut self, schema: &ir::SchemaRef, depth: usize) -> &'static Schema {
        let id = match schema {
            ir::SchemaRef::Inline(schema) => return leak(self.schema(schema, depth)),
            ir::SchemaRef::Type(id) => *id,
        };
        if depth == 0 {
            return &Schema::ANY;
        }
        if let Some(made) = self.made.get(&(id.0, depth)) {
            return made;
        }
        let definition = self.api.type_def(id);
        let made = self.reference(&definition.schema, depth - 1);
        self.made.insert((id.0, depth), made);
        made
    }

    fn list(&mut self, schemas: &[ir::SchemaRef], depth: usize) -> List<&'static Schema> {
        let list = schemas.iter().map(|schema| self.reference(schema, depth));
        leak_list(list.collect())
    }

    fn option(&mut self, schema: Option<&ir::SchemaRef>, depth: usize) -> Option<&'static Schema> {
        schema.map(|schema| self.reference(schema, depth))
    }

    fn map(
        &mut self,
        map: &[(String, ir::SchemaRef)],
        depth: usize,
    ) -> List<(&'static str, &'static Schema)> {
        let list = map
            .iter()
            .map(|(key, schema)| (text(key), self.reference(schema, depth)));
        leak_list(list.collect())
    }

    fn schema(&mut self, schema: &ir::Schema, depth: usize) -> Schema {
        let types = schema.types.iter().map(|ty| types_of(*ty));
        let discriminator = schema.discriminator.as_ref();
        Schema {
            types: match schema.types.is_empty() {
                true => Types::ANY,
                false => types.fold(Types::EMPTY, Types::or),
            },
            enumeration: leak_list(schema.enumeration.iter().map(literal).collect()),
            format: schema.format.map(|check| format_of(check.variant())),
            min_length: schema.min_length,
            max_length: schema.max_length,
            pattern: schema.pattern.as_deref().map(text),
            minimum: schema.minimum.map(bound),
            maximum: schema.maximum.map(bound),
            exclusive_minimum: schema.exclusive_minimum.map(bound),
            exclusive_maximum: schema.exclusive_maximum.map(bound),
            multiple_of: schema.multiple_of.map(bound),
            items: self.option(schema.items.as_ref(), depth),
            min_items: schema.min_items,
            max_items: schema.max_items,
            unique_items: schema.unique_items,
            properties: self.properties(&schema.properties, depth),
            required: texts(&schema.required),
            additional: match &schema.additional {
                ir::Additional::Allowed => Additional::Allowed,
                ir::Additional::Forbidden => Additional::Forbidden,
                ir::Additional::Schema(values) => Additional::Schema(self.reference(values, depth)),
            },
            min_properties: schema.min_properties,
            max_properties: schema.max_properties,
            all_of: self.list(&schema.all_of, depth),
            any_of: self.list(&schema.any_of, depth),
            one_of: self.list(&schema.one_of, depth),
            not: self.option(schema.not.as_ref(), depth),
            discriminator: discriminator.map(|(property, _)| text(property)),
            mapping: discriminator.map_or(&[], |(_, mapping)| self.map(mapping, depth)),
            default: schema.default.as_deref().map(text),
            more: schema
                .rare
                .as_ref()
                .map(|rare| leak(self.rare_keywords(rare, depth))),
        }
    }

    fn properties(&mut self, properties: &[ir::Property], depth: usize) -> List<Property> {
        let list = properties.iter().map(|property| Property {
            name: text(&property.name),
            required: property.required,
            access: match property.access {
                ir::Access::ReadWrite => Access::ReadWrite,
                ir::Access::ReadOnly => Access::ReadOnly,
                ir::Access::WriteOnly => Access::WriteOnly,
            },
            schema: self.reference(&property.schema, depth),
        });
        leak_list(list.collect())
    }

    fn rare_keywords(&mut self, rare: &ir::RareKeywords, depth: usize) -> More {
        let dependent = rare.dependent_required.iter();
        let condition = rare
            .condition
            .as_ref()
            .map(|parts| parts.each_ref().map(|part| self.reference(part, depth)));
        More {
            prefix_items: self.list(&rare.prefix_items, depth),
            contains: self.option(rare.contains.as_ref(), depth),
            min_contains: rare.min_contains.unwrap_or(More::NONE.min_contains),
            max_contains: rare.max_contains,
            unevaluated_items: self.option(rare.unevaluated_items.as_ref(), depth),
            pattern_properties: self.map(&rare.pattern_properties, depth),
            property_names: self.option(rare.property_names.as_ref(), depth),
            dependent_required: leak_list(
                dependent
                    .map(|(name, wanted)| (text(name), texts(wanted)))
                    .collect(),
            ),
            dependent_schemas: self.map(&rare.dependent_schemas, depth),
            unevaluated_properties: self.option(rare.unevaluated_properties.as_ref(), depth),
            condition: condition.map(|[condition, ..]| condition),
            then: condition.map_or(&Schema::ANY, |[_, then, _]| then),
            otherwise: condition.map_or(&Schema::ANY, |[.., otherwise]| otherwise),
            shapes: self.list(&rare.alternatives, depth),
            absent_tag: self.option(rare.absent_tag.as_ref(), depth),
        }
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn leak_list<T>(list: Vec<T>) -> List<T> {
    Vec::leak(list)
}

fn text(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

fn texts(list: &[String]) -> List<&'static str> {
    leak_list(list.iter().map(|item| text(item)).collect())
}

fn literal(value: &ir::Literal) -> Literal {
    match value {
        ir::Literal::Null => Literal::Null,
        ir::Literal::Bool(value) => Literal::Bool(*value),
        ir::Literal::Int(value) => Literal::Int(*value),
        ir::Literal::Float(value) => Literal::Float(*value),
        ir::Literal::Str(value) => Literal::Str(text(value)),
        ir::Literal::Json(value) => Literal::Json(text(value)),
    }
}

fn bound(bound: ir::Bound) -> Bound {
    match bound {
        ir::Bound::Int(value) => Bound::Int(value),
        ir::Bound::Float(value) => Bound::Float(value),
    }
}

fn types_of(ty: JsonType) -> Types {
    match ty {
        JsonType::Null => Types::NULL,
        JsonType::Boolean => Types::BOOLEAN,
        JsonType::Integer => Types::INTEGER,
        JsonType::Number => Types::NUMBER,
        JsonType::String => Types::STRING,
        JsonType::Array => Types::ARRAY,
        JsonType::Object => Types::OBJECT,
    }
}

/// By the name of the variant, which is what its `Debug` form is.
fn format_of(name: &str) -> Format {
    let mut formats = Format::ALL.iter().copied();
    let found = formats.find(|format| format!("{format:?}") == name);
    found.unwrap_or_else(|| panic!("no variant of `Format` is called {name}"))
}

/// The generator and the runtime each have a table of formats: their rows must mean the same.
#[test]
fn formats_of_the_generator_are_those_of_the_runtime() {
    for format in formats::all() {
        let of_numbers = match format.number {
            Some(Number::Integer(_, check)) => Some(check),
            Some(Number::Float(_, check)) => check,
            _ => None,
        };
        for check in format.check.iter().chain(&of_numbers) {
            let enforced = format_of(check.variant());
            let others = ["long", "int", "uint"];
            assert!(
                enforced.name() == format.name || others.contains(&format.name),
                "{format:?}"
            );
        }
    }
    for format in Format::ALL {
        assert!(formats::named(format.name()).is_some(), "{format:?}");
    }
}
