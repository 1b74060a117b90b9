//! Settings that fit a document, recognized by what its operations look like: a start for those who write a
//! `codegen.toml`, and what the setting `pagination = "auto"` stands for.

#[cfg(feature = "cli")]
mod idempotency;
mod listing;
mod members;
mod pagination;
mod shapes;
mod words;

pub(crate) use pagination::pages;

#[cfg(feature = "cli")]
use crate::{ir::Api, settings::Settings};

/// The settings with what is recognized, where they leave it open.
#[cfg(feature = "cli")]
pub(crate) fn recognize(api: &Api, settings: Settings) -> Settings {
    let mut settings = settings;
    if settings.pagination.is_none() {
        settings.pagination = pagination::written(api);
    }
    if settings.idempotency.is_none() {
        settings.idempotency = idempotency::recognized(api);
    }
    settings
}
