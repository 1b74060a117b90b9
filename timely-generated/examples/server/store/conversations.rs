//! Conversations, their life cycle and their messages.

use super::super::events;
use super::super::failure::Failure;
use super::table::Record;
use super::{Company, Id, Timeouts, after, new_id};
use timely_generated::models::*;
use timely_runtime::{Text, Url, UtcTime};

/// A conversation as it is stored; [`Thread::to_model`] is what the API shows.
#[derive(Clone, Debug)]
pub(crate) struct Thread {
    pub(crate) id: Id,
    pub(crate) company_id: Id,
    pub(crate) agent_id: Option<Id>,
    pub(crate) channel_id: Option<Id>,
    pub(crate) contact_id: Option<Id>,
    pub(crate) customer_name: Option<String>,
    /// The type of the channel, or `api` for a conversation held with the agent directly.
    pub(crate) channel: String,
    pub(crate) status: ConversationStatus,
    pub(crate) assigned_to: Option<Id>,
    pub(crate) subject: Option<String>,
    pub(crate) created_at: UtcTime,
    pub(crate) updated_at: UtcTime,
    pub(crate) last_message_at: Option<UtcTime>,
    pub(crate) closed_at: Option<UtcTime>,
    /// Since when nothing has happened; what timeouts count from.
    idle_since: UtcTime,
}

/// Where a new conversation comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) agent_id: Id,
    pub(crate) channel_id: Option<Id>,
    pub(crate) channel: String,
    pub(crate) contact_id: Option<Id>,
    pub(crate) customer_name: Option<String>,
}

/// Which side of a conversation speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Customer,
    Company,
}

/// What is said.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) text: String,
    pub(crate) kind: MessageType,
    pub(crate) media_url: Option<Text<Url>>,
}

impl Content {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            kind: MessageType::Text,
            media_url: None,
        }
    }
}

impl Origin {
    /// A conversation that is held with an agent directly, by way of this API.
    pub(crate) fn direct(agent_id: Id) -> Self {
        Self {
            agent_id,
            channel_id: None,
            channel: "api".to_owned(),
            contact_id: None,
            customer_name: None,
        }
    }
}

impl Thread {
    pub(super) fn new(company_id: Id, origin: Origin, now: UtcTime) -> Self {
        Self {
            id: new_id(),
            company_id,
            agent_id: Some(origin.agent_id),
            channel_id: origin.channel_id,
            contact_id: origin.contact_id,
            customer_name: origin.customer_name,
            channel: origin.channel,
            status: ConversationStatus::Open,
            assigned_to: None,
            subject: None,
            created_at: now,
            updated_at: now,
            last_message_at: None,
            closed_at: None,
            idle_since: now,
        }
    }

    /// A conversation that is nowhere stored, for synthetic events.
    pub(crate) fn sample(contact: &Contact, now: UtcTime) -> Self {
        let origin = Origin {
            agent_id: new_id(),
            channel_id: Some(new_id()),
            channel: "whatsapp".to_owned(),
            contact_id: Some(contact.id.clone()),
            customer_name: Some(contact.customer_name.clone()),
        };
        Self::new(contact.company_id.clone(), origin, now)
    }

    pub(crate) fn to_model(&self) -> Conversation {
        Conversation::new(self.created_at.into(), self.id.clone())
            .company_id(self.company_id.clone())
            .agent_id(self.agent_id.clone())
            .channel_id(self.channel_id.clone())
            .contact_id(self.contact_id.clone())
            .customer_name(self.customer_name.clone())
            .channel(self.channel.clone())
            .status(self.status.clone())
            .assigned_to(self.assigned_to.clone())
            .subject(self.subject.clone())
            .tags(Vec::<String>::new())
            .updated_at(Text::from(self.updated_at))
            .last_message_at(self.last_message_at.map(Text::from))
            .closed_at(self.closed_at.map(Text::from))
    }

    /// The type of its channel, where the webhooks have a name for it.
    pub(crate) fn channel_type(&self) -> Option<WebhookChannelType> {
        Some(WebhookChannelType::from(self.channel.as_str())).filter(WebhookChannelType::is_known)
    }

