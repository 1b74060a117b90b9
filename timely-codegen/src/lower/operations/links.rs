//! Links: the operations that a response leads to, as the documentation of the operation that answers it.

use super::expressions;
use super::names::{Names, PendingLink};
use crate::diagnostic::{Code, Pointer};
use crate::grammar;
use crate::ir::{Group, Link, LinkTarget, Operation, ParameterLocation};
use crate::lower::docs;
use crate::lower::operations::Operations;
use openapiv3::LinkOperation;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// The places of operations: in the document, and as group and operation.
type Places = HashMap<Pointer, (usize, usize)>;

impl<'a> Operations<'a> {
    /// Gives operations their links, once all have their names.
    pub(in crate::lower) fn lower_links(&mut self, groups: &mut [Group], names: &mut Names<'a>) {
        let mut places = Places::new();
        for (group, of) in groups.iter().enumerate() {
            for (operation, its) in of.operations.iter().enumerate() {
                places.insert(its.pointer.clone(), (group, operation));
            }
        }
        let mut checked = BTreeSet::new();
        for pending in std::mem::take(&mut names.links) {
            let target = target(pending.link, &places, names);
            let known = match target {
                Target::Known(group, operation) => Some(&groups[group].operations[operation]),
                Target::Elsewhere(_) | Target::Missing(_) => None,
            };
            // A link of a shared response is reported once.
            if checked.insert(pending.at.clone()) {
                self.check_link(&pending, known);
                if let Target::Missing(what) = target {
                    self.report_target(&pending, what);
                }
            }
            let link = finish(&pending, &target, known);
            // What the API itself calls has nobody who would follow a link.
            if let Some(&(group, operation)) = places.get(&pending.owner) {
                groups[group].operations[operation].links.push(link);
            }
        }
    }

    fn report_target(&mut self, pending: &PendingLink<'a>, what: &str) {
        let key = match &pending.link.operation {
            LinkOperation::OperationId(_) => "operationId",
            LinkOperation::OperationRef(_) => "operationRef",
        };
        self.bodies
            .types
            .diagnostics
            .warning(
                Code::UnresolvedReference,
                &pending.at.child(key),
                format!("this link leads to `{what}`, which is not an operation of this document"),
            )
            .help("its documentation names what is written here; name an operation that there is");
    }

    /// Checks expressions, and the names of parameters where the target is known.
    fn check_link(&mut self, pending: &PendingLink<'a>, target: Option<&Operation>) {
        let parameters = pending.at.child("parameters");
        for (name, value) in &pending.link.parameters {
            let at = parameters.child(name);
            self.check_expression(value, &at);
            let is_known = target.is_none_or(|target| parameter(target, name).is_some());
            if !is_known {
                self.bodies
                    .types
                    .diagnostics
                    .warning(
                        Code::UnresolvedReference,
                        &at,
                        format!("the operation that this link leads to has no parameter `{name}`"),
                    )
                    .at_key()
                    .help("name one of its parameters, such as `id` or `path.id`");
            }
        }
        if let Some(body) = &pending.link.request_body {
            self.check_expression(body, &pending.at.child("requestBody"));
        }
    }

    fn check_expression(&mut self, value: &Value, pointer: &Pointer) {
        let Some(text) = value.as_str().filter(|text| !expressions::is_valid(text)) else {
            return;
        };
        self.bodies.types.diagnostics
            .warning(
                Code::InvalidDocument,
                pointer,
                format!("`{text}` is not a runtime expression"),
            )
            .help(
                "one is `$url`, `$method`, `$statusCode`, or `$request.` or `$response.` followed by `header.NAME`, \
                 `query.NAME`, `path.NAME`, `body` or `body#/POINTER` (OpenAPI 3.1, section 4.8.20.4)",
            );
    }
}

/// Where a link leads.
enum Target<'a> {
    /// To an operation that is generated: the places of its group and of itself.
    Known(usize, usize),
    /// Out of this document, or to what is not generated.
    Elsewhere(&'a str),
    /// To nothing.
    Missing(&'a str),
}

fn target<'a>(link: &'a openapiv3::Link, places: &Places, names: &Names<'_>) -> Target<'a> {
    let (text, pointer) = match &link.operation {
        LinkOperation::OperationId(id) => (id, names.ids.place(id).cloned()),
        LinkOperation::OperationRef(reference) if reference.starts_with('#') => {
            (reference, grammar::local(reference))
        }
        LinkOperation::OperationRef(reference) => return Target::Elsewhere(reference),
    };
    match pointer {
        Some(pointer) => match places.get(&pointer) {
            Some(&(group, operation)) => Target::Known(group, operation),
            None if names.ids.is_place(&pointer) => Target::Elsewhere(text),
            None => Target::Missing(text),
        },
        None => Target::Missing(text),
    }
}

fn finish(pending: &PendingLink<'_>, target: &Target<'_>, known: Option<&Operation>) -> Link {
    let link = pending.link;
    let parameters = link.parameters.iter().map(|(name, value)| {
        let field = known.and_then(|target| parameter(target, name));
        (field.unwrap_or(name).to_owned(), text(value))
    });
    Link {
        name: pending.name.to_owned(),
        status: pending.status.clone(),
        docs: docs::of(None, link.description.as_ref()),
        parameters: parameters.collect(),
        body: link.request_body.as_ref().map(text),
        server: link.server.as_ref().map(|server| server.url.clone()),
        target: match *target {
            Target::Known(group, operation) => LinkTarget::Operation { group, operation },
            Target::Elsewhere(text) | Target::Missing(text) => LinkTarget::Other(text.to_owned()),
        },
    }
}

/// The argument or field of the parameter that a link names, alone or behind its location.
fn parameter<'o>(operation: &'o Operation, name: &str) -> Option<&'o str> {
    let of = |location: Option<&str>, name: &str| {
        let mut parameters = operation.parameters.iter();
        let found = parameters.find(|parameter| {
            parameter.wire == name
                && location.is_none_or(|location| location == word(parameter.location))
        });
        found.map(|parameter| parameter.field.as_str())
    };
    of(None, name).or_else(|| {
        let (location, name) = name.split_once('.')?;
        of(Some(location), name)
    })
}

/// How a link names the place of a parameter.
fn word(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::QueryString => "querystring",
    }
}

/// A constant as JSON, an expression as it is.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
