//! Parameters: those of the path and of the operation, as arguments and optional fields.

use super::declared_parameters::{Declared, ParameterLists};
use super::parameter_styles::Form;
use super::template::{Template, template_names};
use crate::diagnostic::{Code, Pointer};
use crate::formats::JsonType;
use crate::ir::{
    Argument, OptionalArgument, OptionalArguments, Parameter, ParameterLocation, ParameterStyle,
    Schema as Constraints, SchemaRef, Type,
};
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::lower::types::{Lowered, Naming, Owner};
use crate::naming::{Case, Claim, Scope, claim_all, identifier, pascal, snake, unraw};
use openapiv3::{ParameterData, ParameterSchemaOrContent, ReferenceOr};

/// Identifiers that generated methods use themselves.
const METHOD_NAMES: &[&str] = &[
    "self", "body", "params", "cx", "service", "input", "new", "default",
];

/// The parameters of an operation in all their forms.
pub(super) struct LoweredParameters {
    pub(in crate::lower) parameters: Vec<Parameter>,
    pub(super) arguments: Vec<Argument>,
    pub(super) optional: Option<OptionalArguments>,
}

/// What the parameters have become so far; each takes the next name.
struct Gathered {
    names: std::vec::IntoIter<String>,
    parameters: Vec<Parameter>,
    arguments: Vec<Argument>,
    optional: Vec<OptionalArgument>,
}

impl Gathered {
    fn new(names: Vec<String>) -> Self {
        Self {
            names: names.into_iter(),
            parameters: Vec::new(),
            arguments: Vec::new(),
            optional: Vec::new(),
        }
    }

    fn next_name(&mut self) -> String {
        self.names.next().unwrap_or_default()
    }

    /// Adds what stands in the query of a path and nobody declares: strings that may be left out.
    fn add_query_of(&mut self, path: &Template) {
        for (key, _) in &path.in_query {
            let in_query = |known: &Parameter| {
                known.location == ParameterLocation::Query && known.wire == *key
            };
            if !self.parameters.iter().any(in_query) {
                self.add_optional_text(key, ParameterLocation::Query, crate::ir::Docs::default());
            }
        }
    }

    /// Adds the header of idempotency keys that an operation takes by its own word.
    fn add_key(&mut self, key: Option<&str>) {
        let Some(key) = key else { return };
        let said = "Tells a request that is repeated; the client makes one where none is given.";
        let docs = docs::of(None, Some(&said.to_owned()));
        self.add_optional_text(key, ParameterLocation::Header, docs);
    }

    fn add_optional_text(
        &mut self,
        wire: &str,
        location: ParameterLocation,
        docs: crate::ir::Docs,
    ) {
        let field = self.next_name();
        self.optional.push(OptionalArgument {
            name: identifier(&field),
            ty: Type::String,
            docs,
            deprecated: false,
            default: None,
        });
        self.parameters.push(text_parameter(field, wire, location));
    }

    /// All of them, the optional ones in a struct of this name.
    fn finish(self, name: &str) -> LoweredParameters {
        let has_optional = !self.optional.is_empty();
        LoweredParameters {
            parameters: self.parameters,
            arguments: self.arguments,
            optional: has_optional.then(|| OptionalArguments {
                name: name.to_owned(),
                fields: self.optional,
            }),
        }
    }
}

impl<'a> Operations<'a> {
    /// Lowers the parameters of an operation.
    pub(super) fn lower_parameters(
        &mut self,
        (name, owner): (&str, Owner),
        path: &Template,
        lists: ParameterLists<'a, '_>,
    ) -> LoweredParameters {
        let (at, key) = (lists.own.at.clone(), lists.key);
        let declared = self.declared(lists, path);
        let key = key.filter(|key| !declared.iter().any(|known| is_header(known, key)));
        let given = self.given_names(&declared);
        let mut out = Gathered::new(field_names(&declared, &given, path, key));
        for declared in declared {
            self.add_declared(owner, path, declared, &mut out);
        }
        out.add_query_of(path);
        self.add_undeclared(&path.text, &at, &mut out);
        out.add_key(key);
        order_arguments(&path.text, &mut out);
        out.finish(name)
    }

