//! The requests that tests/server-bench knows.

use super::server::PACKAGE;
use anyhow::{Context as _, bail};
use serde::Deserialize;
use std::{path::Path, process::Command};

/// A request to send.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// What it is called.
    pub(super) name: String,
    pub(super) method: String,
    /// The path and the query.
    pub(super) uri: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// The requests of a mix: `good` or `bad`.
pub(super) fn all(program: &Path, mix: &str) -> anyhow::Result<Vec<Request>> {
    let output = Command::new(program).args(["requests", mix]).output()?;
    if !output.status.success() {
        bail!("{PACKAGE} knows no requests called {mix}");
    }
    serde_json::from_slice(&output.stdout).context("the requests of a mix")
}

/// The valid request of a name.
pub(super) fn valid(program: &Path, name: &str) -> anyhow::Result<Request> {
    let mut requests = all(program, "good")?.into_iter();
    requests
        .find(|request| request.name == name)
        .with_context(|| format!("there is no valid request called {name}"))
}
