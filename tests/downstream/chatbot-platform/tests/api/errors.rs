//! Every documented error, by kind of operation, as the variant that the client has for it.

use crate::support::{ACME_KEY, FREE_KEY, READ_KEY, acme, client, platform};
use chatbot_platform_downstream::api::client::{
    AgentLoopsApi, BotsApi, ChannelsApi, Client, ConversationsApi, Error, IntegrationsApi,
};
use chatbot_platform_downstream::api::models::{
    AgentLoopCreate, AgentLoopUpdate, BotCreate, BotUpdate, CallbackConfig, ChannelCreate,
    ChannelUpdate, IntegrationCreate, IntegrationUpdate, McpServer,
};
use chatbot_platform_downstream::api::operations::*;
use chatbot_platform_downstream::server::app;
use std::time::Duration;
use timely_runtime::client::{Body, RetryPolicy};
use timely_runtime::{Text, Url};
use tower::ServiceExt;

const NONE: &str = "none_000000";

fn url() -> Text<Url> {
    "https://backend.example.com/chat".parse().unwrap()
}

/// Calls every operation with an identifier that is nowhere and a body that is right, and expects each to fail with the
/// variant of its error.
macro_rules! each_fails {
    ($client:expr, $kind:ident:
        $($operation:ident($($argument:expr),*) $(.$set:ident($value:expr))? => $error:ident;)*) => { $(
        let failed = $client.$operation($($argument),*)$(.$set($value))?.await;
        let Err(Error::Api($error::$kind(body))) = failed else {
            panic!("{}: {failed:?}", stringify!($operation))
        };
        assert!(!body.error.message.is_empty());
    )* };
}

macro_rules! all_operations_fail {
    ($client:expr, $kind:ident) => {
        let integration = IntegrationCreate::new("Production", url());
        let channel = ChannelCreate::new("slack");
        each_fails! { $client, $kind:
            list_bots() => ListBotsError;
            list_agent_loops() => ListAgentLoopsError;
            get_bot(NONE) => GetBotError;
            list_integrations(NONE) => ListIntegrationsError;
            get_integration(NONE) => GetIntegrationError;
            list_channels(NONE) => ListChannelsError;
            get_channel(NONE) => GetChannelError;
            list_conversations(NONE) => ListConversationsError;
            get_conversation(NONE) => GetConversationError;
            list_conversation_messages(NONE)
                => ListConversationMessagesError;
            get_agent_loop(NONE) => GetAgentLoopError;
            list_agent_loop_executions(NONE)
                => ListAgentLoopExecutionsError;
        }
        all_writes_fail!($client, $kind);
        each_fails! { $client, $kind:
            create_integration(NONE, &integration) => CreateIntegrationError;
            create_channel(NONE, &channel) => CreateChannelError;
        }
    };
}

macro_rules! all_writes_fail {
    ($client:expr, $kind:ident) => {
        each_fails! { $client, $kind:
            create_bot(&BotCreate::new("Bot")) => CreateBotError;
            create_agent_loop(&AgentLoopCreate::new("Loop")) => CreateAgentLoopError;
            update_bot(NONE, &BotUpdate::new()) => UpdateBotError;
            delete_bot(NONE) => DeleteBotError;
            update_integration(NONE, &IntegrationUpdate::new()) => UpdateIntegrationError;
            delete_integration(NONE) => DeleteIntegrationError;
            update_channel(NONE, &ChannelUpdate::new()) => UpdateChannelError;
            delete_channel(NONE) => DeleteChannelError;
            delete_conversation(NONE) => DeleteConversationError;
            update_agent_loop(NONE, &AgentLoopUpdate::new()) => UpdateAgentLoopError;
            delete_agent_loop(NONE) => DeleteAgentLoopError;
            run_agent_loop(NONE) => RunAgentLoopError;
        }
    };
}

#[tokio::test]
async fn every_operation_wants_a_known_key() {
    let (platform, _) = acme();
    let unknown = client(&platform, "sk_live_unknown");
    all_operations_fail!(unknown, Unauthorized);
}

