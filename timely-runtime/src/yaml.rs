//! YAML (1.2.2, with the core schema of its section 10.3) as JSON values: what a JSON text could say as well.
//!
//! What has no JSON is refused: keys that are no scalars, infinities, tags of one's own, several documents. So are anchors and
//! aliases, by which a short text could stand for a value without end, keys that stand twice, and what is nested deeper than
//! JSON may be.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

/// How deep values may be nested, as in JSON.
const MAX_DEPTH: usize = 128;

/// Why a text is no YAML that is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// It breaks the rules of YAML.
    #[error("what is no YAML: {0}")]
    Syntax(String),
    /// An anchor or an alias.
    #[error("an anchor or an alias at line {0}")]
    Alias(usize),
    /// A tag that says that a value is of some other type.
    #[error("a tag at line {0} that has no JSON")]
    Tag(usize),
    /// A scalar without a JSON value.
    #[error("a value at line {0} that has no JSON")]
    Scalar(usize),
    /// A key that is no text.
    #[error("a key at line {0} that is no text")]
    Key(usize),
    /// A key that stood in the mapping already.
    #[error("a second `{1}` at line {0}")]
    Repeated(usize, String),
    /// More levels than are read.
    #[error("values that are nested deeper than {MAX_DEPTH} levels at line {0}")]
    Depth(usize),
    /// Further documents.
    #[error("a second document at line {0}")]
    Documents(usize),
}

/// The JSON value of a text; null of one without a document.
pub(crate) fn value(text: &str) -> Result<Value, Fault> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Fault::Syntax(error.to_string()))?;
        builder.take(event, span.start.line())?;
    }
    Ok(builder.root.unwrap_or_default())
}

/// A collection that is not complete.
enum Open {
    List(Vec<Value>),
    /// With the key whose value comes next.
    Map(Map<String, Value>, Option<String>),
}

/// Makes a value of events, without recursion.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Value>,
    has_document: bool,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(_) if self.has_document => Err(Fault::Documents(line)),
            Event::DocumentStart(_) => {
                self.has_document = true;
                Ok(())
            }
            Event::Alias(_) => Err(Fault::Alias(line)),
            Event::Scalar(text, style, anchor, tag) => {
                refuse_anchor(anchor, line)?;
                let is_plain = style == ScalarStyle::Plain;
                let value = scalar(&text, is_plain, tag.as_deref()).map_err(|why| why(line))?;
                if let Some(Open::Map(members, key @ None)) = self.open.last_mut() {
                    if value.is_null() {
                        return Err(Fault::Key(line));
                    }
                    let name = text.into_owned();
                    if members.contains_key(&name) {
                        return Err(Fault::Repeated(line, name));
                    }
                    *key = Some(name);
                    return Ok(());
                }
                self.put(value);
                Ok(())
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_anchor(anchor, line)?;
                self.start(Open::List(Vec::new()), tag.as_deref(), "seq", line)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_anchor(anchor, line)?;
                self.start(Open::Map(Map::new(), None), tag.as_deref(), "map", line)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                match self.open.pop() {
                    Some(Open::List(items)) => self.put(Value::Array(items)),
                    Some(Open::Map(members, _)) => self.put(Value::Object(members)),
                    None => {}
                }
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn start(
        &mut self,
        open: Open,
        tag: Option<&Tag>,
        name: &str,
        line: usize,
    ) -> Result<(), Fault> {
        if let Some(Open::Map(_, None)) = self.open.last() {
            return Err(Fault::Key(line));
        }
        if tag.is_some_and(|tag| !(tag.is_yaml_core_schema() && tag.suffix == name)) {
            return Err(Fault::Tag(line));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::Depth(line));
        }
        self.open.push(open);
        Ok(())
    }

    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(members, key)) => {
                if let Some(key) = key.take() {
                    members.insert(key, value);
                }
            }
            None => self.root = Some(value),
        }
    }
}

fn refuse_anchor(anchor: usize, line: usize) -> Result<(), Fault> {
    match anchor {
        0 => Ok(()),
        _ => Err(Fault::Alias(line)),
    }
}

/// The value of a scalar (YAML 1.2.2, section 10.3.2).
fn scalar(text: &str, is_plain: bool, tag: Option<&Tag>) -> Result<Value, fn(usize) -> Fault> {
    let wanted = match tag {
        None if !is_plain => return Ok(text.into()),
        None => None,
        Some(tag) if tag.is_yaml_core_schema() => Some(tag.suffix.as_str()),
        // That of `!` alone is text.
        Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => Some("str"),
        Some(_) => return Err(Fault::Tag),
    };
    if wanted == Some("str") {
        return Ok(text.into());
    }
    let value = plain(text).ok_or(Fault::Scalar as fn(usize) -> Fault)?;
    let fits = match wanted {
        None => true,
        Some("null") => value.is_null(),
        Some("bool") => value.is_boolean(),
        Some("int") => value.is_i64() || value.is_u64(),
        Some("float") => value.is_number(),
        Some(_) => return Err(Fault::Tag),
    };
    match fits {
        true => Ok(value),
        false => Err(Fault::Scalar),
    }
}

