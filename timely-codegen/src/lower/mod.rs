//! From the normal form of a document to the intermediate representation.
//!
//! Resolves references, picks names, merges `allOf`, decides unions and breaks cycles. What a document asks for and
//! the generator cannot do yet is reported where it stands, by name; the rest of the document is still lowered, so
//! that all problems of a run are reported together.

mod bodies;
mod calls;
mod checks;
mod choices;
mod common;
mod constraints;
mod cycles;
mod defaults;
mod directions;
mod docs;
mod expressions;
mod flat;
mod form_rest;
mod forms;
mod headers;
mod hidden;
mod ids;
mod keywords;
mod links;
mod media;
mod methods;
mod mixed;
pub(crate) mod names;
mod nulls;
mod operations;
mod pagination;
mod parameter_forms;
mod parameters;
mod part_headers;
mod parts;
mod paths;
mod responses;
mod schemas;
mod security;
mod segments;
mod servers;
mod shapes;
mod streams;
mod structs;
mod tags;
mod types;
mod unions;
mod unnamed;
mod unused;
mod variants;
mod webhooks;

use crate::diagnostic::{Code, Diagnostics, Pointer, SourceMap};
use crate::ir;
use crate::normalize::{Normalized, internal};
use crate::settings::Settings;
use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem, ReferenceOr};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

/// Lowers a normalized document.
///
/// Returns what could be lowered; whether it may be used is for `diagnostics` to say.
pub fn lower(
    normalized: &Normalized,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> ir::Api {
    let openapi = &normalized.openapi;
    let webhooks = webhooks::path_items(openapi, diagnostics);
    let extra = methods::collect(openapi, &webhooks, diagnostics);
    let hidden = hidden::Hidden::collect(&normalized.document);
    let held = (&extra, &hidden);
    let mut lowering = Lowering::new(normalized, &webhooks, held, settings, diagnostics);
    lowering.lower_components();
    lowering.lower_servers();
    let mut names = operations::Names::new();
    let mut groups = lowering.lower_operations(&mut names);
    let webhooks::LoweredWebhooks { events, webhooks } = lowering.lower_webhooks(&mut names);
    let callbacks = lowering.lower_callbacks(&mut names);
    lowering.lower_links(&mut groups, &mut names);
    lowering.headers.name(&mut names.types);
    lowering.contents.name(&mut names.types);
    lowering.finish_types();
    lowering.check_settings(&groups, &names.seen);
    let server_url = lowering.server_url();
    ir::Api {
        servers: lowering.servers.finish(),
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        docs: docs::with_more(
            docs::of(None, openapi.info.description.as_ref()),
            openapi.external_docs.as_ref(),
        ),
        base_path: server_url.as_deref().and_then(path_of),
        base_url: server_url.filter(|url| is_absolute(url)),
        security_schemes: lowering.security.finish(),
        header_sets: lowering.headers.finish(),
        choices: lowering.contents.choices,
        forms: lowering.contents.forms,
        types: lowering.types.finish(),
        groups,
        events,
        webhooks,
        callbacks,
    }
}

/// The state of one run: the document, the settings, and what has been made so far.
struct Lowering<'a> {
    openapi: &'a OpenAPI,
    /// The same document as it is written, in the normal form.
    document: &'a serde_json::Value,
    /// Where its values come from.
    source_map: &'a SourceMap,
    webhooks: &'a IndexMap<String, PathItem>,
    extra: &'a methods::Extra,
    hidden: &'a hidden::Hidden,
    settings: &'a Settings,
    diagnostics: &'a mut Diagnostics,
    types: types::TypeStore,
    checks: checks::CheckStore,
    /// What is known of the components that discriminators and constants tell apart.
    known: RefCell<tags::Known>,
    /// The keys of the `rename` setting that have found what they name.
    renames: RefCell<BTreeSet<&'a str>>,
    /// What has been made of the inline schemas of shared components, by their places.
    shared: HashMap<Pointer, schemas::Lowered>,
    /// The schemas of properties that are being lowered, by the places of their parts, and their types once named.
    open: HashMap<Vec<Pointer>, Option<ir::TypeId>>,
    /// The defaults of fields, until all types are known.
    defaults: Vec<defaults::Pending<'a>>,
    /// Which schemas requests and responses hold, once that is asked for.
    travels: Option<directions::Travels>,
    /// Which components admit null.
    nulls: nulls::Known,
    headers: headers::HeaderStore,
    contents: bodies::ContentStore,
    security: security::SecurityStore,
    servers: servers::ServerStore,
    /// The structs that are being built, by the places of their schemas: one may hold itself through `allOf`.
    building: HashMap<Pointer, ir::TypeId>,
}

