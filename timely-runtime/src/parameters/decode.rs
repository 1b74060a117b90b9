//! From a request to values.

use super::EscapedCommas;
#[cfg(feature = "server")]
use super::args::Args;
use super::deep::{self, Deep};
#[cfg(feature = "server")]
use super::fast_path::{self, Pairs};
use super::form::{FormFault, read_form};
use super::headers::joined;
use super::incoming::{Incoming, default_text, pairs};
use super::read::{self, Text};
use crate::json::{self, pointer};
use crate::percent;
use crate::schema::{self, Budget, Expected, Found, Subschema, Types, Violation};
#[cfg(feature = "server")]
use crate::schema::{Direction, Violations};
use crate::{Location, MediaType, Parameter, Style};
use http::{HeaderMap, header};
use serde_json::{Map, Value};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Reads parameters and holds them to their schemas.
///
/// Returns their values, in which defaults are filled in, and all that is wrong.
#[cfg(feature = "server")]
pub(crate) fn decode(
    parameters: &[Parameter],
    incoming: Incoming<'_>,
    commas: EscapedCommas,
    budget: &Budget,
) -> (Args, Violations) {
    let reader = Reader::new(parameters, incoming, commas);
    let query = Pairs::of(parameters, incoming.query);
    let mut violations = Violations::new();
    let mut values = Args::default();
    for parameter in parameters {
        if fast_path::read(
            parameter,
            incoming,
            &query,
            budget,
            (&mut values, &mut violations),
        ) {
            continue;
        }
        let read = reader.read(parameter);
        match read {
            Ok(Some(value)) => {
                let found = parameter.schema.check_at(
                    &value,
                    Some(Direction::Request),
                    parameter.location.into(),
                    &pointer::to(parameter.name),
                    budget,
                );
                violations.extend(found);
                values.push(parameter.field, value);
            }
            Ok(None) if parameter.required => {
                violations.push(*told(parameter, "required", "a value", "nothing"));
            }
            Ok(None) => {
                if let Some(value) = default(parameter.schema.root()) {
                    values.push(parameter.field, value);
                }
            }
            Err(violation) => violations.push(*violation),
        }
    }
    (values, violations)
}

/// The default, unless the document gives one that its own schema forbids.
fn default(schema: Subschema<'_>) -> Option<Value> {
    let value = serde_json::from_str(default_text(schema)?).ok()?;
    let is_allowed = schema.allows(&value, &Budget::unlimited());
    is_allowed.then_some(value)
}

/// What is wrong with the way that a parameter is written.
fn violation(
    parameter: &Parameter,
    expected: impl Into<Expected>,
    found: impl Into<Found>,
) -> Box<Violation> {
    told(parameter, "style", expected, found)
}

/// A parameter that cannot be read at all.
fn malformed(
    parameter: &Parameter,
    expected: impl Into<Expected>,
    found: impl Into<Found>,
) -> Box<Violation> {
    told(parameter, "syntax", expected, found)
}

fn told(
    parameter: &Parameter,
    keyword: &'static str,
    expected: impl Into<Expected>,
    found: impl Into<Found>,
) -> Box<Violation> {
    let (place, pointer) = (parameter.location.into(), pointer::to(parameter.name));
    Box::new(Violation::new(place, pointer, keyword, expected, found))
}

type Read<T> = Result<T, Box<Violation>>;

