//! Lists whose first items have types of their own, where no tuple of Rust can hold them: structs with unnamed fields.

use super::Models;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Place, Tuple, TypeDef};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Models<'_> {
    pub(super) fn tuple(&self, definition: &TypeDef, tuple: &Tuple) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let (extra, added) = self.added(definition);
        let name = ident(&definition.name);
        let fields = tuple.places.iter().enumerate().map(|(place, item)| {
            let ty = self.types.ty(&item.ty);
            let mut paragraphs = rustdoc::paragraphs(&item.docs);
            if paragraphs.is_empty() {
                paragraphs.push(format!("The item at {place}."));
            }
            let text = rustdoc::attributes(&paragraphs);
            match item.required {
                true => quote!(#text pub #ty),
                false => quote!(#text pub Option<#ty>),
            }
        });
        let rest = tuple.rest.iter().map(|ty| {
            let ty = self.types.ty(ty);
            quote! {
                /// The further items.
                pub Vec<#ty>
            }
        });
        let fields = fields.chain(rest);
        let rows = tuple.places.iter().map(row);
        let rows = rows.chain(tuple.rest.iter().map(|_| quote!(rest)));
        let rows = rows.enumerate().map(|(place, kind)| {
            let place = Literal::usize_unsuffixed(place);
            quote!(#place: #kind)
        });
        quote! {
            #attributes
            #[derive(Clone, Debug, PartialEq #extra)]
            #added
            pub struct #name(#(#fields),*);
            rt::tuple!(#name { #(#rows),* });
        }
    }
}

fn row(place: &Place) -> TokenStream {
    match place.required {
        true => quote!(required),
        false => quote!(optional),
    }
}
