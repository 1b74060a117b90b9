//! Generators of others, as their users run them for a client.

use crate::measure::{self, Usage};
use anyhow::bail;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Programs, and the arguments before the document, before the output, and after.
const PEERS: [(&str, &[&str], &str, &[&str]); 3] = [
    (
        "oas3-gen",
        &["generate", "client-mod", "--input"],
        "--output",
        &[],
    ),
    (
        "openapi-to-rust",
        &["generate", "--quiet"],
        "--output-dir",
        &[],
    ),
    (
        "cargo-progenitor",
        &["progenitor", "--input"],
        "--output",
        &["--name", "api", "--version", "0.1.0"],
    ),
];

/// One that is installed.
pub(super) struct Peer {
    program: PathBuf,
    name: &'static str,
    before: &'static [&'static str],
    output: &'static str,
    after: &'static [&'static str],
}

pub(super) fn names() -> [&'static str; PEERS.len()] {
    PEERS.map(|(name, ..)| name)
}

/// Those in the path.
pub(super) fn installed() -> Vec<Peer> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&folders).collect();
    let peers = PEERS
        .into_iter()
        .filter_map(|(name, before, output, after)| {
            let file = format!("{name}{}", env::consts::EXE_SUFFIX);
            let mut places = folders.iter().map(|folder| folder.join(&file));
            let program = places.find(|place| place.is_file())?;
            Some(Peer {
                program,
                name,
                before,
                output,
                after,
            })
        });
    peers.collect()
}

impl Peer {
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Generates a client anew.
    pub(super) fn run(&self, document: &Path, out: &Path) -> anyhow::Result<Usage> {
        if out.exists() {
            fs::remove_dir_all(out)?;
        }
        let mut command = Command::new(&self.program);
        command
            .args(self.before)
            .arg(document)
            .arg(self.output)
            .arg(out)
            .args(self.after);
        let measured = measure::run(&command, super::PATIENCE)?;
        if measured.ended.code != Some(0) {
            let why = measured.err.lines().last().unwrap_or_default();
            bail!("fails: {}: {why}", measured.ended.status);
        }
        Ok(measured.ended.usage)
    }
}
