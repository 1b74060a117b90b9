//! What is received, with the rules of the document as attributes.

use crate::by_hand::model::{ContactStatus, EventType, present};
use crate::store;
use chrono::{DateTime, Utc};
use garde::Validate;
use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::LazyLock;
use uuid::Uuid;

#[derive(Deserialize, Validate)]
#[garde(allow_unvalidated)]
pub(super) struct ListQuery {
    #[serde(default = "first_page")]
    #[garde(range(min = 1))]
    pub(super) page: i64,
    #[serde(default = "page_size")]
    #[garde(range(min = 1, max = 100))]
    pub(super) limit: i64,
    #[serde(default)]
    pub(super) sort: Sort,
    #[serde(default)]
    pub(super) order: Order,
    pub(super) status: Option<ContactStatus>,
    pub(super) search: Option<String>,
}

fn first_page() -> i64 {
    1
}

fn page_size() -> i64 {
    20
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    #[default]
    CreatedAt,
    UpdatedAt,
    CustomerName,
    CustomerEmail,
    Status,
}

impl From<Sort> for store::Sort {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::CreatedAt => Self::CreatedAt,
            Sort::UpdatedAt => Self::UpdatedAt,
            Sort::CustomerName => Self::Name,
            Sort::CustomerEmail => Self::Email,
            Sort::Status => Self::Status,
        }
    }
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Order {
    Asc,
    #[default]
    Desc,
}

#[derive(Deserialize, Validate)]
#[garde(allow_unvalidated)]
pub(super) struct ContactCreate {
    #[garde(length(chars, min = 1, max = 255))]
    pub(super) customer_name: String,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 50))]
    pub(super) customer_phone: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(email, length(chars, max = 255))]
    pub(super) customer_email: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 255))]
    pub(super) customer_company: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 255))]
    pub(super) customer_position: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) notes: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 100))]
    pub(super) source: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) status: Option<ContactStatus>,
    #[serde(default, deserialize_with = "present")]
    pub(super) metadata: Option<Map<String, Value>>,
}

#[derive(Deserialize, Validate)]
#[garde(allow_unvalidated)]
pub(super) struct ContactUpdate {
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, min = 1, max = 255))]
    pub(super) customer_name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 50))]
    pub(super) customer_phone: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(email, length(chars, max = 255))]
    pub(super) customer_email: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 255))]
    pub(super) customer_company: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 255))]
    pub(super) customer_position: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) notes: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[garde(length(chars, max = 100))]
    pub(super) source: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) status: Option<ContactStatus>,
    #[serde(default, deserialize_with = "present")]
    pub(super) metadata: Option<Map<String, Value>>,
}

/// The pattern of the document.
static OF_THE_WEB: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^https?://[A-Za-z0-9\[]").expect("a pattern"));

#[derive(Deserialize, Validate)]
#[garde(allow_unvalidated)]
pub(super) struct WebhookCreate {
    #[garde(length(chars, min = 1, max = 100))]
    pub(super) name: String,
    #[garde(url, pattern(OF_THE_WEB))]
    pub(super) url: String,
    #[garde(length(min = 1))]
    pub(super) events: Vec<EventType>,
}

#[derive(Serialize)]
pub(super) struct Webhook {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) url: String,
    pub(super) events: Vec<EventType>,
    pub(super) is_active: bool,
    pub(super) created_at: DateTime<Utc>,
}
