//! Parameters: those of the path and of the operation, as arguments and optional fields.

use super::names::{Case, Scope, identifier, pascal, snake, unraw};
use super::schemas::{Lowered, Naming};
use super::{Lowering, Section, docs};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{
    Argument, OptionalArgument, OptionalArguments, Parameter, ParameterLocation, ParameterStyle,
    Schema as Constraints, SchemaRef, Type,
};
use openapiv3::{
    CookieStyle, HeaderStyle, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr,
};

/// Header parameters that the OpenAPI text leaves to other parts of a document (section 4.8.12.1).
const IGNORED_HEADERS: &[&str] = &["accept", "content-type", "authorization"];

/// Identifiers that generated methods use themselves.
const METHOD_NAMES: &[&str] = &[
    "self", "body", "params", "cx", "service", "input", "new", "default",
];

/// The parameters of an operation in all their forms.
pub(super) struct LoweredParameters {
    pub(super) parameters: Vec<Parameter>,
    pub(super) arguments: Vec<Argument>,
    pub(super) optional: Option<OptionalArguments>,
}

/// One parameter of the document with where it stands.
struct Declared<'a> {
    parameter: &'a openapiv3::Parameter,
    pointer: Pointer,
    /// What stands beside the reference to it.
    description: Option<&'a str>,
}

