//! Versions, and by how much they rise.

use super::Bump;
use std::fmt;

/// The three numbers of a version (<https://semver.org>). What follows them, as in `1.0.0-rc.1`, counts for nothing here.
///
/// ```
/// use timely_codegen::diff::{Bump, Version};
///
/// let raised = |text: &str, bump| Version::parse(text).map(|version| version.raised(bump).to_string());
/// assert_eq!(raised("1.4.2", Bump::Major).as_deref(), Some("2.0.0"));
/// assert_eq!(raised("0.4.2", Bump::Major).as_deref(), Some("0.5.0"));
/// assert_eq!(raised("0.4.2", Bump::Minor).as_deref(), Some("0.4.3"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    /// Reads a version; nothing where it has not three numbers, as `2026-11` or `v1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let core = text.trim().split(['-', '+']).next()?;
        let mut parts = core.split('.').map(|part| {
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse().ok()).flatten()
        });
        let mut next = || parts.next().flatten();
        let version = Self {
            major: next()?,
            minor: next()?,
            patch: next()?,
        };
        parts.next().is_none().then_some(version)
    }

    /// The least version that says so much. Before 1.0, Cargo takes the first number that is not zero for the major one.
    #[must_use]
    pub const fn raised(self, bump: Bump) -> Self {
        let Self {
            major,
            minor,
            patch,
        } = self;
        match (bump, major, minor) {
            (Bump::None, ..) => self,
            (Bump::Major, 0, 0) | (Bump::Minor | Bump::Patch, 0, _) | (Bump::Patch, ..) => Self {
                patch: patch.saturating_add(1),
                ..self
            },
            (Bump::Major, 0, _) | (Bump::Minor, ..) => Self {
                major,
                minor: minor.saturating_add(1),
                patch: 0,
            },
            (Bump::Major, ..) => Self {
                major: major.saturating_add(1),
                minor: 0,
                patch: 0,
            },
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_as_cargo_counts_them() {
        for (from, bump, to) in [
            ("1.2.3", Bump::None, "1.2.3"),
            ("1.2.3", Bump::Patch, "1.2.4"),
            ("1.2.3", Bump::Minor, "1.3.0"),
            ("1.2.3", Bump::Major, "2.0.0"),
            ("0.2.3", Bump::Patch, "0.2.4"),
            ("0.2.3", Bump::Minor, "0.2.4"),
            ("0.2.3", Bump::Major, "0.3.0"),
            ("0.0.3", Bump::Major, "0.0.4"),
            ("0.0.3", Bump::Minor, "0.0.4"),
            ("1.0.0-rc.1+x", Bump::Major, "2.0.0"),
        ] {
            let raised = Version::parse(from).map(|version| version.raised(bump).to_string());
            assert_eq!(raised.as_deref(), Some(to), "{from} {bump:?}");
        }
    }

    #[test]
    fn what_has_not_three_numbers_is_none() {
        for text in [
            "",
            "1",
            "1.2",
            "v1.2.3",
            "1.2.3.4",
            "1..2",
            "2026-11-30",
            "1.2.+3",
        ] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
