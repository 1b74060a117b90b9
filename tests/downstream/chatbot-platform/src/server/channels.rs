//! Channels: the messaging platforms that bots are connected to.

use super::events::Event;
use super::prelude::*;
use timely_runtime::{Field, Text};

impl ChannelsService<Caller> for Platform {
    async fn list_channels(
        &self,
        cx: Cx,
        bot_id: String,
        params: ListChannels,
    ) -> Result<ListChannelsResponse, ListChannelsError> {
        let mut store = self.store();
        let team = store.team(team(&cx)?);
        let bot = find(&team.bots, &bot_id)?;
        let rows = team.channels.iter().filter(|row| row.bot_id == bot.id);
        let (data, meta) = page(rows, params.page_or_default(), params.per_page_or_default());
        Ok(ChannelList::new(data, meta).into())
    }

    async fn create_channel(
        &self,
        cx: Cx,
        bot_id: String,
        body: ChannelCreate,
    ) -> Result<CreateChannelResponse, CreateChannelError> {
        let mut store = self.store();
        let id = store.id("chan");
        let team = store.team(team(&cx)?);
        let bot = find(&team.bots, &bot_id)?;
        let row = Channel::new(channel::ChannelRequired {
            id,
            bot_id: bot.id.clone(),
            r#type: body.r#type,
        })
        .config(body.config)
        .created_at(Text::from(now()));
        team.channels.push(row.clone());
        Ok(ChannelEnvelope::new(row).into())
    }

    async fn get_channel(&self, cx: Cx, id: String) -> Result<GetChannelResponse, GetChannelError> {
        let mut store = self.store();
        let row = find(&store.team(team(&cx)?).channels, &id)?;
        Ok(ChannelEnvelope::new(row.clone()).into())
    }

    async fn update_channel(
        &self,
        cx: Cx,
        id: String,
        body: ChannelUpdate,
    ) -> Result<UpdateChannelResponse, UpdateChannelError> {
        let mut store = self.store();
        let row = find_mut(&mut store.team(team(&cx)?).channels, &id)?;
        if body.config != Field::Absent {
            row.config = body.config;
        }
        Ok(ChannelEnvelope::new(row.clone()).into())
    }

    async fn delete_channel(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<DeleteChannelResponse, DeleteChannelError> {
        let row = remove(&mut self.store().team(team(&cx)?).channels, &id)?;
        self.announce(
            Event::ChannelDisconnected,
            [("channel_id", row.id.as_str())],
        );
        Ok(deleted(row.id).into())
    }
}
