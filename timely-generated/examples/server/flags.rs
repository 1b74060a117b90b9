//! The command line.

use clap::Parser;
use std::time::Duration;
use timely_runtime::hosting::Server;
use tracing_subscriber::filter::LevelFilter;

/// The Timely API, kept in memory.
///
/// The documentation of `timely_runtime::hosting` tells which limits hold unless set.
#[derive(Parser)]
pub(crate) struct Flags {
    /// 0 for any that is free
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Requests a minute and key
    #[arg(long, default_value_t = 100)]
    pub(crate) rate_limit: u32,
    /// off, error, warn, info or debug; info tells of each request
    #[arg(long, default_value = "warn")]
    pub(crate) log: LevelFilter,
    /// Seconds for the head of the first request of a connection
    #[arg(long, value_parser = seconds)]
    header_timeout: Option<Duration>,
    /// Seconds for the head of a later one
    #[arg(long, value_parser = seconds)]
    idle_timeout: Option<Duration>,
    /// Seconds for a request as a whole
    #[arg(long, value_parser = seconds)]
    request_timeout: Option<Duration>,
    /// Seconds in the middle of a body
    #[arg(long, value_parser = seconds)]
    body_pause: Option<Duration>,
    /// Seconds for a client to take its response
    #[arg(long, value_parser = seconds)]
    write_timeout: Option<Duration>,
    /// Connections at the same time
    #[arg(long)]
    max_connections: Option<usize>,
    /// Requests at the same time
    #[arg(long)]
    max_requests: Option<usize>,
    /// Seconds for what still runs when the server is asked to end
    #[arg(long, value_parser = seconds)]
    grace: Option<Duration>,
}

impl Flags {
    /// The server with the limits that are set.
    pub(crate) fn adjust(&self, server: Server) -> Server {
        let server = set(server, self.header_timeout, Server::header_timeout);
        let server = set(server, self.idle_timeout, Server::idle_timeout);
        let server = set(server, self.request_timeout, |server, limit| {
            server.request_timeout(limit)
        });
        let server = set(server, self.body_pause, |server, limit| {
            server.body_pause(limit)
        });
        let server = set(server, self.write_timeout, |server, limit| {
            server.write_timeout(limit)
        });
        let server = set(server, self.max_connections, Server::max_connections);
        let server = set(server, self.max_requests, Server::max_requests);
        set(server, self.grace, Server::grace)
    }
}

fn set<T>(server: Server, value: Option<T>, setter: fn(Server, T) -> Server) -> Server {
    match value {
        Some(value) => setter(server, value),
        None => server,
    }
}

fn seconds(value: &str) -> anyhow::Result<Duration> {
    Ok(Duration::try_from_secs_f64(value.parse()?)?)
}
