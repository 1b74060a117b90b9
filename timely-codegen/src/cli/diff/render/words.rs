//! What several formats say in the same words.

use super::super::{comparison::Comparison, name, package::Package};
use crate::{
    diagnostic::plain,
    diff::{Audience, Bump, Finding, OperationName, Severity, Site, Summary},
};

/// `breaking`.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Safe => "safe",
        Severity::Risky => "risky",
        Severity::Breaking => "breaking",
    }
}

/// `major`.
pub(super) fn bump(bump: Bump) -> &'static str {
    match bump {
        Bump::None => "none",
        Bump::Patch => "patch",
        Bump::Minor => "minor",
        Bump::Major => "major",
    }
}

/// `breaking, 3 findings: 1 breaking, 2 safe; 1 of them SILENT`.
pub(super) fn verdict(summary: &Summary) -> String {
    let Some(worst) = summary.verdict else {
        return "nothing changed".to_owned();
    };
    let parts = [
        (summary.breaking, Severity::Breaking),
        (summary.risky, Severity::Risky),
        (summary.safe, Severity::Safe),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, it)| format!("{number} {}", severity(*it)))
        .collect();
    let silent = match summary.silent {
        0 => String::new(),
        number => format!("; {number} of them SILENT"),
    };
    let findings = crate::cli::report::count(summary.findings, "finding");
    format!(
        "{}, {findings}: {}{silent}",
        severity(worst),
        parts.join(", ")
    )
}

/// What the version of the crate has to be.
pub(super) fn crate_version(comparison: &Comparison) -> String {
    let bump = bump(comparison.summary.crate_bump);
    match &comparison.package {
        None => bump.to_owned(),
        Some(package) => format!("{bump}: {}", of_package(package)),
    }
}

fn of_package(package: &Package) -> String {
    let Package {
        name,
        now,
        before,
        needed,
        is_enough,
        ..
    } = package;
    let was = match before {
        Some(before) if before != now => format!(" (it was {before})"),
        _ => String::new(),
    };
    let (name, now) = (plain(name), plain(now));
    match is_enough {
        true => format!("{name} {now} says so{was}"),
        false => format!("{name} {now} has to become {needed}{was}"),
    }
}

/// What the version of the API has to be.
pub(super) fn api_version(comparison: &Comparison) -> String {
    let bump = bump(comparison.summary.api_bump);
    let (old, new) = (
        plain(&comparison.old.version),
        plain(&comparison.new.version),
    );
    match comparison.api_needs() {
        Some(needed) => format!("{bump}: {new} has to become {needed}"),
        None if old == new => format!("{bump}: {new}"),
        None => format!("{bump}: {old} → {new}"),
    }
}

/// What something was, and what it is now; nothing where the message says it.
pub(in crate::cli::diff) fn change(finding: &Finding) -> Option<String> {
    let is_new = |text: &&String| !finding.message.contains(text.as_str());
    let from = finding.from.as_ref().filter(is_new).map(|it| plain(it));
    let to = finding.to.as_ref().filter(is_new).map(|it| plain(it));
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from} → {to}")),
        (Some(from), None) => Some(format!("was {from}")),
        (None, Some(to)) => Some(format!("now {to}")),
        (None, None) => None,
    }
}

/// `GET /pets (listPets)`.
pub(super) fn operation(operation: &OperationName) -> String {
    let OperationName { method, path, id } = operation;
    let id = id.as_ref().map(|id| format!(" ({})", plain(id)));
    format!(
        "{} {}{}",
        plain(method),
        plain(path),
        id.unwrap_or_default()
    )
}

/// `spec/pets.yaml:12:5 #/paths/~1pets/get`.
pub(super) fn site(site: &Site) -> String {
    let Site {
        file,
        line,
        column,
        pointer,
    } = site;
    format!("{}:{line}:{column} {}", plain(file), plain(pointer))
}

/// What a finding says, and a line for each audience that it may break something for.
pub(super) fn paragraph(finding: &Finding) -> String {
    let mark = if finding.silent { "SILENT: " } else { "" };
    let change = change(finding).map(|change| format!(": {change}"));
    let mut text = format!(
        "{mark}{}{}",
        plain(&finding.message),
        change.unwrap_or_default()
    );
    for audience in Audience::ALL {
        let verdict = finding.audiences.of(audience);
        if verdict.severity > Severity::Safe {
            let severity = severity(verdict.severity);
            text.push_str(&format!(
                "\n{}: {severity}, {}",
                name(audience),
                plain(&verdict.reason)
            ));
        }
    }
    text
}
