//! Interactions: the same conversations, with other filters.

use super::super::auth::Caller;
use super::super::crm::Crm;
use super::super::failure::Failure;
use super::super::paging::{Listing, listing, passes};
use super::super::store::Id;
use super::super::store::conversations::Thread;
use timely_generated::models::*;
use timely_generated::operations::*;
use timely_generated::server::{Context, InteractionsService};

impl InteractionsService<Caller> for Crm {
    async fn list_interactions(
        &self,
        cx: Context<Caller>,
        params: ListInteractions,
    ) -> Result<ListInteractionsResponse, ListInteractionsError> {
        let (threads, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .listed_threads()
                .filter(|row| is_listed(row, &params));
            listing!(params).page(rows, |a, b| a.created_at.cmp(&b.created_at))
        });
        let data = threads.iter().map(Thread::to_model).collect();
        Ok(ConversationList::new(data, pagination).into())
    }

    async fn list_interaction_messages(
        &self,
        cx: Context<Caller>,
        id: Id,
        params: ListInteractionMessages,
    ) -> Result<ListInteractionMessagesResponse, ListInteractionMessagesError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            company.thread(&id)?;
            let messages = company.messages.of(&id);
            Ok::<_, Failure>(
                listing!(params).page(messages, |a, b| a.created_at.cmp(&b.created_at)),
            )
        })?;
        Ok(MessageList::new(data, pagination).into())
    }

    async fn close_interaction(
        &self,
        cx: Context<Caller>,
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
