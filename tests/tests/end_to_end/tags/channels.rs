use super::{agent, channel, email, object};
use crate::harness::{App, NOBODY, refusal, refused, start};
use serde_json::json;
use std::time::Duration;
use timely_generated::client::{ChannelsApi, ContactsApi, ConversationsApi};
use timely_generated::models::*;
use timely_runtime::Field;

scenarios! {
    a_channel_is_made_changed_and_removed,
    channels_are_filtered,
    the_configuration_tells_null_from_absence,
    only_a_phone_needs_a_qr_code,
    a_conversation_starts_with_a_contact,
    a_conversation_finds_the_contact_it_is_with,
    a_widget_has_links_and_looks,
}

async fn a_channel_is_made_changed_and_removed(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let made = channel(&client, ChannelType::Telegram).await?;
    assert_eq!(
        (made.name.as_str(), &made.r#type),
        ("Site", &ChannelType::Telegram)
    );
    let other = agent(&client).await?;
    app.clock.advance(Duration::from_secs(5));
    let update = ChannelUpdate::new().agent_id(other.clone()).name("Bot");
    let changed = client
        .update_channel(&made.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = made.clone();
    expected.agent_id = other;
    expected.name = "Bot".to_owned();
    expected.updated_at = (start() + Duration::from_secs(5)).into();
    assert_eq!(changed, expected);
    let lost = ChannelUpdate::new().agent_id(NOBODY.clone());
    let (status, message) = refusal(client.update_channel(&made.id, &lost).await);
    assert_eq!(status, 409);
    assert!(message.contains("agent_id"), "{message}");

    let orphan = ChannelCreate::new(NOBODY.clone(), "x", ChannelType::Email);
    let (status, message) = refusal(client.create_channel(&orphan).await);
    assert_eq!(status, 409);
    assert!(message.contains("agent_id"), "{message}");
    assert!(client.delete_channel(&made.id).await?.data.deleted);
    assert_eq!(refused(client.delete_channel(&made.id).await), 404);
    assert_eq!(
        refused(client.update_channel(&made.id, &ChannelUpdate::new()).await),
        404
    );
    Ok(())
}

async fn channels_are_filtered(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    for (name, kind) in [
        ("Site", ChannelType::Website),
        ("Zap", ChannelType::Whatsapp),
    ] {
        client
            .create_channel(&ChannelCreate::new(agent.clone(), name, kind))
            .await?;
    }
    for (call, expected) in [
        (
            client
                .list_channels()
                .sort(ChannelSort::Name)
                .order(SortOrder::Asc),
            vec!["Site", "Zap"],
        ),
        (
            client.list_channels().r#type(ChannelType::Whatsapp),
            vec!["Zap"],
        ),
        (
            client.list_channels().status(ChannelStatus::Active),
            vec!["Site"],
        ),
        (
            client.list_channels().status(ChannelStatus::Connecting),
            vec!["Zap"],
        ),
        (client.list_channels().search("si"), vec!["Site"]),
        (client.list_channels().r#type(ChannelType::Email), vec![]),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        let names: Vec<&str> = page.data.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, expected, "{asked}");
    }
    Ok(())
}

async fn the_configuration_tells_null_from_absence(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = channel(&client, ChannelType::Website).await?.id;
    let first = client.get_channel_config(&id).await?.into_body().data;
    let update = ChannelConfigUpdate::new()
        .provider("meta".to_owned())
        .welcome_message("Olá!".to_owned())
        .auto_reply(true)
        .business_hours(object("mon", json!(["09:00", "18:00"])));
    let set = client
        .update_channel_config(&id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = first;
    expected.provider = Some("meta".to_owned());
    expected.welcome_message = Some("Olá!".to_owned());
    expected.auto_reply = true;
    expected.business_hours = Some(object("mon", json!(["09:00", "18:00"])));
    assert_eq!(set, expected);
    let null = ChannelConfigUpdate::new()
        .business_hours(Field::Null)
        .provider(Field::Null);
    let cleared = client
        .update_channel_config(&id, &null)
        .await?
        .into_body()
        .data;
    expected.provider = None;
    expected.business_hours = None;
    assert_eq!(cleared, expected);
    assert_eq!(client.get_channel_config(&id).await?.data, expected);
    assert_eq!(refused(client.get_channel_config(&NOBODY).await), 404);
    assert_eq!(
        refused(client.update_channel_config(&NOBODY, &null).await),
        404
    );
    Ok(())
}

async fn only_a_phone_needs_a_qr_code(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let phone = channel(&client, ChannelType::Whatsapp).await?.id;
    let code = client.get_channel_qr_code(&phone).await?.into_body().data;
    assert!(!code.qr_code.is_empty());
    assert!(code.expires_at > start());
    let site = channel(&client, ChannelType::Website).await?.id;
    let (status, message) = refusal(client.get_channel_qr_code(&site).await);
    assert_eq!(status, 409);
    assert!(message.contains("WhatsApp"), "{message}");
    assert_eq!(refused(client.get_channel_qr_code(&NOBODY).await), 404);
    Ok(())
}

async fn a_conversation_starts_with_a_contact(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let site = channel(&client, ChannelType::Website).await?;
    let contact = client
        .create_contact(&ContactCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    let request = ChannelConversationRequest::new()
        .contact_id(contact.clone())
        .initial_message("Oi");
    let started = client
        .start_channel_conversation(&site.id, &request)
        .await?
        .into_body()
        .data;
    assert_eq!(started.contact_id, Some(contact));
    assert_eq!(started.channel_id, Some(site.id.clone()));
    assert_eq!(started.agent_id, Some(site.agent_id));
    assert_eq!(started.status, Field::Value(ConversationStatus::Open));
    let messages = client
        .list_conversation_messages(&started.id)
        .await?
        .into_body();
    assert_eq!(messages.data[0].content.as_deref(), Some("Oi"));
    assert_eq!(messages.data[0].role.as_deref(), Some("user"));

    let lost = ChannelConversationRequest::new().contact_id(NOBODY.clone());
    let status = refused(client.start_channel_conversation(&site.id, &lost).await);
    assert_eq!(status, 409);
    assert_eq!(
        refused(client.start_channel_conversation(&NOBODY, &request).await),
        404
    );
    Ok(())
}

async fn a_conversation_finds_the_contact_it_is_with(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let site = channel(&client, ChannelType::Website).await?.id;
    let request = ChannelConversationRequest::new()
        .customer_name("Bia")
        .customer_email(email("bia@example.com"));
    let first = client
        .start_channel_conversation(&site, &request)
        .await?
        .into_body()
        .data;
    let second = client
        .start_channel_conversation(&site, &request)
        .await?
        .into_body()
        .data;
    assert_ne!(first.id, second.id);
    assert_eq!(first.contact_id, second.contact_id);
    let contacts = client.list_contacts().await?.into_body().data;
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0].customer_name, "Bia");
    Ok(())
}

async fn a_widget_has_links_and_looks(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let site = channel(&client, ChannelType::Website).await?.id;
    let links = client.get_widget_links(&site).await?.into_body().data;
    assert!(links.script_url.contains(&site.to_string()));
    assert!(links.embed_code.contains(&links.script_url));
    assert!(links.iframe_url.starts_with("https://"));

    let update = WidgetSettingsUpdate::new()
        .position(WidgetPosition::BottomLeft)
        .title("Ajuda".to_owned())
        .show_branding(false);
    let looks = client
        .update_widget_settings(&site, &update)
        .await?
        .into_body()
        .data;
    assert_eq!(looks.position, WidgetPosition::BottomLeft);
    assert_eq!(looks.title.as_deref(), Some("Ajuda"));
    assert!(!looks.show_branding);
    let null = WidgetSettingsUpdate::new().title(Field::Null);
    let cleared = client
        .update_widget_settings(&site, &null)
        .await?
        .into_body()
        .data;
    let mut untitled = looks;
    untitled.title = None;
    assert_eq!(cleared, untitled);
    assert_eq!(refused(client.get_widget_links(&NOBODY).await), 404);
    assert_eq!(
        refused(client.update_widget_settings(&NOBODY, &null).await),
        404
    );
    Ok(())
}