impl<'a> Lowering<'a> {
    fn new(
        normalized: &'a Normalized,
        webhooks: &'a IndexMap<String, PathItem>,
        (extra, hidden): (&'a methods::Extra, &'a hidden::Hidden),
        settings: &'a Settings,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            openapi: &normalized.openapi,
            document: &normalized.document,
            source_map: &normalized.source_map,
            webhooks,
            extra,
            hidden,
            settings,
            diagnostics,
            types: types::TypeStore::new(),
            checks: checks::CheckStore::default(),
            known: RefCell::default(),
            renames: RefCell::default(),
            shared: HashMap::new(),
            open: HashMap::new(),
            defaults: Vec::new(),
            travels: None,
            nulls: nulls::Known::default(),
            headers: headers::HeaderStore::default(),
            contents: bodies::ContentStore::default(),
            security: security::SecurityStore::default(),
            servers: servers::ServerStore::default(),
            building: HashMap::new(),
        }
    }

    /// The description beside the reference at this place, which stands in place of that of its target.
    fn description_at(&self, pointer: &Pointer) -> Option<&'a str> {
        self.openapi
            .extensions
            .get(internal::DESCRIPTIONS)?
            .get(pointer.as_str())?
            .as_str()
    }

    /// Follows a reference to a component, reporting one that leads nowhere.
    fn resolve<'b, T>(
        &mut self,
        item: &'b ReferenceOr<T>,
        pointer: &Pointer,
        section: Section<'b, T>,
    ) -> Option<(&'b T, Pointer)>
    where
        'a: 'b,
    {
        let mut current = item;
        let mut at = pointer.clone();
        let mut seen = Vec::new();
        loop {
            let reference = match current {
                ReferenceOr::Item(item) => return Some((item, at)),
                ReferenceOr::Reference { reference } => reference,
            };
            let target = component_key(reference, section.name)
                .and_then(|key| section.items?.get(&key).map(|item| (key, item)));
            let Some((key, next)) = target.filter(|(key, _)| !seen.contains(key)) else {
                self.diagnostics
                    .error(
                        Code::UnresolvedReference,
                        &at,
                        format!("`{reference}` leads to nothing that can stand here"),
                    )
                    .help(format!(
                        "a reference here must lead to an entry of `#/components/{}`",
                        section.name
                    ));
                return None;
            };
            at = Pointer::root()
                .child("components")
                .child(section.name)
                .child(&key);
            seen.push(key);
            current = next;
        }
    }
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// The path of a server's address, if it is one that a router can be nested at.
fn path_of(url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => url,
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.' | '_' | '~');
    (path.starts_with('/') && path.len() > 1 && path.chars().all(is_plain)).then(|| path.to_owned())
}

/// A section of `components` to look references up in.
struct Section<'b, T> {
    name: &'static str,
    items: Option<&'b IndexMap<String, ReferenceOr<T>>>,
}

/// The key that a reference names in a section of `components`.
fn component_key(reference: &str, section: &str) -> Option<String> {
    let key = reference
        .strip_prefix("#/components/")?
        .strip_prefix(section)?
        .strip_prefix('/')?;
    (!key.contains('/')).then(|| decode_pointer_token(key))
}

/// Undoes percent-encoding and the escapes of RFC 6901 in one token of a reference.
fn decode_pointer_token(token: &str) -> String {
    let mut bytes = Vec::with_capacity(token.len());
    let mut rest = token.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten();
        let decoded =
            hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes)
        .replace("~1", "/")
        .replace("~0", "~")
}
