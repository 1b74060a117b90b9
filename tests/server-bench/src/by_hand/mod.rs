//! The server as somebody writes it who knows axum well: typed extractors, structs that serde derives, checks as plain
//! code, and one error type. A valid body is read straight into its type; what is wrong with another is worked out from
//! its JSON value, since serde stops at the first fault.

mod body;
mod checks;
pub(crate) mod error;
mod guard;
pub(crate) mod model;
mod query;

pub use self::guard::guarded;

use self::body::JsonBody;
use self::error::{Failure, Violations};
use self::model::*;
use self::query::ListQuery;
use crate::keys::{self, Caller};
use crate::store::{COMPANY, Listing, Stamp, Store, id};
use axum::extract::{FromRequestParts, Path, RawQuery, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router, middleware};
use std::marker::PhantomData;
use std::sync::Arc;
use uuid::Uuid;

type App = Arc<Store<Contact>>;

/// How many routes it has.
pub(crate) const ROUTES: usize = 3;

/// The server with a store of its own.
pub fn router() -> Router {
    let contacts = get(list_contacts)
        .post(create_contact)
        .fallback(other_methods);
    let contact = delete(delete_contact)
        .get(get_contact)
        .put(update_contact)
        .fallback(other_methods);
    let webhooks = post(create_webhook).fallback(other_methods);
    Router::new()
        .route("/v1/contacts", contacts)
        .route("/v1/contacts/{id}", contact)
        .route("/v1/webhooks", webhooks)
        .fallback(async || Failure::new(StatusCode::NOT_FOUND, "There is nothing at this path."))
        .layer(middleware::from_fn(guarded))
        .with_state(Arc::new(Store::full(sample)))
}

/// What a path answers to the methods that it has no handler for.
async fn other_methods(method: Method) -> Response {
    // axum adds `Allow`.
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    let message = "This path does not have an operation with this method.";
    Failure::new(StatusCode::METHOD_NOT_ALLOWED, message).into_response()
}

pub(crate) fn sample(number: u64, stamp: Stamp) -> Contact {
    Contact {
        id: stamp.id,
        company_id: COMPANY,
        customer_name: format!("Customer {number}"),
        customer_phone: Some(format!("+55479999{number:05}")),
        customer_email: Some(format!("customer.{number}@empresa.com")),
        customer_company: Some("Empresa Ltda".to_owned()),
        customer_position: None,
        tags: Some(vec!["vip".to_owned()]),
        notes: None,
        source: Some("website".to_owned()),
        status: ContactStatus::Active,
        metadata: None,
        created_at: stamp.now,
        updated_at: stamp.now,
    }
}

/// A scope, as a type that an extractor can name.
pub(crate) trait Scope {
    const NAME: &'static str;
}

pub(crate) struct ReadContacts;
pub(crate) struct WriteContacts;
pub(crate) struct WriteWebhooks;

impl Scope for ReadContacts {
    const NAME: &'static str = "contacts:read";
}
impl Scope for WriteContacts {
    const NAME: &'static str = "contacts:write";
}
impl Scope for WriteWebhooks {
    const NAME: &'static str = "webhooks:write";
}

/// Who sent the request, and may do what it asks for. It comes before all else that a handler extracts.
pub(crate) struct Authorized<S> {
    _caller: &'static Caller,
    scope: PhantomData<S>,
}

impl<S: Scope, T: Sync> FromRequestParts<T> for Authorized<S> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &T) -> Result<Self, Failure> {
        let unauthorized = |message| Failure::new(StatusCode::UNAUTHORIZED, message);
        let mut keys = parts.headers.get_all("x-api-key").iter();
        let secret = match (keys.next(), keys.next()) {
            (Some(only), None) => std::str::from_utf8(only.as_bytes()).unwrap_or_default(),
            _ => "",
        };
        if secret.is_empty() {
            return Err(unauthorized(
                "Credentials are required: the header x-api-key.",
            ));
        }
        let caller =
            keys::find(secret).ok_or_else(|| unauthorized("The credentials are not valid."))?;
        if !caller.has(S::NAME) {
            let message = format!("Missing required scope: {}", S::NAME);
            return Err(Failure::new(StatusCode::FORBIDDEN, message));
        }
        Ok(Self {
            _caller: caller,
            scope: PhantomData,
        })
    }
}

