//! Annotations of GitHub Actions, at the lines of the new document.

use super::{super::comparison::Comparison, words};
use crate::{
    diagnostic::{command_data as data, command_property as property, plain},
    diff::{Finding, Severity},
};

/// The findings, the gravest first, and a notice that sums them up.
pub(super) fn commands(comparison: &Comparison) -> String {
    let mut findings: Vec<&Finding> = comparison.report.findings.iter().collect();
    findings.sort_by_key(|finding| (!finding.silent, std::cmp::Reverse(finding.severity)));
    let mut lines = vec![summary(comparison)];
    lines.extend(
        findings
            .into_iter()
            .map(|finding| command(finding, comparison)),
    );
    lines.join("\n")
}

fn summary(comparison: &Comparison) -> String {
    let file = property(&comparison.new.name);
    let text = format!(
        "{}\nthe version of the crate: {}\nthe version of the API: {}",
        words::verdict(&comparison.summary),
        words::crate_version(comparison),
        words::api_version(comparison)
    );
    format!(
        "::notice file={file},title=What the change means::{}",
        data(&text)
    )
}

fn command(finding: &Finding, comparison: &Comparison) -> String {
    let level = match finding.severity {
        Severity::Breaking => "error",
        Severity::Risky => "warning",
        Severity::Safe => "notice",
    };
    // What is gone is told at the beginning of the document that does not have it.
    let place = match &finding.new {
        Some(site) => format!(
            "file={},line={},col={}",
            property(&site.file),
            site.line,
            site.column
        ),
        None => format!("file={},line=1", property(&comparison.new.name)),
    };
    let mut text = words::paragraph(finding);
    for item in &finding.rust {
        text.push_str(&format!(
            "\nrust: {}: {}",
            plain(&item.item),
            plain(&item.change)
        ));
    }
    if let Some(old) = &finding.old {
        text.push_str(&format!("\nbefore: {}", words::site(old)));
    }
    format!(
        "::{level} {place},title={}::{}",
        property(&finding.id),
        data(&text)
    )
}
