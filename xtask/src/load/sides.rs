//! The servers that are compared.

use super::arguments::{Other, Others};
use super::{peer, server};
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

/// The one by hand, the generated one, and those that are asked for, compiled.
pub(super) fn compile(others: &Others) -> anyhow::Result<Vec<Side>> {
    let program = server::build()?;
    let own = |name| Side {
        name,
        program: program.clone(),
    };
    let mut sides = vec![own("by-hand"), own("generated")];
    for other in &others.beside {
        sides.push(match other {
            Other::Garde => own("garde"),
            Other::OpenapiToRust => Side {
                name: peer::NAME,
                program: peer::build()?,
            },
        });
    }
    Ok(sides)
}