/// The value of a text without quotes; none for infinities and what is no number at all.
fn plain(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(true.into()),
        "false" | "False" | "FALSE" => return Some(false.into()),
        _ => {}
    }
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => ("-", &text[1..]),
        [b'+', ..] => ("", &text[1..]),
        _ => ("", text),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return None;
    }
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_digit(radix))
        {
            return u64::from_str_radix(digits, radix).ok().map(Value::from);
        }
    }
    if !is_decimal(digits) {
        return Some(text.into());
    }
    let whole = digits.bytes().all(|digit| digit.is_ascii_digit());
    let exact = whole.then(|| format!("{sign}{digits}"));
    let exact = exact.and_then(|text| {
        let signed = text.parse::<i64>().ok().map(Number::from);
        signed.or_else(|| text.parse::<u64>().ok().map(Number::from))
    });
    let number = exact.or_else(|| {
        let float: f64 = format!("{sign}{digits}").parse().ok()?;
        Number::from_f64(float)
    });
    number.map(Value::Number)
}

/// Whether a text is digits, with a fraction and an exponent perhaps.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(place) => (&text[..place], Some(&text[place + 1..])),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digit = !whole.is_empty() || !fraction.is_empty();
    let is_exponent = |text: &str| {
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        !text.is_empty() && digits(text)
    };
    has_digit && digits(whole) && digits(fraction) && exponent.is_none_or(is_exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::time::{Duration, Instant};

    #[test]
    fn scalars_are_of_the_core_schema() {
        for (text, expected) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("True", json!(true)),
            ("yes", json!("yes")),
            ("007", json!(7)),
            ("-12", json!(-12)),
            ("+5", json!(5)),
            ("0o17", json!(15)),
            ("0xfF", json!(255)),
            ("1.5e3", json!(1500.0)),
            (".5", json!(0.5)),
            (
                "18446744073709551615",
                json!(18_446_744_073_709_551_615_u64),
            ),
            ("1.2.3", json!("1.2.3")),
            ("12e", json!("12e")),
            ("2020-01-01", json!("2020-01-01")),
            ("'12'", json!("12")),
            ("\"\\u00e9\"", json!("é")),
            ("!!str 12", json!("12")),
            ("!!int '12'", json!(12)),
            ("! 12", json!("12")),
        ] {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn collections_in_either_style() {
        let text = "# a pet\nname: Rex\ntags: [a, 'b', {c: 1}]\nowner:\n  - id: 1\n    mail: |\n      a\n      b\n  - null\n";
        let expected = json!({
            "name": "Rex", "tags": ["a", "b", {"c": 1}], "owner": [{"id": 1, "mail": "a\nb\n"}, null],
        });
        assert_eq!(value(text), Ok(expected));
        let json = r#"{"a": [1, {"b": null}], "c": "\n"}"#;
        assert_eq!(value(json), Ok(serde_json::from_str(json).unwrap()));
    }

    #[test]
    fn what_has_no_json_is_refused() {
        for (text, fault) in [
            ("a: .inf", Fault::Scalar(1)),
            ("a: !own b", Fault::Tag(1)),
            ("? [a]\n: b", Fault::Key(1)),
            ("~: b", Fault::Key(1)),
            ("a: 1\na: 2", Fault::Repeated(2, "a".to_owned())),
            ("a: &x 1", Fault::Alias(1)),
            ("a\n---\nb", Fault::Documents(2)),
        ] {
            assert_eq!(value(text), Err(fault), "{text}");
        }
        assert!(matches!(value("a: [1"), Err(Fault::Syntax(_))));
        assert!(matches!(
            value("a: *x"),
            Err(Fault::Syntax(_) | Fault::Alias(_))
        ));
    }

    #[test]
    fn attacks_are_refused_soon() {
        let many = 200_000;
        for text in [
            "[".repeat(many),
            "{".repeat(many),
            "[{a: ".repeat(many),
            "- ".repeat(many),
            "? ".repeat(many),
            format!("{}{}", "[".repeat(100), "]".repeat(100)) + &"]".repeat(many),
        ] {
            let start = Instant::now();
            assert!(value(&text).is_err(), "{}", &text[..10]);
            assert!(start.elapsed() < Duration::from_secs(5), "{}", &text[..10]);
        }
        assert!(value(&format!("{}{}", "[".repeat(100), "]".repeat(100))).is_ok());
    }
}
