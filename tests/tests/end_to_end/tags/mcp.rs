use super::{agent, object};
use crate::harness::{App, NOBODY, refusal, refused};
use serde_json::json;
use timely_generated::client::{Client, McpApi};
use timely_generated::models::*;
use timely_runtime::{Text, Uuid};

scenarios! {
    a_server_brings_its_tools,
    tools_are_switched_on_and_off,
    tools_go_with_their_server,
    a_connection_is_tested,
}

async fn server(client: &Client, agent: &Text<Uuid>) -> anyhow::Result<McpServer> {
    let body = McpServerAdd::new("docs", "https://up.example.com/mcp".parse()?);
    Ok(client.add_mcp_server(agent, &body).await?.into_body().data)
}

async fn a_server_brings_its_tools(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let body = McpServerAdd::new("docs", "https://up.example.com/sse".parse()?)
        .r#type(McpServerType::Sse)
        .auth_config(object("token", json!("t0p")));
    let server = client.add_mcp_server(&agent, &body).await?.into_body().data;
    assert_eq!(server.agent_id, agent);
    assert_eq!(server.url, body.url);
    assert_eq!(server.r#type, McpServerType::Sse);
    assert_eq!(server.name, "docs");

    let synced = client.sync_mcp_tools(&agent).await?.into_body().data;
    assert_eq!(synced.agent_id, agent);
    let tools = client.list_mcp_tools(&agent).await?.into_body().data;
    let names: Vec<&str> = tools.iter().map(|tool| tool.tool_name.as_str()).collect();
    assert_eq!(names, ["docs_search", "docs_fetch"]);
    assert!(tools.iter().all(|tool| tool.mcp_server_id == server.id));

    client.sync_mcp_tools(&agent).await?;
    let again = client.list_mcp_tools(&agent).await?.into_body().data;
    assert_eq!(again, tools, "what is known already keeps its identifier");
    assert_eq!(refused(client.add_mcp_server(&NOBODY, &body).await), 404);
    assert_eq!(refused(client.sync_mcp_tools(&NOBODY).await), 404);
    assert_eq!(refused(client.list_mcp_tools(&NOBODY).await), 404);
    Ok(())
}

async fn tools_are_switched_on_and_off(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let (own, other) = (agent(&client).await?, agent(&client).await?);
    let server = server(&client, &own).await?;
    assert_eq!(server.r#type, McpServerType::Http, "the document's default");
    client.sync_mcp_tools(&own).await?;
    let tool = client.list_mcp_tools(&own).await?.data[0].id.clone();
    let off = client
        .deactivate_mcp_tool(&own, &tool)
        .await?
        .into_body()
        .data;
    assert_eq!(off, McpToolState::new(false, tool.clone()));
    let on = client
        .activate_mcp_tool(&own, &tool)
        .await?
        .into_body()
        .data;
    assert_eq!(on, McpToolState::new(true, tool.clone()));
    assert_eq!(refused(client.activate_mcp_tool(&other, &tool).await), 404);
    assert_eq!(
        refused(client.deactivate_mcp_tool(&own, &NOBODY).await),
        404
    );
    assert_eq!(refused(client.activate_mcp_tool(&NOBODY, &tool).await), 404);
    Ok(())
}

async fn tools_go_with_their_server(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let (own, other) = (agent(&client).await?, agent(&client).await?);
    let server = server(&client, &own).await?.id;
    client.sync_mcp_tools(&own).await?;
    assert_eq!(
        refused(client.delete_mcp_server(&other, &server).await),
        404
    );
    assert!(client.delete_mcp_server(&own, &server).await?.data.deleted);
    assert!(client.list_mcp_tools(&own).await?.data.is_empty());
    assert_eq!(refused(client.delete_mcp_server(&own, &server).await), 404);
    Ok(())
}

async fn a_connection_is_tested(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    for (url, status) in [
        ("https://up.example.com/mcp", McpConnectStatus::Connected),
        (
            "https://down.example.com/mcp",
            McpConnectStatus::Unreachable,
        ),
    ] {
        let request = McpConnectRequest::new(url.parse()?);
        let result = client
            .test_mcp_connection(&agent, &request)
            .await?
            .into_body()
            .data;
        assert_eq!((result.status, result.url.as_str()), (status, url));
    }
    // The document: private and internal URLs are blocked.
    for url in [
        "http://localhost:8080/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://10.0.0.8/",
        "http://192.168.0.1/",
        "http://172.16.9.9/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00::1]/",
        "http://intranet/",
        "http://db.internal/",
        "http://rebound.example.com/",
    ] {
        let request = McpConnectRequest::new(url.parse()?);
        let (status, message) = refusal(client.test_mcp_connection(&agent, &request).await);
        assert_eq!(status, 403, "{url}");
        assert!(!message.is_empty());
    }
    let other = McpConnectRequest::new("ftp://up.example.com/".parse()?);
    assert_eq!(
        refused(client.test_mcp_connection(&agent, &other).await),
        400
    );
    let up = McpConnectRequest::new("https://up.example.com/".parse()?);
    assert_eq!(refused(client.test_mcp_connection(&NOBODY, &up).await), 404);
    Ok(())
}
