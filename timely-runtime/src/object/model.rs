//! Structs of the document's schemas: what all of them have besides their fields.

/// Implements for a generated struct what [`object!`](crate::generated::object!) does, its schema, a constructor, and a
/// setter for each member that may be absent.
///
/// The struct itself is written out. The schema stands after its name. `new` lists what the constructor takes: the
/// members that must be there, or a struct of them where they are many or of one type; after a semicolon come the names of
/// those that only its caller must give. Without any, the struct has a `Default` as well. In the table, a member that must be there
/// has its name on the wire alone; one that may be absent or null has the type of its values before it, with two dots
/// where it is a list of them; one that is always the same, or that has no setter, begins with that value.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Contact {
///     pub kind: String,
///     pub name: String,
///     pub phone: Option<String>,
///     pub tags: Option<Vec<String>>,
/// }
/// timely_runtime::generated::model!(Contact, new (name: impl Into<String>), {
///     kind = "contact".to_owned() => "kind",
///     name: "name",
///     phone: String = "phone" if present,
///     tags: ..String = "tags" if present,
/// });
///
/// let contact = Contact::new("Ana").phone("+55").tags(["vip"]);
/// let text = r#"{"kind":"contact","name":"Ana","phone":"+55","tags":["vip"]}"#;
/// assert_eq!(serde_json::to_string(&contact)?, text);
/// assert_eq!(contact.phone(None).phone, None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __model {
    ($name:ident $(: $schema:path)?, new $arguments:tt, $table:tt $($matching:tt)*) => {
        $crate::__model!(@object $name $table $($matching)*);
        $crate::__setters!($name $(: $schema)?, new $arguments, $table $($matching)*);
    };
    (@object $name:ident {
        $($field:ident
            $(= $value:expr => $constant:literal)?
            $(: $($required:literal)? $($ty:ty = $optional:literal)? $(..$item:ty = $list:literal)?)?
            $(if $when:ident)?
        ),* $(,)?
        $(_ => $rest:ident: $rest_ty:ty $(,)?)?
        $(=> $variant:ident $(,)?)?
    } $(matching { $($map:ident: $pattern:literal = $map_ty:ty),+ $(,)? })?) => {
        $crate::__object!($name {
            $($field: $($constant)? $($($required)? $($optional)? $($list)?)? $(if $when)?,)*
            $(..$rest,)?
            $(=> $variant)?
        } $(matching { $($map: $pattern),+ })?);
    };
}

/// Implements for a generated struct what [`model!`](crate::generated::model!) does but serde's traits, which the struct
/// derives.
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    ($name:ident $(: $schema:path)?, new $arguments:tt, {
        $($field:ident
            $(= $value:expr => $constant:literal)?
            $(: $($required:literal)? $($ty:ty = $optional:literal)? $(..$item:ty = $list:literal)?)?
            $(if $when:ident)?
        ),* $(,)?
        $(_ => $rest:ident: $rest_ty:ty $(,)?)?
        $(=> $variant:ident $(,)?)?
    } $(matching { $($map:ident: $pattern:literal = $map_ty:ty),+ $(,)? })?) => {
        $(impl $crate::generated::Validate for $name {
            const SCHEMA: &'static $crate::generated::Schema = &$schema;
        })?

        // The constructor fills fields that may be deprecated.
        #[allow(deprecated)]
        impl $name {
            $crate::__setters!(
                @new $arguments
                [$($($($field $required,)?)?)* $($variant "",)?]
                [$($($field = $value,)?)*]
                [$($($($field $optional,)? $($field $list,)?)?)* $($rest "",)? $($($map "",)+)?]
            );

            $($($(
                /// Sets the field of this name.
                #[must_use]
                pub fn $field(mut self, $field: impl $crate::generated::IntoField<$ty>) -> Self {
                    self.$field = $crate::generated::IntoField::into_slot($field);
                    self
                }
            )? $(
                /// Sets the field of this name.
                #[must_use]
                pub fn $field(
                    mut self,
                    $field: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<$item>>,
                ) -> Self {
                    self.$field = $crate::generated::object::Slot::hold(
                        $crate::generated::Field::Value($crate::generated::object::list($field)),
                    );
                    self
                }
            )?)?)*
            $($crate::__setters!(@map $rest $rest_ty);)?
            $($($crate::__setters!(@map $map $map_ty);)+)?
        }

        $crate::__setters!(@default $name $arguments);
    };
    (@map $map:ident $value:ty) => {
        /// Sets the properties of these names.
        #[must_use]
        pub fn $map<K, V>(mut self, $map: impl ::core::iter::IntoIterator<Item = (K, V)>) -> Self
        where
            K: ::core::convert::Into<::std::string::String>,
            V: ::core::convert::Into<$value>,
        {
            let members = ::core::iter::IntoIterator::into_iter($map);
            self.$map.extend(members.map(|(name, value)| (name.into(), value.into())));
            self
        }
    };
    // Of a struct with the members that must be there.
    (@new ($all:ident $(; $($asked:ident),+)?)
        [$($required:ident $wire:literal,)*] [$($fixed:ident = $value:expr,)*] [$($free:ident $other:literal,)*]) => {
        /// From the members that must be given.
        #[must_use]
        pub fn new(required: $all) -> Self {
            $crate::__setters!(@filled {
                $($required: required.$required,)*
                $($fixed: $value,)*
                $($free: ::core::default::Default::default(),)*
            } $($($asked = required.$asked,)+)?)
        }
    };
    (@new ($($argument:ident: $ty:ty),* $(; $($asked:ident),+)?)
        [$($required:ident $wire:literal,)*] [$($fixed:ident = $value:expr,)*] [$($free:ident $other:literal,)*]) => {
        /// From the members that must be given.
        #[must_use]
        pub fn new($($argument: $ty),*) -> Self {
            $crate::__setters!(@filled {
                $($required: ::core::convert::Into::into($required),)*
                $($fixed: $value,)*
                $($free: ::core::default::Default::default(),)*
            } $($($asked = $asked,)+)?)
        }
    };
    (@filled { $($fields:tt)* }) => { Self { $($fields)* } };
    (@filled { $($fields:tt)* } $($asked:ident = $value:expr,)+) => {{
        let mut filled = Self { $($fields)* };
        $(filled.$asked = $crate::generated::IntoField::into_slot($value);)+
        filled
    }};
    (@default $name:ident ()) => {
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (@default $name:ident $arguments:tt) => {};
}

/// States the schema of a generated type.
///
/// ```
/// use timely_runtime::{Schema, Serialize, Validate};
///
/// #[derive(Serialize)]
/// pub struct Code(String);
/// static CODE: Schema = Schema::new(r#"{"type": "string"}"#, &[]);
/// timely_runtime::generated::validate!(Code, CODE);
/// assert!(std::ptr::eq(Code::SCHEMA, &CODE));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __validate {
    ($name:ident, $schema:path) => {
        impl $crate::generated::Validate for $name {
            const SCHEMA: &'static $crate::generated::Schema = &$schema;
        }
    };
}

/// A list of what can become its items.
pub fn list<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}
