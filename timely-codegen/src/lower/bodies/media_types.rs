//! Media types: what a body of each is to Rust.

use crate::formats;
use crate::lower::bodies::Bodies;
use crate::lower::components::component_key;
use openapiv3::{
    ReferenceOr, Schema, SchemaKind, StringFormat, Type as SchemaType, VariantOrUnknownOrEmpty,
};

/// How a body of a media type is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Kind {
    /// JSON, under whatever name.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` and its kin.
    Multipart,
    /// Text.
    Text,
    /// XML.
    Xml,
    /// XML or YAML, which is text in the oldest shape of the generated code.
    Markup,
    /// YAML, of which JSON is a part.
    Yaml,
    /// Bytes.
    Binary,
    /// `text/event-stream`.
    Events,
    /// JSON values one after the other.
    Lines,
}

/// As much of a schema as decides what a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Shape {
    /// Nothing is said.
    Unknown,
    /// A string.
    Text,
    /// A string of bytes.
    Binary,
    /// A boolean or a number.
    Scalar,
    /// An object, an array, or one of several of those.
    Structured,
}

/// A media type without its parameters, in lower case.
pub(in crate::lower) fn essence(name: &str) -> String {
    let essence = name.split([';', ',']).next().unwrap_or(name);
    essence.trim().to_ascii_lowercase()
}

/// A media type with its parameters, without blanks: `application/json;version=2`.
pub(super) fn with_parameters(name: &str) -> String {
    let parameters = name.split(';').skip(1).map(str::trim);
    let parameters = parameters.filter(|parameter| !parameter.is_empty());
    std::iter::once(essence(name).as_str())
        .chain(parameters)
        .collect::<Vec<_>>()
        .join(";")
}

/// The same without what says in which charset it is.
pub(super) fn without_charset(name: &str) -> String {
    let name = with_parameters(name);
    let mut parameters = name.split(';');
    let essence = parameters.next().unwrap_or_default().to_owned();
    let others = parameters.filter(|parameter| charset(parameter).is_none());
    others.fold(essence, |name, parameter| name + ";" + parameter)
}

/// Whether a media type is in UTF-8, or says nothing of it.
pub(super) fn is_unicode(name: &str) -> bool {
    name.split(';').filter_map(charset).all(is_utf_8)
}

/// The charset that a parameter names, if that is what it does.
fn charset(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    let is_charset = name.trim().eq_ignore_ascii_case("charset");
    is_charset.then(|| value.trim())
}

/// What is sent as `Content-Type` for a media type, where its parameters belong to it: all but those that the sender makes
/// up itself. What is sent is UTF-8, whichever charset the document names.
pub(in crate::lower) fn written(name: &str) -> Option<String> {
    let essence = essence(name);
    let is_plain = name.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_plain || name.contains([',', '*']) || essence.starts_with("multipart/") {
        return None;
    }
    let parameters = name.split(';').skip(1).filter_map(|parameter| {
        let (key, value) = parameter.trim().split_once('=')?;
        let value = match key.eq_ignore_ascii_case("charset") {
            true if !is_utf_8(value) => "utf-8",
            _ => value,
        };
        (!key.eq_ignore_ascii_case("q")).then(|| format!("; {key}={value}"))
    });
    let parameters: String = parameters.collect();
    (!parameters.is_empty()).then(|| essence + &parameters)
}

