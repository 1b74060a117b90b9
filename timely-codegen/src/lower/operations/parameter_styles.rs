//! How the value of a parameter travels: where, in which style, and as what.

use crate::diagnostic::{Code, Pointer};
use crate::ir::{Parameter, ParameterLocation, ParameterStyle, Type, TypeKind};
use crate::lower::bodies::{Kind, Shape, essence, kind};
use crate::lower::operations::Operations;
use crate::lower::types::Lowered;
use crate::normalize::is_cookie_style;
use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, HeaderStyle, MediaType, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr,
};

/// The form of a parameter.
pub(in crate::lower) struct Form<'a> {
    pub(super) location: ParameterLocation,
    pub(in crate::lower) style: ParameterStyle,
    pub(in crate::lower) explode: bool,
    pub(super) reserved: bool,
    pub(in crate::lower) empty: bool,
    /// The schema of the value, and where it stands.
    pub(in crate::lower) schema: Option<(&'a ReferenceOr<openapiv3::Schema>, Pointer)>,
    /// Where the parameter stands.
    pub(in crate::lower) at: Pointer,
}

impl Form<'_> {
    /// What a value is that has no schema: any JSON, or text.
    pub(super) fn without_schema(&self) -> Lowered {
        if self.style == ParameterStyle::Json {
            return Lowered::any();
        }
        Lowered::text()
    }

    /// The same, of the text of a media type: without `form`, whose separators it may hold.
    fn of_text(self) -> Self {
        Self {
            style: match self.location {
                ParameterLocation::Path | ParameterLocation::Header => ParameterStyle::Simple,
                ParameterLocation::Query | ParameterLocation::Cookie => ParameterStyle::Form,
                ParameterLocation::QueryString => ParameterStyle::Simple,
            },
            explode: matches!(
                self.location,
                ParameterLocation::Query | ParameterLocation::Cookie
            ),
            ..self
        }
    }
}

