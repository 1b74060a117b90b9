//! Agent loops, their runs, and the callbacks of these.

use crate::support::{ACME_KEY, acme, client, next, platform};
use chatbot_platform_downstream::api::callbacks::{
    Context, Router, Target, receive_agent_loop_finished, send_agent_loop_finished,
};
use chatbot_platform_downstream::api::client::{AgentLoopsApi, Client, Error};
use chatbot_platform_downstream::api::models::agent_loop_result::AgentLoopResultRequired;
use chatbot_platform_downstream::api::models::{
    AgentLoopCreate, AgentLoopOutcome, AgentLoopResult, AgentLoopUpdate, CallbackConfig, Execution,
    ExecutionMetadata, ExecutionResult, HeaderMap, McpServer,
};
use chatbot_platform_downstream::api::operations::GetAgentLoopError;
use serde_json::json;
use timely_runtime::{Field, NoContent, Text};
use tokio::sync::mpsc;

const URL: &str = "https://backend.example.com/agent-loops";

fn callback() -> CallbackConfig {
    let headers = HeaderMap::from([("Authorization".to_owned(), "Bearer c".to_owned())]);
    CallbackConfig::new(URL.parse().unwrap()).headers(headers)
}

/// A digest that needs three iterations.
fn digest() -> AgentLoopCreate {
    let server = |name: &str| McpServer::new().name(name);
    AgentLoopCreate::new("Daily digest")
        .user_message("Write the digest")
        .mcp_servers(vec![server("calendar"), server("mail")])
}

#[tokio::test]
async fn an_agent_loop_lives_from_creation_to_deletion() {
    let (_, acme) = acme();
    let body = digest()
        .system_prompt("You summarize")
        .callback(callback())
        .max_iterations(5);
    let made = acme
        .create_agent_loop(&body)
        .await
        .unwrap()
        .into_body()
        .data;
    assert_eq!(made.callback, Field::Value(callback()));
    assert_eq!(made.mcp_servers.as_ref().unwrap().len(), 2);

    let same = acme.get_agent_loop(&made.id).await.unwrap();
    assert_eq!(same.data, made);
    let listed = acme.list_agent_loops().await.unwrap();
    assert_eq!(listed.data, std::slice::from_ref(&made));

    let gone = acme.delete_agent_loop(&made.id).await.unwrap();
    assert!(gone.data.deleted);
    let missing = acme.get_agent_loop(&made.id).await;
    assert!(matches!(
        missing,
        Err(Error::Api(GetAgentLoopError::NotFound(_)))
    ));
}

#[tokio::test]
async fn absent_leaves_and_null_clears() {
    let (_, acme) = acme();
    let body = digest()
        .system_prompt("You summarize")
        .callback(callback())
        .max_iterations(5);
    let made = acme
        .create_agent_loop(&body)
        .await
        .unwrap()
        .into_body()
        .data;
    let update = AgentLoopUpdate::new().name("Weekly digest");
    let renamed = acme
        .update_agent_loop(&made.id, &update)
        .await
        .unwrap()
        .into_body()
        .data;
    assert_eq!(renamed.name, "Weekly digest");
    assert_eq!(
        (
            &renamed.callback,
            &renamed.system_prompt,
            &renamed.max_iterations
        ),
        (&made.callback, &made.system_prompt, &made.max_iterations)
    );
    let update = AgentLoopUpdate::new()
        .callback(Field::Null)
        .max_iterations(Field::Null)
        .user_message("Write more")
        .mcp_servers(Vec::<McpServer>::new());
    let changed = acme
        .update_agent_loop(&made.id, &update)
        .await
        .unwrap()
        .into_body()
        .data;
    assert_eq!(
        (changed.callback, changed.max_iterations),
        (Field::Null, Field::Null)
    );
    assert_eq!(changed.system_prompt, made.system_prompt);
    assert_eq!(changed.user_message.as_value().unwrap(), "Write more");
    assert_eq!(changed.mcp_servers, Some(vec![]));
}

/// What a customer's server sees of a callback.
struct Seen {
    path: String,
    authorization: String,
    result: AgentLoopResult,
}

/// A server of a customer, which tells what it receives.
fn customer() -> (Router, mpsc::UnboundedReceiver<Seen>) {
    let (tell, seen) = mpsc::unbounded_channel();
    let receive = receive_agent_loop_finished(move |cx: Context<()>, result| {
        let header = cx.headers().get("authorization");
        let told = tell.send(Seen {
            path: cx.uri().path().to_owned(),
            authorization: header
                .map_or("", |value| value.to_str().unwrap())
                .to_owned(),
            result,
        });
        async move {
            told.unwrap();
            Ok(NoContent.into())
        }
    });
    (Router::new().nest("/agent-loops", receive), seen)
}

async fn only_execution(client: &Client, of: &str) -> Execution {
    let listed = client.list_agent_loop_executions(of).await.unwrap();
    let [execution] = listed.data.as_slice() else {
        panic!("{listed:?}")
    };
    execution.clone()
}

