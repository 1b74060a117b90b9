//! Everything the platform knows: one [`Team`] for each team that has a key.

use super::failure::not_found;
use crate::api::models::{
    AgentLoop, Bot, Channel, Conversation, Deletion, DeletionEnvelope, Execution, Integration,
    Message,
};
use crate::api::server::ErrorResponse;
use std::collections::HashMap;

/// The teams, by name, and the number of the next resource.
#[derive(Debug, Default)]
pub(super) struct Store {
    teams: HashMap<String, Team>,
    next: u64,
}

impl Store {
    pub(super) fn team(&mut self, name: &str) -> &mut Team {
        self.teams.entry(name.to_owned()).or_default()
    }

    /// A new identifier, with the prefix that tells what it is of.
    pub(super) fn id(&mut self, prefix: &str) -> String {
        self.next += 1;
        format!("{prefix}_{:06}", self.next)
    }
}

/// The resources of one team, each kind in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct Team {
    pub(super) bots: Vec<Bot>,
    pub(super) integrations: Vec<Integration>,
    pub(super) channels: Vec<Channel>,
    /// The one with the latest activity last.
    pub(super) threads: Vec<Thread>,
    pub(super) loops: Vec<AgentLoop>,
    pub(super) executions: Vec<Execution>,
}

impl Team {
    /// Removes a bot and what belongs to it.
    pub(super) fn remove_bot(&mut self, id: &str) -> Result<Bot, ErrorResponse> {
        let bot = remove(&mut self.bots, id)?;
        self.integrations.retain(|row| row.bot_id != id);
        self.channels.retain(|row| row.bot_id != id);
        self.threads
            .retain(|row| row.conversation.bot_id.as_deref() != Some(id));
        Ok(bot)
    }

    /// Removes an agent loop and its executions.
    pub(super) fn remove_loop(&mut self, id: &str) -> Result<AgentLoop, ErrorResponse> {
        let removed = remove(&mut self.loops, id)?;
        self.executions.retain(|row| row.agent_loop_id != id);
        Ok(removed)
    }
}

/// A conversation with its messages.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) conversation: Conversation,
    pub(super) messages: Vec<Message>,
}

/// What has an identifier.
pub(super) trait Record {
    /// What error messages call it.
    const NAME: &'static str;

    fn id(&self) -> &str;
}

macro_rules! records {
    ($($record:ident: $name:literal;)*) => { $(
        impl Record for $record {
            const NAME: &'static str = $name;

            fn id(&self) -> &str {
                &self.id
            }
        }
    )* };
}

records! {
    Bot: "bot";
    Integration: "integration";
    Channel: "channel";
    AgentLoop: "agent loop";
    Execution: "execution";
}

impl Record for Thread {
    const NAME: &'static str = "conversation";

    fn id(&self) -> &str {
        &self.conversation.id
    }
}

pub(super) fn find<'r, R: Record>(rows: &'r [R], id: &str) -> Result<&'r R, ErrorResponse> {
    let found = rows.iter().find(|row| row.id() == id);
    found.ok_or_else(|| not_found(R::NAME, id))
}

pub(super) fn find_mut<'r, R: Record>(
    rows: &'r mut [R],
    id: &str,
) -> Result<&'r mut R, ErrorResponse> {
    let found = rows.iter_mut().find(|row| row.id() == id);
    found.ok_or_else(|| not_found(R::NAME, id))
}

pub(super) fn remove<R: Record>(rows: &mut Vec<R>, id: &str) -> Result<R, ErrorResponse> {
    let place = rows.iter().position(|row| row.id() == id);
    let place = place.ok_or_else(|| not_found(R::NAME, id))?;
    Ok(rows.remove(place))
}

/// The answer to a deletion.
pub(super) fn deleted(id: String) -> DeletionEnvelope {
    DeletionEnvelope::new(Deletion::new(true, id))
}
