//! From the intermediate representation to Rust.
//!
//! A room for each module of the output, and below them those of what all modules are made of: `types` and `schemas`.
//! Each room has a struct of its own, made of the read-only `Context` and of the rooms that it calls, so that none can
//! call one that is not below it. Everything that generated code takes from the runtime is written `rt::…`, and from the
//! document's models `models::…` outside of that module, so that no name of a document can collide with another.

mod client;
mod context;
mod examples;
mod identifiers;
mod imports;
mod lints;
mod models;
mod operations;
#[cfg(feature = "cli")]
pub(crate) mod programs;
mod rustdoc;
mod schema_use;
mod schemas;
mod server;
mod tag_features;
mod tag_usage;
mod type_paths;
mod types;
mod version;
mod webhooks;

use crate::ir;
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
use std::sync::Arc;
use tag_features::ModelTags;
use types::TypeTrees;
use webhooks::Webhooks;

/// Writes an API as a module of Rust code.
pub fn emit(api: &ir::Api, settings: &Settings) -> Module {
    let emission = Emission::new(api, settings);
    let mut root = emission.root();
    root.children = (0..emission.modules())
        .map(|index| emission.module(index))
        .collect();
    root
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
    Callbacks(&'a ir::OutgoingRequests),
}

impl<'a> Emission<'a> {
    /// For this API, with these settings.
    #[must_use]
    pub fn new(api: &'a ir::Api, settings: &'a Settings) -> Self {
        let mut kinds = vec![ModuleKind::Models, ModuleKind::Schemas];
        let has_operations = api.operations().next().is_some();
        let mut homes = api.types.iter().map(|definition| definition.path.root);
        let has_sides = has_operations && (settings.outputs.client || settings.outputs.server);
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

    /// The outermost module, without the others.
    #[must_use]
    pub fn root(&self) -> Module {
        Module {
            docs: self.root_docs(),
            items: self.context.root_items(),
            ..Module::new("lib")
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
            ModuleKind::Client => {
                context.gated(Client::new(context, operations).module(), "client")
            }
            ModuleKind::Server => {
                context.gated(Server::new(context, operations).module(), "server")
            }
            ModuleKind::Webhooks => context.gated(webhooks().webhooks(), "webhooks"),
            ModuleKind::Callbacks(requests) => {
                context.gated(webhooks().callbacks(requests), "webhooks")
            }
        };
        // They were tokens before they were text.
        let allowed: TokenStream = self.allowed.parse().unwrap_or_default();
        let attributes = &module.attributes;
        module.attributes = quote! { #attributes #allowed };
        module
    }

    fn root_docs(&self) -> Vec<String> {
        let mut paragraphs = vec![format!(
            "{}, version {}.",
            rustdoc::line(&self.context.api.title),
            rustdoc::line(&self.context.api.version)
        )];
        paragraphs.extend(rustdoc::paragraphs(&self.context.api.docs));
        paragraphs.extend(self.context.tag_features());
        rustdoc::lines(&paragraphs)
    }
}
