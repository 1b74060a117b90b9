//! Opportunities.

use super::prelude::*;

impl OpportunitiesService<Caller> for Crm {
    async fn list_opportunities(
        &self,
        cx: Cx,
        params: ListOpportunities,
    ) -> Result<ListOpportunitiesResponse, ListOpportunitiesError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .opportunities
                .iter()
                .filter(|row| is_listed(row, &params));
            Ok(listing!(params).page(rows, order(&params.sort_or_default())))
        })?;
        Ok(OpportunityList::new(data, pagination).into())
    }

    async fn create_opportunity(
        &self,
        cx: Cx,
        body: OpportunityCreate,
    ) -> Result<CreateOpportunityResponse, CreateOpportunityError> {
        let opportunity = self.with(&cx, |company, now| {
            company.leads.require("lead_id", body.lead_id.as_ref())?;
            let opportunity = Opportunity::new(opportunity::OpportunityRequired {
                id: new_id(),
                company_id: company.id.clone(),
                title: body.title,
                stage: body.stage.unwrap_or(OpportunityStage::Prospecting),
                created_at: now.into(),
                updated_at: now.into(),
            })
            .lead_id(body.lead_id)
            .value(body.value)
            .probability(body.probability);
            Ok(company.opportunities.insert(opportunity))
        })?;
        Ok(OpportunityEnvelope::new(opportunity).into())
    }

    async fn get_opportunity(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetOpportunityResponse, GetOpportunityError> {
        let opportunity = self.with(&cx, |company, _| company.opportunities.get(&id).cloned())?;
        Ok(OpportunityEnvelope::new(opportunity).into())
    }

    async fn update_opportunity(
        &self,
        cx: Cx,
        id: Id,
        body: OpportunityUpdate,
    ) -> Result<UpdateOpportunityResponse, UpdateOpportunityError> {
        let opportunity = self.with(&cx, |company, now| {
            let opportunity = company.opportunities.get_mut(&id)?;
            company.leads.require("lead_id", body.lead_id.as_ref())?;
            replace(&mut opportunity.title, body.title);
            replace(&mut opportunity.lead_id, body.lead_id);
            replace(&mut opportunity.value, body.value);
            replace(&mut opportunity.probability, body.probability);
            replace(&mut opportunity.stage, body.stage);
            opportunity.updated_at = now.into();
            Ok(opportunity.clone())
        })?;
        Ok(OpportunityEnvelope::new(opportunity).into())
    }

    async fn delete_opportunity(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<DeleteOpportunityResponse, DeleteOpportunityError> {
        self.with(&cx, |company, _| company.opportunities.remove(&id))?;
        Ok(deleted().into())
    }
}

fn is_listed(row: &Opportunity, params: &ListOpportunities) -> bool {
    passes(params.stage.as_ref(), Some(&row.stage))
        && passes(params.lead_id.as_ref(), row.lead_id.as_ref())
}

fn order(sort: &OpportunitySort) -> fn(&Opportunity, &Opportunity) -> Ordering {
    match sort {
        OpportunitySort::UpdatedAt => |a, b| a.updated_at.cmp(&b.updated_at),
        OpportunitySort::Title => |a, b| by_name(&a.title, &b.title),
        // JSON has no NaN, so that this is an order of all values.
        OpportunitySort::Value => |a, b| a.value.partial_cmp(&b.value).unwrap_or(Ordering::Equal),
        OpportunitySort::Probability => |a, b| a.probability.cmp(&b.probability),
        OpportunitySort::Stage => |a, b| a.stage.cmp(&b.stage),
        // By creation. The router lets no other value through.
        _ => |a, b| a.created_at.cmp(&b.created_at),
    }
}
