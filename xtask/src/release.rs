//! This program as a release build: what is measured is what users of a release get, and it generates in a tenth of the
//! time.

use crate::report::Reporter;
use anyhow::{Context as _, ensure};
use std::{
    env,
    path::{Path, PathBuf},
    process::Stdio,
};

/// The repository.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The program, which is compiled when this one is no release build itself.
pub(crate) fn program(reporter: &Reporter) -> anyhow::Result<PathBuf> {
    let this = env::current_exe().context("the path of this program is not known")?;
    if !cfg!(debug_assertions) {
        return Ok(this);
    }
    let spinner = reporter.spinner("a release build of the generator".to_owned());
    let target = this
        .parent()
        .and_then(Path::parent)
        .context("this program stands in no target folder")?;
    let output = crate::cargo()
        .args(["build", "--release", "--package", "xtask", "--target-dir"])
        .arg(target)
        .current_dir(repository())
        // Settings of the run of cargo around this one.
        .env_remove("CARGO_PROFILE_DEV_DEBUG")
        .stdin(Stdio::null())
        .output()
        .context("cargo cannot be run")?;
    spinner.finish_and_clear();
    ensure!(
        output.status.success(),
        "the generator cannot be compiled:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let name = format!("xtask{}", env::consts::EXE_SUFFIX);
    Ok(target.join("release").join(name))
}
