//! A crate that exists: what `init` adds to it.

use super::{
    CliError, files, manifest, names,
    plan::{Plan, Way},
    write,
};
use crate::diagnostic::shown_path;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The package of a folder.
pub(super) struct Package {
    pub(super) name: String,
    /// The name of its library, if it has one.
    pub(super) library: Option<String>,
    manifest: String,
}

impl Package {
    /// The package whose `Cargo.toml` is in this folder.
    pub(super) fn here(folder: &Path) -> Result<Self, CliError> {
        let path = folder.join("Cargo.toml");
        if !path.is_file() {
            return Err(CliError::NoPackage);
        }
        let manifest = fs::read_to_string(&path).map_err(CliError::io("read", &path))?;
        let table: toml::Table = manifest.parse().map_err(|_| CliError::NoPackage)?;
        let name = table.get("package").and_then(|package| package.get("name"));
        let name = name
            .and_then(toml::Value::as_str)
            .ok_or(CliError::NoPackage)?;
        let library = table.get("lib").and_then(|library| library.get("name"));
        let library = library.and_then(toml::Value::as_str).map(str::to_owned);
        let library = library.unwrap_or_else(|| names::library(name));
        let has_library = folder.join("src/lib.rs").is_file();
        Ok(Self {
            name: name.to_owned(),
            library: has_library.then_some(library),
            manifest,
        })
    }

    /// Adds what the plan needs, and nothing over what is there; says what was done, and what is left to do.
    pub(super) fn add(&self, plan: &Plan, folder: &Path) -> Result<Vec<String>, CliError> {
        let files = files::shared(plan);
        let taken: Vec<PathBuf> = files
            .iter()
            .map(|(path, _)| path.clone())
            .filter(|path| folder.join(path).exists())
            .collect();
        if !taken.is_empty() {
            return Err(CliError::FilesExist { files: taken });
        }
        write::all(folder, &files)?;
        let mut told: Vec<String> = files
            .iter()
            .map(|(path, _)| format!("added {}", shown_path(path)))
            .collect();
        if let Some(manifest) = self.with_dependencies(plan) {
            let path = folder.join("Cargo.toml");
            fs::write(&path, manifest).map_err(CliError::io("write", &path))?;
            told.push("added the dependencies to Cargo.toml".to_owned());
        }
        told.push(module(plan, folder)?);
        Ok(told)
    }

    /// The manifest with the dependencies that it lacks; `None` if it lacks none.
    fn with_dependencies(&self, plan: &Plan) -> Option<String> {
        let mut manifest = self.manifest.clone();
        let tables = [
            ("dependencies", manifest::dependencies(plan)),
            ("build-dependencies", manifest::build_dependencies(plan)),
            ("features", manifest::feature_lines(plan)),
        ];
        for (table, lines) in tables {
            let parsed: toml::Table = manifest.parse().unwrap_or_default();
            let has = |line: &String| {
                let name = line.split(' ').next().unwrap_or_default();
                parsed
                    .get(table)
                    .is_some_and(|table| table.get(name).is_some())
            };
            let lines: Vec<String> = lines.into_iter().filter(|line| !has(line)).collect();
            insert(&mut manifest, table, &lines);
        }
        (manifest != self.manifest).then_some(manifest)
    }
}

/// Puts lines at the start of a table, which may have to be made.
fn insert(manifest: &mut String, table: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let lines = format!("{}\n", lines.join("\n"));
    let head = format!("[{table}]");
    let mut start = 0;
    for line in manifest.split_inclusive('\n') {
        let end = start + line.len();
        if line.trim() == head {
            let gap = if line.ends_with('\n') { "" } else { "\n" };
            manifest.insert_str(end, &format!("{gap}{lines}"));
            return;
        }
        start = end;
    }
    let gap = if manifest.is_empty() || manifest.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    manifest.push_str(&format!("{gap}\n{head}\n{lines}"));
}

/// Names the module in the crate's root, unless it is named there.
fn module(plan: &Plan, folder: &Path) -> Result<String, CliError> {
    let roots = ["src/lib.rs", "src/main.rs"];
    let Some(root) = roots.iter().find(|root| folder.join(root).is_file()) else {
        return Ok(format!(
            "left to do: name the module in the crate's root:\n\n{}",
            files::module(plan, files::Root::Program)
        ));
    };
    let path = folder.join(root);
    let mut text = fs::read_to_string(&path).map_err(CliError::io("read", &path))?;
    let name = &plan.module;
    let is_named = text.lines().any(|line| {
        let line = line.trim();
        [format!("mod {name};"), format!("mod {name} {{")]
            .iter()
            .any(|module| line.ends_with(module.as_str()))
    });
    if is_named && plan.way == Way::Committed {
        return Ok(format!("{root} names the module `{name}` already"));
    }
    if is_named {
        return Err(CliError::ModuleExists {
            module: name.clone(),
            file: path,
        });
    }
    let kind = match root.ends_with("lib.rs") {
        true => files::Root::Library,
        false => files::Root::Program,
    };
    text.push_str(&format!("\n{}", files::module(plan, kind)));
    fs::write(&path, text).map_err(CliError::io("write", &path))?;
    Ok(format!("added `mod {name}` to {root}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_go_to_their_table() {
        let lines = ["a = \"1\"".to_owned()];
        let mut manifest = "[package]\nname = \"x\"\n\n[dependencies]\nb = \"2\"".to_owned();
        insert(&mut manifest, "dependencies", &lines);
        assert_eq!(
            manifest,
            "[package]\nname = \"x\"\n\n[dependencies]\na = \"1\"\nb = \"2\""
        );
        let mut manifest = "[package]\nname = \"x\"".to_owned();
        insert(&mut manifest, "build-dependencies", &lines);
        assert_eq!(
            manifest,
            "[package]\nname = \"x\"\n\n[build-dependencies]\na = \"1\"\n"
        );
        let mut manifest = "[dependencies]".to_owned();
        insert(&mut manifest, "dependencies", &lines);
        assert_eq!(manifest, "[dependencies]\na = \"1\"\n");
    }
}
