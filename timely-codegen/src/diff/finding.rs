//! What is found: a change, with its places and what it means to each audience.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How much a change asks of an audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing that worked stops working.
    Safe,
    /// Something may stop working, by what a program relies on.
    Risky,
    /// Something that worked does not work any more, or does not compile.
    Breaking,
}

/// Those whom a change may concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Existing callers on the wire: they send what the old document says, to a server of the new one.
    Callers,
    /// Existing servers on the wire: they answer as the old document says, and are held to the new one.
    Servers,
    /// Programs that use the generated client.
    ClientCode,
    /// Programs that implement the generated server traits.
    ServerCode,
    /// Programs that implement client traits, as test doubles do, or handle webhooks.
    HandlerCode,
}

impl Audience {
    /// All of them, in the order of [`Verdicts`].
    pub const ALL: [Self; 5] = [
        Self::Callers,
        Self::Servers,
        Self::ClientCode,
        Self::ServerCode,
        Self::HandlerCode,
    ];
}

/// What a change means to an audience, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How much it asks of them.
    pub severity: Severity,
    /// A sentence.
    pub reason: Cow<'static, str>,
}

impl Verdict {
    pub(super) fn new(severity: Severity, reason: impl Into<Cow<'static, str>>) -> Self {
        let reason = reason.into();
        Self { severity, reason }
    }
}

/// What a change means to each audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verdicts {
    /// For [`Audience::Callers`].
    pub callers: Verdict,
    /// For [`Audience::Servers`].
    pub servers: Verdict,
    /// For [`Audience::ClientCode`].
    pub client_code: Verdict,
    /// For [`Audience::ServerCode`].
    pub server_code: Verdict,
    /// For [`Audience::HandlerCode`].
    pub handler_code: Verdict,
}

impl Verdicts {
    /// The verdict for one audience.
    #[must_use]
    pub const fn of(&self, audience: Audience) -> &Verdict {
        match audience {
            Audience::Callers => &self.callers,
            Audience::Servers => &self.servers,
            Audience::ClientCode => &self.client_code,
            Audience::ServerCode => &self.server_code,
            Audience::HandlerCode => &self.handler_code,
        }
    }

    pub(super) const fn of_mut(&mut self, audience: Audience) -> &mut Verdict {
        match audience {
            Audience::Callers => &mut self.callers,
            Audience::Servers => &mut self.servers,
            Audience::ClientCode => &mut self.client_code,
            Audience::ServerCode => &mut self.server_code,
            Audience::HandlerCode => &mut self.handler_code,
        }
    }

    /// The gravest of them.
    #[must_use]
    pub fn worst(&self) -> Severity {
        let all = Audience::ALL.into_iter();
        let severities = all.map(|audience| self.of(audience).severity);
        severities.max().unwrap_or(Severity::Safe)
    }
}

/// Which way what changed travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From callers to servers.
    Request,
    /// From servers to callers.
    Response,
    /// Both ways.
    Both,
    /// With a webhook: the API is the caller.
    Webhook,
    /// With a callback: the API is the caller.
    Callback,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Site {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The JSON pointer, as a URI fragment: `#/paths/~1pets/get`.
    pub pointer: String,
}

/// An operation that a change reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct OperationName {
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template, or the name of a webhook.
    pub path: String,
    /// Its `operationId`, if it has one.
    pub id: Option<String>,
}

/// A public item of generated code that changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CodeChange {
    /// Its path: `models::Contact.phone`, `client::ContactsApi::list_contacts`.
    pub item: String,
    /// What becomes of it: `Option<String> → String`, `gains a variant Archived`.
    pub change: String,
}

/// A change, with what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its kind: the id of oasdiff where that means the same.
    pub id: Cow<'static, str>,
    /// The gravest of the verdicts.
    pub severity: Severity,
    /// What changed, as a sentence.
    pub message: String,
    /// What was there.
    pub from: Option<String>,
    /// What is there now.
    pub to: Option<String>,
    /// Where the old document has it, or the nearest thing around what it does not have.
    pub old: Option<Site>,
    /// Where the new document has it, or the nearest thing around what it does not have.
    pub new: Option<Site>,
    /// Which way it travels; none for what does not.
    pub direction: Option<Direction>,
    /// The operations that it reaches, those of the new document first.
    pub operations: Vec<OperationName>,
    /// What it means to each audience.
    pub audiences: Verdicts,
    /// The items of generated code that change with it.
    pub rust: Vec<CodeChange>,
    /// Whether programs compile as before, and mean something else.
    pub silent: bool,
}
