//! What to generate: targets of a `codegen.toml`, or one document given on the command line.

use crate::cli::Selection;
use std::{
    env,
    path::{Path, PathBuf},
};
use timely_codegen::settings::{Config, Settings, Target};

/// The targets that the arguments select; a document given alone goes to `out`. The flags add to the settings.
pub(crate) fn select(selection: &Selection, out: Option<&Path>) -> anyhow::Result<Vec<Target>> {
    let mut targets = named(selection, out)?;
    for Target { settings, .. } in &mut targets {
        settings.lenient |= selection.lenient;
        settings.allow_outside_folder |= selection.allow_outside_folder;
        settings.skip_unsupported |= selection.skip_unsupported;
        settings.deny_warnings |= selection.deny_warnings;
    }
    Ok(targets)
}

fn named(selection: &Selection, out: Option<&Path>) -> anyhow::Result<Vec<Target>> {
    if let Some(document) = &selection.spec {
        let name = document
            .file_stem()
            .unwrap_or(document.as_os_str())
            .to_string_lossy();
        let out = out.unwrap_or(Path::new(""));
        return Ok(vec![Target::new(name, document, out, Settings::default())]);
    }
    let path = selection.config.clone().unwrap_or_else(default_config);
    let config = Config::load(&path)?;
    Ok(config
        .select(&selection.targets)?
        .into_iter()
        .cloned()
        .collect())
}

/// `spec/codegen.toml` below the current folder, or else below the workspace's, so that `cargo xtask` works anywhere
/// in it.
fn default_config() -> PathBuf {
    let here = PathBuf::from("spec/codegen.toml");
    let workspace = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match workspace.as_deref().and_then(Path::parent) {
        Some(workspace) if !here.exists() => workspace.join(here),
        _ => here,
    }
}
