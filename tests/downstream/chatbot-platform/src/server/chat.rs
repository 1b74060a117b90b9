//! What people write to bots, and what bots answer.

use super::Platform;
use super::bots::ECHO;
use super::events::Event;
use super::integrations::TIMEOUT;
use super::platform::now;
use super::store::{Store, Thread, find};
use crate::api::models::integration_message::IntegrationMessageRequired;
use crate::api::models::integration_message_bot::IntegrationMessageBotRequired;
use crate::api::models::integration_message_metadata::IntegrationMessageMetadataRequired;
use crate::api::models::{
    Bot, Channel, ChatMessage, ChatUser, Conversation, ConversationChannel, Integration,
    IntegrationMessage, IntegrationMessageBot, IntegrationMessageMetadata, IntegrationStatus,
    Message, MessageContent, MessageKind, MessageRole,
};
use crate::api::webhooks::send_integration_message;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;
use timely_runtime::Text;

/// How many of the latest messages a backend is shown.
const HISTORY: usize = 10;
/// What is said where no backend answers.
const APOLOGY: &str = "Sorry, something went wrong.";

/// A message as it comes from a messaging platform.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The channel it comes in on.
    pub channel_id: String,
    /// The chat on the messaging platform.
    pub chat_id: String,
    /// Who wrote it.
    pub user: ChatUser,
    /// What it says.
    pub content: MessageContent,
}

/// There is no such channel, so nobody hears what is said on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SayError;

impl fmt::Display for SayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such channel")
    }
}

impl std::error::Error for SayError {}

/// What a backend is asked, and which backends there are to ask.
struct Question {
    bot: Bot,
    body: IntegrationMessage,
    backends: Vec<Integration>,
}

impl Platform {
    /// Delivers a message to the bot on a channel of a team, and returns the bot's answer.
    ///
    /// One backend is chosen in proportion to the weights. When it fails, the fallback is asked; when that fails, too,
    /// or there is none, the bot apologizes.
    ///
    /// # Errors
    /// When there is no such channel.
    pub async fn say(&self, team: &str, incoming: Incoming) -> Result<Message, SayError> {
        let said = incoming.content.clone();
        let question = listen(&mut self.store(), team, incoming).ok_or(SayError)?;
        self.announce(
            Event::BotMessageReceived,
            [
                ("bot_id", question.bot.id.as_str()),
                ("conversation_id", &question.body.conversation_id),
            ],
        );
        let mut answer = None;
        for backend in in_turn(&question.backends) {
            answer = self.ask(backend, &question.body, &said).await;
            if answer.is_some() {
                break;
            }
            self.announce(
                Event::IntegrationFailed,
                [("integration_id", backend.id.as_str())],
            );
        }
        let content = answer.unwrap_or_else(|| APOLOGY.into());
        let mut store = self.store();
        let answer = message(&mut store, MessageRole::Assistant, content);
        append(&mut store, team, &question.body.conversation_id, &answer);
        Ok(answer)
    }

    async fn ask(
        &self,
        backend: &Integration,
        body: &IntegrationMessage,
        said: &MessageContent,
    ) -> Option<MessageContent> {
        if backend.webhook_url.as_str() == ECHO {
            return Some(said.clone());
        }
        let headers = backend.headers.clone().into_value().unwrap_or_default();
        let seconds = backend.timeout.unwrap_or(TIMEOUT);
        let timeout = Duration::from_secs(u64::try_from(seconds).unwrap_or(1));
        let target = self
            .target(backend.webhook_url.as_str(), &headers, timeout)
            .ok()?;
        let reply = send_integration_message(&target, body).await.ok()?;
        Some(reply.into_body().content.into())
    }
}

