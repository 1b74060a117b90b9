//! Serde over a [`Node`], with errors that know their place.
//!
//! Serde gives a struct's keys to the deserializer before any is read, so all unknown keys are found in one go and
//! need no second list that could fall behind.

use super::{
    node::{Entry, Key, Node, Value},
    problem::{Problem, help_for},
};
use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
        VariantAccess, Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use std::{
    cell::RefCell,
    fmt::{self, Debug, Display},
    rc::Rc,
};

/// Reads a value, collecting every unknown key and the first value of a wrong type.
///
/// `beside` are keys that the caller has taken out of the table before, and that are known to it.
pub(super) fn read<'de, T: Deserialize<'de>, S: Clone + Debug>(
    node: &'de Node<S>,
    beside: &'static [&'static str],
) -> Result<T, Vec<Problem<S>>> {
    let unknown = Rc::new(RefCell::new(Vec::new()));
    let result = T::deserialize(Reader {
        node,
        beside,
        unknown: Rc::clone(&unknown),
    });
    let mut problems = unknown.take();
    match result {
        Ok(value) if problems.is_empty() => return Ok(value),
        Ok(_) => {}
        Err(Fault {
            span,
            message,
            help,
        }) => {
            let span = span.unwrap_or_else(|| node.span.clone());
            problems.push(Problem {
                span,
                message,
                help,
            });
        }
    }
    Err(problems)
}

/// A problem on its way up to the value it belongs to.
#[derive(Debug)]
struct Fault<S> {
    span: Option<S>,
    message: String,
    help: Option<String>,
}

impl<S: Clone> Fault<S> {
    /// Gives the fault a place, unless it already has a closer one.
    fn at(mut self, span: &S) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }
}

impl<S> Display for Fault<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl<S: Debug> std::error::Error for Fault<S> {}

impl<S: Debug> serde::de::Error for Fault<S> {
    fn custom<T: Display>(message: T) -> Self {
        Self {
            span: None,
            message: message.to_string(),
            help: None,
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let help = Some(help_for(variant, "values", expected));
        Self {
            help,
            ..Self::custom(format_args!("unknown value `{variant}`"))
        }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let help = Some(help_for(field, "keys", expected));
        Self {
            help,
            ..Self::custom(format_args!("unknown key `{field}`"))
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom(format_args!("missing key `{field}`"))
    }
}

struct Reader<'de, S> {
    node: &'de Node<S>,
    beside: &'static [&'static str],
    unknown: Rc<RefCell<Vec<Problem<S>>>>,
}

impl<'de, S: Clone + Debug> Reader<'de, S> {
    fn child(&self, node: &'de Node<S>) -> Self {
        Self {
            node,
            beside: &[],
            unknown: Rc::clone(&self.unknown),
        }
    }

    fn expected(&self, what: &str) -> Fault<S> {
        let message = format!("expected {what}, found {}", self.node.value.describe());
        Fault::custom(message).at(&self.node.span)
    }

    fn entries(&self) -> Result<&'de [Entry<S>], Fault<S>> {
        match &self.node.value {
            Value::Table(entries) => Ok(entries),
            _ => Err(self.expected("a table")),
        }
    }

    /// Hands a table's entries to the visitor, leaving out those that `known` refuses.
    fn table<V: Visitor<'de>>(
        self,
        visitor: V,
        known: impl Fn(&Key<S>) -> bool,
    ) -> Result<V::Value, Fault<S>> {
        let entries = self
            .entries()?
            .iter()
            .filter(|(key, _)| known(key))
            .collect::<Vec<_>>();
        let span = self.node.span.clone();
        let entries = Entries {
            entries: entries.into_iter(),
            value: None,
            reader: self,
        };
        visitor.visit_map(entries).map_err(|fault| fault.at(&span))
    }

    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault<S>> {
        match &self.node.value {
            Value::Integer(value) => match u64::try_from(*value) {
                Ok(value) => visitor.visit_u64(value),
                Err(_) => visitor.visit_i64(*value),
            }
            .map_err(|_: Fault<S>| self.expected("a number of this key's range")),
            _ => Err(self.expected("an integer")),
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.integer(visitor)
        }
    )*};
}

