//! The platform on a port of its own choice, for `cargo xtask contract` and for trying it out.
//!
//! Nothing leaves it: callbacks and tools get the answer 404, whatever their address.

use axum::Router;
use chatbot_platform_downstream::api::server::BASE_PATH;
use chatbot_platform_downstream::server::{Key, Plan, Platform, app};
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

const KEY: &str = "sk_live_example";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let platform = Platform::builder()
        .key(KEY, Key::of_team("acme").plan(Plan::Unmetered))
        .outside(Router::new())
        .build();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    println!("Listening on http://{address}, until Ctrl-C");
    println!("  curl -H 'Authorization: Bearer {KEY}' http://{address}{BASE_PATH}/bots");
    axum::serve(listener, app(platform)).await
}
