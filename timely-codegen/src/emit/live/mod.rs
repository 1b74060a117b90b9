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
use super::schemas::type_text_name;
use crate::ir::Api;
use crate::settings::Settings;
use schemas::LiveSchemas;
use std::collections::HashMap;
use std::sync::Arc;
use timely_runtime::generated as rt;
use timely_runtime::mock::{Mock, Script};
use xml::LiveXml;

/// The statics in the making.
struct Live {
    api: &'static Api,
    schemas: &'static LiveSchemas,
    security: HashMap<&'static str, &'static rt::SecurityScheme>,
    xml: LiveXml<'static>,
}

/// The mock of a document.
pub(super) fn mock(api: Arc<Api>, settings: &Settings) -> Mock {
    let api = kept(api);
    let options = security::options(&settings.server);
    Mock::new(script(api, settings)).options(options)
}

/// What a mock of a document is made of.
fn script(api: &'static Api, settings: &Settings) -> Script {
    let context = Context { api, settings };
    let mut live = Live::of(api);
    let operations = live.operations();
    let errors = kept(security::error_format(context));
    let base_path = super::mock::base_path(context).unwrap_or_default();
    let schemas = live.schemas;
    Script::new(operations, errors)
        .base_path(text(base_path))
        .late(move || {
            let (sheet, types) = Sheet::of(api);
            let named = types.into_iter().map(|id| {
                let name = text(&type_text_name(api.type_def(id)));
                (name, schemas.of_type(id))
            });
            (text(&sheet.to_string()), list(named.collect()))
        })
}

impl Live {
    fn of(api: &'static Api) -> Self {
        Self {
            api,
            schemas: kept(LiveSchemas::of(api)),
            security: security::schemes(api),
            xml: LiveXml::of(api),
        }
    }

    fn operations(&mut self) -> &'static [&'static rt::Operation] {
        let operations = self.api.operations();
        let made = operations.map(|operation| kept(self.operation(operation)));
        let made: Vec<&'static rt::Operation> = made.collect();
        list(made)
    }
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
