//! A report that is made by hand in every format: what is silent, texts that could be taken for markup, and several operations.

use super::{
    super::{
        comparison::{Comparison, Document},
        package::Package,
    },
    github, json, markdown, sarif, text,
};
use crate::diff::{Applied, hand_made};

fn comparison() -> Comparison {
    let report = hand_made::report();
    let document = |name: &str, version: &str| Document {
        name: name.to_owned(),
        version: version.to_owned(),
    };
    Comparison {
        name: Some("pets".to_owned()),
        old: document("git:v1 & more:old.yaml", "1.0.0"),
        new: document("new.yaml", "2.0.0"),
        summary: report.summary(),
        report,
        applied: Applied::default(),
        package: Some(Package::sample()),
    }
}

#[test]
fn text() {
    let lines = text::lines(&[comparison()]);
    let lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    insta::assert_snapshot!("text", lines.join("\n"));
}

#[test]
fn json() {
    let object: serde_json::Value = json::object(&comparison()).parse().unwrap();
    assert_eq!(object["package"]["needed"], "0.4.0");
    assert_eq!(object["summary"]["silent"], 1);
    let finding = &object["findings"][1];
    assert_eq!(finding["silent"], true);
    assert_eq!(finding["direction"], "request");
    assert_eq!(finding["audiences"]["client-code"]["severity"], "safe");
    assert_eq!(object["findings"][0]["rust"][0]["change"], "is gone");
}

#[test]
fn markdown() {
    insta::assert_snapshot!("markdown", markdown::page(&comparison()));
}

#[test]
fn a_comment_has_room_for_so_many() {
    let mut large = comparison();
    let removed = large.report.findings[0].clone();
    large.report.findings.extend(vec![removed; 1000]);
    let page = markdown::page(&large);
    assert!(page.len() < 61_000, "{}", page.len());
    assert!(
        page.ends_with("more findings have no room here.\n"),
        "{page}"
    );
}

#[test]
fn github() {
    insta::assert_snapshot!("github", github::commands(&comparison()));
}

#[test]
fn sarif() {
    let log: serde_json::Value = sarif::log(&[comparison(), comparison()]).parse().unwrap();
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(2));
    let run = &log["runs"][0];
    assert_eq!(run["automationDetails"]["id"], "timely-diff/pets/");
    let silent = &run["results"][1];
    assert_eq!(silent["ruleIndex"], 1);
    assert_eq!(silent["level"], "warning");
    let message = silent["message"]["text"].as_str().unwrap();
    assert!(message.starts_with("SILENT: the default of"), "{message}");
    assert_eq!(
        silent["relatedLocations"][0]["physicalLocation"]["region"]["startLine"],
        20
    );
}
