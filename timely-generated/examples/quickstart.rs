//! A tour of the client, against the example server.
//!
//! ```text
//! cargo run -p timely-generated --example server --features server,webhooks,document
//! cargo run -p timely-generated --example quickstart [-- BASE_URL [API_KEY]]
//! ```
//!
//! The address and the key may also come from `TIMELY_BASE_URL` and `TIMELY_API_KEY`; without either, they are those of the
//! example server.

use anyhow::{Context, bail};
use futures_util::TryStreamExt;
use std::env;
use std::pin::pin;
use timely_generated::client::{Error, *};
use timely_generated::models::*;
use timely_generated::operations::*;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let setting = |index, variable, default: &str| {
        let given = env::args().nth(index).or_else(|| env::var(variable).ok());
        given.unwrap_or_else(|| default.to_owned())
    };
    let api = Client::builder()
        .base_url(setting(1, "TIMELY_BASE_URL", "http://127.0.0.1:8080"))
        .api_key(setting(2, "TIMELY_API_KEY", "tly_test_full_access"))
        .build()?;
    system(&api).await?;
    contacts(&api).await?;
    absent_null_value(&api).await?;
    conversation(&api).await?;
    webhook(&api).await
}

async fn system(api: &Client) -> anyhow::Result<()> {
    let health = api.get_health().await.context("is the server running?")?;
    println!("health        {} at {}", health.status, health.timestamp);

    let me = api.get_api_key_info().await?;
    let (name, scopes) = (&me.data.key_name, me.data.scopes.len());
    println!("me            \"{name}\" with {scopes} scopes");
    // The headers that the document declares have types.
    let headers = me.headers();
    if let (Some(left), Some(limit)) = (headers.rate_limit_remaining, headers.rate_limit_limit) {
        println!("rate limit    {left} of {limit} requests left");
    }
    Ok(())
}

async fn contacts(api: &Client) -> anyhow::Result<()> {
    let new = ContactCreate::new("Joana Prado").customer_phone("+5547911112222");
    let contact = api.create_contact(&new).await?.into_body().data;
    let (id, name) = (contact.id, contact.customer_name);
    println!("created       {name}, who is {} ({id})", contact.status);

    // What an update leaves out stays as it is.
    let change = ContactUpdate::new().status(ContactStatus::Inactive);
    let contact = api.update_contact(&id, &change).await?.into_body().data;
    println!("updated       {name} is {} now", contact.status);

    let page = api
        .list_contacts()
        .search("jo")
        .limit(1)
        .await?
        .pagination
        .clone();
    println!("searched      \"jo\" is in {} contacts", page.total);
    // A stream asks for page after page by itself.
    let mut all = pin!(api.list_contacts().limit(2).items());
    while let Some(contact) = all.try_next().await? {
        println!("              - {}", contact.customer_name);
    }

    api.delete_contact(&id).await?;
    // Each documented error is a variant with a typed body.
    match api.get_contact(&id).await {
        Err(Error::Api(GetContactError::NotFound(body))) => {
            println!("deleted       {}: {}", body.error.code, body.error.message);
        }
        Err(other) => return Err(other.into()),
        Ok(_) => bail!("{name} should be gone"),
    }
    Ok(())
}

async fn absent_null_value(api: &Client) -> anyhow::Result<()> {
    let agents = api.list_agents().await?.into_body().data;
    let id = &agents.first().context("the server has no agent")?.id;
    let update = AgentSettingsUpdate::new;
    let changes = [
        ("a value", update().language("pt-BR")),
        ("absent", update().temperature(0.4)),
        ("null", update().language(None)),
    ];
    for (kind, change) in changes {
        let settings = api.update_agent_settings(id, &change).await?;
        let language = settings.data.language.as_deref().unwrap_or("not set");
        println!("settings      when `language` is {kind}, it is {language} then");
    }
    Ok(())
}

async fn conversation(api: &Client) -> anyhow::Result<()> {
    let channels = api.list_channels().await?;
    let channel = channels.data.first().context("the server has no channel")?;
    let start = ChannelConversationRequest::new()
        .customer_name("Joana Prado")
        .initial_message("Olá, gostaria de mais informações.");
    let started = api.start_channel_conversation(&channel.id, &start).await?;
    let id = &started.data.id;
    println!("conversation  started on {}", channel.name);

    let reason = HumanHandoffRequest::new().reason("Cliente pediu um atendente");
    let handoff = api.start_human_handoff(id).body(&reason).await?;
    println!("handoff       the state is {}", handoff.data.status);
    let answer = MessageCreate::new("Olá, como posso ajudar?");
    api.send_conversation_message(id, &answer).await?;
    let resumed = api.resume_ai_handling(id).await?;
    println!("resumed       the state is {}", resumed.data.status);

    let mut messages = pin!(
        api.list_conversation_messages(id)
            .order(SortOrder::Asc)
            .items()
    );
    while let Some(message) = messages.try_next().await? {
        let (role, content) = (message.role, message.content);
        println!(
            "              - {}: {}",
            role.unwrap_or_default(),
            content.unwrap_or_default()
        );
    }
    // The server made a contact of the customer.
    if let Some(contact) = &started.data.contact_id {
        api.delete_contact(contact).await?;
    }
    api.delete_conversation(id).await?;
    Ok(())
}

async fn webhook(api: &Client) -> anyhow::Result<()> {
    // Nobody listens on port 9.
    let url = "http://127.0.0.1:9/hooks/timely".parse()?;
    let new = WebhookCreate::new(vec![WebhookEventType::ContactCreated], "CRM sync", url);
    let webhook = api.create_webhook(&new).await?.into_body().data;
    // `timely_generated::webhooks::verifier` checks deliveries with it.
    let secret = webhook.secret.context("a new webhook has a secret")?;
    println!("webhook       its secret has {} bytes", secret.len());
    let test = api.test_webhook(&webhook.id).await?;
    println!("tested        success: {}", test.data.success);
    api.delete_webhook(&webhook.id).await?;
    Ok(())
}
