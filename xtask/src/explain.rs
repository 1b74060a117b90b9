//! `cargo xtask explain`: what the code of a message means.

use crate::{
    Status, cli,
    report::{Hue, Reporter},
};
use anyhow::anyhow;
use timely_codegen::diagnostic::{Code, UnknownCode};

pub(crate) fn run(arguments: &cli::Explain, reporter: &Reporter) -> anyhow::Result<Status> {
    let Some(text) = &arguments.code else {
        for code in Code::ALL {
            reporter.line(&format!("{code:20} {}", code.summary()));
        }
        return Ok(Status::Good);
    };
    let code: Code = bare(text).parse().map_err(|error: UnknownCode| {
        let joint = if error.near.is_some() { "" } else { ";" };
        anyhow!("{error}{joint} `cargo xtask explain` lists all of them")
    })?;
    reporter.colored(Hue::Cyan, code.as_str());
    reporter.line("");
    reporter.line(code.explain().trim_end());
    Ok(Status::Good)
}

/// The code of what may be copied from a message with what stands around it: `error[unknown-key]:`.
fn bare(text: &str) -> &str {
    let text = text.trim().trim_end_matches(':');
    let inner = text
        .split_once('[')
        .and_then(|(_, rest)| rest.strip_suffix(']'));
    inner.unwrap_or(text)
}
