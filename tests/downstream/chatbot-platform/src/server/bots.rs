//! Bots.

use super::prelude::*;
use timely_runtime::{Field, Url};

/// The backend that a bot starts with. It is not called: what it would answer is known.
pub(super) const ECHO: &str = "https://api.chatbotplatform.io/echo";

impl BotsService<Caller> for Platform {
    async fn list_bots(&self, cx: Cx, params: ListBots) -> Result<ListBotsResponse, ListBotsError> {
        let mut store = self.store();
        let bots = &store.team(team(&cx)?).bots;
        let (data, meta) = page(bots, params.page_or_default(), params.per_page_or_default());
        Ok(BotList::new(data, meta).into())
    }

    async fn create_bot(
        &self,
        cx: Cx,
        body: BotCreate,
    ) -> Result<CreateBotResponse, CreateBotError> {
        let team = team(&cx)?;
        let mut store = self.store();
        let bot = Bot::new(bot::BotRequired {
            id: store.id("bot"),
            name: body.name,
            created_at: now().into(),
        })
        .description(body.description);
        let echo = Url::parse(ECHO).ok().map(|url| {
            Integration::new(integration::IntegrationRequired {
                id: store.id("int"),
                bot_id: bot.id.clone(),
                name: "Echo".to_owned(),
                webhook_url: url.into(),
            })
            .weight(1.0)
            .created_at(bot.created_at.clone())
        });
        let team = store.team(team);
        team.bots.push(bot.clone());
        team.integrations.extend(echo);
        Ok(BotEnvelope::new(bot).into())
    }

    async fn get_bot(&self, cx: Cx, id: String) -> Result<GetBotResponse, GetBotError> {
        let mut store = self.store();
        let bot = find(&store.team(team(&cx)?).bots, &id)?;
        Ok(BotEnvelope::new(bot.clone()).into())
    }

    async fn update_bot(
        &self,
        cx: Cx,
        id: String,
        body: BotUpdate,
    ) -> Result<UpdateBotResponse, UpdateBotError> {
        let mut store = self.store();
        let bot = find_mut(&mut store.team(team(&cx)?).bots, &id)?;
        if let Some(name) = body.name {
            bot.name = name;
        }
        if body.description != Field::Absent {
            bot.description = body.description;
        }
        Ok(BotEnvelope::new(bot.clone()).into())
    }

    async fn delete_bot(&self, cx: Cx, id: String) -> Result<DeleteBotResponse, DeleteBotError> {
        let bot = self.store().team(team(&cx)?).remove_bot(&id)?;
        Ok(deleted(bot.id).into())
    }
}
