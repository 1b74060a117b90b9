//! Names of files that every system can hold.

use crate::naming::DEVICES;
use std::path::Path;

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