fn is_utf_8(charset: &str) -> bool {
    let charset = charset.trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// The second half of a media type.
pub(super) fn subtype(essence: &str) -> &str {
    essence.split_once('/').map_or(essence, |(_, rest)| rest)
}

/// What a body with a media type and a schema is.
///
/// A name that says nothing of how its content is written, such as a range or a type of a vendor's own, is what its
/// schema says: JSON if it describes an object, array or number, text if a string, and bytes otherwise.
pub(in crate::lower) fn kind(essence: &str, shape: Shape) -> Kind {
    let structured = matches!(shape, Shape::Structured | Shape::Scalar);
    match essence {
        "text/event-stream" => return Kind::Events,
        "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/ndjson"
        | "application/x-ndjson"
        | "application/json-seq"
        | "application/stream+json"
        | "application/x-json-stream"
        | "text/jsonl"
        | "text/x-jsonl" => return Kind::Lines,
        "application/x-www-form-urlencoded" => return Kind::Form,
        _ => {}
    }
    let (main, sub) = essence.split_once('/').unwrap_or(("", essence));
    match main {
        "multipart" => Kind::Multipart,
        "image" | "audio" | "video" | "font" | "model" => Kind::Binary,
        _ if sub.ends_with("json-seq") => Kind::Lines,
        _ if sub.ends_with("json") || sub == "hal" => Kind::Json,
        _ if sub.ends_with("xml") => Kind::Xml,
        _ if sub.ends_with("yaml") || sub.ends_with("yml") => Kind::Yaml,
        "text" if shape == Shape::Structured => Kind::Json,
        "text" => Kind::Text,
        _ if is_text(sub) && !structured => Kind::Text,
        _ if is_binary(sub) => Kind::Binary,
        _ => match shape {
            Shape::Structured | Shape::Scalar => Kind::Json,
            Shape::Text => Kind::Text,
            Shape::Binary | Shape::Unknown => Kind::Binary,
        },
    }
}

/// Whether a media type below `application` is text.
fn is_text(sub: &str) -> bool {
    matches!(
        sub,
        "javascript"
            | "x-javascript"
            | "ecmascript"
            | "graphql"
            | "jwt"
            | "jose"
            | "sql"
            | "toml"
            | "csv"
            | "x-csv"
            | "x-sh"
            | "x-pem-file"
            | "sparql-query"
            | "sdp"
            | "openmetrics-text"
    )
}

/// Whether a media type below `application` is bytes, whatever its schema says.
fn is_binary(sub: &str) -> bool {
    matches!(
        sub,
        "octet-stream"
            | "pdf"
            | "zip"
            | "gzip"
            | "x-gzip"
            | "x-tar"
            | "x-gtar"
            | "x-zip-compressed"
            | "x-7z-compressed"
            | "x-bzip2"
            | "zstd"
            | "protobuf"
            | "x-protobuf"
            | "x-msgpack"
            | "msgpack"
            | "cbor"
            | "wasm"
            | "x-sqlite3"
            | "vnd.apache.parquet"
            | "vnd.apache.arrow.stream"
            | "java-archive"
            | "pkix-cert"
            | "pkix-crl"
            | "pkcs7-mime"
            | "x-pkcs12"
            | "ocsp-request"
            | "ocsp-response"
    ) || sub.starts_with("vnd.openxmlformats-")
        || sub.starts_with("vnd.ms-")
        || sub.ends_with("+zip")
        || sub.ends_with("+gzip")
        || sub.ends_with("+cbor")
}

/// References are followed no further than this; a longer chain says nothing.
const DEPTH: usize = 32;

impl<'a> Bodies<'a> {
    /// The shape of a schema.
    pub(in crate::lower) fn shape(&self, schema: Option<&'a ReferenceOr<Schema>>) -> Shape {
        schema.map_or(Shape::Unknown, |schema| self.shape_of(schema, DEPTH))
    }

    /// The schema that a reference leads to, at most so many steps away.
    pub(in crate::lower) fn target(&self, schema: &'a ReferenceOr<Schema>) -> Option<&'a Schema> {
        let schemas = self.types.schemas().items;
        let mut current = schema;
        for _ in 0..DEPTH {
            match current {
                ReferenceOr::Item(schema) => return Some(schema),
                ReferenceOr::Reference { reference } => {
                    current = schemas?.get(&component_key(reference, "schemas")?)?;
                }
            }
        }
        None
    }

    /// The shape of a schema that is no reference.
    pub(super) fn shape_of_schema(&self, schema: &'a Schema) -> Shape {
        self.inner_shape(schema, DEPTH)
    }

    fn shape_of(&self, schema: &'a ReferenceOr<Schema>, depth: usize) -> Shape {
        match self.target(schema).filter(|_| depth > 0) {
            Some(schema) => self.inner_shape(schema, depth),
            None => Shape::Unknown,
        }
    }

    fn inner_shape(&self, schema: &'a Schema, depth: usize) -> Shape {
        let depth = depth.max(1);
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::String(string)) => match &string.format {
                VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => Shape::Binary,
                _ => Shape::Text,
            },
            SchemaKind::Type(SchemaType::Object(_) | SchemaType::Array(_)) => Shape::Structured,
            SchemaKind::Type(_) => Shape::Scalar,
            SchemaKind::OneOf { one_of: parts }
            | SchemaKind::AnyOf { any_of: parts }
            | SchemaKind::AllOf { all_of: parts } => self.shape_of_all(parts, depth - 1),
            SchemaKind::Not { .. } => Shape::Unknown,
            SchemaKind::Any(any) => {
                let is_structured = !any.properties.is_empty()
                    || any.items.is_some()
                    || any.additional_properties.is_some()
                    || matches!(any.typ.as_deref(), Some("object" | "array"));
                if is_structured {
                    return Shape::Structured;
                }
                match any.typ.as_deref() {
                    Some("string") if any.format.as_deref() == Some(formats::BINARY) => {
                        Shape::Binary
                    }
                    Some("string") => Shape::Text,
                    Some(_) => Shape::Scalar,
                    None => {
                        let parts = [&any.all_of, &any.one_of, &any.any_of];
                        let shapes = parts.map(|parts| self.shape_of_all(parts, depth - 1));
                        shapes
                            .into_iter()
                            .max_by_key(weight)
                            .unwrap_or(Shape::Unknown)
                    }
                }
            }
        }
    }

    /// The shape that says most of several.
    fn shape_of_all(&self, parts: &'a [ReferenceOr<Schema>], depth: usize) -> Shape {
        // The breadth is bounded as well, so that what refers to itself over and over costs no time.
        let shapes = parts
            .iter()
            .take(16)
            .map(|part| self.shape_of(part, depth.min(6)));
        shapes.max_by_key(weight).unwrap_or(Shape::Unknown)
    }
}

