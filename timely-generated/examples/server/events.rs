//! What the webhooks are told: the typed events of the document, made from what is stored.

use super::store::conversations::{Content, Thread};
use super::store::{self, Id};
use timely_generated::models::WebhookEventType as Kind;
use timely_generated::models::*;
use timely_generated::webhooks::WebhookEvent;
use timely_runtime::chrono::TimeDelta;
use timely_runtime::{Text, UtcTime};
use uuid::Uuid;

/// What every event says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    id: String,
    now: UtcTime,
    workspace_id: Option<String>,
}

impl Stamp {
    pub(crate) fn new(now: UtcTime, workspace_id: Option<&Id>) -> Self {
        let workspace_id = workspace_id.map(ToString::to_string);
        Self {
            id: new_id(),
            now,
            workspace_id,
        }
    }

    /// The same for another event.
    pub(crate) fn again(&self) -> Self {
        Self {
            id: new_id(),
            ..self.clone()
        }
    }
}

fn new_id() -> String {
    format!("evt_{}", Uuid::new_v4().simple())
}

/// An event of its stamp and its data. The document has a type of its own for the envelope of each event.
macro_rules! event {
    ($variant:ident($type:ident), $stamp:expr, $data:expr) => {{
        let stamp: Stamp = $stamp;
        let mut event = $type::new($data, stamp.now.into()).event_id(stamp.id);
        event.workspace_id = stamp.workspace_id;
        WebhookEvent::$variant(event)
    }};
}

pub(crate) fn contact_created(stamp: Stamp, contact: &Contact) -> WebhookEvent {
    let data = ContactCreatedData::new(contact.id.to_string(), contact.created_at.clone())
        .name(contact.customer_name.clone())
        .phone(contact.customer_phone.clone())
        .email(email(contact))
        .avatar_url(None)
        .source(source(contact))
        .tags(contact.tags.clone().unwrap_or_default())
        .custom_fields(contact.metadata.clone().unwrap_or_default())
        .assigned_to(None);
    event!(ContactCreated(ContactCreatedEvent), stamp, data)
}

pub(crate) fn contact_updated(stamp: Stamp, contact: &Contact) -> WebhookEvent {
    let data = ContactUpdatedData::new()
        .contact_id(contact.id.to_string())
        .name(contact.customer_name.clone())
        .phone(contact.customer_phone.clone())
        .email(email(contact))
        .avatar_url(None)
        .source(source(contact))
        .tags(contact.tags.clone().unwrap_or_default())
        .custom_fields(contact.metadata.clone().unwrap_or_default())
        .assigned_to(None)
        .created_at(contact.created_at.clone())
        .updated_at(contact.updated_at.clone());
    event!(ContactUpdated(ContactUpdatedEvent), stamp, data)
}

pub(crate) fn conversation_created(stamp: Stamp, thread: &Thread) -> WebhookEvent {
    let data =
        ConversationCreatedData::new(conversation_created_data::ConversationCreatedDataRequired {
            conversation_id: thread.id.to_string(),
            // The document requires both, though a conversation held with the agent directly has neither: they are empty then.
            contact_id: text(thread.contact_id.as_ref()).unwrap_or_default(),
            channel_id: text(thread.channel_id.as_ref()).unwrap_or_default(),
            created_at: thread.created_at.into(),
        })
        .channel_type(thread.channel_type())
        .status(thread.status.clone())
        .assigned_to(text(thread.assigned_to.as_ref()))
        .assigned_type(thread.assigned_to.as_ref().map(|_| AssigneeType::Attendant))
        .tags(Vec::<String>::new());
    event!(ConversationCreated(ConversationCreatedEvent), stamp, data)
}

pub(crate) fn conversation_closed(stamp: Stamp, thread: &Thread) -> WebhookEvent {
    let data = ConversationClosedData::new()
        .conversation_id(thread.id.to_string())
        .contact_id(text(thread.contact_id.as_ref()))
        .channel_id(text(thread.channel_id.as_ref()))
        .channel_type(thread.channel_type())
        .status(thread.status.clone())
        .assigned_to(text(thread.assigned_to.as_ref()))
        .assigned_type(thread.assigned_to.as_ref().map(|_| AssigneeType::Attendant))
        .tags(Vec::<String>::new())
        .created_at(Text::from(thread.created_at))
        .closed_at(thread.closed_at.map(Text::from));
    event!(ConversationClosed(ConversationClosedEvent), stamp, data)
}

pub(crate) fn conversation_transferred(
    stamp: Stamp,
    thread: &Thread,
    note: Option<String>,
) -> WebhookEvent {
    let data = ConversationTransferredData::new()
        .conversation_id(thread.id.to_string())
        .contact_id(text(thread.contact_id.as_ref()))
        .channel_id(text(thread.channel_id.as_ref()))
        .channel_type(thread.channel_type())
        .agent_id(text(thread.agent_id.as_ref()))
        .handoff_reason("user_requested")
        .handoff_note(note)
        .queue_id(None)
        .started_at(Text::from(stamp.now));
    event!(
        ConversationTransferred(ConversationTransferredEvent),
        stamp,
        data
    )
}