/// Adds a message to its conversation, which begins with it if need be.
fn listen(store: &mut Store, team: &str, incoming: Incoming) -> Option<Question> {
    let (new_id, asked) = (
        store.id("conv"),
        message(store, MessageRole::User, incoming.content.clone()),
    );
    let rows = store.team(team);
    let channel = find(&rows.channels, &incoming.channel_id).ok()?.clone();
    let bot = find(&rows.bots, &channel.bot_id).ok()?.clone();
    let known = rows
        .threads
        .iter()
        .find(|row| is_in(&row.conversation, &channel, &incoming.chat_id));
    let id = match known {
        Some(known) => known.conversation.id.clone(),
        None => {
            let conversation = begin(new_id, &bot, &channel, &incoming);
            let id = conversation.id.clone();
            rows.threads.push(Thread {
                conversation,
                messages: Vec::new(),
            });
            id
        }
    };
    append(store, team, &id, &asked);
    let rows = store.team(team);
    let of_bot = |row: &&Integration| row.bot_id == bot.id;
    let backends = rows.integrations.iter().filter(of_bot).cloned().collect();
    let messages = &find(&rows.threads, &id).ok()?.messages;
    let latest = &messages[messages.len().saturating_sub(HISTORY)..];
    let seen = |row: &Message| ChatMessage::new(row.content.clone(), row.role.clone());
    let body = IntegrationMessage::new(IntegrationMessageRequired {
        messages: latest.iter().map(seen).collect(),
        conversation_id: id,
        user: incoming.user,
        bot: IntegrationMessageBot::new(IntegrationMessageBotRequired {
            id: bot.id.clone(),
            name: bot.name.clone(),
        }),
        metadata: IntegrationMessageMetadata::new(IntegrationMessageMetadataRequired {
            channel: channel.r#type,
            chat_id: incoming.chat_id,
        }),
    });
    Some(Question {
        bot,
        body,
        backends,
    })
}

fn begin(id: String, bot: &Bot, channel: &Channel, incoming: &Incoming) -> Conversation {
    let place = ConversationChannel::new()
        .r#type(&channel.r#type)
        .id(&channel.id)
        .chat_id(&incoming.chat_id);
    Conversation::new(id)
        .bot_id(&bot.id)
        .user(incoming.user.clone())
        .channel(place)
        .created_at(Text::from(now()))
}

fn is_in(conversation: &Conversation, channel: &Channel, chat_id: &str) -> bool {
    conversation.channel.as_ref().is_some_and(|place| {
        place.id.as_ref() == Some(&channel.id) && place.chat_id.as_deref() == Some(chat_id)
    })
}

fn message(store: &mut Store, role: MessageRole, content: MessageContent) -> Message {
    Message::new(content, role)
        .id(store.id("msg"))
        .kind(MessageKind::Regular)
        .created_at(Text::from(now()))
}

/// Adds a message, unless the conversation has been deleted, and makes the conversation the latest.
fn append(store: &mut Store, team: &str, id: &str, message: &Message) {
    let threads = &mut store.team(team).threads;
    let Some(place) = threads.iter().position(|row| row.conversation.id == id) else {
        return;
    };
    let mut thread = threads.remove(place);
    thread.conversation.updated_at = message.created_at.clone();
    thread.messages.push(message.clone());
    threads.push(thread);
}

/// The backends to ask, one after the other: one that is chosen at random, and the fallback.
fn in_turn(backends: &[Integration]) -> impl Iterator<Item = &Integration> {
    let is_active = |row: &&Integration| row.status != Some(IntegrationStatus::Disabled);
    let is_fallback = |row: &&Integration| row.is_fallback == Some(true);
    let active = backends.iter().filter(is_active);
    let weight = |row: &Integration| row.weight.unwrap_or(1.0);
    let total: f64 = active.clone().map(weight).sum();
    let mut left = random() * total;
    let chosen = active.clone().filter(|row| weight(row) > 0.0).find(|row| {
        left -= weight(row);
        left < 0.0
    });
    let fallback = active.filter(is_fallback);
    let other = fallback.filter(move |row| Some(&row.id) != chosen.map(|chosen| &chosen.id));
    chosen.into_iter().chain(other.take(1))
}

/// A number from 0 to 1, without 1: the keys of a hasher are random.
fn random() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or(0);
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}
