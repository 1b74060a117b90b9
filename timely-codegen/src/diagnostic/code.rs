//! The kinds of messages, each with a stable name and an explanation.

use super::closest;
use std::{fmt, str::FromStr};

macro_rules! codes {
    ($($variant:ident = $text:literal,)+) => {
        /// What a diagnostic is about.
        ///
        /// The text of a code ([`Code::as_str`]) is kebab-case and does not change between versions, so that it can be
        /// searched for and filtered by. [`Code::explain`] gives what is written below of each as text, and
        /// `timely explain CODE` prints it.
        ///
        /// The examples leave out `openapi`, `info`, and `paths` without operations.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = include_str!(concat!("codes/", $text, ".md"))] $variant,)+
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

            /// What the code means, as Markdown: a sentence, an example, why it is reported, and what to do.
            ///
            /// ```
            /// use timely_codegen::diagnostic::Code;
            ///
            /// let code: Code = "unknown-key".parse()?;
            /// assert!(code.explain().contains("## What to do"));
            /// # Ok::<(), timely_codegen::diagnostic::UnknownCode>(())
            /// ```
            pub fn explain(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("codes/", $text, ".md")),)+
                }
            }
        }
    };
}

// Each has its explanation in `codes/`, in a file of its name.
codes! {
    // Reading files.
    UnreadableFile = "unreadable-file",
    ForbiddenReference = "forbidden-reference",
    InvalidSyntax = "invalid-syntax",
    DuplicateKey = "duplicate-key",
    TooLarge = "too-large",
    InvalidValue = "invalid-value",

    // The shape of the document.
    UnsupportedVersion = "unsupported-version",
    InvalidDocument = "invalid-document",
    MissingKey = "missing-key",
    UnknownKey = "unknown-key",
    Repaired = "repaired",

    // References.
    UnresolvedReference = "unresolved-reference",
    CyclicReference = "cyclic-reference",

    // Overlays.
    OverlayNoMatch = "overlay-no-match",

    // Meaning.
    Degraded = "degraded",
    UnsupportedFeature = "unsupported-feature",
    NotEnforced = "not-enforced",
    CostlyPattern = "costly-pattern",
    InvalidDefault = "invalid-default",
    ImpossibleSchema = "impossible-schema",
    AmbiguousPath = "ambiguous-path",

    // Advice.
    UndocumentedStatus = "undocumented-status",

    // The generator itself.
    InvalidSetting = "invalid-setting",
    InternalLimit = "internal-limit",
}

impl Code {
    /// What the code means, in one sentence: the first line of [`Code::explain`].
    pub fn summary(self) -> &'static str {
        self.explain().lines().next().unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that is no [`Code`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no diagnostic has the code `{text}`{}", .near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
#[non_exhaustive]
pub struct UnknownCode {
    /// The text.
    pub text: String,
    /// The code whose text is nearly the same.
    pub near: Option<Code>,
}

/// By the stable text, as [`Code::as_str`] has it.
///
/// ```
/// use timely_codegen::diagnostic::Code;
///
/// assert_eq!("unknown-key".parse(), Ok(Code::UnknownKey));
/// let error = "unknown-kye".parse::<Code>().unwrap_err();
/// assert_eq!(error.to_string(), "no diagnostic has the code `unknown-kye`; did you mean `unknown-key`?");
/// ```
impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let named = |text: &str| Self::ALL.iter().copied().find(|code| code.as_str() == text);
        named(text).ok_or_else(|| UnknownCode {
            text: text.to_owned(),
            near: closest(text, Self::ALL.iter().map(|code| code.as_str())).and_then(named),
        })
    }
}
