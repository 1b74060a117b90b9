//! Traits that types are given where they can have them.

/// A trait of the standard library that is derived where every member has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Derivable {
    /// `Eq`
    Eq,
    /// `Hash`
    Hash,
    /// `Default`
    Default,
    /// `PartialOrd`
    PartialOrd,
    /// `Ord`
    Ord,
    /// `Copy`
    Copy,
}

impl Derivable {
    /// All of them, one that needs others after these.
    pub(crate) const ALL: [Self; 6] = [
        Self::Eq,
        Self::Hash,
        Self::Default,
        Self::PartialOrd,
        Self::Ord,
        Self::Copy,
    ];

    /// Its name, by which it is derived.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Eq => "Eq",
            Self::Hash => "Hash",
            Self::Default => "Default",
            Self::PartialOrd => "PartialOrd",
            Self::Ord => "Ord",
            Self::Copy => "Copy",
        }
    }

    /// The module of the standard library that has it.
    fn module(self) -> &'static str {
        match self {
            Self::Eq | Self::PartialOrd | Self::Ord => "cmp",
            Self::Hash => "hash",
            Self::Default => "default",
            Self::Copy => "marker",
        }
    }

    /// The one that the path of a derive means.
    pub(crate) fn named(path: &str) -> Option<Self> {
        let path: String = path.split_whitespace().collect();
        let path = path.trim_start_matches("::");
        let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
        let mut all = Self::ALL.into_iter();
        let found = all.find(|derivable| derivable.name() == name)?;
        let is_standard = ["std", "core"]
            .iter()
            .any(|krate| module == format!("{krate}::{}", found.module()));
        (module.is_empty() || is_standard).then_some(found)
    }
}
