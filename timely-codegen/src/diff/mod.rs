//! What a change of a document does to everyone: two documents compared, on the wire and in the code that is generated of them.
//!
//! [`Generator::diff`](crate::Generator::diff) gives a [`Report`] of what it found, a [`Finding`] for each change: its kind, by an
//! id of which [`explain`] knows more, both places, and what it means to each [`Audience`]. [`Report::bump`] says which version
//! follows from that, and [`Policy`] what of it is accepted.
//!
//! Two normal forms and two meanings are compared, never texts, so that what is spelled otherwise and means the same is no
//! change.

// `wire/` finds what changed for those who speak HTTP, by the ids of `rules/`; `code/` what changed in the items of generated
// code, from one `ir::Api` to another; and `join.rs` puts together what is about one place.

mod changes;
mod code;
mod date;
mod explain;
mod finding;
#[cfg(test)]
pub(crate) mod hand_made;
mod join;
mod options;
mod policy;
mod reasons;
#[cfg(test)]
mod reasons_tests;
mod report;
mod rules;
mod side;
mod summary;
#[cfg(test)]
mod tests;
mod version;
mod wire;

pub use date::Date;
#[cfg(feature = "cli")]
pub(crate) use explain::near;
pub use explain::{explain, ids};
pub use finding::{
    Audience, CodeChange, Direction, Finding, OperationName, Severity, Site, Verdict, Verdicts,
};
pub use options::{Options, Stability};
pub use policy::{Applied, IgnoreEntry, Policy, SeverityEntry};
pub use report::{Bump, Report, Versioned};
pub(crate) use side::Side;
pub use summary::{Summary, Worst};
pub use version::Version;

/// Compares two documents.
pub(crate) fn compare(old: &Side<'_>, new: &Side<'_>, options: &Options) -> Report {
    let changes = wire::compare(old, new, options);
    let items = code::compare(old, new);
    Report::new(join::join(changes, items, old, new))
}
