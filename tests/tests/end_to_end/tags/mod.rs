//! Every operation, called by the generated client and answered by the generated server: one module to a tag.

use crate::document;
use crate::harness::{App, Record, Setup};
use std::sync::Arc;
use timely_generated::client::{AgentsApi, ChannelsApi, Client};
use timely_generated::models::pagination::PaginationRequired;
use timely_generated::models::*;
use timely_runtime::{EmailAddress, Text, Uuid};

/// Makes a test of each scenario, and a way to play all of them while the calls are written down.
macro_rules! scenarios {
    ($($name:ident),* $(,)?) => {
        pub(super) async fn play(record: &crate::harness::Record) -> anyhow::Result<()> {
            $($name(super::recording(record)).await?;)*
            Ok(())
        }

        mod tests {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                super::$name(crate::harness::App::new()).await
            })*
        }
    };
}

mod agents;
mod channels;
mod chats;
mod contacts;
mod conversations;
mod custom_fields;
mod idle_actions;
mod intentions;
mod interactions;
mod leads;
mod mcp;
mod opportunities;
mod pipeline;
mod system;
mod trainings;
mod transfer_rules;
mod webhooks;

fn recording(record: &Record) -> App {
    App::recording(Setup::default(), Arc::clone(record))
}

/// The operations that no scenario calls, or that no scenario sees succeed.
#[tokio::test]
async fn no_operation_is_forgotten() -> anyhow::Result<()> {
    let record = Record::default();
    system::play(&record).await?;
    contacts::play(&record).await?;
    leads::play(&record).await?;
    opportunities::play(&record).await?;
    pipeline::play(&record).await?;
    conversations::play(&record).await?;
    agents::play(&record).await?;
    trainings::play(&record).await?;
    channels::play(&record).await?;
    custom_fields::play(&record).await?;
    interactions::play(&record).await?;
    intentions::play(&record).await?;
    idle_actions::play(&record).await?;
    transfer_rules::play(&record).await?;
    mcp::play(&record).await?;
    chats::play(&record).await?;
    webhooks::play(&record).await?;

    let called = record.lock().expect("nobody panics here").clone();
    let documented = document::operations().iter().map(|operation| operation.id);
    let forgotten: Vec<&str> = documented.filter(|id| !called.contains(id)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
    assert_eq!(called.len(), 96);
    Ok(())
}

/// A new agent.
async fn agent(client: &Client) -> anyhow::Result<Text<Uuid>> {
    Ok(client
        .create_agent(&AgentCreate::new("Ana"))
        .await?
        .data
        .id
        .clone())
}

/// A new channel of this type, with an agent of its own.
async fn channel(client: &Client, kind: ChannelType) -> anyhow::Result<Channel> {
    let agent = agent(client).await?;
    let channel = client
        .create_channel(&ChannelCreate::new(agent, "Site", kind))
        .await?;
    Ok(channel.into_body().data)
}

/// A new conversation in which the customer has said one thing.
pub(crate) async fn conversation(client: &Client) -> anyhow::Result<Conversation> {
    let channel = channel(client, ChannelType::Website).await?;
    let request = ChannelConversationRequest::new()
        .customer_name("Maria Souza")
        .initial_message("Onde está o meu pedido?");
    let started = client
        .start_channel_conversation(&channel.id, &request)
        .await?;
    Ok(started.into_body().data)
}

/// What a list says of the page it shows.
fn pagination(page: i64, limit: i64, total: i64, total_pages: i64) -> Pagination {
    Pagination::new(PaginationRequired {
        page,
        limit,
        total,
        total_pages,
    })
}

/// An e-mail address of a contact.
pub(crate) fn email(address: &str) -> Text<EmailAddress> {
    address.parse().expect("an e-mail address")
}

/// A JSON object of one member.
fn object(name: &str, value: impl Into<serde_json::Value>) -> timely_runtime::JsonObject {
    timely_runtime::JsonObject::from_iter([(name.to_owned(), value.into())])
}
