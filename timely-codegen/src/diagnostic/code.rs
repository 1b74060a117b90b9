//! The kinds of messages, each with a stable name.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])+ $variant:ident = $text:literal,)+) => {
        /// What a diagnostic is about.
        ///
        /// The text of a code ([`Code::as_str`]) is kebab-case and does not change between versions, so that it can be
        /// searched for and filtered by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the pipeline.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable text of the code.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

codes! {
    // Reading files.
    /// A file cannot be read: it is missing, too large, not UTF-8, or the system refuses.
    UnreadableFile = "unreadable-file",
    /// A reference leads out of the document's folder, or to another machine.
    ForbiddenReference = "forbidden-reference",
    /// The text is not YAML or JSON.
    InvalidSyntax = "invalid-syntax",
    /// A mapping holds the same key twice.
    DuplicateKey = "duplicate-key",
    /// The document is larger or deeper than the generator is willing to read.
    TooLarge = "too-large",
    /// A value that JSON cannot hold, such as infinity.
    InvalidValue = "invalid-value",

    // The shape of the document.
    /// The document is not of a version of OpenAPI that the generator reads.
    UnsupportedVersion = "unsupported-version",
    /// A value is not of the type that the standard asks for at its place.
    InvalidDocument = "invalid-document",
    /// Something that the standard requires is missing.
    MissingKey = "missing-key",
    /// A key that the standard does not know, and that is no extension.
    UnknownKey = "unknown-key",
    /// The document breaks the standard in a way whose meaning is plain, and was read by that meaning.
    Repaired = "repaired",

    // References.
    /// A reference leads to nothing, or to something that cannot stand at its place.
    UnresolvedReference = "unresolved-reference",
    /// A chain of references or `allOf` leads back to itself.
    CyclicReference = "cyclic-reference",

    // Meaning.
    /// A construct that is generated in a weaker form than the document says.
    Degraded = "degraded",
    /// The generator does not know how to generate this.
    UnsupportedFeature = "unsupported-feature",
    /// A constraint that the generated code does not check.
    NotEnforced = "not-enforced",
    /// A pattern that is enforced, but takes so long to match that a server may refuse long texts unseen.
    CostlyPattern = "costly-pattern",
    /// A `default` that its own schema does not allow.
    InvalidDefault = "invalid-default",
    /// A schema that no value satisfies.
    ImpossibleSchema = "impossible-schema",

    /// Parameters of one segment of a path, which their values may make run into each other.
    AmbiguousPath = "ambiguous-path",

    // Advice.
    /// A status that the server answers with by itself, and that an operation does not document.
    UndocumentedStatus = "undocumented-status",

    // The generator itself.
    /// A setting whose value makes no sense.
    InvalidSetting = "invalid-setting",
    /// A limit of the generator that is no fault of the document.
    InternalLimit = "internal-limit",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_unique_and_kebab_case() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} twice");
            assert!(
                text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{text}"
            );
        }
    }
}
