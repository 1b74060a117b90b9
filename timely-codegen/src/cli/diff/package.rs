//! The crate that holds generated code: its version, as its manifest has it, and as it had it before.

use super::{DiffError, sides::State};
use crate::{
    cli::CliError,
    diagnostic::shown_path,
    diff::{Bump, Version},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A crate, and the version that a change asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: String,
    /// The manifest that has its version: its own, or that of its workspace.
    pub(super) manifest: PathBuf,
    table: &'static str,
    /// The version that it has.
    pub(super) now: String,
    /// The version that it had; none where that is not known.
    pub(super) before: Option<String>,
    /// The least version that says what the change means.
    pub(super) needed: String,
    /// Whether it has that version.
    pub(super) is_enough: bool,
}

/// A version, and where it is written.
struct Located {
    name: String,
    manifest: PathBuf,
    table: &'static str,
    version: String,
}

impl Package {
    /// The package of a folder, or of a manifest; none where there is none.
    ///
    /// Where it is not known which version it had, the one that it has is the one that is to rise.
    pub(super) fn at(
        place: &Path,
        state: Option<&State>,
        bump: Bump,
    ) -> Result<Option<Self>, CliError> {
        let Some(place) = absolute(place) else {
            return Ok(None);
        };
        let Some(now) = locate(&place, &|path| fs::read_to_string(path).ok()) else {
            return Ok(None);
        };
        let before = state.and_then(|state| {
            let then = |path: &Path| {
                let path = state.repository.path_of(path).ok()?;
                state.repository.text(&state.revision, &path)
            };
            locate(&place, &then).map(|then| then.version)
        });
        let parse = |version: &str| {
            let parsed = Version::parse(version);
            parsed.ok_or_else(|| DiffError::Version {
                manifest: now.manifest.clone(),
                version: version.to_owned(),
            })
        };
        let version = parse(&now.version)?;
        let needed = match &before {
            Some(before) => parse(before)?.raised(bump),
            None => version.raised(bump),
        };
        Ok(Some(Self {
            is_enough: version >= needed,
            needed: needed.to_string(),
            name: now.name,
            manifest: now.manifest,
            table: now.table,
            now: now.version,
            before,
        }))
    }

    /// The manifest as messages have it: relative to this folder, where that is possible.
    pub(super) fn shown_manifest(&self) -> String {
        let here = absolute(Path::new(""));
        let short = here.and_then(|here| self.manifest.strip_prefix(here).ok());
        shown_path(short.unwrap_or(&self.manifest))
    }

    /// Writes the version that is needed into the manifest. All else stays as it is written.
    pub(super) fn write(&self) -> Result<(), CliError> {
        let text =
            fs::read_to_string(&self.manifest).map_err(CliError::io("read", &self.manifest))?;
        let written = with_version(&text, self.table, &self.needed);
        let written = written.ok_or_else(|| DiffError::Unwritten {
            manifest: PathBuf::from(self.shown_manifest()),
            table: self.table,
            version: self.needed.clone(),
        })?;
        fs::write(&self.manifest, written).map_err(CliError::io("write", &self.manifest))
    }
}

/// A path without symbolic links, of which the last parts need not exist.
fn absolute(path: &Path) -> Option<PathBuf> {
    let path = env::current_dir().ok()?.join(path);
    let mut folders = path.ancestors();
    folders.find_map(|folder| folder.canonicalize().ok())
}

