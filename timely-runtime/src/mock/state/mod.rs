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

pub(super) use merge::echo;

/// How often a new item is made whose id is taken.
const AGAIN: u64 = 50;

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
            Role::Read => self.read(&turn),
            Role::Change => self.change(&turn),
            Role::Delete => self.delete(&turn),
        }
    }

    /// Whether the path leads through an item that is not there.
    fn is_within_nothing(&self, call: &Call) -> bool {
        let path = call.uri.path().trim_end_matches('/');
        let mut lengths = self.roles.within(call.operation).iter();
        lengths.any(|length| {
            let segments: Vec<&str> = path.split('/').take(*length).collect();
            let found = address_of(&segments.join("/"));
            found.is_some_and(|(collection, id)| !self.store().has(&collection, &id))
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
        for number in 0..AGAIN {
            let count = self.store().created();
            let asked = Asked {
                seed: turn.asked.seed ^ seed_of([format!("{count} {number}").as_str()]),
                preferences: turn.asked.preferences.clone(),
                // What is created is not the example once more.
                is_dynamic: turn.asked.is_dynamic || number > 0 || count > 0,
                ..turn.asked
            };
            let examples = turn.engine.examples();
            let Some(mut body) = turn.answers.value(chosen, &asked, examples)? else {
                return Ok(None);
            };
            let schema = turn.schema(chosen);
            let Some(place) = item_of(&body, item) else {
                return Ok(None);
            };
            if let Some(sent) = &turn.call.body {
                merge::overlay(&mut body, schema, &place.item, sent, &[&place.id]);
            }
            let Some(id) = place.id_in(&body) else {
                return Ok(None);
            };
            let Some(value) = place.item_in(&body).cloned() else {
                return Ok(None);
            };
            if !self.store().insert(&collection, &id, value, &origin) {
                continue;
            }
            let mut answer = turn.answers.write(chosen, &asked, examples, Some(body))?;
            let location = format!("{collection}/{}", crate::percent::encode(&id));
            let location = HeaderValue::try_from(location);
            if answer.headers.contains_key(header::LOCATION)
                && let Ok(location) = location
            {
                answer.headers.insert(header::LOCATION, location);
            }
            return Ok(Some(answer));
        }
        Ok(None)
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
        merge::fill_list(&mut body, turn.schema(chosen), &pointer, page, total);
        turn.answers
            .write(chosen, &turn.asked, examples, Some(body))
            .map(Some)
    }

    fn read(&self, turn: &Turn<'_>) -> Result<Option<RawResponse>, Rejection> {
        let Some((collection, id)) = turn.address() else {
            return Ok(None);
        };
        let known = self.store().get(&collection, &id);
        match known {
            Some(item) => turn.with_item(&item).map(Some),
            None => turn.not_found().map(Some),
        }
    }

    fn change(&self, turn: &Turn<'_>) -> Result<Option<RawResponse>, Rejection> {
        let Some((collection, id)) = turn.address() else {
            return Ok(None);
        };
        let Some(known) = self.store().get(&collection, &id) else {
            return turn.not_found().map(Some);
        };
        let changed = match &turn.call.body {
            Some(sent) => merge::changed(known, sent),
            None => known,
        };
        let answer = turn.with_item(&changed)?;
        self.store().replace(&collection, &id, changed);
        Ok(Some(answer))
    }

    fn delete(&self, turn: &Turn<'_>) -> Result<Option<RawResponse>, Rejection> {
        let Some((collection, id)) = turn.address() else {
            return Ok(None);
        };
        let known = self.store().remove(&collection, &id);
        match known {
            Some(item) => turn.with_item(&item).map(Some),
            None => turn.not_found().map(Some),
        }
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

    /// The success with an item in it, as far as the schema allows.
    fn with_item(&self, item: &Value) -> Result<RawResponse, Rejection> {
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
            merge::overlay(body, schema, &pointer, item, &[]);
        }
        self.answers.write(chosen, &self.asked, examples, body)
    }

    /// What the document answers where nothing is, or else the server.
    fn not_found(&self) -> Result<RawResponse, Rejection> {
        let examples = self.engine.examples();
        match self
            .answers
            .with_status(404)
            .filter(|_| self.call.operation.documents(404))
        {
            Some(chosen) => {
                let chosen = chosen.accepted(self.asked.headers);
                self.answers.write(chosen, &self.asked, examples, None)
            }
            None => Err(Rejection::new(
                StatusCode::NOT_FOUND,
                "There is no such thing here: nothing of this id was created.",
            )),
        }
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
