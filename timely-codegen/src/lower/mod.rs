//! From the normal form of a document to the intermediate representation.
//!
//! Resolves references, picks names, merges `allOf`, decides unions and breaks cycles. What a document asks for and
//! the generator cannot do yet is reported where it stands, by name; the rest of the document is still lowered, so
//! that all problems of a run are reported together.

mod bodies;
mod components;
mod context;
mod docs;
mod keyword_schemas;
mod operations;
mod types;

use crate::diagnostic::Diagnostics;
use crate::ir;
use crate::normalize::Normalized;
use crate::settings::{Compat, Pagination, Settings};
use bodies::Bodies;
use context::Context;
use operations::Operations;
use types::Types;
pub use types::TypesElsewhere;
pub(crate) use types::exports;

/// Lowers a normalized document.
///
/// Returns what could be lowered; whether it may be used is for `diagnostics` to say.
pub fn lower(
    normalized: &Normalized,
    settings: &Settings,
    elsewhere: &TypesElsewhere,
    diagnostics: &mut Diagnostics,
) -> ir::Api {
    lower_with(normalized, settings, elsewhere, None, diagnostics)
}

/// The same with rules of pagination that were recognized in what this gave before.
pub fn lower_with(
    normalized: &Normalized,
    settings: &Settings,
    elsewhere: &TypesElsewhere,
    recognized: Option<&[Pagination]>,
    diagnostics: &mut Diagnostics,
) -> ir::Api {
    let openapi = &normalized.view;
    let webhooks = operations::path_items(openapi, diagnostics);
    let extra = operations::collect_extra(openapi, &webhooks, diagnostics);
    let keyword_schemas =
        keyword_schemas::KeywordSchemas::collect(&normalized.document, diagnostics);
    let context = Context::new(
        normalized,
        &keyword_schemas,
        settings,
        elsewhere,
        recognized,
    );
    let mut types = Types::new(context, diagnostics);
    types.lower_components();
    let mut lowering = Operations::new(&webhooks, &extra, Bodies::new(types));
    lowering.lower_servers();
    let mut names = operations::Names::new(settings.compat);
    let mut groups = lowering.lower_operations(&mut names);
    let operations::LoweredWebhooks {
        events,
        mut webhooks,
    } = lowering.lower_webhooks(&mut names);
    let mut callbacks = lowering.lower_callbacks(&mut names);
    lowering.lower_links(&mut groups, &mut names);
    lowering.bodies.types.finish_types();
    let types = &lowering.bodies.types.types;
    let operations = all_operations(&mut groups, &mut webhooks, &mut callbacks);
    lowering.headers.merge(types, operations);
    let operations = all_operations(&mut groups, &mut webhooks, &mut callbacks);
    lowering.headers.name(operations, &mut names.types);
    lowering.bodies.contents.name(&mut names.types);
    lowering.check_settings(&groups, &names.seen);
    let idempotency = lowering.idempotency();
    let server_url = lowering.server_url();
    let Operations {
        bodies,
        headers,
        security,
        servers,
        ..
    } = lowering;
    let type_features = bodies.types.features.take();
    let types = bodies.types.types.finish();
    let outgoing = webhooks.iter_mut().chain(&mut callbacks);
    let error_sets = match settings.share_types {
        true => operations::share_errors(&mut groups, outgoing, &types),
        false => Vec::new(),
    };
    let mut api = ir::Api {
        servers: servers.finish(),
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        docs: docs::with_more(
            docs::of(None, openapi.info.description.as_ref()),
            openapi.external_docs.as_ref(),
        ),
        base_path: server_url.as_deref().and_then(path_of),
        base_url: server_url.filter(|url| is_absolute(url)),
        security_schemes: security.finish(),
        header_sets: headers.finish(),
        error_sets,
        choices: bodies.contents.choices,
        forms: bodies.contents.forms,
        xml: bodies.contents.xml.shapes,
        types,
        idempotency,
        event_end: settings.events.as_ref().map(|events| events.done.clone()),
        groups,
        events,
        webhooks,
        callbacks,
        type_features,
        // It is no part of the normal form.
        document: None,
    };
    let mut type_names = names.types;
    operations::tell_apart(&mut api, settings, diagnostics);
    match settings.compat {
        Compat::V0_1 => {
            for definition in &mut api.types {
                definition.path.names_tag = true;
            }
        }
        _ => operations::give_way(&mut api, &mut type_names),
    }
    api
}

/// Those that are called, and those that the API sends.
fn all_operations<'o>(
    groups: &'o mut [ir::Group],
    webhooks: &'o mut Option<ir::OutgoingRequests>,
    callbacks: &'o mut Option<ir::OutgoingRequests>,
) -> impl Iterator<Item = &'o mut ir::Operation> {
    let called = groups.iter_mut().flat_map(|group| &mut group.operations);
    let outgoing = webhooks.iter_mut().chain(callbacks);
    let outgoing = outgoing.flat_map(|outgoing| &mut outgoing.requests);
    called.chain(outgoing.map(|request| &mut request.operation))
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
