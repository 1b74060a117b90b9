//! A pair of documents, and what is expected of it.

use crate::short::document;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use timely_codegen::Generator;
use timely_codegen::diff::{Audience, Date, Finding, Options, Report, Severity, Stability};

/// A pair. The documents are written shortly: see [`document`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    pub(crate) name: String,
    old: Map<String, Value>,
    new: Map<String, Value>,
    /// What is found from the old one to the new one; where it is not there, findings are not looked at.
    forward: Option<Vec<Expected>>,
    /// What is found the other way round.
    backward: Option<Vec<Expected>>,
    /// What changes in generated code by all findings together, whatever their ids.
    code: Option<Code>,
    /// The same the other way round.
    code_backward: Option<Code>,
    /// Programs for the old document, by those who write them: `client`, `server`, `handlers`. They compile with the new one as well
    /// exactly where the verdict is safe, which `tests/diff-programs` tries.
    #[serde(default, rename = "programs")]
    _programs: BTreeMap<String, String>,
    /// The day on which they are compared.
    #[serde(default = "day")]
    today: String,
    /// How long what is deprecated has to stay.
    #[serde(default)]
    grace_days: u32,
    /// The same of what is beta.
    #[serde(default)]
    beta_grace_days: u32,
}

fn day() -> String {
    "2026-06-01".to_owned()
}

/// What changes in generated code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    /// The gravest verdicts for the code of clients, servers and handlers.
    verdicts: String,
    /// All items, each as `path: change`; where it is not there, they are not looked at.
    rust: Option<Vec<String>>,
}

/// A finding.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    id: String,
    /// The verdicts for callers, servers, and the code of clients, servers and handlers, in this order: `breaking safe safe safe
    /// safe`.
    verdicts: String,
    #[serde(default)]
    silent: bool,
    /// Items of generated code that change with it, each as `path: change`; where it is not there, they are not looked at.
    rust: Option<Vec<String>>,
}

impl Pair {
    /// Both documents.
    pub(crate) fn documents(&self) -> [Value; 2] {
        [&self.old, &self.new].map(|short| document(short, "1.0.0"))
    }

    /// What is found otherwise than expected.
    pub(crate) fn faults(&self) -> impl Iterator<Item = String> + use<> {
        let day = Date::parse(&self.today).expect("it is a day");
        let options = Options::default()
            .today(day)
            .grace_days(Stability::Stable, self.grace_days)
            .grace_days(Stability::Beta, self.beta_grace_days);
        let forward = (&self.forward, &self.code);
        let backward = (&self.backward, &self.code_backward);
        let (old, new) = (&self.old, &self.new);
        let forward = faults("forward", [old, new], &options, forward);
        let backward = faults("backward", [new, old], &options, backward);
        forward.into_iter().chain(backward)
    }
}

/// Whatever changes, the version says it, unless the documents have versions of their own.
fn faults(
    way: &str,
    [old, new]: [&Map<String, Value>; 2],
    options: &Options,
    (expected, code): (&Option<Vec<Expected>>, &Option<Code>),
) -> Vec<String> {
    if expected.is_none() && code.is_none() {
        return Vec::new();
    }
    let side = |name: &str, document: Value| Generator::from_str(name, document.to_string());
    let old = side("old.json", document(old, "1.0.0"));
    let new = side("new.json", document(new, "2.0.0"));
    let (of_old, of_new, report) = old.diff_with(&new, options);
    let Some(report) = report else {
        let messages = of_old.render_diagnostics() + &of_new.render_diagnostics();
        return vec![format!(
            "{way}: one of the documents has errors\n{messages}"
        )];
    };
    let findings = expected
        .as_ref()
        .and_then(|expected| fault(way, &report, expected));
    let code = code.as_ref().and_then(|code| code.fault(way, &report));
    findings.into_iter().chain(code).collect()
}

fn fault(way: &str, report: &Report, expected: &[Expected]) -> Option<String> {
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let wanted = expected.iter().find(|it| it.id == finding.id);
            shown(finding, wanted.is_some_and(|it| it.rust.is_some()))
        })
        .collect();
    let mut wanted: Vec<String> = expected.iter().map(Expected::shown).collect();
    found.sort();
    wanted.sort();
    (found != wanted).then(|| {
        let (found, wanted) = (found.join("\n  "), wanted.join("\n  "));
        format!("{way}: found\n  {found}\nexpected\n  {wanted}")
    })
}

impl Code {
    fn fault(&self, way: &str, report: &Report) -> Option<String> {
        let of_code = [
            Audience::ClientCode,
            Audience::ServerCode,
            Audience::HandlerCode,
        ];
        let found = of_code.map(|audience| report.severity(audience).map_or("safe", word));
        let items = report.findings.iter().flat_map(|finding| &finding.rust);
        let mut items: Vec<String> = items
            .map(|item| format!("{}: {}", item.item, item.change))
            .collect();
        let mut wanted = self.rust.clone().unwrap_or_else(|| items.clone());
        items.sort();
        items.dedup();
        wanted.sort();
        wanted.dedup();
        let found = format!("{}\n    {}", found.join(" "), items.join("\n    "));
        let wanted = format!("{}\n    {}", self.verdicts, wanted.join("\n    "));
        (found != wanted).then(|| format!("{way}: in code found\n  {found}\nexpected\n  {wanted}"))
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Safe => "safe",
        Severity::Risky => "risky",
        Severity::Breaking => "breaking",
    }
}

impl Expected {
    fn shown(&self) -> String {
        let silent = if self.silent { " silent" } else { "" };
        let mut rust = self.rust.clone().unwrap_or_default();
        rust.sort();
        let rust: String = rust.iter().map(|item| format!("\n    {item}")).collect();
        format!("{}: {}{silent}{rust}", self.id, self.verdicts)
    }
}

fn shown(finding: &Finding, with_items: bool) -> String {
    let verdicts = Audience::ALL.map(|audience| word(finding.audiences.of(audience).severity));
    let silent = if finding.silent { " silent" } else { "" };
    let items = finding.rust.iter().filter(|_| with_items);
    let mut items: Vec<String> = items
        .map(|item| format!("\n    {}: {}", item.item, item.change))
        .collect();
    items.sort();
    format!(
        "{}: {}{silent}{}",
        finding.id,
        verdicts.join(" "),
        items.concat()
    )
}
