//! The server as most would write it: plain axum, whose own extractors read what serde derives, and structs that the crate
//! garde checks. Its keys, its span and its guard are those of the server by hand, and so is what it answers with.
//!
//! It takes and refuses what the others do in all of [the requests](crate::requests) that are measured, with the same
//! status. It does not say all that is wrong: serde stops at the first fault, and then nothing is checked.

mod extract;
mod model;

use self::extract::{ValidId, ValidJson, ValidQuery};
use self::model::*;
use crate::by_hand::error::Failure;
use crate::by_hand::model::{Contact, ContactList, ContactStatus, Envelope, Pagination};
use crate::by_hand::{self, Authorized, ReadContacts, WriteContacts, WriteWebhooks};
use crate::store::{COMPANY, Listing, Store, id};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use std::sync::Arc;

type App = Arc<Store<Contact>>;

/// How many routes it has.
pub(crate) const ROUTES: usize = 3;

/// The server with a store of its own.
pub fn router() -> Router {
    Router::new()
        .route("/v1/contacts", get(list_contacts).post(create_contact))
        .route("/v1/contacts/{id}", get(get_contact).put(update_contact))
        .route("/v1/webhooks", post(create_webhook))
        .layer(middleware::from_fn(by_hand::guarded))
        .with_state(Arc::new(Store::full(by_hand::sample)))
}

async fn list_contacts(
    _: Authorized<ReadContacts>,
    State(store): State<App>,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Json<ContactList> {
    let page = store.list(&Listing {
        page: query.page,
        limit: query.limit,
        sort: query.sort.into(),
        descending: matches!(query.order, Order::Desc),
        status: query.status.map(ContactStatus::as_str),
        search: query.search.as_deref(),
    });
    Json(ContactList {
        data: page.records,
        pagination: Pagination {
            page: query.page,
            limit: query.limit,
            total: page.total,
            total_pages: (page.total + query.limit - 1) / query.limit,
        },
    })
}

async fn create_contact(
    _: Authorized<WriteContacts>,
    State(store): State<App>,
    ValidJson(body): ValidJson<ContactCreate>,
) -> Response {
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
    (StatusCode::CREATED, Json(Envelope { data })).into_response()
}

async fn get_contact(
    _: Authorized<ReadContacts>,
    State(store): State<App>,
    ValidId(id): ValidId,
) -> Result<Json<Envelope<Contact>>, Failure> {
    let data = store.get(id).ok_or_else(by_hand::not_found)?;
    Ok(Json(Envelope { data }))
}

async fn update_contact(
    _: Authorized<WriteContacts>,
    State(store): State<App>,
    ValidId(id): ValidId,
    ValidJson(body): ValidJson<ContactUpdate>,
) -> Result<Json<Envelope<Contact>>, Failure> {
    let data = store.update(id, |contact, now| {
        if let Some(name) = body.customer_name {
            contact.customer_name = name;
        }
        contact.status = body.status.unwrap_or(contact.status);
        by_hand::replace(&mut contact.customer_phone, body.customer_phone);
        by_hand::replace(&mut contact.customer_email, body.customer_email);
        by_hand::replace(&mut contact.customer_company, body.customer_company);
        by_hand::replace(&mut contact.customer_position, body.customer_position);
        by_hand::replace(&mut contact.tags, body.tags);
        by_hand::replace(&mut contact.notes, body.notes);
        by_hand::replace(&mut contact.source, body.source);
        by_hand::replace(&mut contact.metadata, body.metadata);
        contact.updated_at = now;
    });
    let data = data.ok_or_else(by_hand::not_found)?;
    Ok(Json(Envelope { data }))
}

async fn create_webhook(
    _: Authorized<WriteWebhooks>,
    ValidJson(body): ValidJson<WebhookCreate>,
) -> Response {
    let data = Webhook {
        id: id(0),
        name: body.name,
        url: body.url,
        events: body.events,
        is_active: true,
        created_at: chrono::DateTime::UNIX_EPOCH,
    };
    (StatusCode::CREATED, Json(Envelope { data })).into_response()
}
