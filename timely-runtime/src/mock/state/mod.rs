//! What is kept: things that are created, listed, read, changed and gone again.

mod merge;
mod places;
mod roles;
mod store;

use super::answer::{Answers, Asked, Chosen};
use super::random::seed_of;
use super::service::{Call, Engine};
use super::sheet::Sheet;
use crate::server::Rejection;
use crate::{Operation, RawResponse, Schema};
use http::{HeaderValue, StatusCode, header};
use places::{Place, item_of, list_of};
use roles::{Role, Roles};
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::Store;

use merge::Fitting;
pub(super) use merge::echo;

/// How often a new item is made whose id is taken.
const AGAIN: u64 = 50;

/// Numbers of things are made below this one.
const LARGEST_USUAL_ID: u64 = 9_999;

/// What is kept, and which operations have to do with it.
pub(super) struct State {
    roles: Roles,
    store: Mutex<Store>,
}

impl State {
    pub(super) fn of(operations: &'static [&'static Operation], sheet: &Sheet) -> Self {
        Self {
            roles: Roles::of(operations, sheet),
            store: Mutex::default(),
        }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer of an operation that has to do with what is kept; none for others.
    pub(super) fn answer(
        &self,
        engine: &Engine,
        answers: &Answers,
        call: &Call,
    ) -> Result<Option<RawResponse>, Rejection> {
        let asked = engine.asked(call);
        let turn = Turn {
            engine,
            answers,
            call,
            asked,
        };
        if self.is_within_nothing(call) {
            return turn.not_found().map(Some);
        }
        let Some(role) = self.roles.get(call.operation) else {
            return Ok(None);
        };
        match role {
            Role::Create { item, home } => self.create(&turn, item, *home),
            Role::List { item } => self.list(&turn, item),
            Role::Read => self.read(&turn).map(Some),
            Role::Change => self.change(&turn).map(Some),
            Role::Delete => self.delete(&turn).map(Some),
        }
    }

    /// Whether the path leads through an item that is not there.
    fn is_within_nothing(&self, call: &Call) -> bool {
        let path = call.uri.path().trim_end_matches('/');
        let mut lengths = self.roles.within(call.operation).iter();
        lengths.any(|length| {
            let segments: Vec<&str> = path.split('/').take(*length).collect();
            let found = address_of(&segments.join("/"));
            found.is_none_or(|(collection, id)| !self.store().has(&collection, &id))
        })
    }

    /// Creates an item. An operation whose answer tells no id keeps nothing.
    fn create(
        &self,
        turn: &Turn<'_>,
        item: &ItemPath,
        home: Option<&str>,
    ) -> Result<Option<RawResponse>, Rejection> {
        let origin = collection_of(turn.call.uri.path());
        let collection = home.map_or_else(|| origin.clone(), collection_of);
        let chosen = turn.chosen();
        let examples = turn.engine.examples();
        for _ in 0..AGAIN {
            let ticket = self.store().ticket();
            let asked = Asked {
                seed: turn.asked.seed ^ seed_of([ticket.to_string().as_str()]),
                preferences: turn.asked.preferences.clone(),
                // What is created is not the example once more.
                is_dynamic: turn.asked.is_dynamic || ticket > 0,
                ..turn.asked
            };
            let Some(mut body) = turn.answers.value(chosen, &asked, examples)? else {
                return Ok(None);
            };
            let Some(place) = item_of(&body, item) else {
                return Ok(None);
            };
            let fitting = Fitting::to(turn.schema(chosen));
            let sent = turn.call.body.as_ref();
            let own = sent.and_then(|sent| place.id_among(sent));
            if own.is_none() {
                self.renew(&mut body, &fitting, &place, (&collection, ticket));
            }
            if let Some(sent) = sent {
                let kept = own.is_none().then_some(place.id.as_str());
                fitting.overlay(&mut body, &place.item, sent, kept.as_slice());
            }
            let (Some(id), Some(value)) = (place.id_in(&body), place.item_in(&body).cloned())
            else {
                return Ok(None);
            };
            let is_new = self
                .store()
                .insert(&collection, &id, value.clone(), &origin);
            if !is_new {
                if own.as_ref() != Some(&id) {
                    continue;
                }
                // Whoever chose this id means the item that has it.
                if let Some(conflict) = turn.documented(409)? {
                    return Ok(Some(conflict));
                }
                self.store().change(&collection, &id, |_| value);
            }
            let mut answer = turn.answers.write(chosen, &asked, examples, Some(body))?;
            locate(&mut answer, &collection, &id);
            return Ok(Some(answer));
        }
        Ok(None)
    }

    /// Makes another id of one that is taken: there are more things than names for them.
    fn renew(
        &self,
        body: &mut Value,
        fitting: &Fitting,
        place: &Place,
        (collection, ticket): (&str, u64),
    ) {
        let taken = place.id_in(body);
        let Some(taken) = taken.filter(|id| self.store().has(collection, id)) else {
            return;
        };
        let other = match body.pointer(&place.id) {
            Some(Value::Number(_)) => Value::from(LARGEST_USUAL_ID + ticket),
            _ => Value::from(format!("{taken}{ticket}")),
        };
        fitting.try_put(body, &place.id, &other);
    }

    /// Lists what there is; where the answer is no list, that is no such operation.
    fn list(&self, turn: &Turn<'_>, item: &ItemPath) -> Result<Option<RawResponse>, Rejection> {
        let chosen = turn.chosen();
        let examples = turn.engine.examples();
        let Some(mut body) = turn.answers.value(chosen, &turn.asked, examples)? else {
            return Ok(None);
        };
        let Some(pointer) = list_of(&body, turn.schema(chosen), item) else {
            return Ok(None);
        };
        let all = self.store().all(&collection_of(turn.call.uri.path()));
        let total = all.len();
        let page = merge::page(all, &turn.call.arguments);
        Fitting::to(turn.schema(chosen)).fill_list(&mut body, &pointer, page, total);
        turn.answers
            .write(chosen, &turn.asked, examples, Some(body))
            .map(Some)
    }

    fn read(&self, turn: &Turn<'_>) -> Result<RawResponse, Rejection> {
        let address = turn.address();
        let known = address.and_then(|(collection, id)| self.store().get(&collection, &id));
        turn.with_item(known)
    }

    fn change(&self, turn: &Turn<'_>) -> Result<RawResponse, Rejection> {
        let changed = turn.address().and_then(|(collection, id)| {
            let change = |known| match &turn.call.body {
                Some(sent) => merge::changed(known, sent),
                None => known,
            };
            self.store().change(&collection, &id, change)
        });
        turn.with_item(changed)
    }

    fn delete(&self, turn: &Turn<'_>) -> Result<RawResponse, Rejection> {
        let address = turn.address();
        let known = address.and_then(|(collection, id)| self.store().remove(&collection, &id));
        turn.with_item(known)
    }
}

