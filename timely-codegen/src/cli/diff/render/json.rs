//! For programs.

use super::super::comparison::{Comparison, Document};
use crate::diff::{Finding, Summary};
use serde::Serialize;

/// A comparison.
#[derive(Serialize)]
struct Object<'a> {
    /// The target, where it is one of a configuration.
    target: Option<&'a str>,
    old: Side<'a>,
    new: Side<'a>,
    summary: Numbers<'a>,
    /// The crate that holds the code.
    package: Option<Package<'a>>,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Side<'a> {
    document: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Numbers<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    /// The findings that are accepted.
    ignored: usize,
}

#[derive(Serialize)]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    before: Option<&'a str>,
    needed: &'a str,
}

/// A comparison on one line.
pub(super) fn object(comparison: &Comparison) -> String {
    let object = Object {
        target: comparison.name.as_deref(),
        old: side(&comparison.old),
        new: side(&comparison.new),
        summary: Numbers {
            summary: &comparison.summary,
            ignored: comparison.applied.ignored.len(),
        },
        package: comparison.package.as_ref().map(|package| Package {
            name: &package.name,
            version: &package.now,
            before: package.before.as_deref(),
            needed: &package.needed,
        }),
        findings: &comparison.report.findings,
    };
    // Plain data with string keys always has a JSON form.
    serde_json::to_string(&object).unwrap_or_default()
}

fn side(document: &Document) -> Side<'_> {
    Side {
        document: &document.name,
        version: &document.version,
    }
}
