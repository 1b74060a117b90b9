//! The platform: its state, its keys, and its way to the outside.

use super::auth::{Key, Keys};
use super::store::Store;
use crate::api::webhooks::Target;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use timely_runtime::client::{BuildError, Transport};
use timely_runtime::webhooks::TargetBuilder;
use timely_runtime::{Url, UtcTime};

/// A Chatbot Platform in memory; cheap to clone, all clones share one state.
#[derive(Clone)]
pub struct Platform(Arc<Shared>);

struct Shared {
    store: Mutex<Store>,
    keys: Keys,
    connect: Option<Connect>,
    events: Option<Url>,
}

/// Lets requests to the outside take another way than HTTP.
type Connect = Box<dyn Fn(TargetBuilder) -> TargetBuilder + Send + Sync>;

/// Configures a [`Platform`].
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct PlatformBuilder {
    keys: HashMap<String, Key>,
    connect: Option<Connect>,
    events: Option<Url>,
}

impl Platform {
    /// Starts with no keys and nobody to tell of events.
    pub fn builder() -> PlatformBuilder {
        PlatformBuilder::default()
    }

    pub(super) fn keys(&self) -> Keys {
        self.0.keys.clone()
    }

    /// The state. It is never held across an `await`, and nothing panics while it is held.
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.0.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where events go, if anywhere.
    pub(super) fn events(&self) -> Option<&Url> {
        self.0.events.as_ref()
    }

    /// An address outside, with the headers that its owner wants to see.
    pub(super) fn target(
        &self,
        url: &str,
        headers: &BTreeMap<String, String>,
        timeout: Duration,
    ) -> Result<Target, BuildError> {
        let builder = Target::builder(url).timeout(timeout);
        let builder = headers.iter().fold(builder, |builder, (name, value)| {
            builder.header(name, value.as_str())
        });
        match &self.0.connect {
            Some(connect) => connect(builder).build(),
            None => builder.build(),
        }
    }
}

impl PlatformBuilder {
    /// Makes a key known.
    pub fn key(mut self, secret: impl Into<String>, key: Key) -> Self {
        self.keys.insert(secret.into(), key);
        self
    }

    /// Sends everything that leaves the platform to this service, whatever its address; an axum `Router` is one.
    pub fn outside(mut self, service: impl Transport + Clone) -> Self {
        self.connect = Some(Box::new(move |target| target.transport(service.clone())));
        self
    }

    /// Sends events below this address, which ends with a `/`: how to subscribe to them is not documented.
    pub fn events(mut self, url: Url) -> Self {
        self.events = Some(url);
        self
    }

    /// Makes the platform.
    pub fn build(self) -> Platform {
        Platform(Arc::new(Shared {
            store: Mutex::default(),
            keys: Keys::new(self.keys),
            connect: self.connect,
            events: self.events,
        }))
    }
}

pub(super) fn now() -> UtcTime {
    SystemTime::now().into()
}
