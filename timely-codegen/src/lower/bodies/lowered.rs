//! What bodies have become, by their places.

use super::xml::XmlStore;
use crate::diagnostic::Pointer;
use crate::ir::{Choice, Content, Encoding, Form, Media, ParameterStyle, SchemaRef};
use crate::naming::Scope;
use openapiv3::{MediaType, QueryStyle};
use std::collections::HashMap;

/// What a body has become.
#[derive(Clone, Debug)]
pub(in crate::lower) struct LoweredContent {
    pub(in crate::lower) content: Content,
    pub(in crate::lower) media: Vec<Media>,
}

/// Whose body it is, which decides whether it may be a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::lower) enum Side {
    /// A request's or a success's.
    Stream,
    /// An error's, which is kept and compared.
    Whole,
}

/// The contents made so far.
#[derive(Default)]
pub(in crate::lower) struct ContentStore {
    /// What bodies have become, by their places: many operations share one.
    pub(super) places: HashMap<(Pointer, Side), LoweredContent>,
    /// What multipart schemas have become, by their places.
    pub(super) form_places: HashMap<Pointer, LoweredContent>,
    pub(in crate::lower) choices: Vec<Choice>,
    pub(in crate::lower) forms: Vec<Form>,
    pub(in crate::lower) xml: XmlStore,
}

impl ContentStore {
    /// Makes the names unique, beside those of the operations' types, which are exported from the same module.
    pub(in crate::lower) fn name(&mut self, scope: &mut Scope) {
        for form in &mut self.forms {
            form.name = scope.claim_stem(&form.name, &["Form"], &["Required"]);
        }
        for choice in &mut self.choices {
            choice.name = scope.claim(&choice.name, &["Content"]);
        }
    }
}

/// A schema that allows everything.
pub(in crate::lower) fn any() -> SchemaRef {
    SchemaRef::Inline(Box::default())
}

/// How the properties of a form are written, as far as the document says.
pub(in crate::lower) fn encodings(media: &MediaType) -> Vec<Encoding> {
    let encodings = media.encoding.iter().map(|(property, encoding)| {
        let style = match &encoding.style {
            Some(QueryStyle::SpaceDelimited) => ParameterStyle::SpaceDelimited,
            Some(QueryStyle::PipeDelimited) => ParameterStyle::PipeDelimited,
            Some(QueryStyle::DeepObject) => ParameterStyle::DeepObject,
            Some(QueryStyle::Form) | None => ParameterStyle::Form,
        };
        Encoding {
            property: property.clone(),
            content_type: encoding.content_type.clone(),
            style,
            explode: encoding.explode,
            reserved: encoding.allow_reserved,
            headers: Vec::new(),
            headed: false,
        }
    });
    encodings.collect()
}
