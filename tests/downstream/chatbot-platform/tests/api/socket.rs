//! The same over TCP.

use crate::support::{ACME_KEY, platform};
use chatbot_platform_downstream::api::callbacks::{
    Target, receive_agent_loop_finished, send_agent_loop_finished,
};
use chatbot_platform_downstream::api::client::{BotsApi, Client, Error};
use chatbot_platform_downstream::api::models::agent_loop_result::AgentLoopResultRequired;
use chatbot_platform_downstream::api::models::{
    AgentLoopOutcome, AgentLoopResult, BotCreate, BotUpdate,
};
use chatbot_platform_downstream::api::operations::GetBotError;
use chatbot_platform_downstream::server::app;
use futures_util::TryStreamExt;
use std::net::{Ipv4Addr, SocketAddr};
use timely_runtime::{Field, NoContent};
use tokio::net::TcpListener;

/// Serves until the test ends.
async fn serve(router: axum::Router) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router.into_make_service()).await });
    address
}

#[tokio::test]
async fn client_and_server_speak_http() {
    let address = serve(app(platform().build())).await;
    let client = Client::builder()
        .base_url(format!("http://{address}/v1"))
        .api_key(ACME_KEY)
        .build()
        .unwrap();
    for number in 1..=3 {
        client
            .create_bot(&BotCreate::new(format!("Bot {number}")))
            .await
            .unwrap();
    }
    let bots: Vec<_> = client
        .list_bots()
        .per_page(2)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(bots.len(), 3);
    let update = BotUpdate::new().description(Field::Null);
    client.update_bot(&bots[0].id, &update).await.unwrap();
    client.delete_bot(&bots[0].id).await.unwrap();
    let gone = client.get_bot(&bots[0].id).await;
    assert!(matches!(gone, Err(Error::Api(GetBotError::NotFound(_)))));
}

#[tokio::test]
async fn callbacks_travel_over_http() {
    let receiver = receive_agent_loop_finished(|_, result| async move {
        assert_eq!(result.status, AgentLoopOutcome::Timeout);
        Ok(NoContent.into())
    });
    let address = serve(axum::Router::new().nest("/hook", receiver)).await;
    let target = Target::new(format!("http://{address}/hook")).unwrap();
    let result = AgentLoopResult::new(AgentLoopResultRequired {
        agent_loop_id: "loop_1".to_owned(),
        agent_loop_name: "Digest".to_owned(),
        execution_id: "exec_1".to_owned(),
        status: AgentLoopOutcome::Timeout,
    });
    send_agent_loop_finished(&target, &result).await.unwrap();
}
