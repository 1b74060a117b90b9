//! What handlers fail with, and how each operation answers it.

use timely_generated::models::{Error, ErrorDetail};
use timely_generated::operations::*;

/// Why a request that is valid by the document cannot be fulfilled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Failure {
    /// 404: there is no such record, or it belongs to another company.
    NotFound(&'static str),
    /// 409: a field of the body refers to a record that is not there.
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

/// The error type of each operation, with the statuses that it can answer. What it has no other status for is a bad request:
/// there is no such failure in it now.
macro_rules! answers {
    ($($error:ident: $($status:ident)*;)*) => {$(
        impl From<Failure> for $error {
            fn from(failure: Failure) -> Self {
                match failure {
                    $(answers!(@pattern $status) => {
                        Self::$status(answers!(@body $status failure).into())
                    })*
                    #[allow(unreachable_patterns, reason = "some operations answer all of them")]
                    _ => Self::BadRequest(failure.body("VALIDATION_ERROR", 400).into()),
                }
            }
        }
    )*};
    (@pattern NotFound) => { Failure::NotFound(_) };
    (@pattern Conflict) => { Failure::Unknown { .. } | Failure::Conflict(_) };
    (@body NotFound $failure:ident) => { $failure.body("NOT_FOUND", 404) };
    (@body Conflict $failure:ident) => { $failure.body("CONFLICT", 409) };
}

answers! {
    DeleteAgentError: NotFound Conflict;
    SendConversationMessageError: NotFound Conflict;
    StartHumanHandoffError: NotFound Conflict;
    ResumeAiHandlingError: NotFound Conflict;
    ConverseWithAgentError: NotFound Conflict;
    AddAgentContextError: NotFound Conflict;
    StartHumanTakeoverError: NotFound Conflict;
    StopHumanTakeoverError: NotFound Conflict;
    UpdateTrainingError: NotFound Conflict;
    UpdateChannelError: NotFound Conflict;
    UpdateLeadError: NotFound Conflict;
    UpdateOpportunityError: NotFound Conflict;
    StartChannelConversationError: NotFound Conflict;
    GetChannelQrCodeError: NotFound Conflict;
    CreateChannelError: Conflict;
    CreateLeadError: Conflict;
    CreateOpportunityError: Conflict;
    GetContactError: NotFound;
    UpdateContactError: NotFound;
    DeleteContactError: NotFound;
    GetLeadError: NotFound;
    DeleteLeadError: NotFound;
    GetOpportunityError: NotFound;
    DeleteOpportunityError: NotFound;
    GetConversationError: NotFound;
    DeleteConversationError: NotFound;
    ListConversationMessagesError: NotFound;
    ClearConversationMessagesError: NotFound;
    UpdateConversationMessageError: NotFound;
    DeleteConversationMessageError: NotFound;
    GetAgentError: NotFound;
    UpdateAgentError: NotFound;
    ActivateAgentError: NotFound;
    DeactivateAgentError: NotFound;
    GetAgentSettingsError: NotFound;
    UpdateAgentSettingsError: NotFound;
    GetAgentWebhooksError: NotFound;
    UpdateAgentWebhooksError: NotFound;
    GetAgentCreditsError: NotFound;
    ListAgentBehaviorHistoryError: NotFound;
    ListTrainingsError: NotFound;
    CreateTrainingError: NotFound;
    DeleteTrainingError: NotFound;
    DeleteChannelError: NotFound;
    GetChannelConfigError: NotFound;
    UpdateChannelConfigError: NotFound;
    GetWidgetLinksError: NotFound;
    UpdateWidgetSettingsError: NotFound;
    UpdateCustomFieldError: NotFound;
    ArchiveCustomFieldError: NotFound;
    ListInteractionMessagesError: NotFound;
    CloseInteractionError: NotFound;
    ListIntentionsError: NotFound;
    CreateIntentionError: NotFound;
    UpdateIntentionError: NotFound;
    DeleteIntentionError: NotFound;
    ListIdleActionsError: NotFound;
    CreateIdleActionError: NotFound;
    UpdateIdleActionError: NotFound;
    DeleteIdleActionError: NotFound;
    ListTransferRulesError: NotFound;
    CreateTransferRuleError: NotFound;
    UpdateTransferRuleError: NotFound;
    DeleteTransferRuleError: NotFound;
    AddMcpServerError: NotFound;
    TestMcpConnectionError: NotFound;
    ListMcpToolsError: NotFound;
    ActivateMcpToolError: NotFound;
    DeactivateMcpToolError: NotFound;
    SyncMcpToolsError: NotFound;
    DeleteMcpServerError: NotFound;
    DeleteChatError: NotFound;
    ClearChatMessagesError: NotFound;
    UpdateChatMessageError: NotFound;
    DeleteChatMessageError: NotFound;
    GetWebhookError: NotFound;
    UpdateWebhookError: NotFound;
    DeleteWebhookError: NotFound;
    TestWebhookError: NotFound;
    ListWebhookDeliveriesError: NotFound;
}
