//! Channels, their configuration and widget, and conversations that start on them.

use super::super::qr;
use super::super::store::channels::ChannelRecord;
use super::super::store::conversations::{Content, Origin, Side, Thread};
use super::prelude::*;
use timely_runtime::chrono::TimeDelta;
use uuid::Uuid;

/// How long a phone has to scan a QR code.
const QR_CODE_LIFETIME: TimeDelta = TimeDelta::seconds(60);

impl ChannelsService<Caller> for Crm {
    async fn list_channels(
        &self,
        cx: Cx,
        params: ListChannels,
    ) -> Result<ListChannelsResponse, ListChannelsError> {
        let (rows, pagination) = self.with(&cx, |company, _| {
            let rows = company
                .channels
                .iter()
                .filter(|row| is_listed(&row.channel, &params));
            let order = order(&params.sort_or_default());
            Ok(listing!(params).page(rows, |a, b| order(&a.channel, &b.channel)))
        })?;
        let data = rows.into_iter().map(|row| row.channel).collect();
        Ok(ChannelList::new(data, pagination).into())
    }

    async fn create_channel(
        &self,
        cx: Cx,
        body: ChannelCreate,
    ) -> Result<CreateChannelResponse, CreateChannelError> {
        let row = self.with(&cx, |company, now| {
            company.agents.require("agent_id", Some(&body.agent_id))?;
            let row = ChannelRecord::new(company.id.clone(), body, now);
            Ok(company.channels.insert(row))
        })?;
        Ok(ChannelEnvelope::new(row.channel).into())
    }

    async fn update_channel(
        &self,
        cx: Cx,
        id: Id,
        body: ChannelUpdate,
    ) -> Result<UpdateChannelResponse, UpdateChannelError> {
        let channel = self.with(&cx, |company, now| {
            let channel = &mut company.channels.get_mut(&id)?.channel;
            company.agents.require("agent_id", body.agent_id.as_ref())?;
            replace(&mut channel.name, body.name);
            replace(&mut channel.agent_id, body.agent_id);
            channel.updated_at = now.into();
            Ok(channel.clone())
        })?;
        Ok(ChannelEnvelope::new(channel).into())
    }

