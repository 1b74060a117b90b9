//! All that was found, and what follows from it.

use super::finding::{Audience, Finding, Severity};
use serde::Serialize;

/// What the new document changes.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The changes.
    pub findings: Vec<Finding>,
}

/// Which part of a version has to rise (<https://semver.org>). Before 1.0, Cargo takes the minor part for the major one, and the
/// patch for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Nothing that programs name changed.
    Patch,
    /// What was there stays.
    Minor,
    /// Something that was there is not there any more, or is another.
    Major,
}

/// What has a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Versioned {
    /// The crate of the generated code, for those who call the API and receive its webhooks.
    Sdk,
    /// The same for those who implement its server as well.
    Server,
    /// The API as its callers know it on the wire: `info.version`.
    Api,
}

impl Versioned {
    /// Whose programs its version is a promise to.
    #[must_use]
    pub const fn audiences(self) -> &'static [Audience] {
        match self {
            Self::Sdk => &[Audience::ClientCode, Audience::HandlerCode],
            Self::Server => &[
                Audience::ClientCode,
                Audience::HandlerCode,
                Audience::ServerCode,
            ],
            Self::Api => &[Audience::Callers],
        }
    }
}

impl Report {
    pub(super) const fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// The gravest verdict for an audience.
    #[must_use]
    pub fn severity(&self, audience: Audience) -> Option<Severity> {
        let severities = self.findings.iter();
        severities
            .map(|finding| finding.audiences.of(audience).severity)
            .max()
    }

    /// Which part of a version the changes ask to rise.
    ///
    /// What only breaks programs that do more than the policy promises is minor; what changes nothing that programs name is a patch, be
    /// it that they behave otherwise.
    #[must_use]
    pub fn bump(&self, of: Versioned) -> Bump {
        let bumps = self.findings.iter().map(|finding| {
            let severities = of.audiences().iter();
            let gravest = severities
                .map(|audience| finding.audiences.of(*audience).severity)
                .max();
            let shows = match of {
                Versioned::Api => finding.id.starts_with("code-").then_some(Bump::None),
                _ => finding.rust.is_empty().then_some(Bump::Patch),
            };
            match (gravest, shows) {
                (Some(Severity::Breaking), _) => Bump::Major,
                (_, Some(bump)) => bump,
                _ => Bump::Minor,
            }
        });
        bumps.max().unwrap_or(Bump::None)
    }
}

impl Bump {
    /// The version after this one: `1.4.2` is followed by `2.0.0`, `1.5.0` or `1.4.3`, and `0.4.2` by `0.5.0` or `0.4.3`, as Cargo reads
    /// them. None for what is no version of three numbers; what stands behind these is left out.
    ///
    /// ```
    /// use timely_codegen::diff::Bump;
    ///
    /// assert_eq!(Bump::Major.next("0.4.2").as_deref(), Some("0.5.0"));
    /// assert_eq!(Bump::Minor.next("0.4.2").as_deref(), Some("0.4.3"));
    /// assert_eq!(Bump::Major.next("0.0.2").as_deref(), Some("0.0.3"));
    /// ```
    #[must_use]
    pub fn next(self, version: &str) -> Option<String> {
        let [major, minor, patch] = numbers(version)?;
        let next = match (self, major, minor) {
            (Self::None, ..) => [major, minor, patch],
            (Self::Major, 0, 0) | (Self::Minor | Self::Patch, 0, _) => {
                [major, minor, patch.checked_add(1)?]
            }
            (Self::Major, 0, _) | (Self::Minor, ..) => [major, minor.checked_add(1)?, 0],
            (Self::Major, ..) => [major.checked_add(1)?, 0, 0],
            (Self::Patch, ..) => [major, minor, patch.checked_add(1)?],
        };
        Some(next.map(|number| number.to_string()).join("."))
    }

    /// Whether a version that rose from one to another says as much as this.
    ///
    /// ```
    /// use timely_codegen::diff::Bump;
    ///
    /// assert_eq!(Bump::Major.is_said_by("1.4.2", "2.0.0"), Some(true));
    /// assert_eq!(Bump::Major.is_said_by("1.4.2", "1.5.0"), Some(false));
    /// assert_eq!(Bump::Minor.is_said_by("0.4.2", "0.4.3"), Some(true));
    /// ```
    #[must_use]
    pub fn is_said_by(self, old: &str, new: &str) -> Option<bool> {
        let least = numbers(&self.next(old)?)?;
        Some(numbers(new)? >= least)
    }
}

/// The three numbers of a version.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let version = version.split(['-', '+']).next().unwrap_or(version);
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::Bump;

    #[test]
    fn versions_rise_as_cargo_reads_them() {
        for (bump, version, next) in [
            (Bump::None, "1.2.3", Some("1.2.3")),
            (Bump::Patch, "1.2.3", Some("1.2.4")),
            (Bump::Minor, "1.2.3", Some("1.3.0")),
            (Bump::Major, "1.2.3", Some("2.0.0")),
            (Bump::Patch, "0.2.3", Some("0.2.4")),
            (Bump::Minor, "0.2.3", Some("0.2.4")),
            (Bump::Major, "0.2.3", Some("0.3.0")),
            (Bump::Major, "0.0.3", Some("0.0.4")),
            (Bump::Major, "1.0.0-rc.1", Some("2.0.0")),
            (Bump::Major, "1.0", None),
            (Bump::Major, "v1", None),
            (Bump::Patch, "1.2.18446744073709551615", None),
        ] {
            assert_eq!(bump.next(version).as_deref(), next, "{bump:?} {version}");
        }
    }

    #[test]
    fn a_version_says_what_it_rises_by() {
        for (bump, old, new, says) in [
            (Bump::Major, "0.2.3", "0.3.0", true),
            (Bump::Major, "0.2.3", "0.2.4", false),
            (Bump::Patch, "1.2.3", "1.2.3", false),
            (Bump::None, "1.2.3", "1.2.3", true),
            (Bump::Minor, "1.2.3", "2.0.0", true),
        ] {
            assert_eq!(
                bump.is_said_by(old, new),
                Some(says),
                "{bump:?} {old} {new}"
            );
        }
    }
}
