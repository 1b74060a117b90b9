//! The operations of a path item: those of the methods that OpenAPI 3.0 knows, and the others.

use super::source::{Method, Source};
use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::grammar::{OPERATION_KIND, PARAMETER_KIND};
use crate::lower::operations::Operations;
use crate::normalize::{Entries, key, querystring, querystring_at, view_part};
use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation, Parameter, PathItem, ReferenceOr};
use serde_json::Value;
use std::collections::HashMap;

/// How deep callbacks of callbacks are followed.
const MAX_DEPTH: usize = 8;

/// What OpenAPI 3.0 does not know of operations, and `openapiv3` holds as values.
#[derive(Default)]
pub(in crate::lower) struct Extra {
    /// The operations of other methods, by the places of their path items.
    operations: HashMap<Pointer, Vec<(String, Operation)>>,
    /// The parameters that are the whole query string, by the places of their path items and operations.
    query_strings: HashMap<Pointer, Parameter>,
}

/// Reads the operations that `openapiv3` holds as values: of paths, webhooks and callbacks.
pub(in crate::lower) fn collect(
    openapi: &OpenAPI,
    webhooks: &IndexMap<String, PathItem>,
    diagnostics: &mut Diagnostics,
) -> Extra {
    let mut extra = Extra::default();
    let paths = Pointer::root().child("paths");
    for (path, item) in &openapi.paths.paths {
        if let ReferenceOr::Item(item) = item {
            extra.add(item, &paths.child(path), 0, diagnostics);
        }
    }
    let base = Pointer::root().child("webhooks");
    for (name, item) in webhooks {
        extra.add(item, &base.child(name), 0, diagnostics);
    }
    extra
}

impl Extra {
    fn add(&mut self, item: &PathItem, at: &Pointer, depth: usize, diagnostics: &mut Diagnostics) {
        let others = at.child(key::ADDITIONAL_OPERATIONS.name);
        let mut read = Vec::new();
        let listed = item
            .extensions
            .key(key::ADDITIONAL_OPERATIONS)
            .and_then(Value::as_object);
        for (method, value) in listed.into_iter().flatten() {
            let at = others.child(method);
            if let Some(operation) = read_operation(item, method, value, &at, diagnostics) {
                self.add_query_string(&operation.extensions, &at, diagnostics);
                self.add_callbacks(&operation, &at, depth, diagnostics);
                read.push((method.clone(), operation));
            }
        }
        self.add_query_string(&item.extensions, at, diagnostics);
        for (method, operation) in item.iter() {
            self.add_query_string(&operation.extensions, &at.child(method), diagnostics);
            self.add_callbacks(operation, &at.child(method), depth, diagnostics);
        }
        if !read.is_empty() {
            self.operations.insert(at.clone(), read);
        }
    }

    fn add_query_string(
        &mut self,
        extensions: &IndexMap<String, Value>,
        at: &Pointer,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(value) = querystring(extensions) else {
            return;
        };
        // The one place that `openapiv3` does not know; the rest it holds as of any other parameter.
        let mut value = value.clone();
        if let Some(entries) = value.as_object_mut() {
            entries.insert("in".to_owned(), "query".into());
        }
        let place = querystring_at(at);
        if let Some(parameter) = view_part(&PARAMETER_KIND, &value, &place, diagnostics) {
            self.query_strings.insert(at.clone(), parameter);
        }
    }

    fn add_callbacks(
        &mut self,
        operation: &Operation,
        at: &Pointer,
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) {
        if depth == MAX_DEPTH {
            return;
        }
        let base = at.child("callbacks");
        for (name, callback) in &operation.callbacks {
            for (expression, item) in callback {
                let at = base.child(name).child(expression);
                self.add(item, &at, depth + 1, diagnostics);
            }
        }
    }
}

fn read_operation(
    item: &PathItem,
    method: &str,
    value: &Value,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<Operation> {
    if http::Method::from_bytes(method.as_bytes()).is_err() {
        diagnostics
            .assumption(
                Code::InvalidDocument,
                at,
                format!("`{method}` cannot be a method of HTTP"),
                "this operation is left out",
            )
            .at_key()
            .help("a method consists of letters, digits and `-` (RFC 9110, section 9.1)");
        return None;
    }
    if let Some((known, _)) = item
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(method))
    {
        diagnostics
            .assumption(
                Code::DuplicateKey,
                at,
                format!("the path has an operation of the method `{known}` already"),
                "this one is left out",
            )
            .at_key()
            .help("put methods that have a key of their own under that key");
        return None;
    }
    view_part(&OPERATION_KIND, value, at, diagnostics)
}

impl<'a> Operations<'a> {
    /// The operations of a path item, whatever their methods.
    pub(super) fn methods(&self, item: &'a PathItem, at: &Pointer) -> Vec<Method<'a>> {
        let known = item.iter().map(|(name, operation)| Method {
            name,
            operation,
            at: at.child(name),
        });
        let others = at.child(key::ADDITIONAL_OPERATIONS.name);
        let extra = self.extra.operations.get(at).into_iter().flatten();
        let extra = extra.map(|(name, operation)| Method {
            name,
            operation,
            at: others.child(name),
        });
        known.chain(extra).collect()
    }

    /// The parameter that is the whole query string of an operation, its own or that of its path.
    pub(super) fn query_string(&mut self, source: &Source<'a>) -> Option<(&'a Parameter, Pointer)> {
        let found = |at: &Pointer| {
            let parameter = self.extra.query_strings.get(at)?;
            Some((parameter, querystring_at(at)))
        };
        let (own, shared) = (found(&source.at), found(&source.item_at));
        if let (Some((own, _)), Some((shared, at))) = (&own, &shared) {
            let (own, shared) = (own.parameter_data_ref(), shared.parameter_data_ref());
            // Of one name, that of the operation stands in place of that of the path.
            if own.name != shared.name {
                self.bodies.types.diagnostics
                    .assumption(
                        Code::InvalidDocument,
                        at,
                        format!(
                            "`{}` is the whole query string of every operation here, and `{}` is that of `{}`",
                            shared.name,
                            own.name,
                            self.context.source_map.shown(&source.at)
                        ),
                        "the operation has its own",
                    )
                    .help("describe the query as one schema, or by parameters in `query`");
            }
        }
        own.or(shared)
    }
}
