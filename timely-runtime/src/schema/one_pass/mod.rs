//! The check of a body while it is read into its type.
//!
//! [`Checked`] is a deserializer around that of the text. It carries the schema along: each value is held to its part of the
//! schema before the type sees it, so that a body that is as it should be is gone through once, and nothing of it is
//! copied that the type does not keep. What only a whole value can tell, such as some unions, buffers that value alone.
//!
//! The answer is a value or *not yet*. After the latter the text is read into a tape and checked in full, which finds what
//! is wrong, and judges what is beyond a single pass: an object that names a member twice, a name with escapes, and a
//! number such as `1.0` where an integer is wanted.

mod containers;
mod parts;
#[cfg(test)]
mod tests;

use super::check::Checker;
use super::program::Subschema;
use super::{Budget, Direction, Place, Types, bounds};
use crate::json::instance::Scalar;
use crate::json::tape::{self, Tape};
use crate::json::{self, exact};
use containers::{Items, Members};
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

/// Reads text that the schema surely allows. After none, a full check tells.
pub(crate) fn read<T: DeserializeOwned>(
    schema: Subschema<'_>,
    text: &[u8],
    direction: Direction,
    budget: &Budget,
) -> Option<T> {
    let pass = Pass {
        direction,
        budget,
        numbers: Cell::new(Numbers::AsWritten),
        text,
        has_odd: Cell::new(None),
    };
    if let Some(value) = pass.read(schema, text) {
        return Some(value);
    }
    if pass.numbers.get() != Numbers::Refused {
        return None;
    }
    // Integers that are not written as such, which is rare.
    pass.numbers.set(Numbers::Rewritten);
    json::reading(text, |text| pass.read(schema, text))
}

/// What all values of one pass have in common.
struct Pass<'b> {
    direction: Direction,
    budget: &'b Budget,
    numbers: Cell<Numbers>,
    /// All of it, as it came.
    text: &'b [u8],
    /// Whether a number in it is one that a machine's number does not hold as it is written, once that is asked for.
    has_odd: Cell<Option<bool>>,
}

/// Whether numbers without a fraction may be written with a point or an exponent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// None was met.
    AsWritten,
    /// One was met.
    Refused,
    /// Those that are left are beyond 64 bits.
    Rewritten,
}

impl Pass<'_> {
    fn read<T: DeserializeOwned>(&self, schema: Subschema<'_>, text: &[u8]) -> Option<T> {
        let mut reader = serde_json::Deserializer::from_slice(text);
        let checked = Checked {
            inner: &mut reader,
            judge: Judge {
                schema,
                pass: self,
                kept: None,
            },
        };
        let value = T::deserialize(checked).ok()?;
        (reader.end().is_ok() && !self.budget.is_exhausted()).then_some(value)
    }

    fn has_odd(&self) -> bool {
        let has_odd = self.has_odd.get();
        let has_odd = has_odd.unwrap_or_else(|| json::has_odd(self.text));
        self.has_odd.set(Some(has_odd));
        has_odd
    }

    fn checker(&self) -> Checker<'_> {
        Checker::new(Some(self.direction), Place::Body, self.budget)
    }

    /// Takes note of a number that is written with a point or an exponent and has no fraction.
    fn note<E: Error>(&self, number: f64) -> Result<(), E> {
        if number.fract() == 0.0 && self.numbers.get() != Numbers::Rewritten {
            self.numbers.set(Numbers::Refused);
            return Err(not_yet());
        }
        Ok(())
    }
}

/// Ends the pass. The message is never seen.
#[cold]
fn not_yet<E: Error>() -> E {
    E::custom("")
}

/// A deserializer whose values are held to a schema.
struct Checked<'p, 'c, D> {
    inner: D,
    judge: Judge<'p, 'c>,
}

/// What values are held to.
#[derive(Clone, Copy)]
struct Judge<'p, 'c> {
    schema: Subschema<'p>,
    pass: &'c Pass<'c>,
    /// Where scalars are kept that must differ from each other.
    kept: Option<&'c RefCell<Vec<Value>>>,
}

