//! Webhooks and callbacks as operations in the other direction: the API calls, and its user answers.

use super::methods::Method;
use super::operation::{Called, Names, Source, own_id};
use super::paths::Template;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Body, Call, Callback, Calls};
use crate::lower::operations::Operations;
use crate::naming::{Case, Scope, snake};
use openapiv3::PathItem;

/// A callback whose turn has not come.
pub(super) struct PendingCallback<'a> {
    name: &'a str,
    expression: &'a str,
    /// The operations that it follows, by `operationId`.
    follows: Vec<String>,
    item: &'a PathItem,
    item_at: Pointer,
    method: &'a str,
    operation: &'a openapiv3::Operation,
    at: Pointer,
}

impl<'a> Operations<'a> {
    /// Notes the callbacks of an operation. One that several operations share is noted once.
    pub(super) fn collect_callbacks(
        &mut self,
        owner: &str,
        source: &Source<'a>,
        names: &mut Names<'a>,
    ) {
        if !self.context.settings.outputs.webhooks {
            return;
        }
        let base = source.at.child("callbacks");
        for (name, callback) in &source.operation.callbacks {
            for (expression, item) in callback {
                let item_at = base.child(name).child(expression);
                for Method {
                    name: method,
                    operation,
                    at,
                } in self.methods(item, &item_at)
                {
                    let same = names.callbacks.iter_mut().find(|known| {
                        known.name == name
                            && known.expression == expression
                            && known.method == method
                            && known.operation == operation
                            && known.item.parameters == item.parameters
                    });
                    if let Some(same) = same {
                        same.follows.push(owner.to_owned());
                        continue;
                    }
                    names.callbacks.push(PendingCallback {
                        name,
                        expression,
                        follows: vec![owner.to_owned()],
                        item,
                        item_at: item_at.clone(),
                        method,
                        operation,
                        at,
                    });
                }
            }
        }
    }

    /// Lowers the callbacks of the operations that were lowered.
    pub(in crate::lower) fn lower_callbacks(&mut self, names: &mut Names<'a>) -> Option<Calls> {
        let pending = std::mem::take(&mut names.callbacks);
        let mut functions = Scope::new(Case::Snake);
        let mut calls = Vec::new();
        for callback in &pending {
            let name = callback_name(callback, &pending);
            let id = self
                .unshared_id(
                    callback.operation,
                    (&callback.at, &callback.item_at),
                    &name,
                    names,
                )
                .map_or(name, str::to_owned);
            let source = Source {
                path: Template::default(),
                item: callback.item,
                item_at: callback.item_at.clone(),
                method: callback.method,
                operation: callback.operation,
                at: callback.at.clone(),
            };
            self.report_inner_callbacks(&source);
            let Some(mut call) =
                self.lower_call(&source, (id, "Callback"), None, &mut functions, names)
            else {
                continue;
            };
            call.callback = Some(Callback {
                expression: callback.expression.to_owned(),
                follows: callback.follows.clone(),
            });
            calls.push(call);
        }
        finish("callbacks", calls, names)
    }

    /// Lowers a request that the API sends. Its body may have been lowered before.
    pub(super) fn lower_call(
        &mut self,
        source: &Source<'a>,
        (id, word): (String, &str),
        body: Option<Body>,
        functions: &mut Scope,
        names: &mut Names<'a>,
    ) -> Option<Call> {
        names.seen.push(id.clone());
        if self.context.settings.leaves_out(&id) {
            return None;
        }
        if own_id(source.operation) == Some(&id) {
            self.take_id(&id, &source.at, names);
        }
        let wanted = self.bodies.types.renamed(&id, &source.at).unwrap_or(&id);
        let method_name = functions.claim(&snake(wanted), &[word]);
        // The security of the document as a whole is what callers of the API show, not what the API shows them.
        let own = source.operation.security.as_deref().unwrap_or_default();
        let (security, security_optional) = self.lower_security(own, &source.at.child("security"));
        let called = Called {
            id,
            word,
            method_name,
        };
        let mut operation = self.lower_source(source, called, body, names);
        operation.security = security;
        operation.security_optional = security_optional;
        Some(Call {
            operation,
            callback: None,
        })
    }

    /// Names callbacks of what is no operation of this API.
    pub(super) fn report_inner_callbacks(&mut self, source: &Source<'a>) {
        if !source.operation.callbacks.is_empty() {
            self.bodies
                .types
                .diagnostics
                .warning(
                    Code::UnsupportedFeature,
                    &source.at.child("callbacks"),
                    "callbacks of a webhook or callback are not generated",
                )
                .help("describe them under `webhooks` to have them generated");
        }
    }
}

/// What a callback without `operationId` is called: by its own name where that is enough.
fn callback_name(callback: &PendingCallback<'_>, all: &[PendingCallback<'_>]) -> String {
    let same: Vec<_> = all
        .iter()
        .filter(|other| other.name == callback.name)
        .collect();
    let owner = callback.follows.first().map(String::as_str);
    let is_mine =
        |other: &&&PendingCallback<'_>| other.follows.first().map(String::as_str) == owner;
    let mine = same.iter().filter(is_mine).count();
    let mut words = Vec::new();
    if mine < same.len() {
        words.extend(owner);
    }
    words.push(callback.name);
    if mine > 1 {
        words.push(callback.method);
    }
    words.join("/")
}

/// The requests as a group, unless there are none.
pub(in crate::lower) fn finish(
    module: &str,
    calls: Vec<Call>,
    names: &mut Names<'_>,
) -> Option<Calls> {
    if calls.is_empty() {
        return None;
    }
    Some(Calls {
        module: names.modules.claim(module, &["sent"]),
        calls,
    })
}
