//! What stands for itself: components that are gone, and the version of the document.

use super::rules::rule_of;
use super::{Change, Comparison, Node};
use crate::diff::finding::Severity;

impl<'a> Comparison<'a> {
    /// Schemas that have no name any more, or another.
    pub(super) fn components(&mut self) {
        let (old, new) = self.roots();
        let schemas = |root: &Node<'a>| {
            let components = root.child("components");
            components.map_or_else(Vec::new, |it| it.entries_of_names("schemas"))
        };
        let known = new.child("components").and_then(|it| it.child("schemas"));
        for (name, schema) in schemas(&old) {
            if known
                .as_ref()
                .is_none_or(|known| known.value.get(name).is_none())
            {
                let change = Change::new("api-schema-removed", format!("the schema `{name}`"));
                self.add_to_all(change.at_old(&schema.pointer));
            }
        }
    }

    /// Whether the version says what the change means to callers.
    pub(super) fn versions(&mut self) {
        let (old, new) = self.roots();
        let versions = |root: &Node<'a>| root.child("info").and_then(|info| info.child("version"));
        let Some((before, after)) = versions(&old).zip(versions(&new)) else {
            return;
        };
        let (Some(from), Some(to)) = (before.value.as_str(), after.value.as_str()) else {
            return;
        };
        let breaks_callers = self.changes.list().iter().any(|change| {
            let callers = rule_of(change.id).map(|rule| rule.callers);
            callers == Some(Severity::Breaking) && !self.changes.is_unstable(change)
        });
        let id = match (version(from), version(to)) {
            (Some(from), Some(to)) if to < from => "api-version-decreased",
            _ if !breaks_callers => return,
            _ if from == to => "api-version-not-bumped",
            // Before 1.0, the minor part is what tells.
            (Some([0, minor, _]), Some([0, new_minor, _])) if new_minor > minor => return,
            (Some([major, ..]), Some([new_major, ..])) if new_major > major => return,
            (Some(_), Some(_)) => "api-major-version-not-bumped",
            _ => return,
        };
        let stays = format!("the version of the API, which stays {to}");
        let change = match from == to {
            true => Change::new(id, stays),
            false => Change::new(id, "the version of the API").from(from).to(to),
        };
        self.add_to_all(change.at(&before.pointer, &after.pointer));
    }
}

/// The three numbers of a semantic version; what comes after them tells no two releases apart.
fn version(text: &str) -> Option<[u64; 3]> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let numbers = text.split(['-', '+']).next()?;
    let mut parts = numbers.split('.').map(|part| part.parse().ok());
    let version = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(version)
}
