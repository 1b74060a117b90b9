//! A message of each kind, from the caller to the store and back.

use crate::harness::{
    CHANNEL, FOREIGN, KEY, SECOND_CHANNEL, SECOND_KEY, STRANGER, client, client_with, server, text,
    text_of,
};
use channels_messages_downstream::api::client::{ChannelsApi, RetryPolicy};
use channels_messages_downstream::api::models::send_message_response::SendMessageResponseRequired;
use channels_messages_downstream::api::models::*;
use channels_messages_downstream::api::operations::SendChannelMessageResponse;
use timely_runtime::{Field, Url, Validate};

fn url(text: &str) -> timely_runtime::Text<Url> {
    text.parse().unwrap()
}

/// The texts that the agent answered.
fn texts(response: &SendMessageResponse) -> Vec<&str> {
    response.ai_messages.iter().filter_map(said).collect()
}

fn said(message: &AiMessage) -> Option<&str> {
    message.content.as_ref()?.text.as_ref()?.body.as_deref()
}

/// Sends a message with all its fields, and asserts that the server has it as it was sent.
async fn round_trip(message: SendMessageRequest) -> SendChannelMessageResponse {
    message.validate().unwrap();
    let server = server();
    let response = client(server.router())
        .send_channel_message(CHANNEL, &message)
        .await
        .unwrap();
    response.body.validate().unwrap();

    let [stored] = &server.messages()[..] else {
        panic!("one message is stored");
    };
    assert_eq!(stored.request, message);
    assert_eq!(stored.id, response.message_id);
    assert_eq!(stored.conversation_id, response.conversation_id);
    assert_eq!(stored.contact_id, response.contact_id);
    assert_eq!(stored.answers, texts(&response));
    response
}

#[tokio::test]
async fn text_is_answered_with_every_field() {
    let content = TextContent::new(Text::new("Olá! Há vagas?"));
    let message = TextMessageRequest::new("ana@example.com", content).contact_name("Ana");
    let response = round_trip(SendMessageRequest::Text(message)).await;

    let conversation = Conversation::new()
        .status("ACTIVE")
        .assigned_to_human(false)
        .ai_agent_id("agent_1".to_owned())
        .ai_agent_name("Aurora".to_owned())
        .team_id("team_1".to_owned())
        .team_name("Suporte Técnico".to_owned());
    let ai_message = |text: &str| {
        AiMessage::new()
            .r#type("TEXT")
            .content(
                AiMessageContent::new()
                    .r#type("text")
                    .text(AiText::new().body(text)),
            )
            .sender_type("AI")
            .sender_name("Aurora")
            .channel_message_id(Field::Null)
    };
    let expected = SendMessageResponse::new(SendMessageResponseRequired {
        success: true,
        contact_id: "contact_1".to_owned(),
        conversation_id: "conversation_1".to_owned(),
        message_id: "message_1".to_owned(),
        conversation,
        ai_messages: vec![
            ai_message("You wrote: Olá!"),
            ai_message("You wrote: Há vagas?"),
        ],
        usage: Usage::new().credits(2.0),
    });
    assert_eq!(response.into_body(), expected);
}

#[tokio::test]
async fn image() {
    let image = Image::new(url("https://example.com/image.jpg?size=2#top")).caption("A receipt");
    let message = ImageMessageRequest::new("ana", ImageContent::new(image)).contact_name("Ana");
    let response = round_trip(SendMessageRequest::Image(message)).await;
    assert_eq!(texts(&response), ["I have received your image: A receipt"]);
}

#[tokio::test]
async fn audio() {
    let audio = Audio::new(url("https://example.com/audio.mp3"));
    let message = AudioMessageRequest::new("ana", AudioContent::new(audio)).contact_name("Ana");
    let response = round_trip(SendMessageRequest::Audio(message)).await;
    assert_eq!(texts(&response), ["I have received your audio."]);
}

#[tokio::test]
async fn video() {
    let video = Video::new(url("http://example.com/video.mp4")).caption("The leak");
    let message = VideoMessageRequest::new("ana", VideoContent::new(video)).contact_name("Ana");
    let response = round_trip(SendMessageRequest::Video(message)).await;
    assert_eq!(texts(&response), ["I have received your video: The leak"]);
}