    /// Fails when the conversation is closed: nothing can be said in it, and nobody can take it over.
    pub(crate) fn require_not_closed(&self) -> Result<(), Failure> {
        if self.status == ConversationStatus::Closed {
            return Err(Failure::Conflict("The conversation is closed"));
        }
        Ok(())
    }

    fn is_deleted(&self) -> bool {
        self.status == ConversationStatus::Deleted
    }

    /// A word from the customer ends the waiting; the first one is what the conversation is about.
    fn heard_from_customer(&mut self, text: &str) {
        if self.status == ConversationStatus::Waiting {
            self.status = ConversationStatus::Open;
        }
        self.subject.get_or_insert_with(|| shorten(text, 60));
    }

    fn set_status(&mut self, status: ConversationStatus, now: UtcTime) {
        self.status = status;
        self.updated_at = now;
        self.idle_since = now;
    }

    fn close(&mut self, now: UtcTime) {
        self.set_status(ConversationStatus::Closed, now);
        self.assigned_to = None;
        self.closed_at = Some(now);
    }
}

impl Company {
    /// A conversation; one that was softly deleted is not found.
    pub(crate) fn thread(&self, id: &Id) -> Result<&Thread, Failure> {
        let thread = self.threads.get(id)?;
        if thread.is_deleted() {
            Err(Failure::NotFound(Thread::NAME))
        } else {
            Ok(thread)
        }
    }

    fn thread_mut(&mut self, id: &Id) -> Result<&mut Thread, Failure> {
        self.thread(id)?;
        self.threads.get_mut(id)
    }

    /// The conversations that lists show.
    pub(crate) fn listed_threads(&self) -> impl Iterator<Item = &Thread> {
        self.threads.iter().filter(|thread| !thread.is_deleted())
    }

    /// Starts a conversation.
    pub(crate) fn open_thread(&mut self, origin: Origin, now: UtcTime) -> Thread {
        let thread = self
            .threads
            .insert(Thread::new(self.id.clone(), origin, now));
        self.publish(events::conversation_created(self.stamp(now), &thread));
        thread
    }

    /// Adds a message that one side says to the other, and tells the webhooks.
    pub(crate) fn say(
        &mut self,
        id: &Id,
        side: Side,
        content: Content,
        now: UtcTime,
    ) -> Result<Message, Failure> {
        let role = match side {
            Side::Customer => "user",
            Side::Company => "assistant",
        };
        let message = self.append(id, role, &content.text, now)?;
        let stamp = self.stamp(now);
        let thread = self.thread_mut(id)?;
        let event = match side {
            Side::Customer => {
                thread.heard_from_customer(&content.text);
                events::message_received(stamp, thread, &message, &content)
            }
            Side::Company => events::message_sent(stamp, thread, &message, &content),
        };
        self.publish(event);
        Ok(message)
    }

    /// Adds a message that is part of the record only, such as a note of the system.
    pub(crate) fn append(
        &mut self,
        id: &Id,
        role: &str,
        text: &str,
        now: UtcTime,
    ) -> Result<Message, Failure> {
        let thread = self.thread_mut(id)?;
        thread.require_not_closed()?;
        thread.last_message_at = Some(now);
        thread.updated_at = now;
        thread.idle_since = now;
        Ok(self.messages.insert(
            Message::new(message::MessageRequired {
                id: new_id(),
                conversation_id: id.clone(),
                created_at: now.into(),
            })
            .content(text)
            .role(role),
        ))
    }

    pub(crate) fn edit_message(
        &mut self,
        thread: &Id,
        message: &Id,
        text: String,
        now: UtcTime,
    ) -> Result<Message, Failure> {
        self.thread(thread)?;
        let message = self.messages.get_mut_of(thread, message)?;
        message.content = Some(text);
        let message = message.clone();
        self.thread_mut(thread)?.updated_at = now;
        Ok(message)
    }

    pub(crate) fn remove_message(
        &mut self,
        thread: &Id,
        message: &Id,
        now: UtcTime,
    ) -> Result<(), Failure> {
        self.thread(thread)?;
        self.messages.remove_of(thread, message)?;
        self.messages_removed(thread, now)
    }

    /// Empties a conversation and says how many messages it had.
    pub(crate) fn clear_messages(&mut self, id: &Id, now: UtcTime) -> Result<usize, Failure> {
        self.thread(id)?;
        let count = self.messages.remove_all_of(id);
        self.messages_removed(id, now)?;
        Ok(count)
    }

