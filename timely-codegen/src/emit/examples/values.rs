//! Values of the document's types, as a program writes them that has the generated crate alone.

use super::{Examples, literals};
use crate::emit::identifiers::ident;
use crate::emit::types::{float, integer, integer_type};
use crate::formats::Integer;
use crate::ir::{Argument, Literal, Schema, SchemaRef, Type, TypeId, TypeKind, Variant};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

/// Texts longer than this say no more to a reader.
const MAX_TEXT: usize = 60;

/// What is known of a value besides its type.
#[derive(Clone, Copy)]
pub(super) struct Given<'g> {
    /// An example, which may not fit.
    pub(super) example: Option<&'g Value>,
    /// Its constraints.
    pub(super) schema: Option<&'g SchemaRef>,
    /// What it is called, which is a text where nothing better is known.
    pub(super) name: &'g str,
}

/// What tells the type of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// The place where it stands, which has this type.
    Typed,
    /// The expression itself; the place takes what becomes this type: text where it is a `String`, no `Box`.
    Setter,
    /// The same within a list, where an integer is taken for one of 32 bits.
    Item,
}

impl Examples<'_> {
    /// Counts a value of the example; none is left in a long one.
    pub(super) fn spend(&self) -> Option<()> {
        self.left.set(self.left.get().checked_sub(1)?);
        Some(())
    }

    /// A required parameter as an argument of a method.
    pub(super) fn argument(
        &self,
        argument: &Argument,
        schema: Option<&SchemaRef>,
    ) -> Option<TokenStream> {
        let given = Given {
            example: argument.example.as_ref(),
            schema,
            name: unraw(&argument.name),
        };
        match self.types.unaliased(&argument.ty) {
            ty @ (Type::String | Type::Constant(_)) => self.value(ty, given, Position::Setter),
            _ => {
                let value = self.value(&argument.ty, given, Position::Typed)?;
                let borrow = self.types.is_borrowed(&argument.ty).then(|| quote!(&));
                Some(quote!(#borrow #value))
            }
        }
    }

    /// A value of a type; none where it cannot be made, or would be too long to read.
    pub(super) fn value(
        &self,
        ty: &Type,
        given: Given<'_>,
        position: Position,
    ) -> Option<TokenStream> {
        self.spend()?;
        match ty {
            Type::Boolean => {
                let value = given.example.and_then(Value::as_bool).unwrap_or(true);
                Some(quote!(#value))
            }
            Type::Integer(kind) => Some(integer_value(*kind, given, position)),
            Type::Number(kind) => {
                let example = given.example.and_then(Value::as_f64);
                let example = example.filter(|value| kind.holds(*value));
                let value = float(example.unwrap_or(1.5));
                let ty = ident(&kind.to_string());
                match position {
                    Position::Item => Some(quote!(#ty::from(#value))),
                    _ => Some(value),
                }
            }
            Type::String => Some(string(&text_of(given), position)),
            Type::Constant(only) => Some(string(only, position)),
            Type::Text(meaning) => {
                let text = text_of_format(meaning.name(), given)?;
                let text = literals::text(&text);
                let ty = self.types.ty(ty);
                match position {
                    Position::Typed => Some(quote!(#text.parse()?)),
                    _ => Some(quote!(#text.parse::<#ty>()?)),
                }
            }
            // What they are made of, their authors know.
            Type::Format(_) => None,
            Type::Own(own) => self.part(own),
            Type::Array(item) => self.list(item, given, position),
            Type::Map(value) => {
                let members = given.example.and_then(Value::as_object);
                let members = members.into_iter().flatten().take(2);
                let members = members.map(|(name, example)| {
                    let given = Given {
                        example: Some(example),
                        schema: None,
                        name,
                    };
                    let (name, value) = (
                        literals::text(name),
                        self.value(value, given, Position::Typed)?,
                    );
                    Some(quote!((#name.to_owned(), #value)))
                });
                let members: Vec<TokenStream> = members.collect::<Option<_>>()?;
                match (members.is_empty(), position) {
                    (true, Position::Typed) => Some(quote!(rt::Map::new())),
                    (true, _) => None,
                    (false, _) => Some(quote!(rt::Map::from([#(#members),*]))),
                }
            }
            Type::Object => match given.example {
                Some(Value::Object(members)) => self.json_object(members),
                _ => Some(quote!(rt::JsonObject::new())),
            },
            Type::Any => match given.example {
                Some(example) => self.json(example),
                None => self.json(&Value::from(given.name)),
            },
            Type::Nullable(inner) => {
                let value = self.value(inner, given, Position::Typed)?;
                match position {
                    Position::Typed => Some(quote!(Some(#value))),
                    // Nothing would tell of which type it is an option.
                    _ => None,
                }
            }
            Type::Named(id) => self.named(*id, given, position),
            Type::Boxed(id) => {
                let value = self.named(*id, given, position)?;
                match position {
                    Position::Setter => Some(value),
                    _ => Some(quote!(Box::new(#value))),
                }
            }
        }
    }

    /// A list of the first items of the example, or of one item; or an empty one where no item can be made.
    fn list(&self, item: &Type, given: Given<'_>, position: Position) -> Option<TokenStream> {
        let inner = match position {
            Position::Typed => Position::Typed,
            Position::Setter | Position::Item => Position::Item,
        };
        let may_be_empty = || {
            let schema = given.schema.and_then(inline);
            let least = schema.and_then(|schema| schema.min_items);
            (given.example.is_none() && least.is_none_or(|least| least == 0)).then(Vec::new)
        };
        let items = self.items(item, given, inner).or_else(may_be_empty)?;
        match position {
            Position::Typed => Some(quote!(vec![#(#items),*])),
            Position::Setter if items.is_empty() => None,
            Position::Setter => Some(quote!([#(#items),*])),
            // A list in a list is of the type that it is made of.
            Position::Item => None,
        }
    }

    /// The items of a list.
    pub(super) fn items(
        &self,
        item: &Type,
        given: Given<'_>,
        position: Position,
    ) -> Option<Vec<TokenStream>> {
        let examples: Vec<Option<&Value>> = match given.example.and_then(Value::as_array) {
            Some(items) => items.iter().take(2).map(Some).collect(),
            None => vec![None],
        };
        let schema = given.schema.and_then(inline);
        let items = examples.into_iter().map(|example| {
            let given = Given {
                example,
                schema: schema.and_then(|schema| schema.items.as_ref()),
                name: given.name,
            };
            self.value(item, given, position)
        });
        items.collect()
    }

    /// A value of a generated type; none within another of the same type which no example ends.
    fn named(&self, id: TypeId, given: Given<'_>, position: Position) -> Option<TokenStream> {
        if given.example.is_none() && self.within.borrow().contains(&id) {
            return None;
        }
        self.within.borrow_mut().push(id);
        let value = self.of_definition(id, given, position);
        self.within.borrow_mut().pop();
        value
    }

    fn of_definition(
        &self,
        id: TypeId,
        given: Given<'_>,
        position: Position,
    ) -> Option<TokenStream> {
        let shown = self.context.api.type_def(id);
        let given = Given {
            example: given.example.or(shown.example.as_ref()),
            schema: Some(&shown.schema),
            ..given
        };
        if let TypeKind::Alias(ty) = &shown.kind {
            // The constraints of what shares its definition are with that.
            return match shown.shares {
                Some(shared) => self.named(shared, given, position),
                None => self.value(ty, given, position),
            };
        }
        let path = self.types.named(id);
        match &shown.kind {
            TypeKind::Struct(object) => self.structure(shown, object, given),
            TypeKind::Enum(values) => {
                let wanted = given.example.and_then(Value::as_str);
                let variant = chosen(&values.variants, |variant: &Variant| {
                    wanted == Some(&variant.wire)
                })?;
                let variant = ident(&variant.name);
                Some(quote!(#path::#variant))
            }
            TypeKind::IntegerEnum(values) => {
                let wanted = given.example.and_then(Value::as_i64);
                let (variant, _) = chosen(&values.variants, |(_, value)| wanted == Some(*value))?;
                let variant = ident(variant);
                Some(quote!(#path::#variant))
            }
            TypeKind::Union(union) => self.union(&path, union, given),
            TypeKind::Wrapper(ty) => {
                let value = self.value(ty, given, Position::Typed)?;
                Some(quote!(#path(#value)))
            }
            TypeKind::Alias(_) => None,
        }
    }
}

/// The first that is wanted, or else the first.
fn chosen<T>(all: &[T], is_wanted: impl Fn(&T) -> bool) -> Option<&T> {
    all.iter().find(|one| is_wanted(one)).or(all.first())
}

/// A schema that stands in place.
pub(super) fn inline(schema: &SchemaRef) -> Option<&Schema> {
    match schema {
        SchemaRef::Inline(schema) => Some(schema),
        SchemaRef::Type(_) => None,
    }
}

fn string(text: &str, position: Position) -> TokenStream {
    let text = literals::text(text);
    match position {
        Position::Typed => quote!(#text.to_owned()),
        Position::Setter | Position::Item => quote!(#text),
    }
}

fn integer_value(kind: Integer, given: Given<'_>, position: Position) -> TokenStream {
    let example = given.example.and_then(whole);
    let schema = given.schema.and_then(inline);
    let default = || {
        let text = schema?.default.as_deref()?;
        whole(&serde_json::from_str(text).ok()?)
    };
    let listed = || match schema?.enumeration.first()? {
        Literal::Int(value) => Some(i128::from(*value)),
        _ => None,
    };
    let least = || match schema?.minimum? {
        crate::ir::Bound::Int(value) => Some(i128::from(value)),
        crate::ir::Bound::Float(_) => None,
    };
    let value = example
        .or_else(default)
        .or_else(listed)
        .or_else(least)
        .filter(|value| kind.holds(*value))
        .unwrap_or(1);
    let value = integer(value);
    match position {
        Position::Item => {
            let ty = integer_type(kind);
            // Which has a `From` for itself, so that the literal is one of it.
            quote!(#ty::from(#value))
        }
        _ => value,
    }
}

/// A number as an integer, if it is one.
fn whole(value: &Value) -> Option<i128> {
    let value = match (value.as_i64(), value.as_u64()) {
        (Some(value), _) => i128::from(value),
        (None, Some(value)) => i128::from(value),
        (None, None) => return None,
    };
    Some(value)
}

/// A text: the example, or what the schema says it may be, or the name of what it is.
fn text_of(given: Given<'_>) -> String {
    let example = given.example.and_then(Value::as_str).map(str::to_owned);
    let schema = given.schema.and_then(inline);
    let default = || {
        let text = schema?.default.as_deref()?;
        serde_json::from_str::<String>(text).ok()
    };
    let listed = || match schema?.enumeration.first()? {
        Literal::Str(text) => Some(text.clone()),
        _ => None,
    };
    let of_format = || sample(schema?.format?.name()).map(str::to_owned);
    let is_short = |text: &String| text.chars().count() <= MAX_TEXT;
    example
        .filter(is_short)
        .or_else(default)
        .filter(is_short)
        .or_else(listed)
        .filter(is_short)
        .or_else(of_format)
        .unwrap_or_else(|| given.name.to_owned())
}

/// A text of a format that means a type of the runtime.
fn text_of_format(meaning: &str, given: Given<'_>) -> Option<String> {
    let example = given.example.and_then(Value::as_str);
    let example = example.filter(|text| !text.is_empty() && text.chars().count() <= MAX_TEXT);
    let format = match meaning {
        "Uuid" => "uuid",
        "DateTime" => "date-time",
        "Date" => "date",
        "EmailAddress" => "email",
        "Url" => "uri",
        _ => return example.map(str::to_owned),
    };
    example.or_else(|| sample(format)).map(str::to_owned)
}

/// A text of a format.
fn sample(format: &str) -> Option<&'static str> {
    Some(match format {
        "uuid" => "0d2f8a2c-5b1e-4c1d-9f6a-3e7b8c9d0e1f",
        "date-time" => "2026-01-31T09:30:00Z",
        "date" => "2026-01-31",
        "email" => "ana@example.com",
        "uri" => "https://example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" | "base64url" => "aGVsbG8",
        "decimal" | "decimal128" => "12.50",
        "int64" | "uint64" => "1",
        _ => return None,
    })
}
