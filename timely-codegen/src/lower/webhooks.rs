//! Webhooks: events told apart by one property of their payloads.

use super::names::{Case, Scope, pascal};
use super::schemas::Naming;
use super::{Lowering, Section, docs};
use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::ir::{Event, Type, TypeId, TypeKind, Webhooks};
use crate::normalize::internal;
use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem};
use serde::Deserialize;
use serde_json::Value;

/// One webhook of the document, its payload lowered.
struct Candidate {
    name: String,
    docs: crate::ir::Docs,
    payload: TypeId,
    pointer: Pointer,
}

/// The path items of the document's webhooks.
pub(super) fn path_items(
    openapi: &OpenAPI,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, PathItem> {
    let Some(Value::Object(entries)) = openapi.extensions.get(internal::WEBHOOKS) else {
        return IndexMap::new();
    };
    let mut items = IndexMap::new();
    for (name, value) in entries {
        match PathItem::deserialize(value) {
            Ok(item) => {
                items.insert(name.clone(), item);
            }
            Err(_) => {
                let at = Pointer::root().child("webhooks").child(name);
                diagnostics
                    .error(
                        Code::InvalidDocument,
                        &at,
                        format!("the webhook `{name}` is no path item"),
                    )
                    .help("a webhook is an object of operations by method");
            }
        }
    }
    items
}

impl Lowering<'_> {
    /// Lowers the document's webhooks to one union of events.
    pub(super) fn lower_webhooks(&mut self) -> Option<Webhooks> {
        if !self.settings.outputs.webhooks || self.webhooks.is_empty() {
            return None;
        }
        let candidates = self.webhook_payloads();
        let first = candidates.first()?;
        let wanted = self
            .settings
            .webhooks
            .as_ref()
            .and_then(|settings| settings.discriminator.clone());
        let Some(discriminator) = wanted.or_else(|| self.find_discriminator(&candidates)) else {
            self.unsupported(
                &first.pointer,
                "the webhooks' payloads have no property in common whose value names the event",
                "give each payload a required property with a `const` of its own, or name the property by the `webhooks.discriminator` setting",
            );
            return None;
        };
        let mut scope = Scope::reserving(Case::Pascal, &["Unknown"]);
        let events = candidates
            .iter()
            .map(|candidate| Event {
                wire: self
                    .constant_at(candidate.payload, &discriminator)
                    .unwrap_or_else(|| candidate.name.clone()),
                variant: scope.claim(&pascal(&candidate.name), &["Event"]),
                docs: candidate.docs.clone(),
                payload: candidate.payload,
            })
            .collect();
        Some(Webhooks {
            discriminator,
            events,
        })
    }

    fn webhook_payloads(&mut self) -> Vec<Candidate> {
        let webhooks = self.webhooks;
        let base = Pointer::root().child("webhooks");
        let mut candidates = Vec::new();
        for (name, item) in webhooks {
            for (method, operation) in item.iter() {
                let at = base.child(name).child(method);
                let Some(body) = &operation.request_body else {
                    self.diagnostics
                        .warning(
                            Code::UnsupportedFeature,
                            &at,
                            format!("the webhook `{name}` has no payload and is left out"),
                        )
                        .help("describe its payload by a `requestBody`");
                    continue;
                };
                let section = Section {
                    name: "requestBodies",
                    items: self
                        .openapi
                        .components
                        .as_ref()
                        .map(|components| &components.request_bodies),
                };
                let Some((body, body_at)) = self.resolve(body, &at.child("requestBody"), section)
                else {
                    continue;
                };
                let naming = Naming::Inline(format!("{}Event", pascal(name)));
                let Some((_, lowered)) = self.lower_content(&body.content, &body_at, naming) else {
                    continue;
                };
                let Type::Named(payload) = lowered.ty else {
                    self.unsupported(
                        &body_at,
                        format!("the payload of the webhook `{name}` is no object with properties"),
                        "describe its properties",
                    );
                    continue;
                };
                let docs = docs::of(operation.summary.as_ref(), operation.description.as_ref());
                candidates.push(Candidate {
                    name: name.clone(),
                    docs,
                    payload,
                    pointer: at,
                });
            }
        }
        candidates
    }

    /// The property that has a single value, different in each payload.
    fn find_discriminator(&mut self, candidates: &[Candidate]) -> Option<String> {
        let TypeKind::Struct(object) = &self.types.get(candidates.first()?.payload)?.kind else {
            return None;
        };
        let properties: Vec<String> = object
            .fields
            .iter()
            .filter(|field| field.constant.is_some())
            .map(|field| field.wire.clone())
            .collect();
        properties.into_iter().find(|property| {
            let mut values = Vec::new();
            candidates.iter().all(
                |candidate| match self.constant_at(candidate.payload, property) {
                    Some(value) if !values.contains(&value) => {
                        values.push(value);
                        true
                    }
                    _ => false,
                },
            )
        })
    }

    /// The only value of a property of a payload.
    fn constant_at(&self, payload: TypeId, property: &str) -> Option<String> {
        let TypeKind::Struct(object) = &self.types.get(payload)?.kind else {
            return None;
        };
        let field = object.fields.iter().find(|field| field.wire == property)?;
        let Type::Named(id) = field.ty else {
            return None;
        };
        match &self.types.get(id)?.kind {
            TypeKind::Enum(values) => match values.variants.as_slice() {
                [only] => Some(only.wire.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}
