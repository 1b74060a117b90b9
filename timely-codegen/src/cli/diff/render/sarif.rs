//! SARIF 2.1.0 (OASIS, 2020), which code scanning reads.

use super::{super::comparison::Comparison, words};
use crate::diff::{self, Finding, Severity, Site};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// All comparisons, a run each.
pub(super) fn log(comparisons: &[Comparison]) -> String {
    let runs: Vec<Value> = comparisons.iter().map(run).collect();
    let log = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": runs});
    // Plain data with string keys always has a JSON form.
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn run(comparison: &Comparison) -> Value {
    let findings = &comparison.report.findings;
    let mut rules: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in findings {
        let worst = rules.entry(&finding.id).or_insert(finding.severity);
        *worst = finding.severity.max(*worst);
    }
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            // Each id is there.
            let index = rules.keys().position(|id| *id == finding.id);
            result(finding, index, comparison)
        })
        .collect();
    let rules: Vec<Value> = rules
        .iter()
        .map(|(id, severity)| rule(id, *severity))
        .collect();
    json!({
        "tool": {"driver": {
            "name": "timely",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        }},
        "automationDetails": {"id": category(comparison)},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"summary": comparison.summary},
    })
}

/// What tells the runs of several documents apart.
fn category(comparison: &Comparison) -> String {
    match &comparison.name {
        Some(name) => format!("timely-diff/{name}/"),
        None => "timely-diff/".to_owned(),
    }
}

fn rule(id: &str, severity: Severity) -> Value {
    let help = diff::explain(id).unwrap_or_else(|| words_of(id));
    json!({
        "id": id,
        "shortDescription": {"text": words_of(id)},
        "help": {"text": help},
        "defaultConfiguration": {"level": level(severity)},
    })
}

/// `api-removed` as `api removed`.
fn words_of(id: &str) -> String {
    id.replace('-', " ")
}

fn result(finding: &Finding, index: Option<usize>, comparison: &Comparison) -> Value {
    let text = words::paragraph(finding);
    // Code scanning wants a place for each result: what is gone is told at the beginning of the document without it.
    let beginning = Site {
        file: comparison.new.name.clone(),
        line: 1,
        column: 1,
        pointer: "#".to_owned(),
    };
    let place = finding.new.as_ref().unwrap_or(&beginning);
    let mut result = json!({
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [location(place, None)],
        "properties": {
            "audiences": finding.audiences,
            "silent": finding.silent,
            "rust": finding.rust,
            "operations": finding.operations,
        },
    });
    if let Some(old) = &finding.old {
        result["relatedLocations"] = json!([location(old, Some("the old document"))]);
    }
    result
}

fn location(site: &Site, message: Option<&str>) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(&site.file)},
            "region": {"startLine": site.line, "startColumn": site.column},
        },
        "logicalLocations": [{"fullyQualifiedName": site.pointer}],
    });
    if let Some(message) = message {
        location["message"] = json!({"text": message});
    }
    location
}

/// A path as a URI (RFC 3986): what may not stand there is written as `%20`.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => uri.push(char::from(byte)),
            b'/' | b':' | b'.' | b'-' | b'_' | b'~' | b'@' | b'+' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Breaking => "error",
        Severity::Risky => "warning",
        Severity::Safe => "note",
    }
}
