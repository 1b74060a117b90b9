//! A schema as JSON Schema (draft 2020-12), keyword by keyword.

use super::json::Json;
use crate::diagnostic::Pointer;
use crate::formats::JsonType;
use crate::ir::{
    Access, Additional, Api, Bound, Literal, Property, RareKeywords, Schema, SchemaRef, TypeId,
};
use serde_json::Number;
use std::collections::HashSet;

/// How deep the values of a schema may be nested where it stands in another one. What is deeper stands in `$defs`: readers
/// of JSON have a limit, and so have readers of indented lines.
const MAX_DEPTH: usize = 32;

/// The text of a schema, and the types that it refers to, in the order in which their names first come.
pub(super) struct Text {
    pub(super) json: Json,
    pub(super) types: Vec<TypeId>,
}

impl Text {
    pub(super) fn of(api: &Api, schema: &SchemaRef) -> Self {
        let mut writer = Writer {
            api,
            types: Vec::new(),
            definitions: Vec::new(),
            defined: HashSet::new(),
        };
        let json = match schema {
            SchemaRef::Type(_) => writer.schema(schema),
            SchemaRef::Inline(schema) => writer.keywords(schema),
        };
        let json = writer.with_definitions(json);
        let types = in_order(&json, &writer.types);
        Self { json, types }
    }
}

/// The types whose names a text has, in their order in it.
fn in_order(json: &Json, types: &[(String, TypeId)]) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut left = vec![json];
    while let Some(json) = left.pop() {
        match json {
            Json::Raw(_) => {}
            Json::Reference(name) => {
                let named = types.iter().find(|(known, _)| known == name);
                found.extend(named.map(|(_, id)| *id).filter(|id| !found.contains(id)));
            }
            Json::Array(items) => left.extend(items.iter().rev()),
            Json::Object(members) => left.extend(members.iter().rev().map(|(_, value)| value)),
        }
    }
    found
}

/// The members of an object that is being written.
#[derive(Default)]
struct Members(Vec<(String, Json)>);

impl Members {
    fn put(&mut self, keyword: &str, value: Json) {
        self.0.push((keyword.to_owned(), value));
    }

    fn put_some(&mut self, keyword: &str, value: Option<Json>) {
        if let Some(value) = value {
            self.put(keyword, value);
        }
    }

    fn put_count(&mut self, keyword: &str, count: Option<u64>) {
        self.put_some(keyword, count.map(|count| Json::Raw(count.to_string())));
    }
}

struct Writer<'a> {
    api: &'a Api,
    types: Vec<(String, TypeId)>,
    /// What stands too deep to be written where it is, and what has a name.
    definitions: Vec<(String, Json)>,
    /// The names that definitions have.
    defined: HashSet<String>,
}

