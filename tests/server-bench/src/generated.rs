//! The generated server, with the same store behind its traits.

use crate::keys::{self, Caller};
use crate::store::{COMPANY, Listing, Record, Sort, Stamp, Store, id};
use axum::Router;
use timely_generated::models::contact::ContactRequired;
use timely_generated::models::error_detail::ErrorDetailRequired;
use timely_generated::models::pagination::PaginationRequired;
use timely_generated::models::webhook::WebhookRequired;
use timely_generated::models::*;
use timely_generated::operations::*;
use timely_generated::server::{
    AuthError, Authenticator, Candidate, ContactsService, Context, WebhooksService,
    contacts_service, webhooks_service,
};
use timely_runtime::{Text, UtcTime};
use uuid::Uuid;

/// How many routes it has: two for contacts, four for webhooks.
pub(crate) const ROUTES: usize = 6;

/// The server with a store of its own.
pub fn router() -> Router {
    let contacts = contacts_service::router(Crm::full(), Keys);
    contacts.merge(webhooks_service::router(Hooks, Keys))
}

pub(crate) struct Keys;

impl Authenticator for Keys {
    type Principal = &'static Caller;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<&'static Caller, AuthError> {
        candidate
            .credentials
            .first()
            .and_then(|given| keys::find(given.secret.expose()))
            .ok_or(AuthError::Unauthorized)
    }

    fn has_scope(&self, caller: &&'static Caller, scope: &str) -> bool {
        caller.has(scope)
    }
}

impl Record for Contact {
    fn has_id(&self, id: Uuid) -> bool {
        self.id == id
    }
    fn name(&self) -> &str {
        &self.customer_name
    }
    fn email(&self) -> Option<&str> {
        self.customer_email.as_ref().map(|email| email.as_str())
    }
    fn phone(&self) -> Option<&str> {
        self.customer_phone.as_deref()
    }
    fn status(&self) -> &str {
        self.status.as_str()
    }
    fn created(&self) -> &impl Ord {
        &self.created_at
    }
    fn updated(&self) -> &impl Ord {
        &self.updated_at
    }
}

fn sample(number: u64, stamp: Stamp) -> Contact {
    let email = format!("customer.{number}@empresa.com").parse::<Text<_>>();
    Contact::new(ContactRequired {
        id: stamp.id.into(),
        company_id: COMPANY.into(),
        customer_name: format!("Customer {number}"),
        status: ContactStatus::Active,
        created_at: stamp.now.into(),
        updated_at: stamp.now.into(),
    })
    .customer_phone(format!("+55479999{number:05}"))
    .customer_email(email.ok())
    .customer_company("Empresa Ltda")
    .tags(["vip"])
    .source("website")
}

fn not_found() -> Error {
    Error::new(ErrorDetail::new(ErrorDetailRequired {
        code: "NOT_FOUND".to_owned(),
        message: "Contact not found".to_owned(),
        status: 404,
    }))
}

/// What the operations that are not measured answer.
fn not_here() -> Error {
    Error::new(ErrorDetail::new(ErrorDetailRequired {
        code: "INTERNAL_ERROR".to_owned(),
        message: "Not part of the benchmark".to_owned(),
        status: 500,
    }))
}

pub(crate) struct Crm(Store<Contact>);

impl Crm {
    pub(crate) fn full() -> Self {
        Self(Store::full(sample))
    }
}

pub(crate) type Known = &'static Caller;

impl ContactsService<Known> for Crm {
    async fn list_contacts(
        &self,
        _: Context<Known>,
        params: ListContacts,
    ) -> Result<ListContactsResponse, ListContactsError> {
        let (page, limit) = (params.page_or_default(), params.limit_or_default());
        let found = self.0.list(&Listing {
            page,
            limit,
            sort: match params.sort {
                Some(ContactSort::UpdatedAt) => Sort::UpdatedAt,
                Some(ContactSort::CustomerName) => Sort::Name,
                Some(ContactSort::CustomerEmail) => Sort::Email,
                Some(ContactSort::Status) => Sort::Status,
                _ => Sort::CreatedAt,
            },
            descending: !matches!(params.order, Some(SortOrder::Asc)),
            status: params.status.as_ref().map(ContactStatus::as_str),
            search: params.search.as_deref(),
        });
        let pages = (found.total + limit - 1) / limit;
        let pagination = Pagination::new(PaginationRequired {
            page,
            limit,
            total: found.total,
            total_pages: pages,
        });
        Ok(ContactList::new(found.records, pagination).into())
    }