/// The id in the path. What is wrong with it is told along with what is wrong with the body.
struct Id(Result<Uuid, Violations>);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, state).await else {
            let mut violations = Violations::default();
            violations.push("path /id", "percent-encoded UTF-8 text", "other bytes");
            return Ok(Self(Err(violations)));
        };
        Ok(Self(match Uuid::try_parse(&text) {
            // In its usual form alone.
            Ok(id) if text.len() == 36 => Ok(id),
            _ => {
                let mut violations = Violations::default();
                violations.push("path /id", "a UUID", &checks::string(&text));
                Err(violations)
            }
        }))
    }
}

async fn list_contacts(
    _: Authorized<ReadContacts>,
    State(store): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<ContactList>, Failure> {
    let query = ListQuery::parse(query.as_deref().unwrap_or_default())?;
    let page = store.list(&Listing {
        page: query.page,
        limit: query.limit,
        sort: query.sort,
        descending: query.descending,
        status: query.status.map(ContactStatus::as_str),
        search: query.search.as_deref(),
    });
    Ok(Json(ContactList {
        data: page.records,
        pagination: Pagination {
            page: query.page,
            limit: query.limit,
            total: page.total,
            total_pages: (page.total + query.limit - 1) / query.limit,
        },
    }))
}

async fn create_contact(
    _: Authorized<WriteContacts>,
    State(store): State<App>,
    JsonBody(body): JsonBody<ContactCreate>,
) -> Result<Response, Failure> {
    let body = body?;
    let data = store.create(|stamp| Contact {
        id: stamp.id,
        company_id: COMPANY,
        customer_name: body.customer_name,
        customer_phone: body.customer_phone,
        customer_email: body.customer_email,
        customer_company: body.customer_company,
        customer_position: body.customer_position,
        tags: body.tags,
        notes: body.notes,
        source: body.source,
        status: body.status.unwrap_or(ContactStatus::Active),
        metadata: body.metadata,
        created_at: stamp.now,
        updated_at: stamp.now,
    });
    Ok((StatusCode::CREATED, Json(Envelope { data })).into_response())
}

async fn get_contact(
    _: Authorized<ReadContacts>,
    State(store): State<App>,
    Id(id): Id,
) -> Result<Json<Envelope<Contact>>, Failure> {
    let data = store.get(id?).ok_or_else(not_found)?;
    Ok(Json(Envelope { data }))
}

async fn update_contact(
    _: Authorized<WriteContacts>,
    State(store): State<App>,
    Id(id): Id,
    JsonBody(body): JsonBody<ContactUpdate>,
) -> Result<Json<Envelope<Contact>>, Failure> {
    let (id, body) = match (id, body) {
        (Ok(id), Ok(body)) => (id, body),
        (id, body) => return Err(Violations::joined(id.err(), body.err()).into()),
    };
    let data = store.update(id, |contact, now| {
        contact.customer_name = body
            .customer_name
            .unwrap_or_else(|| contact.customer_name.clone());
        replace(&mut contact.customer_phone, body.customer_phone);
        replace(&mut contact.customer_email, body.customer_email);
        replace(&mut contact.customer_company, body.customer_company);
        replace(&mut contact.customer_position, body.customer_position);
        replace(&mut contact.tags, body.tags);
        replace(&mut contact.notes, body.notes);
        replace(&mut contact.source, body.source);
        contact.status = body.status.unwrap_or(contact.status);
        replace(&mut contact.metadata, body.metadata);
        contact.updated_at = now;
    });
    let data = data.ok_or_else(not_found)?;
    Ok(Json(Envelope { data }))
}

pub(crate) fn replace<T>(stored: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *stored = value;
    }
}

async fn delete_contact(
    _: Authorized<WriteContacts>,
    State(store): State<App>,
    Id(id): Id,
) -> Result<Json<Envelope<Deleted>>, Failure> {
    if store.remove(id?) {
        let data = Deleted { deleted: true };
        Ok(Json(Envelope { data }))
    } else {
        Err(not_found())
    }
}

async fn create_webhook(
    _: Authorized<WriteWebhooks>,
    JsonBody(body): JsonBody<WebhookCreate>,
) -> Result<Response, Failure> {
    let body = body?;
    let data = Webhook {
        id: id(0),
        name: body.name,
        url: body.url,
        events: body.events,
        is_active: true,
        created_at: chrono::DateTime::UNIX_EPOCH,
    };
    Ok((StatusCode::CREATED, Json(Envelope { data })).into_response())
}

pub(crate) fn not_found() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, "Contact not found")
}
