//! What agents do when customers keep silent.

use super::prelude::*;

impl IdleActionsService<Caller> for Crm {
    async fn list_idle_actions(
        &self,
        cx: Cx,
        id: Id,
        params: ListIdleActions,
    ) -> Result<ListIdleActionsResponse, ListIdleActionsError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            let rows = company.idle_actions.of(&id);
            Ok(listing!(params).page(rows, |a, b| a.created_at.cmp(&b.created_at)))
        })?;
        Ok(IdleActionList::new(data, pagination).into())
    }

    async fn create_idle_action(
        &self,
        cx: Cx,
        id: Id,
        body: IdleActionCreate,
    ) -> Result<CreateIdleActionResponse, CreateIdleActionError> {
        let action = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let action = IdleAction::new(idle_action::IdleActionRequired {
                id: new_id(),
                agent_id: id,
                company_id: company.id.clone(),
                name: body.name,
                action_type: body.action_type.unwrap_or(IdleActionType::Message),
                trigger_after_minutes: body.trigger_after_minutes,
                is_active: body.is_active.unwrap_or(true),
                created_at: now.into(),
                updated_at: now.into(),
            })
            .action_config(body.action_config);
            Ok(company.idle_actions.insert(action))
        })?;
        Ok(IdleActionEnvelope::new(action).into())
    }

    async fn update_idle_action(
        &self,
        cx: Cx,
        id: Id,
        action_id: Id,
        body: IdleActionUpdate,
    ) -> Result<UpdateIdleActionResponse, UpdateIdleActionError> {
        let action = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let action = company.idle_actions.get_mut_of(&id, &action_id)?;
            replace(&mut action.name, body.name);
            replace(&mut action.action_type, body.action_type);
            replace(
                &mut action.trigger_after_minutes,
                body.trigger_after_minutes,
            );
            replace(&mut action.action_config, body.action_config);
            replace(&mut action.is_active, body.is_active);
            action.updated_at = now.into();
            Ok(action.clone())
        })?;
        Ok(IdleActionEnvelope::new(action).into())
    }

    async fn delete_idle_action(
        &self,
        cx: Cx,
        id: Id,
        action_id: Id,
    ) -> Result<DeleteIdleActionResponse, DeleteIdleActionError> {
        self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            company.idle_actions.remove_of(&id, &action_id)
        })?;
        Ok(deleted().into())
    }
}
