//! The results as a file, for a program or a reader.

use super::{
    results::Row,
    table::{HEADS, Totals, cells},
};
use anyhow::Context as _;
use serde::Serialize;
use std::{fmt::Write as _, fs, path::Path};

/// Writes the results: Markdown when the file's ending is `.md`, JSON otherwise.
pub(super) fn write(file: &Path, rows: &[Row]) -> anyhow::Result<()> {
    let is_markdown = file.extension().is_some_and(|ending| ending == "md");
    let text = if is_markdown {
        markdown(rows)
    } else {
        json(rows)?
    };
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

fn json(rows: &[Row]) -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct Report<'a> {
        totals: Totals,
        documents: &'a [Row],
    }
    let report = Report {
        totals: Totals::of(rows),
        documents: rows,
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn markdown(rows: &[Row]) -> String {
    let totals = Totals::of(rows);
    let mut text = format!("{}.\n\n", totals.verdict_text());
    for line in totals.lines_of_text() {
        // A text cannot refuse to be written to.
        let _ = writeln!(text, "- {line}");
    }
    let _ = writeln!(text, "\n| {} |", HEADS.join(" | "));
    let _ = writeln!(
        text,
        "|---{}",
        "|---:".repeat(HEADS.len() - 3) + "|---|---|"
    );
    for row in rows {
        let cells = cells(row).map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    let failed: Vec<&Row> = rows.iter().filter(|row| !row.verdict.is_good()).collect();
    if !failed.is_empty() {
        text.push_str("\n## What failed\n");
    }
    for row in failed {
        let _ = writeln!(text, "\n{}: {}\n", row.document, row.verdict.name());
        for reason in row.reasons() {
            let _ = writeln!(text, "    {}", reason.replace('\n', " "));
        }
    }
    text
}
