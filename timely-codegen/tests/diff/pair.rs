//! A pair of documents, and what is expected of it.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use timely_codegen::Generator;
use timely_codegen::diff::{Audience, Finding, Options, Severity};

/// Whether nothing is looked at but what is meant on the wire: two of the five verdicts, and `silent` where no code changes.
const WIRE_ALONE: bool = true;

/// A pair. The documents are written shortly: see [`document`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    pub(crate) name: String,
    old: Map<String, Value>,
    new: Map<String, Value>,
    /// What is found from the old one to the new one.
    forward: Vec<Expected>,
    /// What is found the other way round.
    backward: Vec<Expected>,
    /// The day on which they are compared.
    #[serde(default = "day")]
    today: String,
    /// How long what is deprecated has to stay.
    #[serde(default)]
    grace_days: u32,
    /// The same of what is beta.
    #[serde(default)]
    beta_grace_days: u32,
    /// Whether schemas change with it.
    #[serde(default)]
    with_schemas: bool,
}

fn day() -> String {
    "2026-06-01".to_owned()
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
        [&self.old, &self.new].map(|short| {
            let mut document = document(short);
            if document["info"]["version"].is_null() {
                document["info"]["version"] = "1.0.0".into();
            }
            document
        })
    }

    /// Whether it can be told already.
    pub(crate) const fn can_be_told(&self) -> bool {
        !(WIRE_ALONE && self.with_schemas)
    }

    /// What is found otherwise than expected.
    pub(crate) fn faults(&self) -> impl Iterator<Item = String> + use<> {
        let (old, new) = (document(&self.old), document(&self.new));
        let mut options = Options::on(&self.today).expect("it is a day");
        options.grace_days = self.grace_days;
        options.beta_grace_days = self.beta_grace_days;
        let forward = fault("forward", [&old, &new], &options, &self.forward);
        let backward = fault("backward", [&new, &old], &options, &self.backward);
        forward.into_iter().chain(backward)
    }
}

/// Whatever changes, the version says it, unless the documents have versions of their own.
fn fault(
    way: &str,
    [old, new]: [&Value; 2],
    options: &Options,
    expected: &[Expected],
) -> Option<String> {
    let side = |name: &str, document: &Value, version: &str| {
        let mut document = document.clone();
        if document["info"]["version"].is_null() {
            document["info"]["version"] = version.into();
        }
        Generator::from_str(name, document.to_string())
    };
    let old = side("old.json", old, "1.0.0");
    let new = side("new.json", new, "2.0.0");
    let (of_old, of_new, report) = old.diff_with(&new, options);
    let Some(report) = report else {
        let messages = of_old.render_diagnostics() + &of_new.render_diagnostics();
        return Some(format!(
            "{way}: one of the documents has errors\n{messages}"
        ));
    };
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let wanted = expected.iter().find(|it| it.id == finding.id);
            let with_items = !WIRE_ALONE && wanted.is_some_and(|it| it.rust.is_some());
            shown(
                finding,
                with_items,
                wanted.is_none_or(Expected::tells_silence),
            )
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

impl Expected {
    /// Whether it can be told already if it is silent.
    fn tells_silence(&self) -> bool {
        !WIRE_ALONE || self.silent
    }

    fn shown(&self) -> String {
        let is_silent = self.silent && self.tells_silence();
        let silent = if is_silent { " silent" } else { "" };
        let mut rust = self.rust.clone().unwrap_or_default();
        if WIRE_ALONE {
            rust.clear();
        }
        rust.sort();
        let rust: String = rust.iter().map(|item| format!("\n    {item}")).collect();
        let verdicts = looked_at(&self.verdicts);
        format!("{}: {verdicts}{silent}{rust}", self.id)
    }
}

/// Those verdicts that are looked at.
fn looked_at(verdicts: &str) -> String {
    let count = if WIRE_ALONE { 2 } else { Audience::ALL.len() };
    let verdicts: Vec<&str> = verdicts.split(' ').take(count).collect();
    verdicts.join(" ")
}

fn shown(finding: &Finding, with_items: bool, tells_silence: bool) -> String {
    let verdicts = Audience::ALL.map(|audience| match finding.audiences.of(audience).severity {
        Severity::Safe => "safe",
        Severity::Risky => "risky",
        Severity::Breaking => "breaking",
    });
    let silent = if finding.silent && tells_silence {
        " silent"
    } else {
        ""
    };
    let items = finding.rust.iter().filter(|_| with_items);
    let mut items: Vec<String> = items
        .map(|item| format!("\n    {}: {}", item.item, item.change))
        .collect();
    items.sort();
    format!(
        "{}: {}{silent}{}",
        finding.id,
        looked_at(&verdicts.join(" ")),
        items.concat()
    )
}

/// A document of what is written shortly:
///
/// - `request: SCHEMA` is the JSON body of `POST /things` (`postThings`), `response: SCHEMA` that of the answer to `GET /things`
///   (`getThings`), which both are components of the names `Sent` and `Got`;
/// - `parameter: PARAMETER` is one of `GET /things`, `operation: MEMBERS` are members of it;
/// - whatever else is a member of the document.
fn document(short: &Map<String, Value>) -> Value {
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T"},
        "paths": {},
    });
    for (key, value) in short {
        match key.as_str() {
            "request" => {
                document["components"]["schemas"]["Sent"] = value.clone();
                let schema = json!({"$ref": "#/components/schemas/Sent"});
                document["paths"]["/things"]["post"] = json!({
                    "operationId": "postThings",
                    "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
                    "responses": {"204": {"description": "done"}},
                });
            }
            "response" => {
                document["components"]["schemas"]["Got"] = value.clone();
                let schema = json!({"$ref": "#/components/schemas/Got"});
                let content = json!({"application/json": {"schema": schema}});
                let get = read(&mut document);
                get["responses"]["200"]["content"] = content;
            }
            "parameter" => read(&mut document)["parameters"] = json!([value]),
            "operation" => {
                read(&mut document);
                let members = value.as_object().into_iter().flatten();
                for (key, value) in members {
                    read(&mut document)[key] = value.clone();
                }
            }
            "components" => {
                let sections = value.as_object().into_iter().flatten();
                for (section, entries) in sections {
                    for (name, entry) in entries.as_object().into_iter().flatten() {
                        document["components"][section][name] = entry.clone();
                    }
                }
            }
            _ => document[key] = value.clone(),
        }
    }
    document
}

/// The operation `GET /things`.
fn read(document: &mut Value) -> &mut Value {
    let get = &mut document["paths"]["/things"]["get"];
    if get.is_null() {
        *get = json!({"operationId": "getThings", "responses": {"200": {"description": "things"}}});
    }
    get
}
