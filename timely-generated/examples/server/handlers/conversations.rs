//! Conversations, their messages, and handoffs to humans.

use super::super::store::conversations::{Content, Side, Thread};
use super::prelude::*;

impl ConversationsService<Caller> for Crm {
    async fn list_conversations(
        &self,
        cx: Cx,
        params: ListConversations,
    ) -> Result<ListConversationsResponse, ListConversationsError> {
        let (threads, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .listed_threads()
                .filter(|row| is_listed(row, &params));
            Ok(listing!(params).page(rows, order(&params.sort_or_default())))
        })?;
        let data = threads.iter().map(Thread::to_model).collect();
        Ok(ConversationList::new(data, pagination).into())
    }

    async fn get_conversation(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetConversationResponse, GetConversationError> {
        let thread = self.with(&cx, |company, _| company.thread(&id).map(Thread::to_model))?;
        Ok(ConversationEnvelope::new(thread).into())
    }

    async fn delete_conversation(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<DeleteConversationResponse, DeleteConversationError> {
        self.with(&cx, |company, _| company.remove_thread(&id))?;
        Ok(deleted().into())
    }

    async fn list_conversation_messages(
        &self,
        cx: Cx,
        id: Id,
        params: ListConversationMessages,
    ) -> Result<ListConversationMessagesResponse, ListConversationMessagesError> {
        let order = message_order(&params.sort_or_default());
        let (data, pagination) = self.with(&cx, |company, _| {
            company.thread(&id)?;
            Ok(listing!(params).page(company.messages.of(&id), order))
        })?;
        Ok(MessageList::new(data, pagination).into())
    }

    async fn send_conversation_message(
        &self,
        cx: Cx,
        id: Id,
        body: MessageCreate,
    ) -> Result<SendConversationMessageResponse, SendConversationMessageError> {
        let content = Content {
            text: body.content,
            kind: body.r#type.unwrap_or(MessageType::Text),
            media_url: body.media_url,
        };
        let message = self.with(&cx, |company, now| {
            company.say(&id, Side::Company, content, now)
        })?;
        Ok(MessageEnvelope::new(message).into())
    }

    async fn clear_conversation_messages(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<ClearConversationMessagesResponse, ClearConversationMessagesError> {
        let count = self.with(&cx, |company, now| company.clear_messages(&id, now))?;
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Ok(MessagesClearedEnvelope::new(MessagesClearedResult::new(count, true)).into())
    }

    async fn update_conversation_message(
        &self,
        cx: Cx,
        id: Id,
        message_id: Id,
        body: MessageUpdate,
    ) -> Result<UpdateConversationMessageResponse, UpdateConversationMessageError> {
        let message = self.with(&cx, |company, now| {
            company.edit_message(&id, &message_id, body.content, now)
        })?;
        Ok(MessageEnvelope::new(message).into())
    }

    async fn delete_conversation_message(
        &self,
        cx: Cx,
        id: Id,
        message_id: Id,
    ) -> Result<DeleteConversationMessageResponse, DeleteConversationMessageError> {
        self.with(&cx, |company, now| {
            company.remove_message(&id, &message_id, now)
        })?;
        Ok(deleted().into())
    }

    async fn start_human_handoff(
        &self,
        cx: Cx,
        id: Id,
        body: Option<HumanHandoffRequest>,
    ) -> Result<StartHumanHandoffResponse, StartHumanHandoffError> {
        let (attendant, reason) =
            body.map_or((None, None), |body| (body.attendant_id, body.reason));
        let result = self.with(&cx, |company, now| {
            let attendant = company.hand_over(&id, attendant, reason, now)?;
            Ok(HumanHandoffResponse::new(id, now.into()).attendant_id(attendant))
        })?;
        Ok(HumanHandoffEnvelope::new(result).into())
    }

    async fn resume_ai_handling(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<ResumeAiHandlingResponse, ResumeAiHandlingError> {
        let result = self.with(&cx, |company, now| {
            company.resume_ai(&id, now)?;
            Ok(AiResumeResponse::new(id, now.into()))
        })?;
        Ok(AiResumeEnvelope::new(result).into())
    }
}

fn is_listed(row: &Thread, params: &ListConversations) -> bool {
    passes(params.channel.as_deref(), Some(&row.channel))
        && passes(params.status.as_deref(), Some(row.status.as_str()))
        && found(params.search.as_deref(), &[row.customer_name.as_deref()])
}

fn order(sort: &ConversationSort) -> fn(&Thread, &Thread) -> Ordering {
    match sort {
        ConversationSort::CreatedAt => |a, b| a.created_at.cmp(&b.created_at),
        ConversationSort::CustomerName => |a, b| {
            let name = |row: &Thread| row.customer_name.clone().unwrap_or_default();
            by_name(&name(a), &name(b))
        },
        ConversationSort::Channel => |a, b| a.channel.cmp(&b.channel),
        ConversationSort::Status => |a, b| a.status.cmp(&b.status),
        // By the last message. The router lets no other value through.
        _ => |a, b| a.last_message_at.cmp(&b.last_message_at),
    }
}

/// The document lets `sort` be any text here: what this server cannot sort by leaves the order by time.
fn message_order(sort: &str) -> fn(&Message, &Message) -> Ordering {
    match sort {
        "role" => |a, b| a.role.cmp(&b.role),
        "content" => |a, b| a.content.cmp(&b.content),
        _ => |a, b| a.created_at.cmp(&b.created_at),
    }
}
