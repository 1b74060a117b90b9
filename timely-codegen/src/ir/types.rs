//! Models.

use super::schema::{Access, SchemaRef};
use super::type_id::TypeId;
use crate::diagnostic::Pointer;
use crate::formats::{Chosen, Float, Integer, Meaning};
use serde_json::Value;

/// The document's own words about something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// `summary` or `title`.
    pub summary: Option<String>,
    /// `description`, CommonMark.
    pub description: Option<String>,
}

/// One generated type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The type's name.
    pub name: String,
    /// The name of the static that holds its schema.
    pub static_name: String,
    /// Where it stands.
    pub path: TypePath,
    /// The module of the inline types that belong to it, where there are any.
    pub owns: Option<Vec<String>>,
    /// Where the document defines it.
    pub pointer: Pointer,
    /// What the document says of it.
    pub docs: Docs,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its derives beyond the built-in ones, as paths.
    pub derives: Vec<String>,
    /// Its attributes beyond those, without `#[` and `]`.
    pub attributes: Vec<String>,
    /// An example, as JSON.
    pub example: Option<Value>,
    /// The type whose definition it shares: its shape is then an alias of that, and it has no constraints of its own.
    pub shares: Option<TypeId>,
    /// The type of other code that it is a name for, whose shape and constraints are the same.
    pub elsewhere: Option<Elsewhere>,
    /// Its shape.
    pub kind: TypeKind,
    /// Its constraints.
    pub schema: SchemaRef,
}

/// A type that was generated from another document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Elsewhere {
    /// Its path, which means the same in every module.
    pub path: String,
    /// The path of the module that has what belongs to it.
    pub module: String,
    /// The traits of the standard library that it has beyond those of all types.
    pub has: Vec<&'static str>,
}

impl Elsewhere {
    /// Whether it is of another crate, where structs may have more fields in time.
    pub fn is_in_other_crate(&self) -> bool {
        self.path.starts_with("::")
    }

    /// The last name of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }
}

/// The module that a type stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypePath {
    /// The outermost module.
    pub root: TypeRoot,
    /// The modules in it, from the outside.
    pub modules: Vec<String>,
    /// Whether the outermost module exports the type, as it does those of component schemas.
    pub is_exported: bool,
    /// Whether programs name the module of the tag, where it is the type of an operation.
    pub names_tag: bool,
}

/// The outermost module that a type stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeRoot {
    /// `models`: types of component schemas and of other components.
    #[default]
    Models,
    /// `operations`: types that belong to an operation.
    Operations,
}

impl TypePath {
    /// The modules in a path that programs write: `operations` exports what is in the module of a tag.
    pub fn public_modules(&self) -> &[String] {
        self.public(&self.modules)
    }

    /// The same of the modules on the way to a type, which may be fewer.
    pub fn public<'m>(&self, modules: &'m [String]) -> &'m [String] {
        match self.root == TypeRoot::Operations && !self.names_tag {
            true => modules.get(1..).unwrap_or_default(),
            false => modules,
        }
    }
}

impl TypeDef {
    /// The path within `models`, or within `operations`: `payment_intent::NextAction`.
    pub fn short_path(&self) -> String {
        if self.path.is_exported {
            return self.name.clone();
        }
        let modules = self.path.public_modules().iter().map(String::as_str);
        let parts: Vec<&str> = modules.chain([self.name.as_str()]).collect();
        parts.join("::")
    }
}

/// The shape of a type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with named properties.
    Struct(Struct),
    /// A string with a list of known values.
    Enum(Enum),
    /// An integer with a list of known values that have names.
    IntegerEnum(IntegerEnum),
    /// A number that has one of a list of values.
    NumberEnum(NumberEnum),
    /// One of several shapes.
    Union(Union),
    /// A name for another type.
    Alias(Type),
    /// A struct around a list or map that contains itself, for which a name would have no end.
    Wrapper(Type),
    /// A list whose first items are each of a type of its own, where there may be fewer or more of them, or many.
    Tuple(Tuple),
}

/// A list whose first items are each of a type of its own.
#[derive(Clone, Debug, Default)]
pub struct Tuple {
    /// The items by their places: those that must be there come first.
    pub places: Vec<Place>,
    /// The type of the items after these, where there may be any.
    pub rest: Option<Type>,
}

/// An item of a list that has a type of its own.
#[derive(Clone, Debug)]
pub struct Place {
    /// What the document says of it.
    pub docs: Docs,
    /// Its type, where it is there.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
}

