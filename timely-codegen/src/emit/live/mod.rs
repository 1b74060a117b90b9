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
use crate::ir::Api;
use crate::settings::Settings;
use schemas::LiveSchemas;
use std::cell::OnceCell;
use std::collections::HashMap;
use timely_runtime::generated as rt;
use timely_runtime::mock::{Mock, Script};
use xml::LiveXml;

/// The statics in the making.
struct Live<'a> {
    api: &'a Api,
    schemas: LiveSchemas<'a>,
    /// Made when it is first asked for, which most documents do not need.
    secrets: OnceCell<Secrets>,
    security: HashMap<&'a str, &'static rt::SecurityScheme>,
    xml: LiveXml<'a>,
}

/// The mock of a document.
pub(super) fn mock(api: &Api, settings: &Settings) -> Mock {
    let options = security::options(&settings.server);
    Mock::new(script(api, settings)).options(options)
}

/// What a mock of a document is made of.
fn script(api: &Api, settings: &Settings) -> Script {
    let context = Context { api, settings };
    // Both go through the whole document.
    std::thread::scope(|scope| {
        let sheet = || {
            let (sheet, types) = Sheet::of(api);
            (text(&sheet.to_string()), types)
        };
        let beside = std::thread::Builder::new().spawn_scoped(scope, sheet);
        let mut live = Live::of(api);
        let operations = live.operations();
        let (sheet, types) = match beside.map(|thread| thread.join()) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // There may be no more threads.
            Err(_) => sheet(),
        };
        let schemas = types.into_iter().map(|id| {
            let name = text(&type_text_name(api.type_def(id)));
            (name, live.schemas.of_type(id))
        });
        let schemas = list(schemas.collect());
        let errors = kept(security::error_format(context));
        let base_path = super::mock::base_path(context).unwrap_or_default();
        Script::new(operations, errors)
            .base_path(text(base_path))
            .schemas(schemas)
            .answers(sheet)
    })
}

impl<'a> Live<'a> {
    fn of(api: &'a Api) -> Self {
        Self {
            api,
            schemas: LiveSchemas::of(api),
            secrets: OnceCell::new(),
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
