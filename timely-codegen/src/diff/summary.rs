//! What was found, in numbers.

use super::finding::{Audience, Severity};
use super::{Bump, Report, Versioned};
use serde::Serialize;

/// What was found, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The gravest verdict; none where nothing changed.
    pub verdict: Option<Severity>,
    /// How the version of the crate has to rise that holds the generated code.
    pub crate_bump: Bump,
    /// How the version of the API has to rise.
    pub api_bump: Bump,
    /// How many findings there are.
    pub findings: usize,
    /// How many of them are breaking for somebody.
    pub breaking: usize,
    /// How many of them are risky for somebody, and breaking for nobody.
    pub risky: usize,
    /// How many of them are safe for everyone.
    pub safe: usize,
    /// How many of them are silent.
    pub silent: usize,
    /// The gravest verdict for each audience.
    pub audiences: Worst,
}

/// The gravest verdict for each audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Worst {
    callers: Severity,
    servers: Severity,
    client_code: Severity,
    server_code: Severity,
    handler_code: Severity,
}

impl Report {
    /// What was found, in numbers.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let of = |severity: Severity| {
            let findings = self.findings.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let worst = |audience| self.severity(audience).unwrap_or(Severity::Safe);
        Summary {
            verdict: self.findings.iter().map(|finding| finding.severity).max(),
            crate_bump: self.bump(Versioned::Server),
            api_bump: self.bump(Versioned::Api),
            findings: self.findings.len(),
            breaking: of(Severity::Breaking),
            risky: of(Severity::Risky),
            safe: of(Severity::Safe),
            silent: self
                .findings
                .iter()
                .filter(|finding| finding.silent)
                .count(),
            audiences: Worst {
                callers: worst(Audience::Callers),
                servers: worst(Audience::Servers),
                client_code: worst(Audience::ClientCode),
                server_code: worst(Audience::ServerCode),
                handler_code: worst(Audience::HandlerCode),
            },
        }
    }
}
