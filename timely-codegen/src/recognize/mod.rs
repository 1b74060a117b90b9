//! Settings that fit a document, recognized by what its operations look like: a start for those who write a
//! `codegen.toml`, never something that generation assumes by itself.

mod idempotency;
mod members;
mod pagination;

use crate::ir::Api;
use crate::settings::Settings;

/// The settings with what is recognized, where they leave it open.
pub(crate) fn recognize(api: &Api, settings: Settings) -> Settings {
    let mut settings = settings;
    if settings.pagination.is_none() {
        settings.pagination = pagination::recognized(api);
    }
    if settings.idempotency.is_none() {
        settings.idempotency = idempotency::recognized(api);
    }
    settings
}
