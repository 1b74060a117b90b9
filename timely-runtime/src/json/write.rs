//! From values to JSON text.

use super::pointer;
use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::fmt::{self, Display};

/// Writes a value after what is there.
pub(super) fn write<T: Serialize + ?Sized>(
    text: &mut Vec<u8>,
    value: &T,
) -> Result<(), serde_json::Error> {
    value.serialize(Writer(text)).map_err(Fault::into_error)
}

/// What is wrong with a value, and where: on the heap, since there hardly ever is anything.
#[derive(Debug)]
pub(super) struct Fault(Box<Wrong>);

#[derive(Debug)]
struct Wrong {
    pointer: String,
    message: String,
}

impl Fault {
    /// It is in a member or an item of this name.
    #[cold]
    fn within(mut self, name: &dyn Display) -> Self {
        let mut pointer = String::new();
        pointer::push(&mut pointer, &name.to_string());
        self.0.pointer.insert_str(0, &pointer);
        self
    }

    #[cold]
    fn into_error(self) -> serde_json::Error {
        let Wrong { pointer, message } = *self.0;
        match pointer.as_str() {
            "" => serde_json::Error::custom(message),
            pointer => serde_json::Error::custom(format_args!("{pointer}: {message}")),
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Fault {}

impl serde::ser::Error for Fault {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        Self(Box::new(Wrong {
            pointer: String::new(),
            message: message.to_string(),
        }))
    }
}

type Done = Result<(), Fault>;

/// How serde_json hands over a number and a text that are JSON already, where its features make it do so.
const JSON_TOKENS: [&str; 2] = [
    "$serde_json::private::Number",
    "$serde_json::private::RawValue",
];

/// Takes what says nothing out of the float that begins at a place: `.0` at its end, and the sign of `e+16`.
pub(super) fn shorten(text: &mut Vec<u8>, start: usize) {
    if text.ends_with(b".0") {
        text.truncate(text.len() - 2);
    } else if let Some(plus) = text[start..].iter().position(|byte| *byte == b'+') {
        text.remove(start + plus);
    }
}

/// Writes one value.
struct Writer<'t>(&'t mut Vec<u8>);

impl<'t> Writer<'t> {
    /// Writes what JSON has but one form for.
    fn plain<T: Serialize + ?Sized>(self, value: &T) -> Done {
        serde_json::to_writer(self.0, value).map_err(Fault::custom)
    }

    /// Writes a number that may have a fraction.
    fn float<T: Serialize>(self, value: T, is_finite: bool) -> Done {
        if !is_finite {
            return Err(Fault::custom("JSON has neither NaN nor infinite numbers"));
        }
        let text = self.0;
        let start = text.len();
        Writer(text).plain(&value)?;
        shorten(text, start);
        Ok(())
    }

    fn begin(self, start: &str, end: &'static str) -> Members<'t> {
        self.0.extend_from_slice(start.as_bytes());
        Members {
            text: self.0,
            end,
            count: 0,
            is_json: false,
        }
    }

    /// Begins an object with one member, named for a variant.
    fn variant(self, variant: &str) -> Result<&'t mut Vec<u8>, Fault> {
        let text = self.0;
        text.push(b'{');
        Writer(text).plain(variant)?;
        text.push(b':');
        Ok(text)
    }
}

macro_rules! plain {
    ($($method:ident: $type:ty),* $(,)?) => {$(
        fn $method(self, value: $type) -> Done {
            self.plain(&value)
        }
    )*};
}

impl<'t> Serializer for Writer<'t> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Members<'t>;
    type SerializeTuple = Members<'t>;
    type SerializeTupleStruct = Members<'t>;
    type SerializeTupleVariant = Members<'t>;
    type SerializeMap = Members<'t>;
    type SerializeStruct = Members<'t>;
    type SerializeStructVariant = Members<'t>;