#[tokio::test]
async fn a_key_is_needed_at_all() {
    let builder = Client::builder().transport(app(platform().build()));
    let anonymous = builder.build().unwrap();
    all_operations_fail!(anonymous, Unauthorized);
}

#[tokio::test]
async fn a_key_that_reads_does_not_write() {
    let (platform, _) = acme();
    let reader = client(&platform, READ_KEY);
    all_writes_fail!(reader, Forbidden);
    reader.list_bots().await.unwrap();
}

#[tokio::test]
async fn every_identifier_may_be_unknown() {
    let (_, acme) = acme();
    each_fails! { acme, NotFound:
        get_bot(NONE) => GetBotError;
        update_bot(NONE, &BotUpdate::new()) => UpdateBotError;
        delete_bot(NONE) => DeleteBotError;
        list_integrations(NONE) => ListIntegrationsError;
        create_integration(NONE, &IntegrationCreate::new("Production", url()))
            => CreateIntegrationError;
        get_integration(NONE) => GetIntegrationError;
        update_integration(NONE, &IntegrationUpdate::new()) => UpdateIntegrationError;
        delete_integration(NONE) => DeleteIntegrationError;
        list_channels(NONE) => ListChannelsError;
        create_channel(NONE, &ChannelCreate::new("slack")) => CreateChannelError;
        get_channel(NONE) => GetChannelError;
        update_channel(NONE, &ChannelUpdate::new()) => UpdateChannelError;
        delete_channel(NONE) => DeleteChannelError;
        list_conversations(NONE) => ListConversationsError;
        get_conversation(NONE) => GetConversationError;
        list_conversation_messages(NONE)
            => ListConversationMessagesError;
        delete_conversation(NONE) => DeleteConversationError;
        get_agent_loop(NONE) => GetAgentLoopError;
        update_agent_loop(NONE, &AgentLoopUpdate::new()) => UpdateAgentLoopError;
        delete_agent_loop(NONE) => DeleteAgentLoopError;
        run_agent_loop(NONE) => RunAgentLoopError;
        list_agent_loop_executions(NONE)
            => ListAgentLoopExecutionsError;
    }
}

#[tokio::test]
async fn every_list_has_bounds() {
    let (_, acme) = acme();
    let (page, per_page) = (0, 101);
    each_fails! { acme, BadRequest:
        list_bots().page(page) => ListBotsError;
        list_integrations(NONE).per_page(per_page)
            => ListIntegrationsError;
        list_channels(NONE).page(page) => ListChannelsError;
        list_conversations(NONE).per_page(per_page)
            => ListConversationsError;
        list_conversation_messages(NONE).page(page)
            => ListConversationMessagesError;
        list_agent_loops().per_page(per_page) => ListAgentLoopsError;
        list_agent_loop_executions(NONE).per_page(0)
            => ListAgentLoopExecutionsError;
    }
}

