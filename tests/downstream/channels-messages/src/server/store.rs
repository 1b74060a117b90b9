//! Contacts and messages.

use crate::api::models::SendMessageRequest;
use std::collections::HashMap;

/// A person who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The ID.
    pub id: String,
    /// The workspace that the contact belongs to.
    pub workspace: String,
    /// What the person is known by, unique in the workspace.
    pub identifier: String,
    /// The name given with the first message.
    pub name: Option<String>,
}

/// A message that was processed.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The ID.
    pub id: String,
    /// Whose message it is.
    pub contact_id: String,
    /// The conversation that it is part of.
    pub conversation_id: String,
    /// The message as it came.
    pub request: SendMessageRequest,
    /// The texts that the agent answered.
    pub answers: Vec<String>,
}

/// A message that is about to be stored.
pub(super) struct NewMessage<'a> {
    pub(super) workspace: &'a str,
    pub(super) channel: &'a str,
    pub(super) identifier: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) request: &'a SendMessageRequest,
    pub(super) answers: &'a [String],
}

/// Everything that the server keeps.
#[derive(Debug, Default)]
pub(super) struct Store {
    contacts: Vec<Contact>,
    /// The positions of contacts, by workspace and identifier.
    index: HashMap<(String, String), usize>,
    /// The IDs of conversations, by channel and contact. A contact has one in each channel.
    conversations: HashMap<(String, String), String>,
    messages: Vec<Message>,
}

impl Store {
    pub(super) fn contacts(&self) -> &[Contact] {
        &self.contacts
    }

    pub(super) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Stores a message, with the contact and the conversation where they are new.
    pub(super) fn add(&mut self, new: &NewMessage<'_>) -> Message {
        let contact_id = self.contact(new);
        let message = Message {
            id: id("message", self.messages.len()),
            conversation_id: self.conversation(new.channel, &contact_id),
            contact_id,
            request: new.request.clone(),
            answers: new.answers.to_vec(),
        };
        self.messages.push(message.clone());
        message
    }

    fn contact(&mut self, new: &NewMessage<'_>) -> String {
        let place = (new.workspace.to_owned(), new.identifier.to_owned());
        let position = *self.index.entry(place).or_insert_with(|| {
            self.contacts.push(Contact {
                id: id("contact", self.contacts.len()),
                workspace: new.workspace.to_owned(),
                identifier: new.identifier.to_owned(),
                name: new.name.map(str::to_owned),
            });
            self.contacts.len() - 1
        });
        self.contacts[position].id.clone()
    }

    fn conversation(&mut self, channel: &str, contact: &str) -> String {
        let number = self.conversations.len();
        let place = (channel.to_owned(), contact.to_owned());
        let conversation = self.conversations.entry(place);
        conversation
            .or_insert_with(|| id("conversation", number))
            .clone()
    }
}

fn id(kind: &str, position: usize) -> String {
    format!("{kind}_{}", position + 1)
}
