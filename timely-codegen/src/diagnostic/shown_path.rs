//! Paths in messages and records, written alike on every machine.

use std::path::Path;

/// A path as messages and records have it: with `/` between its parts, and without the prefix by which Windows is told to
/// take a path as it is (`\\?\`), which is there for the system and not for people.
///
/// Unlike that of [`Path::display`], the text is the same on every machine for the same relative path.
pub(crate) fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy(), cfg!(windows))
}

/// Elsewhere than on Windows a `\` is a character like any other, and belongs to the name of a file.
fn shown(path: &str, is_windows: bool) -> String {
    if !is_windows {
        return path.to_owned();
    }
    let plain = match path.strip_prefix(r"\\?\") {
        None => path.to_owned(),
        Some(rest) => match rest.strip_prefix(r"UNC\") {
            Some(share) => format!(r"\\{share}"),
            None => rest.to_owned(),
        },
    };
    plain.replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_windows_are_written_like_others() {
        for (path, expected) in [
            (r"spec\api.yaml", "spec/api.yaml"),
            (r"spec/models\pet.yaml", "spec/models/pet.yaml"),
            (r"\\?\C:\work\spec\api.yaml", "C:/work/spec/api.yaml"),
            (r"C:\work\api.yaml", "C:/work/api.yaml"),
            (r"\\?\UNC\server\share\api.yaml", "//server/share/api.yaml"),
            (r"\\server\share\api.yaml", "//server/share/api.yaml"),
        ] {
            assert_eq!(shown(path, true), expected);
        }
    }

    #[test]
    fn elsewhere_a_backslash_is_part_of_a_name() {
        assert_eq!(shown(r"spec/a\b.yaml", false), r"spec/a\b.yaml");
    }
}
