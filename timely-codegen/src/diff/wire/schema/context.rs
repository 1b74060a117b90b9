//! What a comparison of two schemas depends on beside their places.

use super::{Direction, Holder, Standing};
use crate::diff::rules::schemas::Family;

/// What a comparison of two schemas depends on beside their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Context {
    pub(super) family: Family,
    pub(super) direction: Direction,
    /// Whether values do not travel this way: callers do not send what is `readOnly`, and no answer has what is `writeOnly`.
    pub(super) unseen: bool,
    /// Whether it belongs to a parameter in the header.
    pub(super) in_header: bool,
    /// Whether a value is always sent, so that no default stands in for it.
    pub(super) is_always_sent: bool,
    /// Whether a value alone is written as a list of one is.
    pub(super) is_repeated: bool,
    pub(super) form: Form,
}

/// What values are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// With their types, as JSON writes them.
    Typed,
    /// As texts, whatever their types.
    Text,
    /// As XML, which is text with names of its own.
    Xml,
}

impl Context {
    pub(super) fn of(standing: &Standing) -> Self {
        let family = match (&standing.holder, standing.is_request) {
            (Holder::Body(_), true) => Family::RequestBody,
            (Holder::Body(_), false) => Family::ResponseBody,
            (Holder::Parameter(..), true) => Family::Parameter,
            (Holder::Header(_) | Holder::Parameter(..), _) => Family::Header,
        };
        let form = match &standing.holder {
            Holder::Body(media_type) => Form::of(media_type),
            Holder::Parameter(..) | Holder::Header(_) => Form::Text,
        };
        Self {
            family,
            direction: standing.direction,
            unseen: false,
            in_header: matches!(&standing.holder, Holder::Parameter(place, _) if place == "header"),
            is_always_sent: standing.is_always_sent,
            is_repeated: standing.is_repeated,
            form,
        }
    }

    /// That of what stands within.
    pub(super) const fn within(self) -> Self {
        Self {
            family: self.family.within(),
            is_always_sent: false,
            is_repeated: false,
            ..self
        }
    }

    pub(super) const fn is_request(self) -> bool {
        self.family.is_request()
    }
}

impl Form {
    fn of(media_type: &str) -> Self {
        let essence = media_type.split(';').next().unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        if essence.ends_with("/xml") || essence.ends_with("+xml") {
            return Self::Xml;
        }
        match essence.as_str() {
            "application/x-www-form-urlencoded" | "multipart/form-data" => Self::Text,
            text if text.starts_with("text/") => Self::Text,
            _ => Self::Typed,
        }
    }
}