    /// Adds a parameter that the document declares: an argument if it must be there, or else an optional field.
    fn add_declared(
        &mut self,
        owner: Owner,
        path: &Template,
        declared: Declared<'a>,
        out: &mut Gathered,
    ) {
        let Declared {
            parameter,
            pointer,
            description,
            location,
        } = declared;
        if location == ParameterLocation::Header {
            self.note_key(parameter.parameter_data_ref(), &pointer);
        }
        let form = self.form(parameter, location, &pointer);
        let (mut parameter, lowered, data) =
            self.lower_parameter(owner, parameter, form, out.next_name());
        if location == ParameterLocation::Query {
            key_of_query(path, &data.name).clone_into(&mut parameter.wire);
        }
        let field = identifier(&parameter.field);
        let own = description.or(data.description.as_deref());
        let docs = docs::of(None, own.map(str::to_owned).as_ref());
        let deprecated = data.deprecated.unwrap_or(false);
        if parameter.required {
            // Nothing can stand for null in a path.
            let ty = match location {
                ParameterLocation::Path => lowered.ty,
                _ => lowered.value_type(),
            };
            out.arguments.push(Argument {
                name: field,
                ty,
                docs,
                deprecated,
                example: self.example_of_parameter(data),
            });
        } else {
            let default = raw_default(data).and_then(|raw| {
                let at = pointer.child("schema").child("default");
                self.bodies.types.lower_default(raw, &lowered.ty, &at)
            });
            out.optional.push(OptionalArgument {
                name: field,
                ty: lowered.ty,
                docs,
                deprecated,
                default,
            });
        }
        out.parameters.push(parameter);
    }

