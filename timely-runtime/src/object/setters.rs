//! What the setters of structs take, and what they fill.

use crate::{DateTime, Digits, DigitsValue, EncodedBytes, Field, Text, TextValue, UtcTime, Value};
use bytes::Bytes;

/// What the setter of a member that may be absent takes: its value, or an option of it; text where it is a string; what
/// stands in a `Box`, without the box.
///
/// ```
/// use timely_runtime::{Field, IntoField};
///
/// fn held(value: impl IntoField<String>) -> Field<String> {
///     value.into_field()
/// }
/// assert_eq!(held("text"), Field::Value("text".to_owned()));
/// assert_eq!(held(Some("text".to_owned())), Field::Value("text".to_owned()));
/// assert_eq!(held(None), Field::Null);
/// assert_eq!(held(Field::Absent), Field::Absent);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a member of type `{T}`",
    note = "a setter takes a value of this type, an `Option` of it, or a `Field` of it"
)]
pub trait IntoField<T> {
    /// The member as it is then: `None` is null, or absent where the member cannot be null.
    fn into_field(self) -> Field<T>;

    /// The same as a field of a struct holds it. Setters call no more than this, since each of them is compiled.
    #[doc(hidden)]
    fn into_slot<S: Slot<T>>(self) -> S
    where
        Self: Sized,
    {
        S::hold(self.into_field())
    }
}

impl<T> IntoField<T> for T {
    fn into_field(self) -> Field<T> {
        Field::Value(self)
    }
}

impl<T> IntoField<T> for Option<T> {
    fn into_field(self) -> Field<T> {
        self.into()
    }
}

impl<T> IntoField<T> for Field<T> {
    fn into_field(self) -> Self {
        self
    }
}

impl<T> IntoField<Box<T>> for T {
    fn into_field(self) -> Field<Box<T>> {
        Field::Value(Box::new(self))
    }
}

impl IntoField<String> for &str {
    fn into_field(self) -> Field<String> {
        Field::Value(self.to_owned())
    }
}

impl IntoField<String> for &String {
    fn into_field(self) -> Field<String> {
        Field::Value(self.clone())
    }
}

/// Of what the text means, in its usual form.
impl<T: TextValue> IntoField<Text<T>> for T {
    fn into_field(self) -> Field<Text<T>> {
        Field::Value(self.into())
    }
}

/// Of what the number means.
impl<T: DigitsValue> IntoField<Digits<T>> for T {
    fn into_field(self) -> Field<Digits<T>> {
        Field::Value(self.into())
    }
}

impl IntoField<Text<DateTime>> for UtcTime {
    fn into_field(self) -> Field<Text<DateTime>> {
        Field::Value(self.into())
    }
}

/// Of what holds bytes, those that are text on the wire.
macro_rules! of_bytes {
    ($([$($parameter:tt)*] $held:ty),* $(,)?) => {$(
        impl<E, $($parameter)*> IntoField<EncodedBytes<E>> for $held {
            fn into_field(self) -> Field<EncodedBytes<E>> {
                self.into()
            }
        }
    )*};
}
of_bytes! { [] Vec<u8>, [] Bytes, [] &[u8], [const N: usize] [u8; N], [const N: usize] &[u8; N] }

/// A field of a struct that holds a member which may be absent, or null.
pub trait Slot<T> {
    /// What it is where the member is this.
    fn hold(member: Field<T>) -> Self;
}

impl<T> Slot<T> for Option<T> {
    fn hold(member: Field<T>) -> Self {
        member.into_value()
    }
}

impl<T> Slot<T> for Field<T> {
    fn hold(member: Self) -> Self {
        member
    }
}

/// None of them is an empty list.
impl<T> Slot<Self> for Vec<T> {
    fn hold(member: Field<Self>) -> Self {
        member.into_value().unwrap_or_default()
    }
}

impl Slot<Self> for Value {
    fn hold(member: Field<Self>) -> Self {
        member.into_value().unwrap_or_default()
    }
}
