//! Connections that requests share: one pool for all, and one for each set of rules that requests carry.

use super::HttpBody;
use super::connector::Connector;
use crate::transport::{Body, BoxError, Destinations, address};
use futures_util::future::BoxFuture;
use http::header;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::fmt;
use std::future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long connections are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    pub(super) idle_per_host: usize,
    pub(super) idle_timeout: Option<Duration>,
    #[cfg(feature = "http2")]
    pub(super) ping: Option<Duration>,
}

impl Pool {
    fn client(self, connector: &Connector) -> Client<Connector, Body> {
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(self.idle_per_host)
            .pool_idle_timeout(self.idle_timeout);
        #[cfg(feature = "http2")]
        builder
            .timer(TokioTimer::new())
            .http2_only(connector.is_http2_only())
            .http2_keep_alive_interval(self.ping);
        builder.build(connector.clone())
    }
}

/// The client of hyper, and what makes its connections.
pub(super) struct Own {
    open: Guarded,
    pool: Pool,
    /// Clients whose requests have rules of their own. They share no connections with others, which may lead elsewhere.
    guarded: Mutex<Vec<(Destinations, Guarded)>>,
}

/// A client, and its connector once more.
#[derive(Clone)]
struct Guarded {
    client: Client<Connector, Body>,
    connector: Connector,
}

impl Own {
    /// How many sets of rules have a pool; programs have one or two.
    const SETS: usize = 8;

    pub(super) fn new(connector: Connector, pool: Pool) -> Self {
        Self {
            open: Guarded {
                client: pool.client(&connector),
                connector,
            },
            pool,
            guarded: Mutex::default(),
        }
    }

    /// What sends requests that carry these rules.
    fn within(&self, rules: Option<&Destinations>) -> Guarded {
        let Some(rules) = rules else {
            return self.open.clone();
        };
        // No code in this function panics while it holds the lock.
        let mut guarded = self.guarded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = guarded.iter().find(|(known, _)| known == rules) {
            return found.clone();
        }
        let connector = self.open.connector.within(rules);
        let new = Guarded {
            client: self.pool.client(&connector),
            connector,
        };
        if guarded.len() == Self::SETS {
            drop(guarded.remove(0));
        }
        guarded.push((rules.clone(), new.clone()));
        new
    }

    pub(super) fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<HttpBody>, BoxError>> {
        let Guarded { client, connector } = self.within(request.extensions().get());
        let checked = address::prepare(&mut request)
            .and_then(|()| connector.check(request.uri()).map_err(BoxError::from));
        if let Err(error) = checked {
            return Box::pin(future::ready(Err(error)));
        }
        if let Some(authorization) = connector.proxy_authorization(request.uri()) {
            let headers = request.headers_mut();
            headers
                .entry(header::PROXY_AUTHORIZATION)
                .or_insert(authorization);
        }
        let response = client.request(request);
        Box::pin(async move { Ok(response.await?.map(HttpBody::own)) })
    }
}

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.open.connector.fmt(f)
    }
}
