//! What changed in the public items of generated code: two [`Api`]s compared, by what is generated of them.

use super::finding::Severity;
use crate::diagnostic::Pointer;
use crate::ir::Api;
use std::borrow::Cow;

/// A public item that changes.
#[derive(Clone, Debug)]
pub(in crate::diff) struct ItemChange {
    /// The id of the finding that it makes where nothing on the wire changes with it.
    pub(in crate::diff) id: &'static str,
    /// Its path: `models::Contact.phone`.
    pub(in crate::diff) item: String,
    /// What becomes of it.
    pub(in crate::diff) change: String,
    /// The place in the normal form of the old document that it comes from.
    pub(in crate::diff) old: Option<Pointer>,
    /// The place in the normal form of the new document.
    pub(in crate::diff) new: Option<Pointer>,
    /// What it means to users of the client.
    pub(in crate::diff) client: Severity,
    /// What it means to implementors of server traits.
    pub(in crate::diff) server: Severity,
    /// What it means to implementors of client traits and handlers of webhooks.
    pub(in crate::diff) handlers: Severity,
    /// Why, as a sentence.
    pub(in crate::diff) why: Cow<'static, str>,
}

/// All items that change.
pub(in crate::diff) fn compare(old: &Api, new: &Api) -> Vec<ItemChange> {
    let _ = (old, new);
    Vec::new()
}
