//! The tables by which values are XML: a module of statics, and how other code names them.

use super::context::Context;
use super::identifiers::ident;
use crate::formats::JsonType;
use crate::ir::{XmlMember, XmlName, XmlNode, XmlRef, XmlRoot, XmlShape};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Context<'_> {
    /// Whether a body is XML.
    pub(super) fn has_xml(&self) -> bool {
        let operations = self.api.all_operations();
        let mut media = operations.flat_map(|operation| {
            let body = operation.body.iter().flat_map(|body| &body.media);
            let cases = operation.success.cases.iter().chain(&operation.errors);
            body.chain(cases.flat_map(|case| &case.payload.media))
        });
        media.any(|media| media.xml.is_some())
    }

    /// The `xml_shapes` module.
    pub(super) fn xml_shapes(&self) -> Module {
        let shapes = self.api.xml.iter().map(|shape| self.xml_static(shape));
        let code = quote! { #(#shapes)* };
        let imports = self.imports(&code, &[]);
        Module {
            docs: vec!["What is an element, an attribute or text in bodies of XML.".to_owned()],
            // It is for the rest of the generated code.
            attributes: quote! { #[doc(hidden)] },
            items: quote! { #imports #code },
            ..Module::new("xml_shapes")
        }
    }

    fn xml_static(&self, shape: &XmlShape) -> TokenStream {
        let name = ident(&shape.name);
        let docs = format!(" Of `{}`.", shape.of.replace('`', "'"));
        let members = shape.members.as_ref().map(|members| {
            let members = members.iter().map(|member| self.xml_member(member));
            quote!(&[#(#members),*])
        });
        let text = (!shape.text.is_empty()).then(|| types(&shape.text));
        let mut code = match (&shape.list, &members, &text) {
            (Some(list), ..) => self.xml_shape(list, false),
            (None, Some(members), _) => quote!(rt::xml::Shape::object(#members)),
            (None, None, text) => quote!(rt::xml::Shape::text(#text)),
        };
        if shape.list.is_some()
            && let Some(members) = &members
        {
            code = quote!(#code.or_object(#members));
        }
        if shape.list.is_some() || members.is_some() {
            code.extend(text.map(|text| quote!(.or_text(#text))));
        }
        if let Some(rest) = &shape.rest {
            let rest = self.xml_ref(rest, false);
            code.extend(quote!(.others(#rest)));
        }
        quote! {
            #[doc = #docs]
            pub static #name: rt::xml::Shape = #code;
        }
    }

    fn xml_member(&self, member: &XmlMember) -> TokenStream {
        let (property, shape) = (&member.property, self.xml_ref(&member.shape, false));
        let kind = ident(match member.node {
            XmlNode::Element => "element",
            XmlNode::Attribute => "attribute",
            XmlNode::Text => "text",
            XmlNode::Cdata => "cdata",
            XmlNode::None => "inline",
            XmlNode::Hidden => return quote!(rt::xml::Member::hidden(#property)),
        });
        let is_named = matches!(member.node, XmlNode::Element | XmlNode::Attribute);
        let name = &member.name;
        let named = (is_named && name.local != *property).then(|| {
            let local = &name.local;
            quote!(.named(#local))
        });
        let within = is_named.then(|| within(name));
        let required = member.required.then(|| quote!(.required()));
        quote!(rt::xml::Member::#kind(#property, #shape) #named #within #required)
    }

    /// The root element of a body, as code outside of the module names it.
    pub(super) fn xml_root(&self, root: &XmlRoot) -> TokenStream {
        let shape = self.xml_ref(&root.shape, true);
        match &root.name {
            Some(name) => {
                let (local, within) = (&name.local, within(name));
                quote!(&rt::xml::Root::new(#local, #shape) #within)
            }
            None => quote!(&rt::xml::Root::unnamed(#shape)),
        }
    }

    /// A reference to a shape.
    fn xml_ref(&self, shape: &XmlRef, is_outside: bool) -> TokenStream {
        let code = self.xml_shape(shape, is_outside);
        quote!(&#code)
    }

    fn xml_shape(&self, shape: &XmlRef, is_outside: bool) -> TokenStream {
        match shape {
            XmlRef::Any => quote!(rt::xml::ANY),
            XmlRef::Text(text) => match text.as_slice() {
                [JsonType::String] => quote!(rt::xml::STRING),
                [JsonType::Number] => quote!(rt::xml::NUMBER),
                [JsonType::Integer] => quote!(rt::xml::INTEGER),
                [JsonType::Boolean] => quote!(rt::xml::BOOLEAN),
                text => {
                    let types = types(text);
                    quote!(rt::xml::Shape::text(#types))
                }
            },
            XmlRef::List {
                name,
                items,
                first,
                wrapped,
            } => {
                let items = self.xml_ref(items, is_outside);
                let first = (!first.is_empty()).then(|| {
                    let first = first.iter().map(|shape| self.xml_ref(shape, is_outside));
                    quote!(.beginning(&[#(#first),*]))
                });
                let wrapped = wrapped.then(|| quote!(.wrapped()));
                let each = name.as_ref().map(|name| {
                    let local = &name.local;
                    let namespace = name.namespace.as_deref().unwrap_or_default();
                    let prefix = name.prefix.as_deref().unwrap_or_default();
                    quote!(.each(#local, #namespace, #prefix))
                });
                quote!(rt::xml::Shape::list(#items) #first #wrapped #each)
            }
            XmlRef::Shape(at) => {
                let name = ident(&self.api.xml[*at].name);
                match is_outside {
                    true => quote!(xml_shapes::#name),
                    false => quote!(#name),
                }
            }
        }
    }
}

/// The call that sets the namespace of a name, where it has one.
fn within(name: &XmlName) -> TokenStream {
    let Some(namespace) = &name.namespace else {
        return TokenStream::new();
    };
    let prefix = name.prefix.as_deref().unwrap_or_default();
    quote!(.within(#namespace, #prefix))
}

/// A set of types.
fn types(types: &[JsonType]) -> TokenStream {
    let mut names = types.iter().map(|ty| {
        let name = ident(match ty {
            JsonType::Null => "NULL",
            JsonType::Boolean => "BOOLEAN",
            JsonType::Integer => "INTEGER",
            JsonType::Number => "NUMBER",
            JsonType::String => "STRING",
            JsonType::Array => "ARRAY",
            JsonType::Object => "OBJECT",
        });
        quote!(rt::xml::Types::#name)
    });
    let first = names.next();
    quote!(#first #(.or(#names))*)
}
