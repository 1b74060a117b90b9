//! What makes the models of the document records of a table.

use super::Id;
use super::agents::AgentRecord;
use super::channels::ChannelRecord;
use super::conversations::Thread;
use super::table::{Owned, Record};
use super::webhooks::WebhookRecord;
use timely_generated::models::*;

macro_rules! record {
    ($($type:ident, $name:literal, $($id:ident).+;)*) => {$(
        impl Record for $type {
            const NAME: &'static str = $name;

            fn id(&self) -> &Id {
                &self.$($id).+
            }
        }
    )*};
}

macro_rules! owned {
    ($($type:ident by $owner:ident;)*) => {$(
        impl Owned for $type {
            fn owner(&self) -> &Id {
                &self.$owner
            }
        }
    )*};
}

record! {
    Contact, "Contact", id;
    Lead, "Lead", id;
    Opportunity, "Opportunity", id;
    Thread, "Conversation", id;
    Message, "Message", id;
    AgentRecord, "Agent", agent.id;
    Training, "Training", id;
    ChannelRecord, "Channel", channel.id;
    CustomField, "Custom field", id;
    Intention, "Intention", id;
    IdleAction, "Idle action", id;
    TransferRule, "Transfer rule", id;
    McpServer, "MCP server", id;
    McpTool, "MCP tool", id;
    WebhookRecord, "Webhook", webhook.id;
}

owned! {
    Message by conversation_id;
    Training by agent_id;
    Intention by agent_id;
    IdleAction by agent_id;
    TransferRule by agent_id;
    McpServer by agent_id;
    McpTool by mcp_server_id;
}
