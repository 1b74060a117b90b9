//! What a user may choose: the same keys in `codegen.toml`, in the arguments of `timely_macros::openapi!` and as
//! methods of [`Settings`].
//!
//! ```toml
//! # spec/codegen.toml
//! [targets.timely]
//! document = "timely.yaml"              # relative to this file
//! output = "../timely-generated/src"
//! outputs = ["models", "client", "server"]
//! formats = { date-time = "String" }
//! ```
//!
//! Text becomes a [`Node`], a tree in which every key and value remembers where it stands; serde turns that into
//! [`Settings`]; [`Settings::problems`] then judges the values. TOML and macro tokens differ only in what a place is:
//! a byte range, or a compiler span.

mod builder;
mod compat;
mod config;
mod de;
mod derivable;
pub(crate) mod document;
mod levels;
mod names;
mod node;
mod options;
mod overrides;
mod pagination;
mod problem;
mod refs;
mod types;
mod validate;
mod webhooks;

pub use compat::Compat;
pub use config::{Config, ConfigError, LocatedProblem, Target};
// For `timely_macros` of the same version, whose arguments are settings; they may change in any version.
pub(crate) use derivable::Derivable;
pub use levels::CodeLevels;
#[doc(hidden)]
pub use node::{Entry, Key, Node, Value};
pub use options::{
    ErrorField, ErrorSettings, EscapedCommas, EventSettings, Idempotency, Output, Outputs,
    ServerPrefix, ServerSettings, Settings, Unimplemented, UnknownQuery,
};
pub use overrides::AssignmentError;
pub use pagination::{PagePlace, PageStyle, Pagination, PaginationRules};
pub use problem::Invalid;
#[doc(hidden)]
pub use problem::Problem;
pub use refs::RefTarget;
pub use types::TypeSettings;
pub(crate) use types::{component_at, speaks_of};
pub(crate) use webhooks::SignedPart;
pub use webhooks::{SecretForm, SignatureEncoding, Signed, WebhookScheme, WebhookSettings};

#[cfg(test)]
mod schema_tests;
