//! Interactions: the same conversations, with other filters.

use super::super::store::conversations::Thread;
use super::prelude::*;

impl InteractionsService<Caller> for Crm {
    async fn list_interactions(
        &self,
        cx: Cx,
        params: ListInteractions,
    ) -> Result<ListInteractionsResponse, ListInteractionsError> {
        let (threads, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .listed_threads()
                .filter(|row| is_listed(row, &params));
            Ok(listing!(params).page(rows, |a, b| a.created_at.cmp(&b.created_at)))
        })?;
        let data = threads.iter().map(Thread::to_model).collect();
        Ok(ConversationList::new(data, pagination).into())
    }

    async fn list_interaction_messages(
        &self,
        cx: Cx,
        id: Id,
        params: ListInteractionMessages,
    ) -> Result<ListInteractionMessagesResponse, ListInteractionMessagesError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            company.thread(&id)?;
            let messages = company.messages.of(&id);
            Ok(listing!(params).page(messages, |a, b| a.created_at.cmp(&b.created_at)))
        })?;
        Ok(MessageList::new(data, pagination).into())
    }

    async fn close_interaction(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<CloseInteractionResponse, CloseInteractionError> {
        self.with(&cx, |company, now| company.close_thread(&id, now))?;
        Ok(InteractionClosedEnvelope::new(InteractionClosedResult::new(true)).into())
    }
}

fn is_listed(row: &Thread, params: &ListInteractions) -> bool {
    passes(
        params.status.as_ref(),
        interaction_status(&row.status).as_ref(),
    ) && passes(params.channel.as_deref(), Some(&row.channel))
        && passes(params.agent_id.as_ref(), row.agent_id.as_ref())
        && params
            .from
            .as_ref()
            .is_none_or(|from| *from <= row.created_at)
        && params.to.as_ref().is_none_or(|to| *to >= row.created_at)
}

/// Which interactions a conversation is among, as the document assumes.
fn interaction_status(status: &ConversationStatus) -> Option<InteractionStatus> {
    match status {
        ConversationStatus::Open | ConversationStatus::Human => Some(InteractionStatus::Active),
        ConversationStatus::Waiting => Some(InteractionStatus::Pending),
        ConversationStatus::Closed => Some(InteractionStatus::Closed),
        _ => None,
    }
}