    async fn delete_channel(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<DeleteChannelResponse, DeleteChannelError> {
        self.with(&cx, |company, _| {
            company.channels.remove(&id)?;
            company.forget_channel(&id);
            Ok(())
        })?;
        Ok(deleted().into())
    }

    async fn get_channel_config(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetChannelConfigResponse, GetChannelConfigError> {
        let config = self.with(&cx, |company, _| {
            company.channels.get(&id).map(|row| row.config.clone())
        })?;
        Ok(ChannelConfigEnvelope::new(config).into())
    }

    async fn update_channel_config(
        &self,
        cx: Cx,
        id: Id,
        body: ChannelConfigUpdate,
    ) -> Result<UpdateChannelConfigResponse, UpdateChannelConfigError> {
        let config = self.with(&cx, |company, now| {
            let row = company.channels.get_mut(&id)?;
            body.provider.apply_to(&mut row.config.provider);
            body.api_key.apply_to(&mut row.config.api_key);
            body.welcome_message
                .apply_to(&mut row.config.welcome_message);
            replace(&mut row.config.auto_reply, body.auto_reply);
            body.business_hours.apply_to(&mut row.config.business_hours);
            row.channel.updated_at = now.into();
            Ok(row.config.clone())
        })?;
        Ok(ChannelConfigEnvelope::new(config).into())
    }

    async fn get_channel_qr_code(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetChannelQrCodeResponse, GetChannelQrCodeError> {
        let code = self.with(&cx, |company, now| {
            if company.channels.get(&id)?.channel.r#type != ChannelType::Whatsapp {
                return Err(Failure::Conflict("Only WhatsApp channels have a QR code"));
            }
            let token = Uuid::new_v4().simple();
            let code = qr::png_base64(&format!("timely://pair/{id}?token={token}"));
            let code = code.ok_or(Failure::Conflict("The code is too long"))?;
            Ok(ChannelQrCode::new((now + QR_CODE_LIFETIME).into(), code))
        })?;
        Ok(ChannelQrCodeEnvelope::new(code).into())
    }

    async fn start_channel_conversation(
        &self,
        cx: Cx,
        id: Id,
        body: ChannelConversationRequest,
    ) -> Result<StartChannelConversationResponse, StartChannelConversationError> {
        let thread = self.with(&cx, |company, now| start(company, &id, body, now))?;
        Ok(ConversationEnvelope::new(thread.to_model()).into())
    }

    async fn get_widget_links(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<GetWidgetLinksResponse, GetWidgetLinksError> {
        self.with(&cx, |company, _| company.channels.get(&id).map(|_| ()))?;
        let script = format!("https://app.timelyai.com.br/widget/{id}.js");
        let iframe = format!("https://app.timelyai.com.br/widget/{id}");
        let embed = format!("<script src=\"{script}\" async></script>");
        let links = WidgetLinks::new(widget_links::WidgetLinksRequired {
            script_url: script,
            iframe_url: iframe,
            embed_code: embed,
        });
        Ok(WidgetLinksEnvelope::new(links).into())
    }

    async fn update_widget_settings(
        &self,
        cx: Cx,
        id: Id,
        body: WidgetSettingsUpdate,
    ) -> Result<UpdateWidgetSettingsResponse, UpdateWidgetSettingsError> {
        let widget = self.with(&cx, |company, now| {
            let row = company.channels.get_mut(&id)?;
            let widget = &mut row.widget;
            body.primary_color.apply_to(&mut widget.primary_color);
            replace(&mut widget.position, body.position);
            body.title.apply_to(&mut widget.title);
            body.subtitle.apply_to(&mut widget.subtitle);
            body.welcome_message.apply_to(&mut widget.welcome_message);
            body.avatar_url.apply_to(&mut widget.avatar_url);
            replace(&mut widget.show_branding, body.show_branding);
            row.channel.updated_at = now.into();
            Ok(row.widget.clone())
        })?;
        Ok(WidgetSettingsEnvelope::new(widget).into())
    }
}

/// Starts a conversation on a channel. Where the channel replies by itself, its agent answers the first message.
fn start(
    company: &mut Company,
    id: &Id,
    body: ChannelConversationRequest,
    now: UtcTime,
) -> Result<Thread, Failure> {
    let row = company.channels.get(id)?.clone();
    company
        .contacts
        .require("contact_id", body.contact_id.as_ref())?;
    let message = body
        .initial_message
        .clone()
        .filter(|message| !message.trim().is_empty());
    let contact = contact_of(company, &row.channel, body, now)?;
    let agent = row.channel.agent_id;
    let origin = Origin {
        agent_id: agent.clone(),
        channel_id: Some(id.clone()),
        channel: row.channel.r#type.to_string(),
        contact_id: Some(contact.id),
        customer_name: Some(contact.customer_name),
    };
    let thread = company.open_thread(origin, now).id;
    if let Some(message) = message {
        company.say(&thread, Side::Customer, Content::text(message.clone()), now)?;
        if row.config.auto_reply && company.require_active(&agent).is_ok() {
            if let Some(welcome) = row.config.welcome_message {
                company.say(&thread, Side::Company, Content::text(welcome), now)?;
            }
            company.answer(&agent, &thread, &message, now)?;
        }
    }
    company.thread(&thread).cloned()
}

/// The contact that a conversation is about: the one named, one with the same phone number or email address, or a new one.
fn contact_of(
    company: &mut Company,
    channel: &Channel,
    body: ChannelConversationRequest,
    now: UtcTime,
) -> Result<Contact, Failure> {
    if let Some(id) = body.contact_id {
        return company.contacts.get(&id).cloned();
    }
    let is_same = |row: &&Contact| {
        (body.customer_phone.is_some() && row.customer_phone == body.customer_phone)
            || (body.customer_email.is_some() && row.customer_email == body.customer_email)
    };
    if let Some(contact) = company.contacts.iter().find(is_same) {
        return Ok(contact.clone());
    }
    let email = body.customer_email.as_ref().map(ToString::to_string);
    let name = body.customer_name.filter(|name| !name.trim().is_empty());
    let name = name.or_else(|| body.customer_phone.clone()).or(email);
    let name = name.unwrap_or_else(|| "Visitante".to_owned());
    let mut contact = Contact::new(contact::ContactRequired {
        id: new_id(),
        company_id: company.id.clone(),
        customer_name: name,
        status: ContactStatus::Active,
        created_at: now.into(),
        updated_at: now.into(),
    })
    .source(channel.r#type.as_str());
    contact.customer_phone = body.customer_phone;
    contact.customer_email = body.customer_email;
    Ok(company.add_contact(contact, now))
}

fn is_listed(row: &Channel, params: &ListChannels) -> bool {
    passes(params.r#type.as_ref(), Some(&row.r#type))
        && passes(params.status.as_ref(), Some(&row.status))
        && found(params.search.as_deref(), &[Some(&row.name)])
}

fn order(sort: &ChannelSort) -> fn(&Channel, &Channel) -> Ordering {
    match sort {
        ChannelSort::UpdatedAt => |a, b| a.updated_at.cmp(&b.updated_at),
        ChannelSort::Name => |a, b| by_name(&a.name, &b.name),
        ChannelSort::Type => |a, b| a.r#type.cmp(&b.r#type),
        ChannelSort::Status => |a, b| a.status.cmp(&b.status),
        // By creation. The router lets no other value through.
        _ => |a, b| a.created_at.cmp(&b.created_at),
    }
}
