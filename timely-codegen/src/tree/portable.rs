//! Names of files that every system can hold.

use std::path::Path;

/// The names of devices that Windows knows in every folder, whatever comes after a dot, and in any letter case
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>). A file `aux.rs` cannot be made there, nor can a
/// repository that has one be checked out.
pub(crate) const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "com0", "com1", "com2", "com3",
    "com4", "com5", "com6", "com7", "com8", "com9", "com¹", "com²", "com³", "lpt0", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "lpt¹", "lpt²", "lpt³",
];

/// The longest name of a file or folder that common file systems hold, in bytes.
const LONGEST: usize = 255;

/// Whether every part of a path can be the name of a file or folder on every common system.
pub(super) fn is_portable(path: &Path) -> bool {
    path.iter().all(|part| part.to_str().is_some_and(is_name))
}

fn is_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let is_plain = |c: char| !c.is_control() && !r#"<>:"/\|?*"#.contains(c);
    name.len() <= LONGEST
        && name.chars().all(is_plain)
        && !name.ends_with(['.', ' '])
        && !DEVICES.contains(&stem.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_and_signs_are_told() {
        for name in [
            "aux.rs",
            "CON",
            "Nul.txt",
            "com1.rs",
            "lpt9",
            "LPT².rs",
            "conin$",
            "a/prn/b.rs",
            "aux .rs",
            "aux.tar.gz",
            "a:b",
            "what?",
            "end.",
            "end ",
            "tab\t.rs",
            "a\\b",
        ] {
            assert!(!is_portable(Path::new(name)), "{name}");
        }
        assert!(!is_portable(Path::new(&"a".repeat(256))));
        for name in [
            "auxiliary.rs",
            "a/con_operations.rs",
            "com10.rs",
            "nullable.rs",
            ".timely.lock",
            "größe.rs",
            "com.rs",
            "lpt",
        ] {
            assert!(is_portable(Path::new(name)), "{name}");
        }
    }
}
