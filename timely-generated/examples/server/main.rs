//! An in-memory CRM that speaks the whole Timely API.
//!
//! ```text
//! cargo run -p timely-generated --example server --features server,webhooks -- --port 8080
//! ```
//!
//! It stands on the generated server: a trait per tag to implement, and a router that has checked everything in a request
//! before a method is called. `--port 0` takes any free port.

// By path, so that the modules of `app` lie beside it, also when a test includes it by its path.
#[path = "app.rs"]
mod app;
#[cfg(test)]
mod tests;

use anyhow::{Context, bail};
use std::net::Ipv4Addr;
use timely_generated::webhooks::{SIGNATURE, Sender};
use timely_runtime::webhooks::HttpTransport;
use tokio::net::TcpListener;

const USAGE: &str = "usage: server [--port PORT] [--rate-limit REQUESTS_PER_MINUTE]";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Options { port, rate_limit } = Options::parse(std::env::args().skip(1))?;
    let transport = HttpTransport::new()
        .map_err(anyhow::Error::from_boxed)
        .context("the HTTP transport for webhooks could not be made")?;
    let mut config = app::Config::new(Sender::new(&SIGNATURE, transport));
    config.rate_limit = rate_limit.unwrap_or(config.rate_limit);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("port {port} could not be opened"))?;

    let address = listener.local_addr()?;
    println!("Listening on http://{address}, until Ctrl-C");
    println!("  key with all scopes: {}", app::FULL_KEY);
    println!("  key that reads only: {}", app::READ_KEY);
    println!(
        "  curl -H 'x-api-key: {}' http://{address}/v1/contacts",
        app::FULL_KEY
    );

    axum::serve(listener, app::app(config))
        .with_graceful_shutdown(interrupted())
        .await?;
    Ok(())
}

/// Resolves on Ctrl-C; where the signal cannot be had, never.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    println!("Stopping");
}

/// What the command line asks for.
struct Options {
    port: u16,
    rate_limit: Option<u32>,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut options = Self {
            port: 8080,
            rate_limit: None,
        };
        while let Some(argument) = args.next() {
            let (flag, value) = match argument.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (argument, args.next()),
            };
            let value = value.with_context(|| format!("{flag} needs a value; {USAGE}"))?;
            let invalid = || format!("`{value}` is not a value of {flag}");
            match flag.as_str() {
                "--port" => options.port = value.parse().with_context(invalid)?,
                "--rate-limit" => options.rate_limit = Some(value.parse().with_context(invalid)?),
                _ => bail!("{flag} is not known; {USAGE}"),
            }
        }
        Ok(options)
    }
}
