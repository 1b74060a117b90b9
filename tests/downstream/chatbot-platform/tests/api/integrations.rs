//! Integrations.

use crate::support::acme;
use chatbot_platform_downstream::api::client::{BotsApi, Error, IntegrationsApi};
use chatbot_platform_downstream::api::models::{
    BotCreate, HeaderMap, IntegrationCreate, IntegrationStatus, IntegrationUpdate,
};
use chatbot_platform_downstream::api::operations::GetIntegrationError;
use timely_runtime::{Field, Text, Url};

fn url(text: &str) -> Text<Url> {
    text.parse().unwrap()
}

#[tokio::test]
async fn an_integration_lives_from_creation_to_deletion() {
    let (_, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let secret = HeaderMap::from([("Authorization".to_owned(), "Bearer b".to_owned())]);
    let body = IntegrationCreate::new("Production", url("https://backend.example.com/chat"))
        .headers(secret.clone())
        .weight(0.5);
    let made = acme
        .create_integration(&bot.id, &body)
        .await
        .unwrap()
        .into_body()
        .data;
    assert_eq!(made.bot_id, bot.id);
    // The defaults of the document.
    assert_eq!(
        (made.timeout, made.weight, made.is_fallback),
        (Some(30), Some(0.5), Some(false))
    );
    assert_eq!(made.status, Some(IntegrationStatus::Active));
    assert_eq!(made.headers, Field::Value(secret));

    let same = acme.get_integration(&made.id).await.unwrap();
    assert_eq!(same.data, made);
    let listed = acme.list_integrations(&bot.id).await.unwrap();
    assert_eq!(listed.data.last(), Some(&made));

    let gone = acme.delete_integration(&made.id).await.unwrap();
    assert!(gone.data.deleted);
    let missing = acme.get_integration(&made.id).await;
    assert!(matches!(
        missing,
        Err(Error::Api(GetIntegrationError::NotFound(_)))
    ));
}

#[tokio::test]
async fn each_property_is_updated_alone() {
    let (_, acme) = acme();
    let bot = acme
        .create_bot(&BotCreate::new("Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let headers = HeaderMap::from([("X-Tenant".to_owned(), "7".to_owned())]);
    let body = IntegrationCreate::new("Production", url("https://backend.example.com/chat"))
        .headers(headers.clone())
        .timeout(60);
    let made = acme
        .create_integration(&bot.id, &body)
        .await
        .unwrap()
        .into_body()
        .data;
    let update = |update: IntegrationUpdate| {
        let (acme, id) = (acme.clone(), made.id.clone());
        async move {
            acme.update_integration(&id, &update)
                .await
                .unwrap()
                .into_body()
                .data
        }
    };

    assert_eq!(update(IntegrationUpdate::new()).await, made);
    let changed = update(IntegrationUpdate::new().weight(0.0).is_fallback(true)).await;
    assert_eq!(
        (changed.weight, changed.is_fallback),
        (Some(0.0), Some(true))
    );
    assert_eq!(
        (&changed.headers, changed.timeout),
        (&Field::Value(headers), Some(60))
    );
    let changed = update(
        IntegrationUpdate::new()
            .headers(Field::Null)
            .timeout(Field::Null),
    )
    .await;
    assert_eq!((changed.headers, changed.timeout), (Field::Null, Some(30)));
    let elsewhere = url("https://backend.example.com/v2");
    let changed = update(
        IntegrationUpdate::new()
            .name("Next")
            .webhook_url(elsewhere.clone())
            .status(IntegrationStatus::Disabled),
    )
    .await;
    assert_eq!(
        (changed.name.as_str(), changed.webhook_url),
        ("Next", elsewhere)
    );
    assert_eq!(changed.status, Some(IntegrationStatus::Disabled));
}
