//! Bodies: the types of contents, and those that are generated for them: enums of several forms, and forms with files.

use super::{Emitter, Place, docs, ident};
use crate::ir::{
    Body, Choice, ChoiceVariant, Content, Encoding, EventData, Form, FormField, FormFieldKind,
    Media, MediaKind, Operation, ParameterStyle, PartHeader, Payload, SchemaRef, Type, TypeKind,
};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// More required fields than this and a literal is clearer than a constructor (it is clippy's limit too).
const MAX_ARGUMENTS: usize = 7;

impl Emitter<'_> {
    /// The type of a content, where generated types of contents are found at a path.
    pub(super) fn content(&self, content: &Content, path: &TokenStream) -> TokenStream {
        match content {
            Content::Value(ty) => self.ty(ty, Place::Outside),
            Content::Stream => quote!(rt::Body),
            Content::Bytes => quote!(rt::Binary),
            Content::Events(EventData::Text) => quote!(rt::EventStream<String>),
            Content::Events(EventData::Json(ty)) => {
                let ty = self.ty(ty, Place::Outside);
                quote!(rt::EventStream<#ty>)
            }
            Content::Lines(ty) => {
                let ty = self.ty(ty, Place::Outside);
                quote!(rt::JsonLines<#ty>)
            }
            Content::Parts => quote!(rt::Parts),
            Content::Form(place) => {
                let name = ident(&self.api.forms[*place].name);
                quote!(#path #name)
            }
            Content::Choice(place) => {
                let name = ident(&self.api.choices[*place].name);
                quote!(#path #name)
            }
        }
    }

    /// Whether a content can be neither cloned nor compared.
    pub(super) fn is_stream(&self, content: &Content) -> bool {
        match content {
            Content::Value(_) | Content::Bytes => false,
            Content::Stream
            | Content::Events(_)
            | Content::Lines(_)
            | Content::Parts
            | Content::Form(_) => true,
            Content::Choice(place) => self.api.choices[*place]
                .variants
                .iter()
                .any(|variant| self.is_stream(&variant.content)),
        }
    }

    /// The type of a request's body as a handler gets it.
    pub(super) fn received_body(&self, body: &Body) -> TokenStream {
        let ty = self.content(&body.content, &quote!(operations::));
        if body.required {
            ty
        } else {
            quote!(Option<#ty>)
        }
    }

    /// The type of a request's body as a client takes it: a value is only read, anything else is used up.
    pub(super) fn sent_body(&self, body: &Body) -> TokenStream {
        let Content::Value(ty) = &body.content else {
            return self.received_body(body);
        };
        let ty = match self.unaliased(ty) {
            Type::Array(item) => {
                let item = self.ty(item, Place::Outside);
                quote!([#item])
            }
            Type::String => quote!(str),
            _ => self.ty(ty, Place::Outside),
        };
        if body.required {
            quote!(&#ty)
        } else {
            quote!(Option<&#ty>)
        }
    }

    /// The call that gives an operation the media types of its body.
    pub(super) fn request_body(&self, body: &Body) -> TokenStream {
        let method = ident(match body.required {
            true => "body",
            false => "optional_body",
        });
        let content = body.media.iter().map(|media| self.media(media));
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
            MediaKind::Items => quote!(rt::MediaType::items(#name)),
            MediaKind::Value => {
                let schema = self.schema_ref(&media.schema);
                match schema.to_string() == "& rt :: Schema :: ANY" {
                    true => quote!(rt::MediaType::named(#name)),
                    false => quote!(rt::MediaType::new(#name, #schema)),
                }
            }
            MediaKind::Parts(files) => {
                let schema = self.schema_ref(&media.schema);
                quote!(rt::MediaType::parts(#name, #schema, &[#(#files),*]))
            }
        };
        let limit = media.limit.map(|bytes| {
            let bytes = Literal::u64_unsuffixed(bytes);
            quote!(.limited(#bytes))
        });
        let written = written(media);
        quote!(#base #encoding #written #limit)
    }

    /// The schemas of responses that are plain JSON: the statuses of each.
    pub(super) fn json_responses(&self, operation: &Operation) -> Vec<TokenStream> {
        let mut rows: Vec<(&SchemaRef, Vec<Literal>)> = Vec::new();
        for case in operation.success.cases.iter().chain(&operation.errors) {
            let payload = &case.payload;
            let ([media], Some(_)) = (payload.media.as_slice(), &payload.content) else {
                continue;
            };
            if !is_plain_json(media) {
                continue;
            }
            let status = super::operations::status(case.status);
            match rows.iter_mut().find(|(schema, _)| **schema == media.schema) {
                Some((_, statuses)) => statuses.push(status),
                None => rows.push((&media.schema, vec![status])),
            }
        }
        let row = |(schema, statuses): (&SchemaRef, Vec<Literal>)| {
            let schema = self.schema_ref(schema);
            quote!((&[#(#statuses),*], #schema))
        };
        rows.into_iter().map(row).collect()
    }

    /// The media types of a response; none where it is plain JSON.
    pub(super) fn response_media(&self, payload: &Payload) -> Option<TokenStream> {
        payload.content.as_ref()?;
        if let [only] = payload.media.as_slice()
            && is_plain_json(only)
            && only.written.is_none()
        {
            return None;
        }
        let content = payload.media.iter().map(|media| {
            // What is received is not held to its schema; those of forms tell numbers from texts.
            let is_form = media.name == "application/x-www-form-urlencoded"
                || media.name.starts_with("multipart/");
            match &media.kind {
                MediaKind::Value if !is_form => {
                    let (name, written) = (&media.name, written(media));
                    quote!(rt::MediaType::named(#name) #written)
                }
                _ => self.media(media),
            }
        });
        Some(quote!(&[#(#content),*]))
    }

    /// The module of the types that contents have of their own; none where there are none.
    pub(super) fn bodies(&self) -> Option<Module> {
        if self.api.choices.is_empty() && self.api.forms.is_empty() {
            return None;
        }
        let forms = self.api.forms.iter().map(|form| self.form(form));
        let choices = self.api.choices.iter().map(|choice| self.choice(choice));
        let code = quote! { #(#forms)* #(#choices)* };
        let imports = self.imports(&code, &[(quote!(super::super), &["models"])]);
        Some(Module {
            docs: vec!["The bodies that have several forms, or parts.".to_owned()],
            items: quote! { #imports #code },
            ..Module::new("bodies")
        })
    }

    fn choice(&self, choice: &Choice) -> TokenStream {
        let name = ident(&choice.name);
        let variants = choice.variants.iter().map(|variant| {
            let text = docs::attributes(&[media_names(variant)]);
            let (name, ty) = (
                ident(&variant.name),
                self.content(&variant.content, &quote!()),
            );
            quote! { #text #name(#ty), }
        });
        let table = choice.variants.iter().map(|variant| {
            let name = ident(&variant.name);
            let media = variant.media.iter().map(|media| &media.name);
            quote!(#name: [#(#media),*])
        });
        let is_stream = choice
            .variants
            .iter()
            .any(|variant| self.is_stream(&variant.content));
        let derives = match is_stream {
            true => quote!(Debug),
            false => quote!(Clone, Debug, PartialEq),
        };
        let conversions = self.choice_conversions(choice);
        quote! {
            /// A body in one of several forms.
            #[derive(#derives)]
            pub enum #name {
                #(#variants)*
            }
            rt::content!(#name { #(#table),* });
            #conversions
        }
    }

    /// `From` for each form whose type is no other's.
    fn choice_conversions(&self, choice: &Choice) -> TokenStream {
        let name = ident(&choice.name);
        let keys: Vec<Option<String>> = choice
            .variants
            .iter()
            .map(|variant| self.type_key(&variant.content))
            .collect();
        let conversions = choice
            .variants
            .iter()
            .zip(&keys)
            .filter_map(|(variant, key)| {
                let key = key.as_ref()?;
                let is_unique = keys.iter().flatten().filter(|other| *other == key).count() == 1;
                is_unique.then(|| {
                    let (variant_name, ty) = (
                        ident(&variant.name),
                        self.content(&variant.content, &quote!()),
                    );
                    quote! {
                        impl From<#ty> for #name {
                            fn from(body: #ty) -> Self {
                                Self::#variant_name(body)
                            }
                        }
                    }
                })
            });
        quote! { #(#conversions)* }
    }

    /// What tells the type of a content from that of another; `None` where only rustc knows.
    fn type_key(&self, content: &Content) -> Option<String> {
        match content {
            Content::Value(ty) => match self.unaliased(ty) {
                Type::Named(id) | Type::Boxed(id) => {
                    let is_own = !matches!(self.api.type_def(*id).kind, TypeKind::Alias(_));
                    is_own.then(|| self.api.type_def(*id).name.clone())
                }
                Type::String => Some("String".to_owned()),
                Type::Text(meaning) => Some(meaning.name().to_owned()),
                _ => None,
            },
            Content::Events(_) | Content::Lines(_) => {
                Some(self.content(content, &quote!()).to_string())
            }
            Content::Stream
            | Content::Bytes
            | Content::Parts
            | Content::Form(_)
            | Content::Choice(_) => Some(self.content(content, &quote!()).to_string()),
        }
    }

    fn form(&self, form: &Form) -> TokenStream {
        let name = ident(&form.name);
        let mut paragraphs = docs::paragraphs(&form.docs);
        if paragraphs.is_empty() {
            paragraphs.push("A form with files.".to_owned());
        }
        let text = docs::attributes(&paragraphs);
        let fields = form.fields.iter().map(|field| {
            let mut paragraphs = docs::paragraphs(&field.docs);
            if paragraphs.is_empty() {
                paragraphs.push(docs::code(&field.wire));
            }
            paragraphs.extend(part_headers(&field.headers));
            let text = docs::attributes(&paragraphs);
            let (name, ty) = (ident(&field.name), self.form_field_type(field));
            quote! { #text pub #name: #ty, }
        });
        let table = form.fields.iter().map(|field| {
            let (name, wire) = (ident(&field.name), &field.wire);
            match field.kind {
                FormFieldKind::Value(_) => quote!(#name: value #wire),
                FormFieldKind::File | FormFieldKind::Files => quote!(#name: file #wire),
            }
        });
        let maps = form_maps(form).map(|(name, ty, docs)| {
            let (text, ty) = (docs::attributes(&[docs]), self.ty(ty, Place::Outside));
            quote! { #text pub #name: #ty, }
        });
        let matching = form.matching.iter().map(|matching| {
            let (name, pattern) = (ident(&matching.name), &matching.pattern);
            quote!(#name: matching #pattern)
        });
        let table = table.chain(matching);
        let rest = form.additional.as_ref().map(|(name, _)| {
            let name = ident(name);
            quote!(, ..#name)
        });
        let has_default = form.fields.iter().all(|field| !field.required);
        let default = has_default.then(|| quote!(, Default));
        let methods = self.form_methods(form);
        quote! {
            #text
            #[derive(Debug #default)]
            pub struct #name {
                #(#fields)*
                #(#maps)*
            }
            rt::form!(#name { #(#table),* #rest });
            #methods
        }
    }

    fn form_field_type(&self, field: &FormField) -> TokenStream {
        let ty = match &field.kind {
            FormFieldKind::File => quote!(rt::Part),
            // An absent list is an empty one.
            FormFieldKind::Files => return quote!(Vec<rt::Part>),
            FormFieldKind::Value(ty) => self.ty(ty, Place::Outside),
        };
        match &field.kind {
            FormFieldKind::Value(Type::Nullable(_) | Type::Any) => ty,
            _ if field.required => ty,
            _ => quote!(Option<#ty>),
        }
    }

    /// A constructor of the required fields, and a setter for each of the others.
    fn form_methods(&self, form: &Form) -> TokenStream {
        let required: Vec<&FormField> = form.fields.iter().filter(|field| field.required).collect();
        if required.len() > MAX_ARGUMENTS {
            return TokenStream::new();
        }
        let name = ident(&form.name);
        let arguments = required.iter().map(|field| {
            let (name, ty) = (ident(&field.name), self.form_argument(field).0);
            quote!(#name: #ty)
        });
        let values = form.fields.iter().map(|field| {
            let name = ident(&field.name);
            if !field.required {
                return quote!(#name: Default::default());
            }
            match self.form_argument(field).1 {
                true => quote!(#name: #name.into()),
                false => quote!(#name),
            }
        });
        let setters =
            form.fields
                .iter()
                .filter(|field| !field.required)
                .map(|field| {
                    let name = ident(&field.name);
                    let method = unraw(&field.name);
                    let (ty, converts) = self.form_argument(field);
                    let value = match converts {
                        true => quote!(#name.into()),
                        false => quote!(#name),
                    };
                    let value = match &field.kind {
                        FormFieldKind::Files
                        | FormFieldKind::Value(Type::Nullable(_) | Type::Any) => value,
                        _ => quote!(Some(#value)),
                    };
                    let text = docs::attributes(&[format!("Sets `{method}`.")]);
                    quote! {
                        #text
                        #[must_use]
                        pub fn #name(mut self, #name: #ty) -> Self {
                            self.#name = #value;
                            self
                        }
                    }
                });
        let maps = form_maps(form).map(|(name, ..)| quote!(#name: Default::default()));
        let values = values.chain(maps);
        let map_setters = form_maps(form).map(|(name, ty, _)| {
            let text = docs::attributes(&[format!("Sets `{}`.", unraw(&name.to_string()))]);
            let ty = self.ty(ty, Place::Outside);
            quote! {
                #text
                #[must_use]
                pub fn #name(mut self, #name: #ty) -> Self {
                    self.#name = #name;
                    self
                }
            }
        });
        quote! {
            impl #name {
                /// With the required fields.
                #[must_use]
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#values),* }
                }
                #(#setters)*
                #(#map_setters)*
            }
        }
    }

    /// The type of an argument for a field, and whether it has to be converted.
    fn form_argument(&self, field: &FormField) -> (TokenStream, bool) {
        match &field.kind {
            FormFieldKind::File => (quote!(impl Into<rt::Part>), true),
            FormFieldKind::Files => (quote!(Vec<rt::Part>), false),
            FormFieldKind::Value(ty) => match self.unaliased(ty) {
                Type::String => (quote!(impl Into<String>), true),
                _ => (self.ty(ty, Place::Outside), false),
            },
        }
    }
}

fn is_plain_json(media: &Media) -> bool {
    media.name == "application/json" && media.kind == MediaKind::Value
}

fn written(media: &Media) -> Option<TokenStream> {
    let written = media.written.as_ref()?;
    Some(quote!(.written(#written)))
}

fn encoding(encoding: &Encoding) -> TokenStream {
    let (property, explode) = (&encoding.property, encoding.explode);
    let content_type = encoding
        .content_type
        .as_ref()
        .map(|name| quote!(.content_type(#name)));
    let is_usual = encoding.style == ParameterStyle::Form && explode;
    let style = ident(match encoding.style {
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
        _ => "Form",
    });
    let styled = (!is_usual).then(|| quote!(.styled(rt::Style::#style, #explode)));
    let reserved = encoding.reserved.then(|| quote!(.reserved()));
    let headers = (!encoding.headers.is_empty()).then(|| {
        let headers = &encoding.headers;
        quote!(.headers(&[#(#headers),*]))
    });
    quote!(rt::Encoding::new(#property) #content_type #styled #reserved #headers)
}

/// The maps of a form, each with its type and what is said of it.
fn form_maps(form: &Form) -> impl Iterator<Item = (Ident, &Type, String)> {
    let matching = form.matching.iter().map(|matching| {
        let text = format!("Values whose names match {}.", docs::code(&matching.shown));
        (ident(&matching.name), &matching.ty, text)
    });
    let additional = form.additional.iter().map(|(name, ty)| {
        let text = "Values that the document does not name.".to_owned();
        (ident(name), ty, text)
    });
    matching.chain(additional)
}

/// The headers of a part, as a list in the documentation of its field.
fn part_headers(headers: &[PartHeader]) -> Option<String> {
    let lines = headers.iter().map(|header| {
        let word = if header.required { ", required" } else { "" };
        let mut line = format!("- {}{word}", docs::code(&header.name));
        if let Some(description) = docs::paragraphs(&header.docs).first() {
            line.push_str(": ");
            line.push_str(&docs::first_sentence(description));
        }
        line
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| format!("Headers of the part:\n{}", lines.join("\n")))
}

/// The media types of a variant, as its documentation.
fn media_names(variant: &ChoiceVariant) -> String {
    let names: Vec<String> = variant
        .media
        .iter()
        .map(|media| docs::code(&media.name))
        .collect();
    names.join(", ")
}

/// Whether a client writes a body as JSON, whatever else it may be.
pub(super) fn is_json(body: &Body) -> bool {
    body.media
        .first()
        .is_some_and(|media| media.name == "application/json" || media.name.ends_with("+json"))
}