impl<'de, S: Clone + Debug> Deserializer<'de> for Reader<'de, S> {
    type Error = Fault<S>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let span = self.node.span.clone();
        match &self.node.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(value) => visitor.visit_borrowed_str(value),
            Value::List(items) => visitor.visit_seq(Items {
                items: items.iter(),
                reader: self,
            }),
            Value::Table(_) => self.table(visitor, |_| true),
        }
        .map_err(|fault: Self::Error| fault.at(&span))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match &self.node.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ => Err(self.expected("`true` or `false`")),
        }
    }

    integers! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match &self.node.value {
            Value::String(value) => visitor
                .visit_borrowed_str(value)
                .map_err(|fault: Fault<S>| fault.at(&self.node.span)),
            _ => Err(self.expected("a string")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match &self.node.value {
            Value::List(_) => self.deserialize_any(visitor),
            _ => Err(self.expected("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.table(visitor, |_| true)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        for (key, _) in self.entries()? {
            if !fields.contains(&key.name.as_str()) {
                let known = [self.beside, fields].concat();
                self.unknown.borrow_mut().push(Problem {
                    span: key.span.clone(),
                    message: format!("unknown key `{}`", key.name),
                    help: Some(help_for(&key.name, "keys", &known)),
                });
            }
        }
        self.table(visitor, |key| fields.contains(&key.name.as_str()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        // A key that is there has a value: neither TOML nor the macro has a null.
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let span = self.node.span.clone();
        let variant = match &self.node.value {
            Value::String(name) => Variant {
                name,
                content: None,
                reader: self,
            },
            Value::Table(entries) => match entries.as_slice() {
                [(key, content)] => Variant {
                    name: &key.name,
                    content: Some(content),
                    reader: self,
                },
                _ => return Err(self.expected("a table with one key")),
            },
            _ => {
                let names = variants
                    .iter()
                    .map(|name| format!("{name:?}"))
                    .collect::<Vec<_>>();
                return Err(self.expected(&format!("one of {}", names.join(", "))));
            }
        };
        visitor.visit_enum(variant).map_err(|fault| fault.at(&span))
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Items<'de, S> {
    items: std::slice::Iter<'de, Node<S>>,
    reader: Reader<'de, S>,
}

impl<'de, S: Clone + Debug> SeqAccess<'de> for Items<'de, S> {
    type Error = Fault<S>;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Self::Error> {
        let item = self.items.next();
        let read = |node: &'de Node<S>| {
            let value = seed.deserialize(self.reader.child(node));
            value.map_err(|fault| fault.at(&node.span))
        };
        item.map(read).transpose()
    }
}

struct Entries<'de, S> {
    entries: std::vec::IntoIter<&'de Entry<S>>,
    value: Option<&'de Node<S>>,
    reader: Reader<'de, S>,
}

impl<'de, S: Clone + Debug> MapAccess<'de> for Entries<'de, S> {
    type Error = Fault<S>;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(KeyReader(key))
            .map(Some)
            .map_err(|fault: Fault<S>| fault.at(&key.span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        let node = self
            .value
            .take()
            .ok_or_else(|| Fault::custom("a key without a value"))?;
        seed.deserialize(self.reader.child(node))
            .map_err(|fault| fault.at(&node.span))
    }
}

/// A key, which is a string in the text and may be a number in the settings.
struct KeyReader<'de, S>(&'de Key<S>);

macro_rules! integer_keys {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            let wrong = || Fault::custom(format!("expected a number as key, found `{}`", self.0.name));
            visitor.visit_u64(self.0.name.parse().map_err(|_| wrong())?).map_err(|_: Fault<S>| wrong())
        }
    )*};
}

impl<'de, S: Clone + Debug> Deserializer<'de> for KeyReader<'de, S> {
    type Error = Fault<S>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_borrowed_str(&self.0.name)
    }

    integer_keys! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A choice: a string alone, or a table whose only key is the choice and whose value comes with it.
struct Variant<'de, S> {
    name: &'de str,
    content: Option<&'de Node<S>>,
    reader: Reader<'de, S>,
}

impl<'de, S: Clone + Debug> EnumAccess<'de> for Variant<'de, S> {
    type Error = Fault<S>;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), Self::Error> {
        let name: StrDeserializer<'de, Fault<S>> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de, S: Clone + Debug> VariantAccess<'de> for Variant<'de, S> {
    type Error = Fault<S>;

    fn unit_variant(self) -> Result<(), Self::Error> {
        match self.content {
            None => Ok(()),
            Some(content) => {
                Err(Fault::custom(format!("`{}` takes no value", self.name)).at(&content.span))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Self::Error> {
        match self.content {
            Some(content) => seed.deserialize(self.reader.child(content)),
            None => Err(Fault::custom(format!(
                "`{}` needs a value beside it",
                self.name
            ))),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Self::Error> {
        Err(Fault::custom("no setting is a tuple"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.content {
            Some(content) => self
                .reader
                .child(content)
                .deserialize_struct("", fields, visitor),
            None => Err(Fault::custom(format!(
                "`{}` needs a table beside it",
                self.name
            ))),
        }
    }
}
