//! What handlers fail with, and how each operation answers it.

use timely_generated::models::{Error, ErrorDetail};
use timely_generated::operations::*;

/// Why a request that is valid by the document cannot be fulfilled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// 400: it breaks a rule that the document states in words.
    Invalid(String),
    /// 404: there is no such record, or it belongs to another company.
    NotFound(&'static str),
}

impl Failure {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }

    fn invalid_body(message: String) -> Error {
        Error::new(ErrorDetail::new("VALIDATION_ERROR", message, 400))
    }

    fn not_found_body(what: &str) -> Error {
        Error::new(ErrorDetail::new(
            "NOT_FOUND",
            format!("{what} not found"),
            404,
        ))
    }
}

/// The error type of each operation that can answer 400 and 404.
macro_rules! invalid_or_not_found {
    ($($error:ident,)*) => {$(
        impl From<Failure> for $error {
            fn from(failure: Failure) -> Self {
                match failure {
                    Failure::Invalid(message) => {
                        Self::BadRequest(Failure::invalid_body(message).into())
                    }
                    Failure::NotFound(what) => Self::NotFound(Failure::not_found_body(what).into()),
                }
            }
        }
    )*};
}

/// The error type of each operation whose path names no record, so that it has no 404: what its body refers to and is not
/// there makes the request invalid.
macro_rules! invalid {
    ($($error:ident,)*) => {$(
        impl From<Failure> for $error {
            fn from(failure: Failure) -> Self {
                let message = match failure {
                    Failure::Invalid(message) => message,
                    Failure::NotFound(what) => format!("{what} not found"),
                };
                Self::BadRequest(Failure::invalid_body(message).into())
            }
        }
    )*};
}

invalid! {
    CreateChannelError, CreateLeadError, CreateOpportunityError, CreateWebhookError,
}

invalid_or_not_found! {
    GetContactError, UpdateContactError, DeleteContactError,
    GetLeadError, UpdateLeadError, DeleteLeadError,
    GetOpportunityError, UpdateOpportunityError, DeleteOpportunityError,
    GetConversationError, DeleteConversationError, ListConversationMessagesError,
    SendConversationMessageError, ClearConversationMessagesError,
    UpdateConversationMessageError, DeleteConversationMessageError,
    StartHumanHandoffError, ResumeAiHandlingError,
    GetAgentError, UpdateAgentError, DeleteAgentError, ActivateAgentError, DeactivateAgentError,
    GetAgentSettingsError, UpdateAgentSettingsError, GetAgentWebhooksError,
    UpdateAgentWebhooksError, ConverseWithAgentError, AddAgentContextError, GetAgentCreditsError,
    ListAgentBehaviorHistoryError,
    ListTrainingsError, CreateTrainingError, UpdateTrainingError, DeleteTrainingError,
    UpdateChannelError, DeleteChannelError, GetChannelConfigError, UpdateChannelConfigError,
    GetChannelQrCodeError, StartChannelConversationError, GetWidgetLinksError,
    UpdateWidgetSettingsError,
    UpdateCustomFieldError, ArchiveCustomFieldError,
    ListInteractionMessagesError, CloseInteractionError,
    ListIntentionsError, CreateIntentionError, UpdateIntentionError, DeleteIntentionError,
    ListIdleActionsError, CreateIdleActionError, UpdateIdleActionError, DeleteIdleActionError,
    ListTransferRulesError, CreateTransferRuleError, UpdateTransferRuleError,
    DeleteTransferRuleError,
    AddMcpServerError, TestMcpConnectionError, ListMcpToolsError, ActivateMcpToolError,
    DeactivateMcpToolError, SyncMcpToolsError, DeleteMcpServerError,
    DeleteChatError, ClearChatMessagesError, UpdateChatMessageError, DeleteChatMessageError,
    StartHumanTakeoverError, StopHumanTakeoverError,
    GetWebhookError, UpdateWebhookError, DeleteWebhookError, TestWebhookError,
    ListWebhookDeliveriesError,
}