    async fn create_contact(
        &self,
        _: Context<Known>,
        body: ContactCreate,
    ) -> Result<CreateContactResponse, CreateContactError> {
        let contact = self.0.create(|stamp| {
            let mut contact = Contact::new(ContactRequired {
                id: stamp.id.into(),
                company_id: COMPANY.into(),
                customer_name: body.customer_name,
                status: body.status.unwrap_or(ContactStatus::Active),
                created_at: stamp.now.into(),
                updated_at: stamp.now.into(),
            })
            .customer_phone(body.customer_phone)
            .customer_email(body.customer_email)
            .customer_company(body.customer_company)
            .customer_position(body.customer_position)
            .notes(body.notes)
            .source(body.source)
            .metadata(body.metadata);
            contact.tags = body.tags;
            contact
        });
        Ok(ContactEnvelope::new(contact).into())
    }

    async fn get_contact(
        &self,
        _: Context<Known>,
        id: Text<Uuid>,
    ) -> Result<GetContactResponse, GetContactError> {
        match self.0.get(known(&id)) {
            Some(contact) => Ok(ContactEnvelope::new(contact).into()),
            None => Err(GetContactError::NotFound(not_found().into())),
        }
    }

    async fn update_contact(
        &self,
        _: Context<Known>,
        id: Text<Uuid>,
        body: ContactUpdate,
    ) -> Result<UpdateContactResponse, UpdateContactError> {
        let contact = self.0.update(known(&id), |contact, now| {
            if let Some(name) = body.customer_name {
                contact.customer_name = name;
            }
            if let Some(status) = body.status {
                contact.status = status;
            }
            replace(&mut contact.customer_phone, body.customer_phone);
            replace(&mut contact.customer_email, body.customer_email);
            replace(&mut contact.customer_company, body.customer_company);
            replace(&mut contact.customer_position, body.customer_position);
            replace(&mut contact.tags, body.tags);
            replace(&mut contact.notes, body.notes);
            replace(&mut contact.source, body.source);
            replace(&mut contact.metadata, body.metadata);
            contact.updated_at = now.into();
        });
        match contact {
            Some(contact) => Ok(ContactEnvelope::new(contact).into()),
            None => Err(UpdateContactError::NotFound(not_found().into())),
        }
    }

    async fn delete_contact(
        &self,
        _: Context<Known>,
        id: Text<Uuid>,
    ) -> Result<DeleteContactResponse, DeleteContactError> {
        if self.0.remove(known(&id)) {
            Ok(DeletedEnvelope::new(DeletedResult::new(true)).into())
        } else {
            Err(DeleteContactError::NotFound(not_found().into()))
        }
    }
}

/// What an id means. The router lets through what is a UUID; were it none, no contact would have it.
fn known(id: &Text<Uuid>) -> Uuid {
    id.parsed().unwrap_or_default()
}

fn replace<T>(stored: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *stored = value;
    }
}

struct Hooks;

impl WebhooksService<Known> for Hooks {
    async fn create_webhook(
        &self,
        _: Context<Known>,
        body: WebhookCreate,
    ) -> Result<CreateWebhookResponse, CreateWebhookError> {
        let webhook = Webhook::new(WebhookRequired {
            id: id(0).into(),
            name: body.name,
            url: body.url,
            events: body.events,
            is_active: true,
            created_at: UtcTime::UNIX_EPOCH.into(),
        });
        Ok(WebhookEnvelope::new(webhook).into())
    }

    async fn list_webhooks(
        &self,
        _: Context<Known>,
        _: ListWebhooks,
    ) -> Result<ListWebhooksResponse, ListWebhooksError> {
        Err(ListWebhooksError::InternalServerError(not_here().into()))
    }

    async fn get_webhook(
        &self,
        _: Context<Known>,
        _: Text<Uuid>,
    ) -> Result<GetWebhookResponse, GetWebhookError> {
        Err(GetWebhookError::InternalServerError(not_here().into()))
    }

    async fn update_webhook(
        &self,
        _: Context<Known>,
        _: Text<Uuid>,
        _: WebhookUpdate,
    ) -> Result<UpdateWebhookResponse, UpdateWebhookError> {
        Err(UpdateWebhookError::InternalServerError(not_here().into()))
    }

    async fn delete_webhook(
        &self,
        _: Context<Known>,
        _: Text<Uuid>,
    ) -> Result<DeleteWebhookResponse, DeleteWebhookError> {
        Err(DeleteWebhookError::InternalServerError(not_here().into()))
    }

    async fn test_webhook(
        &self,
        _: Context<Known>,
        _: Text<Uuid>,
    ) -> Result<TestWebhookResponse, TestWebhookError> {
        Err(TestWebhookError::InternalServerError(not_here().into()))
    }

    async fn list_webhook_deliveries(
        &self,
        _: Context<Known>,
        _: Text<Uuid>,
        _: ListWebhookDeliveries,
    ) -> Result<ListWebhookDeliveriesResponse, ListWebhookDeliveriesError> {
        Err(ListWebhookDeliveriesError::InternalServerError(
            not_here().into(),
        ))
    }
}
