//! What a mock has to know of a document beside the descriptions of its operations.

mod module;
mod sheet;

pub(super) use module::{NAME, module};
pub(super) use sheet::Sheet;

use super::context::Context;
use crate::settings::ServerPrefix;

/// The path under which a mock answers as well: the one that the settings give the server, or that of the document's address.
pub(super) fn base_path<'a>(context: Context<'a>) -> Option<&'a str> {
    match &context.settings.server.prefix {
        ServerPrefix::Path(path) => Some(path),
        ServerPrefix::None | ServerPrefix::Document => context.api.base_path.as_deref(),
    }
}
