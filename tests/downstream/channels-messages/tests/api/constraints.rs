//! Everything that the document asks of a request, broken once.

use crate::harness::{PATH, json, post, request, send, server};
use timely_runtime::Value;
use timely_runtime::serde_json::json;

/// A message of this kind with all its fields.
fn message(kind: &str) -> Value {
    let content = match kind {
        "TEXT" => json!({ "text": { "body": "Hi" } }),
        "IMAGE" => json!({ "image": { "url": "https://example.com/a.jpg", "caption": "A" } }),
        "AUDIO" => json!({ "audio": { "url": "https://example.com/a.mp3" } }),
        "VIDEO" => json!({ "video": { "url": "https://example.com/a.mp4", "caption": "A" } }),
        "DOCUMENT" => json!({
            "document": { "url": "https://example.com/a.pdf", "filename": "a.pdf", "caption": "A" },
        }),
        other => panic!("{other}"),
    };
    json!({ "type": kind, "contactIdentifier": "ana", "contactName": "Ana", "content": content })
}

/// A kind, the place of its content, and the fields there with whether they are required.
type Kind = (&'static str, &'static str, &'static [(&'static str, bool)]);

const KINDS: [Kind; 5] = [
    ("TEXT", "/content/text", &[("body", true)]),
    (
        "IMAGE",
        "/content/image",
        &[("url", true), ("caption", false)],
    ),
    ("AUDIO", "/content/audio", &[("url", true)]),
    (
        "VIDEO",
        "/content/video",
        &[("url", true), ("caption", false)],
    ),
    (
        "DOCUMENT",
        "/content/document",
        &[("url", true), ("filename", false), ("caption", false)],
    ),
];

/// Sends the message, which must be refused for what is wrong at `place` alone.
async fn refused(message: &Value, place: &str) -> String {
    let server = server();
    let said = post(server.router(), PATH, message).await.error(400);
    let start = format!("The request is not valid: {place}: expected ");
    assert!(said.starts_with(&start), "{message} at {place}: {said}");
    assert!(!said.contains(';'), "{message} at {place}: {said}");
    assert!(server.messages().is_empty());
    said
}

fn remove(message: &mut Value, pointer: &str) {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = message.pointer_mut(parent).unwrap();
    assert!(
        parent.as_object_mut().unwrap().remove(member).is_some(),
        "{pointer}"
    );
}

fn replaced(kind: &str, pointer: &str, value: Value) -> Value {
    let mut message = message(kind);
    *message.pointer_mut(pointer).unwrap() = value;
    message
}

/// The places of everything in a message of a kind, with whether it is required and what type it has.
fn places(kind: &Kind) -> Vec<(String, bool, &'static str)> {
    let (_, content, fields) = *kind;
    let mut places = vec![
        ("/contactIdentifier".to_owned(), true, "string"),
        ("/contactName".to_owned(), false, "string"),
        ("/content".to_owned(), true, "object"),
        (content.to_owned(), true, "object"),
    ];
    let field =
        |(field, required): &(&str, bool)| (format!("{content}/{field}"), *required, "string");
    places.extend(fields.iter().map(field));
    places
}

#[tokio::test]
async fn a_whole_message_passes() {
    for (kind, ..) in KINDS {
        let answer = post(server().router(), PATH, &message(kind)).await;
        assert_eq!(answer.status, 200, "{kind}: {:?}", answer.body);
    }
}

#[tokio::test]
async fn what_is_required_must_be_there_and_nothing_else() {
    for kind in &KINDS {
        for (place, required, _) in places(kind) {
            let mut message = message(kind.0);
            remove(&mut message, &place);
            if required {
                let said = refused(&message, &place).await;
                assert!(said.contains("found nothing"), "{said}");
            } else {
                let answer = post(server().router(), PATH, &message).await;
                assert_eq!(answer.status, 200, "{kind:?} without {place}");
            }
        }
    }
}

