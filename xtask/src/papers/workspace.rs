//! A workspace of the crates of some pages, outside of this one.

use super::{
    CRATES, GUIDES, SDK,
    page::{Package, Page},
};
use crate::release;
use anyhow::{Context as _, bail, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use timely_codegen::{
    Generator,
    settings::Config,
    tree::{RootFile, SourceTree},
};

/// A file by which this task knows the folder that it has made.
const MARK: &str = ".papers";

/// The folder of the crates.
pub(super) struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    /// Writes the crates of these pages into a folder, and the SDK that they use beside them, with the dependencies that
    /// its own page names.
    pub(super) fn create(folder: &Path, pages: &[Page], index: &Page) -> anyhow::Result<Self> {
        let crates = folder.join("crates");
        if crates.exists() {
            ensure!(
                crates.join(MARK).exists(),
                "{} is not a folder of this task, which would replace it",
                crates.display()
            );
            fs::remove_dir_all(&crates).with_context(|| crates.display().to_string())?;
        }
        let workspace = Self { folder: crates };
        workspace.write(MARK, "")?;
        let all = pages.iter().flat_map(|page| &page.packages);
        let all: Vec<&Package> = all.filter(|package| package.name != SDK).collect();
        workspace.write("Cargo.toml", &root_manifest(&all))?;
        // The repository's versions, which its own build has fetched.
        let lock = release::repository().join("Cargo.lock");
        let text = fs::read_to_string(&lock).with_context(|| lock.display().to_string())?;
        workspace.write("Cargo.lock", &text)?;
        workspace.write_sdk(index)?;
        for package in all {
            workspace.write_package(package)?;
        }
        workspace.fetch()?;
        Ok(workspace)
    }

    /// Compiles a crate with its examples; `None` if that goes well.
    pub(super) fn check(&self, package: &str) -> anyhow::Result<Option<String>> {
        let output = self.cargo(&["check", "--offline", "--all-targets", "--package", package])?;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((!output.status.success()).then_some(errors))
    }

    /// Fetches what the repository does not have yet.
    fn fetch(&self) -> anyhow::Result<()> {
        if self
            .cargo(&["metadata", "--offline", "--format-version", "1"])?
            .status
            .success()
        {
            return Ok(());
        }
        let output = self.cargo(&["fetch"])?;
        ensure!(
            output.status.success(),
            "the dependencies of the pages cannot be had:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    fn cargo(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        let mut cargo: Command = crate::cargo();
        cargo
            .args(arguments)
            .current_dir(&self.folder)
            // Beside the crates, so that it outlives them.
            .env("CARGO_TARGET_DIR", self.folder.with_file_name("compiled"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::null());
        cargo.output().context("cargo cannot be run")
    }

    fn write_package(&self, package: &Package) -> anyhow::Result<()> {
        let folder = Path::new(&package.name);
        for (path, text) in &package.files {
            self.write(folder.join(path), text)?;
        }
        self.write(folder.join("spec/pets.yaml"), &guide_file("pets.yaml")?)?;
        let has = |path: &str| package.files.contains_key(Path::new(path));
        if !has("src/lib.rs") && !has("src/main.rs") {
            self.write(folder.join("src/lib.rs"), "")?;
        }
        Ok(())
    }

    /// The SDK, as the first page of the guides says that it is made.
    fn write_sdk(&self, index: &Page) -> anyhow::Result<()> {
        let package = index.packages.iter().find(|package| package.name == SDK);
        let Some(package) = package else {
            bail!("the guides do not say what `{SDK}` depends on");
        };
        self.write_package(package)?;
        self.write(
            Path::new(SDK).join("src/lib.rs"),
            "mod generated;\npub use generated::*;\n",
        )?;
        let config = Config::parse("codegen.toml", &guide_file("codegen.toml")?)?;
        let target = config.target(SDK).context("the settings have no target")?;
        let document = release::repository().join(GUIDES).join("pets.yaml");
        let generator = Generator::from_file(document).settings(target.settings.clone());
        let (outcome, tree) = generator.run_to_files("Source: pets.yaml", RootFile::Mod);
        let tree: SourceTree = tree.with_context(|| outcome.render_diagnostics())??;
        tree.write(&self.folder.join(SDK).join("src/generated"))?;
        Ok(())
    }

    fn write(&self, path: impl AsRef<Path>, text: &str) -> anyhow::Result<()> {
        let file = self.folder.join(path);
        fs::create_dir_all(file.parent().unwrap_or(&self.folder))
            .and_then(|()| fs::write(&file, text))
            .with_context(|| format!("{} cannot be written", file.display()))
    }
}

/// The manifest of the workspace, which puts the crates of this repository in the place of published ones.
fn root_manifest(packages: &[&Package]) -> String {
    let members = packages.iter().map(|package| package.name.as_str());
    let members: Vec<&str> = members.chain([SDK]).collect();
    let mut text =
        format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[patch.crates-io]\n");
    for name in CRATES {
        let path = release::repository().join(name);
        text += &format!("{name} = {{ path = {:?} }}\n", path.display().to_string());
    }
    text + "\n[profile.dev]\ndebug = 0\n"
}

fn guide_file(name: &str) -> anyhow::Result<String> {
    let file = release::repository().join(GUIDES).join(name);
    super::text(&file)
}
