//! Types as tokens: owned, borrowed, and as arguments that are converted.

use super::Types;
use crate::emit::identifiers::{ident, through};
use crate::formats::{Holding, Integer};
use crate::ir::{self, Type, TypeKind, TypeRoot};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Types<'_> {
    /// The Rust type of a value.
    pub(in crate::emit) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Boolean => quote!(bool),
            Type::Integer(integer) => {
                let name = integer_type(*integer);
                quote!(#name)
            }
            Type::Number(float) => {
                let name = ident(&float.to_string());
                quote!(#name)
            }
            Type::String | Type::Constant(_) => quote!(String),
            Type::Text(meaning) => {
                let name = ident(meaning.name());
                match meaning.holding() {
                    Holding::Text if meaning.is_primitive() => quote!(rt::Text<#name>),
                    Holding::Text => quote!(rt::Text<rt::#name>),
                    Holding::Bytes => quote!(rt::#name),
                }
            }
            Type::Digits(meaning) => {
                let name = ident(meaning.name());
                match meaning.is_primitive() {
                    true => quote!(rt::Digits<#name>),
                    false => quote!(rt::Digits<rt::#name>),
                }
            }
            Type::Format(chosen) => {
                let path = syn::parse_str::<syn::Type>(chosen.path())
                    .unwrap_or_else(|_| syn::parse_quote!(String));
                quote!(#path)
            }
            Type::Own(own) => {
                let path = syn::parse_str::<syn::Path>(&own.path)
                    .unwrap_or_else(|_| syn::parse_quote!(rt::Value));
                quote!(#path)
            }
            Type::Array(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            Type::Tuple(items) => {
                let items: Vec<TokenStream> = items.iter().map(|item| self.ty(item)).collect();
                match items.as_slice() {
                    [only] => quote!((#only,)),
                    items => quote!((#(#items),*)),
                }
            }
            Type::Map(value) => {
                let value = self.ty(value);
                quote!(rt::Map<#value>)
            }
            Type::Object => quote!(rt::JsonObject),
            Type::Any => quote!(rt::Value),
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Headed(value) => {
                let value = self.ty(value);
                quote!(rt::ValuePart<#value>)
            }
            Type::Named(id) => self.named(*id),
            Type::Boxed(id) => {
                let name = self.named(*id);
                quote!(Box<#name>)
            }
        }
    }

    /// The path of a generated type, from where the code stands.
    pub(in crate::emit) fn named(&self, id: ir::TypeId) -> TokenStream {
        let definition = self.context.api.type_def(id);
        let (path, name) = (&definition.path, ident(&definition.name));
        if let Some((root, modules)) = self.place
            && root == path.root
            && let Some(inner) = path.modules.strip_prefix(modules)
        {
            let inner = through(inner);
            return quote!(#inner #name);
        }
        let root = root_module(path.root);
        if path.is_exported {
            return quote!(#root::#name);
        }
        let modules = through(path.public_modules());
        quote!(#root::#modules #name)
    }

    /// The type with all aliases of the document followed.
    pub(in crate::emit) fn unaliased<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        while let Type::Named(id) = ty {
            match &self.context.api.type_def(*id).kind {
                TypeKind::Alias(target) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// The type of the items of a list.
    pub(in crate::emit) fn item<'t>(&'t self, ty: &'t Type) -> Option<&'t Type> {
        let list = match self.unaliased(ty) {
            Type::Named(id) => match &self.context.api.type_def(*id).kind {
                TypeKind::Wrapper(list) => list,
                _ => return None,
            },
            list => list,
        };
        match list {
            Type::Array(item) => Some(item),
            _ => None,
        }
    }

    /// Whether values are copied rather than cloned.
    pub(in crate::emit) fn is_copy(&self, ty: &Type) -> bool {
        match self.unaliased(ty) {
            Type::Boolean | Type::Integer(_) | Type::Number(_) => true,
            Type::Named(id) => {
                matches!(
                    self.context.api.type_def(*id).kind,
                    TypeKind::IntegerEnum(_) | TypeKind::NumberEnum(_)
                )
            }
            Type::Format(chosen) => chosen.is_copy(),
            Type::Tuple(items) => items.iter().all(|item| self.is_copy(item)),
            _ => false,
        }
    }

    /// The type of an argument that becomes a value of type `ty`, and the expression that makes it one.
    pub(in crate::emit) fn argument(
        &self,
        ty: &Type,
        name: &proc_macro2::Ident,
    ) -> (TokenStream, TokenStream) {
        match self.unaliased(ty) {
            Type::String | Type::Constant(_) => (quote!(impl Into<String>), quote!(#name.into())),
            own @ (Type::Own(_) | Type::Headed(_)) => {
                let ty = self.ty(own);
                (quote!(impl Into<#ty>), quote!(#name.into()))
            }
            _ => {
                let ty = self.ty(ty);
                (ty, quote!(#name))
            }
        }
    }

    /// The type of an argument that is only read, as clients take it.
    pub(in crate::emit) fn borrowed(&self, ty: &Type) -> TokenStream {
        match self.unaliased(ty) {
            Type::String | Type::Constant(_) => quote!(&str),
            Type::Text(_) | Type::Digits(_) => {
                let ty = self.ty(ty);
                quote!(&#ty)
            }
            _ => self.ty(ty),
        }
    }

    /// Whether [`borrowed`](Self::borrowed) is a reference.
    pub(in crate::emit) fn is_borrowed(&self, ty: &Type) -> bool {
        matches!(
            self.unaliased(ty),
            Type::String | Type::Constant(_) | Type::Text(_) | Type::Digits(_)
        )
    }
}

/// An integer by its name in Rust.
pub(in crate::emit) fn integer_type(integer: Integer) -> Ident {
    ident(&integer.to_string())
}

/// The outermost module of types by its name.
pub(in crate::emit) fn root_module(root: TypeRoot) -> Ident {
    ident(match root {
        TypeRoot::Models => "models",
        TypeRoot::Operations => "operations",
    })
}
