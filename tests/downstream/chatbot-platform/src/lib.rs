//! The Chatbot Platform API from its OpenAPI document: an SDK, and a [server] that keeps everything in memory.
//!
//! ```
//! use chatbot_platform_downstream::api::client::{BotsApi, Client};
//! use chatbot_platform_downstream::api::models::BotCreate;
//! use chatbot_platform_downstream::server::{Key, Platform, app};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let platform = Platform::builder().key("sk_live_1", Key::of_team("acme")).build();
//! let client = Client::builder().api_key("sk_live_1").transport(app(platform)).build()?;
//! let bot = client.create_bot(&BotCreate::new("Sales Bot")).await?;
//! assert_eq!(bot.data.name, "Sales Bot");
//! # Ok(())
//! # }
//! ```

pub mod server;

/// What the macro makes of the document.
pub mod api {
    timely_macros::openapi! {
        document: "../../../spec/chatbot-platform.yaml",
        crate_path: "chatbot_platform_downstream::api",
        errors: {
            fields: {
                "/error/code": code,
                "/error/message": message,
                "/error/details/violations": violations,
            },
            codes: { 422: "VALIDATION_ERROR", 429: "RATE_LIMIT_EXCEEDED" },
            invalid_request: 422,
        },
        pagination: {
            style: page,
            page_param: "page",
            limit_param: "per_page",
            items: "/data",
            total: "/meta/total",
        },
    }
}
