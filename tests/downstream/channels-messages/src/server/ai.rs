//! What agents think with.

use crate::api::models::SendMessageRequest;
use std::error::Error;
use std::future::Future;

/// Why an AI has no answer. For the log; the sender of the message is told nothing of it.
pub type AiError = Box<dyn Error + Send + Sync>;

/// Finds the answers to messages.
pub trait Ai: Send + Sync + 'static {
    /// Answers a message with one text or several, in the order in which they are to be read.
    fn answer(
        &self,
        message: &SendMessageRequest,
    ) -> impl Future<Output = Result<Vec<String>, AiError>> + Send;
}

/// An AI that repeats what it hears, each sentence in a message of its own, and confirms the media that it gets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Echo;

impl Ai for Echo {
    async fn answer(&self, message: &SendMessageRequest) -> Result<Vec<String>, AiError> {
        Ok(match message {
            SendMessageRequest::Text(message) => repeat(&message.content.text.body),
            SendMessageRequest::Image(message) => {
                let image = &message.content.image;
                vec![confirm("image", image.caption.as_deref())]
            }
            SendMessageRequest::Audio(_) => vec![confirm("audio", None)],
            SendMessageRequest::Video(message) => {
                let video = &message.content.video;
                vec![confirm("video", video.caption.as_deref())]
            }
            SendMessageRequest::Document(message) => {
                let document = &message.content.document;
                let title = document.caption.as_ref().or(document.filename.as_ref());
                vec![confirm("document", title.map(String::as_str))]
            }
            SendMessageRequest::Other(_) => return Err("no message of a known kind".into()),
        })
    }
}

fn repeat(text: &str) -> Vec<String> {
    let sentences = text.split_inclusive(['.', '!', '?', '\n']).map(str::trim);
    let answers: Vec<String> = sentences
        .filter(|sentence| !sentence.is_empty())
        .map(|sentence| format!("You wrote: {sentence}"))
        .collect();
    if answers.is_empty() {
        vec!["You wrote nothing.".to_owned()]
    } else {
        answers
    }
}

fn confirm(kind: &str, title: Option<&str>) -> String {
    match title {
        Some(title) => format!("I have received your {kind}: {title}"),
        None => format!("I have received your {kind}."),
    }
}