#[tokio::test]
async fn a_run_reports_to_the_callback_of_its_loop() {
    let (customer, mut seen) = customer();
    let platform = platform().outside(customer).build();
    let acme = client(&platform, ACME_KEY);
    let of = acme
        .create_agent_loop(&digest().callback(callback()))
        .await
        .unwrap();
    let started = acme
        .run_agent_loop(&of.data.id)
        .await
        .unwrap()
        .into_body()
        .data;
    assert_eq!(
        (started.status.as_str(), &started.result),
        ("running", &Field::Absent)
    );

    let seen = next(&mut seen).await;
    assert_eq!(
        (seen.path.as_str(), seen.authorization.as_str()),
        ("/", "Bearer c")
    );
    let result = seen.result;
    assert_eq!(result.status, AgentLoopOutcome::Completed);
    assert_eq!(
        (&result.execution_id, &result.agent_loop_id),
        (&started.id, &of.data.id)
    );
    assert_eq!(
        (result.agent_loop_name.as_str(), &result.error),
        ("Daily digest", &Field::Null)
    );
    let made = result.result.as_value().unwrap();
    assert_eq!(made.output.as_deref(), Some("Done: Write the digest"));
    assert_eq!((made.iterations_used, made.tool_calls), (Some(3), Some(2)));
    assert!(result.metadata.unwrap().completed_at.is_some());

    let finished = only_execution(&acme, &of.data.id).await;
    assert_eq!(
        (finished.id, finished.status.as_str()),
        (started.id, "completed")
    );
}

#[tokio::test]
async fn a_run_may_fail() {
    let (customer, mut seen) = customer();
    let platform = platform().outside(customer).build();
    let acme = client(&platform, ACME_KEY);
    let body = digest().callback(callback()).max_iterations(2);
    let of = acme
        .create_agent_loop(&body)
        .await
        .unwrap()
        .into_body()
        .data
        .id;
    acme.run_agent_loop(&of).await.unwrap();
    let result = next(&mut seen).await.result;
    assert_eq!(result.status, AgentLoopOutcome::Failed);
    assert_eq!(
        result.error.as_value().unwrap(),
        "Not done after 2 iterations"
    );
    assert_eq!(result.result, Field::Null);
    let kept = only_execution(&acme, &of).await;
    assert_eq!(
        (kept.status.as_str(), &kept.error),
        ("failed", &result.error)
    );
}

fn example() -> serde_json::Value {
    json!({
        "agent_loop_id": "loop_abc123",
        "agent_loop_name": "Daily digest",
        "execution_id": "exec_xyz789",
        "status": "completed",
        "result": {"output": "Three meetings", "iterations_used": 5, "tool_calls": 3},
        "metadata": {
            "started_at": "2024-01-15T10:00:00Z",
            "completed_at": "2024-01-15T10:02:30Z",
            "duration_seconds": 150.0,
            "model": "gpt-4",
            "tokens_used": 1250
        },
        "error": null
    })
}

#[test]
fn the_example_of_the_document_is_typed_and_comes_out_as_it_went_in() {
    let result: AgentLoopResult = serde_json::from_value(example()).unwrap();
    let started = result
        .metadata
        .as_ref()
        .unwrap()
        .started_at
        .clone()
        .unwrap();
    let ended = started.parsed().unwrap() + std::time::Duration::from_secs(150);
    let metadata = ExecutionMetadata::new()
        .started_at(started)
        .completed_at(Text::from(ended))
        .duration_seconds(150.0)
        .model("gpt-4")
        .tokens_used(1250);
    let made = ExecutionResult::new()
        .output("Three meetings")
        .iterations_used(5)
        .tool_calls(3);
    let same = AgentLoopResult::new(AgentLoopResultRequired {
        agent_loop_id: "loop_abc123".to_owned(),
        agent_loop_name: "Daily digest".to_owned(),
        execution_id: "exec_xyz789".to_owned(),
        status: AgentLoopOutcome::Completed,
    })
    .result(made)
    .metadata(metadata)
    .error(Field::Null);
    assert_eq!(result, same);
    assert_eq!(serde_json::to_value(&result).unwrap(), example());
}

#[tokio::test]
async fn a_callback_has_one_of_three_statuses() {
    let (customer, mut seen) = customer();
    let target = Target::builder(URL).transport(customer).build().unwrap();
    let result = |status| {
        AgentLoopResult::new(AgentLoopResultRequired {
            agent_loop_id: "loop_1".to_owned(),
            agent_loop_name: "Digest".to_owned(),
            execution_id: "exec_1".to_owned(),
            status,
        })
    };
    for status in [
        AgentLoopOutcome::Completed,
        AgentLoopOutcome::Failed,
        AgentLoopOutcome::Timeout,
    ] {
        send_agent_loop_finished(&target, &result(status.clone()))
            .await
            .unwrap();
        assert_eq!(next(&mut seen).await.result.status, status);
    }
    let other = result(AgentLoopOutcome::from("cancelled"));
    let Err(Error::Unexpected(refused)) = send_agent_loop_finished(&target, &other).await else {
        panic!("a fourth status was taken")
    };
    assert_eq!(refused.status(), http::StatusCode::BAD_REQUEST);
}