/// How much a shape says beside others.
fn weight(shape: &Shape) -> u8 {
    match shape {
        Shape::Unknown => 0,
        Shape::Text => 1,
        Shape::Binary => 2,
        Shape::Scalar => 3,
        Shape::Structured => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_sent_as_documented() {
        for (name, expected) in [
            ("application/json", None),
            (
                "Text/Plain;charset=UTF-8",
                Some("text/plain; charset=UTF-8"),
            ),
            (
                "application/json ; odata=verbose;charset=utf-8",
                Some("application/json; odata=verbose; charset=utf-8"),
            ),
            (
                "text/csv; charset=iso-8859-1",
                Some("text/csv; charset=utf-8"),
            ),
            ("multipart/form-data; boundary=x", None),
            ("*/*; q=0.8", None),
            ("application/json;", None),
            ("application/json; q=1", None),
            ("text/plain; a=b\u{7f}", None),
        ] {
            assert_eq!(written(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn a_charset_is_no_part_of_what_a_body_is() {
        for (name, expected) in [
            ("text/plain", "text/plain"),
            ("Text/Plain; CharSet = latin1", "text/plain"),
            (
                "text/plain;charset=utf-8;format=flowed",
                "text/plain;format=flowed",
            ),
            (
                "application/json; charsets=a",
                "application/json;charsets=a",
            ),
        ] {
            assert_eq!(without_charset(name), expected);
        }
    }

    #[test]
    fn names_and_shapes_decide() {
        use Shape::{Binary, Scalar, Structured, Text, Unknown};
        for (name, shape, expected) in [
            ("application/json", Unknown, Kind::Json),
            ("application/problem+json", Structured, Kind::Json),
            ("text/json", Structured, Kind::Json),
            ("text/plain", Structured, Kind::Json),
            ("text/plain", Scalar, Kind::Text),
            ("text/csv", Unknown, Kind::Text),
            ("text/xml", Structured, Kind::Xml),
            ("application/atom+xml", Text, Kind::Xml),
            ("application/yaml", Structured, Kind::Yaml),
            ("image/svg+xml", Text, Kind::Binary),
            ("application/pdf", Text, Kind::Binary),
            ("application/octet-stream", Structured, Kind::Binary),
            ("application/vnd.acme.v2", Structured, Kind::Json),
            ("application/vnd.acme.v2", Text, Kind::Text),
            ("application/vnd.acme.v2", Unknown, Kind::Binary),
            ("*/*", Structured, Kind::Json),
            ("*/*", Text, Kind::Text),
            ("*/*", Binary, Kind::Binary),
            ("*/*", Unknown, Kind::Binary),
            ("text/*", Text, Kind::Text),
            ("image/*", Text, Kind::Binary),
            ("application/x-ndjson", Structured, Kind::Lines),
            ("text/event-stream", Text, Kind::Events),
            ("multipart/mixed", Unknown, Kind::Multipart),
        ] {
            assert_eq!(kind(name, shape), expected, "{name} {shape:?}");
        }
    }
}
