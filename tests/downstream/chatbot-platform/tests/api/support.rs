//! A platform with a few keys, and clients of it.

use chatbot_platform_downstream::api::client::Client;
use chatbot_platform_downstream::api::models::ChatUser;
use chatbot_platform_downstream::api::models::chat_user::ChatUserRequired;
use chatbot_platform_downstream::server::{
    Incoming, Key, Plan, Platform, PlatformBuilder, app as router,
};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;

pub(crate) const ACME: &str = "acme";
pub(crate) const ACME_KEY: &str = "sk_live_acme";
pub(crate) const READ_KEY: &str = "sk_live_acme_reads";
pub(crate) const FREE_KEY: &str = "sk_live_acme_free";
pub(crate) const OTHER_KEY: &str = "sk_live_other";

pub(crate) fn platform() -> PlatformBuilder {
    let full = || Key::of_team(ACME).plan(Plan::Enterprise);
    Platform::builder()
        .key(ACME_KEY, full())
        .key(READ_KEY, full().read_only())
        .key(FREE_KEY, Key::of_team(ACME))
        .key(OTHER_KEY, Key::of_team("other"))
}

/// A client in the same process.
pub(crate) fn client(platform: &Platform, key: &str) -> Client {
    let builder = Client::builder().transport(router(platform.clone()));
    builder.api_key(key).build().unwrap()
}

/// A client of team Acme on a platform of its own.
pub(crate) fn acme() -> (Platform, Client) {
    let platform = platform().build();
    let client = client(&platform, ACME_KEY);
    (platform, client)
}

pub(crate) fn john() -> ChatUser {
    ChatUser::new(ChatUserRequired {
        id: "user_123".to_owned(),
        platform: "telegram".to_owned(),
    })
    .name("John Doe")
    .username("johndoe")
}

/// A text that John writes.
pub(crate) fn writes(channel_id: &str, text: &str) -> Incoming {
    Incoming {
        channel_id: channel_id.to_owned(),
        chat_id: "123456789".to_owned(),
        user: john(),
        content: text.into(),
    }
}

/// The next thing that a customer is told; fails when there is none for a long time.
pub(crate) async fn next<T>(told: &mut UnboundedReceiver<T>) -> T {
    // Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
    let long = Duration::from_secs(120);
    let told = tokio::time::timeout(long, told.recv()).await;
    told.expect("the customer is told something")
        .expect("the customer is there")
}
