//! The servers that are compared.

use super::server;
use std::path::PathBuf;

/// A server, as one of those that a program can be.
#[derive(Debug)]
pub(super) struct Side {
    /// The name that its program knows it by.
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
}

impl Side {
    /// As the heading of a table.
    pub(super) fn title(&self) -> &'static str {
        match self.name {
            "by-hand" => "by hand",
            name => name,
        }
    }
}

/// The one by hand, and the generated one, compiled.
pub(super) fn compile() -> anyhow::Result<Vec<Side>> {
    let program = server::build()?;
    let own = |name| Side {
        name,
        program: program.clone(),
    };
    Ok(vec![own("by-hand"), own("generated")])
}
