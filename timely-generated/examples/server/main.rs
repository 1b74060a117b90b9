//! An in-memory CRM that speaks the whole Timely API.
//!
//! ```text
//! cargo run -p timely-generated --example server --features server,webhooks,document -- --port 8080
//! ```
//!
//! It stands on the generated server: a trait per tag to implement, and a router that has checked everything in a request
//! before a method is called. What a public server needs around that (timeouts, limits, an orderly end) comes from
//! `timely_runtime::hosting`. `--help` lists what can be set.

// By path, so that the modules of `app` lie beside it, also when a test includes it by its path.
#[path = "app.rs"]
mod app;
mod flags;
#[cfg(test)]
mod tests;

use anyhow::Context;
use clap::Parser;
use flags::Flags;
use std::net::Ipv4Addr;
use timely_generated::server::ERRORS;
use timely_generated::webhooks::{SIGNATURE, Sender};
use timely_runtime::hosting::{Health, Server, listen};
use timely_runtime::webhooks::{Destinations, HttpTransport};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let flags = Flags::parse();
    tracing_subscriber::fmt()
        .with_max_level(flags.log)
        .with_writer(std::io::stderr)
        .init();
    let transport =
        HttpTransport::new().context("the HTTP transport for webhooks could not be made")?;
    // A server to try things out with: its webhooks may lead to this machine.
    let sender = Sender::new(&SIGNATURE, transport).destinations(Destinations::any());
    let mut config = app::Config::new(sender);
    config.rate_limit = flags.rate_limit;
    let listener = listen((Ipv4Addr::LOCALHOST, flags.port).into())
        .with_context(|| format!("port {} could not be opened", flags.port))?;

    let address = listener.local_addr()?;
    println!("Listening on http://{address}, until Ctrl-C");
    println!("  key with all scopes: {}", app::FULL_KEY);
    println!("  key that reads only: {}", app::READ_KEY);
    println!(
        "  curl -H 'x-api-key: {}' http://{address}/v1/contacts",
        app::FULL_KEY
    );

    let server = Server::new(app::app(config))
        .errors(&ERRORS)
        .health(Health::new());
    flags.adjust(server).serve(listener).await;
    println!("Stopped");
    Ok(())
}
