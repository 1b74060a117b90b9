//! What handlers fail with, and how each operation answers it.

use timely_generated::models::{Error, ErrorDetail};
use timely_generated::operations::*;

/// Why a request that is valid by the document cannot be fulfilled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Failure {
    /// 404: there is no such record, or it belongs to another company.
    NotFound(&'static str),
    /// 404: a field of the body refers to a record that is not there.
    Unknown {
        field: &'static str,
        what: &'static str,
    },
    /// 409: the state of the record does not allow it.
    Conflict(&'static str),
}

impl Failure {
    fn message(self) -> String {
        match self {
            Self::NotFound(what) => format!("{what} not found"),
            Self::Unknown { field, what } => format!("{field} does not name a known {what}"),
            Self::Conflict(why) => why.to_owned(),
        }
    }

    fn body(self, code: &str, status: i64) -> Error {
        Error::new(ErrorDetail::new(code, self.message(), status))
    }
}

/// The body of a refusal that is no matter of scopes.
pub(crate) fn forbidden(why: &str) -> Error {
    Error::new(ErrorDetail::new("FORBIDDEN", why, 403))
}

/// The error type of each operation that can answer 404. No state forbids what these do; were there one, the request would be
/// refused as invalid.
macro_rules! not_found {
    ($($error:ident,)*) => {$(
        impl From<Failure> for $error {
            fn from(failure: Failure) -> Self {
                match failure {
                    Failure::NotFound(_) | Failure::Unknown { .. } => {
                        Self::NotFound(failure.body("NOT_FOUND", 404).into())
                    }
                    Failure::Conflict(_) => {
                        Self::BadRequest(failure.body("VALIDATION_ERROR", 400).into())
                    }
                }
            }
        }
    )*};
}

/// The error type of each operation that can answer 404 and 409.
macro_rules! not_found_or_conflict {
    ($($error:ident,)*) => {$(
        impl From<Failure> for $error {
            fn from(failure: Failure) -> Self {
                match failure {
                    Failure::NotFound(_) | Failure::Unknown { .. } => {
                        Self::NotFound(failure.body("NOT_FOUND", 404).into())
                    }
                    Failure::Conflict(_) => Self::Conflict(failure.body("CONFLICT", 409).into()),
                }
            }
        }
    )*};
}

not_found_or_conflict! {
    DeleteAgentError, SendConversationMessageError, StartHumanHandoffError, ResumeAiHandlingError,
    ConverseWithAgentError, AddAgentContextError, StartHumanTakeoverError, StopHumanTakeoverError,
    UpdateTrainingError,
}

not_found! {
    GetContactError, UpdateContactError, DeleteContactError, GetLeadError, UpdateLeadError,
    DeleteLeadError, GetOpportunityError, UpdateOpportunityError, DeleteOpportunityError,
    GetConversationError, DeleteConversationError, ListConversationMessagesError,
    ClearConversationMessagesError, UpdateConversationMessageError, DeleteConversationMessageError,
    GetAgentError, UpdateAgentError, ActivateAgentError, DeactivateAgentError,
    GetAgentSettingsError, UpdateAgentSettingsError, GetAgentWebhooksError,
    UpdateAgentWebhooksError, GetAgentCreditsError, ListAgentBehaviorHistoryError,
    ListTrainingsError, CreateTrainingError, DeleteTrainingError, UpdateChannelError,
    DeleteChannelError, GetChannelConfigError, UpdateChannelConfigError, GetChannelQrCodeError,
    StartChannelConversationError, GetWidgetLinksError, UpdateWidgetSettingsError,
    UpdateCustomFieldError, ArchiveCustomFieldError, ListInteractionMessagesError,
    CloseInteractionError, ListIntentionsError, CreateIntentionError, UpdateIntentionError,
    DeleteIntentionError, ListIdleActionsError, CreateIdleActionError, UpdateIdleActionError,
    DeleteIdleActionError, ListTransferRulesError, CreateTransferRuleError,
    UpdateTransferRuleError, DeleteTransferRuleError, AddMcpServerError, TestMcpConnectionError,
    ListMcpToolsError, ActivateMcpToolError, DeactivateMcpToolError, SyncMcpToolsError,
    DeleteMcpServerError, DeleteChatError, ClearChatMessagesError, UpdateChatMessageError,
    DeleteChatMessageError, GetWebhookError, UpdateWebhookError, DeleteWebhookError,
    TestWebhookError, ListWebhookDeliveriesError, CreateChannelError, CreateLeadError,
    CreateOpportunityError,
}
