//! The rules by which agents transfer conversations.

use super::prelude::*;

impl TransferRulesService<Caller> for Crm {
    async fn list_transfer_rules(
        &self,
        cx: Cx,
        id: Id,
        params: ListTransferRules,
    ) -> Result<ListTransferRulesResponse, ListTransferRulesError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            let rows = company.transfer_rules.of(&id);
            Ok(listing!(params).page(rows, |a, b| a.priority.cmp(&b.priority)))
        })?;
        Ok(TransferRuleList::new(data, pagination).into())
    }

    async fn create_transfer_rule(
        &self,
        cx: Cx,
        id: Id,
        body: TransferRuleCreate,
    ) -> Result<CreateTransferRuleResponse, CreateTransferRuleError> {
        let rule = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let rule = TransferRule::new(transfer_rule::TransferRuleRequired {
                id: new_id(),
                agent_id: id,
                company_id: company.id.clone(),
                name: body.name,
                condition_type: body.condition_type,
                condition_config: body.condition_config.unwrap_or_default(),
                target_type: body.target_type,
                priority: body.priority.unwrap_or(0),
                is_active: body.is_active.unwrap_or(true),
                created_at: now.into(),
                updated_at: now.into(),
            })
            .target_id(body.target_id);
            Ok(company.transfer_rules.insert(rule))
        })?;
        Ok(TransferRuleEnvelope::new(rule).into())
    }

    async fn update_transfer_rule(
        &self,
        cx: Cx,
        id: Id,
        rule_id: Id,
        body: TransferRuleUpdate,
    ) -> Result<UpdateTransferRuleResponse, UpdateTransferRuleError> {
        let rule = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            let rule = company.transfer_rules.get_mut_of(&id, &rule_id)?;
            replace(&mut rule.name, body.name);
            replace(&mut rule.condition_type, body.condition_type);
            replace(&mut rule.condition_config, body.condition_config);
            replace(&mut rule.target_type, body.target_type);
            replace(&mut rule.target_id, body.target_id);
            replace(&mut rule.priority, body.priority);
            replace(&mut rule.is_active, body.is_active);
            rule.updated_at = now.into();
            Ok(rule.clone())
        })?;
        Ok(TransferRuleEnvelope::new(rule).into())
    }

    async fn delete_transfer_rule(
        &self,
        cx: Cx,
        id: Id,
        rule_id: Id,
    ) -> Result<DeleteTransferRuleResponse, DeleteTransferRuleError> {
        self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            company.transfer_rules.remove_of(&id, &rule_id)
        })?;
        Ok(deleted().into())
    }
}
