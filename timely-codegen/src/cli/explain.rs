//! `timely explain`: what the code of a message means, or a kind of change.

use super::{CliError, Reporter, Status, arguments, report::Hue};
use crate::{diagnostic::Code, diff};

pub(super) fn run(arguments: &arguments::Explain, reporter: &Reporter) -> Result<Status, CliError> {
    if arguments.changes {
        for id in diff::ids() {
            reporter.line(id);
        }
        return Ok(Status::Good);
    }
    let Some(text) = &arguments.code else {
        for code in Code::ALL {
            reporter.line(&format!("{code:20} {}", code.summary()));
        }
        return Ok(Status::Good);
    };
    if let Some(explained) = diff::explain(bare(text)) {
        reporter.colored(Hue::Cyan, bare(text));
        reporter.line("");
        reporter.line(explained.trim_end());
        return Ok(Status::Good);
    }
    let code: Code = bare(text).parse().map_err(|cause| CliError::Code {
        program: reporter.program().name().to_owned(),
        cause,
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