impl Tuple {
    /// Whether it is one to Rust: of items that all must be there, no more of them than the standard library has traits for.
    pub fn is_plain(&self) -> bool {
        const MOST: usize = 12;
        self.rest.is_none()
            && (1..=MOST).contains(&self.places.len())
            && self.places.iter().all(|place| place.required)
    }

    /// The types of its items.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let places = self.places.iter().map(|place| &place.ty);
        places.chain(&self.rest)
    }
}

/// An object with named properties.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The properties, in document order.
    pub fields: Vec<Field>,
    /// The shape that the object has besides, where it is one of several: the field, and its union. Its properties
    /// stand beside those of the object.
    pub variant: Option<(String, Type)>,
    /// The properties whose names match a pattern, a map for each pattern.
    pub matching: Vec<Matching>,
    /// The type of further properties, where the document asks for them, and the field that holds them.
    pub additional: Option<(String, Type)>,
}

impl Struct {
    /// Whether its constructor takes no arguments, so that there is a value by default.
    pub fn takes_nothing(&self) -> bool {
        self.taken().next().is_none()
    }

    /// What its constructor must be given, in document order.
    pub fn taken(&self) -> impl Iterator<Item = Taken<'_>> {
        let fields = self.fields.iter().filter(|field| field.is_argument());
        let fields = fields.map(|field| Taken {
            name: &field.name,
            ty: &field.ty,
            field: Some(field),
        });
        let shape = self.variant.iter().map(|(name, ty)| Taken {
            name,
            ty,
            field: None,
        });
        fields.chain(shape)
    }
}

/// A member that the constructor of a struct must be given.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    /// The field's identifier.
    pub name: &'a str,
    /// Its type.
    pub ty: &'a Type,
    /// The property; none where it is the shape that the object has besides.
    pub field: Option<&'a Field>,
}

/// The properties whose names match a pattern, where no field is of that name.
#[derive(Clone, Debug)]
pub struct Matching {
    /// The identifier of the field that holds them.
    pub name: String,
    /// The pattern as the document writes it.
    pub shown: String,
    /// The pattern in the words of the runtime's engines.
    pub pattern: String,
    /// The map.
    pub ty: Type,
}

/// One property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field's identifier.
    pub name: String,
    /// The property's name on the wire.
    pub wire: String,
    /// What the document says of it.
    pub docs: Docs,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// The type of a present, non-null value.
    pub ty: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// In which direction it travels; the other side leaves it out.
    pub access: Access,
    /// Whether the constructor asks for it although it may be absent: clients have to send it, servers do not.
    pub asked: bool,
    /// The value assumed when it is absent.
    pub default: Option<DefaultValue>,
    /// The only value it can have, when there is just one.
    pub constant: Option<DefaultValue>,
    /// An example, as JSON.
    pub example: Option<Value>,
}

impl Field {
    /// A field of which no more is said than this.
    pub fn plain(name: String, wire: String, ty: Type, presence: Presence) -> Self {
        Self {
            name,
            wire,
            docs: Docs::default(),
            deprecated: false,
            ty,
            presence,
            access: Access::ReadWrite,
            asked: false,
            default: None,
            constant: None,
            example: None,
        }
    }

    /// Whether the constructor of its struct takes it.
    pub fn is_argument(&self) -> bool {
        (self.presence == Presence::Required || self.asked) && self.constant.is_none()
    }
}

/// Whether a property may be absent, and whether it may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never null: `T`.
    Required,
    /// Always there, perhaps null: `Option<T>`.
    Nullable,
    /// Perhaps absent, never null: `Option<T>`.
    Optional,
    /// Perhaps absent, perhaps null, which differ: `Field<T>`.
    OptionalNullable,
}

impl Presence {
    /// The same, also allowing null.
    #[must_use]
    pub fn or_null(self, nullable: bool) -> Self {
        match (self, nullable) {
            (presence, false) => presence,
            (Self::Required | Self::Nullable, true) => Self::Nullable,
            (Self::Optional | Self::OptionalNullable, true) => Self::OptionalNullable,
        }
    }
}

