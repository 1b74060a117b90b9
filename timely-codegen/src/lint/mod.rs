//! What a document could say better: advice that generation does not need, given by `timely lint`.

mod statuses;

use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::settings::Settings;

/// Adds advice on an API that has been understood.
pub(crate) fn lint(api: &Api, settings: &Settings, diagnostics: &mut Diagnostics) {
    if settings.outputs.server {
        statuses::lint(api, settings, diagnostics);
    }
}
