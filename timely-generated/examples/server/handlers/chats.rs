//! Chats: the same conversations by another path.

use super::prelude::*;

impl ChatsService<Caller> for Crm {
    async fn delete_chat(&self, cx: Cx, id: Id) -> Result<DeleteChatResponse, DeleteChatError> {
        self.with(&cx, |company, now| company.delete_thread_softly(&id, now))?;
        Ok(ChatDeletedEnvelope::new(ChatDeletedResult::new(true, id)).into())
    }

    async fn clear_chat_messages(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<ClearChatMessagesResponse, ClearChatMessagesError> {
        self.with(&cx, |company, now| company.clear_messages(&id, now))?;
        Ok(deleted().into())
    }

    async fn update_chat_message(
        &self,
        cx: Cx,
        id: Id,
        message_id: Id,
        body: MessageUpdate,
    ) -> Result<UpdateChatMessageResponse, UpdateChatMessageError> {
        let message = self.with(&cx, |company, now| {
            company.edit_message(&id, &message_id, body.content, now)
        })?;
        Ok(MessageEnvelope::new(message).into())
    }

    async fn delete_chat_message(
        &self,
        cx: Cx,
        id: Id,
        message_id: Id,
    ) -> Result<DeleteChatMessageResponse, DeleteChatMessageError> {
        self.with(&cx, |company, now| {
            company.remove_message(&id, &message_id, now)
        })?;
        Ok(deleted().into())
    }

    async fn start_human_takeover(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<StartHumanTakeoverResponse, StartHumanTakeoverError> {
        self.with(&cx, |company, now| {
            company.hand_over(&id, None, None, now)?;
            company.append(
                &id,
                "system",
                "A human has taken over; the AI is paused.",
                now,
            )
        })?;
        Ok(ChatAiModeEnvelope::new(ChatAiMode::new("paused", id)).into())
    }

    async fn stop_human_takeover(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<StopHumanTakeoverResponse, StopHumanTakeoverError> {
        self.with(&cx, |company, now| {
            company.resume_ai(&id, now)?;
            company.append(&id, "system", "The AI is in control again.", now)
        })?;
        Ok(ChatAiModeEnvelope::new(ChatAiMode::new("auto", id)).into())
    }
}
