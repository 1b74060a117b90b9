//! Everything the server knows, in memory: one [`Company`] for each company that has a key.

pub(crate) mod agents;
pub(crate) mod channels;
pub(crate) mod conversations;
pub(crate) mod records;
pub(crate) mod seed;
pub(crate) mod table;
pub(crate) mod webhooks;

use self::agents::AgentRecord;
use self::channels::ChannelRecord;
use self::conversations::Thread;
use self::table::Table;
use self::webhooks::WebhookRecord;
use super::events::Stamp;
use std::collections::HashMap;
use std::time::Duration;
use timely_generated::models::*;
use timely_generated::webhooks::WebhookEvent;
use timely_runtime::chrono::TimeDelta;
use timely_runtime::{Text, UtcTime};
use uuid::Uuid;

/// What a record is known by. A UUID may come in capitals; it is the same one, for comparisons and for tables.
pub(crate) type Id = Text<Uuid>;

/// An identifier that nothing else has.
pub(crate) fn new_id() -> Id {
    Uuid::new_v4().into()
}

/// The companies, by their identifiers.
#[derive(Debug, Default)]
pub(crate) struct Store {
    companies: HashMap<Id, Company>,
}

impl Store {
    /// The company that a key belongs to. Nothing of another one can be reached from it.
    pub(crate) fn company_of(&mut self, key: &ApiKeyInfo, now: UtcTime) -> &mut Company {
        self.companies
            .entry(key.company_id.clone())
            .or_insert_with(|| Company::new(key.company_id.clone(), key.workspace_id.clone(), now))
    }

    pub(crate) fn company(&mut self, id: &Id) -> Option<&mut Company> {
        self.companies.get_mut(id)
    }

    pub(crate) fn companies(&mut self) -> impl Iterator<Item = &mut Company> {
        self.companies.values_mut()
    }
}

/// The data of one company.
#[derive(Debug)]
pub(crate) struct Company {
    pub(crate) id: Id,
    workspace_id: Option<Id>,
    pub(crate) contacts: Table<Contact>,
    pub(crate) leads: Table<Lead>,
    pub(crate) opportunities: Table<Opportunity>,
    pub(crate) columns: Vec<PipelineColumn>,
    /// Conversations, those that were softly deleted included: see [`Company::thread`].
    pub(crate) threads: Table<Thread>,
    pub(crate) messages: Table<Message>,
    pub(crate) agents: Table<AgentRecord>,
    pub(crate) trainings: Table<Training>,
    pub(crate) channels: Table<ChannelRecord>,
    pub(crate) custom_fields: Table<CustomField>,
    pub(crate) intentions: Table<Intention>,
    pub(crate) idle_actions: Table<IdleAction>,
    pub(crate) transfer_rules: Table<TransferRule>,
    pub(crate) mcp_servers: Table<McpServer>,
    pub(crate) mcp_tools: Table<McpTool>,
    pub(crate) webhooks: Table<WebhookRecord>,
    /// The human attendants that handoffs go to in turn. No operation manages them.
    attendants: [Id; 2],
    handoffs: usize,
    /// What happened and has not been handed to the webhooks yet.
    events: Vec<WebhookEvent>,
}

/// The columns that every company starts with. No operation changes them.
const COLUMNS: &str = "Prospecção Qualificação Proposta Negociação Fechamento Ganho Perdido";

impl Company {
    fn new(id: Id, workspace_id: Option<Id>, now: UtcTime) -> Self {
        let columns = (0..).zip(COLUMNS.split(' ')).map(|(position, name)| {
            PipelineColumn::new(pipeline_column::PipelineColumnRequired {
                id: new_id(),
                company_id: id.clone(),
                name: name.to_owned(),
                position,
                created_at: now.into(),
                updated_at: now.into(),
            })
        });
        let columns = columns.collect();
        Self {
            id,
            workspace_id,
            contacts: Table::default(),
            leads: Table::default(),
            opportunities: Table::default(),
            columns,
            threads: Table::default(),
            messages: Table::default(),
            agents: Table::default(),
            trainings: Table::default(),
            channels: Table::default(),
            custom_fields: Table::default(),
            intentions: Table::default(),
            idle_actions: Table::default(),
            transfer_rules: Table::default(),
            mcp_servers: Table::default(),
            mcp_tools: Table::default(),
            webhooks: Table::default(),
            attendants: [new_id(), new_id()],
            handoffs: 0,
            events: Vec::new(),
        }
    }

    /// What an event that happens now says of itself.
    pub(crate) fn stamp(&self, now: UtcTime) -> Stamp {
        Stamp::new(now, self.workspace_id.as_ref())
    }

    /// Lets the webhooks know of an event.
    pub(crate) fn publish(&mut self, event: WebhookEvent) {
        self.events.push(event);
    }

    /// Opportunities outlive the lead they came from.
    pub(crate) fn forget_lead(&mut self, id: &Id) {
        self.opportunities.forget(id, |row| &mut row.lead_id);
    }

    /// Brings what depends on time up to date.
    pub(crate) fn advance(&mut self, now: UtcTime, timeouts: &Timeouts) {
        self.advance_threads(now, timeouts);
        self.advance_trainings(now, timeouts);
    }
}

/// How long things take to happen by themselves.
#[derive(Clone, Debug)]
pub(crate) struct Timeouts {
    /// An open conversation without a word from the customer for this long becomes `waiting`.
    pub(crate) waiting_after: Duration,
    /// A waiting conversation becomes `closed` after this long.
    pub(crate) closed_after: Duration,
    /// A training from a URL or a file is `processing` for this long.
    pub(crate) training_takes: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            waiting_after: Duration::from_secs(30 * 60),
            closed_after: Duration::from_secs(24 * 60 * 60),
            training_takes: Duration::from_secs(2),
        }
    }
}

/// A later time; the last there is when it lies beyond all calendars.
pub(crate) fn after(time: UtcTime, duration: Duration) -> UtcTime {
    let delta = TimeDelta::from_std(duration).ok();
    delta
        .and_then(|delta| time.checked_add_signed(delta))
        .unwrap_or(UtcTime::MAX_UTC)
}

/// Applies a field of an update whose values cannot be `null`: absent leaves what is stored.
pub(crate) fn replace<T, V: Into<T>>(stored: &mut T, value: Option<V>) {
    if let Some(value) = value {
        *stored = value.into();
    }
}
