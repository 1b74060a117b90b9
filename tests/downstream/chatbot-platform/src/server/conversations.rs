//! Conversations and their messages. They come about in [`Platform::say`].

use super::prelude::*;

impl ConversationsService<Caller> for Platform {
    async fn list_conversations(
        &self,
        cx: Cx,
        bot_id: String,
        params: ListConversations,
    ) -> Result<ListConversationsResponse, ListConversationsError> {
        let mut store = self.store();
        let team = store.team(team(&cx)?);
        let bot = find(&team.bots, &bot_id)?;
        let latest_first = team.threads.iter().rev().map(|row| &row.conversation);
        let rows = latest_first.filter(|row| row.bot_id.as_deref() == Some(&bot.id));
        let (data, meta) = page(rows, params.page_or_default(), params.per_page_or_default());
        Ok(ConversationList::new(data, meta).into())
    }

    async fn get_conversation(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<GetConversationResponse, GetConversationError> {
        let mut store = self.store();
        let row = find(&store.team(team(&cx)?).threads, &id)?;
        Ok(ConversationEnvelope::new(row.conversation.clone()).into())
    }

    async fn list_conversation_messages(
        &self,
        cx: Cx,
        id: String,
        params: ListConversationMessages,
    ) -> Result<ListConversationMessagesResponse, ListConversationMessagesError> {
        let mut store = self.store();
        let rows = &find(&store.team(team(&cx)?).threads, &id)?.messages;
        let (data, meta) = page(rows, params.page_or_default(), params.per_page_or_default());
        Ok(MessageList::new(data, meta).into())
    }

    async fn delete_conversation(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<DeleteConversationResponse, DeleteConversationError> {
        let row = remove(&mut self.store().team(team(&cx)?).threads, &id)?;
        Ok(deleted(row.conversation.id).into())
    }
}
