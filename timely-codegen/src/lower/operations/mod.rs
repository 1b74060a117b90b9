//! Operations: their names, paths, parameters, responses, security, servers, links, callbacks, webhooks and pagination.

mod body_paths;
mod callbacks;
mod declared_parameters;
mod deprecation;
mod error_sets;
mod examples;
mod expressions;
mod give_way;
mod headers;
mod idempotency;
mod ids;
mod links;
mod methods;
mod names;
mod operation;
mod page_rules;
mod pagination;
mod parameter_styles;
mod parameters;
mod paths;
mod pending;
mod responses;
mod security;
mod segments;
mod servers;
mod source;
mod template;
mod twins;
mod unfit;
mod unused_settings;
mod webhooks;

pub(super) use error_sets::share_errors;
pub(super) use give_way::give_way;
pub(super) use methods::collect as collect_extra;
pub(super) use names::Names;
pub(super) use twins::tell_apart;
pub(super) use webhooks::{LoweredWebhooks, path_items};

use super::bodies::Bodies;
use super::context::Context;
use indexmap::IndexMap;
use openapiv3::PathItem;

/// What has been made of the operations so far.
pub(super) struct Operations<'a> {
    pub(super) context: Context<'a>,
    webhooks: &'a IndexMap<String, PathItem>,
    extra: &'a methods::Extra,
    pub(super) bodies: Bodies<'a>,
    pub(super) headers: headers::HeaderStore,
    pub(super) security: security::SecurityStore,
    pub(super) servers: servers::ServerStore,
    /// The headers that the document says to be of idempotency keys.
    keys: Vec<idempotency::Mark>,
    /// What has been found out about the rules of pagination.
    page_rules: pagination::PageRules,
}

impl<'a> Operations<'a> {
    pub(super) fn new(
        webhooks: &'a IndexMap<String, PathItem>,
        extra: &'a methods::Extra,
        bodies: Bodies<'a>,
    ) -> Self {
        Self {
            context: bodies.context,
            webhooks,
            extra,
            bodies,
            headers: headers::HeaderStore::default(),
            security: security::SecurityStore::default(),
            servers: servers::ServerStore::default(),
            keys: Vec::new(),
            page_rules: pagination::PageRules::default(),
        }
    }
}
