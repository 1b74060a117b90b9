//! The server that openapi-to-rust makes of Timely's document, for the operations that are measured. The store, the keys,
//! the span and the guard are those of the other servers. What is generated knows nothing of credentials: a layer asks for
//! them, as whoever uses it would write it.
//!
//! `cargo xtask load --beside openapi-to-rust` makes a crate of this file and of what is generated.

// Not all of it is used.
#[allow(dead_code)]
mod generated;

use async_trait::async_trait;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use generated::*;
use std::process::ExitCode;
use std::sync::Arc;
use timely_server_bench::store::{COMPANY, Listing, Record, Sort, Stamp, Store, id};
use timely_server_bench::{by_hand, keys, program};
use uuid::Uuid;

#[tokio::main]
async fn main() -> ExitCode {
    program::run(|name, _| (name == "openapi-to-rust").then(router)).await
}

fn router() -> Router {
    build_router(Crm(Arc::new(Store::full(sample))), Hooks)
        .layer(from_fn(authorized))
        .layer(from_fn(by_hand::guarded))
}

/// Asks for a key, and for the scope of the operation.
async fn authorized(request: Request, next: Next) -> Response {
    let key = request.headers().get("x-api-key");
    let key = key.and_then(|key| key.to_str().ok()).unwrap_or_default();
    let Some(caller) = keys::find(key) else {
        return refused(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
    };
    let scope = match (request.method(), request.uri().path()) {
        (_, path) if path.starts_with("/v1/webhooks") => "webhooks:write",
        (&Method::GET, _) => "contacts:read",
        _ => "contacts:write",
    };
    match caller.has(scope) {
        true => next.run(request).await,
        false => refused(StatusCode::FORBIDDEN, "FORBIDDEN"),
    }
}

fn refused(status: StatusCode, code: &str) -> Response {
    (status, Json(error(status.as_u16(), code))).into_response()
}

fn error(status: u16, code: &str) -> Error {
    Error {
        error: ErrorDetail {
            code: code.to_owned(),
            message: "The request is refused.".to_owned(),
            status: status.into(),
        },
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
        self.customer_email.as_deref()
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
    Contact {
        company_id: COMPANY,
        created_at: stamp.now,
        customer_company: Some("Empresa Ltda".to_owned()),
        customer_email: Some(format!("customer.{number}@empresa.com")),
        customer_name: format!("Customer {number}"),
        customer_phone: Some(format!("+55479999{number:05}")),
        customer_position: None,
        id: stamp.id,
        metadata: None,
        notes: None,
        source: Some("website".to_owned()),
        status: ContactStatus::Active,
        tags: Some(vec!["vip".to_owned()]),
        updated_at: stamp.now,
    }
}

#[derive(Clone)]
struct Crm(Arc<Store<Contact>>);

#[async_trait]
impl ContactsApi for Crm {
    async fn list_contacts(
        &self,
        page: Option<i64>,
        limit: Option<i64>,
        sort: Option<ContactSort>,
        order: Option<SortOrder>,
        status: Option<ContactStatus>,
        search: Option<String>,
    ) -> ListContactsResponse {
        let (page, limit) = (page.unwrap_or(1), limit.unwrap_or(20));
        let found = self.0.list(&Listing {
            page,
            limit,
            sort: match sort {
                None | Some(ContactSort::CreatedAt) => Sort::CreatedAt,
                Some(ContactSort::UpdatedAt) => Sort::UpdatedAt,
                Some(ContactSort::CustomerName) => Sort::Name,
                Some(ContactSort::CustomerEmail) => Sort::Email,
                Some(ContactSort::Status) => Sort::Status,
            },
            descending: !matches!(order, Some(SortOrder::Asc)),
            status: status.as_ref().map(ContactStatus::as_str),
            search: search.as_deref(),
        });
        ListContactsResponse::Ok(ContactList {
            data: found.records,
            pagination: Pagination {
                limit,
                page,
                total: found.total,
                total_pages: (found.total + limit - 1) / limit,
            },
        })
    }

    async fn create_contact(&self, body: ContactCreate) -> CreateContactResponse {
        let data = self.0.create(|stamp| Contact {
            company_id: COMPANY,
            created_at: stamp.now,
            customer_company: body.customer_company,
            customer_email: body.customer_email,
            customer_name: body.customer_name,
            customer_phone: body.customer_phone,
            customer_position: body.customer_position,
            id: stamp.id,
            metadata: body.metadata.map(|metadata| ContactMetadata {
                additional_properties: metadata.additional_properties,
            }),
            notes: body.notes,
            source: body.source,
            status: body.status.unwrap_or(ContactStatus::Active),
            tags: body.tags,
            updated_at: stamp.now,
        });
        CreateContactResponse::Created(ContactEnvelope { data })
    }

    async fn get_contact(&self, id: String) -> GetContactResponse {
        let found = id.parse().ok().and_then(|id| self.0.get(id));
        match found {
            Some(data) => GetContactResponse::Ok(ContactEnvelope { data }),
            None => GetContactResponse::NotFound(error(404, "NOT_FOUND")),
        }
    }

    async fn update_contact(&self, id: String, body: ContactUpdate) -> UpdateContactResponse {
        let metadata = body.metadata.map(|metadata| ContactMetadata {
            additional_properties: metadata.additional_properties,
        });
        // What is no UUID has been refused; were it none, no contact would have it.
        let id = id.parse().unwrap_or_default();
        let contact = self.0.update(id, |contact, now| {
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
            replace(&mut contact.metadata, metadata);
            contact.updated_at = now;
        });
        match contact {
            Some(data) => UpdateContactResponse::Ok(ContactEnvelope { data }),
            None => UpdateContactResponse::NotFound(error(404, "NOT_FOUND")),
        }
    }
}

fn replace<T>(stored: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *stored = value;
    }
}

#[derive(Clone)]
struct Hooks;

#[async_trait]
impl WebhooksApi for Hooks {
    async fn create_webhook(&self, body: WebhookCreate) -> CreateWebhookResponse {
        let data = Webhook {
            created_at: chrono::DateTime::UNIX_EPOCH,
            description: None,
            events: body.events,
            id: id(0),
            is_active: true,
            last_delivery_at: None,
            name: body.name,
            secret: None,
            status: None,
            success_rate: None,
            url: body.url,
        };
        CreateWebhookResponse::Created(WebhookEnvelope { data })
    }
}
