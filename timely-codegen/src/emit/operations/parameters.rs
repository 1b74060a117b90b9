//! Parameters and headers as the runtime knows them: location, style, schema.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Parameter, ParameterLocation, ParameterStyle};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    /// A parameter: by the name that operations share it under, or in place.
    pub(super) fn parameter(&self, parameter: &Parameter) -> TokenStream {
        match self.shared.name(parameter) {
            Some(name) => {
                let name = ident(name);
                quote!(parameters::#name)
            }
            None => self.parameter_literal(parameter),
        }
    }

    /// The parameters that several operations share.
    pub(in crate::emit) fn shared_parameters(&self) -> Module {
        let statics = self.shared.list.iter().map(|(name, parameter)| {
            let (name, value) = (ident(name), self.parameter_literal(parameter));
            let text = rustdoc::attributes(&[rustdoc::code(&parameter.wire)]);
            quote! { #text pub static #name: rt::Parameter = #value; }
        });
        let code = quote! { #(#statics)* };
        let imports = self
            .context
            .imports(&code, &[(quote!(super::super), &["schemas"])]);
        Module {
            docs: vec!["Parameters that several operations take.".to_owned()],
            // They are for the descriptions of the operations.
            attributes: quote! { #[doc(hidden)] },
            items: quote! { #imports #code },
            ..Module::new("parameters")
        }
    }

    /// A parameter in place: what the runtime takes for granted of its location is not said.
    pub(super) fn parameter_literal(&self, parameter: &Parameter) -> TokenStream {
        let field = &parameter.field;
        let schema = self.schemas.schema_ref(&parameter.schema);
        let location = parameter.location;
        let new = ident(match location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
            ParameterLocation::QueryString => "query_string",
        });
        let is_named = parameter.wire != *field && location != ParameterLocation::QueryString;
        let named = is_named.then(|| {
            let wire = &parameter.wire;
            quote!(.named(#wire))
        });
        let is_required = parameter.required && location != ParameterLocation::Path;
        let required = is_required.then(|| quote!(.required()));
        let default_style = match location {
            ParameterLocation::Path | ParameterLocation::Header => (ParameterStyle::Simple, false),
            _ => (ParameterStyle::Form, true),
        };
        let styled = ((parameter.style, parameter.explode) != default_style).then(|| {
            let (style, explode) = (style(parameter.style), parameter.explode);
            quote!(.styled(rt::Style::#style, #explode))
        });
        let reserved = parameter.reserved.then(|| quote!(.reserved()));
        let empty = parameter.empty.then(|| quote!(.empty()));
        let rest = quote!(#named #required #styled #reserved #empty);
        quote!(rt::Parameter::#new(#field, #schema) #rest)
    }
}

fn style(style: ParameterStyle) -> proc_macro2::Ident {
    ident(match style {
        ParameterStyle::Simple => "Simple",
        ParameterStyle::Form => "Form",
        ParameterStyle::Label => "Label",
        ParameterStyle::Matrix => "Matrix",
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
        ParameterStyle::Cookie => "Cookie",
        ParameterStyle::Json => "Json",
    })
}

/// A location, of a parameter or an API key.
pub(super) fn location(location: ParameterLocation) -> TokenStream {
    let name = ident(match location {
        ParameterLocation::Path => "Path",
        ParameterLocation::Query => "Query",
        ParameterLocation::Header => "Header",
        ParameterLocation::Cookie => "Cookie",
        ParameterLocation::QueryString => "QueryString",
    });
    quote!(rt::Location::#name)
}
