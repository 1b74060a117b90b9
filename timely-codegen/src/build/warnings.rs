//! Warnings about a document, said once.
//!
//! Cargo keeps what a build script has said, and says it again with each build until the script runs anew. So a run that
//! has warnings leaves a file that makes cargo run it once more, and the run that finds the same warnings in that file says
//! nothing. The price is that the crate is compiled once more after a change of the warnings.

use crate::diagnostic::{Brief, Message};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Tells cargo the warnings, unless the run before has told the same.
pub(super) fn tell(brief: &Brief, folder: &Path, out_file: &Path) {
    for line in instructions(brief, folder, out_file) {
        println!("{line}");
    }
}

/// What to tell cargo.
fn instructions(brief: &Brief, folder: &Path, out_file: &Path) -> Vec<String> {
    let lines: Vec<String> = brief
        .messages
        .iter()
        .map(one_line)
        .chain(brief.more_lines())
        .collect();
    let path = record(folder, out_file);
    let text = lines.join("\n");
    if lines.is_empty() {
        // There may have been none.
        let _ = fs::remove_file(path);
        return Vec::new();
    }
    if fs::read_to_string(&path).is_ok_and(|told| told == text) {
        return Vec::new();
    }
    let lines = lines.iter().map(|line| format!("cargo:warning={line}"));
    let mut told: Vec<String> = lines.collect();
    // An editor does not show them: whoever builds in a terminal is still to see them.
    let is_for_editor = ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"]
        .iter()
        .filter_map(env::var_os)
        .any(|wrapper| wrapper.to_string_lossy().contains("rust-analyzer"));
    // Where the file cannot be written, the same is said again, which loses nothing.
    if !is_for_editor && fs::write(&path, text).is_ok() {
        told.push(format!("cargo:rerun-if-changed={}", path.display()));
    }
    told
}

/// The file that holds what was told.
fn record(folder: &Path, out_file: &Path) -> PathBuf {
    let mut name = out_file.as_os_str().to_owned();
    name.push(".warnings");
    folder.join(name)
}

/// A message as a cargo warning, which is a single line: cargo puts the package before each.
fn one_line(message: &Message) -> String {
    match &message.help {
        Some(help) => format!("{}; help: {help}", message.summary),
        None => message.summary.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Generator;

    fn brief(more: &str) -> Brief {
        let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'{more}}}\npaths: {{}}\n");
        Generator::from_str("api.yaml", text).run().brief_messages()
    }

    #[test]
    fn a_warning_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let told = |more: &str| instructions(&brief(more), folder.path(), Path::new("api.rs"));
        let first = told(", sumary: a");
        assert!(
            first[0].starts_with("cargo:warning=api.yaml:2:"),
            "{first:?}"
        );
        // So that cargo, which says again what a script has said, runs the script once more.
        assert!(first[1].starts_with("cargo:rerun-if-changed="), "{first:?}");
        assert_eq!(told(", sumary: a"), Vec::<String>::new());
        assert_eq!(told(", titel: a").len(), 2);
        assert_eq!(told(""), Vec::<String>::new());
        assert_eq!(told(", titel: a").len(), 2);
    }
}
