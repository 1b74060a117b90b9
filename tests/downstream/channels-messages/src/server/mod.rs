//! A server of the Channels API that keeps everything in memory.

mod ai;
mod auth;
mod idempotency;
mod media;
mod send;
mod store;

pub use self::ai::{Ai, AiError, Echo};
pub use self::auth::{ApiKey, Caller};
pub use self::idempotency::{Clock, Retention};
pub use self::store::{Contact, Message};

use self::idempotency::Answers;
use self::store::Store;
use crate::api::models::SendMessageResponse;
use crate::api::server::{Options, router_with};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use timely_runtime::server::Router;

/// Messages hold addresses of media, not the media themselves.
const BODY_LIMIT: usize = 256 * 1024;

/// The AI agent that answers in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Its ID.
    pub id: String,
    /// Its name, under which it answers.
    pub name: String,
    /// ID and name of the team that it belongs to, if it belongs to one.
    pub team: Option<(String, String)>,
}

impl Agent {
    /// An agent without a team.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            team: None,
        }
    }

    /// Makes it part of a team.
    #[must_use]
    pub fn team(mut self, id: impl Into<String>, name: impl Into<String>) -> Self {
        self.team = Some((id.into(), name.into()));
        self
    }
}

/// An API channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    id: String,
    workspace: String,
    agent: Agent,
    is_usable: bool,
}

impl Channel {
    /// A channel of a workspace that this agent answers in.
    #[must_use]
    pub fn new(id: impl Into<String>, workspace: impl Into<String>, agent: Agent) -> Self {
        Self {
            id: id.into(),
            workspace: workspace.into(),
            agent,
            is_usable: true,
        }
    }

    /// Makes it one that exists but takes no messages.
    #[must_use]
    pub fn unusable(mut self) -> Self {
        self.is_usable = false;
        self
    }
}

/// What a server knows when it starts.
#[derive(Clone)]
pub struct Config {
    keys: Vec<ApiKey>,
    channels: BTreeMap<String, Channel>,
    unreachable: BTreeSet<String>,
    retention: Retention,
    clock: Clock,
}

impl Default for Config {
    /// No keys, no channels, every host within reach, and the system's time.
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            channels: BTreeMap::new(),
            unreachable: BTreeSet::new(),
            retention: Retention::default(),
            clock: Arc::new(Instant::now),
        }
    }
}

impl Config {
    /// Knows this API key.
    #[must_use]
    pub fn key(mut self, key: ApiKey) -> Self {
        self.keys.push(key);
        self
    }

    /// Has this channel.
    #[must_use]
    pub fn channel(mut self, channel: Channel) -> Self {
        self.channels.insert(channel.id.clone(), channel);
        self
    }

    /// Cannot fetch media from this host.
    #[must_use]
    pub fn unreachable(mut self, host: impl Into<String>) -> Self {
        self.unreachable.insert(host.into().to_ascii_lowercase());
        self
    }

    /// Remembers answers this long and this many.
    #[must_use]
    pub fn retention(mut self, retention: Retention) -> Self {
        self.retention = retention;
        self
    }

    /// Takes the time from here.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}

/// The server. Its clones are one and the same: what is sent to the router of one is seen through the others.
pub struct Server<A>(Arc<Inner<A>>);

struct Inner<A> {
    ai: A,
    keys: Vec<ApiKey>,
    channels: BTreeMap<String, Channel>,
    unreachable: BTreeSet<String>,
    answers: Answers<SendMessageResponse>,
    store: Mutex<Store>,
}

impl<A> Clone for Server<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A: Ai> Server<A> {
    /// A server without contacts or messages, whose agents think with this AI.
    #[must_use]
    pub fn new(config: Config, ai: A) -> Self {
        Self(Arc::new(Inner {
            ai,
            keys: config.keys,
            channels: config.channels,
            unreachable: config.unreachable,
            answers: Answers::new(config.retention, config.clock),
            store: Mutex::default(),
        }))
    }

    /// The server as an axum router.
    pub fn router(&self) -> Router {
        // This server is for tests, so a response that is not as documented is a fault of it.
        let options = Options::default()
            .body_limit(BODY_LIMIT)
            .report_responses(|fault| panic!("{fault}"));
        router_with(self.clone(), auth::authenticator(&self.0.keys), options)
    }

    /// Every message that was processed, earliest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.store().messages().to_vec()
    }

    /// Every contact, in the order of their creation.
    #[must_use]
    pub fn contacts(&self) -> Vec<Contact> {
        self.store().contacts().to_vec()
    }

    /// How many idempotency keys are known at present.
    #[must_use]
    pub fn remembered_keys(&self) -> usize {
        self.0.answers.len()
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // Every change to the store is one that cannot fail halfway.
        self.0.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