    fn messages_removed(&mut self, id: &Id, now: UtcTime) -> Result<(), Failure> {
        let times = self.messages.of(id).map(|message| &message.created_at);
        let last = times.max().and_then(|time| time.parsed().ok());
        let thread = self.thread_mut(id)?;
        thread.last_message_at = last.map(|time| time.to_utc());
        thread.updated_at = now;
        Ok(())
    }

    /// Gives a conversation to a human: to the one named, or to the next in turn.
    pub(crate) fn hand_over(
        &mut self,
        id: &Id,
        attendant: Option<Id>,
        reason: Option<String>,
        now: UtcTime,
    ) -> Result<Id, Failure> {
        self.thread(id)?.require_not_closed()?;
        let attendant = attendant.unwrap_or_else(|| {
            self.handoffs += 1;
            self.attendants[self.handoffs % self.attendants.len()].clone()
        });
        let stamp = self.stamp(now);
        let thread = self.thread_mut(id)?;
        thread.set_status(ConversationStatus::Human, now);
        thread.assigned_to = Some(attendant.clone());
        let event = events::conversation_transferred(stamp, thread, reason);
        self.publish(event);
        Ok(attendant)
    }

    /// Gives a conversation back to the AI.
    pub(crate) fn resume_ai(&mut self, id: &Id, now: UtcTime) -> Result<(), Failure> {
        let thread = self.thread_mut(id)?;
        thread.require_not_closed()?;
        thread.set_status(ConversationStatus::Open, now);
        thread.assigned_to = None;
        Ok(())
    }

    /// Closes a conversation; one that is closed already stays as it is.
    pub(crate) fn close_thread(&mut self, id: &Id, now: UtcTime) -> Result<(), Failure> {
        let stamp = self.stamp(now);
        let thread = self.thread_mut(id)?;
        if thread.require_not_closed().is_ok() {
            thread.close(now);
            let event = events::conversation_closed(stamp, thread);
            self.publish(event);
        }
        Ok(())
    }

    /// Hides a conversation; its messages are kept.
    pub(crate) fn delete_thread_softly(&mut self, id: &Id, now: UtcTime) -> Result<(), Failure> {
        self.thread_mut(id)?
            .set_status(ConversationStatus::Deleted, now);
        Ok(())
    }

    /// Removes a conversation and its messages.
    pub(crate) fn remove_thread(&mut self, id: &Id) -> Result<(), Failure> {
        self.thread(id)?;
        self.threads.remove(id)?;
        self.messages.remove_all_of(id);
        Ok(())
    }

    /// Leads and conversations outlive the contact they are about.
    pub(crate) fn forget_contact(&mut self, id: &Id) {
        self.leads.forget(id, |lead| &mut lead.contact_id);
        self.threads.forget(id, |thread| &mut thread.contact_id);
    }

    /// Adds a contact and tells the webhooks.
    pub(crate) fn add_contact(&mut self, contact: Contact, now: UtcTime) -> Contact {
        self.publish(events::contact_created(self.stamp(now), &contact));
        self.contacts.insert(contact)
    }

    /// Moves on the conversations whose customers keep silent: from open to waiting, from waiting to closed.
    ///
    /// What is due counts from the time it was due, not from the time of this call, so that it does not matter how often
    /// anyone looks.
    pub(super) fn advance_threads(&mut self, now: UtcTime, timeouts: &Timeouts) {
        let stamp = self.stamp(now);
        for thread in self.threads.iter_mut() {
            let waits_from = after(thread.idle_since, timeouts.waiting_after);
            if thread.status == ConversationStatus::Open && waits_from <= now {
                thread.set_status(ConversationStatus::Waiting, waits_from);
            }
            let closes_at = after(thread.idle_since, timeouts.closed_after);
            if thread.status == ConversationStatus::Waiting && closes_at <= now {
                thread.close(closes_at);
                self.events
                    .push(events::conversation_closed(stamp.again(), thread));
            }
        }
    }
}

/// The beginning of a text, in characters.
pub(crate) fn shorten(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    text.chars()
        .take(length.saturating_sub(1))
        .chain(['…'])
        .collect()
}
