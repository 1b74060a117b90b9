//! Parameters: those of the path and of the operation, as arguments and optional fields.

use super::parameter_styles::{Form, location_of};
use super::template::{Template, pieces};
use crate::diagnostic::{Code, Pointer};
use crate::formats::JsonType;
use crate::ir::{
    Argument, OptionalArgument, OptionalArguments, Parameter, ParameterLocation, ParameterStyle,
    Schema as Constraints, SchemaRef, Type,
};
use crate::lower::components::Section;
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::lower::types::{Lowered, Naming};
use crate::naming::{Case, Claim, Scope, claim_all, identifier, pascal, snake, unraw};
use openapiv3::{ParameterData, ParameterSchemaOrContent, ReferenceOr};

/// Header parameters that the OpenAPI text leaves to other parts of a document (section 4.8.12.1).
const IGNORED_HEADERS: &[&str] = &["accept", "content-type", "authorization"];

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

/// One parameter of the document with where it stands.
struct Declared<'a> {
    parameter: &'a openapiv3::Parameter,
    pointer: Pointer,
    /// What stands beside the reference to it.
    description: Option<&'a str>,
    /// Where it travels, whatever it says itself.
    location: ParameterLocation,
}

/// A list of parameters of the document, and where it stands.
pub(super) struct ParameterList<'a> {
    pub(super) items: &'a [ReferenceOr<openapiv3::Parameter>],
    pub(super) at: Pointer,
}

/// Where the parameters of an operation stand.
pub(super) struct ParameterLists<'a> {
    /// Those of its path.
    pub(super) shared: ParameterList<'a>,
    pub(super) own: ParameterList<'a>,
    /// The one that is the whole query string.
    pub(super) query_string: Option<(&'a openapiv3::Parameter, Pointer)>,
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
            if self.parameters.iter().any(in_query) {
                continue;
            }
            let field = self.next_name();
            self.optional.push(OptionalArgument {
                name: identifier(&field),
                ty: Type::String,
                docs: crate::ir::Docs::default(),
                deprecated: false,
                default: None,
            });
            self.parameters
                .push(text_parameter(field, key, ParameterLocation::Query));
        }
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
        name: &str,
        path: &Template,
        lists: ParameterLists<'a>,
    ) -> LoweredParameters {
        let at = lists.own.at.clone();
        let declared = self.declared(lists, path);
        let mut out = Gathered::new(field_names(&declared, path));
        for declared in declared {
            self.add_declared(name, path, declared, &mut out);
        }
        out.add_query_of(path);
        self.add_undeclared(&path.text, &at, &mut out);
        order_arguments(&path.text, &mut out);
        out.finish(name)
    }

    /// Adds a parameter that the document declares: an argument if it must be there, or else an optional field.
    fn add_declared(
        &mut self,
        name: &str,
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
        let form = self.form(parameter, location, &pointer);
        let (mut parameter, lowered, data) =
            self.lower_parameter(name, parameter, form, out.next_name());
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

    /// The parameters that hold for an operation, with the one that is the whole query string.
    fn declared(&mut self, lists: ParameterLists<'a>, path: &Template) -> Vec<Declared<'a>> {
        let mut declared = self.declared_apart(lists.shared, lists.own, path);
        if let Some((parameter, pointer)) = lists.query_string {
            self.leave_query_to(&pointer, &mut declared);
            declared.push(Declared {
                parameter,
                pointer,
                description: None,
                location: ParameterLocation::QueryString,
            });
        }
        declared
    }

    /// The parameters that have a name and place: those of an operation replace those of the path with the same.
    fn declared_apart(
        &mut self,
        shared: ParameterList<'a>,
        own: ParameterList<'a>,
        path: &Template,
    ) -> Vec<Declared<'a>> {
        let section = || Section {
            name: "parameters",
            items: self
                .context
                .openapi
                .components
                .as_ref()
                .map(|components| &components.parameters),
        };
        let mut declared: Vec<Declared<'a>> = Vec::new();
        for ParameterList { items, at: base } in [shared, own] {
            let start = declared.len();
            for (index, parameter) in items.iter().enumerate() {
                let section = section();
                let description = self.context.description_at(&base.index(index));
                let Some((parameter, pointer)) =
                    self.bodies
                        .types
                        .resolve(parameter, &base.index(index), section)
                else {
                    continue;
                };
                let mut this = Declared {
                    parameter,
                    pointer,
                    description,
                    location: location_of(parameter),
                };
                let key = key_of(parameter);
                if let Some(earlier) = declared
                    .iter()
                    .position(|other| key_of(other.parameter) == key)
                {
                    if earlier >= start {
                        self.report_twice(&base.index(index), &declared[earlier], &this);
                        continue;
                    }
                    this.location = declared[earlier].location;
                    declared[earlier] = this;
                } else if let Some(location) = self.place_of(&this, path) {
                    this.location = location;
                    declared.push(this);
                }
            }
        }
        declared
    }

    /// Reports a parameter that stands in a list for the second time.
    fn report_twice(&mut self, at: &Pointer, first: &Declared<'a>, second: &Declared<'a>) {
        let name = &second.parameter.parameter_data_ref().name;
        if first.parameter == second.parameter {
            self.bodies
                .types
                .diagnostics
                .warning(
                    Code::Repaired,
                    at,
                    format!("the parameter `{name}` is declared twice, in the same way"),
                )
                .help("remove one of the two");
            return;
        }
        self.bodies
            .types
            .diagnostics
            .refusal(
                Code::InvalidDocument,
                at,
                format!("the parameter `{name}` is declared twice"),
                "the first one counts",
            )
            .help("a parameter is unique by its name and location");
    }

    /// Where a parameter travels; one that has no effect is reported.
    fn place_of(&mut self, declared: &Declared<'a>, path: &Template) -> Option<ParameterLocation> {
        let name = &declared.parameter.parameter_data_ref().name;
        let location = declared.location;
        let (message, help) = match location {
            ParameterLocation::Header
                if IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) =>
            {
                let help = if name.eq_ignore_ascii_case("authorization") {
                    "describe the credential as a security scheme, under `components/securitySchemes`; until then, the \
                     `header` method of the client's builder sends it"
                } else {
                    "media types are told by the content of requests and responses; remove the parameter"
                };
                (
                    format!("the header parameter `{name}` is ignored, as OpenAPI says"),
                    help,
                )
            }
            ParameterLocation::Path if !template_names(&path.text).contains(&name.as_str()) => {
                if path.in_query.iter().any(|(_, known)| known == name) {
                    return Some(ParameterLocation::Query);
                }
                (
                    format!(
                        "the path parameter `{name}` does not occur in `{}`; it is left out",
                        path.text
                    ),
                    "remove it, or put it into the path",
                )
            }
            _ => return Some(location),
        };
        self.bodies
            .types
            .diagnostics
            .warning(Code::Repaired, &declared.pointer, message)
            .help(help);
        None
    }

    /// Reports the parameters that have no place beside one that is the whole query string (OpenAPI 3.2, section 4.12).
    fn leave_query_to(&mut self, whole: &Pointer, declared: &mut Vec<Declared<'a>>) {
        let in_query = |other: &Declared<'a>| other.location == ParameterLocation::Query;
        if let Some(other) = declared.iter().find(|other| in_query(other)) {
            self.bodies.types.diagnostics
                .refusal(
                    Code::InvalidDocument,
                    &other.pointer,
                    format!(
                        "there is a parameter in `query` beside one that is the whole query string, at `{}`",
                        self.context.source_map.shown(whole)
                    ),
                    "those in `query` are left out",
                )
                .help("describe the query either as a whole or by its parts");
        }
        declared.retain(|other| !in_query(other));
    }

    fn lower_parameter(
        &mut self,
        operation: &str,
        parameter: &'a openapiv3::Parameter,
        form: Form<'a>,
        field: String,
    ) -> (Parameter, Lowered, &'a ParameterData) {
        let data = parameter.parameter_data_ref();
        let wire = wire_of(parameter, form.location);
        let naming = Naming::Inline(crate::lower::types::inline_name(operation, wire));
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
            });
            out.parameters
                .push(text_parameter(field, name, ParameterLocation::Path));
        }
    }
}

