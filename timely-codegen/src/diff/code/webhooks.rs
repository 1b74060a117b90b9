//! Webhooks and callbacks: the enum of events, and the functions that send and receive requests of their own.

use super::arguments::{Method, Taker, arguments};
use super::members::Only;
use super::operations::Way;
use super::pairs::{self, Matched, Placed};
use super::structs::{Owner, change_of};
use super::uses::Uses;
use super::view::View;
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::ir::{Event, Operation, OutgoingRequests, Type, Webhooks};
use crate::naming::unraw;
use serde_json::Value;

const CHANGED: &str = "code-webhook-changed";
const EVENTS: &str = "webhooks::WebhookEvent";
const GONE: &str = "programs that name it do not compile any more";

/// The requests of one module: webhooks, or callbacks.
pub(super) struct Requests<'a, 'b> {
    module: &'static str,
    pub(super) both: Vec<(Placed<'a>, Placed<'b>)>,
    removed: Vec<Placed<'a>>,
    added: Vec<Placed<'b>>,
}

/// Pairs what each side sends.
pub(super) fn matched<'a, 'b>(old: &View<'a>, new: &View<'b>) -> Vec<Requests<'a, 'b>> {
    let of = |module, old: &'a Option<OutgoingRequests>, new: &'b Option<OutgoingRequests>| {
        let Matched {
            both,
            removed,
            added,
        } = pairs::operations(placed(old), placed(new));
        Requests {
            module,
            both,
            removed,
            added,
        }
    };
    vec![
        of("webhooks", &old.api.webhooks, &new.api.webhooks),
        of("callbacks", &old.api.callbacks, &new.api.callbacks),
    ]
}

fn placed(requests: &Option<OutgoingRequests>) -> Vec<Placed<'_>> {
    let requests = requests.iter().flat_map(|it| &it.requests);
    let placed = requests.map(|request| Placed {
        group: None,
        operation: &request.operation,
    });
    placed.collect()
}

/// The functions of a request: that of its receiver, and that of its sender.
fn paths(module: &str, operation: &Operation) -> [(String, Impact, Taker); 2] {
    let name = unraw(&operation.method_name);
    [
        (
            format!("{module}::receive_{name}"),
            Impact::HANDLERS,
            Taker::Service,
        ),
        (
            format!("{module}::send_{name}"),
            Impact::SERVER,
            Taker::Sender,
        ),
    ]
}

