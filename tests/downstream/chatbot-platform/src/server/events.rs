//! The four events of which only the titles are documented.

use super::Platform;
use crate::api::models::UndocumentedEvent;
use crate::api::webhooks::{
    Target, send_agent_loop_completed, send_bot_message_received, send_channel_disconnected,
    send_integration_failed,
};
use std::collections::BTreeMap;
use std::time::Duration;
use timely_runtime::Value;

const TIMEOUT: Duration = Duration::from_secs(10);

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    BotMessageReceived,
    IntegrationFailed,
    AgentLoopCompleted,
    ChannelDisconnected,
}

impl Event {
    /// Where below the address of all events this one goes: a choice of this server.
    const fn path(self) -> &'static str {
        match self {
            Self::BotMessageReceived => "bot-message-received",
            Self::IntegrationFailed => "integration-failed",
            Self::AgentLoopCompleted => "agent-loop-completed",
            Self::ChannelDisconnected => "channel-disconnected",
        }
    }
}

impl Platform {
    /// Tells whoever wants to know, in the background. Whether it arrives makes no difference here.
    pub(super) fn announce<const N: usize>(&self, event: Event, facts: [(&str, &str); N]) {
        let Some(url) = self.events().and_then(|base| base.join(event.path()).ok()) else {
            return;
        };
        let Ok(target) = self.target(url.as_str(), &BTreeMap::new(), TIMEOUT) else {
            return;
        };
        let fact = |(name, value): (&str, &str)| (name.to_owned(), Value::from(value));
        let payload: UndocumentedEvent = facts.into_iter().map(fact).collect();
        tokio::spawn(async move { send(event, &target, &payload).await.is_ok() });
    }
}

async fn send(event: Event, target: &Target, payload: &UndocumentedEvent) -> Result<(), ()> {
    let sent = match event {
        Event::BotMessageReceived => send_bot_message_received(target, payload).await,
        Event::IntegrationFailed => send_integration_failed(target, payload).await,
        Event::AgentLoopCompleted => send_agent_loop_completed(target, payload).await,
        Event::ChannelDisconnected => send_channel_disconnected(target, payload).await,
    };
    sent.map(drop).map_err(drop)
}