    plain! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char,
    }

    fn serialize_f32(self, value: f32) -> Done {
        self.float(value, value.is_finite())
    }

    fn serialize_f64(self, value: f64) -> Done {
        self.float(value, value.is_finite())
    }

    fn serialize_bytes(self, value: &[u8]) -> Done {
        self.plain(value)
    }

    fn serialize_str(self, text: &str) -> Done {
        super::text::write(text, self.0);
        Ok(())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Done {
        super::text::write_shown(value, self.0).map_err(Fault::custom)
    }

    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.plain(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        let text = self.variant(variant)?;
        value
            .serialize(Writer(text))
            .map_err(|fault| fault.within(&variant))?;
        text.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'t>, Fault> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Members<'t>, Fault> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members<'t>, Fault> {
        Ok(self.begin("[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members<'t>, Fault> {
        Ok(Writer(self.variant(variant)?).begin("[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'t>, Fault> {
        Ok(self.begin("{", "}"))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Members<'t>, Fault> {
        if JSON_TOKENS.contains(&name) {
            let mut members = self.begin("", "");
            members.is_json = true;
            return Ok(members);
        }
        Ok(self.begin("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members<'t>, Fault> {
        Ok(Writer(self.variant(variant)?).begin("{", "}}"))
    }
}

/// Writes the items of an array or the members of an object.
pub(super) struct Members<'t> {
    text: &'t mut Vec<u8>,
    /// What comes after the last.
    end: &'static str,
    count: usize,
    /// Whether the one member is a text that is JSON.
    is_json: bool,
}

impl Members<'_> {
    fn separate(&mut self) {
        if self.count > 0 {
            self.text.push(b',');
        }
        self.count += 1;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.separate();
        let index = self.count - 1;
        value
            .serialize(Writer(self.text))
            .map_err(|fault| fault.within(&index))
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        if !self.is_json {
            self.separate();
            super::text::write(name, self.text);
            self.text.push(b':');
        }
        let start = self.text.len();
        value
            .serialize(Writer(self.text))
            .map_err(|fault| fault.within(&name))?;
        if self.is_json {
            self.json(start)
        } else {
            Ok(())
        }
    }

    /// Makes JSON of the JSON string that begins at a place.
    fn json(&mut self, start: usize) -> Done {
        let string = self.text.split_off(start);
        let json: String = serde_json::from_slice(&string).map_err(Fault::custom)?;
        self.text.extend_from_slice(json.as_bytes());
        Ok(())
    }

    /// Makes the key of an object of the value that begins at a place: a string, or the text of a number or boolean.
    fn key(&mut self, start: usize) -> Done {
        match self.text.get(start) {
            Some(b'"') => {}
            Some(b'-' | b'0'..=b'9' | b't' | b'f') => {
                self.text.insert(start, b'"');
                self.text.push(b'"');
            }
            _ => return Err(Fault::custom("a key must be text")),
        }
        self.text.push(b':');
        Ok(())
    }

    fn finish(self) -> Done {
        self.text.extend_from_slice(self.end.as_bytes());
        Ok(())
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident),* $(,)?) => {$(
        impl $trait for Members<'_> {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                self.item(value)
            }

            fn end(self) -> Done {
                self.finish()
            }
        }
    )*};
}

items!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
);

macro_rules! members {
    ($($trait:ident),*) => {$(
        impl $trait for Members<'_> {
            type Ok = ();
            type Error = Fault;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
                self.member(name, value)
            }

            fn end(self) -> Done {
                self.finish()
            }
        }
    )*};
}

members!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        self.separate();
        let start = self.text.len();
        key.serialize(Writer(self.text))?;
        self.key(start)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(Writer(self.text))
    }

    fn serialize_entry<K, V>(&mut self, key: &K, value: &V) -> Done
    where
        K: Serialize + ?Sized,
        V: Serialize + ?Sized,
    {
        let start = self.text.len() + usize::from(self.count > 0);
        self.serialize_key(key)?;
        let end = self.text.len();
        self.serialize_value(value).map_err(|fault| {
            // The key stands between quotes, and a colon follows it.
            let name = self.text.get(start + 1..end.saturating_sub(2));
            fault.within(&String::from_utf8_lossy(name.unwrap_or_default()))
        })
    }

    fn end(self) -> Done {
        self.finish()
    }
}