/// Reads the parameters of one request.
pub(super) struct Reader<'r> {
    parameters: &'r [Parameter],
    incoming: Incoming<'r>,
    commas: EscapedCommas,
    /// Decoded names, values as they stand; made when they are asked for.
    query: OnceCell<Vec<(String, &'r str)>>,
    cookies: OnceCell<Vec<(String, &'r str)>>,
}

impl<'r> Reader<'r> {
    pub(super) const fn new(
        parameters: &'r [Parameter],
        incoming: Incoming<'r>,
        commas: EscapedCommas,
    ) -> Self {
        Self {
            parameters,
            incoming,
            commas,
            query: OnceCell::new(),
            cookies: OnceCell::new(),
        }
    }

    fn query(&self) -> &[(String, &'r str)] {
        let query = self.incoming.query;
        self.query
            .get_or_init(|| pairs(query, '&', percent::decode_query))
    }

    fn cookies(&self) -> &[(String, &'r str)] {
        self.cookies.get_or_init(|| cookies(self.incoming.headers))
    }

    /// The value of a parameter, which its schema need not allow; `None` where there is none.
    pub(super) fn read(&self, parameter: &Parameter) -> Read<Option<Value>> {
        match parameter.location {
            Location::Path => self.read_path(parameter),
            Location::QueryString => self.read_whole(parameter),
            Location::Query if parameter.style == Style::DeepObject => self.read_deep(parameter),
            Location::Cookie if parameter.style == Style::Cookie => {
                self.read_form(parameter, self.cookies(), Text::Plain)
            }
            Location::Query => self.read_form(parameter, self.query(), self.commas.text()),
            Location::Cookie => self.read_form(parameter, self.cookies(), Text::Path),
            Location::Header => self.read_header(parameter),
        }
    }

    fn read_path(&self, parameter: &Parameter) -> Read<Option<Value>> {
        let Some((_, text)) = self
            .incoming
            .path
            .iter()
            .find(|(name, _)| *name == parameter.name)
        else {
            return Ok(None);
        };
        if parameter.style == Style::Json {
            return json(parameter, text, Text::Path).map(Some);
        }
        intact(parameter, text, Text::Path)?;
        let prefixed = |prefix: &str| {
            text.strip_prefix(prefix).ok_or_else(|| {
                violation(
                    parameter,
                    format!("text that begins with {prefix:?}"),
                    schema::quote(text),
                )
            })
        };
        let explode = parameter.explode;
        Ok(Some(match parameter.style {
            Style::Label => {
                let separator = if explode { "." } else { "," };
                read::delimited(
                    parameter.schema.root(),
                    prefixed(".")?,
                    Text::Path,
                    separator,
                    explode,
                )
            }
            Style::Matrix => return matrix(parameter, prefixed(";")?).map(Some),
            _ => read::delimited(parameter.schema.root(), text, Text::Path, ",", explode),
        }))
    }

    fn read_header(&self, parameter: &Parameter) -> Read<Option<Value>> {
        let Some(text) = joined(parameter, self.incoming.headers) else {
            return Ok(None);
        };
        let text = text.map_err(|_| malformed(parameter, "UTF-8 text", "other bytes"))?;
        if parameter.style == Style::Json {
            return json(parameter, &text, Text::Plain).map(Some);
        }
        let several = self
            .incoming
            .headers
            .get_all(parameter.name)
            .iter()
            .nth(1)
            .is_some();
        if several && !takes_several(parameter.schema.root()) {
            return Err(violation(parameter, "one value", "several"));
        }
        Ok(Some(read::delimited(
            parameter.schema.root(),
            &text,
            Text::Plain,
            ",",
            parameter.explode,
        )))
    }

    fn read_form(
        &self,
        parameter: &Parameter,
        pairs: &[(String, &str)],
        text: Text,
    ) -> Read<Option<Value>> {
        let types = parameter.schema.effective_types();
        let is_json = parameter.style == Style::Json;
        if !is_json && parameter.explode && types.contains(Types::OBJECT) && types != Types::ANY {
            return self.read_members(parameter, pairs, text);
        }
        let found = values_of(pairs, parameter.name);
        if found.is_empty() {
            return match parameter.location {
                Location::Query if !is_json && has_nested_items(parameter) => {
                    self.read_deep(parameter)
                }
                _ => Ok(None),
            };
        }
        for value in &found {
            intact(parameter, value, text)?;
        }
        if parameter.empty && found == [""] && !read::allows(parameter.schema.root(), "") {
            let is_flag = types.contains(Types::BOOLEAN);
            return Ok(is_flag.then_some(Value::Bool(true)));
        }
        if let ([value], true) = (found.as_slice(), is_json) {
            return json(parameter, value, text).map(Some);
        }
        read_values(parameter, &found, text).map(Some)
    }

    /// An object each of whose members is a pair of its own.
    fn read_members(
        &self,
        parameter: &Parameter,
        pairs: &[(String, &str)],
        text: Text,
    ) -> Read<Option<Value>> {
        let schema = parameter.schema.root();
        let known = read::property_names(schema);
        let open = read::is_open(schema);
        let taken = |name: &str| {
            self.parameters.iter().any(|other| {
                other.location == parameter.location
                    && other.name == name
                    && !std::ptr::eq(other, parameter)
            })
        };
        let mut found: BTreeMap<&str, Deep<'_>> = BTreeMap::new();
        for (name, value) in pairs {
            let is_mine = |name: &str| known.contains(name) || open && !taken(name);
            let nested = deep::split(name).filter(|(base, _)| {
                is_mine(base)
                    && !known.contains(name.as_str())
                    && takes_several(read::property(schema, base))
            });
            let (base, keys) = match nested {
                Some(nested) => nested,
                None if is_mine(name) => (name.as_str(), Vec::new()),
                None => continue,
            };
            intact(parameter, value, text)?;
            found.entry(base).or_default().insert(&keys, value);
        }
        let mut object = Map::new();
        for (name, values) in found {
            match values.value(read::property(schema, name), text) {
                Some(value) => object.insert(name.to_owned(), value),
                None => return Err(violation(parameter, "one value for each name", "several")),
            };
        }
        Ok(if object.is_empty() {
            None
        } else {
            Some(Value::Object(object))
        })
    }

    /// What pairs whose names have keys say of a parameter; those of its bare name count if it is no object.
    fn read_deep(&self, parameter: &Parameter) -> Read<Option<Value>> {
        let mut root = Deep::default();
        let types = parameter.schema.effective_types();
        let takes_bare = types.contains(Types::ARRAY) || !types.contains(Types::OBJECT);
        let mut has_bare = false;
        for (key, text) in self.query() {
            let Some(rest) = key.strip_prefix(parameter.name) else {
                continue;
            };
            let keys = match rest.starts_with('[') {
                true => deep::keys(rest).ok_or_else(|| {
                    violation(
                        parameter,
                        "names such as name[key], at most 8 deep",
                        schema::quote(key),
                    )
                })?,
                false if rest.is_empty() && takes_bare => Vec::new(),
                false => {
                    has_bare |= rest.is_empty();
                    continue;
                }
            };
            intact(parameter, text, Text::Query)?;
            root.insert(&keys, text);
        }
        if root.is_empty() {
            return Ok(None);
        }
        if has_bare {
            let found = "both a value and keys";
            return Err(violation(parameter, "one value for each key", found));
        }
        match root.value(parameter.schema.root(), Text::Query) {
            Some(value) => Ok(Some(value)),
            None => Err(violation(parameter, "one value for each key", "several")),
        }
    }

    /// The query string as a whole.
    fn read_whole(&self, parameter: &Parameter) -> Read<Option<Value>> {
        let text = self.incoming.query;
        if text.is_empty() {
            return Ok(None);
        }
        match parameter.style {
            Style::Form => match read_form(
                &MediaType::new("application/x-www-form-urlencoded", parameter.schema),
                text,
                self.commas,
            ) {
                Ok(value) => Ok(Some(value)),
                Err(FormFault::Escapes) => Err(broken(parameter, text)),
                Err(FormFault::Mixed(name)) => Err(Box::new(Violation::new(
                    parameter.location.into(),
                    format!("{}{}", pointer::to(parameter.name), pointer::to(&name)),
                    "style",
                    "one value for each key",
                    "both a value and keys",
                ))),
            },
            Style::Json => json(parameter, text, Text::Path).map(Some),
            _ => {
                intact(parameter, text, Text::Path)?;
                Ok(Some(read::scalar(
                    parameter.schema.root(),
                    Text::Path.part(text),
                )))
            }
        }
    }
}

/// Reads the values that a name has in a query or form: those of an array or a scalar.
fn read_values(parameter: &Parameter, found: &[&str], text: Text) -> Read<Value> {
    let several = || violation(parameter, "one value", format!("{} values", found.len()));
    if parameter.explode && parameter.style != Style::Json {
        return read::repeated(parameter.schema.root(), found, text).ok_or_else(several);
    }
    let [value] = found else {
        return Err(several());
    };
    let (value, separator) = match parameter.style {
        // Both separators may come escaped or not.
        Style::SpaceDelimited => (value.replace("%20", " ").replace('+', " "), " "),
        Style::PipeDelimited => (value.replace("%7C", "|").replace("%7c", "|"), "|"),
        _ => ((*value).to_owned(), ","),
    };
    Ok(read::delimited(
        parameter.schema.root(),
        &value,
        text,
        separator,
        false,
    ))
}

/// Reads JSON text.
fn json(parameter: &Parameter, text: &str, escapes: Text) -> Read<Value> {
    intact(parameter, text, escapes)?;
    json::unique(escapes.part(text).as_bytes())
        .map_err(|_| malformed(parameter, "JSON text", schema::quote(text)))
}

fn takes_several(schema: Subschema<'_>) -> bool {
    let types = schema.effective_types();
    types.contains(Types::ARRAY) || types.contains(Types::OBJECT)
}

/// `;name=a;name=b` without its first semicolon.
fn matrix(parameter: &Parameter, text: &str) -> Read<Value> {
    let pairs = pairs(text, ';', percent::decode);
    let own: Vec<&str> = values_of(&pairs, parameter.name);
    let schema = parameter.schema.root();
    let types = schema.effective_types();
    let wrong = || {
        violation(
            parameter,
            format!(";{}=value", parameter.name),
            schema::quote(text),
        )
    };
    if parameter.explode && types.contains(Types::OBJECT) && types != Types::ANY {
        let mut object = Map::new();
        for (name, value) in pairs {
            let value = read::repeated(read::property(schema, &name), &[value], Text::Path)
                .ok_or_else(wrong)?;
            if object.insert(name, value).is_some() {
                return Err(wrong());
            }
        }
        return Ok(Value::Object(object));
    }
    if own.is_empty() || own.len() != pairs.len() {
        return Err(wrong());
    }
    match own.as_slice() {
        [value] if !parameter.explode => Ok(read::delimited(schema, value, Text::Path, ",", false)),
        several => read::repeated(schema, several, Text::Path).ok_or_else(wrong),
    }
}

fn intact(parameter: &Parameter, text: &str, escapes: Text) -> Read<()> {
    match escapes.decode(text) {
        Ok(_) => Ok(()),
        Err(percent::Broken) => Err(broken(parameter, text)),
    }
}

fn broken(parameter: &Parameter, text: &str) -> Box<Violation> {
    malformed(parameter, "percent-encoded UTF-8 text", schema::quote(text))
}

/// Whether a parameter is an array that the query has under names with keys, since its items are no scalars.
fn has_nested_items(parameter: &Parameter) -> bool {
    let types = parameter.schema.effective_types();
    types.contains(Types::ARRAY) && types != Types::ANY && {
        let items = read::items(parameter.schema.root()).effective_types();
        items != Types::ANY && (items.contains(Types::ARRAY) || items.contains(Types::OBJECT))
    }
}

fn values_of<'r>(pairs: &[(String, &'r str)], name: &str) -> Vec<&'r str> {
    pairs
        .iter()
        .filter(|(key, _)| key == name)
        .map(|(_, value)| *value)
        .collect()
}

