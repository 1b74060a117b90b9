//! The service behind the router: the store and what it works with.

use super::Config;
use super::auth::Caller;
use super::delivery;
use super::failure::Failure;
use super::mcp::Gateway;
use super::store::webhooks::Job;
use super::store::{Company, Store, Timeouts};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use timely_generated::server::Context;
use timely_generated::webhooks::Sender;
use timely_runtime::UtcTime;
use timely_runtime::chrono::SubsecRound;

/// What tells the time.
pub(crate) type Clock = Arc<dyn Fn() -> UtcTime + Send + Sync>;

/// The time, in milliseconds as the document's examples have it.
pub(crate) fn now(clock: &Clock) -> UtcTime {
    clock().trunc_subsecs(3)
}

/// The state of the server; cheap to clone.
///
/// Implements the service trait of every tag, see the modules of `handlers`.
#[derive(Clone)]
pub(crate) struct Crm(Arc<Inner>);

/// A [`Crm`] that does not keep the store: with the last clone of the router, the store goes and deliveries end.
#[derive(Clone)]
pub(crate) struct WeakCrm(Weak<Inner>);

struct Inner {
    store: Mutex<Store>,
    clock: Clock,
    timeouts: Timeouts,
    sender: Sender,
    gateway: Arc<dyn Gateway>,
}

impl Crm {
    pub(crate) fn new(store: Store, config: Config) -> Self {
        Self(Arc::new(Inner {
            store: Mutex::new(store),
            clock: config.clock,
            timeouts: config.timeouts,
            sender: config.sender,
            gateway: config.gateway,
        }))
    }

    /// Works on the data of the caller's company, and on no other.
    ///
    /// `work` is no future, so the lock is not held across an await.
    pub(crate) fn with<T>(
        &self,
        cx: &Context<Caller>,
        work: impl FnOnce(&mut Company, UtcTime) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let now = self.now();
        let (result, jobs) = {
            let mut store = self.store();
            let company = store.company_of(cx.principal(), now);
            company.advance(now, &self.0.timeouts);
            let result = work(company, now);
            (result, company.take_jobs(now))
        };
        self.start(jobs);
        result
    }

    /// Brings all companies up to date, so that what happens by itself is told to webhooks even when nobody asks.
    pub(crate) fn sweep(&self) {
        let now = self.now();
        let mut jobs = Vec::new();
        for company in self.store().companies() {
            company.advance(now, &self.0.timeouts);
            jobs.extend(company.take_jobs(now));
        }
        self.start(jobs);
    }

    pub(crate) fn now(&self) -> UtcTime {
        now(&self.0.clock)
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        // A handler that panics answers 500; the others go on with what it left behind.
        self.0.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.0.sender
    }

    pub(crate) fn gateway(&self) -> &dyn Gateway {
        &*self.0.gateway
    }

    pub(crate) fn downgrade(&self) -> WeakCrm {
        WeakCrm(Arc::downgrade(&self.0))
    }

    fn start(&self, jobs: Vec<Job>) {
        for job in jobs {
            tokio::spawn(delivery::deliver(
                self.downgrade(),
                self.sender().clone(),
                job,
            ));
        }
    }
}

impl WeakCrm {
    pub(crate) fn upgrade(&self) -> Option<Crm> {
        self.0.upgrade().map(Crm)
    }
}
