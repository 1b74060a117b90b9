//! The table at the end of a run, and its totals.

use super::results::{Row, Verdict};
use crate::{
    measure::Usage,
    report::{Hue, Reporter, count},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The heads of the columns. The first and the last are text, the others numbers.
pub(super) const HEADS: [&str; 15] = [
    "document",
    "version",
    "operations",
    "types",
    "definitions",
    "lines",
    "of code",
    "long names",
    "numbered",
    "generation s",
    "MB",
    "check s",
    "MB",
    "verdict",
    "warnings",
];

/// What the rows have together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Totals {
    pub(super) documents: usize,
    pub(super) verdicts: BTreeMap<&'static str, usize>,
    pub(super) operations: usize,
    pub(super) operations_skipped: usize,
    pub(super) paged: usize,
    pub(super) types: usize,
    pub(super) definitions: usize,
    pub(super) lines: usize,
    pub(super) code_lines: usize,
    pub(super) long_names: usize,
    pub(super) numbered_names: usize,
    pub(super) warnings: BTreeMap<String, usize>,
    /// The sum of the times, and the highest peak.
    pub(super) generation: Usage,
    pub(super) check: Usage,
}

impl Totals {
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut totals = Self {
            documents: rows.len(),
            ..Self::default()
        };
        for row in rows {
            let made = &row.made;
            *totals.verdicts.entry(row.verdict.name()).or_default() += 1;
            totals.lines += made.lines;
            totals.code_lines += made.code_lines;
            if made.lines > 0 {
                totals.operations += made.operations;
                totals.paged += made.paged;
                totals.types += made.types;
                totals.definitions += made.definitions;
                totals.long_names += made.long_names.len();
                totals.numbered_names += made.numbered_names.len();
                totals.operations_skipped += made.declared.saturating_sub(made.operations);
            }
            for (code, number) in &made.warnings {
                *totals.warnings.entry(code.clone()).or_default() += number;
            }
            add(&mut totals.generation, made.usage);
            if let Some(check) = &row.check {
                add(&mut totals.check, check.usage);
            }
        }
        totals
    }

    /// `139 documents: 130 compiles, 9 refused`.
    pub(super) fn verdict_text(&self) -> String {
        let known = Verdict::ALL.iter().filter_map(|verdict| {
            let number = self.verdicts.get(verdict.name())?;
            Some(format!("{number} {}", verdict.name()))
        });
        let known: Vec<String> = known.collect();
        format!(
            "{}: {}",
            count(self.documents, "document"),
            known.join(", ")
        )
    }

    /// The rest, a line each.
    pub(super) fn lines_of_text(&self) -> Vec<String> {
        let mut lines = vec![
            format!(
                "{} generated, {} skipped; {}, {}; {}, {} of code",
                count(self.operations, "operation"),
                self.operations_skipped,
                count(self.types, "type"),
                count(self.definitions, "definition"),
                count(self.lines, "line"),
                self.code_lines,
            ),
            format!(
                "{} of over 60 characters, {} with a number of its own",
                count(self.long_names, "name"),
                self.numbered_names
            ),
            format!("generation: {}", usage(self.generation)),
        ];
        if self.check.peak > 0 {
            lines.push(format!("check: {}", usage(self.check)));
        }
        if self.paged > 0 {
            lines.push(format!("{} with pages", count(self.paged, "operation")));
        }
        let warnings = warnings(&self.warnings);
        if !warnings.is_empty() {
            lines.push(format!("warnings: {warnings}"));
        }
        lines
    }
}

fn add(sum: &mut Usage, usage: Usage) {
    sum.cpu += usage.cpu;
    sum.peak = sum.peak.max(usage.peak);
}

fn usage(usage: Usage) -> String {
    format!(
        "{:.1} s of processor time, at most {:.0} MB",
        usage.cpu,
        usage.megabytes()
    )
}

/// `degraded 3, repaired 2`.
pub(super) fn warnings(codes: &BTreeMap<String, usize>) -> String {
    let codes = codes
        .iter()
        .map(|(code, number)| format!("{code} {number}"));
    codes.collect::<Vec<_>>().join(", ")
}

