//! What agents say: the same answer to the same question, made from their settings and trainings.

use super::failure::Failure;
use super::store::agents::AgentRecord;
use super::store::conversations::{Content, Side, Thread, shorten};
use super::store::{Company, Id};
use std::collections::HashSet;
use timely_generated::models::*;
use timely_runtime::UtcTime;
use timely_runtime::serde_json::json;

const SENTENCE_ENDS: [char; 4] = ['.', '!', '?', '\n'];

/// An answer and what it cost.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) text: String,
    pub(crate) tokens: i64,
    pub(crate) model: String,
}

impl Company {
    /// Lets an agent answer in a conversation, and books what that consumes.
    pub(crate) fn answer(
        &mut self,
        agent: &Id,
        thread: &Id,
        message: &str,
        now: UtcTime,
    ) -> Result<Reply, Failure> {
        let knowledge = self.knowledge(agent, message);
        let record = self.agents.get_mut(agent)?;
        let text = compose(record, message, knowledge.as_deref());
        let tokens = count_tokens(message) + count_tokens(&text);
        record.consume(thread, tokens, now);
        let model = record.agent.model.to_string();
        self.say(thread, Side::Company, Content::text(text.clone()), now)?;
        Ok(Reply {
            text,
            tokens,
            model,
        })
    }

    /// Fails unless the agent is active.
    pub(crate) fn require_active(&self, agent: &Id) -> Result<(), Failure> {
        match self.agents.get(agent)?.agent.status {
            AgentStatus::Active => Ok(()),
            _ => Err(Failure::Conflict("The agent is inactive")),
        }
    }

    /// The conversation that a request to an agent refers to.
    pub(crate) fn conversation_of(&self, agent: &Id, thread: &Id) -> Result<&Thread, Failure> {
        let known = self.thread(thread).ok();
        known
            .filter(|thread| thread.agent_id.as_ref() == Some(agent))
            .ok_or(Failure::Unknown {
                field: "conversation_id",
                what: "Conversation of this agent",
            })
    }

    /// Fails unless the AI may speak in a conversation with this agent.
    pub(crate) fn require_ai_turn(&self, thread: &Id, agent: &Id) -> Result<(), Failure> {
        let thread = self.conversation_of(agent, thread)?;
        thread.require_not_closed()?;
        if thread.status == ConversationStatus::Human {
            return Err(Failure::Conflict("A human has taken over the conversation"));
        }
        Ok(())
    }

    /// The sentence of the agent's trainings that has the most words in common with a message.
    fn knowledge(&self, agent: &Id, message: &str) -> Option<String> {
        let asked = words(message);
        let completed = self
            .trainings
            .of(agent)
            .filter(|row| row.status == TrainingStatus::Completed);
        let mut best = (0, "");
        for sentence in completed.flat_map(|row| row.content.split_terminator(SENTENCE_ENDS)) {
            let common = words(sentence).intersection(&asked).count();
            // Of several that are equally good, the first.
            if common > best.0 {
                best = (common, sentence.trim());
            }
        }
        (best.0 > 0).then(|| best.1.to_owned())
    }
}

fn compose(record: &AgentRecord, message: &str, knowledge: Option<&str>) -> String {
    let settings = record.settings();
    let in_english = settings
        .language
        .as_deref()
        .is_some_and(|tag| tag.starts_with("en"));
    let topic = shorten(message, 80);
    let answer = match (knowledge, in_english) {
        (Some(sentence), _) => format!("{sentence}."),
        (None, true) => "Could you tell me a little more?".to_owned(),
        (None, false) => "Pode me contar um pouco mais?".to_owned(),
    };
    let opening = match (settings.communication_style, in_english) {
        (CommunicationStyle::Formal, true) => "Thank you for your message about",
        (CommunicationStyle::Formal, false) => "Agradecemos a sua mensagem sobre",
        (CommunicationStyle::Casual, true) => "Hey! About",
        (CommunicationStyle::Casual, false) => "Oi! Sobre",
        (_, true) => "Of course! About",
        (_, false) => "Claro! Sobre",
    };
    let text = format!("{opening} \"{topic}\": {answer}");
    // Four characters to a token, as `count_tokens` has it.
    let limit = usize::try_from(settings.max_tokens.max(1)).unwrap_or(usize::MAX);
    let text = shorten(&text, limit.saturating_mul(4));
    match settings.response_format {
        Some(ResponseFormat::Json) => json!({ "answer": text }).to_string(),
        Some(ResponseFormat::Markdown) => format!("> {text}"),
        _ => text,
    }
}

/// About four characters make a token.
fn count_tokens(text: &str) -> i64 {
    i64::try_from(text.chars().count().div_ceil(4)).unwrap_or(i64::MAX)
}

/// The words that say what a text is about.
fn words(text: &str) -> HashSet<String> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .collect()
}
