//! Path templates, and the values in their segments.

use super::shape::{Problem, Shape, problem};
use crate::percent;
use crate::{EncodeError, Location, Operation, Parameter, Style};
use serde_json::{Map, Value};

/// A segment of a path template.
#[derive(Debug, PartialEq)]
pub(crate) enum Segment {
    /// Text as it stands in the path.
    Literal(String),
    /// Parameters with the literal text before each, and the text after the last.
    Dynamic {
        parameters: Vec<(String, &'static str)>,
        tail: String,
    },
}

impl Segment {
    pub(crate) fn new(text: &'static str) -> Self {
        let mut parameters = Vec::new();
        let mut rest = text;
        while let Some((literal, name, tail)) = next_parameter(rest) {
            parameters.push((percent::encode_literal(literal), name));
            rest = tail;
        }
        let tail = percent::encode_literal(rest);
        if parameters.is_empty() {
            Self::Literal(tail)
        } else {
            Self::Dynamic { parameters, tail }
        }
    }

    /// Takes a segment of a path apart; `None` when it is not one of these. Each parameter takes the shortest text that
    /// the next literal follows, and the last takes the rest.
    pub(crate) fn matches<'p>(
        &self,
        text: &'p str,
        found: &mut impl Extend<(&'static str, &'p str)>,
    ) -> Option<()> {
        let (parameters, tail) = match self {
            Self::Literal(literal) => return (literal == text).then_some(()),
            Self::Dynamic { parameters, tail } => (parameters, tail),
        };
        let mut rest = text.strip_suffix(tail.as_str())?;
        for (index, (literal, name)) in parameters.iter().enumerate() {
            rest = rest.strip_prefix(literal.as_str())?;
            let first = rest.chars().next()?.len_utf8();
            let end = match parameters.get(index + 1) {
                Some((next, _)) => first + rest[first..].find(next.as_str())?,
                None => rest.len(),
            };
            found.extend([(*name, &rest[..end])]);
            rest = &rest[end..];
        }
        Some(())
    }
}

/// The template of a path, and the pairs of the query that belongs to it: `/things?kind=a` is a path of some documents.
pub(crate) fn split_path(path: &'static str) -> (&'static str, impl Iterator<Item = &'static str>) {
    let (template, query) = path.split_once('?').unwrap_or((path, ""));
    (template, query.split('&').filter(|pair| !pair.is_empty()))
}

/// Splits at the first `{name}`: what is before it, the name, and what is after it.
pub(crate) fn next_parameter(template: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = template.split_once('{')?;
    let (name, tail) = rest.split_once('}')?;
    Some((literal, name, tail))
}

/// The segments of the path of an operation.
pub(super) fn segments(operation: &Operation) -> Vec<Segment> {
    let (template, _) = split_path(operation.path);
    template.split('/').map(Segment::new).collect()
}

/// Expands a path template.
pub(super) fn expand(
    segments: &[Segment],
    operation: &Operation,
    values: &Map<String, Value>,
) -> Result<String, EncodeError> {
    let expanded: Result<Vec<_>, _> = segments
        .iter()
        .map(|segment| expand_segment(segment, operation, values))
        .collect();
    Ok(expanded?.join("/"))
}

fn expand_segment(
    segment: &Segment,
    operation: &Operation,
    values: &Map<String, Value>,
) -> Result<String, EncodeError> {
    let (parameters, tail) = match segment {
        Segment::Literal(literal) => return Ok(literal.clone()),
        Segment::Dynamic { parameters, tail } => (parameters, tail),
    };
    let mut expanded = String::new();
    let mut last = None;
    for (index, (literal, name)) in parameters.iter().enumerate() {
        expanded.push_str(literal);
        let parameter = operation
            .parameters
            .iter()
            .find(|parameter| parameter.location == Location::Path && parameter.name == *name);
        let Some(parameter) = parameter else {
            // A template that names no parameter stays as it is.
            expanded.push_str(&percent::encode(&format!("{{{name}}}")));
            continue;
        };
        let value = values.get(parameter.field).unwrap_or(&Value::Null);
        let text = text_of(parameter, value).map_err(|wrong| problem(parameter, wrong))?;
        let next = parameters.get(index + 1);
        expanded.push_str(&apart(text, next.map_or("", |(next, _)| next)));
        last = Some(parameter);
    }
    expanded.push_str(tail);
    match last {
        // A URL parser would take such a segment away, and the request would reach another route.
        Some(parameter) if is_dot_segment(&expanded) => Err(problem(
            parameter,
            "must not make the path segment `.` or `..`",
        )),
        _ => Ok(expanded),
    }
}

/// Escapes in a text what the literal after it begins with, so that it ends where it does. Letters and digits could stand
/// in an escape as well.
fn apart(text: String, next: &str) -> String {
    match next.chars().next() {
        Some(first) if first.is_ascii_punctuation() && first != '%' => {
            text.replace(first, &format!("%{:02X}", u32::from(first)))
        }
        _ => text,
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(
        segment.to_ascii_lowercase().replace("%2e", ".").as_str(),
        "." | ".."
    )
}

fn text_of(parameter: &Parameter, value: &Value) -> Result<String, Problem> {
    let shape = Shape::of(
        parameter.schema.root(),
        parameter.style,
        (false, false),
        value,
    )?;
    let explode = parameter.explode;
    let text = match parameter.style {
        _ if shape.is_empty() => String::new(),
        Style::Label if explode && !matches!(shape, Shape::Scalar(_)) => {
            // The separator is unreserved, so that an item's own dots need an escape.
            let write = |text: &str| percent::encode(text).replace('.', "%2E");
            format!(".{}", shape.join(".", true, write))
        }
        Style::Label => format!(".{}", shape.join(",", explode, percent::encode)),
        Style::Matrix => matrix(parameter, &shape),
        _ => shape.join(",", explode, percent::encode),
    };
    if text.is_empty() {
        return Err("must not be empty");
    }
    Ok(text)
}

fn matrix(parameter: &Parameter, shape: &Shape) -> String {
    let pair = |name: &str, value: &str| {
        // RFC 6570, section 3.2.7: an empty value has no equals sign.
        let mark = if value.is_empty() { "" } else { "=" };
        format!(";{}{mark}{value}", percent::encode(name))
    };
    match shape {
        Shape::List(items) if parameter.explode => items
            .iter()
            .map(|item| pair(parameter.name, &percent::encode(item)))
            .collect(),
        Shape::Members(members) if parameter.explode => members
            .iter()
            .map(|(name, value)| pair(name, &percent::encode(value)))
            .collect(),
        shape => pair(parameter.name, &shape.join(",", false, percent::encode)),
    }
}

#[cfg(test)]
mod tests {
    use super::Segment;

    fn matches(
        template: &'static str,
        text: &'static str,
    ) -> Option<Vec<(&'static str, &'static str)>> {
        let mut found = Vec::new();
        Segment::new(template).matches(text, &mut found)?;
        Some(found)
    }

    #[test]
    fn literals_stand_beside_parameters() {
        assert_eq!(
            matches("{from}-{to}", "a%2Db-c-d"),
            Some(vec![("from", "a%2Db"), ("to", "c-d")])
        );
        assert_eq!(matches("{from}-{to}", "a"), None);
        assert_eq!(matches("v{n}:run", "v2:run"), Some(vec![("n", "2")]));
        assert_eq!(matches("plain", "plain"), Some(vec![]));
    }
}
