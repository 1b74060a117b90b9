//! The server as a router, with what it is made of.
//!
//! `main.rs` serves it. An integration test mounts it with
//! `#[path = "../timely-generated/examples/server/app.rs"] mod app;` and needs no socket; `tests.rs` shows how.

pub(crate) mod auth;
pub(crate) mod crm;
mod delivery;
mod events;
mod failure;
mod handlers;
pub(crate) mod mcp;
mod paging;
mod qr;
mod reply;
pub(crate) mod store;

use self::auth::{ApiKey, SCOPES};
use self::crm::{Clock, Crm};
use self::mcp::{Gateway, TcpGateway};
use self::store::{Store, Timeouts, new_id, seed};
use axum::Router;
use std::sync::Arc;
use std::time::Duration;
use timely_generated::document::DOCUMENT;
use timely_generated::server::{self, Options};
use timely_generated::webhooks::Sender;
use timely_runtime::docs;
use timely_runtime::rate_limit::{Fields, Limit, MemoryStore, Quota, RateLimit};
use timely_runtime::webhooks::{Clock as _, SystemClock};

/// The key that may do everything.
pub(crate) const FULL_KEY: &str = "tly_test_full_access";
/// The key that may only read.
pub(crate) const READ_KEY: &str = "tly_test_read_only";

/// What to adjust. The fields are all there is to it: `Config { seed: false, ..Config::new(sender) }`.
pub(crate) struct Config {
    /// The keys that are known. Each belongs to a company, whose data alone it reaches.
    pub(crate) keys: Vec<ApiKey>,
    /// Whether the company of each key starts with a small set of data.
    pub(crate) seed: bool,
    /// Requests per minute and key; from one address, whatever its keys, ten times as many.
    pub(crate) rate_limit: u32,
    /// How long things take to happen by themselves.
    pub(crate) timeouts: Timeouts,
    /// What tells the time, also to the rate limit. The sender has a clock of its own.
    pub(crate) clock: Clock,
    /// What delivers events to webhooks.
    pub(crate) sender: Sender,
    /// The way to MCP servers.
    pub(crate) gateway: Arc<dyn Gateway>,
    /// What the router begins with. Tests hold what it answers to the document.
    pub(crate) options: Options,
}

impl Config {
    /// The document's own limits, two keys of one company, and the system's time.
    pub(crate) fn new(sender: Sender) -> Self {
        let company = new_id();
        let reads: Vec<&str> = SCOPES
            .iter()
            .copied()
            .filter(|scope| scope.ends_with(":read"))
            .collect();
        Self {
            keys: vec![
                ApiKey::new(FULL_KEY, "CRM integration", company.clone(), &SCOPES),
                ApiKey::new(READ_KEY, "Reporting", company, &reads),
            ],
            seed: true,
            rate_limit: 100,
            timeouts: Timeouts::default(),
            clock: Arc::new(|| SystemClock.now()),
            sender,
            gateway: Arc::new(TcpGateway),
            options: Options::default(),
        }
    }
}

/// The whole API, with its document and a page to read it. Deliveries to webhooks end when the last clone of this router is dropped.
pub(crate) fn app(config: Config) -> Router {
    let mut store = Store::default();
    if config.seed {
        for key in &config.keys {
            let now = (config.clock)();
            seed::fill(store.company_of(&key.info, now), now).expect("the seed fits the models");
        }
    }
    let keys = auth::authenticator(&config.keys);
    let options = config.options.clone().admission(limit(&config));
    let crm = Crm::new(store, config);
    sweep_in_background(&crm);
    let api = server::router_with(crm, keys, options);
    // The API comes last, as it is the last one that answers at paths that are none.
    docs::router(&DOCUMENT).merge(api)
}

/// The limit of each key, and beside it one of each address.
fn limit(config: &Config) -> RateLimit {
    let of_address = Quota::per_minute(config.rate_limit.saturating_mul(10));
    let clock = Arc::clone(&config.clock);
    RateLimit::new(Quota::per_minute(config.rate_limit))
        .and(Limit::per_address("per-address", of_address))
        .fields(Fields::Both)
        .store(MemoryStore::new().clock(move || clock()))
}

/// Looks after conversations that time out while nobody asks for them. Without a runtime to do that in, they are looked
/// after when somebody does.
fn sweep_in_background(crm: &Crm) {
    const INTERVAL: Duration = Duration::from_secs(15);
    let crm = crm.downgrade();
    let sweeper = async move {
        loop {
            tokio::time::sleep(INTERVAL).await;
            match crm.upgrade() {
                Some(crm) => crm.sweep(),
                None => return,
            }
        }
    };
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(sweeper);
    }
}
