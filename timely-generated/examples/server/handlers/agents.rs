//! Agents, and talking to them.

use super::super::store::agents::AgentRecord;
use super::super::store::conversations::{Content, Origin, Side};
use super::prelude::*;

impl AgentsService<Caller> for Crm {
    async fn list_agents(
        &self,
        cx: Cx,
        params: ListAgents,
    ) -> Result<ListAgentsResponse, ListAgentsError> {
        let (rows, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .agents
                .iter()
                .filter(|row| is_listed(&row.agent, &params));
            let order = order(&params.sort_or_default());
            Ok(listing!(params).page(rows, |a, b| order(&a.agent, &b.agent)))
        })?;
        let data = rows.into_iter().map(|row| row.agent).collect();
        Ok(AgentList::new(data, pagination).into())
    }

    async fn create_agent(
        &self,
        cx: Cx,
        body: AgentCreate,
    ) -> Result<CreateAgentResponse, CreateAgentError> {
        let row = self.with(&cx, |company, now| {
            let row = AgentRecord::new(company.id.clone(), body, now);
            Ok(company.agents.insert(row))
        })?;
        Ok(AgentEnvelope::new(row.agent).into())
    }

    async fn get_agent(&self, cx: Cx, id: Id) -> Result<GetAgentResponse, GetAgentError> {
        let agent = self.with(&cx, |company, _| {
            company.agents.get(&id).map(|row| row.agent.clone())
        })?;
        Ok(AgentEnvelope::new(agent).into())
    }

    async fn update_agent(
        &self,
        cx: Cx,
        id: Id,
        body: AgentUpdate,
    ) -> Result<UpdateAgentResponse, UpdateAgentError> {
        let agent = self.change_agent(&cx, id, |row| {
            let agent = &mut row.agent;
            replace(&mut agent.name, body.name);
            replace(&mut agent.description, body.description);
            replace(&mut agent.model, body.model);
            replace(&mut agent.personality, body.personality);
            replace(&mut agent.behavior_rules, body.behavior_rules);
            replace(&mut agent.communication_style, body.communication_style);
            replace(&mut agent.max_tokens, body.max_tokens);
            replace(&mut agent.temperature, body.temperature);
        })?;
        Ok(AgentEnvelope::new(agent.agent).into())
    }

    async fn delete_agent(&self, cx: Cx, id: Id) -> Result<DeleteAgentResponse, DeleteAgentError> {
        self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            // A channel cannot be without its agent.
            if company
                .channels
                .iter()
                .any(|row| row.channel.agent_id == id)
            {
                return Err(Failure::Conflict("The agent still serves a channel"));
            }
            company.agents.remove(&id)?;
            company.forget_agent(&id);
            Ok(())
        })?;
        Ok(deleted().into())
    }

    async fn activate_agent(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<ActivateAgentResponse, ActivateAgentError> {
        let row = self.change_agent(&cx, id, |row| row.agent.status = AgentStatus::Active)?;
        Ok(AgentEnvelope::new(row.agent).into())
    }

    async fn deactivate_agent(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<DeactivateAgentResponse, DeactivateAgentError> {
        let row = self.change_agent(&cx, id, |row| row.agent.status = AgentStatus::Inactive)?;
        Ok(AgentEnvelope::new(row.agent).into())
    }

    async fn get_agent_settings(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetAgentSettingsResponse, GetAgentSettingsError> {
        let settings = self.with(&cx, |company, _| {
            company.agents.get(&id).map(AgentRecord::settings)
        })?;
        Ok(AgentSettingsEnvelope::new(settings).into())
    }

    async fn update_agent_settings(
        &self,
        cx: Cx,
        id: Id,
        body: AgentSettingsUpdate,
    ) -> Result<UpdateAgentSettingsResponse, UpdateAgentSettingsError> {
        let row = self.change_agent(&cx, id, |row| {
            replace(&mut row.agent.model, body.model);
            replace(&mut row.agent.temperature, body.temperature);
            replace(&mut row.agent.max_tokens, body.max_tokens);
            replace(&mut row.agent.communication_style, body.communication_style);
            body.response_format.apply_to(&mut row.response_format);
            body.language.apply_to(&mut row.language);
        })?;
        Ok(AgentSettingsEnvelope::new(row.settings()).into())
    }

    async fn get_agent_webhooks(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetAgentWebhooksResponse, GetAgentWebhooksError> {
        let webhooks = self.with(&cx, |company, _| {
            company.agents.get(&id).map(|row| row.webhooks.clone())
        })?;
        Ok(AgentWebhooksEnvelope::new(AgentWebhooks::new(webhooks)).into())
    }

    async fn update_agent_webhooks(
        &self,
        cx: Cx,
        id: Id,
        body: AgentWebhooks,
    ) -> Result<UpdateAgentWebhooksResponse, UpdateAgentWebhooksError> {
        let row = self.change_agent(&cx, id, |row| row.webhooks = body.webhooks)?;
        Ok(AgentWebhooksEnvelope::new(AgentWebhooks::new(row.webhooks)).into())
    }

    async fn converse_with_agent(
        &self,
        cx: Cx,
        id: Id,
        body: AgentConversationRequest,
    ) -> Result<ConverseWithAgentResponse, ConverseWithAgentError> {
        let answer = self.with(&cx, |company, now| converse(company, &id, body, now))?;
        Ok(AgentConversationEnvelope::new(answer).into())
    }

    async fn add_agent_context(
        &self,
        cx: Cx,
        id: Id,
        body: AgentContextRequest,
    ) -> Result<AddAgentContextResponse, AddAgentContextError> {
        self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            company.conversation_of(&id, &body.conversation_id)?;
            let role = body.role.unwrap_or(AgentContextRole::System);
            company.append(&body.conversation_id, role.as_str(), &body.content, now)
        })?;
        Ok(SuccessEnvelope::new(SuccessResult::new(true)).into())
    }

    async fn get_agent_credits(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetAgentCreditsResponse, GetAgentCreditsError> {
        let credits = self.with(&cx, |company, now| {
            company.agents.get(&id).map(|row| row.credits(now))
        })?;
        Ok(AgentCreditsEnvelope::new(credits).into())
    }

    async fn list_agent_behavior_history(
        &self,
        cx: Cx,
        id: Id,
        params: ListAgentBehaviorHistory,
    ) -> Result<ListAgentBehaviorHistoryResponse, ListAgentBehaviorHistoryError> {
        let listing = Listing::newest_first(params.page_or_default(), params.limit_or_default());
        let (data, pagination) = self.with(&cx, |company, _| {
            let changes = company.agents.get(&id)?.history.iter();
            Ok(listing.page(changes, |a, b| a.changed_at.cmp(&b.changed_at)))
        })?;
        Ok(AgentBehaviorHistoryList::new(data, pagination).into())
    }
}

impl Crm {
    fn change_agent(
        &self,
        cx: &Cx,
        id: Id,
        change: impl FnOnce(&mut AgentRecord),
    ) -> Result<AgentRecord, Failure> {
        let by = &cx.principal().id;
        self.with(cx, |company, now| {
            let row = company.agents.get_mut(&id)?;
            row.change(by, now, change);
            Ok(row.clone())
        })
    }
}

fn converse(
    company: &mut Company,
    agent: &Id,
    body: AgentConversationRequest,
    now: UtcTime,
) -> Result<AgentConversationResponse, Failure> {
    company.require_active(agent)?;
    let thread = match body.conversation_id {
        Some(thread) => thread,
        None => company.open_thread(Origin::direct(agent.clone()), now).id,
    };
    company.require_ai_turn(&thread, agent)?;
    let kind = body
        .r#type
        .map_or(MessageType::Text, |kind| kind.as_str().into());
    let content = Content {
        text: body.message.clone(),
        kind,
        media_url: None,
    };
    company.say(&thread, Side::Customer, content, now)?;
    let reply = company.answer(agent, &thread, &body.message, now)?;
    Ok(AgentConversationResponse::new(
        agent_conversation_response::AgentConversationResponseRequired {
            response: reply.text,
            conversation_id: thread,
            tokens_used: reply.tokens,
            model: reply.model,
        },
    ))
}

fn is_listed(row: &Agent, params: &ListAgents) -> bool {
    passes(params.status.as_ref(), Some(&row.status))
        && found(params.search.as_deref(), &[Some(&row.name)])
}

fn order(sort: &AgentSort) -> fn(&Agent, &Agent) -> Ordering {
    match sort {
        AgentSort::UpdatedAt => |a, b| a.updated_at.cmp(&b.updated_at),
        AgentSort::Name => |a, b| by_name(&a.name, &b.name),
        AgentSort::Status => |a, b| a.status.cmp(&b.status),
        // By creation. The router lets no other value through.
        _ => |a, b| a.created_at.cmp(&b.created_at),
    }
}
