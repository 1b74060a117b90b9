//! One call of each operation by the generated client, with the types of its result set aside.

use crate::document::sample::NOBODY;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Debug;
use timely_generated::client::{
    AgentsApi, ChannelsApi, ChatsApi, Client, ContactsApi, ConversationsApi, CustomFieldsApi,
    Error, IdleActionsApi, IntentionsApi, InteractionsApi, LeadsApi, McpApi, OpportunitiesApi,
    PipelineApi, SystemApi, TrainingsApi, TransferRulesApi, WebhooksApi,
};
use timely_generated::models::*;
use timely_generated::operations::*;
use timely_runtime::{Outcome, Response, Text, Url, Uuid};

/// What came of a call.
#[derive(Debug)]
pub(crate) enum Seen {
    /// The success, written as JSON again.
    Success { body: Value, headers: Value },
    /// A documented error: the name of its variant, and the response that it would be sent as.
    Api {
        variant: String,
        status: u16,
        headers: HeaderMap,
        body: Value,
        error: String,
    },
    /// An undocumented status.
    Unexpected { status: u16, body: Vec<u8> },
    /// A documented status whose content is not as documented.
    Decode { status: u16 },
    /// No answer at all.
    Unanswered,
}

/// A call of one operation.
pub(crate) type Call = fn(Client) -> BoxFuture<'static, Seen>;

fn seen<B, H, E>(result: Result<Response<B, H>, Error<E>>) -> Seen
where
    B: Serialize,
    H: Serialize,
    E: Outcome + Debug + std::error::Error,
{
    match result {
        Ok(response) => Seen::Success {
            body: serde_json::to_value(&response.body).expect("a model is JSON"),
            headers: serde_json::to_value(&response.headers).expect("headers are JSON"),
        },
        Err(Error::Api(error)) => {
            let variant = format!("{error:?}");
            let variant = variant.split('(').next().unwrap_or_default().to_owned();
            let text = error.to_string();
            let raw = error
                .encode(&GET_HEALTH)
                .expect("what was decoded can be encoded");
            let body = serde_json::from_slice(raw.body.as_bytes().expect("it is in memory"))
                .expect("a JSON body");
            Seen::Api {
                variant,
                status: raw.status.as_u16(),
                headers: raw.headers,
                body,
                error: text,
            }
        }
        Err(Error::Unexpected(response)) => Seen::Unexpected {
            status: response.status().as_u16(),
            body: response.body().to_vec(),
        },
        Err(Error::Decode(failure)) => Seen::Decode {
            status: failure.response.status().as_u16(),
        },
        Err(_) => Seen::Unanswered,
    }
}

fn id() -> Text<Uuid> {
    NOBODY.parse().expect("a UUID")
}

fn url() -> Text<Url> {
    "https://example.com/".parse().expect("a URL")
}

macro_rules! calls {
    ($($name:literal: $method:ident($($argument:expr),*) $(.body($body:expr))?;)*) => {
        /// Every operation, called with arguments that the document allows.
        pub(crate) const CALLS: &[(&str, Call)] = &[
            $(($name, |client| Box::pin(async move { seen(client.$method($($argument),*)$(.body($body))?.await) })),)*
        ];
    };
}