impl<'a> Operations<'a> {
    /// The form of a parameter that travels there.
    pub(in crate::lower) fn form(
        &mut self,
        parameter: &'a openapiv3::Parameter,
        location: ParameterLocation,
        pointer: &Pointer,
    ) -> Form<'a> {
        let data = parameter.parameter_data_ref();
        let style = match location == location_of(parameter) {
            true => style_of(parameter),
            false => ParameterStyle::Form,
        };
        let is_exploded = matches!(
            style,
            ParameterStyle::Form | ParameterStyle::DeepObject | ParameterStyle::Cookie
        );
        let (reserved, empty) = match parameter {
            openapiv3::Parameter::Query {
                allow_reserved,
                allow_empty_value,
                ..
            } if location == ParameterLocation::Query => {
                (*allow_reserved, allow_empty_value.unwrap_or(false))
            }
            _ => (false, false),
        };
        let form = Form {
            location,
            style,
            explode: data.explode.unwrap_or(is_exploded),
            reserved,
            empty,
            schema: None,
            at: pointer.clone(),
        };
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => Form {
                schema: Some((schema, pointer.child("schema"))),
                ..form
            },
            ParameterSchemaOrContent::Content(content) => self.content_form(content, form),
        }
    }

    /// The form of a parameter whose value is written in a media type.
    fn content_form(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        form: Form<'a>,
    ) -> Form<'a> {
        let text = form.of_text();
        let Some((name, media)) = self.only_media_type(content, &text.at.child("content")) else {
            return text;
        };
        let at = text.at.child("content").child(name);
        let shape = self.bodies.shape(media.schema.as_ref());
        let schema = media.schema.as_ref();
        let schema = schema.map(|schema| (schema, at.child("schema")));
        let is_whole = text.location == ParameterLocation::QueryString;
        match (kind(&essence(name), shape), shape) {
            (Kind::Json, _) => Form {
                style: ParameterStyle::Json,
                explode: false,
                schema,
                ..text
            },
            (Kind::Form, Shape::Structured | Shape::Unknown) if is_whole && schema.is_some() => {
                Form {
                    style: ParameterStyle::Form,
                    explode: true,
                    schema,
                    ..text
                }
            }
            (Kind::Text, Shape::Text | Shape::Scalar) => Form { schema, ..text },
            (Kind::Text, Shape::Unknown) => text,
            _ => {
                self.bodies
                    .types
                    .diagnostics
                    .warning(
                        Code::Degraded,
                        &at,
                        format!("a parameter of the type `{name}` is text to the generated code"),
                    )
                    .at_key()
                    .help("`application/json` would have a type of its own");
                text
            }
        }
    }

    /// The media type of a parameter: the first. Reports where there is none, or another one.
    fn only_media_type(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        at: &Pointer,
    ) -> Option<(&'a String, &'a MediaType)> {
        let diagnostics = &mut self.bodies.types.diagnostics;
        let Some(first) = content.first() else {
            diagnostics
                .warning(
                    Code::Repaired,
                    at,
                    "there is no media type; the value is taken as text",
                )
                .help("name one, such as `application/json`, or write a `schema` in place of `content`");
            return None;
        };
        if content.len() > 1 {
            let name = first.0;
            diagnostics
                .warning(
                    Code::Repaired,
                    at,
                    format!("a parameter has one media type; `{name}` is taken"),
                )
                .help("remove the others");
        }
        Some(first)
    }

    /// Names a parameter whose values its style cannot write, all of them or some.
    pub(super) fn check_nesting(&mut self, parameter: &Parameter, ty: &Type, at: &Pointer) {
        let has_keys = match (parameter.location, parameter.style) {
            (_, ParameterStyle::Json | ParameterStyle::DeepObject) => true,
            (ParameterLocation::QueryString, _) => true,
            (ParameterLocation::Query, ParameterStyle::Form) => parameter.explode,
            _ => false,
        };
        if has_keys || !self.is_nested(ty) {
            return;
        }
        self.bodies.types.diagnostics
            .warning(
                Code::Degraded,
                at,
                format!(
                    "the parameter `{}` holds lists or objects within its value, which its style cannot write",
                    parameter.wire
                ),
            )
            .help("a client refuses such values; describe them by `content` with `application/json`, or by the style `deepObject`");
    }

    /// Whether a value of a type holds lists or objects within a list or an object.
    pub(super) fn is_nested(&self, ty: &Type) -> bool {
        match self.plain(ty) {
            Type::Array(item) | Type::Map(item) => self.is_composite(item),
            Type::Tuple(items) => items.iter().any(|item| self.is_composite(item)),
            Type::Named(id) => match self
                .bodies
                .types
                .types
                .get(*id)
                .map(|definition| &definition.kind)
            {
                Some(TypeKind::Struct(object)) => object
                    .fields
                    .iter()
                    .any(|field| self.is_composite(&field.ty)),
                Some(TypeKind::Tuple(tuple)) => tuple.types().any(|ty| self.is_composite(ty)),
                _ => false,
            },
            _ => false,
        }
    }

    fn is_composite(&self, ty: &Type) -> bool {
        match self.plain(ty) {
            Type::Array(_) | Type::Tuple(_) | Type::Map(_) | Type::Object => true,
            Type::Named(id) => self.bodies.types.types.get(*id).is_some_and(|definition| {
                matches!(definition.kind, TypeKind::Struct(_) | TypeKind::Tuple(_))
            }),
            _ => false,
        }
    }

    /// A type without aliases and what else holds it.
    pub(in crate::lower) fn plain<'t>(&'t self, ty: &'t Type) -> &'t Type {
        const LONGEST: usize = 16;
        let mut ty = ty;
        for _ in 0..LONGEST {
            ty = match ty {
                Type::Nullable(inner) => inner,
                Type::Named(id) | Type::Boxed(id) => match self.bodies.types.types.get(*id) {
                    Some(definition) => match &definition.kind {
                        TypeKind::Alias(target) => target,
                        _ => return ty,
                    },
                    None => return ty,
                },
                _ => return ty,
            };
        }
        ty
    }
}

/// Where a parameter says that it travels.
pub(super) fn location_of(parameter: &openapiv3::Parameter) -> ParameterLocation {
    use openapiv3::Parameter as P;
    match parameter {
        P::Path { .. } => ParameterLocation::Path,
        P::Query { .. } => ParameterLocation::Query,
        P::Header { .. } => ParameterLocation::Header,
        P::Cookie { .. } => ParameterLocation::Cookie,
    }
}

fn style_of(parameter: &openapiv3::Parameter) -> ParameterStyle {
    use openapiv3::Parameter as P;
    match parameter {
        P::Path { style, .. } => match style {
            PathStyle::Simple => ParameterStyle::Simple,
            PathStyle::Label => ParameterStyle::Label,
            PathStyle::Matrix => ParameterStyle::Matrix,
        },
        P::Query { style, .. } => match style {
            QueryStyle::Form => ParameterStyle::Form,
            QueryStyle::SpaceDelimited => ParameterStyle::SpaceDelimited,
            QueryStyle::PipeDelimited => ParameterStyle::PipeDelimited,
            QueryStyle::DeepObject => ParameterStyle::DeepObject,
        },
        P::Header {
            style: HeaderStyle::Simple,
            ..
        } => ParameterStyle::Simple,
        P::Cookie {
            style: CookieStyle::Form,
            parameter_data,
        } => match is_cookie_style(&parameter_data.extensions) {
            true => ParameterStyle::Cookie,
            false => ParameterStyle::Form,
        },
    }
}
