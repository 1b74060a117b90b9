//! The server on a port of its own choice, for `cargo xtask contract` and for trying it out.

use channels_messages_downstream::server::{Agent, ApiKey, Channel, Config, Echo, Server};
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

const KEY: &str = "sk_live_example";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let channel = Channel::new("channel_123", "acme", Agent::new("agent_1", "Aurora"));
    let config = Config::default()
        .key(ApiKey::new(KEY, "acme"))
        .channel(channel);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    println!("Listening on http://{address}, until Ctrl-C");
    println!("  the key is {KEY}, the channel channel_123");
    let router = Server::new(config, Echo).router();
    axum::serve(listener, router.into_make_service()).await
}