#[tokio::test]
async fn everything_has_its_type() {
    for kind in &KINDS {
        for (place, _, expected) in places(kind) {
            for wrong in [
                json!(null),
                json!(7),
                json!(true),
                json!(["a"]),
                json!("a"),
                json!({}),
            ] {
                if (expected == "string" && wrong.is_string())
                    || (expected == "object" && wrong.is_object())
                {
                    continue;
                }
                refused(&replaced(kind.0, &place, wrong), &place).await;
            }
        }
    }
}

#[tokio::test]
async fn texts_that_must_not_be_empty_are_not() {
    for kind in &KINDS {
        refused(
            &replaced(kind.0, "/contactIdentifier", json!("")),
            "/contactIdentifier",
        )
        .await;
    }
    refused(
        &replaced("TEXT", "/content/text/body", json!("")),
        "/content/text/body",
    )
    .await;

    // The others may be.
    for kind in &KINDS {
        for (place, required, expected) in places(kind) {
            if expected == "string" && !required {
                let message = replaced(kind.0, &place, json!(""));
                let answer = post(server().router(), PATH, &message).await;
                assert_eq!(answer.status, 200, "{kind:?} with an empty {place}");
            }
        }
    }
}

#[tokio::test]
async fn addresses_are_absolute_uris() {
    for (kind, content, fields) in KINDS {
        if fields.iter().all(|(field, _)| *field != "url") {
            continue;
        }
        let place = format!("{content}/url");
        for wrong in [
            "",
            "a.jpg",
            "/a.jpg",
            "//example.com/a.jpg",
            "https://",
            "https://exa mple.com/",
        ] {
            let said = refused(&replaced(kind, &place, json!(wrong)), &place).await;
            assert!(said.contains("URI"), "{said}");
        }
    }
}

#[tokio::test]
async fn the_kind_is_one_of_five() {
    for wrong in [
        json!("STICKER"),
        json!("text"),
        json!(" TEXT"),
        json!(""),
        json!(null),
        json!(1),
    ] {
        refused(&replaced("TEXT", "/type", wrong), "/type").await;
    }
    let mut message = message("TEXT");
    remove(&mut message, "/type");
    refused(&message, "/type").await;
}

#[tokio::test]
async fn the_content_is_that_of_the_kind() {
    for (kind, place, _) in KINDS {
        for (other, ..) in KINDS {
            if other == kind {
                continue;
            }
            // The place is that of the kind that the message says it is of.
            let mut mixed = message(other);
            mixed["type"] = json!(kind);
            let said = refused(&mixed, place).await;
            assert!(said.contains("found nothing"), "{said}");
        }
    }
}

#[tokio::test]
async fn a_message_is_an_object() {
    for wrong in [
        json!(null),
        json!("TEXT"),
        json!(1),
        json!([message("TEXT")]),
    ] {
        refused(&wrong, "body").await;
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let server = server();
    let body =
        json!({ "type": "IMAGE", "contactIdentifier": "", "content": { "image": { "url": 1 } } });
    let request = request(PATH)
        .header("X-Idempotency-Key", "")
        .body(json(&body))
        .unwrap();
    let said = send(server.router(), request).await.error(400);
    for place in [
        "header /X-Idempotency-Key: ",
        "; /contactIdentifier: ",
        "; /content/image/url: ",
    ] {
        assert!(said.contains(place), "{said}");
    }
}

#[tokio::test]
async fn an_idempotency_key_is_not_empty() {
    let server = server();
    let request = request(PATH)
        .header("X-Idempotency-Key", "")
        .body(json(&message("TEXT")))
        .unwrap();
    let said = send(server.router(), request).await.error(400);
    assert!(
        said.contains("header /X-Idempotency-Key: expected "),
        "{said}"
    );
    assert!(server.messages().is_empty());
}

/// The document leaves its objects open.
#[tokio::test]
async fn members_that_the_document_does_not_name_are_passed_over() {
    for (kind, content, _) in KINDS {
        let server = server();
        let mut message = message(kind);
        message["priority"] = json!(1);
        message["content"]["note"] = json!({ "a": [1] });
        message.pointer_mut(content).unwrap()["size"] = json!(2048);
        let answer = post(server.router(), PATH, &message).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        assert_eq!(server.messages().len(), 1);
    }
}