calls! {
    "getHealth": get_health();
    "getApiKeyInfo": get_api_key_info();
    "listContacts": list_contacts();
    "createContact": create_contact(&ContactCreate::new("a"));
    "getContact": get_contact(&id());
    "updateContact": update_contact(&id(), &ContactUpdate::new());
    "deleteContact": delete_contact(&id());
    "listLeads": list_leads();
    "createLead": create_lead(&LeadCreate::new("a"));
    "getLead": get_lead(&id());
    "updateLead": update_lead(&id(), &LeadUpdate::new());
    "deleteLead": delete_lead(&id());
    "listOpportunities": list_opportunities();
    "createOpportunity": create_opportunity(&OpportunityCreate::new("a"));
    "getOpportunity": get_opportunity(&id());
    "updateOpportunity": update_opportunity(&id(), &OpportunityUpdate::new());
    "deleteOpportunity": delete_opportunity(&id());
    "listPipelineColumns": list_pipeline_columns();
    "listConversations": list_conversations();
    "getConversation": get_conversation(&id());
    "deleteConversation": delete_conversation(&id());
    "listConversationMessages":
        list_conversation_messages(&id());
    "sendConversationMessage": send_conversation_message(&id(), &MessageCreate::new("a"));
    "clearConversationMessages": clear_conversation_messages(&id());
    "updateConversationMessage":
        update_conversation_message(&id(), &id(), &MessageUpdate::new("a"));
    "deleteConversationMessage": delete_conversation_message(&id(), &id());
    "startHumanHandoff": start_human_handoff(&id()).body(&HumanHandoffRequest::new());
    "resumeAiHandling": resume_ai_handling(&id());
    "listAgents": list_agents();
    "createAgent": create_agent(&AgentCreate::new("a"));
    "getAgent": get_agent(&id());
    "updateAgent": update_agent(&id(), &AgentUpdate::new());
    "deleteAgent": delete_agent(&id());
    "activateAgent": activate_agent(&id());
    "deactivateAgent": deactivate_agent(&id());
    "getAgentSettings": get_agent_settings(&id());
    "updateAgentSettings": update_agent_settings(&id(), &AgentSettingsUpdate::new());
    "getAgentWebhooks": get_agent_webhooks(&id());
    "updateAgentWebhooks": update_agent_webhooks(&id(), &AgentWebhooks::new(vec![]));
    "converseWithAgent": converse_with_agent(&id(), &AgentConversationRequest::new("a"));
    "addAgentContext": add_agent_context(&id(), &AgentContextRequest::new("a", id()));
    "getAgentCredits": get_agent_credits(&id());
    "listAgentBehaviorHistory":
        list_agent_behavior_history(&id());
    "createTraining": create_training(&id(), &TrainingCreate::new(TrainingType::Text));
    "listTrainings": list_trainings(&id());
    "updateTraining": update_training(&id(), &TrainingUpdate::new());
    "deleteTraining": delete_training(&id());
    "createChannel": create_channel(&ChannelCreate::new(id(), "a", ChannelType::Email));
    "listChannels": list_channels();
    "updateChannel": update_channel(&id(), &ChannelUpdate::new());
    "deleteChannel": delete_channel(&id());
    "getChannelConfig": get_channel_config(&id());
    "updateChannelConfig": update_channel_config(&id(), &ChannelConfigUpdate::new());
    "getChannelQrCode": get_channel_qr_code(&id());
    "startChannelConversation":
        start_channel_conversation(&id(), &ChannelConversationRequest::new());
    "getWidgetLinks": get_widget_links(&id());
    "updateWidgetSettings": update_widget_settings(&id(), &WidgetSettingsUpdate::new());
    "listCustomFields": list_custom_fields();
    "createCustomField": create_custom_field(&CustomFieldCreate::new("a"));
    "updateCustomField": update_custom_field(&id(), &CustomFieldUpdate::new());
    "archiveCustomField": archive_custom_field(&id());
    "listInteractions": list_interactions();
    "listInteractionMessages": list_interaction_messages(&id());
    "closeInteraction": close_interaction(&id());
    "listIntentions": list_intentions(&id());
    "createIntention": create_intention(&id(), &IntentionCreate::new("a"));
    "updateIntention": update_intention(&id(), &id(), &IntentionUpdate::new());
    "deleteIntention": delete_intention(&id(), &id());
    "listIdleActions": list_idle_actions(&id());
    "createIdleAction": create_idle_action(&id(), &IdleActionCreate::new("a", 1));
    "updateIdleAction": update_idle_action(&id(), &id(), &IdleActionUpdate::new());
    "deleteIdleAction": delete_idle_action(&id(), &id());
    "listTransferRules": list_transfer_rules(&id());
    "createTransferRule": create_transfer_rule(
        &id(),
        &TransferRuleCreate::new(ConditionType::Time, "a", TransferTargetType::Team)
    );
    "updateTransferRule": update_transfer_rule(&id(), &id(), &TransferRuleUpdate::new());
    "deleteTransferRule": delete_transfer_rule(&id(), &id());
    "addMcpServer": add_mcp_server(&id(), &McpServerAdd::new("a", url()));
    "testMcpConnection": test_mcp_connection(&id(), &McpConnectRequest::new(url()));
    "listMcpTools": list_mcp_tools(&id());
    "activateMcpTool": activate_mcp_tool(&id(), &id());
    "deactivateMcpTool": deactivate_mcp_tool(&id(), &id());
    "syncMcpTools": sync_mcp_tools(&id());
    "deleteMcpServer": delete_mcp_server(&id(), &id());
    "deleteChat": delete_chat(&id());
    "clearChatMessages": clear_chat_messages(&id());
    "deleteChatMessage": delete_chat_message(&id(), &id());
    "updateChatMessage": update_chat_message(&id(), &id(), &MessageUpdate::new("a"));
    "startHumanTakeover": start_human_takeover(&id());
    "stopHumanTakeover": stop_human_takeover(&id());
    "listWebhooks": list_webhooks();
    "createWebhook":
        create_webhook(&WebhookCreate::new(vec![WebhookEventType::MessageSent], "a", url()));
    "getWebhook": get_webhook(&id());
    "updateWebhook": update_webhook(&id(), &WebhookUpdate::new());
    "deleteWebhook": delete_webhook(&id());
    "testWebhook": test_webhook(&id());
    "listWebhookDeliveries": list_webhook_deliveries(&id());
}

/// The call of an operation.
pub(crate) fn call(operation: &str) -> Call {
    let found = CALLS.iter().find(|(name, _)| *name == operation);
    found.unwrap_or_else(|| panic!("no call of {operation}")).1
}

#[test]
fn every_operation_has_a_call() {
    let mut called: Vec<&str> = CALLS.iter().map(|(name, _)| *name).collect();
    let mut documented: Vec<&str> = crate::document::operations()
        .iter()
        .map(|operation| operation.id)
        .collect();
    called.sort_unstable();
    documented.sort_unstable();
    assert_eq!(called, documented);
}
