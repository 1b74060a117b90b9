//! Unions (`oneOf`, `anyOf`): enums with a variant for each alternative.

use super::Models;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::formats::Holding;
use crate::ir::{Presence, Type, TypeDef, TypeKind, Union, UnionVariant};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// How many unions in one another are looked through; each level could multiply the work.
const MAX_UNIONS: usize = 3;

impl Models<'_> {
    pub(super) fn union(&self, definition: &TypeDef, union: &Union) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let (extra, added) = self.added(definition);
        let name = ident(&definition.name);
        let variants = union.variants.iter().map(|variant| self.variant(variant));
        let conversions = self.conversions(definition, union);
        let enumeration = quote! {
            pub enum #name {
                #(#variants)*
                /// A shape that the document does not name.
                Other(rt::Value),
            }
        };
        let property = union
            .discriminator
            .as_ref()
            .map(|property| quote!(#property,));
        let table = union.variants.iter().enumerate().map(|(index, variant)| {
            let (name, tags) = (ident(&variant.name), &variant.tags);
            if let Type::Constant(only) = &variant.ty {
                return quote! { #name is #only };
            }
            let tags = (!tags.is_empty()).then(|| quote!([#(#tags),*]));
            // What needs no tag gets none: it is read as it was written.
            let is_default = union.fallback == Some(index)
                && union
                    .discriminator
                    .as_ref()
                    .is_some_and(|property| self.may_have(&variant.ty, property));
            let needs_tag = union.absent != Some(index) && !is_default;
            let written = needs_tag.then(|| self.written_tag(union, variant));
            let written = written.flatten();
            quote! { #name #tags #written }
        });
        let fallback = union.fallback.map(|index| {
            let index = Literal::usize_unsuffixed(index);
            quote!(else #index)
        });
        let absent = union.absent.map(|index| {
            let index = Literal::usize_unsuffixed(index);
            quote!(absent #index)
        });
        let by_tags = (!self.needs_schema(union)).then(|| quote!(, unchecked));
        quote! {
            #attributes
            #[derive(Clone, Debug, PartialEq #extra)]
            #added
            #[non_exhaustive]
            #enumeration
            rt::union!(#name, #property { #(#table),* } #fallback #absent #by_tags);
            #conversions
        }
    }

    /// Whether the schema of a union is written: to check values, or to tell them apart.
    pub(super) fn needs_schema(&self, union: &Union) -> bool {
        self.context.validates() || !union.is_told_by_tags()
    }

    /// The tag that a variant is written with, unless its content always has it.
    fn written_tag(&self, union: &Union, variant: &UnionVariant) -> Option<TokenStream> {
        let (property, tag) = (union.discriminator.as_ref()?, variant.tags.first()?);
        let is_held = self.always_has(&variant.ty, property, MAX_UNIONS);
        (!is_held).then(|| quote!(+ #property = #tag))
    }

    /// Whether values of a type have a property if it was there when they were read.
    fn may_have(&self, ty: &Type, property: &str) -> bool {
        let (Type::Named(id) | Type::Boxed(id)) = self.types.unaliased(ty) else {
            return false;
        };
        match &self.context.api.definition(*id).kind {
            TypeKind::Struct(object) => object.fields.iter().any(|field| field.wire == property),
            _ => false,
        }
    }

    /// Whether all values of a type have a property.
    fn always_has(&self, ty: &Type, property: &str, depth: usize) -> bool {
        let (Type::Named(id) | Type::Boxed(id)) = self.types.unaliased(ty) else {
            return false;
        };
        match &self.context.api.definition(*id).kind {
            TypeKind::Struct(object) => object.fields.iter().any(|field| {
                field.wire == property
                    && matches!(field.presence, Presence::Required | Presence::Nullable)
            }),
            // A union in a union has the tags of its own variants.
            TypeKind::Union(inner) if inner.discriminator.as_deref() == Some(property) => true,
            TypeKind::Union(inner) => depth.checked_sub(1).is_some_and(|depth| {
                inner
                    .variants
                    .iter()
                    .all(|variant| self.always_has(&variant.ty, property, depth))
            }),
            _ => false,
        }
    }

    fn variant(&self, variant: &UnionVariant) -> TokenStream {
        let text = match variant.tags.as_slice() {
            [] => self.variant_summary(&variant.ty),
            tags => {
                let tags: Vec<String> = tags.iter().map(|tag| rustdoc::code(tag)).collect();
                format!("Selected by {}.", tags.join(", "))
            }
        };
        let (docs, name) = (rustdoc::attributes(&[text]), ident(&variant.name));
        if let Type::Constant(_) = variant.ty {
            return quote! { #docs #name, };
        }
        let ty = self.types.ty(&variant.ty);
        quote! { #docs #name(#ty), }
    }

    /// What a variant holds, in words.
    fn variant_summary(&self, ty: &Type) -> String {
        match ty {
            Type::Boolean => "A boolean.".to_owned(),
            Type::Integer(_) => "An integer.".to_owned(),
            Type::Number(_) | Type::Digits(_) => "A number.".to_owned(),
            Type::String => "A string.".to_owned(),
            Type::Constant(only) => rustdoc::code(only),
            Type::Text(meaning) if meaning.holding() == Holding::Bytes => "Bytes.".to_owned(),
            Type::Text(_) | Type::Format(_) => "A string of a certain format.".to_owned(),
            Type::Own(own) => format!("{} [`{}`].", rustdoc::article(own.name()), own.path),
            Type::Array(item) => match item.as_ref() {
                Type::Named(id) | Type::Boxed(id) => {
                    format!("A list of [`{}`].", path(&self.types.named(*id)))
                }
                _ => "A list.".to_owned(),
            },
            Type::Tuple(_) => "A list whose items have types of their own.".to_owned(),
            Type::Map(_) | Type::Object => "An object.".to_owned(),
            Type::Any => "Any value.".to_owned(),
            Type::Nullable(inner) | Type::Headed(inner) => self.variant_summary(inner),
            Type::Named(id) | Type::Boxed(id) => {
                let target = self.context.api.type_def(*id);
                let paragraphs = rustdoc::paragraphs(&target.docs);
                match paragraphs
                    .first()
                    .filter(|text| text.starts_with(char::is_alphanumeric))
                {
                    Some(text) => rustdoc::first_sentence(text),
                    None => {
                        let path = path(&self.types.named(*id));
                        format!("{} [`{path}`].", rustdoc::article(&path))
                    }
                }
            }
        }
    }

    /// The variants whose content tells them: no other holds the same.
    pub(in crate::emit) fn converted<'u>(
        &self,
        definition: &TypeDef,
        union: &'u Union,
    ) -> Vec<&'u UnionVariant> {
        let variants = union.variants.iter();
        let held: Vec<Option<String>> = variants
            .map(|variant| self.type_key(definition, &variant.ty))
            .collect();
        let distinct = union.variants.iter().zip(&held).filter(|(_, own)| {
            own.is_some() && held.iter().filter(|other| other == own).count() == 1
        });
        distinct.map(|(variant, _)| variant).collect()
    }

    /// Conversions into a union from what its variants hold, where that tells the variant.
    fn conversions(&self, definition: &TypeDef, union: &Union) -> TokenStream {
        let distinct = self.converted(definition, union);
        if distinct.is_empty() {
            return TokenStream::new();
        }
        let is_text =
            |variant: &&&UnionVariant| matches!(self.types.unaliased(&variant.ty), Type::String);
        let text = distinct.iter().find(is_text).map(|variant| {
            let name = ident(&variant.name);
            quote!(str #name,)
        });
        let rows = distinct.iter().map(|variant| {
            let name = ident(&variant.name);
            match &variant.ty {
                Type::Boxed(id) => {
                    let ty = self.types.named(*id);
                    quote!(#name => #ty)
                }
                ty => {
                    let ty = self.types.ty(ty);
                    quote!(#name: #ty)
                }
            }
        });
        let union = ident(&definition.name);
        quote! { rt::conversions!(#union, #text { #(#rows),* }); }
    }

    /// What a variant holds, in words that are the same for the same types; `None` for what could turn out to be the
    /// same type as another one in a way that cannot be seen here, such as a type that the settings name.
    fn type_key(&self, definition: &TypeDef, ty: &Type) -> Option<String> {
        match self.types.unaliased(ty) {
            Type::Named(id) | Type::Boxed(id) => {
                let target = self.context.api.definition(*id);
                match &target.kind {
                    TypeKind::Alias(target) => self.type_key(definition, target),
                    _ => (target.short_path() != definition.short_path())
                        .then(|| format!("{:?} {}", target.path.root, target.short_path())),
                }
            }
            plain @ (Type::Boolean
            | Type::Integer(_)
            | Type::Number(_)
            | Type::String
            | Type::Text(_)
            | Type::Digits(_)) => Some(self.types.ty(plain).to_string()),
            Type::Array(item) => Some(format!("[{}]", self.type_key(definition, item)?)),
            Type::Tuple(items) => {
                let keys = items.iter().map(|item| self.type_key(definition, item));
                Some(format!(
                    "({})",
                    keys.collect::<Option<Vec<_>>>()?.join(", ")
                ))
            }
            _ => None,
        }
    }
}

/// A path as text, which documentation links to.
fn path(tokens: &TokenStream) -> String {
    // The compiler, in a macro, breaks what is long into lines.
    tokens.to_string().split_whitespace().collect()
}