/// The fields of all parameters: the declared ones, then those in the query of the path that are not declared, then those
/// of its template that are not.
fn field_names(declared: &[Declared<'_>], path: &Template) -> Vec<String> {
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
        .map(|known| claim(wire_of(known.parameter, known.location), known.location))
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
    claim_all(&mut Scope::reserving(Case::Snake, METHOD_NAMES), &claims)
}

/// What a parameter wants to be called.
fn claim(wire: &str, location: ParameterLocation) -> Claim<'_> {
    let (name, word) = match location {
        ParameterLocation::Path => (wire, "path"),
        ParameterLocation::Query | ParameterLocation::QueryString => (wire, "query"),
        ParameterLocation::Header => {
            let bare = wire.strip_prefix("X-").or(wire.strip_prefix("x-"));
            (bare.unwrap_or(wire), "header")
        }
        ParameterLocation::Cookie => (wire, "cookie"),
    };
    Claim {
        wire,
        wanted: snake(name),
        word,
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
    Parameter {
        field,
        wire: wire.to_owned(),
        location,
        required: is_path,
        style: match is_path {
            true => ParameterStyle::Simple,
            false => ParameterStyle::Form,
        },
        explode: !is_path,
        schema: SchemaRef::Inline(Box::new(Constraints {
            types: vec![JsonType::String],
            ..Constraints::default()
        })),
        reserved: false,
        empty: false,
    }
}

/// Arguments in the order of the path, then the others in document order.
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
    out.arguments.sort_by_key(rank);
}

/// The names between braces of a path template, each once.
fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for name in pieces(path).filter_map(|(_, name)| name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn raw_default(data: &ParameterData) -> Option<&serde_json::Value> {
    match &data.format {
        ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) => {
            schema.schema_data.default.as_ref()
        }
        _ => None,
    }
}

/// What a parameter is unique by. Case does not count in the names of headers.
fn key_of(parameter: &openapiv3::Parameter) -> (String, ParameterLocation) {
    let name = &parameter.parameter_data_ref().name;
    match location_of(parameter) {
        ParameterLocation::Header => (name.to_ascii_lowercase(), ParameterLocation::Header),
        location => (name.clone(), location),
    }
}

/// The name that the struct of optional parameters takes from its operation.
pub(super) fn params_name(operation: &str) -> String {
    pascal(operation)
}
