//! What a change of a document does to everyone: two documents compared, on the wire and in the code that is generated of them.
//!
//! Two normal forms and two [`ir::Api`](crate::ir::Api) are compared, never texts, so that what is spelled otherwise and means the
//! same is no change. `wire/` finds what changed for those who speak HTTP, by the ids of `rules/`; `code/` what changed in the
//! items of generated code; and [`join`] puts together what is about one place.

mod changes;
mod code;
mod explain;
#[cfg(test)]
mod explain_tests;
mod finding;
mod join;
mod report;
mod rules;
mod side;
#[cfg(test)]
mod tests;
mod wire;

pub use finding::{
    Audience, CodeChange, Direction, Finding, OperationName, Severity, Site, Verdict, Verdicts,
};
pub use report::{Bump, Report, Versioned};
pub(crate) use side::Side;

/// Compares two documents.
pub(crate) fn compare(old: &Side<'_>, new: &Side<'_>) -> Report {
    let changes = wire::compare(old, new);
    let items = code::compare(old, new);
    Report::new(join::join(changes, items, old, new))
}
