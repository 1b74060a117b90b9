//! From the intermediate representation to Rust.
//!
//! A room for each module of the output, and below them those of what all modules are made of: `types` and `schemas`.
//! Each room has a struct of its own, made of the read-only `Context` and of the rooms that it calls, so that none can
//! call one that is not below it. Everything that generated code takes from the runtime is written `rt::…`, and from the
//! document's models `models::…` outside of that module, so that no name of a document can collide with another.

mod client;
mod context;
mod document;
mod error_bodies;
mod examples;
mod front_page;
mod identifiers;
mod imports;
mod lints;
#[cfg(feature = "mock")]
mod live;
mod media_rows;
mod mock;
mod models;
mod operations;
mod patterns;
#[cfg(feature = "cli")]
pub(crate) mod programs;
mod rustdoc;
mod schema_use;
mod schemas;
mod sdk_name;
mod server;
#[cfg(feature = "diff")]
mod spelling;
mod tag_features;
mod tag_usage;
mod type_paths;
mod types;
mod version;
mod webhooks;
mod xml_shapes;

use crate::ir;
use crate::manifest::{CargoFeature, ManifestNeeds};
#[cfg(feature = "cli")]
use crate::settings::ErrorSettings;
use crate::settings::Settings;
use crate::tree::Module;
use client::Client;
use context::Context;
use models::Models;
use operations::Operations;
use proc_macro2::TokenStream;
use quote::quote;
use schemas::{Schemas, UsedSchemas};
use server::Server;
#[cfg(feature = "diff")]
pub(crate) use spelling::{New, Spelling};
use std::collections::BTreeSet;
use std::sync::Arc;
use tag_features::ModelTags;
use types::TypeTrees;
use webhooks::Webhooks;

/// Writes an API as a module of Rust code.
#[cfg(feature = "unstable")]
#[must_use]
pub fn emit(api: &ir::Api, settings: &Settings) -> Module {
    Emission::new(api, settings).whole()
}

/// The version of the runtime that generated code asks for, as a requirement in a `Cargo.toml`.
#[cfg(feature = "cli")]
pub(crate) fn runtime_version() -> &'static str {
    version::compatible(env!("CARGO_PKG_VERSION"))
}

/// The body of the errors that the server makes itself, as the document's errors look; none where they look like
/// nothing that it can make.
#[cfg(feature = "cli")]
pub(crate) fn inferred_errors(api: &ir::Api) -> Option<ErrorSettings> {
    server::inferred(api)
}

/// The text of a schema as it stands in generated code, and the types that the names in it are of, in their order.
#[cfg(feature = "unstable")]
#[must_use]
pub fn schema_text(api: &ir::Api, schema: &ir::SchemaRef) -> (String, Vec<ir::TypeId>) {
    schemas::text_of(api, schema)
}

/// A mock of an API, made of what generated code states, while the program runs. That lives as long as the process.
#[cfg(feature = "mock")]
pub(crate) fn mock(api: Arc<ir::Api>, settings: &Settings) -> timely_runtime::mock::Mock {
    live::mock(api, settings)
}

/// The modules of an API one by one, in any order and from several threads.
///
/// Tokens take many times the memory of their text and cannot be sent between threads, so that what becomes files is
/// best made, formatted and let go of module by module.
pub struct Emission<'a> {
    context: Context<'a>,
    operations: Operations<'a>,
    trees: Arc<TypeTrees<'a>>,
    model_tags: ModelTags,
    used_schemas: UsedSchemas,
    kinds: Vec<ModuleKind<'a>>,
    /// The lints that every module allows, as text.
    allowed: String,
}

/// Which of the outermost modules a module is.
enum ModuleKind<'a> {
    Models,
    Schemas,
    Operations,
    Client,
    Server,
    Webhooks,
    XmlShapes,
    Document,
    Mock,
    Callbacks(&'a ir::OutgoingRequests),
}

impl ModuleKind<'_> {
    /// The feature of the runtime that it needs.
    fn side(&self) -> Option<&'static str> {
        match self {
            Self::Models | Self::Schemas | Self::Operations | Self::XmlShapes | Self::Document => {
                None
            }
            Self::Client => Some("client"),
            Self::Server => Some("server"),
            Self::Webhooks | Self::Callbacks(_) => Some("webhooks"),
            Self::Mock => Some(mock::NAME),
        }
    }

    /// The feature of the crate that it is behind, where the settings ask for that.
    fn gate(&self) -> Option<&'static str> {
        match self {
            // The runtime has its type without a feature.
            Self::Document => Some(document::NAME),
            other => other.side(),
        }
    }
}

