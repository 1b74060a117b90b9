//! Intentions of agents.

use super::prelude::*;

impl IntentionsService<Caller> for Crm {
    async fn list_intentions(
        &self,
        cx: Cx,
        id: Id,
        params: ListIntentions,
    ) -> Result<ListIntentionsResponse, ListIntentionsError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            let rows = company.intentions.of(&id);
            Ok(listing!(params).page(rows, |a, b| a.created_at.cmp(&b.created_at)))
        })?;
        Ok(IntentionList::new(data, pagination).into())
    }

    async fn create_intention(
        &self,
        cx: Cx,
        id: Id,
        body: IntentionCreate,
    ) -> Result<CreateIntentionResponse, CreateIntentionError> {
        let intention = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let mut intention = Intention::new(intention::IntentionRequired {
                id: new_id(),
                agent_id: id,
                name: body.name,
                created_at: now.into(),
                updated_at: now.into(),
            })
            .description(body.description)
            .action_type(body.action_type)
            .action_config(body.action_config);
            intention.examples = body.examples;
            Ok(company.intentions.insert(intention))
        })?;
        Ok(IntentionEnvelope::new(intention).into())
    }

    async fn update_intention(
        &self,
        cx: Cx,
        id: Id,
        intention_id: Id,
        body: IntentionUpdate,
    ) -> Result<UpdateIntentionResponse, UpdateIntentionError> {
        let intention = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let intention = company.intentions.get_mut_of(&id, &intention_id)?;
            replace(&mut intention.name, body.name);
            replace(&mut intention.description, body.description);
            replace(&mut intention.examples, body.examples);
            replace(&mut intention.action_type, body.action_type);
            replace(&mut intention.action_config, body.action_config);
            intention.updated_at = now.into();
            Ok(intention.clone())
        })?;
        Ok(IntentionEnvelope::new(intention).into())
    }

    async fn delete_intention(
        &self,
        cx: Cx,
        id: Id,
        intention_id: Id,
    ) -> Result<DeleteIntentionResponse, DeleteIntentionError> {
        self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            company.intentions.remove_of(&id, &intention_id)
        })?;
        Ok(deleted().into())
    }
}
