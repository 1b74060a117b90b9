//! What changed, in a changelog as <https://keepachangelog.com/en/1.1.0/> has it.

use super::{comparison::Comparison, render::change};
use crate::{
    diagnostic::plain,
    diff::{Finding, Severity},
};

/// The sections, in their order.
const SECTIONS: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];

/// As many operations are named in an entry.
const NAMED: usize = 3;

/// What a new changelog begins with.
const HEAD: &str = "\
# Changelog

The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/), and versions follow
[Semantic Versioning](https://semver.org/spec/v2.0.0.html).
";

const UNRELEASED: &str = "## [Unreleased]";

/// What changed, as entries: the section of each, and its text.
pub(super) fn entries(comparison: &Comparison) -> Vec<(&'static str, String)> {
    let mut findings: Vec<&Finding> = comparison.report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings.into_iter().map(entry).collect()
}

fn entry(finding: &Finding) -> (&'static str, String) {
    let callers = &finding.audiences.callers;
    let breaking = match callers.severity {
        Severity::Breaking => "**Breaking:** ",
        _ => "",
    };
    let mut text = format!("{breaking}{}", capitalized(&plain(&finding.message)));
    if let Some(change) = change(finding) {
        text.push_str(&format!(": {change}"));
    }
    let operations: Vec<String> = finding
        .operations
        .iter()
        .map(|operation| format!("`{} {}`", plain(&operation.method), plain(&operation.path)))
        .filter(|name| !text.contains(name.as_str()))
        .collect();
    if !operations.is_empty() {
        let named = operations
            .iter()
            .take(NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        let more = match operations.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        text.push_str(&format!(" (in {named}{more})"));
    }
    text = format!("{}.", text.trim_end_matches('.'));
    if callers.severity > Severity::Safe && !callers.reason.is_empty() {
        text.push_str(&format!(
            " Existing callers: {}.",
            plain(&callers.reason).trim_end_matches('.')
        ));
    }
    for item in &finding.rust {
        text.push_str(&format!(
            " In Rust, `{}`: {}.",
            plain(&item.item),
            plain(&item.change)
        ));
    }
    (section(finding), text)
}

/// The section of a finding, by its kind.
fn section(finding: &Finding) -> &'static str {
    let has = |word: &str| finding.id.split('-').any(|it| it == word);
    if has("security") {
        "Security"
    } else if has("deprecated") {
        "Deprecated"
    } else if has("removed") && finding.to.is_none() {
        "Removed"
    } else if (has("added") || has("new")) && finding.from.is_none() {
        "Added"
    } else {
        "Changed"
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// A changelog with entries under Unreleased. Those that it has there already are not added again.
pub(super) fn with(text: Option<&str>, entries: &[(&'static str, String)]) -> String {
    let text = text.unwrap_or(HEAD);
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let start = match lines.iter().position(|line| is_unreleased(line)) {
        Some(at) => at,
        None => insert_unreleased(&mut lines),
    };
    for (section, text) in entries {
        let entry = format!("- {text}");
        let close = start
            + 1
            + lines[start + 1..]
                .iter()
                .take_while(|line| !ends(line))
                .count();
        if !lines[start..close].contains(&entry) {
            add(&mut lines, (start, close), section, entry);
        }
    }
    lines.join(end) + end
}

fn is_unreleased(line: &str) -> bool {
    let name = line
        .strip_prefix("## ")
        .map(|name| name.trim().trim_matches(['[', ']']));
    name.is_some_and(|name| name.eq_ignore_ascii_case("unreleased"))
}

/// Whether a line ends what is not released: the heading of a version, or a definition of a link, which stand at the end.
fn ends(line: &str) -> bool {
    line.starts_with("## ") || (line.starts_with('[') && line.contains("]: "))
}

/// Makes the heading before the first version, or at the end; its line.
fn insert_unreleased(lines: &mut Vec<String>) -> usize {
    let at = lines
        .iter()
        .position(|line| ends(line))
        .unwrap_or(lines.len());
    let has_gap = at == 0 || lines[at - 1].trim().is_empty();
    let mut new = vec![UNRELEASED.to_owned()];
    if !has_gap {
        new.insert(0, String::new());
    }
    if at < lines.len() {
        new.push(String::new());
    }
    let start = at + usize::from(!has_gap);
    lines.splice(at..at, new);
    start
}

/// Adds an entry to a section between two lines, which is made where it is not there.
fn add(lines: &mut Vec<String>, (start, close): (usize, usize), section: &str, entry: String) {
    let name_of = |line: &str| line.strip_prefix("### ").map(|name| name.trim().to_owned());
    let headings: Vec<(usize, String)> = (start..close)
        .filter_map(|at| Some((at, name_of(&lines[at])?)))
        .collect();
    let last_line = |lines: &[String], from: usize, to: usize| {
        let filled = (from..to).rev().find(|at| !lines[*at].trim().is_empty());
        filled.unwrap_or(from)
    };
    let known = headings
        .iter()
        .position(|(_, name)| name.eq_ignore_ascii_case(section));
    if let Some(known) = known {
        let from = headings[known].0;
        let to = headings.get(known + 1).map_or(close, |(at, _)| *at);
        let last = last_line(lines, from, to);
        // The heading has a line of its own.
        match last == from {
            true => lines
                .splice(last + 1..to, [String::new(), entry, String::new()])
                .for_each(drop),
            false => lines.insert(last + 1, entry),
        }
        return;
    }
    let rank = |name: &str| SECTIONS.iter().position(|it| it.eq_ignore_ascii_case(name));
    let after = headings.iter().find(|(_, name)| rank(name) > rank(section));
    let to = after.map_or(close, |(at, _)| *at);
    let last = last_line(lines, start, to);
    let mut new = vec![
        String::new(),
        format!("### {section}"),
        String::new(),
        entry,
    ];
    if to < lines.len() {
        new.push(String::new());
    }
    lines.splice(last + 1..to, new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(section: &'static str, text: &str) -> (&'static str, String) {
        (section, text.to_owned())
    }

    #[test]
    fn a_changelog_is_made_and_grows() {
        let one = with(None, &[entry("Removed", "B."), entry("Added", "A.")]);
        let added =
            format!("{HEAD}\n## [Unreleased]\n\n### Added\n\n- A.\n\n### Removed\n\n- B.\n");
        assert_eq!(one, added);
        let again = with(
            Some(&one),
            &[entry("Removed", "B."), entry("Removed", "C.")],
        );
        assert_eq!(again, added.replace("- B.\n", "- B.\n- C.\n"));
    }

    #[test]
    fn what_is_there_stays() {
        let text = "# Changes\n\n## Unreleased\n\nSoon.\n\n### Changed\n\n- x\n  more of x\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- A.\n\n[1.0.0]: https://a.example\n";
        let grown = with(Some(text), &[entry("Changed", "y"), entry("Added", "A.")]);
        let expected = text
            .replace("  more of x\n", "  more of x\n- y\n")
            .replace("Soon.\n", "Soon.\n\n### Added\n\n- A.\n");
        assert_eq!(grown, expected);
    }

    #[test]
    fn a_changelog_of_versions_gets_the_heading() {
        let text = "# Changes\r\n\r\n## [1.0.0]\r\n\r\n- x\r\n";
        let grown = with(Some(text), &[entry("Fixed", "y")]);
        assert_eq!(
            grown,
            "# Changes\r\n\r\n## [Unreleased]\r\n\r\n### Fixed\r\n\r\n- y\r\n\r\n## [1.0.0]\r\n\r\n- x\r\n"
        );
        let only_links = "# Changes\n## [Unreleased]\n[Unreleased]: https://a.example\n";
        let grown = with(Some(only_links), &[entry("Fixed", "y")]);
        assert_eq!(
            grown,
            "# Changes\n## [Unreleased]\n\n### Fixed\n\n- y\n\n[Unreleased]: https://a.example\n"
        );
    }
}
