//! Contacts.

use super::super::events;
use super::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};
use timely_runtime::Response;
use timely_runtime::serde_json::json;

impl ContactsService<Caller> for Crm {
    async fn list_contacts(
        &self,
        cx: Cx,
        params: ListContacts,
    ) -> Result<ListContactsResponse, ListContactsError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .contacts
                .iter()
                .filter(|row| is_listed(row, &params));
            Ok(listing!(params).page(rows, order(&params.sort_or_default())))
        })?;
        Ok(ContactList::new(data, pagination).into())
    }

    async fn create_contact(
        &self,
        cx: Cx,
        body: ContactCreate,
    ) -> Result<CreateContactResponse, CreateContactError> {
        let contact = self.with(&cx, |company, now| {
            let mut contact = Contact::new(contact::ContactRequired {
                id: new_id(),
                company_id: company.id.clone(),
                customer_name: body.customer_name,
                status: body.status.unwrap_or(ContactStatus::Active),
                created_at: now.into(),
                updated_at: now.into(),
            })
            .customer_phone(body.customer_phone)
            .customer_email(body.customer_email)
            .customer_company(body.customer_company)
            .customer_position(body.customer_position)
            .notes(body.notes)
            .source(body.source)
            .metadata(body.metadata);
            contact.tags = body.tags;
            Ok(company.add_contact(contact, now))
        })?;
        Ok(ContactEnvelope::new(contact).into())
    }

    async fn get_contact(&self, cx: Cx, id: Id) -> Result<GetContactResponse, GetContactError> {
        let contact = self.with(&cx, |company, _| company.contacts.get(&id).cloned())?;
        let validators = validators(&contact);
        cx.check_preconditions(Some(&validators))?;
        Ok(Response::from(ContactEnvelope::new(contact)).with_validators(&validators))
    }

    async fn update_contact(
        &self,
        cx: Cx,
        id: Id,
        body: ContactUpdate,
    ) -> Result<UpdateContactResponse, UpdateContactError> {
        let contact = self.with(&cx, |company, now| {
            let contact = company.contacts.get_mut(&id)?;
            // Under the lock, so that of two that have read the same only one can change it.
            cx.check_preconditions(Some(&validators(contact)))
                .map_err(Failure::Precondition)?;
            replace(&mut contact.customer_name, body.customer_name);
            replace(&mut contact.customer_phone, body.customer_phone);
            replace(&mut contact.customer_email, body.customer_email);
            replace(&mut contact.customer_company, body.customer_company);
            replace(&mut contact.customer_position, body.customer_position);
            replace(&mut contact.tags, body.tags);
            replace(&mut contact.notes, body.notes);
            replace(&mut contact.source, body.source);
            replace(&mut contact.status, body.status);
            replace(&mut contact.metadata, body.metadata);
            contact.updated_at = now.into();
            let contact = contact.clone();
            let event = events::contact_updated(company.stamp(now), &contact);
            company.publish(event);
            Ok(contact)
        })?;
        let validators = validators(&contact);
        Ok(Response::from(ContactEnvelope::new(contact)).with_validators(&validators))
    }

    async fn delete_contact(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<DeleteContactResponse, DeleteContactError> {
        self.with(&cx, |company, _| {
            company.contacts.remove(&id)?;
            company.forget_contact(&id);
            Ok(())
        })?;
        Ok(deleted().into())
    }
}

/// What tells this state of a contact from its others (RFC 9110, section 8.8).
fn validators(contact: &Contact) -> Validators {
    let mut hasher = DefaultHasher::new();
    json!(contact).to_string().hash(&mut hasher);
    Validators::new().etag(ETag::strong(hasher.finish().to_string()))
}

fn is_listed(row: &Contact, params: &ListContacts) -> bool {
    let email = row.customer_email.as_ref().map(|email| email.as_str());
    let fields = [
        Some(row.customer_name.as_str()),
        email,
        row.customer_phone.as_deref(),
    ];
    passes(params.status.as_ref(), Some(&row.status)) && found(params.search.as_deref(), &fields)
}

fn order(sort: &ContactSort) -> fn(&Contact, &Contact) -> Ordering {
    match sort {
        ContactSort::UpdatedAt => |a, b| a.updated_at.cmp(&b.updated_at),
        ContactSort::CustomerName => |a, b| by_name(&a.customer_name, &b.customer_name),
        ContactSort::CustomerEmail => |a, b| {
            let email = |row: &Contact| {
                row.customer_email
                    .as_ref()
                    .map(|email| email.as_str().to_lowercase())
            };
            email(a).cmp(&email(b))
        },
        ContactSort::Status => |a, b| a.status.cmp(&b.status),
        // By creation. The router lets no other value through.
        _ => |a, b| a.created_at.cmp(&b.created_at),
    }
}
