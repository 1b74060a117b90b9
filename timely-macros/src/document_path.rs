//! Paths of documents: where they are, and how they are shown.

use std::{
    env,
    path::{Component, Path, PathBuf},
};

/// The document at a path that starts at the folder of the calling crate's `Cargo.toml`.
///
/// Written as the compiler writes the paths of sources, from the folder in which it runs (that of the workspace), so
/// that terminals and editors can open what messages name, and no message depends on the machine.
pub(crate) fn from_manifest(path: &str) -> PathBuf {
    // Cargo sets it; without cargo the compiler's own folder is the only one there is.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let full = Path::new(&manifest).join(path);
    let short = env::current_dir()
        .ok()
        .and_then(|here| tidy(&full).strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or_else(|| full.clone());
    // `..` behind a symbolic link leads elsewhere than its spelling says.
    match (full.canonicalize(), short.canonicalize()) {
        (Ok(full_real), Ok(short_real)) if full_real != short_real => full,
        _ => short,
    }
}

/// The path, from the root: `include_bytes!` would start at the calling source file.
pub(crate) fn absolute(file: &Path) -> Option<String> {
    std::path::absolute(file)
        .ok()?
        .into_os_string()
        .into_string()
        .ok()
}

/// The path without `.`, and without `..` where a folder comes before it.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if tidy.file_name().is_some() => {
                tidy.pop();
            }
            component => tidy.push(component),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_without_detours() {
        assert_eq!(tidy(Path::new("/a/./b/../c.yaml")), Path::new("/a/c.yaml"));
        assert_eq!(tidy(Path::new("../../c.yaml")), Path::new("../../c.yaml"));
        // Tests run in the folder of the manifest.
        assert_eq!(from_manifest("x/../api.yaml"), Path::new("api.yaml"));
    }
}