#[tokio::test]
async fn document() {
    let document = Document::new(url("https://example.com/d%C3%A9ed.pdf"))
        .filename("déed.pdf")
        .caption("The deed");
    let content = DocumentContent::new(document);
    let message = DocumentMessageRequest::new("ana", content).contact_name("Ana");
    let response = round_trip(SendMessageRequest::Document(message)).await;
    assert_eq!(
        texts(&response),
        ["I have received your document: The deed"]
    );
}

#[tokio::test]
async fn optional_fields_may_be_left_out() {
    let document = Document::new(url("https://example.com/deed.pdf")).filename("deed.pdf");
    let message = DocumentMessageRequest::new("ana", DocumentContent::new(document));
    let response = round_trip(SendMessageRequest::Document(message)).await;
    assert_eq!(
        texts(&response),
        ["I have received your document: deed.pdf"]
    );

    let image = Image::new(url("https://example.com/image.jpg"));
    let message = ImageMessageRequest::new("ana", ImageContent::new(image));
    let response = round_trip(SendMessageRequest::Image(message)).await;
    assert_eq!(texts(&response), ["I have received your image."]);

    let response = round_trip(text(" ")).await;
    assert_eq!(texts(&response), ["You wrote nothing."]);
}

#[tokio::test]
async fn several_answers_keep_their_order() {
    let sentences = ["One.", "Two?", "Three!", "Four", "Five."];
    let response = round_trip(text(&sentences.join(" ").replace("Four ", "Four\n"))).await;
    let expected: Vec<String> = sentences
        .iter()
        .map(|text| format!("You wrote: {text}"))
        .collect();
    assert_eq!(texts(&response), expected);
}

#[tokio::test]
async fn an_agent_without_a_team_has_none() {
    let server = server();
    let response = client(server.router())
        .send_channel_message(SECOND_CHANNEL, &text("Hi"))
        .await
        .unwrap();
    assert_eq!(
        response.conversation.ai_agent_name,
        Field::Value("Bruno".to_owned())
    );
    assert_eq!(response.conversation.team_id, Field::Null);
    assert_eq!(response.conversation.team_name, Field::Null);
}

/// One person, one identifier.
#[tokio::test]
async fn contacts_are_found_by_their_identifier_or_created() {
    let server = server();
    let of = |key| client_with(key, RetryPolicy::none(), server.router());
    let send = async |key, channel, message: SendMessageRequest| {
        of(key)
            .send_channel_message(channel, &message)
            .await
            .unwrap()
            .into_body()
    };
    let named = |contact: &str, name: &str| {
        let content = TextContent::new(Text::new("Hi"));
        let message = TextMessageRequest::new(contact, content).contact_name(name);
        SendMessageRequest::Text(message)
    };

    let first = send(KEY, CHANNEL, named("ana@example.com", "Ana")).await;
    let again = send(KEY, CHANNEL, named("ana@example.com", "Another name")).await;
    assert_eq!(again.contact_id, first.contact_id);
    assert_eq!(again.conversation_id, first.conversation_id);
    assert_ne!(again.message_id, first.message_id);

    // Another channel is another conversation of the same contact, whichever key of the workspace it is.
    let elsewhere = send(SECOND_KEY, SECOND_CHANNEL, text("Hi")).await;
    assert_eq!(elsewhere.contact_id, first.contact_id);
    assert_ne!(elsewhere.conversation_id, first.conversation_id);

    // Another identifier, or another workspace, is another contact.
    let other = send(KEY, CHANNEL, text_of("Ana@example.com", "Hi")).await;
    let foreign = send(STRANGER, FOREIGN, text("Hi")).await;
    assert_ne!(other.contact_id, first.contact_id);
    assert_ne!(foreign.contact_id, first.contact_id);
    assert_ne!(foreign.contact_id, other.contact_id);

    let contacts = server.contacts();
    let shown: Vec<_> = contacts
        .iter()
        .map(|contact| {
            (
                &*contact.workspace,
                &*contact.identifier,
                contact.name.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("acme", "ana@example.com", Some("Ana")),
        ("acme", "Ana@example.com", None),
        ("globex", "ana@example.com", None),
    ];
    assert_eq!(shown, expected);
}
