//! What a response belongs to: the operation, the attempts it took, and where an API says what went wrong.

use crate::Operation;
use http::HeaderMap;
use std::fmt;

/// Where the answers of an API say which request they answer, and what went wrong: as generated code states it, by the
/// document's schema of errors and the settings.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "client"),
    allow(dead_code, reason = "clients alone read errors")
)]
pub struct ResponseFields {
    request_id: &'static [&'static str],
    pub(super) code: &'static [&'static str],
    pub(super) message: &'static [&'static str],
}

impl ResponseFields {
    /// What is looked at where nothing is known of an API: the forms that are in common use. They are looked at as well where
    /// what is known is not there, since a gateway answers in a form of its own.
    pub const COMMON: &'static Self = &Self::new(&["x-request-id"], &[], &[]);

    /// The header fields with the id of a request, and the JSON pointers to the code and to the message of an error: of each,
    /// the first that is there.
    #[must_use]
    pub const fn new(
        request_id: &'static [&'static str],
        code: &'static [&'static str],
        message: &'static [&'static str],
    ) -> Self {
        Self {
            request_id,
            code,
            message,
        }
    }
}

/// What call a response or a failure belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) operation: Option<&'static Operation>,
    /// How often the request was sent.
    pub(crate) attempts: u32,
    pub(crate) fields: &'static ResponseFields,
}

impl Origin {
    /// What was made by hand.
    pub(crate) const UNKNOWN: Self = Self {
        operation: None,
        attempts: 0,
        fields: ResponseFields::COMMON,
    };

    /// The operation's id, if it is known and has one.
    pub(crate) fn operation_id(self) -> Option<&'static str> {
        let id = self.operation?.id;
        (!id.is_empty()).then_some(id)
    }

    /// The id that the server gave to the request.
    pub(crate) fn request_id(self, headers: &HeaderMap) -> Option<&str> {
        let mut values = self.fields.request_id.iter().map(|name| headers.get(*name));
        values.find_map(|value| value?.to_str().ok().filter(|id| !id.is_empty()))
    }
}

/// The operation alone: what else there is belongs to no message.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.operation_id().fmt(f)
    }
}
