//! What was found, for people and for programs.

mod github;
mod groups;
mod json;
mod markdown;
mod sarif;
#[cfg(test)]
mod tests;
mod text;
mod words;

use super::{arguments::ReportFormat, comparison::Comparison};
use crate::cli::{Reporter, report::Hue};

pub(super) use words::change;

/// A line of output, perhaps in a color.
struct Line {
    hue: Option<Hue>,
    text: String,
}

impl Line {
    fn plain(text: impl Into<String>) -> Self {
        Self {
            hue: None,
            text: text.into(),
        }
    }

    fn colored(hue: Hue, text: impl Into<String>) -> Self {
        Self {
            hue: Some(hue),
            text: text.into(),
        }
    }
}

/// Shows what was found.
pub(super) fn show(comparisons: &[Comparison], format: ReportFormat, reporter: &Reporter) {
    let plain = |text: String| {
        let lines = text.lines().map(Line::plain);
        lines.collect::<Vec<_>>()
    };
    let each = |render: fn(&Comparison) -> String| {
        let texts: Vec<String> = comparisons.iter().map(render).collect();
        plain(texts.join("\n"))
    };
    let lines = match format {
        ReportFormat::Text => text::lines(comparisons),
        ReportFormat::Json => each(json::object),
        ReportFormat::Markdown => each(markdown::page),
        ReportFormat::Github => each(github::commands),
        ReportFormat::Sarif => plain(sarif::log(comparisons)),
    };
    for line in lines {
        match line.hue {
            Some(hue) => reporter.colored(hue, &line.text),
            None => reporter.line(&line.text),
        }
    }
}
