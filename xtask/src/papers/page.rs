//! A page of Markdown as the crates that its readers would make of it.

use super::SDK;
use anyhow::{Context as _, bail, ensure};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A README or a guide.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) name: String,
    pub(super) packages: Vec<Package>,
}

/// The crate of some snippets.
#[derive(Debug)]
pub(super) struct Package {
    /// Its name in the workspace: that of the page, and of the folder that the page puts it in.
    pub(super) name: String,
    /// The folder that the page puts it in, which goes before the paths of its files.
    folder: PathBuf,
    /// Its files, the manifest among them.
    pub(super) files: BTreeMap<PathBuf, String>,
    /// How many snippets of Rust it has.
    pub(super) snippets: usize,
}

/// A block of code.
struct Block<'a> {
    /// The line of its first line of code, from 1.
    line: usize,
    language: &'a str,
    text: String,
}

/// Reads a page.
///
/// # Errors
/// A snippet before which the page names no dependencies, or that is not compiled as a doctest.
pub(super) fn read(name: &str, text: &str) -> anyhow::Result<Page> {
    let mut page = Page {
        name: name.to_owned(),
        packages: Vec::new(),
    };
    for block in blocks(text) {
        page.add(&block)
            .with_context(|| format!("{name}, line {}", block.line))?;
    }
    Ok(page)
}

impl Page {
    fn add(&mut self, block: &Block<'_>) -> anyhow::Result<()> {
        let mut words = block.language.split(',').map(str::trim);
        match words.next() {
            Some("toml") => self.add_toml(block),
            Some("rust") => {
                ensure!(
                    !words.any(|word| word == "ignore"),
                    "a snippet that is not compiled: write `no_run` for one that cannot be run"
                );
                self.add_rust(block)
            }
            _ => Ok(()),
        }
    }

    fn add_toml(&mut self, block: &Block<'_>) -> anyhow::Result<()> {
        let path = label(&block.text, "# ");
        let is_manifest = match &path {
            Some(path) => path.file_name().is_some_and(|name| name == "Cargo.toml"),
            None => block
                .text
                .lines()
                .any(|line| line.ends_with("dependencies]")),
        };
        if is_manifest {
            let path = path.unwrap_or_else(|| "Cargo.toml".into());
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            self.packages.push(self.package(folder, &block.text));
        } else if let Some(path) = path
            && let Some((package, path)) = self.package_of(&path)
        {
            package.files.insert(path, block.text.clone());
        }
        Ok(())
    }

    fn add_rust(&mut self, block: &Block<'_>) -> anyhow::Result<()> {
        let code = shown_and_hidden(&block.text);
        if let Some(path) = label(&block.text, "// ") {
            let Some((package, path)) = self.package_of(&path) else {
                bail!(
                    "the page names no dependencies for the crate of {}",
                    path.display()
                );
            };
            package.files.insert(path, code);
            package.snippets += 1;
            return Ok(());
        }
        let Some(package) = self.packages.last_mut() else {
            bail!("the page names no dependencies before this snippet");
        };
        let path = format!("examples/line_{}.rs", block.line);
        package.files.insert(path.into(), program(&code));
        package.snippets += 1;
        Ok(())
    }

    fn package(&self, folder: PathBuf, manifest: &str) -> Package {
        // Not the name of the page alone: it may be that of a crate.
        let mut name = format!("page-{}", self.name.to_lowercase());
        for part in &folder {
            name = format!("{name}-{}", part.to_string_lossy());
        }
        // Some pages show more than one crate without a name.
        let same = |package: &&Package| package.folder == folder;
        let before = self.packages.iter().filter(same).count();
        if before > 0 {
            name = format!("{name}-{}", before + 1);
        }
        // Others depend on this one by its name.
        if folder == Path::new(SDK) {
            name = SDK.to_owned();
        }
        let head = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n"
        );
        let files = [("Cargo.toml".into(), head + manifest)].into();
        Package {
            name,
            folder,
            files,
            snippets: 0,
        }
    }

    /// The crate that a file belongs to, the last that the page names in its folder or one above, and its path there.
    fn package_of(&mut self, path: &Path) -> Option<(&mut Package, PathBuf)> {
        let packages = self.packages.iter_mut();
        let inside = packages.filter(|package| path.starts_with(&package.folder));
        let package = inside.max_by_key(|package| package.folder.components().count())?;
        let path = path.strip_prefix(&package.folder).ok()?.to_owned();
        Some((package, path))
    }
}

/// The blocks of code, in their order.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let inside = lines.by_ref().map(|(_, line)| line);
        let inside: Vec<&str> = inside.take_while(|line| !line.starts_with("```")).collect();
        blocks.push(Block {
            line: number + 2,
            language,
            text: inside.join("\n") + "\n",
        });
    }
    blocks
}

/// The path in a comment that is the first line.
fn label(text: &str, comment: &str) -> Option<PathBuf> {
    let path = text.lines().next()?.strip_prefix(comment)?;
    let is_file = path.ends_with(".rs") || path.ends_with(".toml");
    (is_file && !path.contains(' ')).then(|| path.into())
}

/// The code with the lines that rustdoc hides.
fn shown_and_hidden(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// A program of a snippet, as rustdoc makes it.
fn program(code: &str) -> String {
    let ends_in_result = code
        .lines()
        .next_back()
        .is_some_and(|line| line.starts_with("Ok::<"));
    if code.contains("fn main()") {
        format!("#![allow(unused)]\n{code}")
    } else if ends_in_result {
        format!("#![allow(unused)]\nfn main() {{ let _ = (|| {{\n{code}}})(); }}\n")
    } else {
        format!("#![allow(unused)]\nfn main() {{\n{code}}}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# Title

```toml
# Cargo.toml
[dependencies]
a = \"1\"
```

```rust
use a::b;
```

```rust,no_run
// build.rs
fn main() {}
```

```toml
# tool/Cargo.toml
[dependencies]
c = \"1\"
```

```toml
# tool/settings.toml
d = 1
```

```rust
// tool/src/main.rs
# // hidden
fn main() {}
```

```text
no code
```
";

    #[test]
    fn snippets_belong_to_the_dependencies_before_them() {
        let page = read("Page", PAGE).unwrap();
        let files = |index: usize| -> Vec<String> {
            let paths = page.packages[index].files.keys();
            paths.map(|path| path.display().to_string()).collect()
        };
        assert_eq!(page.packages.len(), 2);
        assert_eq!(page.packages[0].name, "page-page");
        assert_eq!(files(0), ["Cargo.toml", "build.rs", "examples/line_10.rs"]);
        assert_eq!(page.packages[1].name, "page-page-tool");
        assert_eq!(files(1), ["Cargo.toml", "settings.toml", "src/main.rs"]);
        let main = &page.packages[1].files[Path::new("src/main.rs")];
        assert!(main.contains("\n// hidden\n"), "{main}");
    }

    #[test]
    fn what_is_not_compiled_is_refused() {
        let error = |text: &str| format!("{:#}", read("page", text).unwrap_err());
        assert_eq!(
            error("\n```rust\nlet a = 1;\n```\n"),
            "page, line 3: the page names no dependencies before this snippet"
        );
        let ignored = format!("{PAGE}\n```rust,ignore\n```\n");
        assert!(error(&ignored).contains("a snippet that is not compiled"));
        let elsewhere =
            "```toml\n# a/Cargo.toml\n[dependencies]\n```\n```rust\n// b/src/lib.rs\n```\n";
        assert!(error(elsewhere).contains("no dependencies for the crate of b/src/lib.rs"));
    }
}
