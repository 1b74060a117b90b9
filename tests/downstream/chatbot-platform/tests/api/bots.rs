//! Bots.

use crate::support::{ACME_KEY, OTHER_KEY, acme, client};
use chatbot_platform_downstream::api::client::{BotsApi, ChannelsApi, Error, IntegrationsApi};
use chatbot_platform_downstream::api::models::{BotCreate, BotUpdate, ChannelCreate};
use chatbot_platform_downstream::api::operations::{GetBotError, GetChannelError};
use serde_json::json;
use timely_runtime::Field;

#[tokio::test]
async fn a_bot_lives_from_creation_to_deletion() {
    let (_, acme) = acme();
    let body = BotCreate::new("Sales Bot").description("Handles sales inquiries");
    let bot = acme.create_bot(&body).await.unwrap().into_body().data;
    assert!(bot.id.starts_with("bot_"));
    assert_eq!(
        bot.description.as_value().unwrap(),
        "Handles sales inquiries"
    );

    let same = acme.get_bot(&bot.id).await.unwrap();
    assert_eq!(same.data, bot);
    let listed = acme.list_bots().await.unwrap();
    assert_eq!(listed.data, std::slice::from_ref(&bot));

    let update = BotUpdate::new().name("Sales Bot (EU)");
    let renamed = acme.update_bot(&bot.id, &update).await.unwrap();
    assert_eq!(renamed.data.name, "Sales Bot (EU)");

    let gone = acme.delete_bot(&bot.id).await.unwrap();
    assert_eq!(
        (gone.data.id.as_str(), gone.data.deleted),
        (bot.id.as_str(), true)
    );
    let missing = acme.get_bot(&bot.id).await;
    assert!(matches!(missing, Err(Error::Api(GetBotError::NotFound(_)))));
}

#[tokio::test]
async fn absent_leaves_a_description_and_null_clears_it() {
    let (_, acme) = acme();
    let body = BotCreate::new("Sales Bot").description("Handles sales inquiries");
    let id = acme.create_bot(&body).await.unwrap().into_body().data.id;

    let absent = BotUpdate::new().name("Renamed");
    assert_eq!(
        serde_json::to_value(&absent).unwrap(),
        json!({"name": "Renamed"})
    );
    let bot = acme.update_bot(&id, &absent).await.unwrap();
    assert_eq!(bot.data.description, Field::from("Handles sales inquiries"));

    let null = BotUpdate::new().description(Field::Null);
    assert_eq!(
        serde_json::to_value(&null).unwrap(),
        json!({"description": null})
    );
    let bot = acme.update_bot(&id, &null).await.unwrap();
    assert_eq!(bot.data.description, Field::Null);
    assert_eq!(bot.data.name, "Renamed");

    let value = BotUpdate::new().description("Again");
    let bot = acme.update_bot(&id, &value).await.unwrap();
    assert_eq!(bot.data.description.as_value().unwrap(), "Again");
}

#[tokio::test]
async fn a_deleted_bot_takes_along_what_belongs_to_it() {
    let (_, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let channel = acme
        .create_channel(&bot.id, &ChannelCreate::new("slack"))
        .await
        .unwrap();
    acme.delete_bot(&bot.id).await.unwrap();
    let gone = acme.get_channel(&channel.data.id).await;
    assert!(matches!(
        gone,
        Err(Error::Api(GetChannelError::NotFound(_)))
    ));
}

#[tokio::test]
async fn a_bot_starts_with_an_integration_that_echoes() {
    let (_, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let all = acme.list_integrations(&bot.id).await.unwrap();
    assert_eq!(all.data.len(), 1);
    assert_eq!(all.data[0].name, "Echo");
}

#[tokio::test]
async fn teams_do_not_see_each_other() {
    let (platform, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let other = client(&platform, OTHER_KEY);
    assert_eq!(other.list_bots().await.unwrap().meta.total, 0);
    let hidden = other.get_bot(&bot.id).await;
    assert!(matches!(hidden, Err(Error::Api(GetBotError::NotFound(_)))));
    let again = client(&platform, ACME_KEY);
    assert_eq!(again.get_bot(&bot.id).await.unwrap().data, bot);
}
