//! For a comment on a pull request.

use super::{
    super::{comparison::Comparison, name},
    groups, words,
};
use crate::diff::{Audience, Finding, Severity};

/// A comment of GitHub may have 65,536 characters, of which some are left to what is around this.
const MAX_LENGTH: usize = 60_000;

/// A comparison.
pub(super) fn page(comparison: &Comparison) -> String {
    let mut page = head(comparison);
    let (silent, groups) = groups::groups(&comparison.report.findings);
    let silent = silent.into_iter().map(|finding| {
        let title = groups::title(&finding.operations);
        (
            "SILENT: programs compile as before, and mean something else".to_owned(),
            finding,
            Some(title),
        )
    });
    let others = groups.iter().flat_map(|group| {
        let findings = group.findings.iter();
        findings.map(|finding| (groups::title(group.operations), *finding, None))
    });
    let mut shown = 0;
    let mut section = String::new();
    for (title, finding, operations) in silent.chain(others) {
        let mut text = String::new();
        if title != section {
            text = format!("\n### {}\n\n", escaped(&title));
            section = title;
        }
        text.push_str(&item(finding, operations.as_deref()));
        if page.len() + text.len() > MAX_LENGTH {
            break;
        }
        page.push_str(&text);
        shown += 1;
    }
    let left = comparison.report.findings.len() - shown;
    if left > 0 {
        page.push_str(&format!("\n{left} more findings have no room here.\n"));
    }
    page
}

fn head(comparison: &Comparison) -> String {
    let Comparison {
        name: target,
        old,
        new,
        report,
        summary,
        ..
    } = comparison;
    let subject = target.as_deref().unwrap_or("The API");
    let mut head = format!(
        "## {}: {}\n\n{} → {}\n",
        escaped(subject),
        words::verdict(summary),
        code(&old.name),
        code(&new.name)
    );
    if report.findings.is_empty() {
        return head;
    }
    head.push_str("\n| for | it is |\n|---|---|\n");
    for audience in Audience::ALL {
        let worst = report.severity(audience).unwrap_or(Severity::Safe);
        head.push_str(&format!("| {} | {} |\n", name(audience), emphasized(worst)));
    }
    for (what, version) in [
        ("the version of the crate", words::crate_version(comparison)),
        ("the version of the API", words::api_version(comparison)),
    ] {
        // Nothing is code there, in which a table could not be kept from ending.
        let version = escaped(&version.replace('`', "'"));
        head.push_str(&format!("| {what} | {version} |\n"));
    }
    head
}

/// An item of a list.
fn item(finding: &Finding, operations: Option<&str>) -> String {
    let mark = if finding.silent { "**SILENT** " } else { "" };
    let change = words::change(finding).map(|change| format!(": {}", code(&change)));
    let mut text = format!(
        "- {mark}{} {}: {}{}\n",
        emphasized(finding.severity),
        code(&finding.id),
        escaped(&crate::diagnostic::plain(&finding.message)),
        change.unwrap_or_default()
    );
    let mut add = |line: String| text.push_str(&format!("  - {line}\n"));
    if let Some(operations) = operations {
        add(escaped(operations));
    }
    for audience in Audience::ALL {
        let verdict = finding.audiences.of(audience);
        if verdict.severity > Severity::Safe {
            let severity = words::severity(verdict.severity);
            let reason = crate::diagnostic::plain(&verdict.reason);
            add(format!(
                "{}: {severity}, {}",
                name(audience),
                escaped(&reason)
            ));
        }
    }
    for item in &finding.rust {
        add(format!("{}: {}", code(&item.item), code(&item.change)));
    }
    let sites = [("old", &finding.old), ("new", &finding.new)];
    for (side, site) in sites {
        if let Some(site) = site {
            add(format!("{side}: {}", code(&words::site(site))));
        }
    }
    text
}

fn emphasized(severity: Severity) -> String {
    match severity {
        Severity::Breaking => "**breaking**".to_owned(),
        other => words::severity(other).to_owned(),
    }
}

/// A text as code, whatever it holds: between more backticks than it has in a row.
fn code(text: &str) -> String {
    let text = crate::diagnostic::plain(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = match text.starts_with('`') || text.ends_with('`') {
        true => " ",
        false => "",
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A text whose words stay words: it makes no HTML, no links, no table and mentions nobody. Code in it stays code.
fn escaped(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks marks no code.
    let has_code = parts.len() % 2 == 1;
    let parts = parts
        .iter()
        .enumerate()
        .map(|(at, part)| match at % 2 == 1 && has_code {
            true => format!("`{part}`"),
            false => part.chars().fold(String::new(), |mut text, c| {
                match c {
                    '<' => text.push_str("&lt;"),
                    '>' => text.push_str("&gt;"),
                    '&' => text.push_str("&amp;"),
                    '@' => text.push_str("&#64;"),
                    '#' => text.push_str("&#35;"),
                    '|' | '*' | '_' | '[' | ']' | '\\' | '~' => text.extend(['\\', c]),
                    c => text.push(c),
                }
                text
            }),
        });
    let parts: Vec<String> = parts.collect();
    parts.join(if has_code { "" } else { "\\`" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_document_make_no_markdown() {
        assert_eq!(
            escaped("a <b> `c | <d>` @e"),
            "a &lt;b&gt; `c | <d>` &#64;e"
        );
        assert_eq!(escaped("a ` <b> [c](d)"), "a \\` &lt;b&gt; \\[c\\](d)");
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
    }
}
