//! Custom fields of contacts.

use super::prelude::*;

impl CustomFieldsService<Caller> for Crm {
    async fn list_custom_fields(
        &self,
        cx: Cx,
    ) -> Result<ListCustomFieldsResponse, ListCustomFieldsError> {
        let mut fields: Vec<CustomField> = self.with(&cx, |company, _| {
            Ok(company.custom_fields.iter().cloned().collect())
        })?;
        fields.sort_by_key(|field| field.display_order);
        // The operation takes no page: there is one, and everything is on it.
        let total = i64::try_from(fields.len()).unwrap_or(i64::MAX);
        let pagination = Pagination::new(pagination::PaginationRequired {
            page: 1,
            limit: total.max(1),
            total,
            total_pages: total.min(1),
        });
        Ok(CustomFieldList::new(fields, pagination).into())
    }

    async fn create_custom_field(
        &self,
        cx: Cx,
        body: CustomFieldCreate,
    ) -> Result<CreateCustomFieldResponse, CreateCustomFieldError> {
        let field = self.with(&cx, |company, now| {
            let last = company
                .custom_fields
                .iter()
                .map(|field| field.display_order)
                .max();
            let next = last.map_or(0, |last| last.saturating_add(1));
            let mut field = CustomField::new(custom_field::CustomFieldRequired {
                id: new_id(),
                company_id: company.id.clone(),
                name: body.name,
                field_type: body.field_type.unwrap_or(CustomFieldType::Text),
                is_required: body.is_required.unwrap_or(false),
                display_order: body.display_order.unwrap_or(next),
                is_archived: false,
                created_at: now.into(),
                updated_at: now.into(),
            });
            field.options = body.options;
            Ok(company.custom_fields.insert(field))
        })?;
        Ok(CustomFieldEnvelope::new(field).into())
    }

    async fn update_custom_field(
        &self,
        cx: Cx,
        id: Id,
        body: CustomFieldUpdate,
    ) -> Result<UpdateCustomFieldResponse, UpdateCustomFieldError> {
        let field = self.with(&cx, |company, now| {
            let field = company.custom_fields.get_mut(&id)?;
            replace(&mut field.name, body.name);
            replace(&mut field.field_type, body.field_type);
            replace(&mut field.options, body.options);
            replace(&mut field.is_required, body.is_required);
            replace(&mut field.display_order, body.display_order);
            field.updated_at = now.into();
            Ok(field.clone())
        })?;
        Ok(CustomFieldEnvelope::new(field).into())
    }

    async fn archive_custom_field(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<ArchiveCustomFieldResponse, ArchiveCustomFieldError> {
        let field = self.with(&cx, |company, now| {
            let field = company.custom_fields.get_mut(&id)?;
            field.is_archived = true;
            field.updated_at = now.into();
            Ok(field.clone())
        })?;
        Ok(CustomFieldEnvelope::new(field).into())
    }
}
