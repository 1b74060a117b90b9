//! Contacts.

use super::super::auth::Caller;
use super::super::crm::Crm;
use super::super::events;
use super::super::failure::Failure;
use super::super::paging::{Listing, by_name, found, listing, passes};
use super::super::store::{Id, new_id, replace};
use super::deleted;
use std::cmp::Ordering;
use timely_generated::models::contact::ContactRequired;
use timely_generated::models::*;
use timely_generated::operations::*;
use timely_generated::server::{ContactsService, Context};

impl ContactsService<Caller> for Crm {
    async fn list_contacts(
        &self,
        cx: Context<Caller>,
        params: ListContacts,
    ) -> Result<ListContactsResponse, ListContactsError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .contacts
                .iter()
                .filter(|row| is_listed(row, &params));
            listing!(params).page(rows, order(&params.sort_or_default()))
        });
        Ok(ContactList::new(data, pagination).into())
    }

    async fn create_contact(
        &self,
        cx: Context<Caller>,
        body: ContactCreate,
    ) -> Result<CreateContactResponse, CreateContactError> {
        let contact = self.with(&cx, |company, now| {
            let mut contact = Contact::new(ContactRequired {
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
            company.add_contact(contact, now)
        });
        Ok(ContactEnvelope::new(contact).into())
    }

    async fn get_contact(
        &self,
        cx: Context<Caller>,
        id: Id,
    ) -> Result<GetContactResponse, GetContactError> {
        let contact = self.with(&cx, |company, _| company.contacts.get(&id).cloned())?;
        Ok(ContactEnvelope::new(contact).into())
    }

    async fn update_contact(
        &self,
        cx: Context<Caller>,
        id: Id,
        body: ContactUpdate,
    ) -> Result<UpdateContactResponse, UpdateContactError> {
        let contact = self.with(&cx, |company, now| {
            let contact = company.contacts.get_mut(&id)?;
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
            Ok::<_, Failure>(contact)
        })?;
        Ok(ContactEnvelope::new(contact).into())
    }

    async fn delete_contact(
        &self,
        cx: Context<Caller>,
        id: Id,
    ) -> Result<DeleteContactResponse, DeleteContactError> {
        self.with(&cx, |company, _| {
            company.contacts.remove(&id)?;
            company.forget_contact(&id);
            Ok::<_, Failure>(())
        })?;
        Ok(deleted().into())
    }
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
