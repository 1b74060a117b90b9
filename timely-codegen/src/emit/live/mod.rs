//! The statics of a document, made while a program runs: what generated code states, for a server that needs no code.
//!
//! It says what the rooms beside it write, item by item, and a test holds the two against each other. All of it lives as long
//! as the process: it is for programs that serve one document.

mod media;
mod operations;
mod schemas;
mod security;
mod xml;

use super::context::Context;
use super::mock::Sheet;
use super::schemas::{Secrets, type_text_name};
use crate::ir::{Api, TypeId};
use crate::settings::Settings;
use schemas::LiveSchemas;
use std::collections::HashMap;
use timely_runtime::generated as rt;
use xml::LiveXml;

/// The statics in the making.
struct Live<'a> {
    api: &'a Api,
    schemas: LiveSchemas<'a>,
    secrets: Secrets,
    security: HashMap<&'a str, &'static rt::SecurityScheme>,
    xml: LiveXml<'a>,
}

/// What a mock of a document is made of.
pub(super) fn script(api: &Api, settings: &Settings) -> rt::mock::Script {
    let context = Context { api, settings };
    let mut live = Live {
        api,
        schemas: LiveSchemas::of(api),
        secrets: Secrets::of(api),
        security: security::schemes(api),
        xml: LiveXml::of(api),
    };
    let operations: Vec<&'static rt::Operation> = api
        .operations()
        .map(|operation| kept(live.operation(operation)))
        .collect();
    let (sheet, types) = Sheet::of(api);
    let schemas: Vec<_> = types
        .into_iter()
        .map(|id: TypeId| {
            let name = text(&type_text_name(api.type_def(id)));
            (name, live.schemas.of_type(id))
        })
        .collect();
    let errors = kept(security::error_format(context));
    rt::mock::Script::new(list(operations), errors)
        .base_path(text(api.base_path.as_deref().unwrap_or_default()))
        .schemas(list(schemas))
        .answers(text(&sheet.to_string()))
}

/// A text that lives as long as the process.
fn text(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

/// A list that does.
fn list<T>(list: Vec<T>) -> &'static [T] {
    Vec::leak(list)
}

/// A value that does.
fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
