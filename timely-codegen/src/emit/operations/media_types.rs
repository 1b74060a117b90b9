//! Media types: those of request bodies and of responses, with their schemas.

use super::Operations;
use super::responses::status;
use crate::emit::identifiers::ident;
use crate::emit::media_rows::{self, is_form};
use crate::ir::{
    Body, Encoding, Media, MediaKind, Operation, ParameterStyle, SchemaRef, StatusMatch,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::borrow::Cow;

impl Operations<'_> {
    /// The call that gives an operation the media types of its body.
    pub(super) fn request_body(&self, body: &Body) -> TokenStream {
        let method = ident(match body.required {
            true => "body",
            false => "optional_body",
        });
        let content = body.media.iter().map(|media| {
            let base = self.media(media);
            // A call may choose any of the forms that a value has.
            let beside = (!media.is_markup()).then(|| beside(media));
            quote!(#base #beside)
        });
        quote!(.#method(&[#(#content),*]))
    }

    fn media(&self, media: &Media) -> TokenStream {
        let name = &media.name;
        let encoding = (!media.encoding.is_empty()).then(|| {
            let encodings = media.encoding.iter().map(encoding);
            quote!(.encoded(&[#(#encodings),*]))
        });
        let base = match &media.kind {
            MediaKind::Stream => quote!(rt::MediaType::stream(#name)),
            MediaKind::Items => {
                let end = self.context.api.event_end.as_ref();
                let end = end.filter(|_| media.is_events());
                let end = end.map(|end| quote!(.done(#end)));
                quote!(rt::MediaType::items(#name) #end)
            }
            MediaKind::Value => {
                let schema = self.schemas.schema_ref(&media.schema);
                match media.schema.is_any() || !self.is_read_by_schema(media) {
                    true => quote!(rt::MediaType::named(#name)),
                    false => quote!(rt::MediaType::new(#name, #schema)),
                }
            }
            MediaKind::List => {
                let schema = self.schemas.schema_ref(&media.schema);
                quote!(rt::MediaType::list(#name, #schema))
            }
            MediaKind::Parts(files) => {
                let schema = self.schemas.schema_ref(&media.schema);
                quote!(rt::MediaType::parts(#name, #schema, &[#(#files),*]))
            }
        };
        let limit = media.limit.map(|bytes| {
            let bytes = Literal::u64_unsuffixed(bytes);
            quote!(.limited(#bytes))
        });
        let (written, xml) = (written(media), self.xml(media));
        quote!(#base #encoding #written #limit #xml)
    }

    /// The calls that say how values are XML, and beside what.
    fn xml(&self, media: &Media) -> TokenStream {
        let root = media.xml.as_ref().map(|root| {
            let root = self.context.xml_root(root);
            quote!(.xml(#root))
        });
        // Servers answer in other forms where they are markup.
        let beside = media.is_markup().then(|| beside(media));
        quote!(#root #beside)
    }

    /// Whether the schema of a value is looked at, to check it or to write it.
    fn is_read_by_schema(&self, media: &Media) -> bool {
        self.context.checks_messages() || is_form(media)
    }

    /// The schemas of responses that are plain JSON, or the same in another form as well: the statuses of each.
    pub(super) fn json_responses(&self, operation: &Operation) -> Vec<TokenStream> {
        let rows = media_rows::json(operation, |schema| match self.context.checks_messages() {
            true => Cow::Borrowed(schema),
            false => Cow::Owned(self.secrets.outline(self.context.api, schema)),
        });
        let row = |(schema, statuses): (Cow<'_, SchemaRef>, Vec<StatusMatch>)| {
            let schema = self.schemas.schema_ref(&schema);
            let statuses = statuses.into_iter().map(status);
            quote!((&[#(#statuses),*], #schema))
        };
        rows.into_iter().map(row).collect()
    }

    /// A media type of a response.
    fn response_media(&self, media: &Media) -> TokenStream {
        // What is received is not held to its schema; messages leave out what that calls secret.
        match &media.kind {
            MediaKind::Value if !is_form(media) => {
                let (name, written, xml) = (&media.name, written(media), self.xml(media));
                let secrets = self.secrets.outline(self.context.api, &media.schema);
                let base = match secrets.is_any() {
                    true => quote!(rt::MediaType::named(#name)),
                    false => {
                        let schema = self.schemas.schema_ref(&secrets);
                        quote!(rt::MediaType::new(#name, #schema))
                    }
                };
                quote!(#base #written #xml)
            }
            _ => self.media(media),
        }
    }

    /// The responses that are not plain JSON, by status, class or 0 for `default`; and those that are, where a listed
    /// one would stand for them.
    pub(super) fn media_types(&self, operation: &Operation) -> Vec<TokenStream> {
        let rows = media_rows::others(operation).map(|(matched, media)| {
            let media = media.iter().map(|media| self.response_media(media));
            let status = status(matched);
            quote!((#status, &[#(#media),*]))
        });
        rows.collect()
    }
}

fn written(media: &Media) -> Option<TokenStream> {
    let written = media.written.as_ref()?;
    Some(quote!(.written(#written)))
}

/// The call that says beside what the same value is sent.
fn beside(media: &Media) -> Option<TokenStream> {
    let name = media.alternative_to.as_ref()?;
    Some(quote!(.alternative_to(#name)))
}

fn encoding(encoding: &Encoding) -> TokenStream {
    let (property, explode) = (&encoding.property, encoding.explode);
    let content_type = encoding
        .content_type
        .as_ref()
        .map(|name| quote!(.content_type(#name)));
    let is_default_style = encoding.style == ParameterStyle::Form && explode;
    let style = ident(match encoding.style {
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
        _ => "Form",
    });
    let is_deep = encoding.style == ParameterStyle::DeepObject && explode;
    let start = ident(if is_deep { "deep_object" } else { "new" });
    let styled =
        (!is_default_style && !is_deep).then(|| quote!(.styled(rt::Style::#style, #explode)));
    let reserved = encoding.reserved.then(|| quote!(.reserved()));
    let headers = (!encoding.headers.is_empty()).then(|| {
        let headers = &encoding.headers;
        quote!(.headers(&[#(#headers),*]))
    });
    let headed = encoding.headed.then(|| quote!(.headed()));
    quote!(rt::Encoding::#start(#property) #content_type #styled #reserved #headers #headed)
}