/// The cells of a row, under [`HEADS`].
pub(super) fn cells(row: &Row) -> [String; HEADS.len()] {
    let made = &row.made;
    let time = |usage: Usage| format!("{:.2}", usage.cpu);
    let peak = |usage: Usage| format!("{:.0}", usage.megabytes());
    let check = row.check.as_ref().map(|check| check.usage);
    let verdict = row.verdict.name().to_owned();
    let operations = if made.lines == 0 || made.declared == made.operations {
        made.declared.to_string()
    } else {
        format!("{} of {}", made.operations, made.declared)
    };
    [
        row.document.clone(),
        made.openapi.clone(),
        operations,
        made.types.to_string(),
        made.definitions.to_string(),
        made.lines.to_string(),
        made.code_lines.to_string(),
        made.long_names.len().to_string(),
        made.numbered_names.len().to_string(),
        time(made.usage),
        peak(made.usage),
        check.map_or_else(String::new, time),
        check.map_or_else(String::new, peak),
        verdict,
        warnings(&made.warnings),
    ]
}

/// Prints the table and the totals.
pub(super) fn print(rows: &[Row], reporter: &Reporter) {
    let table: Vec<[String; HEADS.len()]> = rows.iter().map(cells).collect();
    let mut widths = HEADS.map(str::len);
    for cells in &table {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    reporter.line(&line(&HEADS.map(str::to_owned), &widths));
    for (row, cells) in rows.iter().zip(&table) {
        let text = line(cells, &widths);
        if row.verdict.is_good() {
            reporter.line(&text);
            continue;
        }
        let refused = row.verdict == Verdict::Refused;
        let hue = if refused { Hue::Yellow } else { Hue::Red };
        reporter.colored(hue, &text);
        for reason in row.reasons() {
            reporter.line(&format!("    {reason}"));
        }
    }
    let totals = Totals::of(rows);
    let good = rows.iter().all(|row| row.verdict.is_good());
    reporter.line("");
    reporter.colored(
        if good { Hue::Green } else { Hue::Red },
        &totals.verdict_text(),
    );
    for text in totals.lines_of_text() {
        reporter.line(&text);
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let last = cells.len() - 1;
    let cells = cells.iter().zip(widths).enumerate();
    let cells = cells.map(|(at, (cell, width))| {
        // The first, the verdict and the warnings are text.
        if at == 0 || at + 1 >= last {
            format!("{cell:width$}")
        } else {
            format!("{cell:>width$}")
        }
    });
    let text = cells.collect::<Vec<_>>().join("  ");
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::results::{Checked, Generated, Made};
    use super::*;

    fn row(name: &str, declared: usize) -> Row {
        let made = Made {
            ending: Generated::Code,
            openapi: "3.1.0".to_owned(),
            declared,
            operations: 2,
            types: 3,
            definitions: 2,
            lines: 40,
            code_lines: 30,
            long_names: vec!["Long".to_owned()],
            warnings: BTreeMap::from([("repaired".to_owned(), 2)]),
            usage: Usage {
                cpu: 0.5,
                peak: 20_000_000,
            },
            ..Made::default()
        };
        let check = Checked {
            clean: true,
            usage: Usage {
                cpu: 1.0,
                peak: 90_000_000,
            },
            ..Checked::default()
        };
        Row::new(name.to_owned(), made, Some(check))
    }

    #[test]
    fn totals_sum_up() {
        let totals = Totals::of(&[row("a.yaml", 2), row("b.yaml", 3)]);
        assert_eq!(
            totals.verdict_text(),
            "2 documents: 1 compiles, 1 operations skipped"
        );
        assert_eq!(
            totals.lines_of_text(),
            [
                "4 operations generated, 1 skipped; 6 types, 4 definitions; 80 lines, 60 of code",
                "2 names of over 60 characters, 0 with a number of its own",
                "generation: 1.0 s of processor time, at most 20 MB",
                "check: 2.0 s of processor time, at most 90 MB",
                "warnings: repaired 4",
            ]
        );
    }

    #[test]
    fn columns_stand_below_their_heads() {
        let cells = cells(&row("a.yaml", 3));
        let widths = HEADS.map(|head| head.len().max(7));
        assert_eq!(
            line(&cells, &widths),
            "a.yaml      3.1.0      2 of 3        3            2       40       30           1         0          0.50       \
             20     1.00       90  \
             operations skipped  repaired 2"
        );
    }
}