impl<'p> Judge<'p, '_> {
    fn of(self, schema: Subschema<'p>) -> Self {
        Self {
            schema,
            kept: None,
            ..self
        }
    }

    #[inline]
    fn hold_text<E: Error>(self, text: &str) -> Result<(), E> {
        let node = self.schema.node();
        let budget = self.pass.budget;
        // What takes long is left to the check that remembers.
        if text.len() >= bounds::LONG && node.has_pattern() {
            return Err(not_yet());
        }
        let is_right = match node.is_deep {
            false => budget.spend(1) && bounds::text_fits(node, text, budget),
            true => self.pass.checker().fits(self.schema, text),
        };
        if !is_right {
            return Err(not_yet());
        }
        if let Some(kept) = self.kept {
            kept.borrow_mut().push(text.into());
        }
        Ok(())
    }

    #[inline]
    fn hold<E: Error>(self, value: Scalar<'_>) -> Result<(), E> {
        let node = self.schema.node();
        let budget = self.pass.budget;
        let is_right = match node.is_deep {
            false => budget.spend(1) && bounds::fits(node, &value, budget),
            true => self.pass.checker().fits(self.schema, &value),
        };
        if !is_right {
            return Err(not_yet());
        }
        if let Some(kept) = self.kept {
            kept.borrow_mut().push(value.into());
        }
        Ok(())
    }

    /// Holds a value that was put on a tape, which is all of it.
    fn hold_tape<E: Error>(self, tape: &Tape) -> Result<(), E> {
        let pass = self.pass;
        // What it took to copy it.
        pass.budget.spend(4 * tape.root().size() as u64);
        tape.floats().try_for_each(|number| pass.note(number))?;
        match self.kept.is_none() && pass.checker().fits(self.schema, tape.root()) {
            true => Ok(()),
            false => Err(not_yet()),
        }
    }
}

impl<'de, D: Deserializer<'de>> Checked<'_, '_, D> {
    /// A number as it is written.
    fn deserialize_number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let raw = self.inner.deserialize_newtype_struct(exact::name(), Raw)?;
        let written = exact::as_written(&raw);
        if !exact::is_number(&written) {
            return Err(not_yet());
        }
        let integers = json::with_integers(written.as_bytes());
        let number: Number = serde_json::from_slice(&integers).map_err(|_| not_yet())?;
        self.judge.hold(Scalar::Number(number))?;
        visitor.visit_str(&written)
    }
}

/// Takes the text of a value.
struct Raw;

impl<'de> Visitor<'de> for Raw {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        exact::text_of(map)
    }
}

/// Passes a request on, with a visitor that holds what it visits to the schema.
macro_rules! forward {
    ($($method:ident)*) => {
        $(
            #[inline]
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                let judge = self.judge;
                self.inner.$method(Held { visitor, judge })
            }
        )*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Checked<'_, '_, D> {
    type Error = D::Error;

    forward! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_option deserialize_unit deserialize_seq
        deserialize_map deserialize_identifier
    }

    /// Never as such, which would look at neither escapes nor numbers.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if name == exact::name() {
            return self.deserialize_number(visitor);
        }
        if name != tape::NAME {
            return visitor.visit_newtype_struct(self);
        }
        let tape = match self.judge.pass.has_odd() {
            true => {
                let text = self.inner.deserialize_newtype_struct(exact::name(), Raw)?;
                tape::exact_unrepeated(&text).map_err(|_| not_yet())?
            }
            false => tape::unrepeated(self.inner)?,
        };
        self.judge.hold_tape(&tape)?;
        tape::hand(&tape, visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_map(visitor)
    }

    // In these ways no generated type is read: a type of the user's own takes the way of the full check.

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, D::Error> {
        Err(not_yet())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value, D::Error> {
        Err(not_yet())
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, D::Error> {
        Err(not_yet())
    }
}

/// A visitor before which values are held to a schema.
struct Held<'p, 'c, V> {
    visitor: V,
    judge: Judge<'p, 'c>,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Held<'_, '_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.judge.hold(Scalar::Bool(value))?;
        self.visitor.visit_bool(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        self.judge.hold(Scalar::Number(value.into()))?;
        self.visitor.visit_i64(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.judge.hold(Scalar::Number(value.into()))?;
        self.visitor.visit_u64(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        self.judge.pass.note(value)?;
        let number = Number::from_f64(value).ok_or_else(not_yet)?;
        self.judge.hold(Scalar::Number(number))?;
        self.visitor.visit_f64(value)
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        self.judge.hold_text(text)?;
        self.visitor.visit_str(text)
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.judge.hold_text(text)?;
        self.visitor.visit_borrowed_str(text)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.judge.hold(Scalar::Null)?;
        self.visitor.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.judge.hold(Scalar::Null)?;
        self.visitor.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let judge = self.judge;
        self.visitor.visit_some(Checked { inner, judge })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let judge = self.judge;
        self.visitor.visit_newtype_struct(Checked { inner, judge })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let parts = self.judge.parts(Types::ARRAY)?;
        let mut items = Items::new(items, self.judge, &parts)?;
        let value = self.visitor.visit_seq(&mut items)?;
        items.end()?;
        Ok(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        let parts = self.judge.parts(Types::OBJECT)?;
        let mut members = Members::new(members, self.judge, &parts)?;
        let value = self.visitor.visit_map(&mut members)?;
        members.end()?;
        Ok(value)
    }
}
