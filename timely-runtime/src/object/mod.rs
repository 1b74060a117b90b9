//! Structs that are JSON objects.
//!
//! What serde's derives write out for every struct takes most of the time that a compiler spends on a large API. The
//! impls of [`object!`](crate::generated::object!) leave all that is not special to a struct to the functions here.

mod model;
mod reader;
mod setters;
mod writer;

pub use model::list;
pub use reader::{Reader, deserialize};
pub use setters::{IntoField, Slot};
pub use writer::Writer;

use serde::de::MapAccess;

/// Implements `Serialize` and `Deserialize` for a generated struct.
///
/// The struct itself is written out, with its documentation. Each field is named with its name on the wire; one that
/// is left out where it is absent has `if present` after it, and is an `Option` or a [`Field`](crate::Field). A last
/// field after two dots takes the members that no other field does; one after an arrow reads itself from them, and is
/// an object as well. Where there are both, the first takes what the second does not hold. After `matching` come maps of members
/// by patterns of their names (`patternProperties`), each with its pattern; the first whose pattern matches takes a member. In place of `present`, `received` is for what servers alone send, and `sent` for what clients
/// alone send. Members that no field takes are ignored, and a
/// member that comes twice counts the second time.
///
/// ```
/// use timely_runtime::Map;
///
/// #[derive(Debug, PartialEq)]
/// pub struct Contact {
///     pub name: String,
///     pub phone_number: Option<String>,
///     pub additional_properties: Map<i64>,
/// }
/// timely_runtime::generated::object!(Contact {
///     name: "name",
///     phone_number: "phoneNumber" if present,
///     ..additional_properties
/// });
///
/// let contact: Contact = serde_json::from_str(r#"{"age":41,"name":"Ana"}"#)?;
/// assert_eq!(contact.name, "Ana");
/// assert_eq!(contact.phone_number, None);
/// assert_eq!(contact.additional_properties["age"], 41);
/// assert_eq!(serde_json::to_string(&contact)?, r#"{"name":"Ana","age":41}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident {
        $($field:ident: $wire:literal $(if $when:ident)?),* $(,)?
        $(..$rest:ident $(,)?)?
        $(=> $variant:ident $(,)?)?
    } $(matching { $($map:ident: $pattern:literal),+ $(,)? })?) => {
        // A field may be deprecated, and a struct be without fields.
        #[allow(deprecated, unused_mut, unused_variables)]
        impl $crate::generated::serde::Serialize for $name {
            fn serialize<S: $crate::generated::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut members =
                    $crate::__object!(@try $crate::generated::object::Writer::<S>::new(serializer));
                $($crate::__object!(@put members self $field $wire $($when)?);)*
                $($(members.put_matching($pattern, &self.$map);)+)?
                $(members.put_all(&self.$rest);)?
                $(members.put_variant(&self.$variant);)?
                members.end()
            }
        }

        #[allow(deprecated, unused_mut, unused_variables)]
        impl<'de> $crate::generated::object::Object<'de> for $name {
            const MEMBERS: &'static [&'static str] = &[$($wire),*];

            fn read<A: $crate::generated::serde::de::MapAccess<'de>>(
                mut members: $crate::generated::object::Reader<A, A::Error>,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                $crate::__object!(@hold unknown [$($rest)?] [$($variant)?] [$($($map)+)?]);
                while let ::core::option::Option::Some(name) = $crate::__object!(
                    @next members unknown [$($rest)?] [$($variant)?] [$($($map)+)?]
                ) {
                    match name {
                        $($wire => members.set(&mut $field),)*
                        _ => {}
                    }
                }
                $crate::__object!(
                    @sort members unknown [$($rest)?] [$($variant)?] [$($($map $pattern)+)?]
                );
                let object = Self {
                    $($field: $crate::__object!(@take members $field $wire $($when)?),)*
                    $($($map,)+)?
                    $($rest,)?
                    $($variant,)?
                };
                match members.end() {
                    ::core::result::Result::Ok(()) => ::core::result::Result::Ok(object),
                    ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
                }
            }
        }

        impl<'de> $crate::generated::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::generated::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::generated::object::deserialize(deserializer)
            }
        }
    };
    (@put $members:ident $this:ident $field:ident $wire:literal) => {
        $members.put($wire, &$this.$field)
    };
    (@put $members:ident $this:ident $field:ident $wire:literal present) => {
        $members.put_present($wire, &$this.$field)
    };
    (@put $members:ident $this:ident $field:ident $wire:literal received) => {
        $members.put_read_only($wire, &$this.$field)
    };
    (@put $members:ident $this:ident $field:ident $wire:literal sent) => {
        $members.put_write_only($wire, &$this.$field)
    };
    // What holds the members that no field takes, until they are sorted.
    (@hold $unknown:ident [$($rest:ident)?] [$($variant:ident)?] []) => {
        $(let mut $rest = ::core::default::Default::default();)?
        $(let mut $variant = $crate::generated::JsonObject::new();)?
    };
    (@hold $unknown:ident [$($rest:ident)?] [$($variant:ident)?] [$($map:ident)+]) => {
        let mut $unknown = ::std::vec::Vec::new();
    };
    (@next $members:ident $unknown:ident [] [] []) => { $members.next() };
    (@next $members:ident $unknown:ident [$rest:ident] [] []) => {
        $members.next_beside(&mut $rest)
    };
    (@next $members:ident $unknown:ident [$($rest:ident)?] [$variant:ident] []) => {
        $members.next_beside(&mut $variant)
    };
    (@next $members:ident $unknown:ident [$($rest:ident)?] [$($variant:ident)?] [$($map:ident)+]) => {
        $members.next_beside(&mut $unknown)
    };
    (@sort $members:ident $unknown:ident [$($rest:ident)?] [] []) => {};
    (@sort $members:ident $unknown:ident [] [$variant:ident] []) => {
        let $variant = $crate::__object!(@try $members.variant($variant));
    };
    (@sort $members:ident $unknown:ident [$rest:ident] [$variant:ident] []) => {
        let $variant = $crate::__object!(@try $members.variant_beside($variant, &mut $rest));
    };
    (@sort $members:ident $unknown:ident [$($rest:ident)?] [$($variant:ident)?]
        [$($map:ident $pattern:literal)+]) => {
        $(let $variant = $crate::__object!(@try $members.variant_among(&mut $unknown));)?
        $(let $map = $crate::__object!(@try $members.matching(&mut $unknown, $pattern));)+
        $(let $rest = $crate::__object!(@try $members.rest($unknown));)?
    };
    (@take $members:ident $field:ident $wire:literal) => {
        $crate::__object!(@try $members.required($field, $wire))
    };
    (@take $members:ident $field:ident $wire:literal $when:ident) => { $field.unwrap_or_default() };
    // `?` costs a compiler several times as much.
    (@try $result:expr) => {
        match $result {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
        }
    };
}

/// A struct that is read from the members of an object.
pub trait Object<'de>: Sized {
    /// The names of its members on the wire.
    const MEMBERS: &'static [&'static str];

    /// Reads the members.
    ///
    /// # Errors
    /// When a member is not of its type, or one that is required is missing.
    fn read<A: MapAccess<'de>>(members: Reader<A, A::Error>) -> Result<Self, A::Error>;
}

#[cfg(test)]
mod tests;