/// The version of the package around a place.
fn locate(place: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Option<Located> {
    let manifests = || {
        place
            .ancestors()
            .map(|folder| match folder.ends_with("Cargo.toml") {
                true => folder.to_owned(),
                false => folder.join("Cargo.toml"),
            })
    };
    let parsed = |manifest: &Path| read(manifest)?.parse::<toml::Table>().ok();
    let (manifest, name, version) = manifests().find_map(|manifest| {
        let table = parsed(&manifest)?;
        let package = table.get("package")?.as_table()?;
        let name = package.get("name")?.as_str()?.to_owned();
        Some((manifest, name, package.get("version").cloned()))
    })?;
    if let Some(version) = version.as_ref().and_then(toml::Value::as_str) {
        return Some(Located {
            name,
            manifest,
            table: "package",
            version: version.to_owned(),
        });
    }
    // A package without a version has none that could rise.
    version?.get("workspace")?;
    manifests().find_map(|manifest| {
        let table = parsed(&manifest)?;
        let package = table.get("workspace")?.get("package")?;
        let version = package.get("version")?.as_str()?.to_owned();
        Some(Located {
            name: name.clone(),
            manifest,
            table: "workspace.package",
            version,
        })
    })
}

/// The text of a manifest with another version; nothing where it is written in a way that is not changed, such as with dots in its
/// key.
fn with_version(text: &str, table: &str, version: &str) -> Option<String> {
    let mut result = String::new();
    let mut is_within = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            let head = trimmed.split('#').next().unwrap_or_default().trim();
            is_within = head.trim_matches(['[', ']']).trim() == table && !head.starts_with("[[");
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        match replaced(line, version).filter(|_| is_within && key == "version") {
            Some(line) => result.push_str(&line),
            None => result.push_str(line),
        }
    }
    // Whatever the lines look like, it has to be the same manifest with another version.
    let (mut expected, found) = (
        text.parse::<toml::Table>().ok()?,
        result.parse::<toml::Table>().ok()?,
    );
    let mut place = &mut expected;
    for part in table.split('.') {
        place = place.get_mut(part)?.as_table_mut()?;
    }
    place.insert("version".to_owned(), version.into());
    (expected == found).then_some(result)
}

/// A line with another text between its first two quotes.
fn replaced(line: &str, version: &str) -> Option<String> {
    let start = line.find(['"', '\''])?;
    let quote = line[start..].chars().next()?;
    let end = start + 1 + line[start + 1..].find(quote)?;
    Some(format!("{}{version}{}", &line[..=start], &line[end..]))
}

#[cfg(test)]
impl Package {
    /// One whose version does not say what the change means.
    pub(super) fn sample() -> Self {
        Self {
            name: "my-sdk".to_owned(),
            manifest: PathBuf::from("Cargo.toml"),
            table: "package",
            now: "0.3.2".to_owned(),
            before: Some("0.3.1".to_owned()),
            needed: "0.4.0".to_owned(),
            is_enough: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_of_the_table_changes() {
        let text = "[package] # mine\nname = 'a'\r\nversion = \"0.1.0\" # of \"a\"\r\n\n[dependencies]\nb = { version = \"0.1.0\" }\n\
                    [dependencies.c]\nversion = \"0.1.0\"\n";
        let written = with_version(text, "package", "0.2.0").unwrap();
        assert_eq!(written, text.replacen("0.1.0", "0.2.0", 1));
        let workspace = "[workspace]\nmembers = []\n[workspace.package]\nversion='1.0.0'\n";
        let written = with_version(workspace, "workspace.package", "2.0.0").unwrap();
        assert!(written.ends_with("version='2.0.0'\n"), "{written}");
    }

    #[test]
    fn what_is_written_otherwise_is_left() {
        for text in [
            "package.version = '1.0.0'\npackage.name = 'a'\n",
            "package = { name = 'a', version = '1.0.0' }\n",
            "[package]\nname = 'a'\ndescription = '''\n[package]\nversion = '1.0.0'\n'''\nversion = '1.0.0'\n",
        ] {
            assert_eq!(with_version(text, "package", "2.0.0"), None, "{text}");
        }
    }

    #[test]
    fn the_version_is_that_of_the_workspace_where_the_package_says_so() {
        let read = |path: &Path| {
            let files = [
                ("/w/Cargo.toml", "[workspace.package]\nversion = '0.4.0'\n"),
                (
                    "/w/sdk/Cargo.toml",
                    "[package]\nname = 'sdk'\nversion.workspace = true\n",
                ),
            ];
            let mut files = files.into_iter();
            files
                .find(|(name, _)| Path::new(name) == path)
                .map(|(_, text)| text.to_owned())
        };
        let found = locate(Path::new("/w/sdk/src/generated"), &read).unwrap();
        assert_eq!(
            (found.name.as_str(), found.version.as_str()),
            ("sdk", "0.4.0")
        );
        assert_eq!(found.manifest, Path::new("/w/Cargo.toml"));
        assert!(locate(Path::new("/w/other"), &read).is_none());
    }
}
