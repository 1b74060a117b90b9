//! The files of the scratch workspace.

use crate::{Cargo, Ran};
use anyhow::Context as _;
use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// How the code enters a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Written by `cargo xtask codegen`.
    Committed,
    /// By `openapi!`.
    Macro,
    /// By a `build.rs`.
    BuildScript,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Committed, Self::Macro, Self::BuildScript];

    /// The name of the crate, and of its folder.
    #[must_use]
    pub fn krate(self) -> &'static str {
        match self {
            Self::Committed => "by_xtask",
            Self::Macro => "by_macro",
            Self::BuildScript => "by_build_script",
        }
    }
}

/// The same settings, as each way writes them.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// Keys of a target in `codegen.toml`.
    pub toml: &'a str,
    /// Arguments of `openapi!`, after that of the document.
    pub arguments: &'a str,
    /// Statements of a `build.rs` that define `settings`.
    pub build: &'a str,
}

impl Settings<'_> {
    /// No settings.
    pub const DEFAULT: Settings<'static> = Settings {
        toml: "",
        arguments: "",
        build: "let settings = timely_codegen::settings::Settings::default();",
    };
}

/// How the scratch workspace is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As a new workspace is: what a stranger has.
    Default,
    /// Without debug information and incremental state: what is compiled once and not run needs neither.
    Lean,
}

/// What documents the module around the generated code where that is no file of its own: neither a macro nor an
/// `include!` can make the inner attribute that it takes.
const OUTERMOST: &str = "outermost.md";

/// A scratch workspace on disk.
#[derive(Clone, Debug)]
pub struct Workspace {
    folder: PathBuf,
    repository: PathBuf,
    document: String,
}

impl Workspace {
    /// Writes the workspace into a folder. Files that are there and as they should be are left alone, so that what was
    /// compiled before is still fresh.
    ///
    /// The document is a path, from the folder or from the root; its file is the caller's to [put](Self::put).
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn create(
        folder: &Path,
        document: &str,
        settings: Settings<'_>,
        profile: Profile,
    ) -> anyhow::Result<Self> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("this package has left its place in the repository")?;
        let workspace = Self {
            folder: folder.to_owned(),
            repository: repository.to_owned(),
            document: document.to_owned(),
        };
        workspace.put("Cargo.toml", &workspace.manifest(profile))?;
        // The repository's versions, which its own build has fetched: nothing is asked of the network.
        let lock = repository.join("Cargo.lock");
        let lock = fs::read_to_string(&lock).with_context(|| lock.display().to_string())?;
        workspace.put_once("Cargo.lock", &lock)?;
        if !folder.join(OUTERMOST).exists() {
            workspace.put(OUTERMOST, "")?;
        }
        for way in Way::ALL {
            workspace.put_crate(way, settings)?;
        }
        Ok(workspace)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where cargo puts what it makes.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// Cargo in this workspace.
    #[must_use]
    pub fn cargo(&self) -> Cargo {
        Cargo::new(&self.folder)
    }

