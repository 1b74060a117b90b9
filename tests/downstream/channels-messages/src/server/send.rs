//! The one operation.

use super::idempotency::{Scope, Turn};
use super::store::{Message, NewMessage};
use super::{Agent, Ai, Caller, Channel, Server, media};
use crate::api::models::send_message_response::SendMessageResponseRequired;
use crate::api::models::{
    AiMessage, AiMessageContent, AiText, Conversation, SendMessageRequest, SendMessageResponse,
    Usage,
};
use crate::api::operations::{
    SendChannelMessage, SendChannelMessageError, SendChannelMessageResponse,
};
use crate::api::server::http_errors::{BadRequest, Conflict, InternalServerError, NotFound};
use crate::api::server::{ChannelsService, Context, ErrorResponse, IntoErrorResponse};
use timely_runtime::server::authenticators::Granted;

/// Why a request that is valid by the document is not fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// 400.
    Invalid(&'static str),
    /// 404.
    NoChannel,
    /// 409.
    Taken,
    /// 500. The reason is in the log.
    Internal,
}

impl IntoErrorResponse for Failure {
    fn into_error_response(self) -> ErrorResponse {
        match self {
            Self::Invalid(message) => BadRequest::new(message),
            Self::NoChannel => NotFound::new("There is no channel with this ID."),
            Self::Taken => Conflict::new("The idempotency key was used for another message."),
            Self::Internal => InternalServerError::new("The message could not be processed."),
        }
    }
}

impl<A: Ai> ChannelsService<Granted<Caller>> for Server<A> {
    async fn send_channel_message(
        &self,
        cx: Context<Granted<Caller>>,
        channel_id: String,
        body: SendMessageRequest,
        params: SendChannelMessage,
    ) -> Result<SendChannelMessageResponse, SendChannelMessageError> {
        let caller = cx.principal();
        let Some(key) = params.idempotency_key else {
            return Ok(self.process(caller, &channel_id, &body).await?.into());
        };
        let scope = Scope {
            caller: caller.key,
            channel: channel_id.clone(),
            key,
        };
        let response = match self.0.answers.turn(scope, &body).await {
            Turn::Repeated(response) => response,
            Turn::Taken => return Err(Failure::Taken.into()),
            Turn::First(attempt) => {
                let response = self.process(caller, &channel_id, &body).await?;
                attempt.succeed(response.clone());
                response
            }
        };
        Ok(response.into())
    }
}

impl<A: Ai> Server<A> {
    /// Stores nothing unless it succeeds.
    async fn process(
        &self,
        caller: &Caller,
        channel: &str,
        request: &SendMessageRequest,
    ) -> Result<SendMessageResponse, Failure> {
        let channel = self.channel(caller, channel)?;
        let Some((identifier, name)) = sender(request) else {
            return Err(Failure::Invalid("The message is of an unknown kind."));
        };
        if let Some(refusal) = media::refusal(request, &self.0.unreachable) {
            return Err(Failure::Invalid(refusal));
        }
        let answers = self.0.ai.answer(request).await.map_err(|error| {
            tracing::error!(%error, channel = channel.id, "the agent has no answer");
            Failure::Internal
        })?;
        let message = self.store().add(&NewMessage {
            workspace: &caller.workspace,
            channel: &channel.id,
            identifier,
            name,
            request,
            answers: &answers,
        });
        Ok(response(message, &channel.agent))
    }

    /// The channel with this ID, if the caller may use it: those of other workspaces do not exist for it.
    fn channel(&self, caller: &Caller, id: &str) -> Result<&Channel, Failure> {
        let channel = self.0.channels.get(id);
        let channel = channel
            .filter(|channel| channel.workspace == caller.workspace)
            .ok_or(Failure::NoChannel)?;
        if channel.is_usable {
            Ok(channel)
        } else {
            Err(Failure::Invalid("The channel does not take messages."))
        }
    }
}

/// The identifier and the name of the contact.
fn sender(request: &SendMessageRequest) -> Option<(&str, Option<&str>)> {
    let (identifier, name) = match request {
        SendMessageRequest::Text(message) => (&message.contact_identifier, &message.contact_name),
        SendMessageRequest::Image(message) => (&message.contact_identifier, &message.contact_name),
        SendMessageRequest::Audio(message) => (&message.contact_identifier, &message.contact_name),
        SendMessageRequest::Video(message) => (&message.contact_identifier, &message.contact_name),
        SendMessageRequest::Document(message) => {
            (&message.contact_identifier, &message.contact_name)
        }
        // The router lets no other kind through.
        SendMessageRequest::Other(_) => return None,
    };
    Some((identifier, name.as_deref()))
}

fn response(message: Message, agent: &Agent) -> SendMessageResponse {
    let (team_id, team_name) = agent.team.clone().unzip();
    let conversation = Conversation::new()
        .status("ACTIVE")
        .assigned_to_human(false)
        .ai_agent_id(agent.id.clone())
        .ai_agent_name(agent.name.clone())
        .team_id(team_id)
        .team_name(team_name);
    let ai_message = |text: String| {
        let content = AiMessageContent::new()
            .r#type("text")
            .text(AiText::new().body(text));
        AiMessage::new()
            .r#type("TEXT")
            .content(content)
            .sender_type("AI")
            .sender_name(&agent.name)
            .channel_message_id(None)
    };
    let ai_messages: Vec<AiMessage> = message.answers.into_iter().map(ai_message).collect();
    // One credit for each message of the agent.
    let credits = ai_messages.len() as f64;
    SendMessageResponse::new(SendMessageResponseRequired {
        success: true,
        contact_id: message.contact_id,
        conversation_id: message.conversation_id,
        message_id: message.id,
        conversation,
        ai_messages,
        usage: Usage::new().credits(credits),
    })
}
