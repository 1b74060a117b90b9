//! The version of the runtime that code is generated for.

/// The part of a version in which all compatible ones are the same, as Cargo sees it: all up to the first number that is
/// not zero.
pub(super) fn compatible(version: &str) -> &str {
    let mut end = 0;
    for number in version.split('.') {
        end += number.len();
        if number != "0" || end == version.len() {
            break;
        }
        // The full stop.
        end += 1;
    }
    &version[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compatible_versions_have_the_same_start() {
        for (version, expected) in [
            ("0.1.0", "0.1"),
            ("0.12.3", "0.12"),
            ("1.2.3", "1"),
            ("10.0.0", "10"),
            ("0.0.7", "0.0.7"),
            ("0.0.0", "0.0.0"),
        ] {
            assert_eq!(compatible(version), expected);
        }
    }
}
