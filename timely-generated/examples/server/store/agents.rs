//! Agents with their settings, their history and what they consume.

use super::{Company, Id, Timeouts, after, new_id};
use std::collections::{BTreeMap, HashSet};
use timely_generated::models::*;
use timely_runtime::chrono::{Datelike, Months, NaiveTime};
use timely_runtime::{Date, UtcTime};

/// What an agent works with when nothing is set.
const DEFAULT_TEMPERATURE: f64 = 0.7;
const DEFAULT_MAX_TOKENS: i64 = 2048;

/// An agent with what has operations of its own.
#[derive(Clone, Debug)]
pub(crate) struct AgentRecord {
    pub(crate) agent: Agent,
    pub(crate) response_format: Option<ResponseFormat>,
    pub(crate) language: Option<String>,
    pub(crate) webhooks: Vec<AgentWebhook>,
    pub(crate) history: Vec<AgentBehaviorHistory>,
    pub(crate) disabled_tools: HashSet<Id>,
    usage: BTreeMap<Date, Usage>,
}

/// What an agent consumed on one day.
#[derive(Clone, Debug, Default)]
struct Usage {
    /// Thousandths of a credit: whole numbers add up without rounding.
    millicredits: i64,
    conversations: HashSet<Id>,
}

impl AgentRecord {
    pub(crate) fn new(company_id: Id, body: AgentCreate, now: UtcTime) -> Self {
        let mut agent = Agent::new(agent::AgentRequired {
            id: new_id(),
            company_id,
            name: body.name,
            model: body.model.unwrap_or(AgentModel::Gpt4o),
            status: AgentStatus::Active,
            communication_style: body
                .communication_style
                .unwrap_or(CommunicationStyle::Normal),
            created_at: now.into(),
            updated_at: now.into(),
        })
        .description(body.description)
        .personality(body.personality);
        agent.behavior_rules = body.behavior_rules;
        Self::of(agent)
    }

    /// A record of this agent, without what has operations of its own.
    pub(super) fn of(agent: Agent) -> Self {
        Self {
            agent,
            response_format: None,
            language: None,
            webhooks: Vec::new(),
            history: Vec::new(),
            disabled_tools: HashSet::new(),
            usage: BTreeMap::new(),
        }
    }

    pub(crate) fn settings(&self) -> AgentSettings {
        AgentSettings::new(agent_settings::AgentSettingsRequired {
            model: self.agent.model.clone(),
            temperature: self.agent.temperature.unwrap_or(DEFAULT_TEMPERATURE),
            max_tokens: self.agent.max_tokens.unwrap_or(DEFAULT_MAX_TOKENS),
            communication_style: self.agent.communication_style.clone(),
        })
        .response_format(self.response_format.clone())
        .language(self.language.clone())
    }

    /// Lets `change` have the record and writes down which of the fields that shape the agent's behaviour it changed.
    pub(crate) fn change(&mut self, by: &Id, now: UtcTime, change: impl FnOnce(&mut Self)) {
        let before = self.behavior();
        change(self);
        self.agent.updated_at = now.into();
        for ((field, old), (_, new)) in before.into_iter().zip(self.behavior()) {
            if old != new {
                self.history.push(
                    AgentBehaviorHistory::new(now.into(), by.clone(), field.to_owned())
                        .old_value(old)
                        .new_value(new),
                );
            }
        }
    }

    /// The fields that shape the agent's behaviour, as texts.
    fn behavior(&self) -> [(&'static str, Option<String>); 8] {
        let agent = &self.agent;
        let rules = agent.behavior_rules.as_ref().map(|rules| rules.join("\n"));
        [
            ("model", Some(agent.model.to_string())),
            ("personality", agent.personality.clone()),
            ("behavior_rules", rules),
            (
                "communication_style",
                Some(agent.communication_style.to_string()),
            ),
            (
                "max_tokens",
                agent.max_tokens.map(|number| number.to_string()),
            ),
            (
                "temperature",
                agent.temperature.map(|number| number.to_string()),
            ),
            (
                "response_format",
                self.response_format.as_ref().map(ToString::to_string),
            ),
            ("language", self.language.clone()),
        ]
    }

    /// Books the tokens of one answer.
    pub(crate) fn consume(&mut self, conversation: &Id, tokens: i64, now: UtcTime) {
        let usage = self.usage.entry(now.date_naive()).or_default();
        // So many credits for a thousand tokens are so many thousandths for one.
        usage.millicredits += tokens * credits_per_thousand_tokens(&self.agent.model);
        usage.conversations.insert(conversation.clone());
    }

    /// The consumption of the calendar month, in UTC.
    pub(crate) fn credits(&self, now: UtcTime) -> AgentCredits {
        let today = now.date_naive();
        let first = today.with_day(1).unwrap_or(today);
        let next = first
            .checked_add_months(Months::new(1))
            .unwrap_or(Date::MAX);
        let days = || self.usage.range(first..next);
        AgentCredits::new(agent_credits::AgentCreditsRequired {
            total_credits: credits(days().map(|(_, usage)| usage.millicredits).sum()),
            period_start: first.and_time(NaiveTime::MIN).and_utc().into(),
            period_end: next.and_time(NaiveTime::MIN).and_utc().into(),
            breakdown: days()
                .map(|(date, usage)| {
                    AgentCreditsDay::new(
                        i64::try_from(usage.conversations.len()).unwrap_or(i64::MAX),
                        credits(usage.millicredits),
                        (*date).into(),
                    )
                })
                .collect(),
        })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "exact up to 2^53 thousandths of a credit"
)]
fn credits(millicredits: i64) -> f64 {
    millicredits as f64 / 1000.0
}

fn credits_per_thousand_tokens(model: &AgentModel) -> i64 {
    match model {
        AgentModel::Claude3Opus => 15,
        AgentModel::Gpt4Turbo => 10,
        AgentModel::Gpt4o => 5,
        AgentModel::Claude37Sonnet => 4,
        _ => 1,
    }
}

impl Company {
    /// What belongs to an agent goes with it; conversations stay.
    pub(crate) fn forget_agent(&mut self, id: &Id) {
        self.trainings.remove_all_of(id);
        self.intentions.remove_all_of(id);
        self.idle_actions.remove_all_of(id);
        self.transfer_rules.remove_all_of(id);
        let servers: HashSet<Id> = self
            .mcp_servers
            .of(id)
            .map(|server| server.id.clone())
            .collect();
        self.mcp_tools
            .remove_where(|tool| servers.contains(&tool.mcp_server_id));
        self.mcp_servers.remove_all_of(id);
        self.threads.forget(id, |thread| &mut thread.agent_id);
    }

    /// Completes the trainings that have been processed for long enough.
    pub(super) fn advance_trainings(&mut self, now: UtcTime, timeouts: &Timeouts) {
        for training in self.trainings.iter_mut() {
            // The server's own times can be read.
            let Ok(started) = training.updated_at.parsed() else {
                continue;
            };
            let done_at = after(started.to_utc(), timeouts.training_takes);
            if training.status == TrainingStatus::Processing && done_at <= now {
                training.status = TrainingStatus::Completed;
                training.updated_at = done_at.into();
            }
        }
    }
}
