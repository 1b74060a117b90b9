//! A connection to Redis that mends itself, and scripts that are run by it.

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, FromRedisValue, RedisError, ScriptInvocation};
use std::error::Error;
use std::time::Duration;

/// A connection that is made when it is first needed, and again when it breaks; clones share it.
#[derive(Clone)]
pub(crate) struct Connection {
    client: Client,
    manager: ConnectionManager,
    timeout: Duration,
}

impl Connection {
    const TIMEOUT: Duration = Duration::from_millis(250);

    /// A connection to a URL such as `redis://user:password@host:6379/0`, by which an answer may take a quarter of a second.
    pub(crate) fn new(url: &str) -> Result<Self, RedisError> {
        let client = Client::open(url)?;
        Ok(Self {
            manager: manager(&client, Self::TIMEOUT)?,
            client,
            timeout: Self::TIMEOUT,
        })
    }

    /// The same by which an answer may take this long.
    pub(crate) fn timeout(self, limit: Duration) -> Result<Self, RedisError> {
        Ok(Self {
            manager: manager(&self.client, limit)?,
            timeout: limit,
            ..self
        })
    }

    /// Runs a script, and reads its answer.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        call: &ScriptInvocation<'_>,
    ) -> Result<T, Box<dyn Error + Send + Sync>> {
        let mut manager = self.manager.clone();
        let answer = tokio::time::timeout(self.timeout, call.invoke_async(&mut manager)).await;
        Ok(answer??)
    }

    pub(super) const fn limit(&self) -> Duration {
        self.timeout
    }
}

fn manager(client: &Client, timeout: Duration) -> Result<ConnectionManager, RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(timeout))
        .set_response_timeout(Some(timeout))
        // A request has no time for more; the next one tries again.
        .set_number_of_retries(1);
    client.get_connection_manager_lazy(config)
}
