//! Conversations: what was said, as the API shows it.

use crate::support::{ACME, acme, john, writes};
use chatbot_platform_downstream::api::client::{
    BotsApi, ChannelsApi, Client, ConversationsApi, Error,
};
use chatbot_platform_downstream::api::models::{
    BotCreate, ChannelCreate, MessageContent, MessageKind, MessageRole,
};
use chatbot_platform_downstream::api::operations::GetConversationError;
use chatbot_platform_downstream::server::{Incoming, SayError};

/// The identifiers of a bot and its channel.
pub(crate) async fn bot_on_telegram(acme: &Client) -> (String, String) {
    let bot = acme
        .create_bot(&BotCreate::new("Support Bot"))
        .await
        .unwrap()
        .into_body()
        .data;
    let channel = acme
        .create_channel(&bot.id, &ChannelCreate::new("telegram"))
        .await
        .unwrap();
    (bot.id, channel.into_body().data.id)
}

#[tokio::test]
async fn a_conversation_is_kept_until_it_is_deleted() {
    let (platform, acme) = acme();
    let (bot, channel) = bot_on_telegram(&acme).await;
    let answer = platform.say(ACME, writes(&channel, "Hello")).await.unwrap();
    assert_eq!(
        (answer.role, answer.content),
        (MessageRole::Assistant, MessageContent::from("Hello"))
    );
    platform.say(ACME, writes(&channel, "Bye")).await.unwrap();

    let listed = acme.list_conversations(&bot).await.unwrap();
    let [conversation] = listed.data.as_slice() else {
        panic!("{listed:?}")
    };
    assert_eq!(conversation.user, Some(john()));
    let place = conversation.channel.as_ref().unwrap();
    assert_eq!(place.chat_id.as_deref(), Some("123456789"));
    let same = acme.get_conversation(&conversation.id).await.unwrap();
    assert_eq!(&same.data, conversation);

    let messages = acme
        .list_conversation_messages(&conversation.id)
        .await
        .unwrap();
    let said: Vec<_> = messages
        .data
        .iter()
        .map(|row| (&row.role, &row.content))
        .collect();
    let (hello, bye) = (MessageContent::from("Hello"), MessageContent::from("Bye"));
    assert_eq!(
        said,
        [
            (&MessageRole::User, &hello),
            (&MessageRole::Assistant, &hello),
            (&MessageRole::User, &bye),
            (&MessageRole::Assistant, &bye),
        ]
    );
    assert!(
        messages
            .data
            .iter()
            .all(|row| row.kind == Some(MessageKind::Regular))
    );

    acme.delete_conversation(&conversation.id).await.unwrap();
    let gone = acme.get_conversation(&conversation.id).await;
    assert!(matches!(
        gone,
        Err(Error::Api(GetConversationError::NotFound(_)))
    ));
}

#[tokio::test]
async fn the_conversation_with_the_latest_activity_is_first() {
    let (platform, acme) = acme();
    let (bot, channel) = bot_on_telegram(&acme).await;
    let in_chat = |chat: &str| Incoming {
        chat_id: chat.to_owned(),
        ..writes(&channel, "Hello")
    };
    for chat in ["1", "2", "3", "2"] {
        platform.say(ACME, in_chat(chat)).await.unwrap();
    }
    let listed = acme.list_conversations(&bot).await.unwrap();
    let chats: Vec<_> = listed
        .data
        .iter()
        .map(|row| row.channel.as_ref().unwrap().chat_id.as_deref().unwrap())
        .collect();
    assert_eq!(chats, ["2", "3", "1"]);
}

#[tokio::test]
async fn nobody_hears_what_is_said_on_no_channel() {
    let (platform, _) = acme();
    let lost = platform.say(ACME, writes("chan_none", "Hello")).await;
    assert_eq!(lost, Err(SayError));
}