/// A default that fits its type.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultValue {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer of 64 bits, with a sign or without.
    Integer(i128),
    /// A number.
    Number(f64),
    /// A plain string.
    String(String),
    /// A string of a format.
    Text(String),
    /// A number by its digits.
    Digits(String),
    /// A string that stands for bytes: the type, the text and the bytes.
    Bytes(Meaning, String, Vec<u8>),
    /// A known value of an enum, or a constant among the alternatives of a union: the type and the variant's name.
    Variant(TypeId, String),
    /// `[]`.
    EmptyArray,
    /// `{}` of a free-form object or map.
    EmptyObject,
    /// The items of an array.
    List(Vec<DefaultValue>),
    /// The items of a tuple.
    Tuple(Vec<DefaultValue>),
    /// The members of a map.
    Map(Vec<(String, DefaultValue)>),
    /// The members of a free-form object.
    JsonObject(serde_json::Map<String, Value>),
    /// Any value.
    Json(Value),
    /// A struct: its fields by their names.
    Struct(TypeId, Vec<(String, DefaultValue)>),
    /// What a union's variant of this name holds.
    Shape(TypeId, String, Box<DefaultValue>),
    /// A value where there may be none: `Some`.
    Some(Box<DefaultValue>),
    /// No value: `None`.
    None,
    /// A value of a member that may be absent or null.
    Present(Box<DefaultValue>),
    /// Null of such a member.
    Null,
    /// Such a member that is not there.
    Absent,
}

/// A string with a list of known values; an unknown one is kept in a further variant, `Other`.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The known values, in document order.
    pub variants: Vec<Variant>,
}

/// An integer with a list of known values; an unknown one is kept in a further variant, `Other`.
#[derive(Clone, Debug)]
pub struct IntegerEnum {
    /// The integer.
    pub integer: Integer,
    /// The known values with the variants' identifiers, in document order.
    pub variants: Vec<(String, i64)>,
    /// What the document says of each value; nothing where it says nothing of any.
    pub docs: Vec<Docs>,
}

/// A number with a list of known values, some of which have a fraction; an unknown one is kept in a further variant,
/// `Other`.
#[derive(Clone, Debug)]
pub struct NumberEnum {
    /// The known values with the variants' identifiers, in document order.
    pub variants: Vec<(String, f64)>,
    /// What the document says of each value; nothing where it says nothing of any.
    pub docs: Vec<Docs>,
}

/// One known value.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The variant's identifier.
    pub name: String,
    /// The value on the wire.
    pub wire: String,
    /// What the document says of it.
    pub docs: Docs,
}

/// One of several shapes; an unknown one is kept in a further variant, `Other`.
#[derive(Clone, Debug)]
pub struct Union {
    /// The property whose value tells the variants apart, where there is one.
    pub discriminator: Option<String>,
    /// The variant, by its place, of objects whose tag is missing or selects none.
    pub fallback: Option<usize>,
    /// The variant, by its place, of objects without a tag.
    pub absent: Option<usize>,
    /// The variants, in document order.
    pub variants: Vec<UnionVariant>,
}

impl Union {
    /// Whether the tags tell all of the alternatives, so that the schema is not looked at to read a value.
    pub fn is_told_by_tags(&self) -> bool {
        let mut variants = self.variants.iter().enumerate();
        let is_told = |(index, variant): (usize, &UnionVariant)| {
            !variant.tags.is_empty() || self.absent == Some(index)
        };
        self.discriminator.is_some() && variants.all(is_told)
    }
}

/// One shape of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The variant's identifier.
    pub name: String,
    /// The discriminator values that select it.
    pub tags: Vec<String>,
    /// Its content.
    pub ty: Type,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `bool`.
    Boolean,
    /// An integer.
    Integer(Integer),
    /// A floating-point number.
    Number(Float),
    /// `String`.
    String,
    /// A `String` that can have this value alone.
    Constant(String),
    /// A string with a format, which means a type of the runtime. It is held as it came, or as bytes.
    Text(Meaning),
    /// A number of a format that machines' numbers do not hold, by its digits, which mean a type.
    Digits(Meaning),
    /// A string with a format, held by a Rust type that the settings name.
    Format(Chosen),
    /// A type of the user's own, in place of one that would be made of the schema.
    Own(OwnType),
    /// `Vec` of items; nullable items are `Option`.
    Array(Box<Type>),
    /// A list of exactly these items.
    Tuple(Vec<Type>),
    /// An object whose members all have one type.
    Map(Box<Type>),
    /// An object with members the document does not name.
    Object,
    /// Any JSON value.
    Any,
    /// A value that may be null, where no field says so (array items, map values).
    Nullable(Box<Type>),
    /// A value with the headers of its part, in a form.
    Headed(Box<Type>),
    /// A generated type.
    Named(TypeId),
    /// A generated type behind a `Box`, which breaks a cycle.
    Boxed(TypeId),
}

/// The runtime's type of JSON Patches, as the path of an [`OwnType`].
pub const JSON_PATCH: &str = "rt::JsonPatch";

/// A type that the settings name in place of a schema's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnType {
    /// Its path, which means the same in every module.
    pub path: String,
    /// The traits of the standard library that it is said to have.
    pub has: Vec<&'static str>,
}

impl OwnType {
    /// The last name of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }
}