pub(crate) fn message_received(
    stamp: Stamp,
    thread: &Thread,
    message: &Message,
    content: &Content,
) -> WebhookEvent {
    let data = MessageReceivedData::new(message_received_data::MessageReceivedDataRequired {
        message_id: message.id.to_string(),
        conversation_id: thread.id.to_string(),
    })
    .contact_id(text(thread.contact_id.as_ref()))
    .channel_id(text(thread.channel_id.as_ref()))
    .channel_type(thread.channel_type())
    .channel(thread.channel.clone())
    .agent_id(text(thread.agent_id.as_ref()))
    .content(message.content.clone())
    .r#type(WebhookMessageType::from(content.kind.as_str()))
    .direction(MessageDirection::Inbound)
    .media_url(content.media_url.as_ref().map(ToString::to_string))
    .media_mime_type(None)
    .location(None)
    .received_at(message.created_at.clone());
    event!(MessageReceived(MessageReceivedEvent), stamp, data)
}

pub(crate) fn message_sent(
    stamp: Stamp,
    thread: &Thread,
    message: &Message,
    content: &Content,
) -> WebhookEvent {
    let data = MessageSentData::new()
        .message_id(message.id.to_string())
        .conversation_id(thread.id.to_string())
        .contact_id(text(thread.contact_id.as_ref()))
        .channel_id(text(thread.channel_id.as_ref()))
        .channel_type(thread.channel_type())
        .agent_id(text(thread.agent_id.as_ref()))
        .content(message.content.clone())
        .r#type(WebhookMessageType::from(content.kind.as_str()))
        .direction(MessageDirection::Outbound)
        .media_url(content.media_url.as_ref().map(ToString::to_string))
        .media_mime_type(None)
        .location(None)
        .sent_at(message.created_at.clone());
    event!(MessageSent(MessageSentEvent), stamp, data)
}

/// An event as if something of this kind had happened, about records that do not exist.
pub(crate) fn synthetic(kind: Option<&Kind>, stamp: Stamp) -> WebhookEvent {
    let now = stamp.now;
    let (contact, thread) = samples(now);
    let content = Content::text("Olá, preciso de ajuda com meu pedido");
    let message = Message::new(message::MessageRequired {
        id: store::new_id(),
        conversation_id: thread.id.clone(),
        created_at: now.into(),
    })
    .content(content.text.clone());
    let data = appointment(&thread, &contact, now);
    match kind {
        Some(Kind::ConversationCreated) => conversation_created(stamp, &thread),
        Some(Kind::ConversationClosed) => conversation_closed(stamp, &thread),
        Some(Kind::ConversationTransferred) => conversation_transferred(stamp, &thread, None),
        Some(Kind::MessageReceived) => message_received(stamp, &thread, &message, &content),
        Some(Kind::MessageSent) => message_sent(stamp, &thread, &message, &content),
        Some(Kind::ContactUpdated) => contact_updated(stamp, &contact),
        Some(Kind::AppointmentCreated) => {
            event!(AppointmentCreated(AppointmentCreatedEvent), stamp, data)
        }
        Some(Kind::AppointmentCancelled) => {
            event!(AppointmentCancelled(AppointmentCancelledEvent), stamp, data)
        }
        Some(Kind::AppointmentCompleted) => {
            event!(AppointmentCompleted(AppointmentCompletedEvent), stamp, data)
        }
        _ => contact_created(stamp, &contact),
    }
}

fn samples(now: UtcTime) -> (Contact, Thread) {
    let contact = Contact::new(contact::ContactRequired {
        id: store::new_id(),
        company_id: store::new_id(),
        customer_name: "João Silva".to_owned(),
        status: ContactStatus::Active,
        created_at: now.into(),
        updated_at: now.into(),
    })
    .customer_phone("+5547999999999");
    let thread = Thread::sample(&contact, now);
    (contact, thread)
}

fn appointment(thread: &Thread, contact: &Contact, now: UtcTime) -> AppointmentData {
    let start = now + TimeDelta::days(1);
    AppointmentData::new()
        .appointment_id(store::new_id().to_string())
        .conversation_id(thread.id.to_string())
        .contact_id(contact.id.to_string())
        .title("Demonstração do produto")
        .start_at(Text::from(start))
        .end_at(Text::from(start + TimeDelta::minutes(30)))
        .timezone("America/Sao_Paulo")
        .created_by_type("agent")
        .created_at(Text::from(now))
}

fn text(id: Option<&Id>) -> Option<String> {
    id.map(ToString::to_string)
}

fn email(contact: &Contact) -> Option<String> {
    contact
        .customer_email
        .as_ref()
        .map(|email| email.as_str().to_owned())
}

/// The contact's free-form source, where the webhooks have a name for it.
fn source(contact: &Contact) -> Option<ContactSource> {
    contact
        .source
        .as_deref()
        .map(ContactSource::from)
        .filter(ContactSource::is_known)
}
