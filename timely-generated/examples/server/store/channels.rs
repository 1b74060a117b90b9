//! Channels with their configuration and widget.

use super::{Company, Id, new_id};
use timely_generated::models::*;
use timely_runtime::UtcTime;

/// A channel with what has operations of its own.
#[derive(Clone, Debug)]
pub(crate) struct ChannelRecord {
    pub(crate) channel: Channel,
    pub(crate) config: ChannelConfig,
    pub(crate) widget: WidgetSettings,
}

impl ChannelRecord {
    pub(crate) fn new(company_id: Id, body: ChannelCreate, now: UtcTime) -> Self {
        // A WhatsApp channel works only once a phone has scanned its QR code.
        let status = match body.r#type {
            ChannelType::Whatsapp => ChannelStatus::Connecting,
            _ => ChannelStatus::Active,
        };
        Self::of(Channel::new(channel::ChannelRequired {
            id: new_id(),
            company_id,
            agent_id: body.agent_id,
            name: body.name,
            r#type: body.r#type,
            status,
            created_at: now.into(),
            updated_at: now.into(),
        }))
    }

    /// A record of this channel, without what has operations of its own.
    pub(super) fn of(channel: Channel) -> Self {
        Self {
            channel,
            config: ChannelConfig::new(false),
            widget: WidgetSettings::new(WidgetPosition::BottomRight, true),
        }
    }
}

impl Company {
    /// Conversations outlive the channel they came through.
    pub(crate) fn forget_channel(&mut self, id: &Id) {
        self.threads.forget(id, |thread| &mut thread.channel_id);
    }
}
