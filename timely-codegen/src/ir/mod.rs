//! The intermediate representation: what a document means to Rust.
//!
//! `lower` builds it, `emit` reads it, and neither imports the other. Every name in it is a Rust identifier that is
//! already unique in its scope, and every reference is resolved. Operations and types keep the JSON pointer they came from, so
//! that what is said of them has a place.

mod content;
#[cfg(feature = "unstable")]
mod identifiers;
mod links;
mod operation;
mod schema;
mod servers;
#[cfg(feature = "unstable")]
mod surface;
mod type_id;
mod types;
mod visit;
mod webhooks;
mod xml;

pub use content::{
    Choice, ChoiceVariant, Content, Encoding, EventData, Form, FormField, FormFieldKind, Media,
    MediaKind, PartHeader,
};
#[cfg(feature = "unstable")]
pub use identifiers::UnlikelyNames;
pub use links::{Link, LinkTarget};
pub use operation::{
    Argument, Body, Condition, CursorKind, Deprecation, Endpoint, ErrorSet, Group, HeaderSet,
    Operation, OptionalArgument, OptionalArguments, PageEnd, PageStep, Pagination, Parameter,
    ParameterLocation, ParameterStyle, PathStep, Payload, Requirement, ResponseCase,
    ResponseExamples, SecurityKind, SecurityScheme, Source, SourceKind, StatusMatch, Success,
};
pub use schema::{Access, Additional, Bound, Literal, Property, RareKeywords, Schema, SchemaRef};
pub use servers::{Server, ServerVariable};
use std::collections::BTreeSet;
#[cfg(feature = "unstable")]
pub use surface::Surface;
pub use type_id::TypeId;
pub use types::{
    DefaultValue, Docs, Elsewhere, Enum, Field, IntegerEnum, JSON_PATCH, Matching, NumberEnum,
    OwnType, Place, Presence, Struct, Taken, Tuple, Type, TypeDef, TypeKind, TypePath, TypeRoot,
    Union, UnionVariant, Variant,
};
pub use webhooks::{Callback, Event, OutgoingRequest, OutgoingRequests, Webhooks};
pub use xml::{XmlMember, XmlName, XmlNode, XmlRef, XmlRoot, XmlShape};

/// A whole API, ready to be written as Rust.
#[derive(Clone, Debug)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub docs: Docs,
    /// The first entry of `servers`, with its variables at their defaults.
    pub base_url: Option<String>,
    /// The path of that address, absolute or relative, without a slash at its end; `None` for the root.
    pub base_path: Option<String>,
    /// Every server, those of the document first.
    pub servers: Vec<Server>,
    /// Every model, in document order: components first, then inline shapes.
    pub types: Vec<TypeDef>,
    /// Every distinct set of response headers.
    pub header_sets: Vec<HeaderSet>,
    /// Every set of errors that several operations document.
    pub error_sets: Vec<ErrorSet>,
    /// The contents that have several forms.
    pub choices: Vec<Choice>,
    /// The multipart bodies that hold files.
    pub forms: Vec<Form>,
    /// What elements of XML hold, in bodies that are XML.
    pub xml: Vec<XmlShape>,
    /// The security schemes that operations use.
    pub security_schemes: Vec<SecurityScheme>,
    /// The header by which servers tell a request that is repeated.
    pub idempotency: Option<String>,
    /// The data of the event that ends a stream of events.
    pub event_end: Option<String>,
    /// Operations by tag, in document order.
    pub groups: Vec<Group>,
    /// The events of the document's `webhooks`: those that share an envelope which names them.
    pub events: Option<Webhooks>,
    /// The other webhooks.
    pub webhooks: Option<OutgoingRequests>,
    /// The callbacks of operations.
    pub callbacks: Option<OutgoingRequests>,
    /// The features of the runtime that have the types of formats.
    pub type_features: BTreeSet<&'static str>,
    /// The document itself, where it is asked for.
    pub document: Option<String>,
}

impl Api {
    /// The model that an id stands for.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// The type that holds the definition of one: itself, or the one that it shares.
    pub fn definition_of(&self, id: TypeId) -> TypeId {
        self.type_def(id).shares.unwrap_or(id)
    }

    /// The definition that a type has, its own or a shared one.
    pub fn definition(&self, id: TypeId) -> &TypeDef {
        self.type_def(self.definition_of(id))
    }

    /// All operations, in document order within their groups.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }

    /// The operations whose callers show who they are by a scheme.
    #[cfg(feature = "diff")]
    pub fn operations_asking(&self, scheme: &SecurityScheme) -> impl Iterator<Item = &Operation> {
        self.operations().filter(|operation| {
            let mut asked = operation.security.iter().flatten();
            asked.any(|it| it.scheme == scheme.static_name)
        })
    }

    /// The media types of all bodies.
    pub fn media(&self) -> impl Iterator<Item = &Media> {
        self.all_operations().flat_map(|operation| {
            let bodies = operation.body.iter().flat_map(|body| &body.media);
            let cases = operation.success.cases.iter().chain(&operation.errors);
            bodies.chain(cases.flat_map(|case| &case.payload.media))
        })
    }

    /// All requests that the API sends: webhooks, then callbacks.
    pub fn outgoing_requests(&self) -> impl Iterator<Item = &OutgoingRequest> {
        let groups = self.webhooks.iter().chain(&self.callbacks);
        groups.flat_map(|group| &group.requests)
    }

    /// The operations of both directions.
    pub fn all_operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations()
            .chain(self.outgoing_requests().map(|request| &request.operation))
    }
}
