//! Leads.

use super::prelude::*;

impl LeadsService<Caller> for Crm {
    async fn list_leads(
        &self,
        cx: Cx,
        params: ListLeads,
    ) -> Result<ListLeadsResponse, ListLeadsError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            let rows = company.leads.iter().filter(|row| is_listed(row, &params));
            Ok(listing!(params).page(rows, order(&params.sort_or_default())))
        })?;
        Ok(LeadList::new(data, pagination).into())
    }

    async fn create_lead(
        &self,
        cx: Cx,
        body: LeadCreate,
    ) -> Result<CreateLeadResponse, CreateLeadError> {
        let lead = self.with(&cx, |company, now| {
            company
                .contacts
                .require("contact_id", body.contact_id.as_ref())?;
            let mut lead = Lead::new(lead::LeadRequired {
                id: new_id(),
                company_id: company.id.clone(),
                customer_name: body.customer_name,
                status: body.status.unwrap_or(LeadStatus::New),
                created_at: now.into(),
                updated_at: now.into(),
            })
            .customer_phone(body.customer_phone)
            .customer_email(body.customer_email)
            .score(body.score)
            .budget_range(body.budget_range)
            .contact_id(body.contact_id)
            .qualification_data(body.qualification_data);
            lead.pain_points = body.pain_points;
            Ok(company.leads.insert(lead))
        })?;
        Ok(LeadEnvelope::new(lead).into())
    }

    async fn get_lead(&self, cx: Cx, id: Id) -> Result<GetLeadResponse, GetLeadError> {
        let lead = self.with(&cx, |company, _| company.leads.get(&id).cloned())?;
        Ok(LeadEnvelope::new(lead).into())
    }

    async fn update_lead(
        &self,
        cx: Cx,
        id: Id,
        body: LeadUpdate,
    ) -> Result<UpdateLeadResponse, UpdateLeadError> {
        let lead = self.with(&cx, |company, now| {
            let lead = company.leads.get_mut(&id)?;
            company
                .contacts
                .require("contact_id", body.contact_id.as_ref())?;
            replace(&mut lead.customer_name, body.customer_name);
            replace(&mut lead.customer_phone, body.customer_phone);
            replace(&mut lead.customer_email, body.customer_email);
            replace(&mut lead.status, body.status);
            replace(&mut lead.score, body.score);
            replace(&mut lead.budget_range, body.budget_range);
            replace(&mut lead.pain_points, body.pain_points);
            replace(&mut lead.contact_id, body.contact_id);
            replace(&mut lead.qualification_data, body.qualification_data);
            lead.updated_at = now.into();
            Ok(lead.clone())
        })?;
        Ok(LeadEnvelope::new(lead).into())
    }

    async fn delete_lead(&self, cx: Cx, id: Id) -> Result<DeleteLeadResponse, DeleteLeadError> {
        self.with(&cx, |company, _| {
            company.leads.remove(&id)?;
            company.forget_lead(&id);
            Ok(())
        })?;
        Ok(deleted().into())
    }
}

fn is_listed(row: &Lead, params: &ListLeads) -> bool {
    let email = row.customer_email.as_ref().map(|email| email.as_str());
    passes(params.status.as_ref(), Some(&row.status))
        && found(params.search.as_deref(), &[Some(&row.customer_name), email])
}

fn order(sort: &LeadSort) -> fn(&Lead, &Lead) -> Ordering {
    match sort {
        LeadSort::UpdatedAt => |a, b| a.updated_at.cmp(&b.updated_at),
        LeadSort::CustomerName => |a, b| by_name(&a.customer_name, &b.customer_name),
        LeadSort::Status => |a, b| a.status.cmp(&b.status),
        LeadSort::Score => |a, b| a.score.cmp(&b.score),
        // By creation. The router lets no other value through.
        _ => |a, b| a.created_at.cmp(&b.created_at),
    }
}