impl Writer<'_> {
    fn with_definitions(&mut self, json: Json) -> Json {
        let definitions = std::mem::take(&mut self.definitions);
        match json {
            Json::Object(mut members) if !definitions.is_empty() => {
                members.push(("$defs".to_owned(), Json::Object(definitions)));
                Json::Object(members)
            }
            json => json,
        }
    }

    /// A schema that stands in another one.
    fn schema(&mut self, schema: &SchemaRef) -> Json {
        let json = match schema {
            SchemaRef::Type(id) => return reference(&self.name_of(*id)),
            SchemaRef::Inline(schema) => self.keywords(schema),
        };
        if json.depth() <= MAX_DEPTH {
            return json;
        }
        let free = (1..).map(|number: usize| number.to_string());
        let mut free = free.filter(|name| !self.defined.contains(name));
        let name = free.next().unwrap_or_default();
        self.define(&name, json)
    }

    /// Adds a definition, and refers to it.
    fn define(&mut self, name: &str, json: Json) -> Json {
        self.defined.insert(name.to_owned());
        self.definitions.push((name.to_owned(), json));
        reference(&definition(name))
    }

    /// A reference to a definition of the document, with all definitions that come with it.
    fn named(&mut self, name: &str, definitions: &[(String, SchemaRef)]) -> Json {
        for (name, schema) in definitions {
            if self.defined.insert(name.clone()) {
                let json = self.schema(schema);
                self.definitions.push((name.clone(), json));
            }
        }
        reference(&definition(name))
    }

    fn name_of(&mut self, id: TypeId) -> String {
        let id = self.api.definition_of(id);
        if let Some((name, _)) = self.types.iter().find(|(_, known)| *known == id) {
            return name.clone();
        }
        let definition = self.api.type_def(id);
        let name = super::type_text_name(definition);
        self.types.push((name.clone(), id));
        name
    }

    fn keywords(&mut self, schema: &Schema) -> Json {
        if let Some(schema) = schema.without_default_tag() {
            return self.keywords(&schema);
        }
        if let Some(rare) = &schema.rare
            && let Some(name) = &rare.reference
        {
            return self.named(name, &rare.definitions);
        }
        if *schema == Schema::default() {
            return Json::Object(Vec::new());
        }
        if *schema == Schema::never() {
            return Json::Raw("false".to_owned());
        }
        let mut members = Members::default();
        // What is another schema with a word added.
        if let [SchemaRef::Type(id)] = schema.all_of.as_slice() {
            members.put("$ref", Json::Reference(self.name_of(*id)));
        }
        value_keywords(schema, &mut members);
        self.array_keywords(schema, &mut members);
        self.object_keywords(schema, &mut members);
        self.combinations(schema, &mut members);
        Json::Object(members.0)
    }

    fn array_keywords(&mut self, schema: &Schema, members: &mut Members) {
        if let Some(rare) = &schema.rare {
            self.put_list("prefixItems", &rare.prefix_items, members);
        }
        self.put_schema("items", schema.items.as_ref(), members);
        members.put_count("minItems", schema.min_items);
        members.put_count("maxItems", schema.max_items);
        if schema.unique_items {
            members.put("uniqueItems", Json::Raw("true".to_owned()));
        }
        if let Some(rare) = &schema.rare {
            self.put_schema("contains", rare.contains.as_ref(), members);
            members.put_count("minContains", rare.min_contains);
            members.put_count("maxContains", rare.max_contains);
            let unevaluated = rare.unevaluated_items.as_ref();
            self.put_schema("unevaluatedItems", unevaluated, members);
        }
    }

    fn object_keywords(&mut self, schema: &Schema, members: &mut Members) {
        let required = schema.properties.iter().filter(|one| one.required);
        let required = required.map(|property| &property.name);
        put_names("required", required.chain(&schema.required), members);
        if !schema.properties.is_empty() {
            let properties = schema.properties.iter();
            let properties = properties.map(|one| self.property(one)).collect();
            members.put("properties", Json::Object(properties));
        }
        if let Some(rare) = &schema.rare {
            self.put_map("patternProperties", &rare.pattern_properties, members);
        }
        match &schema.additional {
            Additional::Allowed => {}
            Additional::Forbidden => {
                members.put("additionalProperties", Json::Raw("false".to_owned()));
            }
            Additional::Schema(values) => {
                self.put_schema("additionalProperties", Some(values), members);
            }
        }
        members.put_count("minProperties", schema.min_properties);
        members.put_count("maxProperties", schema.max_properties);
        if let Some(rare) = &schema.rare {
            self.rare_object_keywords(rare, members);
        }
    }

    fn rare_object_keywords(&mut self, rare: &RareKeywords, members: &mut Members) {
        let names = rare.property_names.as_ref();
        self.put_schema("propertyNames", names, members);
        if !rare.dependent_required.is_empty() {
            let dependent = rare.dependent_required.iter().map(|(name, wanted)| {
                let wanted = wanted.iter().map(|name| Json::string(name)).collect();
                (name.clone(), Json::Array(wanted))
            });
            members.put("dependentRequired", Json::Object(dependent.collect()));
        }
        self.put_map("dependentSchemas", &rare.dependent_schemas, members);
        let unevaluated = rare.unevaluated_properties.as_ref();
        self.put_schema("unevaluatedProperties", unevaluated, members);
    }

    fn combinations(&mut self, schema: &Schema, members: &mut Members) {
        if !matches!(schema.all_of.as_slice(), [SchemaRef::Type(_)]) {
            self.put_list("allOf", &schema.all_of, members);
        }
        self.put_list("anyOf", &schema.any_of, members);
        self.put_list("oneOf", &schema.one_of, members);
        let rare = schema.rare.as_deref();
        if let Some(rare) = rare {
            self.put_list("x-alternatives", &rare.alternatives, members);
        }
        if let Some((property, mapping)) = &schema.discriminator {
            let mut tag = Members::default();
            tag.put("propertyName", Json::string(property));
            self.put_map("mapping", mapping, &mut tag);
            let absent = rare.and_then(|rare| rare.absent_tag.as_ref());
            self.put_schema("defaultMapping", absent, &mut tag);
            members.put("discriminator", Json::Object(tag.0));
        }
        self.put_schema("not", schema.not.as_ref(), members);
        if let Some([condition, then, otherwise]) = rare.and_then(|rare| rare.condition.as_ref()) {
            self.put_schema("if", Some(condition), members);
            for (keyword, branch) in [("then", then), ("else", otherwise)] {
                let branch = Some(branch).filter(|branch| !branch.is_any());
                self.put_schema(keyword, branch, members);
            }
        }
    }

    fn property(&mut self, property: &Property) -> (String, Json) {
        let access = match property.access {
            Access::ReadWrite => None,
            Access::ReadOnly => Some("readOnly"),
            Access::WriteOnly => Some("writeOnly"),
        };
        let json = self.schema(&property.schema);
        let Some(access) = access else {
            return (property.name.clone(), json);
        };
        let mut members = match json {
            Json::Object(members) => members,
            other => vec![("allOf".to_owned(), Json::Array(vec![other]))],
        };
        members.push((access.to_owned(), Json::Raw("true".to_owned())));
        (property.name.clone(), Json::Object(members))
    }

    fn put_schema(&mut self, keyword: &str, schema: Option<&SchemaRef>, members: &mut Members) {
        let json = schema.map(|schema| self.schema(schema));
        members.put_some(keyword, json);
    }

    fn put_list(&mut self, keyword: &str, list: &[SchemaRef], members: &mut Members) {
        if !list.is_empty() {
            let list = list.iter().map(|schema| self.schema(schema));
            members.put(keyword, Json::Array(list.collect()));
        }
    }

    fn put_map(&mut self, keyword: &str, map: &[(String, SchemaRef)], members: &mut Members) {
        if !map.is_empty() {
            let map = map.iter();
            let map = map.map(|(name, schema)| (name.clone(), self.schema(schema)));
            let map = Json::Object(map.collect());
            members.put(keyword, map);
        }
    }
}

