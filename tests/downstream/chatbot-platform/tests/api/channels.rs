//! Channels.

use crate::support::acme;
use chatbot_platform_downstream::api::client::{BotsApi, ChannelsApi, Error};
use chatbot_platform_downstream::api::models::{
    BotCreate, ChannelConfig, ChannelCreate, ChannelUpdate,
};
use chatbot_platform_downstream::api::operations::GetChannelError;
use timely_runtime::{Field, Value};

fn token(value: &str) -> ChannelConfig {
    ChannelConfig::from_iter([("token".to_owned(), Value::from(value))])
}

#[tokio::test]
async fn a_channel_lives_from_creation_to_deletion() {
    let (_, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let body = ChannelCreate::new("telegram").config(token("1:a"));
    let made = acme
        .create_channel(&bot.id, &body)
        .await
        .unwrap()
        .into_body()
        .data;
    assert_eq!(
        (made.bot_id.as_str(), made.r#type.as_str()),
        (bot.id.as_str(), "telegram")
    );

    let same = acme.get_channel(&made.id).await.unwrap();
    assert_eq!(same.data, made);
    let listed = acme.list_channels(&bot.id).await.unwrap();
    assert_eq!(listed.data, std::slice::from_ref(&made));

    let gone = acme.delete_channel(&made.id).await.unwrap();
    assert_eq!(gone.data.id, made.id);
    let missing = acme.get_channel(&made.id).await;
    assert!(matches!(
        missing,
        Err(Error::Api(GetChannelError::NotFound(_)))
    ));
}

#[tokio::test]
async fn absent_leaves_the_settings_and_null_removes_them() {
    let (_, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let body = ChannelCreate::new("telegram").config(token("1:a"));
    let id = acme
        .create_channel(&bot.id, &body)
        .await
        .unwrap()
        .into_body()
        .data
        .id;
    for (update, config) in [
        (ChannelUpdate::new(), Field::Value(token("1:a"))),
        (
            ChannelUpdate::new().config(token("2:b")),
            Field::Value(token("2:b")),
        ),
        (ChannelUpdate::new().config(Field::Null), Field::Null),
    ] {
        let changed = acme.update_channel(&id, &update).await.unwrap();
        assert_eq!(changed.data.config, config);
    }
}
