//! So many requests per minute and key, as its plan has it.

use super::auth::{Keys, Plan};
use super::platform::now;
use timely_runtime::rate_limit::{Caller, Key, Limit, MemoryStore, Quota, RateLimit};
use tokio::time::Instant;

/// A quota for each plan that has a limit. A request counts against the one of its key.
pub(super) fn of_plans(keys: &Keys) -> RateLimit {
    let key_of = |plan| {
        let keys = keys.clone();
        move |caller: Caller<'_>| {
            let secret = &caller.credentials.first()?.secret;
            let key = keys.find(secret.expose())?;
            Key::of_credentials(caller.credentials).filter(|_| key.plan == plan)
        }
    };
    let quota = |plan: Plan| Quota::per_minute(plan.limit());
    let limit = |name, plan| Limit::new(name, quota(plan)).key(key_of(plan));
    // The time of tokio, which tests can pause.
    let (began, start) = (now(), Instant::now());
    RateLimit::new(quota(Plan::Free))
        .key(key_of(Plan::Free))
        .and(limit("pro", Plan::Pro))
        .and(limit("enterprise", Plan::Enterprise))
        .store(MemoryStore::new().clock(move || began + start.elapsed()))
}
