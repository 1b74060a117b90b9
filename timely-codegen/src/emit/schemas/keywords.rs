//! The keywords of JSON Schema, a field of the runtime's struct for each.

use super::Schemas;
use crate::emit::identifiers::ident;
use crate::emit::types::{float, integer};
use crate::formats::JsonType;
use crate::ir::{Access, Additional, Bound, Literal, Property, RareKeywords, Schema, SchemaRef};
use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::{format_ident, quote};

impl Schemas<'_> {
    pub(super) fn schema_literal(&self, schema: &Schema) -> TokenStream {
        if let Some(schema) = schema.without_default_tag() {
            return self.schema_literal(&schema);
        }
        if *schema == Schema::default() {
            return quote!(rt::Schema::ANY);
        }
        if *schema == Schema::never() {
            return quote!(rt::Schema::NEVER);
        }
        if let Some(whole) = self.plain_container(schema) {
            return whole;
        }
        let fields = [
            self.type_keywords(schema),
            self.value_keywords(schema),
            self.composite_keywords(schema),
        ];
        let rare = schema.rare.as_ref().map(|rare| {
            let rare = self.rare_keywords(rare);
            quote!(rare: Some(&#rare),)
        });
        quote! { rt::Schema { #(#fields)* #rare ..rt::Schema::ANY } }
    }

    /// An object of which only properties are known, or an array of which only items are.
    fn plain_container(&self, schema: &Schema) -> Option<TokenStream> {
        if !is_plain_container(schema) {
            return None;
        }
        match (schema.types.as_slice(), &schema.items) {
            ([JsonType::Object], None) if !schema.properties.is_empty() => {
                let list = schema.properties.iter().map(|one| self.property(one));
                Some(quote!(rt::Schema::object(&[#(#list),*])))
            }
            ([JsonType::Array], Some(items)) if schema.properties.is_empty() => {
                let items = self.schema_ref(items);
                Some(quote!(rt::Schema::array(#items)))
            }
            _ => None,
        }
    }

    fn type_keywords(&self, schema: &Schema) -> TokenStream {
        let types = types(&schema.types).map(|types| quote!(types: #types,));
        let enumeration = (!schema.enumeration.is_empty()).then(|| {
            let values = schema.enumeration.iter().map(literal);
            quote!(enumeration: &[#(#values),*],)
        });
        let format = schema.format.map(|check| {
            let name = ident(check.variant());
            quote!(format: Some(rt::Format::#name),)
        });
        let default = schema
            .default
            .as_ref()
            .map(|default| quote!(default: Some(#default),));
        quote! { #types #enumeration #format #default }
    }

    fn value_keywords(&self, schema: &Schema) -> TokenStream {
        let counts = [
            count("min_length", schema.min_length),
            count("max_length", schema.max_length),
            count("min_items", schema.min_items),
            count("max_items", schema.max_items),
            count("min_properties", schema.min_properties),
            count("max_properties", schema.max_properties),
        ];
        let bounds = [
            bound("minimum", schema.minimum),
            bound("maximum", schema.maximum),
            bound("exclusive_minimum", schema.exclusive_minimum),
            bound("exclusive_maximum", schema.exclusive_maximum),
            bound("multiple_of", schema.multiple_of),
        ];
        let pattern = schema
            .pattern
            .as_ref()
            .map(|pattern| quote!(pattern: Some(#pattern),));
        let unique = schema.unique_items.then(|| quote!(unique_items: true,));
        quote! { #(#counts)* #(#bounds)* #pattern #unique }
    }

    fn composite_keywords(&self, schema: &Schema) -> TokenStream {
        let items = self.schema_option("items", schema.items.as_ref());
        let properties = (!schema.properties.is_empty()).then(|| {
            let list = schema
                .properties
                .iter()
                .map(|property| self.property(property));
            quote!(properties: &[#(#list),*],)
        });
        let required = (!schema.required.is_empty()).then(|| {
            let names = &schema.required;
            quote!(required: &[#(#names),*],)
        });
        let additional = match &schema.additional {
            Additional::Allowed => None,
            Additional::Forbidden => Some(quote!(additional: rt::Additional::Forbidden,)),
            Additional::Schema(values) => {
                let values = self.schema_ref(values);
                Some(quote!(additional: rt::Additional::Schema(#values),))
            }
        };
        let lists = [
            self.schema_list("all_of", &schema.all_of),
            self.schema_list("any_of", &schema.any_of),
            self.schema_list("one_of", &schema.one_of),
        ];
        let not = self.schema_option("not", schema.not.as_ref());
        let discriminator = schema.discriminator.as_ref().map(|(property, mapping)| {
            let mapping = mapping.iter().map(|(tag, schema)| {
                let schema = self.schema_ref(schema);
                quote!((#tag, #schema))
            });
            quote!(discriminator: Some(#property), mapping: &[#(#mapping),*],)
        });
        quote! { #items #properties #required #additional #(#lists)* #not #discriminator }
    }

    /// The keywords that few documents use.
    fn rare_keywords(&self, rare: &RareKeywords) -> TokenStream {
        let min_contains = rare.min_contains.map(|count| {
            let count = Token::u64_unsuffixed(count);
            quote!(min_contains: #count,)
        });
        let dependent_required = (!rare.dependent_required.is_empty()).then(|| {
            let entries = rare
                .dependent_required
                .iter()
                .map(|(name, wanted)| quote!((#name, &[#(#wanted),*])));
            quote!(dependent_required: &[#(#entries),*],)
        });
        let condition = rare.condition.as_ref().map(|parts| {
            let [condition, then, otherwise] = parts;
            let condition = self.schema_ref(condition);
            let branch = |name: &str, part: &SchemaRef| {
                let (name, schema) = (ident(name), self.schema_ref(part));
                (!part.is_any()).then(|| quote!(#name: #schema,))
            };
            let [then, otherwise] = [branch("then", then), branch("otherwise", otherwise)];
            quote!(condition: Some(#condition), #then #otherwise)
        });
        let fields = [
            self.schema_list("prefix_items", &rare.prefix_items),
            self.schema_option("contains", rare.contains.as_ref()),
            min_contains,
            count("max_contains", rare.max_contains),
            self.schema_option("unevaluated_items", rare.unevaluated_items.as_ref()),
            self.schema_map("pattern_properties", &rare.pattern_properties),
            self.schema_option("property_names", rare.property_names.as_ref()),
            dependent_required,
            self.schema_map("dependent_schemas", &rare.dependent_schemas),
            self.schema_option(
                "unevaluated_properties",
                rare.unevaluated_properties.as_ref(),
            ),
            condition,
            self.schema_list("alternatives", &rare.alternatives),
            self.schema_option("absent_tag", rare.absent_tag.as_ref()),
        ];
        let fields = fields.into_iter().flatten();
        quote! { rt::RareKeywords { #(#fields)* ..rt::RareKeywords::NONE } }
    }

    fn schema_option(&self, name: &str, schema: Option<&SchemaRef>) -> Option<TokenStream> {
        let name = ident(name);
        schema.map(|schema| {
            let schema = self.schema_ref(schema);
            quote!(#name: Some(#schema),)
        })
    }

    fn schema_map(&self, name: &str, map: &[(String, SchemaRef)]) -> Option<TokenStream> {
        let name = ident(name);
        (!map.is_empty()).then(|| {
            let entries = map.iter().map(|(key, schema)| {
                let schema = self.schema_ref(schema);
                quote!((#key, #schema))
            });
            quote!(#name: &[#(#entries),*],)
        })
    }

    fn schema_list(&self, name: &str, list: &[SchemaRef]) -> Option<TokenStream> {
        let name = ident(name);
        (!list.is_empty()).then(|| {
            let list = list.iter().map(|schema| self.schema_ref(schema));
            quote!(#name: &[#(#list),*],)
        })
    }

    fn property(&self, property: &Property) -> TokenStream {
        let name = &property.name;
        let presence = ident(match property.required {
            true => "required",
            false => "optional",
        });
        let access = match property.access {
            Access::ReadWrite => quote!(),
            Access::ReadOnly => quote!(.read_only()),
            Access::WriteOnly => quote!(.write_only()),
        };
        let schema = self.schema_ref(&property.schema);
        quote! { rt::Property::#presence(#name, #schema) #access }
    }
}

/// Whether nothing is said but types, properties and items. A field that is added has to be thought of here.
fn is_plain_container(schema: &Schema) -> bool {
    let Schema {
        types: _,
        properties: _,
        items: _,
        enumeration,
        format: None,
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        required,
        additional: Additional::Allowed,
        min_properties: None,
        max_properties: None,
        all_of,
        any_of,
        one_of,
        not: None,
        discriminator: None,
        default: None,
        rare: None,
    } = schema
    else {
        return false;
    };
    enumeration.is_empty()
        && required.is_empty()
        && [all_of, any_of, one_of].iter().all(|list| list.is_empty())
}

/// The constant of the runtime that a schema of types and at most a format is.
pub(super) fn common(schema: &Schema) -> Option<Ident> {
    let (first, or_null) = match schema.types.as_slice() {
        [first] => (*first, ""),
        [first, JsonType::Null] => (*first, "_OR_NULL"),
        _ => return None,
    };
    let name = match (first, schema.format) {
        (JsonType::Null | JsonType::Array, None) => return None,
        (ty, None) => constant(ty),
        (ty, Some(check)) => check.shared(ty)?,
    };
    let whole = Schema {
        types: schema.types.clone(),
        format: schema.format,
        ..Schema::default()
    };
    (whole == *schema).then(|| format_ident!("{name}{or_null}"))
}

/// The set of allowed types; none when all are.
fn types(types: &[JsonType]) -> Option<TokenStream> {
    let mut names = types.iter().map(|ty| ident(constant(*ty)));
    let first = names.next()?;
    Some(quote!(rt::Types::#first #(.or(rt::Types::#names))*))
}

/// The constant of the runtime's `Types` for a type.
fn constant(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Null => "NULL",
        JsonType::Boolean => "BOOLEAN",
        JsonType::Integer => "INTEGER",
        JsonType::Number => "NUMBER",
        JsonType::String => "STRING",
        JsonType::Array => "ARRAY",
        JsonType::Object => "OBJECT",
    }
}

fn count(name: &str, value: Option<u64>) -> Option<TokenStream> {
    let name = ident(name);
    value.map(|value| {
        let value = Token::u64_unsuffixed(value);
        quote!(#name: Some(#value),)
    })
}

fn bound(name: &str, value: Option<Bound>) -> Option<TokenStream> {
    let name = ident(name);
    value.map(|value| {
        let value = match value {
            Bound::Int(value) => {
                let value = integer(value);
                quote!(rt::Bound::Int(#value))
            }
            Bound::Float(value) => {
                let value = float(value);
                quote!(rt::Bound::Float(#value))
            }
        };
        quote!(#name: Some(#value),)
    })
}

fn literal(value: &Literal) -> TokenStream {
    match value {
        Literal::Null => quote!(rt::Literal::Null),
        Literal::Bool(value) => quote!(rt::Literal::Bool(#value)),
        Literal::Int(value) => {
            let value = integer(*value);
            quote!(rt::Literal::Int(#value))
        }
        Literal::Float(value) => {
            let value = float(*value);
            quote!(rt::Literal::Float(#value))
        }
        Literal::Str(text) => quote!(rt::Literal::Str(#text)),
        Literal::Json(text) => quote!(rt::Literal::Json(#text)),
    }
}
