//! The BluBash Channels API from `spec/channels-messages.yaml`: models, client and server as `build.rs` generates
//! them, and a server in memory that implements it.
//!
//! ```
//! use channels_messages_downstream::api::client::{ChannelsApi, Client};
//! use channels_messages_downstream::api::models::{Text, TextContent, TextMessageRequest};
//! use channels_messages_downstream::api::operations::SendChannelMessage;
//! use channels_messages_downstream::server::{Agent, ApiKey, Channel, Config, Echo, Server};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::default()
//!     .key(ApiKey::new("secret", "acme"))
//!     .channel(Channel::new("channel_123", "acme", Agent::new("agent_1", "Aurora")));
//! let router = Server::new(config, Echo).router();
//!
//! // The router takes the place of the network.
//! let client = Client::builder().api_key("secret").transport(router).build()?;
//! let content = TextContent::new(Text::new("Hello!"));
//! let message = TextMessageRequest::new("ana@example.com", content);
//! let answer = client.send_channel_message("channel_123", &message.into()).await?;
//! assert_eq!(answer.ai_messages.len(), 1);
//! # Ok(())
//! # }
//! ```

/// What `build.rs` generates.
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/channels.rs"));
}
pub mod server;
