//! The platform on a port of its own choice, for `cargo xtask contract` and for trying it out.
//!
//! Nothing leaves it: callbacks and tools get the answer 404, whatever their address. Nobody writes to its bots from
//! outside either, so that somebody does here: each new channel has a visitor who says hello.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use chatbot_platform_downstream::api::client::{BotsApi, ChannelsApi, Client};
use chatbot_platform_downstream::api::models::chat_user::ChatUserRequired;
use chatbot_platform_downstream::api::models::{BotCreate, ChannelCreate, ChatUser};
use chatbot_platform_downstream::api::operations::CREATE_CHANNEL;
use chatbot_platform_downstream::api::server::{BASE_PATH, Options};
use chatbot_platform_downstream::server::{Incoming, Key, Plan, Platform, app_with};
use http::StatusCode;
use std::error::Error;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

const KEY: &str = "sk_live_example";
const TEAM: &str = "acme";
/// Descriptions of channels are far smaller.
const LIMIT: usize = 10 * 1024 * 1024;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let platform = Platform::builder()
        .key(KEY, Key::of_team(TEAM).plan(Plan::Unmetered))
        .outside(Router::new())
        .build();
    let visited = from_fn_with_state(platform.clone(), visit_new_channel);
    let options = Options::default().layer_operation(&CREATE_CHANNEL, visited);
    let app = app_with(platform, options);
    begin_with_a_bot(app.clone()).await?;

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    println!("Listening on http://{address}, until Ctrl-C");
    println!("  curl -H 'Authorization: Bearer {KEY}' http://{address}{BASE_PATH}/bots");
    axum::serve(listener, app.into_make_service()).await?;
    Ok(())
}

/// So that there is something to see: a bot with a channel and, by its visitor, a conversation.
async fn begin_with_a_bot(app: Router) -> Result<(), Box<dyn Error>> {
    let client = Client::builder().api_key(KEY).transport(app).build()?;
    let bot = client.create_bot(&BotCreate::new("Support Bot")).await?;
    let channel = ChannelCreate::new("telegram");
    client.create_channel(&bot.data.id, &channel).await?;
    Ok(())
}

/// Lets somebody say hello on a channel that is created.
async fn visit_new_channel(
    State(platform): State<Platform>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::CREATED {
        return response;
    }
    let (head, body) = response.into_parts();
    let body = to_bytes(body, LIMIT).await.unwrap_or_default();
    let answer: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Some(channel_id) = answer["data"]["id"].as_str() {
        let hello = Incoming {
            channel_id: channel_id.to_owned(),
            chat_id: "chat_1".to_owned(),
            user: ChatUser::new(ChatUserRequired {
                id: "user_123".to_owned(),
                platform: "telegram".to_owned(),
            }),
            content: "Hello".into(),
        };
        // Where the channel is gone already, there is nobody to say it to.
        let _ = platform.say(TEAM, hello).await;
    }
    Response::from_parts(head, Body::from(body))
}
