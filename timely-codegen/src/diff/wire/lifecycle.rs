//! How long something stays: what is deprecated, on which day it goes, and how stable it is.

use super::operations::Found;
use super::{Change, Comparison, Node, options};
use crate::normalize::{REFUSED_SUNSET, SUNSET};

/// How stable an operation is.
const STABILITY: &str = "x-stability-level";
/// Its levels; what has none is of the last one.
const LEVELS: [&str; 4] = ["draft", "alpha", "beta", "stable"];

/// The day on which something goes.
enum Sunset {
    /// None is named.
    Unnamed,
    /// What is named is no day.
    Unreadable,
    /// The number of the day.
    On(i64),
}

impl Sunset {
    fn of(node: &Node<'_>) -> Self {
        let value = node.value.get(SUNSET).or(node.value.get(REFUSED_SUNSET));
        match value {
            None => Self::Unnamed,
            Some(value) => value
                .as_str()
                .and_then(options::days)
                .map_or(Self::Unreadable, Self::On),
        }
    }
}

/// What was said of something before it went.
pub(super) enum Removal {
    /// Nothing.
    Unannounced,
    /// That it is deprecated, and its day has come if it had one.
    Announced,
    /// That it is deprecated, until a day that cannot be read.
    Unreadable,
    /// That it stays for longer.
    Early,
}

impl Removal {
    /// That of an operation or a parameter of the old document.
    pub(super) fn of(node: &Node<'_>, today: i64) -> Self {
        match Sunset::of(node) {
            _ if !node.is("deprecated") => Self::Unannounced,
            Sunset::Unnamed => Self::Announced,
            Sunset::Unreadable => Self::Unreadable,
            Sunset::On(day) if today < day => Self::Early,
            Sunset::On(_) => Self::Announced,
        }
    }
}

/// The level of stability, as its place among all; an error where it is none.
fn level(node: &Node<'_>) -> Result<usize, String> {
    let Some(value) = node.value.get(STABILITY) else {
        return Ok(LEVELS.len() - 1);
    };
    let level = LEVELS.iter().position(|level| value == level);
    level.ok_or_else(|| super::node::shown(value))
}

/// Whether an operation is said to change at any time.
pub(super) fn is_unstable(node: &Node<'_>) -> bool {
    level(node).is_ok_and(|level| level < 2)
}

/// The ids of one kind of thing.
pub(super) struct Ids {
    reactivated: &'static str,
    deprecated: &'static str,
    deprecated_until: &'static str,
    sunset_missing: &'static str,
    sunset_unreadable: &'static str,
    sunset_too_soon: &'static str,
    sunset_deleted: &'static str,
    sunset_moved: &'static str,
    sunset_moved_unreadable: &'static str,
    sunset_mended: &'static str,
}

const OF_OPERATIONS: Ids = Ids {
    reactivated: "endpoint-reactivated",
    deprecated: "endpoint-deprecated",
    deprecated_until: "endpoint-deprecated-with-sunset",
    sunset_missing: "api-deprecated-sunset-missing",
    sunset_unreadable: "api-deprecated-sunset-parse",
    sunset_too_soon: "api-sunset-date-too-small",
    sunset_deleted: "sunset-deleted",
    sunset_moved: "api-sunset-date-changed-too-small",
    sunset_moved_unreadable: "api-path-sunset-parse#changed",
    sunset_mended: "api-path-sunset-parse#mended",
};

pub(super) const OF_PARAMETERS: Ids = Ids {
    reactivated: "request-parameter-reactivated",
    deprecated: "request-parameter-deprecated",
    deprecated_until: "request-parameter-deprecated",
    sunset_missing: "request-parameter-deprecated-sunset-missing",
    sunset_unreadable: "request-parameter-sunset-parse",
    sunset_too_soon: "request-parameter-sunset-date-too-small",
    sunset_deleted: "request-parameter-sunset-deleted",
    sunset_moved: "request-parameter-sunset-date-changed-too-small",
    sunset_moved_unreadable: "request-parameter-sunset-parse",
    sunset_mended: "request-parameter-sunset-parse#mended",
};

impl Comparison<'_> {
    /// What is said of how long an operation stays.
    pub(super) fn lifecycle(&mut self, old: &Found<'_>, new: &Found<'_>) {
        let subject = format!("the operation `{} {}`", new.name.method, new.name.path);
        let change = |id| {
            let change = Change::new(id, subject.clone());
            let change = change.at(&old.node.pointer, &new.node.pointer);
            change.reaches(&new.name)
        };
        let days = self.grace_days(&new.node);
        let id = self.deprecation(&OF_OPERATIONS, &old.node, &new.node, days);
        if let Some(id) = id {
            self.changes
                .add(with_days(change(id), &old.node, &new.node));
        }
        let (before, after) = (level(&old.node), level(&new.node));
        let id = match (&before, &after) {
            (Ok(before), Ok(after)) if before == after => return,
            (Ok(before), Ok(after)) if before < after => "api-stability-increased",
            (Ok(_), Ok(_)) => "api-stability-decreased",
            // What cannot be read was so before.
            (Err(before), Err(after)) if before == after => return,
            _ => "api-invalid-stability-level",
        };
        let name = |level: Result<usize, String>| {
            level.map_or_else(|text| text, |at| LEVELS[at].to_owned())
        };
        self.changes
            .add(change(id).from(name(before)).to(name(after)));
    }

    /// How many days there are at least before something of an operation goes.
    pub(super) fn grace_days(&self, operation: &Node<'_>) -> i64 {
        let days = match level(operation) {
            Ok(0 | 1) => 0,
            Ok(2) => self.options.beta_grace_days,
            _ => self.options.grace_days,
        };
        i64::from(days)
    }

    /// What became of the deprecation of something, if anything.
    pub(super) fn deprecation(
        &self,
        ids: &Ids,
        old: &Node<'_>,
        new: &Node<'_>,
        grace_days: i64,
    ) -> Option<&'static str> {
        let today = self.options.today;
        match (old.is("deprecated"), new.is("deprecated")) {
            (false, false) => None,
            (true, false) => Some(ids.reactivated),
            (false, true) => Some(match Sunset::of(new) {
                Sunset::Unnamed if grace_days > 0 => ids.sunset_missing,
                Sunset::Unnamed => ids.deprecated,
                Sunset::Unreadable => ids.sunset_unreadable,
                Sunset::On(day) if day - today < grace_days => ids.sunset_too_soon,
                Sunset::On(_) => ids.deprecated_until,
            }),
            (true, true) => match (Sunset::of(old), Sunset::of(new)) {
                (Sunset::Unnamed, _) | (Sunset::Unreadable, Sunset::Unreadable) => None,
                (_, Sunset::Unnamed) => Some(ids.sunset_deleted),
                (_, Sunset::Unreadable) => Some(ids.sunset_moved_unreadable),
                (Sunset::Unreadable, Sunset::On(_)) => Some(ids.sunset_mended),
                // Days of grace count from now; without any, what was promised holds.
                (Sunset::On(before), Sunset::On(after)) => {
                    let is_too_soon = grace_days == 0 || after - today < grace_days;
                    (after < before && is_too_soon).then_some(ids.sunset_moved)
                }
            },
        }
    }
}

/// The days on which something goes, where they are named.
pub(super) fn with_days(change: Change, old: &Node<'_>, new: &Node<'_>) -> Change {
    let day = |node: &Node<'_>| {
        let value = node.value.get(SUNSET).or(node.value.get(REFUSED_SUNSET));
        value.map(super::node::shown)
    };
    Change {
        from: day(old),
        to: day(new),
        ..change
    }
}