/// Says where what is created is, where the document has that header.
fn locate(answer: &mut RawResponse, collection: &str, id: &str) {
    let location = format!("{collection}/{}", crate::percent::encode(id));
    if answer.headers.contains_key(header::LOCATION)
        && let Ok(location) = HeaderValue::try_from(location)
    {
        answer.headers.insert(header::LOCATION, location);
    }
}

/// What an item is called in the path that leads to it.
#[derive(Clone, Debug)]
pub(super) struct ItemPath {
    /// The path's last parameter.
    parameter: &'static str,
    /// Where the answer that creates it has its id, if a link says so: a JSON pointer.
    id: Option<String>,
}

/// A request, and what there is to answer it with.
struct Turn<'t> {
    engine: &'t Engine,
    answers: &'t Answers,
    call: &'t Call,
    asked: Asked<'t>,
}

impl<'t> Turn<'t> {
    fn chosen(&self) -> Chosen<'t> {
        self.answers.success().accepted(self.asked.headers)
    }

    fn schema(&self, chosen: Chosen<'_>) -> &'static Schema {
        chosen.media.map_or(Schema::ANY, |media| media.schema)
    }

    /// The collection and the id of the item that the path leads to.
    fn address(&self) -> Option<(String, String)> {
        address_of(self.call.uri.path().trim_end_matches('/'))
    }

    /// The success with an item in it, as far as the schema allows; without one, that there is none.
    fn with_item(&self, item: Option<Value>) -> Result<RawResponse, Rejection> {
        let Some(item) = item else {
            return self.not_found();
        };
        let chosen = self.chosen();
        let examples = self.engine.examples();
        let mut body = self.answers.value(chosen, &self.asked, examples)?;
        if let Some(body) = &mut body {
            let schema = self.schema(chosen);
            echo(body, schema, self.call);
            let parameter = roles::last_parameter(self.call.operation.path).unwrap_or_default();
            let place = item_of(
                body,
                &ItemPath {
                    parameter,
                    id: None,
                },
            );
            let pointer = place.map_or_else(String::new, |place: Place| place.item);
            Fitting::to(schema).overlay(body, &pointer, &item, &[]);
        }
        self.answers.write(chosen, &self.asked, examples, body)
    }

    /// What the document answers where nothing is, or else the server.
    fn not_found(&self) -> Result<RawResponse, Rejection> {
        let documented = self.documented(404)?;
        documented.ok_or_else(|| {
            Rejection::new(
                StatusCode::NOT_FOUND,
                "There is no such thing here: nothing of this id was created.",
            )
        })
    }

    /// The answer of a status, if the operation documents it.
    fn documented(&self, status: u16) -> Result<Option<RawResponse>, Rejection> {
        let is_documented = self.call.operation.documents(status);
        let chosen = self.answers.with_status(status).filter(|_| is_documented);
        let Some(chosen) = chosen else {
            return Ok(None);
        };
        let chosen = chosen.accepted(self.asked.headers);
        let examples = self.engine.examples();
        let written = self.answers.write(chosen, &self.asked, examples, None);
        written.map(Some)
    }
}

/// The collection and the id of the item at a path.
fn address_of(path: &str) -> Option<(String, String)> {
    let (collection, id) = path.rsplit_once('/')?;
    let id = crate::percent::decoded(id, crate::percent::Plus::Itself).ok()?;
    Some((collection_of(collection), id.into_owned()))
}

/// The path of a collection, as it is kept.
fn collection_of(path: &str) -> String {
    path.trim_end_matches('/').to_owned()
}