#[tokio::test]
async fn every_body_is_held_to_the_rules() {
    let (_, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data
        .id;
    let plain: Text<Url> = "http://backend.example.com/chat".parse().unwrap();
    let private: Text<Url> = "https://127.0.0.1/chat".parse().unwrap();
    let made = acme
        .create_integration(&bot, &IntegrationCreate::new("Production", url()))
        .await
        .unwrap();
    let integration = made.into_body().data.id;
    let made = acme
        .create_agent_loop(&AgentLoopCreate::new("Loop"))
        .await
        .unwrap();
    let of = made.into_body().data.id;
    let server = McpServer::new().name("calendar");
    each_fails! { acme, UnprocessableEntity:
        create_bot(&BotCreate::new(" ")) => CreateBotError;
        update_bot(&bot, &BotUpdate::new().name("")) => UpdateBotError;
        create_integration(&bot, &IntegrationCreate::new("Production", plain.clone()))
            => CreateIntegrationError;
        update_integration(&integration, &IntegrationUpdate::new().webhook_url(private))
            => UpdateIntegrationError;
        create_integration(&bot, &IntegrationCreate::new("Production", url()).timeout(0))
            => CreateIntegrationError;
        update_integration(&integration, &IntegrationUpdate::new().weight(-1.0))
            => UpdateIntegrationError;
        create_channel(&bot, &ChannelCreate::new("")) => CreateChannelError;
        create_agent_loop(&AgentLoopCreate::new("Loop").mcp_servers(vec![server]).max_iterations(0))
            => CreateAgentLoopError;
        update_agent_loop(&of, &AgentLoopUpdate::new().callback(CallbackConfig::new(plain)))
            => UpdateAgentLoopError;
    }
}

#[tokio::test]
async fn the_details_of_an_error_say_what_is_wrong() {
    let (_, acme) = acme();
    let body = AgentLoopCreate::new("Loop").max_iterations(0);
    let Err(Error::Api(CreateAgentLoopError::UnprocessableEntity(error))) =
        acme.create_agent_loop(&body).await
    else {
        panic!("0 iterations were taken")
    };
    let error = error.into_body().error;
    assert_eq!(error.code.as_deref(), Some("VALIDATION_ERROR"));
    let details = error.details.unwrap();
    assert_eq!(details["violations"][0]["pointer"], "/max_iterations");

    let body = CallbackConfig::new("http://backend.example.com".parse().unwrap());
    let body = AgentLoopCreate::new("Loop").callback(body);
    let Err(Error::Api(CreateAgentLoopError::UnprocessableEntity(error))) =
        acme.create_agent_loop(&body).await
    else {
        panic!("an http URL was taken")
    };
    let details = error.into_body().error.details.unwrap();
    assert_eq!(details["violations"][0]["pointer"], "/callback/url");
}

/// The client does not send such a body, so what stands for the network breaks it.
#[tokio::test]
async fn a_body_that_is_not_json_is_a_bad_request() {
    let broken = app(platform().build())
        .map_request(|request: http::Request<Body>| request.map(|_| axum::body::Body::from("{")));
    let builder = Client::builder().transport(broken).api_key(ACME_KEY);
    let acme = builder.build().unwrap();
    each_fails! { acme, BadRequest:
        create_bot(&BotCreate::new("Bot")) => CreateBotError;
        update_bot(NONE, &BotUpdate::new()) => UpdateBotError;
        create_integration(NONE, &IntegrationCreate::new("Production", url()))
            => CreateIntegrationError;
        update_integration(NONE, &IntegrationUpdate::new()) => UpdateIntegrationError;
        create_channel(NONE, &ChannelCreate::new("slack")) => CreateChannelError;
        update_channel(NONE, &ChannelUpdate::new()) => UpdateChannelError;
        create_agent_loop(&AgentLoopCreate::new("Loop")) => CreateAgentLoopError;
        update_agent_loop(NONE, &AgentLoopUpdate::new()) => UpdateAgentLoopError;
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_may_make_so_many_requests_a_minute() {
    let platform = platform().build();
    let builder = Client::builder().transport(app(platform)).api_key(FREE_KEY);
    let free = builder
        .retry(RetryPolicy::default().max_attempts(1))
        .build()
        .unwrap();
    for _ in 0..60 {
        free.list_bots().await.unwrap();
    }
    all_operations_fail!(free, TooManyRequests);
    let Err(Error::Api(ListBotsError::TooManyRequests(body))) = free.list_bots().await else {
        panic!("the limit is not kept")
    };
    assert_eq!(body.error.code.as_deref(), Some("RATE_LIMIT_EXCEEDED"));
    tokio::time::advance(Duration::from_secs(61)).await;
    free.list_bots().await.unwrap();
}

#[tokio::test]
async fn a_path_that_is_not_there_has_the_error_body_of_the_document() {
    let request = http::Request::get("/v1/nowhere").body(axum::body::Body::empty());
    let answer = app(platform().build())
        .oneshot(request.unwrap())
        .await
        .unwrap();
    assert_eq!(answer.status(), http::StatusCode::NOT_FOUND);
    let body = axum::body::to_bytes(answer.into_body(), 10_000)
        .await
        .unwrap();
    let body: chatbot_platform_downstream::api::models::Error =
        serde_json::from_slice(&body).unwrap();
    assert_eq!(body.error.code.as_deref(), Some("NOT_FOUND"));
}