    /// Writes a file below the folder, unless it holds this text already. Whether it was written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, path: &str, text: &str) -> anyhow::Result<bool> {
        let file = self.folder.join(path);
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            return Ok(false);
        }
        let parent = file.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&file, text))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(true)
    }

    /// Gives a file below the folder the time of now.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn touch(&self, path: &str) -> anyhow::Result<()> {
        self.date(path, SystemTime::now())
    }

    /// Gives a file below the folder a time.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn date(&self, path: &str, time: SystemTime) -> anyhow::Result<()> {
        let file = self.folder.join(path);
        fs::File::options()
            .append(true)
            .open(&file)
            .and_then(|file| file.set_modified(time))
            .with_context(|| format!("{} cannot be given a time", file.display()))
    }

    /// Compiles `cargo xtask` as its users do, in the target folder of the repository, and gives its program.
    ///
    /// # Errors
    /// When cargo cannot be run, or fails.
    pub fn xtask(&self, target: &Path) -> anyhow::Result<PathBuf> {
        let target_dir = format!("--target-dir={}", target.display());
        self.cargo()
            .directory(&self.repository)
            .run(&["build", "--package=xtask", &target_dir])?
            .expect_success()?;
        let name = format!("xtask{}", std::env::consts::EXE_SUFFIX);
        Ok(target.join("debug").join(name))
    }

    /// Runs `cargo xtask codegen` on the committed crate.
    ///
    /// # Errors
    /// When it cannot be run; how it ended is in the result.
    pub fn codegen(&self, xtask: &Path, arguments: &[&str]) -> anyhow::Result<Ran> {
        let arguments = [&["codegen", "--config", "codegen.toml"], arguments].concat();
        Cargo::program(xtask, &self.folder).run(&arguments)
    }

    /// Gives the module of the generated code in the other two crates the documentation that it has in the committed
    /// one.
    ///
    /// # Errors
    /// When nothing is committed yet.
    pub fn document_outermost(&self) -> anyhow::Result<()> {
        let file = self
            .folder
            .join(Way::Committed.krate())
            .join("src/api/mod.rs");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let lines = text.lines().filter_map(|line| line.strip_prefix("//!"));
        let text: Vec<&str> = lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        self.put(OUTERMOST, &text.join("\n"))?;
        Ok(())
    }

    /// Writes a file that cargo changes: written anew only when the given text is another than last time.
    fn put_once(&self, path: &str, text: &str) -> anyhow::Result<()> {
        if self.put(&format!("{path}.origin"), text)? || !self.folder.join(path).exists() {
            self.put(path, text)?;
        }
        Ok(())
    }

    /// The document as a crate names it.
    fn seen_from_crate(&self) -> String {
        if Path::new(&self.document).is_absolute() {
            self.document.clone()
        } else {
            format!("../{}", self.document)
        }
    }

    fn manifest(&self, profile: Profile) -> String {
        let members = Way::ALL.map(Way::krate).map(|name| format!("{name:?}"));
        let profile = match profile {
            Profile::Default => "",
            Profile::Lean => "\n[profile.dev]\ndebug = 0\nincremental = false\n",
        };
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n{profile}",
            members.join(", ")
        )
    }

    fn put_crate(&self, way: Way, settings: Settings<'_>) -> anyhow::Result<()> {
        let name = way.krate();
        let document = &self.document;
        let dependency = |package: &str, more: &str| {
            let path = self.repository.join(package);
            format!("{package} = {{ path = {:?}{more} }}\n", path.display())
        };
        let mut manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
            dependency(
                "timely-runtime",
                ", features = [\"client\", \"server\", \"webhooks\"]"
            )
        );
        let module = match way {
            Way::Committed => {
                let target = format!(
                    "[targets.api]\ndocument = {document:?}\noutput = \"{name}/src/api\"\n{}",
                    settings.toml
                );
                self.put("codegen.toml", &target)?;
                "pub mod api;".to_owned()
            }
            Way::Macro => {
                manifest.push_str(&dependency("timely-macros", ""));
                let path = self.seen_from_crate();
                let arguments = format!("document: {path:?},\n{}", settings.arguments);
                outer(&format!("timely_macros::openapi! {{ {arguments} }}"))
            }
            Way::BuildScript => {
                manifest.push_str("\n[build-dependencies]\n");
                manifest.push_str(&dependency("timely-codegen", ""));
                let path = self.seen_from_crate();
                let script = format!(
                    "fn main() -> Result<(), timely_codegen::build::BuildError> {{\n{}\n    \
                     timely_codegen::build::Build::new({path:?}).settings(settings).out_file(\"api.rs\").emit()\n}}\n",
                    settings.build
                );
                self.put(&format!("{name}/build.rs"), &script)?;
                outer("include!(concat!(env!(\"OUT_DIR\"), \"/api.rs\"));")
            }
        };
        self.put(&format!("{name}/Cargo.toml"), &manifest)?;
        let text = format!("//! The API, generated.\n\n{module}\n");
        self.put(&format!("{name}/src/lib.rs"), &text)?;
        Ok(())
    }
}

/// A documented module with code from elsewhere. Its links begin in it, as those of a file do.
fn outer(code: &str) -> String {
    format!("pub mod api {{\n    #![doc = include_str!(\"../../{OUTERMOST}\")]\n    {code}\n}}")
}
