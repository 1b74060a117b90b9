//! What travels, as structs.

use super::checks::{Checked, ITEMS, Rule, Shape, TEXT, url};
use super::error::Violations;
use crate::store::Record;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Contact {
    pub(crate) id: Uuid,
    pub(crate) company_id: Uuid,
    pub(crate) customer_name: String,
    pub(crate) customer_phone: Option<String>,
    pub(crate) customer_email: Option<String>,
    pub(crate) customer_company: Option<String>,
    pub(crate) customer_position: Option<String>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) notes: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) status: ContactStatus,
    pub(crate) metadata: Option<Map<String, Value>>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
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

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ContactStatus {
    Active,
    Inactive,
    Blocked,
}

impl ContactStatus {
    pub(crate) const ALL: [Self; 3] = [Self::Active, Self::Inactive, Self::Blocked];
    pub(crate) const NAMES: &'static str = r#""active", "inactive" or "blocked""#;

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Blocked => "blocked",
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Envelope<T> {
    pub(crate) data: T,
}

#[derive(Serialize)]
pub(crate) struct ContactList {
    pub(crate) data: Vec<Contact>,
    pub(crate) pagination: Pagination,
}

#[derive(Serialize)]
pub(crate) struct Pagination {
    pub(crate) page: i64,
    pub(crate) limit: i64,
    pub(crate) total: i64,
    pub(crate) total_pages: i64,
}

#[derive(Serialize)]
pub(crate) struct Deleted {
    pub(crate) deleted: bool,
}

/// A member that may be left out, but not be null.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    value: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

#[derive(Deserialize)]
pub(super) struct ContactCreate {
    pub(super) customer_name: String,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_phone: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_email: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_company: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_position: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) notes: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) source: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) status: Option<ContactStatus>,
    #[serde(default, deserialize_with = "present")]
    pub(super) metadata: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
pub(super) struct ContactUpdate {
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_phone: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_email: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_company: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) customer_position: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) notes: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) source: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) status: Option<ContactStatus>,
    #[serde(default, deserialize_with = "present")]
    pub(super) metadata: Option<Map<String, Value>>,
}

#[derive(Serialize)]
pub(super) struct Webhook {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) events: Vec<EventType>,
    pub(super) is_active: bool,
    pub(super) created_at: DateTime<Utc>,
}

#[derive(Deserialize)]
pub(super) struct WebhookCreate {
    pub(super) name: String,
    #[serde(deserialize_with = "url")]
    pub(super) url: Url,
    pub(super) events: Vec<EventType>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum EventType {
    #[serde(rename = "conversation.created")]
    ConversationCreated,
    #[serde(rename = "conversation.closed")]
    ConversationClosed,
    #[serde(rename = "conversation.transferred")]
    ConversationTransferred,
    #[serde(rename = "message.received")]
    MessageReceived,
    #[serde(rename = "message.sent")]
    MessageSent,
    #[serde(rename = "contact.created")]
    ContactCreated,
    #[serde(rename = "contact.updated")]
    ContactUpdated,
    #[serde(rename = "appointment.created")]
    AppointmentCreated,
    #[serde(rename = "appointment.cancelled")]
    AppointmentCancelled,
    #[serde(rename = "appointment.completed")]
    AppointmentCompleted,
}

const EVENTS: Rule = Rule::OneOf(
    &[
        "conversation.created",
        "conversation.closed",
        "conversation.transferred",
        "message.received",
        "message.sent",
        "contact.created",
        "contact.updated",
        "appointment.created",
        "appointment.cancelled",
        "appointment.completed",
    ],
    r#""conversation.created", "conversation.closed", "conversation.transferred", "message.received", "message.sent", "contact.created", "contact.updated", "appointment.created", "appointment.cancelled" or "appointment.completed""#,
);

const NAME: Rule = Rule::Text { min: 1, max: 255 };
const PHONE: Rule = Rule::Text { min: 0, max: 50 };
const EMAIL: Rule = Rule::Email { max: 255 };
const LINE: Rule = Rule::Text { min: 0, max: 255 };
const SOURCE: Rule = Rule::Text { min: 0, max: 100 };
const STATUS: Rule = Rule::OneOf(&["active", "inactive", "blocked"], ContactStatus::NAMES);
const WEBHOOK_NAME: Rule = Rule::Text { min: 1, max: 100 };

/// The members of a contact, in the order of the document.
const CONTACT: Shape = &[
    ("customer_name", NAME),
    ("customer_phone", PHONE),
    ("customer_email", EMAIL),
    ("customer_company", LINE),
    ("customer_position", LINE),
    (
        "tags",
        Rule::List {
            min: 0,
            items: &TEXT,
        },
    ),
    ("notes", TEXT),
    ("source", SOURCE),
    ("status", STATUS),
    ("metadata", Rule::Object),
];

impl Checked for ContactCreate {
    const SHAPE: Shape = CONTACT;
    const REQUIRED: &'static [&'static str] = &["customer_name"];

    fn check(&self, found: &mut Violations) {
        NAME.check("customer_name", Some(&self.customer_name), found);
        PHONE.check("customer_phone", self.customer_phone.as_deref(), found);
        EMAIL.check("customer_email", self.customer_email.as_deref(), found);
        LINE.check("customer_company", self.customer_company.as_deref(), found);
        LINE.check(
            "customer_position",
            self.customer_position.as_deref(),
            found,
        );
        SOURCE.check("source", self.source.as_deref(), found);
    }
}

impl Checked for ContactUpdate {
    const SHAPE: Shape = CONTACT;
    const REQUIRED: &'static [&'static str] = &[];

    fn check(&self, found: &mut Violations) {
        NAME.check("customer_name", self.customer_name.as_deref(), found);
        PHONE.check("customer_phone", self.customer_phone.as_deref(), found);
        EMAIL.check("customer_email", self.customer_email.as_deref(), found);
        LINE.check("customer_company", self.customer_company.as_deref(), found);
        LINE.check(
            "customer_position",
            self.customer_position.as_deref(),
            found,
        );
        SOURCE.check("source", self.source.as_deref(), found);
    }
}

impl Checked for WebhookCreate {
    const SHAPE: Shape = &[
        ("name", WEBHOOK_NAME),
        ("url", Rule::Url),
        (
            "events",
            Rule::List {
                min: 1,
                items: &EVENTS,
            },
        ),
    ];
    const REQUIRED: &'static [&'static str] = &["name", "url", "events"];

    fn check(&self, found: &mut Violations) {
        WEBHOOK_NAME.check("name", Some(&self.name), found);
        ITEMS.check("events", self.events.len(), found);
    }
}
