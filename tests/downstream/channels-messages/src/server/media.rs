//! The media of messages.

use crate::api::models::SendMessageRequest;
use std::collections::BTreeSet;
use timely_runtime::{Text, Url};

/// Where the file of a message is.
fn address(message: &SendMessageRequest) -> Option<&Text<Url>> {
    match message {
        SendMessageRequest::Image(message) => Some(&message.content.image.url),
        SendMessageRequest::Audio(message) => Some(&message.content.audio.url),
        SendMessageRequest::Video(message) => Some(&message.content.video.url),
        SendMessageRequest::Document(message) => Some(&message.content.document.url),
        SendMessageRequest::Text(_) | SendMessageRequest::Other(_) => None,
    }
}

/// Says what is wrong with the address of a message's file, if anything is.
pub(super) fn refusal(
    message: &SendMessageRequest,
    unreachable: &BTreeSet<String>,
) -> Option<&'static str> {
    // The router lets no other texts through than those that can be parsed.
    let url = address(message)?.parsed().ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return Some("The address of the file must start with http:// or https://.");
    }
    // A parsed address has its host in small letters.
    let host = url.host_str().unwrap_or_default();
    unreachable
        .contains(host)
        .then_some("The file cannot be downloaded: its address must be public.")
}