impl<'a> Emission<'a> {
    /// For this API, with these settings.
    #[must_use]
    pub fn new(api: &'a ir::Api, settings: &'a Settings) -> Self {
        let mut kinds = vec![ModuleKind::Models, ModuleKind::Schemas];
        let has_operations = api.operations().next().is_some();
        let mut homes = api.types.iter().map(|definition| definition.path.root);
        let outputs = settings.outputs;
        let has_sides = has_operations && (outputs.client || outputs.server || outputs.mock);
        let has_types = homes.any(|root| root == ir::TypeRoot::Operations);
        if has_sides || has_types || api.outgoing_requests().next().is_some() {
            kinds.push(ModuleKind::Operations);
        }
        if has_operations && settings.outputs.client {
            kinds.push(ModuleKind::Client);
        }
        if has_operations && settings.outputs.server {
            kinds.push(ModuleKind::Server);
        }
        if api.events.is_some() || api.webhooks.is_some() {
            kinds.push(ModuleKind::Webhooks);
        }
        kinds.extend(api.callbacks.as_ref().map(ModuleKind::Callbacks));
        let context = Context { api, settings };
        let has_operations = kinds
            .iter()
            .any(|kind| matches!(kind, ModuleKind::Operations));
        if has_operations && context.has_xml() {
            kinds.push(ModuleKind::XmlShapes);
        }
        if api.document.is_some() {
            kinds.push(ModuleKind::Document);
        }
        if api.operations().next().is_some() && settings.outputs.mock {
            kinds.push(ModuleKind::Mock);
        }
        let trees = Arc::new(TypeTrees::new(api));
        let operations = Operations::new(context, Arc::clone(&trees));
        let model_tags = match settings.tag_features {
            true => tag_usage::find(context, &operations),
            false => ModelTags::default(),
        };
        let used_schemas = schema_use::find(context, &operations);
        Self {
            context,
            operations,
            trees,
            model_tags,
            used_schemas,
            kinds,
            allowed: lints::allowed(api).to_string(),
        }
    }

    /// The outermost module, with all others.
    #[must_use]
    pub fn whole(&self) -> Module {
        let modules = 0..self.modules();
        Module {
            children: modules.map(|index| self.module(index)).collect(),
            ..self.root()
        }
    }

    /// The outermost module, without the others.
    #[must_use]
    pub fn root(&self) -> Module {
        let page = front_page::root(self.context, &self.operations);
        let (guard, needs) = self.context.needs_of_runtime(&self.sides(), &self.codecs());
        let items = &page.items;
        Module {
            items: quote! { #items #needs },
            guard: Some(guard),
            ..page
        }
    }

    /// The features of the runtime that the modules need, which are called like the features of the crate that turn them
    /// on where the settings ask for these.
    fn sides(&self) -> Vec<&'static str> {
        let sides = self.kinds.iter().filter_map(ModuleKind::side);
        let sides: BTreeSet<&str> = sides.collect();
        sides.into_iter().collect()
    }

    /// The features of the runtime that read what media types hold, wherever a side is there to read it.
    fn codecs(&self) -> Vec<&'static str> {
        let has_sides = !self.sides().is_empty();
        let needs_yaml = has_sides && self.context.api.media().any(ir::Media::is_yaml_value);
        let mut kinds = self.kinds.iter();
        let needs_xml = kinds.any(|kind| matches!(kind, ModuleKind::XmlShapes));
        let xml = needs_xml.then_some("xml");
        xml.into_iter()
            .chain(needs_yaml.then_some("yaml"))
            .collect()
    }

    /// What the code asks of the manifest of the crate that holds it.
    #[must_use]
    pub fn manifest_needs(&self) -> ManifestNeeds {
        let sides = self.sides();
        let gates = sides.iter().filter(|_| self.context.settings.feature_gates);
        let gates = gates.map(|side| CargoFeature {
            name: (*side).to_owned(),
            enables: vec![format!("timely-runtime/{side}")],
        });
        let is_document = |kind: &ModuleKind| matches!(kind, ModuleKind::Document);
        let has_document =
            self.context.settings.feature_gates && self.kinds.iter().any(is_document);
        let gates = gates.chain(has_document.then(|| CargoFeature {
            name: document::NAME.to_owned(),
            enables: Vec::new(),
        }));
        let tags = self.context.tag_feature_names().into_iter();
        let tags = tags.map(|name| CargoFeature {
            name,
            enables: Vec::new(),
        });
        let features = gates.chain(tags).collect();
        let of_types = self.context.api.type_features.iter().copied();
        let codecs = self.codecs();
        let runtime_features: BTreeSet<&str> =
            sides.into_iter().chain(of_types).chain(codecs).collect();
        ManifestNeeds {
            features,
            runtime_features: runtime_features.into_iter().collect(),
        }
    }

    /// How many modules there are in it.
    #[must_use]
    pub fn modules(&self) -> usize {
        self.kinds.len()
    }

    /// One of them, by its place in the outermost module.
    ///
    /// # Panics
    /// When there is none at that place.
    #[must_use]
    pub fn module(&self, index: usize) -> Module {
        let (context, operations) = (self.context, &self.operations);
        let webhooks = || Webhooks::new(context, operations);
        let mut module = match &self.kinds[index] {
            ModuleKind::Models => Models::new(context, &self.trees).module(&self.model_tags),
            ModuleKind::Schemas => {
                Schemas::new(context).module(&self.model_tags, &self.used_schemas)
            }
            ModuleKind::Operations => operations.module(),
            ModuleKind::Client => Client::new(context, operations).module(),
            ModuleKind::Server => Server::new(context, operations).module(),
            ModuleKind::XmlShapes => context.xml_shapes(),
            ModuleKind::Document => context.document(),
            ModuleKind::Mock => mock::module(context, &self.model_tags),
            ModuleKind::Webhooks => webhooks().webhooks(),
            ModuleKind::Callbacks(requests) => webhooks().callbacks(requests),
        };
        if let Some(gate) = self.kinds[index].gate() {
            module = context.gated(module, gate);
        }
        // They were tokens before they were text.
        let allowed: TokenStream = self.allowed.parse().unwrap_or_default();
        let attributes = &module.attributes;
        module.attributes = quote! { #attributes #allowed };
        module
    }
}
