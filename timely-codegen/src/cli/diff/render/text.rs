//! For a terminal.

use super::{
    super::{comparison::Comparison, name},
    Line,
    groups::{self, Group},
    words,
};
use crate::{
    cli::report::Hue,
    diagnostic::plain,
    diff::{Audience, Finding, Severity},
};

/// All comparisons.
pub(super) fn lines(comparisons: &[Comparison]) -> Vec<Line> {
    let mut lines = Vec::new();
    for comparison in comparisons {
        if !lines.is_empty() {
            lines.push(Line::plain(""));
        }
        summary(comparison, &mut lines);
        let (silent, groups) = groups::groups(&comparison.report.findings);
        if !silent.is_empty() {
            lines.push(Line::plain(""));
            let title = "SILENT: programs compile as before, and mean something else";
            lines.push(Line::colored(Hue::Red, title));
            for finding in silent {
                self::finding(finding, true, &mut lines);
            }
        }
        for group in &groups {
            lines.push(Line::plain(""));
            of_group(group, &mut lines);
        }
    }
    lines
}

fn summary(comparison: &Comparison, lines: &mut Vec<Line>) {
    let Comparison {
        name: target,
        old,
        new,
        report,
        summary,
        ..
    } = comparison;
    let target = target
        .as_ref()
        .map_or_else(String::new, |it| format!("{it}: "));
    let verdict = format!("{target}{}", words::verdict(summary));
    lines.push(Line::colored(
        summary.verdict.map_or(Hue::Green, hue),
        verdict,
    ));
    lines.push(Line::plain(format!(
        "  {} → {}",
        plain(&old.name),
        plain(&new.name)
    )));
    if report.findings.is_empty() {
        return;
    }
    for audience in Audience::ALL {
        let worst = report.severity(audience).unwrap_or(Severity::Safe);
        let (audience, worst) = (name(audience), words::severity(worst));
        lines.push(Line::plain(format!("  {audience:13} {worst}")));
    }
    let versions = [
        ("crate", words::crate_version(comparison)),
        ("API", words::api_version(comparison)),
    ];
    for (what, version) in versions {
        lines.push(Line::plain(format!("  {what:13} {version}")));
    }
}

fn of_group(group: &Group<'_>, lines: &mut Vec<Line>) {
    lines.push(Line::plain(groups::title(group.operations)));
    for finding in &group.findings {
        self::finding(finding, false, lines);
    }
}

fn finding(finding: &Finding, names_operations: bool, lines: &mut Vec<Line>) {
    let Finding {
        id,
        severity,
        message,
        old,
        new,
        operations,
        audiences,
        rust,
        silent,
        ..
    } = finding;
    let mark = if *silent { "SILENT " } else { "" };
    let head = format!("  {mark}{} [{}]", words::severity(*severity), plain(id));
    lines.push(Line::colored(hue(*severity), head));
    let mut add = |text: String| lines.push(Line::plain(format!("    {text}")));
    let change = words::change(finding).map(|change| format!(": {change}"));
    add(format!("{}{}", plain(message), change.unwrap_or_default()));
    if names_operations {
        add(format!("in {}", groups::title(operations)));
    }
    for (side, site) in [("old", old), ("new", new)] {
        if let Some(site) = site {
            add(format!("{side}: {}", words::site(site)));
        }
    }
    for audience in Audience::ALL {
        let verdict = audiences.of(audience);
        if verdict.severity > Severity::Safe {
            let (audience, severity) = (name(audience), words::severity(verdict.severity));
            add(format!(
                "{audience}: {severity}, {}",
                plain(&verdict.reason)
            ));
        }
    }
    for item in rust {
        add(format!(
            "rust: {}: {}",
            plain(&item.item),
            plain(&item.change)
        ));
    }
}

fn hue(severity: Severity) -> Hue {
    match severity {
        Severity::Safe => Hue::Green,
        Severity::Risky => Hue::Yellow,
        Severity::Breaking => Hue::Red,
    }
}
