//! Values of the document's types, as a program writes them that has the generated crate alone.

use super::{Examples, literals, numbers};
use crate::emit::identifiers::ident;
use crate::emit::types::{float, integer, integer_type};
use crate::formats::{Float, Integer};
use crate::ir::{Argument, SchemaRef, Type, TypeId, TypeKind, Variant};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

/// What is known of a value besides its type.
#[derive(Clone, Copy)]
pub(super) struct Given<'g> {
    /// An example, which may not fit.
    pub(super) example: Option<&'g Value>,
    /// Its constraints, all of which hold.
    pub(super) schemas: &'g [&'g SchemaRef],
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
        let schemas: Vec<&SchemaRef> = schema.into_iter().collect();
        let given = Given {
            example: argument.example.as_ref(),
            schemas: &schemas,
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
            Type::Integer(kind) => Some(self.integer(*kind, given, position)),
            Type::Number(kind) => {
                let rules = self.rules(given.schemas);
                let value = float(numbers::float(*kind, given.example, &rules));
                let ty = ident(&kind.to_string());
                match position {
                    Position::Item => Some(quote!(#ty::from(#value))),
                    _ => Some(value),
                }
            }
            Type::String => Some(string(&self.text_of(given), position)),
            Type::Constant(only) => Some(string(only, position)),
            Type::Text(meaning) => {
                let text = self.text_of_format(*meaning, given)?;
                let text = literals::text(&text);
                let ty = self.types.ty(ty);
                match position {
                    Position::Typed => Some(quote!(#text.parse()?)),
                    _ => Some(quote!(#text.parse::<#ty>()?)),
                }
            }
            Type::Digits(meaning) => {
                let rules = self.rules(given.schemas);
                let number = match meaning.is_primitive() {
                    true => numbers::integer(Integer::I64, given.example, &rules).to_string(),
                    false => numbers::float(Float::F64, given.example, &rules).to_string(),
                };
                let ty = self.types.ty(ty);
                match position {
                    Position::Typed => Some(quote!(#number.parse()?)),
                    _ => Some(quote!(#number.parse::<#ty>()?)),
                }
            }
            // What they are made of, their authors know.
            Type::Format(_) => None,
            Type::Own(own) => self.part(own),
            Type::Array(item) => self.list(item, given, position),
            Type::Tuple(items) => self.tuple(items, given, position),
            Type::Map(value) => self.map(value, given, position),
            Type::Object => match given.example {
                Some(Value::Object(members)) => self.json_object(members),
                _ => Some(quote!(rt::JsonObject::new())),
            },
            Type::Any => match given.example {
                Some(example) => self.json(example),
                None => self.json(&Value::from(given.name)),
            },
            Type::Headed(inner) => {
                let value = self.value(inner, given, Position::Typed)?;
                Some(quote!(rt::ValuePart::new(#value)))
            }
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

    fn integer(&self, kind: Integer, given: Given<'_>, position: Position) -> TokenStream {
        let rules = self.rules(given.schemas);
        let value = integer(numbers::integer(kind, given.example, &rules));
        match position {
            Position::Item => {
                let ty = integer_type(kind);
                // Which has a `From` for itself, so that the literal is one of it.
                quote!(#ty::from(#value))
            }
            _ => value,
        }
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
        let schemas = [given.schemas, &[&shown.schema]].concat();
        let given = Given {
            example: given.example.or(shown.example.as_ref()),
            schemas: &schemas,
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
            TypeKind::NumberEnum(values) => {
                let wanted = given.example.and_then(Value::as_f64);
                let (variant, _) = chosen(&values.variants, |(_, value)| wanted == Some(*value))?;
                let variant = ident(variant);
                Some(quote!(#path::#variant))
            }
            TypeKind::Union(union) => self.union(&path, union, given),
            TypeKind::Wrapper(ty) => {
                let value = self.value(ty, given, Position::Typed)?;
                Some(quote!(#path(#value)))
            }
            TypeKind::Tuple(tuple) => self.tuple_struct(&path, tuple, given),
            TypeKind::Alias(_) => None,
        }
    }
}

/// The first that is wanted, or else the first.
fn chosen<T>(all: &[T], is_wanted: impl Fn(&T) -> bool) -> Option<&T> {
    all.iter().find(|one| is_wanted(one)).or(all.first())
}

fn string(text: &str, position: Position) -> TokenStream {
    let text = literals::text(text);
    match position {
        Position::Typed => quote!(#text.to_owned()),
        Position::Setter | Position::Item => quote!(#text),
    }
}