/// How a definition is referred to.
fn definition(name: &str) -> String {
    let place = Pointer::root().child("$defs").child(name);
    format!("#{}", place.as_str().replace('%', "%25"))
}

fn reference(name: &str) -> Json {
    Json::Object(vec![("$ref".to_owned(), Json::Reference(name.to_owned()))])
}

/// Keywords of any value, of texts and of numbers.
fn value_keywords(schema: &Schema, members: &mut Members) {
    let types = schema.types.iter().map(|ty| Json::string(type_name(*ty)));
    let types: Vec<Json> = types.collect();
    match types.as_slice() {
        [] => {}
        [only] => members.put("type", only.clone()),
        _ => members.put("type", Json::Array(types)),
    }
    if !schema.enumeration.is_empty() {
        // What cannot be read no value is.
        let values = schema.enumeration.iter().filter_map(constant).collect();
        members.put("enum", Json::Array(values));
    }
    let format = schema.format.map(|check| Json::string(check.name()));
    members.put_some("format", format);
    members.put_count("minLength", schema.min_length);
    members.put_count("maxLength", schema.max_length);
    let pattern = schema.pattern.as_deref().map(Json::string);
    members.put_some("pattern", pattern);
    for (keyword, bound) in [
        ("minimum", schema.minimum),
        ("maximum", schema.maximum),
        ("exclusiveMinimum", schema.exclusive_minimum),
        ("exclusiveMaximum", schema.exclusive_maximum),
        ("multipleOf", schema.multiple_of),
    ] {
        members.put_some(keyword, bound.and_then(number));
    }
    let default = schema.default.as_deref().and_then(Json::parsed);
    members.put_some("default", default);
}

fn put_names<'n>(keyword: &str, names: impl Iterator<Item = &'n String>, members: &mut Members) {
    let names: Vec<Json> = names.map(|name| Json::string(name)).collect();
    if !names.is_empty() {
        members.put(keyword, Json::Array(names));
    }
}

/// A bound; none where it is beyond all numbers of JSON.
fn number(bound: Bound) -> Option<Json> {
    match bound {
        Bound::Int(bound) => Some(Json::Raw(bound.to_string())),
        Bound::Float(bound) => {
            let number = Number::from_f64(bound)?;
            Some(Json::Raw(number.to_string()))
        }
    }
}

fn constant(literal: &Literal) -> Option<Json> {
    match literal {
        Literal::Null => Some(Json::Raw("null".to_owned())),
        Literal::Bool(value) => Some(Json::Raw(value.to_string())),
        Literal::Int(value) => Some(Json::Raw(value.to_string())),
        Literal::Float(value) => number(Bound::Float(*value)),
        Literal::Str(text) => Some(Json::string(text)),
        Literal::Json(text) => Json::parsed(text),
    }
}

pub(super) const fn type_name(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Null => "null",
        JsonType::Boolean => "boolean",
        JsonType::Integer => "integer",
        JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "array",
        JsonType::Object => "object",
    }
}
