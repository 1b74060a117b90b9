//! MCP servers of agents, and their tools.

use super::super::mcp::{self, PRIVATE, Reach};
use super::prelude::*;
use std::collections::HashSet;

impl McpService<Caller> for Crm {
    async fn add_mcp_server(
        &self,
        cx: Cx,
        id: Id,
        body: McpServerAdd,
    ) -> Result<AddMcpServerResponse, AddMcpServerError> {
        let server = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let server = McpServer::new(mcp_server::McpServerRequired {
                id: new_id(),
                agent_id: id,
                company_id: company.id.clone(),
                url: body.url,
                r#type: body.r#type.unwrap_or(McpServerType::Http),
                name: body.name,
                created_at: now.into(),
                updated_at: now.into(),
            })
            .auth_config(body.auth_config);
            Ok(company.mcp_servers.insert(server))
        })?;
        Ok(McpServerEnvelope::new(server).into())
    }

    async fn test_mcp_connection(
        &self,
        cx: Cx,
        id: Id,
        body: McpConnectRequest,
    ) -> Result<TestMcpConnectionResponse, TestMcpConnectionError> {
        self.with(&cx, |company, _| company.agents.get(&id).map(|_| ()))?;
        let Ok(url) = body.url.parsed() else {
            return Err(Failure::Forbidden("url must be an address").into());
        };
        if let Some(why) = mcp::refusal(&url) {
            return Err(Failure::Forbidden(why).into());
        }
        let status = match self.gateway().reach(url).await {
            Reach::Connected => McpConnectStatus::Connected,
            Reach::Unreachable => McpConnectStatus::Unreachable,
            Reach::Private => return Err(Failure::Forbidden(PRIVATE).into()),
        };
        Ok(McpConnectEnvelope::new(McpConnectResult::new(status, body.url)).into())
    }

    async fn list_mcp_tools(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<ListMcpToolsResponse, ListMcpToolsError> {
        let tools = self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            let servers = server_ids(company, &id);
            let tools = company.mcp_tools.iter();
            let tools = tools.filter(|tool| servers.contains(&tool.mcp_server_id));
            Ok(tools.cloned().collect())
        })?;
        Ok(McpToolList::new(tools).into())
    }

    async fn activate_mcp_tool(
        &self,
        cx: Cx,
        id: Id,
        tool_id: Id,
    ) -> Result<ActivateMcpToolResponse, ActivateMcpToolError> {
        self.with(&cx, |company, _| set_active(company, &id, &tool_id, true))?;
        Ok(McpToolStateEnvelope::new(McpToolState::new(true, tool_id)).into())
    }

    async fn deactivate_mcp_tool(
        &self,
        cx: Cx,
        id: Id,
        tool_id: Id,
    ) -> Result<DeactivateMcpToolResponse, DeactivateMcpToolError> {
        self.with(&cx, |company, _| set_active(company, &id, &tool_id, false))?;
        Ok(McpToolStateEnvelope::new(McpToolState::new(false, tool_id)).into())
    }

    async fn sync_mcp_tools(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<SyncMcpToolsResponse, SyncMcpToolsError> {
        self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let servers: Vec<McpServer> = company.mcp_servers.of(&id).cloned().collect();
            for server in servers {
                self.rediscover(company, &server, now);
            }
            Ok(())
        })?;
        Ok(McpSyncEnvelope::new(McpSyncResult::new(id, "syncing")).into())
    }

    async fn delete_mcp_server(
        &self,
        cx: Cx,
        id: Id,
        mcp_id: Id,
    ) -> Result<DeleteMcpServerResponse, DeleteMcpServerError> {
        self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            company.mcp_servers.remove_of(&id, &mcp_id)?;
            let tools: HashSet<Id> = company
                .mcp_tools
                .of(&mcp_id)
                .map(|tool| tool.id.clone())
                .collect();
            company.mcp_tools.remove_all_of(&mcp_id);
            let disabled = &mut company.agents.get_mut(&id)?.disabled_tools;
            disabled.retain(|tool| !tools.contains(tool));
            Ok(())
        })?;
        Ok(deleted().into())
    }
}

impl Crm {
    /// Brings the tools of a server up to date. Those that are still there keep their identifiers, and so whether they are
    /// active.
    fn rediscover(&self, company: &mut Company, server: &McpServer, now: UtcTime) {
        let found = self.gateway().discover(server);
        let names: HashSet<&str> = found.iter().map(|tool| tool.name.as_str()).collect();
        company.mcp_tools.remove_where(|tool| {
            tool.mcp_server_id == server.id && !names.contains(tool.tool_name.as_str())
        });
        for tool in &found {
            let is_known = company
                .mcp_tools
                .of(&server.id)
                .any(|row| row.tool_name == tool.name);
            if !is_known {
                let row = McpTool::new(mcp_tool::McpToolRequired {
                    id: new_id(),
                    mcp_server_id: server.id.clone(),
                    tool_name: tool.name.clone(),
                    created_at: now.into(),
                });
                company.mcp_tools.insert(row.description(&tool.description));
            }
        }
    }
}

fn server_ids(company: &Company, agent: &Id) -> HashSet<Id> {
    company
        .mcp_servers
        .of(agent)
        .map(|server| server.id.clone())
        .collect()
}

fn set_active(company: &mut Company, agent: &Id, tool: &Id, active: bool) -> Result<(), Failure> {
    company.agents.get(agent)?;
    let server = company.mcp_tools.get(tool)?.mcp_server_id.clone();
    if !server_ids(company, agent).contains(&server) {
        return Err(Failure::NotFound("MCP tool"));
    }
    let disabled = &mut company.agents.get_mut(agent)?.disabled_tools;
    if active {
        disabled.remove(tool);
    } else {
        disabled.insert(tool.clone());
    }
    Ok(())
}
