//! `Cargo.toml` of a new crate: the dependencies and features that its outputs need, and no others.

use super::plan::{Origin, Plan, Way};
use crate::{diagnostic::shown_path, manifest::CargoFeature};
use toml::Value;

/// The oldest Rust that generated code compiles with: that of this crate.
const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The whole manifest.
pub(super) fn text(plan: &Plan) -> String {
    let mut text = format!(
        "[package]\nname = {}\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = {}\ndescription = {}\nreadme = \"README.md\"\n",
        quoted(&plan.package),
        quoted(RUST_VERSION),
        quoted(&format!("{}: {}.", plan.title.trim(), plan.outputs_text())),
    );
    text.push_str(&features(plan));
    text.push_str("\n[dependencies]\n");
    for line in dependencies(plan) {
        text.push_str(&format!("{line}\n"));
    }
    let build = build_dependencies(plan);
    if !build.is_empty() {
        text.push_str("\n[build-dependencies]\n");
        for line in build {
            text.push_str(&format!("{line}\n"));
        }
    }
    let dev = dev_dependencies(plan);
    if !dev.is_empty() {
        text.push_str("\n[dev-dependencies]\n");
        for line in dev {
            text.push_str(&format!("{line}\n"));
        }
    }
    text.push_str(&examples(plan));
    text
}

/// What the examples ask for; nothing where the crate has no features.
fn examples(plan: &Plan) -> String {
    let programs = [
        ("quickstart", &plan.scaffold.quickstart, "client"),
        ("server", &plan.scaffold.server, "server"),
    ];
    let mut text = String::new();
    for (name, program, side) in programs {
        // One side, and all tags.
        let features = plan.scaffold.needs.features.iter();
        let features = features.map(|feature| feature.name.as_str());
        let features = features.filter(|name| *name == side || name.starts_with("tag-"));
        let features: Vec<String> = features.map(quoted).collect();
        if program.is_some() && !features.is_empty() {
            text.push_str(&format!(
                "\n[[example]]\nname = \"{name}\"\nrequired-features = [{}]\n",
                features.join(", ")
            ));
        }
    }
    text
}

/// `[features]`, all of which are on by default; nothing where there are none.
fn features(plan: &Plan) -> String {
    let features = &plan.scaffold.needs.features;
    if features.is_empty() {
        return String::new();
    }
    let names: Vec<String> = features.iter().map(|it| quoted(&it.name)).collect();
    let mut text = format!("\n[features]\ndefault = [{}]\n", names.join(", "));
    for line in feature_lines(plan) {
        text.push_str(&format!("{line}\n"));
    }
    text
}

/// The features, a line each.
pub(super) fn feature_lines(plan: &Plan) -> Vec<String> {
    let features = plan.scaffold.needs.features.iter();
    features.map(CargoFeature::line).collect()
}

/// What the code itself needs, a line each.
pub(super) fn dependencies(plan: &Plan) -> Vec<String> {
    let needs = &plan.scaffold.needs;
    let gates: Vec<&str> = needs.features.iter().map(|it| it.name.as_str()).collect();
    // What features of the crate itself turn on is off until then.
    let features = needs.runtime_features.iter().copied();
    let features: Vec<&str> = features.filter(|name| !gates.contains(name)).collect();
    let mut lines = Vec::new();
    if plan.way == Way::Macro {
        lines.push(dependency(&plan.origin, "timely-macros", &[]));
    }
    lines.push(dependency(&plan.origin, "timely-runtime", &features));
    lines
}

/// What its `build.rs` needs.
pub(super) fn build_dependencies(plan: &Plan) -> Vec<String> {
    match plan.way {
        Way::Build => vec![dependency(&plan.origin, "timely-codegen", &[])],
        Way::Committed | Way::Macro => Vec::new(),
    }
}

/// What the examples need.
fn dev_dependencies(plan: &Plan) -> Vec<String> {
    let scaffold = &plan.scaffold;
    let (quickstart, server) = (scaffold.quickstart.is_some(), scaffold.server.is_some());
    let mut lines = Vec::new();
    if server {
        lines.push(
            "axum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }"
                .to_owned(),
        );
    }
    if quickstart || server {
        let net = if server { "\"net\", " } else { "" };
        lines.push(format!(
            "tokio = {{ version = \"1\", features = [\"macros\", {net}\"rt-multi-thread\"] }}"
        ));
    }
    lines
}

/// A line for one of the generator's own crates.
fn dependency(origin: &Origin, name: &str, features: &[&str]) -> String {
    let version = crate::emit::runtime_version();
    let place = match origin {
        Origin::Registry if features.is_empty() => return format!("{name} = {}", quoted(version)),
        Origin::Registry => format!("version = {}", quoted(version)),
        Origin::Folder(folder) => {
            format!("path = {}", quoted(&shown_path(&folder.join(name))))
        }
        Origin::Git(url) => format!("git = {}", quoted(url)),
    };
    let features: Vec<String> = features.iter().map(|feature| quoted(feature)).collect();
    match features.is_empty() {
        true => format!("{name} = {{ {place} }}"),
        false => format!(
            "{name} = {{ {place}, features = [{}] }}",
            features.join(", ")
        ),
    }
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text.replace(['\n', '\r'], " ")).to_string()
}
