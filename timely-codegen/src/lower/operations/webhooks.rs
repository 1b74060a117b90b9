//! Webhooks: events told apart by one property of their payloads, and requests of their own.

use super::callbacks::Sent;
use super::names::Names;
use super::source::{Method, Source};
use super::template::Template;
use crate::diagnostic::{Diagnostics, Pointer, Severity};
use crate::grammar::PATH_ITEM_KIND;
use crate::ir::{Body, Content, Event, Media, OutgoingRequests, Type, TypeId, TypeKind, Webhooks};
use crate::lower::bodies::BodyName;
use crate::lower::components::component_key;
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::naming::{Case, Scope, pascal};
use crate::normalize::{Entries, key, view_parts};
use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem, ReferenceOr, StatusCode};
use serde_json::Value;

/// One webhook of the document, its body lowered.
struct Candidate<'a> {
    name: String,
    source: Source<'a>,
    body: Option<Body>,
    /// Its payload, if it may be one event of several.
    payload: Option<TypeId>,
}

/// The path items of the document's webhooks.
pub(in crate::lower) fn path_items(
    openapi: &OpenAPI,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, PathItem> {
    let Some(Value::Object(entries)) = openapi.extensions.key(key::WEBHOOKS) else {
        return IndexMap::new();
    };
    let at = Pointer::root().child(key::WEBHOOKS.name);
    let parts = entries.iter().map(|(name, value)| (value, at.child(name)));
    let parts = parts.collect::<Vec<_>>();
    let items = view_parts(&PATH_ITEM_KIND, &parts, diagnostics);
    let named = entries.keys().cloned().zip(items);
    named
        .filter_map(|(name, item)| Some((name, item?)))
        .collect()
}

/// What has become of the document's webhooks.
#[derive(Default)]
pub(in crate::lower) struct LoweredWebhooks {
    /// Those that share an envelope which names them.
    pub(in crate::lower) events: Option<Webhooks>,
    /// The others.
    pub(in crate::lower) webhooks: Option<OutgoingRequests>,
}

impl<'a> Operations<'a> {
    /// Lowers the document's webhooks: to one union of events, as far as one property of their payloads tells which it
    /// is and nothing is answered to them, and to operations of their own otherwise.
    pub(in crate::lower) fn lower_webhooks(&mut self, names: &mut Names<'a>) -> LoweredWebhooks {
        if !self.context.settings.outputs.webhooks {
            return LoweredWebhooks::default();
        }
        let (events, others): (Vec<_>, Vec<_>) = self
            .webhook_candidates()
            .into_iter()
            .partition(|candidate| candidate.payload.is_some());
        let wanted = self
            .context
            .settings
            .webhooks
            .as_ref()
            .and_then(|settings| settings.discriminator.clone());
        let discriminator = wanted.or_else(|| self.find_discriminator(&events));
        let (events, others) = match discriminator {
            Some(discriminator) if !events.is_empty() => {
                (Some(self.lower_events(discriminator, &events)), others)
            }
            // In document order again.
            _ => (None, self.webhook_order(events.into_iter().chain(others))),
        };
        let mut requests = Vec::new();
        for Candidate {
            name, source, body, ..
        } in others
        {
            self.report_inner_callbacks(&source);
            let id = self
                .unshared_id(
                    source.operation,
                    (&source.at, &source.item_at),
                    &name,
                    names,
                )
                .map_or(name, str::to_owned);
            let sent = Sent {
                id,
                word: "Webhook",
                body,
            };
            requests.extend(self.lower_outgoing(&source, sent, names));
        }
        LoweredWebhooks {
            events,
            webhooks: self.finish_outgoing("webhooks", requests, names),
        }
    }

    fn lower_events(&mut self, discriminator: String, candidates: &[Candidate<'a>]) -> Webhooks {
        let mut scope = Scope::reserving(Case::Pascal, &["Unknown"]);
        let mut events = Vec::new();
        for candidate in candidates {
            self.report_inner_callbacks(&candidate.source);
            let Some(payload) = candidate.payload else {
                continue;
            };
            let operation = candidate.source.operation;
            events.push(Event {
                wire: self
                    .constant_at(payload, &discriminator)
                    .unwrap_or_else(|| candidate.name.clone()),
                variant: scope.claim(&pascal(&candidate.name), &["Event"]),
                docs: docs::with_more(
                    docs::of(operation.summary.as_ref(), operation.description.as_ref()),
                    operation.external_docs.as_ref(),
                ),
                payload,
            });
        }
        Webhooks {
            discriminator,
            events,
        }
    }

    /// Every webhook, its body lowered.
    fn webhook_candidates(&mut self) -> Vec<Candidate<'a>> {
        let base = Pointer::root().child("webhooks");
        let mut candidates = Vec::new();
        for (name, item) in self.webhooks {
            let item_at = base.child(name);
            let methods = self.methods(item, &item_at);
            let several = methods.len() > 1;
            for Method {
                name: method,
                operation,
                at,
            } in methods
            {
                let name = match several {
                    true => format!("{name} {method}"),
                    false => name.clone(),
                };
                let body = self.lower_body(
                    &BodyName::of_model(format!("{}Event", pascal(&name))),
                    operation,
                    &at,
                );
                self.report_own_payload(body.as_ref(), &name);
                let payload = match &body {
                    Some(Body {
                        content: Content::Value(Type::Named(payload)),
                        media,
                        ..
                    }) if is_json(media) && self.is_event(operation, *payload) => Some(*payload),
                    _ => None,
                };
                candidates.push(Candidate {
                    name,
                    source: Source {
                        key: None,
                        path: Template::default(),
                        item,
                        item_at: item_at.clone(),
                        method,
                        operation,
                        at,
                    },
                    body,
                    payload,
                });
            }
        }
        candidates
    }

    /// Whether a webhook with this payload may be one event of several: its properties can name it, and nothing is
    /// answered to it.
    fn is_event(&self, operation: &openapiv3::Operation, payload: TypeId) -> bool {
        let definition = self.bodies.types.types.get(payload);
        let is_object =
            definition.is_some_and(|definition| matches!(definition.kind, TypeKind::Struct(_)));
        is_object && !self.is_answered(operation)
    }

    /// Says of a webhook whose payload is a type of one's own that it is no event of several.
    fn report_own_payload(&mut self, body: Option<&Body>, webhook: &str) {
        let Some(Content::Value(Type::Named(payload))) = body.map(|body| &body.content) else {
            return;
        };
        let definition = self.bodies.types.types.get(*payload);
        let is_own = definition
            .is_some_and(|definition| matches!(definition.kind, TypeKind::Alias(Type::Own(_))));
        if is_own {
            self.bodies
                .types
                .diagnostics
                .setting(
                    Severity::Warning,
                    format!(
                        "the settings name a type of your own for the payload of the webhook `{webhook}`; it is \
                         received and sent by functions, and is not an event of several"
                    ),
                )
                .help("use the type for a property of the payload, or receive the webhook by its own function");
        }
    }

    /// Whether a success of an operation has content.
    fn is_answered(&self, operation: &openapiv3::Operation) -> bool {
        let components = self.context.openapi.components.as_ref();
        let mut successes =
            operation
                .responses
                .responses
                .iter()
                .filter_map(|(status, response)| {
                    matches!(status, StatusCode::Code(200..=299) | StatusCode::Range(2))
                        .then_some(response)
                });
        successes.any(|response| match response {
            ReferenceOr::Item(response) => !response.content.is_empty(),
            ReferenceOr::Reference { reference } => component_key(reference, "responses")
                .and_then(|key| components?.responses.get(&key)?.as_item())
                .is_some_and(|response| !response.content.is_empty()),
        })
    }

    fn webhook_order(&self, candidates: impl Iterator<Item = Candidate<'a>>) -> Vec<Candidate<'a>> {
        let mut candidates: Vec<_> = candidates.collect();
        let place = |candidate: &Candidate<'a>| {
            let mut items = self.webhooks.values();
            items.position(|item| std::ptr::eq(item, candidate.source.item))
        };
        // Stable, so that the methods of one webhook keep their order.
        candidates.sort_by_key(place);
        candidates
    }

    /// The property that has a single value, different in each payload.
    fn find_discriminator(&self, candidates: &[Candidate<'a>]) -> Option<String> {
        let TypeKind::Struct(object) = &self
            .bodies
            .types
            .types
            .get(candidates.first()?.payload?)?
            .kind
        else {
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
            candidates.iter().all(|candidate| {
                let value = candidate
                    .payload
                    .and_then(|payload| self.constant_at(payload, property));
                match value {
                    Some(value) if !values.contains(&value) => {
                        values.push(value);
                        true
                    }
                    _ => false,
                }
            })
        })
    }

    /// The only value of a property of a payload.
    fn constant_at(&self, payload: TypeId, property: &str) -> Option<String> {
        let TypeKind::Struct(object) = &self.bodies.types.types.get(payload)?.kind else {
            return None;
        };
        let field = object.fields.iter().find(|field| field.wire == property)?;
        let id = match &field.ty {
            Type::Constant(only) => return Some(only.clone()),
            Type::Named(id) => *id,
            _ => return None,
        };
        match &self.bodies.types.types.get(id)?.kind {
            TypeKind::Enum(values) => match values.variants.as_slice() {
                [only] => Some(only.wire.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether a body may be JSON.
fn is_json(media: &[Media]) -> bool {
    media.iter().any(|media| media.name.ends_with("json"))
}