impl Comparison<'_> {
    /// Compares webhooks and callbacks.
    pub(super) fn webhooks(&mut self, requests: &[Requests<'_, '_>]) {
        self.events();
        for requests in requests {
            for old in &requests.removed {
                self.request_only(requests.module, old.operation, true);
            }
            for new in &requests.added {
                self.request_only(requests.module, new.operation, false);
            }
            for (old, new) in &requests.both {
                self.request(requests.module, old.operation, new.operation);
            }
        }
    }

    fn request_only(&mut self, module: &str, operation: &Operation, is_old: bool) {
        let place = Some(operation.pointer.clone());
        for (path, impact, _) in paths(module, operation) {
            let (change, impact, why) = match is_old {
                true => ("removed", impact, GONE),
                false => ("added", Impact::SAFE, "programs need not name it"),
            };
            let item = Item {
                id: CHANGED,
                aspect: Aspect::Shape,
                owner: &path.clone(),
                item: path,
                change: change.to_owned(),
                old: place.clone().filter(|_| is_old),
                new: place.clone().filter(|_| !is_old),
            };
            self.add(item, impact, why);
        }
    }

    fn request(&mut self, module: &str, old: &Operation, new: &Operation) {
        let functions = paths(module, old).into_iter().zip(paths(module, new));
        let mut owner = String::new();
        for ((was, impact, taker), (is, ..)) in functions {
            if owner.is_empty() {
                owner.clone_from(&is);
            }
            if was != is {
                let places = (&old.pointer, &new.pointer);
                self.renamed(&owner, &[was, is.clone()], places, impact);
            }
            let method = Method {
                id: CHANGED,
                owner: &owner,
                path: &is,
                impact,
                places: (&old.pointer, &new.pointer),
            };
            self.arguments(
                &method,
                &arguments(self.old, old, taker),
                &arguments(self.new, new, taker),
            );
        }
        self.receiver_security(&owner, old, new);
        self.parameters(&owner, old, new, Uses::SENT);
        self.shared(&owner, &owner.clone(), (old, new), Way::OUT);
    }

    /// Whether the receiver checks credentials.
    fn receiver_security(&mut self, owner: &str, old: &Operation, new: &Operation) {
        let word = |operation: &Operation| match (
            operation.security.is_empty(),
            operation.security_optional,
        ) {
            (true, _) => "Context<()>",
            (false, true) => "Context<Option<P>>",
            (false, false) => "Context<P>",
        };
        if word(old) == word(new) {
            return;
        }
        let item = Item {
            id: "code-security-changed",
            aspect: Aspect::Security,
            owner,
            item: owner.to_owned(),
            change: change_of(word(old), word(new)),
            old: Some(old.pointer.child("security")),
            new: Some(new.pointer.child("security")),
        };
        let why = "handlers know their callers otherwise";
        self.add(item, Impact::HANDLERS, why);
        self.held_by(Some(Pointer::root().child("security")));
    }

    /// The events that share an envelope.
    fn events(&mut self) {
        let (before, after) = match (&self.old.api.events, &self.new.api.events) {
            (None, None) => return,
            (Some(before), Some(after)) => (before, after),
            (Some(before), None) => return self.events_only(before, true),
            (None, Some(after)) => return self.events_only(after, false),
        };
        let root = Pointer::root().child("webhooks");
        let owner = Owner {
            id: CHANGED,
            old: EVENTS,
            new: EVENTS,
            old_place: &root,
            new_place: &root,
            uses: Uses::SENT,
        };
        for event in &before.events {
            let old_place = Some(place(self.old, event));
            let same_name = after.events.iter().find(|it| it.variant == event.variant);
            let renamed = after.events.iter().find(|it| it.wire == event.wire);
            match same_name.or(renamed) {
                Some(other) => self.event(&owner, (event, old_place), other),
                None => {
                    let only = Only::Old(&event.variant);
                    self.variant_at(&owner, &only, (old_place, None));
                }
            }
        }
        let known = |event: &Event| {
            let mut events = before.events.iter();
            events.any(|it| it.variant == event.variant || it.wire == event.wire)
        };
        for event in after.events.iter().filter(|it| !known(it)) {
            let new_place = Some(place(self.new, event));
            self.variant_at(&owner, &Only::New(&event.variant), (None, new_place));
        }
    }

    fn event(
        &mut self,
        owner: &Owner<'_>,
        (old, old_place): (&Event, Option<Pointer>),
        new: &Event,
    ) {
        let new_place = Some(place(self.new, new));
        let item = |aspect, change| Item {
            id: CHANGED,
            aspect,
            owner: EVENTS,
            item: format!("{EVENTS}::{}", old.variant),
            change,
            old: old_place.clone(),
            new: new_place.clone(),
        };
        if old.variant != new.variant {
            let item = item(Aspect::Name, format!("renamed to {}", new.variant));
            self.add(item, owner.uses.naming(), GONE);
        }
        let (was, is) = (Type::Named(old.payload), Type::Named(new.payload));
        if !self.is_same(&was, &is) {
            let change = change_of(&self.old.spelling.ty(&was), &self.new.spelling.ty(&is));
            let why = "programs that name the event use its payload as the other type";
            self.add(item(Aspect::Shape, change), owner.uses.naming(), why);
        }
    }

    /// The enum as a whole, on one side alone.
    fn events_only(&mut self, events: &Webhooks, is_old: bool) {
        let view = if is_old { self.old } else { self.new };
        let first = events.events.first().map(|event| place(view, event));
        let (change, impact, why) = match is_old {
            true => ("removed", Uses::SENT.naming(), GONE),
            false => ("added", Impact::SAFE, "programs need not name it"),
        };
        let item = Item {
            id: CHANGED,
            aspect: Aspect::Shape,
            owner: EVENTS,
            item: EVENTS.to_owned(),
            change: change.to_owned(),
            old: first.clone().filter(|_| is_old),
            new: first.filter(|_| !is_old),
        };
        self.add(item, impact, why);
    }
}

/// The webhook whose body an event is.
pub(super) fn place(view: &View<'_>, event: &Event) -> Pointer {
    let root = Pointer::root().child("webhooks");
    let payload = &view.api.type_def(event.payload).pointer;
    let webhooks = view.side.at(&root).and_then(Value::as_object);
    let found = webhooks.into_iter().flatten().find_map(|(name, _)| {
        let operation = root.child(name).child("post");
        let schema = view.schema_of_body(&operation.child("requestBody"));
        (view.side.resolved(&schema) == *payload).then_some(operation)
    });
    found.unwrap_or_else(|| payload.clone())
}
