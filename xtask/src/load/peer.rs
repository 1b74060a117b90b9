//! The server that another generator makes of Timely's document: a crate of what it generates, and of a file in
//! tests/server-bench with the handlers.

use super::server;
use crate::release;
use anyhow::{Context as _, bail, ensure};
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The generator, its server, and the folder of the handlers.
pub(super) const NAME: &str = "openapi-to-rust";

/// What the handlers need beside what generated code does.
const DEPENDENCIES: &str =
    "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";

/// Generates and compiles the server; its program.
pub(super) fn build() -> anyhow::Result<PathBuf> {
    let repository = release::repository();
    let handlers = repository.join("tests/server-bench/peers").join(NAME);
    let work = repository.join("target/load");
    let folder = work.join("peers").join(NAME);
    let source = folder.join("src");
    fs::create_dir_all(&source).with_context(|| folder.display().to_string())?;
    for (from, to) in [
        (handlers.join("main.rs"), source.join("main.rs")),
        (
            handlers.join("openapi-to-rust.toml"),
            folder.join("openapi-to-rust.toml"),
        ),
        (
            repository.join("spec/timely.yaml"),
            folder.join("timely.yaml"),
        ),
        // The repository's versions, as far as both depend on the same.
        (repository.join("Cargo.lock"), folder.join("Cargo.lock")),
    ] {
        fs::copy(&from, &to).with_context(|| from.display().to_string())?;
    }
    generate(&folder)?;
    let dependencies = source.join("generated/REQUIRED_DEPS.toml");
    let dependencies =
        fs::read_to_string(&dependencies).with_context(|| dependencies.display().to_string())?;
    fs::write(
        folder.join("Cargo.toml"),
        manifest(&repository, &dependencies),
    )?;
    server::compile(&folder, &work.join("target"))
}

fn generate(folder: &Path) -> anyhow::Result<()> {
    let output = Command::new(NAME)
        .args(["generate", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("{NAME} is not on the PATH: run `cargo install --locked {NAME}`")
        }
        other => other.context(NAME)?,
    };
    ensure!(
        output.status.success(),
        "{NAME} fails:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// What the generator says that its code depends on, and this repository's side.
fn manifest(repository: &Path, dependencies: &str) -> String {
    let own = repository.join("tests/server-bench");
    let (_, listed) = dependencies
        .split_once("[dependencies]\n")
        .unwrap_or(("", dependencies));
    format!(
        "[package]\nname = {NAME:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         {listed}timely-server-bench = {{ path = {:?} }}\n{DEPENDENCIES}\n[workspace]\n",
        own.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_has_what_both_sides_need() {
        let listed = "# Listed.\n\n[dependencies]\nmime = \"0.3\"\n";
        let text = manifest(Path::new("/repository"), listed);
        let dependencies = concat!(
            "[dependencies]\nmime = \"0.3\"\n",
            "timely-server-bench = { path = \"/repository/tests/server-bench\" }\ntokio = ",
        );
        assert!(text.contains(dependencies), "{text}");
    }
}
