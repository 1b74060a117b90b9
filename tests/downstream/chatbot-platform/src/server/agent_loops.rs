//! Agent loops and their executions.

use super::prelude::*;
use timely_runtime::{Field, Text};

impl AgentLoopsService<Caller> for Platform {
    async fn list_agent_loops(
        &self,
        cx: Cx,
        params: ListAgentLoops,
    ) -> Result<ListAgentLoopsResponse, ListAgentLoopsError> {
        let mut store = self.store();
        let rows = &store.team(team(&cx)?).loops;
        let (data, meta) = page(rows, params.page_or_default(), params.per_page_or_default());
        Ok(AgentLoopList::new(data, meta).into())
    }

    async fn create_agent_loop(
        &self,
        cx: Cx,
        body: AgentLoopCreate,
    ) -> Result<CreateAgentLoopResponse, CreateAgentLoopError> {
        let team = team(&cx)?;
        let mut store = self.store();
        let row = AgentLoop::new(agent_loop::AgentLoopRequired {
            id: store.id("loop"),
            name: body.name,
        })
        .system_prompt(body.system_prompt)
        .user_message(body.user_message)
        .mcp_servers(body.mcp_servers.unwrap_or_default())
        .callback(body.callback)
        .max_iterations(body.max_iterations)
        .created_at(Text::from(now()));
        store.team(team).loops.push(row.clone());
        Ok(AgentLoopEnvelope::new(row).into())
    }

    async fn get_agent_loop(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<GetAgentLoopResponse, GetAgentLoopError> {
        let mut store = self.store();
        let row = find(&store.team(team(&cx)?).loops, &id)?;
        Ok(AgentLoopEnvelope::new(row.clone()).into())
    }

    async fn update_agent_loop(
        &self,
        cx: Cx,
        id: String,
        body: AgentLoopUpdate,
    ) -> Result<UpdateAgentLoopResponse, UpdateAgentLoopError> {
        let mut store = self.store();
        let row = find_mut(&mut store.team(team(&cx)?).loops, &id)?;
        if let Some(name) = body.name {
            row.name = name;
        }
        replace(&mut row.system_prompt, body.system_prompt);
        replace(&mut row.user_message, body.user_message);
        replace(&mut row.callback, body.callback);
        replace(&mut row.max_iterations, body.max_iterations);
        if let Some(servers) = body.mcp_servers {
            row.mcp_servers = Some(servers);
        }
        Ok(AgentLoopEnvelope::new(row.clone()).into())
    }

    async fn delete_agent_loop(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<DeleteAgentLoopResponse, DeleteAgentLoopError> {
        let row = self.store().team(team(&cx)?).remove_loop(&id)?;
        Ok(deleted(row.id).into())
    }

    async fn run_agent_loop(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<RunAgentLoopResponse, RunAgentLoopError> {
        let execution = self.start(team(&cx)?, &id)?;
        Ok(ExecutionEnvelope::new(execution).into())
    }

    async fn list_agent_loop_executions(
        &self,
        cx: Cx,
        id: String,
        params: ListAgentLoopExecutions,
    ) -> Result<ListAgentLoopExecutionsResponse, ListAgentLoopExecutionsError> {
        let mut store = self.store();
        let team = store.team(team(&cx)?);
        let of = find(&team.loops, &id)?;
        let latest_first = team.executions.iter().rev();
        let rows = latest_first.filter(|row| row.agent_loop_id == of.id);
        let (data, meta) = page(rows, params.page_or_default(), params.per_page_or_default());
        Ok(ExecutionList::new(data, meta).into())
    }
}

fn replace<T>(stored: &mut Field<T>, update: Field<T>) {
    if !update.is_absent() {
        *stored = update;
    }
}
