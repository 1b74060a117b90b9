//! Values as pairs: those of queries, of cookies, and of forms.

use super::read;
use super::shape::{Problem, Shape, scalar};
use crate::percent;
use crate::schema::Subschema;
use crate::{Location, Parameter, Style};
use serde_json::{Map, Value};

/// A name, and how the document has its value written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'n> {
    pub(super) name: &'n str,
    pub(super) style: Style,
    pub(super) explode: bool,
    /// Whether an empty list is written where it can be.
    pub(super) required: bool,
    /// Whether reserved characters stay as they are where they can.
    pub(super) reserved: bool,
    /// Whether the pairs are those of a form.
    pub(super) in_form: bool,
    pub(super) schema: Subschema<'n>,
}

impl<'n> Named<'n> {
    pub(super) fn of(parameter: &'n Parameter) -> Self {
        Self {
            name: parameter.name,
            style: parameter.style,
            explode: parameter.explode,
            required: parameter.required,
            reserved: parameter.reserved,
            in_form: matches!(parameter.location, Location::QueryString),
            schema: parameter.schema.root(),
        }
    }

    /// Writes the pairs of a value.
    pub(super) fn push(self, pairs: &mut Vec<String>, value: &Value) -> Result<(), Problem> {
        let name = || percent::encode(self.name);
        let is_any = read::is_any(self.schema);
        match (self.style, value) {
            (Style::DeepObject, Value::Object(_)) => {
                return self.push_deep(pairs, &name(), self.schema, value);
            }
            (Style::DeepObject, Value::Array(items)) if !items.iter().any(is_nested) => {
                return self.push_deep(pairs, &format!("{}%5B%5D", name()), self.schema, value);
            }
            (Style::DeepObject | Style::Form, Value::Array(items))
                if (self.explode || self.style == Style::DeepObject)
                    && !is_any
                    && items.iter().any(is_nested) =>
            {
                return self.push_deep(pairs, &name(), self.schema, value);
            }
            (Style::Form, Value::Object(members)) if self.explode && !is_any => {
                return self.push_members(pairs, members);
            }
            _ => {}
        }
        let shape = Shape::of(self.schema, self.style, (self.explode, self.in_form), value)?;
        let (separator, encoded) = match self.style {
            Style::SpaceDelimited => (" ", "%20"),
            Style::PipeDelimited => ("|", "%7C"),
            _ => (",", ","),
        };
        // A comma in an item is percent-encoded; a blank or pipe would be taken for a separator all the same.
        if separator != ","
            && !self.explode
            && !matches!(shape, Shape::Scalar(_))
            && shape.texts().iter().any(|text| text.contains(separator))
        {
            return Err("holds an item with the separator of its style in it");
        }
        self.push_shape(pairs, &shape, encoded);
        Ok(())
    }

    /// `a=1&b=2`; arrays repeat the name of their member, and objects add keys to it.
    pub(super) fn push_members(
        self,
        pairs: &mut Vec<String>,
        members: &Map<String, Value>,
    ) -> Result<(), Problem> {
        members.iter().try_for_each(|(name, value)| {
            let schema = read::property(self.schema, name);
            self.push_deep(pairs, &percent::encode(name), schema, value)
        })
    }

    /// Encodes a value that stands alone behind its name.
    fn whole(self, text: &str) -> String {
        if self.reserved {
            percent::encode_reserved(text)
        } else {
            percent::encode(text)
        }
    }

    /// `name=a&name=b` or `name=a,b`.
    pub(super) fn push_shape(self, pairs: &mut Vec<String>, shape: &Shape, separator: &str) {
        let pair = |name: &str, value: &str| format!("{}={value}", percent::encode(name));
        match shape {
            Shape::Scalar(text) => pairs.push(pair(self.name, &self.whole(text))),
            Shape::List(items) if self.explode => {
                pairs.extend(items.iter().map(|item| pair(self.name, &self.whole(item))));
            }
            Shape::Members(members) if self.explode => {
                let members = members.iter();
                pairs.extend(members.map(|(name, value)| pair(name, &self.whole(value))));
            }
            shape if shape.is_empty() && !self.required => {}
            // The separators stay what they are, so that those in the items are escaped.
            shape => pairs.push(pair(
                self.name,
                &shape.join(separator, false, percent::encode),
            )),
        }
    }

    /// `name[key]=value`; inner objects add a key, inner arrays repeat theirs, or number it where their items are nested.
    fn push_deep(
        self,
        pairs: &mut Vec<String>,
        name: &str,
        schema: Subschema<'_>,
        value: &Value,
    ) -> Result<(), Problem> {
        let keyed = |key: &str| format!("{name}%5B{}%5D", percent::encode(key));
        match value {
            Value::Null => {}
            // There would be nothing of it, or nothing that tells it from its item.
            Value::Object(members) if members.is_empty() && read::is_any(schema) => {
                pairs.push(format!("{name}=%7B%7D"));
            }
            Value::Array(items) if items.len() < 2 && is_ambiguous(name, schema) => {
                let text = scalar(schema, self.in_form, value)?;
                pairs.push(format!("{name}={}", self.whole(&text)));
            }
            Value::Object(members) => {
                for (key, value) in members {
                    // The key's own brackets would read as further keys, and an empty one as an item.
                    if key.is_empty() || key.contains(['[', ']']) {
                        return Err(
                            "has a key with brackets or without a character, which its style cannot write",
                        );
                    }
                    self.push_deep(pairs, &keyed(key), read::property(schema, key), value)?;
                }
            }
            Value::Array(items) if items.iter().any(is_nested) => {
                for (at, item) in items.iter().enumerate() {
                    let schema = read::item_at(schema, at);
                    self.push_deep(pairs, &keyed(&at.to_string()), schema, item)?;
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let text = scalar(read::item_at(schema, at), self.in_form, item)?;
                    pairs.push(format!("{name}={}", self.whole(&text)));
                }
            }
            value => {
                let text = scalar(schema, self.in_form, value)?;
                pairs.push(format!("{name}={}", self.whole(&text)));
            }
        }
        Ok(())
    }
}

/// Whether a list of no or one item under a name could be taken for something else: anything is allowed there, and the
/// name does not end as that of an item.
fn is_ambiguous(name: &str, schema: Subschema<'_>) -> bool {
    read::is_any(schema) && !name.ends_with("%5B%5D")
}

fn is_nested(value: &Value) -> bool {
    value.is_array() || value.is_object()
}
