//! Channels with their configuration and widget.

use super::{Company, Id, new_id};
use timely_generated::models::channel::ChannelRequired;
use timely_generated::models::{
    Channel, ChannelConfig, ChannelCreate, ChannelStatus, ChannelType, WidgetPosition,
    WidgetSettings,
};
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
        Self {
            channel: Channel::new(ChannelRequired {
                id: new_id(),
                company_id,
                agent_id: body.agent_id,
                name: body.name,
                r#type: body.r#type,
                status,
                created_at: now.into(),
                updated_at: now.into(),
            }),
            config: ChannelConfig::new(false),
            widget: WidgetSettings::new(WidgetPosition::BottomRight, true),
        }
    }
}

impl Company {
    /// Conversations outlive the channel they came through.
    pub(crate) fn forget_channel(&mut self, id: &Id) {
        for thread in self
            .threads
            .iter_mut()
            .filter(|thread| thread.channel_id.as_ref() == Some(id))
        {
            thread.channel_id = None;
        }
    }
}