/// The cookies of a request (RFC 6265, section 4.2). Which of several with one name counts, a server cannot tell (section
/// 4.2.2): they are a list where a parameter is one, and refused where it is not.
fn cookies(headers: &HeaderMap) -> Vec<(String, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|field| std::str::from_utf8(field.as_bytes()).ok())
        .flat_map(|field| field.split(';'))
        .filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            let quoted = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'));
            Some((percent::decode(name).ok()?, quoted.unwrap_or(value)))
        })
        .collect()
}

/// The decoded values of a query parameter, for credentials.
pub(crate) fn query_values(query: &str, name: &str) -> Vec<String> {
    values_of(&pairs(query, '&', percent::decode_query), name)
        .into_iter()
        .filter_map(|value| percent::decode_query(value).ok())
        .collect()
}

/// The decoded values of all query parameters, by their decoded names.
#[cfg(feature = "server")]
pub(crate) fn all_query_values(query: &str) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs(query, '&', percent::decode_query) {
        if let Ok(value) = percent::decode_query(value) {
            values.entry(name).or_default().push(value);
        }
    }
    values
}

/// The decoded values of a cookie, for credentials.
pub(crate) fn cookie_values(headers: &HeaderMap, name: &str) -> Vec<String> {
    values_of(&cookies(headers), name)
        .into_iter()
        .filter_map(|value| percent::decode(value).ok())
        .collect()
}