    /// The names that parameters are given in place of those on the wire.
    fn given_names(&self, declared: &[Declared<'a>]) -> Vec<Option<&'a str>> {
        let types = &self.bodies.types;
        let each = declared.iter().map(|known| {
            let data = known.parameter.parameter_data_ref();
            types.given_name_at(&known.pointer, &data.extensions)
        });
        each.collect()
    }

    fn lower_parameter(
        &mut self,
        owner: Owner,
        parameter: &'a openapiv3::Parameter,
        form: Form<'a>,
        field: String,
    ) -> (Parameter, Lowered, &'a ParameterData) {
        let data = parameter.parameter_data_ref();
        let wire = wire_of(parameter, form.location);
        let naming = Naming::Inline(owner, pascal(wire));
        let lowered = match form.schema {
            Some((schema, at)) => self.bodies.types.lower_shared(schema, &at, naming),
            None => form.without_schema(),
        };
        let schema = self.parameter_schema(&lowered, raw_default(data));
        let parameter = Parameter {
            field,
            wire: wire.to_owned(),
            location: form.location,
            required: data.required || form.location == ParameterLocation::Path,
            style: form.style,
            explode: form.explode,
            schema,
            reserved: form.reserved,
            empty: form.empty,
        };
        self.check_nesting(&parameter, &lowered.ty, &form.at);
        (parameter, lowered, data)
    }

    /// A parameter's schema with its default in it.
    fn parameter_schema(
        &mut self,
        lowered: &Lowered,
        default: Option<&serde_json::Value>,
    ) -> SchemaRef {
        let Some(default) = default.map(ToString::to_string) else {
            return lowered.schema.clone();
        };
        match &lowered.schema {
            SchemaRef::Inline(inner) => SchemaRef::Inline(Box::new(Constraints {
                default: Some(default),
                ..(**inner).clone()
            })),
            SchemaRef::Type(id) => SchemaRef::Inline(Box::new(Constraints {
                all_of: vec![SchemaRef::Type(*id)],
                default: Some(default),
                ..Constraints::default()
            })),
        }
    }

    /// Path parameters that the template names and nobody declares: strings, with a warning.
    fn add_undeclared(&mut self, path: &str, pointer: &Pointer, out: &mut Gathered) {
        for name in template_names(path) {
            let known = |parameter: &Parameter| {
                parameter.location == ParameterLocation::Path && parameter.wire == name
            };
            if out.parameters.iter().any(known) {
                continue;
            }
            self.bodies.types.diagnostics
                .warning(
                    Code::Repaired,
                    pointer,
                    format!("the path parameter `{name}` of `{path}` is not declared; it is taken as a string"),
                )
                .help("declare it under `parameters`");
            let field = out.next_name();
            out.arguments.push(Argument {
                name: identifier(&field),
                ty: Type::String,
                docs: crate::ir::Docs::default(),
                deprecated: false,
                example: None,
            });
            out.parameters
                .push(text_parameter(field, name, ParameterLocation::Path));
        }
    }
}

/// The fields of all parameters: the declared ones, then those in the query of the path that are not declared, then those
/// of its template that are not, and the header of keys where it is not declared.
fn field_names(
    declared: &[Declared<'_>],
    given: &[Option<&str>],
    path: &Template,
    key: Option<&str>,
) -> Vec<String> {
    let has = |location, wire: &str| {
        declared.iter().any(|known| {
            let name = wire_of(known.parameter, location);
            known.location == location
                && match location {
                    ParameterLocation::Query => key_of_query(path, name) == wire,
                    _ => name == wire,
                }
        })
    };
    let mut claims: Vec<Claim<'_>> = declared
        .iter()
        .zip(given)
        .map(|(known, given)| match given {
            Some(given) => given_claim(given, known.location),
            None => claim(wire_of(known.parameter, known.location), known.location),
        })
        .collect();
    let mut in_query: Vec<&str> = Vec::new();
    for (key, _) in &path.in_query {
        if !in_query.contains(&key.as_str()) && !has(ParameterLocation::Query, key) {
            in_query.push(key);
        }
    }
    claims.extend(
        in_query
            .into_iter()
            .map(|key| claim(key, ParameterLocation::Query)),
    );
    claims.extend(
        template_names(&path.text)
            .into_iter()
            .filter(|name| !has(ParameterLocation::Path, name))
            .map(|name| claim(name, ParameterLocation::Path)),
    );
    claims.extend(key.map(|key| claim(key, ParameterLocation::Header)));
    claim_all(&mut Scope::reserving(Case::Snake, METHOD_NAMES), &claims)
}

/// Whether a parameter is this header.
fn is_header(known: &Declared<'_>, name: &str) -> bool {
    let own = &known.parameter.parameter_data_ref().name;
    known.location == ParameterLocation::Header && own.eq_ignore_ascii_case(name)
}

/// What a parameter wants to be called that is given a name: no less, and no more.
fn given_claim(given: &str, location: ParameterLocation) -> Claim<'_> {
    Claim {
        wire: given,
        wanted: snake(given),
        ..claim(given, location)
    }
}

/// What a parameter wants to be called.
fn claim(wire: &str, location: ParameterLocation) -> Claim<'_> {
    let (name, word, rank) = match location {
        ParameterLocation::Path => (wire, "path", 0),
        ParameterLocation::Query | ParameterLocation::QueryString => (wire, "query", 1),
        ParameterLocation::Header => {
            let bare = wire.strip_prefix("X-").or(wire.strip_prefix("x-"));
            (bare.unwrap_or(wire), "header", 2)
        }
        ParameterLocation::Cookie => (wire, "cookie", 3),
    };
    Claim {
        wire,
        wanted: snake(name),
        word,
        rank,
    }
}

/// The name of a parameter on the wire, or what stands for it where it has none.
fn wire_of(parameter: &openapiv3::Parameter, location: ParameterLocation) -> &str {
    match parameter.parameter_data_ref().name.as_str() {
        // It may have none in the document either.
        name if location == ParameterLocation::QueryString && name.trim().is_empty() => "query",
        name => name,
    }
}

/// The name under which a parameter stands in the query, which a path with a query may give it.
fn key_of_query<'n>(path: &'n Template, name: &'n str) -> &'n str {
    let mut in_query = path.in_query.iter();
    in_query
        .find(|(_, known)| known == name)
        .map_or(name, |(key, _)| key)
}

/// A parameter of which nothing is known but its name.
fn text_parameter(field: String, wire: &str, location: ParameterLocation) -> Parameter {
    let is_path = location == ParameterLocation::Path;
    let is_simple = is_path || location == ParameterLocation::Header;
    Parameter {
        field,
        wire: wire.to_owned(),
        location,
        required: is_path,
        style: match is_simple {
            true => ParameterStyle::Simple,
            false => ParameterStyle::Form,
        },
        explode: !is_simple,
        schema: SchemaRef::Inline(Box::new(Constraints {
            types: vec![JsonType::String],
            ..Constraints::default()
        })),
        reserved: false,
        empty: false,
    }
}

/// Arguments in the order of the path, then the others by their names: they go by their places, which the order of
/// parameters in the document must not decide.
fn order_arguments(path: &str, out: &mut Gathered) {
    let names = template_names(path);
    let rank = |argument: &Argument| {
        out.parameters
            .iter()
            .find(|parameter| parameter.field == unraw(&argument.name))
            .filter(|parameter| parameter.location == ParameterLocation::Path)
            .and_then(|parameter| names.iter().position(|name| *name == parameter.wire))
            .unwrap_or(usize::MAX)
    };
    out.arguments
        .sort_by_cached_key(|argument| (rank(argument), unraw(&argument.name).to_owned()));
}

fn raw_default(data: &ParameterData) -> Option<&serde_json::Value> {
    match &data.format {
        ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) => {
            schema.schema_data.default.as_ref()
        }
        _ => None,
    }
}