impl<'a> Lowering<'a> {
    /// Lowers the parameters of an operation; `shared` are those of its path.
    pub(super) fn lower_parameters(
        &mut self,
        name: &str,
        path: &str,
        shared: (&'a [ReferenceOr<openapiv3::Parameter>], Pointer),
        own: (&'a [ReferenceOr<openapiv3::Parameter>], Pointer),
    ) -> LoweredParameters {
        let at = own.1.clone();
        let declared = self.declared(shared, own, path);
        let mut scope = Scope::reserving(Case::Snake, METHOD_NAMES);
        let mut out = LoweredParameters {
            parameters: Vec::new(),
            arguments: Vec::new(),
            optional: None,
        };
        let mut fields = Vec::new();
        for Declared {
            parameter,
            pointer,
            description,
        } in declared
        {
            let Some((parameter, lowered, data)) =
                self.lower_parameter(name, parameter, &pointer, &mut scope)
            else {
                continue;
            };
            let field = identifier(&parameter.field);
            let own = description.or(data.description.as_deref());
            let description = docs::of(None, own.map(str::to_owned).as_ref());
            if parameter.required {
                out.arguments.push(Argument {
                    name: field,
                    ty: lowered.ty,
                    docs: description,
                });
            } else {
                let raw = raw_default(data);
                let default = raw.and_then(|raw| {
                    self.lower_default(raw, &lowered.ty, &pointer.child("schema").child("default"))
                });
                fields.push(OptionalArgument {
                    name: field,
                    ty: lowered.ty,
                    docs: description,
                    deprecated: data.deprecated.unwrap_or(false),
                    default,
                });
            }
            out.parameters.push(parameter);
        }
        self.add_undeclared(path, &at, &mut scope, &mut out);
        order_arguments(path, &mut out);
        if !fields.is_empty() {
            out.optional = Some(OptionalArguments {
                name: name.to_owned(),
                fields,
            });
        }
        out
    }

    /// The parameters that hold for an operation: its own replace those of the path with the same name and place.
    fn declared(
        &mut self,
        shared: (&'a [ReferenceOr<openapiv3::Parameter>], Pointer),
        own: (&'a [ReferenceOr<openapiv3::Parameter>], Pointer),
        path: &str,
    ) -> Vec<Declared<'a>> {
        let section = || Section {
            name: "parameters",
            items: self
                .openapi
                .components
                .as_ref()
                .map(|components| &components.parameters),
        };
        let mut declared: Vec<Declared<'a>> = Vec::new();
        for (list, base) in [shared, own] {
            let start = declared.len();
            for (index, parameter) in list.iter().enumerate() {
                let section = section();
                let description = self.description_at(&base.index(index));
                let Some((parameter, pointer)) =
                    self.resolve_parameter(parameter, &base.index(index), section)
                else {
                    continue;
                };
                let this = Declared {
                    parameter,
                    pointer,
                    description,
                };
                let key = key_of(parameter);
                if let Some(earlier) = declared
                    .iter()
                    .position(|other| key_of(other.parameter) == key)
                {
                    if earlier >= start {
                        self.diagnostics
                            .error(
                                Code::InvalidDocument,
                                &base.index(index),
                                format!("the parameter `{}` is declared twice", key.0),
                            )
                            .help("a parameter is unique by its name and location");
                        continue;
                    }
                    declared[earlier] = this;
                } else if self.is_usable(parameter, &this.pointer, path) {
                    declared.push(this);
                }
            }
        }
        declared
    }

    fn resolve_parameter(
        &mut self,
        parameter: &'a ReferenceOr<openapiv3::Parameter>,
        pointer: &Pointer,
        section: Section<'a, openapiv3::Parameter>,
    ) -> Option<(&'a openapiv3::Parameter, Pointer)> {
        self.resolve(parameter, pointer, section)
    }

    /// Whether a parameter has an effect; one that has none is reported.
    fn is_usable(
        &mut self,
        parameter: &openapiv3::Parameter,
        pointer: &Pointer,
        path: &str,
    ) -> bool {
        let (name, location) = key_of(parameter);
        let what = match location {
            ParameterLocation::Header
                if IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) =>
            {
                format!("the header parameter `{name}` is ignored, as OpenAPI says")
            }
            ParameterLocation::Header if http::HeaderName::from_bytes(name.as_bytes()).is_err() => {
                self.diagnostics
                    .error(
                        Code::InvalidDocument,
                        pointer,
                        format!("`{name}` cannot be the name of a header"),
                    )
                    .help(
                        "a header name consists of letters, digits and `-` (RFC 9110, section 5.1)",
                    );
                return false;
            }
            ParameterLocation::Path if !template_names(path).contains(&name) => {
                format!("the path parameter `{name}` does not occur in `{path}`")
            }
            _ => return true,
        };
        self.diagnostics
            .warning(Code::InvalidDocument, pointer, what)
            .help("remove it");
        false
    }

    fn lower_parameter(
        &mut self,
        operation: &str,
        parameter: &'a openapiv3::Parameter,
        pointer: &Pointer,
        scope: &mut Scope,
    ) -> Option<(Parameter, Lowered, &'a ParameterData)> {
        let data = parameter.parameter_data_ref();
        let (location, style) = location_and_style(parameter);
        let ParameterSchemaOrContent::Schema(schema) = &data.format else {
            self.unsupported(
                &pointer.child("content"),
                format!(
                    "the parameter `{}` with `content` is not supported yet",
                    data.name
                ),
                "describe it by a `schema`",
            );
            return None;
        };
        let naming = Naming::Inline(super::schemas::inline_name(operation, &data.name));
        let lowered = self.lower_shared(schema, &pointer.child("schema"), naming);
        let word = match location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
        };
        let name = match location {
            ParameterLocation::Header => data
                .name
                .strip_prefix("X-")
                .or(data.name.strip_prefix("x-"))
                .unwrap_or(&data.name),
            _ => &data.name,
        };
        let field = scope.claim(&snake(name), &[word]);
        let schema = self.parameter_schema(&lowered, raw_default(data));
        let lowered_parameter = Parameter {
            field,
            wire: data.name.clone(),
            location,
            required: data.required || location == ParameterLocation::Path,
            style,
            explode: data.explode.unwrap_or(matches!(
                style,
                ParameterStyle::Form | ParameterStyle::DeepObject
            )),
            schema,
        };
        Some((lowered_parameter, lowered, data))
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
    fn add_undeclared(
        &mut self,
        path: &str,
        pointer: &Pointer,
        scope: &mut Scope,
        out: &mut LoweredParameters,
    ) {
        for name in template_names(path) {
            let known = |parameter: &Parameter| {
                parameter.location == ParameterLocation::Path && parameter.wire == name
            };
            if out.parameters.iter().any(known) {
                continue;
            }
            self.diagnostics
                .warning(
                    Code::InvalidDocument,
                    pointer,
                    format!("the path parameter `{name}` of `{path}` is not declared"),
                )
                .help("it is taken as a string; declare it under `parameters`");
            let field = scope.claim(&snake(name), &["path"]);
            out.arguments.push(Argument {
                name: identifier(&field),
                ty: Type::String,
                docs: crate::ir::Docs::default(),
            });
            out.parameters.push(Parameter {
                field,
                wire: name.to_owned(),
                location: ParameterLocation::Path,
                required: true,
                style: ParameterStyle::Simple,
                explode: false,
                schema: SchemaRef::Inline(Box::new(Constraints {
                    types: vec!["STRING"],
                    ..Constraints::default()
                })),
            });
        }
    }
}

/// Arguments in the order of the path, then the others in document order.
fn order_arguments(path: &str, out: &mut LoweredParameters) {
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
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, tail)) = rest.split_once('{') {
        let Some((name, tail)) = tail.split_once('}') else {
            break;
        };
        if !names.contains(&name) {
            names.push(name);
        }
        rest = tail;
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

fn key_of(parameter: &openapiv3::Parameter) -> (&str, ParameterLocation) {
    (
        &parameter.parameter_data_ref().name,
        location_and_style(parameter).0,
    )
}

fn location_and_style(parameter: &openapiv3::Parameter) -> (ParameterLocation, ParameterStyle) {
    use openapiv3::Parameter as P;
    match parameter {
        P::Path { style, .. } => (
            ParameterLocation::Path,
            match style {
                PathStyle::Simple => ParameterStyle::Simple,
                PathStyle::Label => ParameterStyle::Label,
                PathStyle::Matrix => ParameterStyle::Matrix,
            },
        ),
        P::Query { style, .. } => (
            ParameterLocation::Query,
            match style {
                QueryStyle::Form => ParameterStyle::Form,
                QueryStyle::SpaceDelimited => ParameterStyle::SpaceDelimited,
                QueryStyle::PipeDelimited => ParameterStyle::PipeDelimited,
                QueryStyle::DeepObject => ParameterStyle::DeepObject,
            },
        ),
        P::Header {
            style: HeaderStyle::Simple,
            ..
        } => (ParameterLocation::Header, ParameterStyle::Simple),
        P::Cookie {
            style: CookieStyle::Form,
            ..
        } => (ParameterLocation::Cookie, ParameterStyle::Form),
    }
}

/// The name that the struct of optional parameters takes from its operation.
pub(super) fn params_name(operation: &str) -> String {
    pascal(operation)
}
