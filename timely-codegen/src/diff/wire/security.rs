//! Who may call: the security requirements of operations, and those of the document that hold where an operation has none.

use super::operations::Found;
use super::{Change, Comparison, Node, Way};
use crate::diagnostic::Pointer;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Scopes, by the names of schemes.
type Schemes<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// What is asked of a caller.
struct Requirements<'a> {
    /// Where it stands, or would.
    place: Pointer,
    /// Whether nothing is needed.
    allows_anyone: bool,
    /// The alternatives, by the schemes of each: `key AND session`.
    alternatives: BTreeMap<String, Schemes<'a>>,
}

/// The ids for one place where requirements stand.
struct Ids {
    added: &'static str,
    added_alternative: &'static str,
    removed: &'static str,
    removed_last: &'static str,
    scope_added: &'static str,
    scope_removed: &'static str,
    became_optional: &'static str,
    became_required: &'static str,
}

const OF_OPERATIONS: Ids = Ids {
    added: "api-security-added",
    added_alternative: "api-security-added#alternative",
    removed: "api-security-removed",
    removed_last: "api-security-removed#open",
    scope_added: "api-security-scope-added",
    scope_removed: "api-security-scope-removed",
    became_optional: "api-security-became-optional",
    became_required: "api-security-became-required",
};

const OF_ALL: Ids = Ids {
    added: "api-global-security-added",
    added_alternative: "api-global-security-added#alternative",
    removed: "api-global-security-removed",
    removed_last: "api-global-security-removed#open",
    scope_added: "api-global-security-scope-added",
    scope_removed: "api-global-security-scope-removed",
    became_optional: "api-global-security-became-optional",
    became_required: "api-global-security-became-required",
};

/// Of requests that the API sends, which prove that it is the API.
const OF_OUTGOING: Ids = Ids {
    added: "outgoing-security-added",
    added_alternative: "outgoing-security-added#alternative",
    removed: "outgoing-security-removed",
    removed_last: "outgoing-security-removed#open",
    scope_added: "outgoing-security-scope-added",
    scope_removed: "outgoing-security-scope-removed",
    became_optional: "outgoing-security-became-optional",
    became_required: "outgoing-security-became-required",
};

impl<'a> Comparison<'a> {
    /// What the document asks where an operation says nothing.
    pub(super) fn global_security(
        &mut self,
        old: &[Found<'a>],
        new: &[Found<'a>],
        pairs: &[(usize, usize)],
    ) {
        let (before, after) = self.roots();
        let names = self.renamed_schemes();
        let before = Requirements::of(&before, &names);
        let after = Requirements::of(&after, &HashMap::new());
        let changes = between(&OF_ALL, &before, &after);
        let inherits = |found: &Found<'_>| found.node.child("security").is_none();
        let reached = pairs
            .iter()
            .filter(|(old_at, new_at)| inherits(&old[*old_at]) && inherits(&new[*new_at]));
        let reached: BTreeSet<_> = reached.map(|(_, at)| new[*at].name.clone()).collect();
        for mut change in changes {
            change.operations.clone_from(&reached);
            self.add_to_all(change);
        }
    }

    /// What an operation asks.
    pub(super) fn operation_security(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let own = |found: &Found<'_>| found.node.child("security").is_some();
        if !own(old) && !own(new) {
            return;
        }
        let (old_root, new_root) = self.roots();
        let names = self.renamed_schemes();
        let holder = |found: &Found<'a>, root| if own(found) { found.node.clone() } else { root };
        let before = Requirements::of(&holder(old, old_root), &names);
        let after = Requirements::of(&holder(new, new_root), &HashMap::new());
        for change in between(&OF_OPERATIONS, &before, &after) {
            self.add_to_all(change.reaches(&new.name));
        }
    }

    /// What a request that the API sends has to prove itself with. What the document asks as a whole is asked of those who call it.
    pub(super) fn outgoing_security(&mut self, old: &Found<'a>, new: &Found<'a>, way: &Way) {
        let names = self.renamed_schemes();
        let before = Requirements::of(&old.node, &names);
        let after = Requirements::of(&new.node, &HashMap::new());
        for change in between(&OF_OUTGOING, &before, &after) {
            self.add(way, change.in_direction(way.of_request()));
        }
    }

    /// The new names of schemes that have another name and are the same.
    fn renamed_schemes(&self) -> HashMap<&'a str, &'a str> {
        let (before, after) = (schemes(self.old.document), schemes(self.new.document));
        let mut renamed = HashMap::new();
        let (Some(before), Some(after)) = (before, after) else {
            return renamed;
        };
        for (name, scheme) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
            let scheme = super::node::bare(scheme);
            let mut same = after.iter().filter(|(new_name, new_scheme)| {
                !before.contains_key(*new_name) && super::node::bare(new_scheme) == scheme
            });
            if let (Some((new_name, _)), None) = (same.next(), same.next()) {
                renamed.insert(name.as_str(), new_name.as_str());
            }
        }
        renamed
    }
}

fn schemes(document: &Value) -> Option<&Map<String, Value>> {
    document
        .get("components")?
        .get("securitySchemes")?
        .as_object()
}

impl<'a> Requirements<'a> {
    fn of(holder: &Node<'a>, renamed: &HashMap<&'a str, &'a str>) -> Self {
        let all = holder.items("security").into_iter();
        let all: Vec<Schemes<'a>> = all.map(|it| schemes_of(it.value, renamed)).collect();
        let allows_anyone = all.iter().any(Schemes::is_empty);
        let known: Vec<Schemes<'a>> = all.into_iter().filter(|it| !it.is_empty()).collect();
        let mut times: HashMap<String, usize> = HashMap::new();
        for schemes in &known {
            *times.entry(names_of(schemes)).or_default() += 1;
        }
        let alternatives: BTreeMap<String, Schemes<'a>> = known
            .into_iter()
            .map(|schemes| {
                let names = names_of(&schemes);
                // Where the same schemes do with these scopes or with those, scopes tell them apart.
                let key = match times.get(&names) {
                    Some(0 | 1) | None => names,
                    Some(_) => with_scopes(&schemes),
                };
                (key, schemes)
            })
            .collect();
        Self {
            place: holder.pointer.child("security"),
            allows_anyone: allows_anyone || alternatives.is_empty(),
            alternatives,
        }
    }
}

/// The schemes of one alternative, with the scopes of each.
fn schemes_of<'a>(alternative: &'a Value, renamed: &HashMap<&'a str, &'a str>) -> Schemes<'a> {
    let schemes = alternative.as_object().into_iter().flatten();
    schemes
        .map(|(name, scopes)| {
            let scopes = scopes.as_array().into_iter().flatten();
            let name = renamed.get(name.as_str()).copied().unwrap_or(name);
            (name, scopes.filter_map(Value::as_str).collect())
        })
        .collect()
}

fn names_of(schemes: &Schemes<'_>) -> String {
    schemes.keys().copied().collect::<Vec<_>>().join(" AND ")
}

fn with_scopes(schemes: &Schemes<'_>) -> String {
    let each = schemes.iter().map(|(name, scopes)| {
        let scopes: Vec<&str> = scopes.iter().copied().collect();
        format!("{name} ({})", scopes.join(", "))
    });
    each.collect::<Vec<_>>().join(" AND ")
}

/// What changes from some requirements to others.
fn between(ids: &Ids, old: &Requirements<'_>, new: &Requirements<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let change = |id, subject: String| Change::new(id, subject).at(&old.place, &new.place);
    let (before, after) = (&old.alternatives, &new.alternatives);
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        // Whoever was let in still is.
        let id = match old.allows_anyone && !new.allows_anyone {
            true => ids.added,
            false => ids.added_alternative,
        };
        changes.push(change(id, format!("the security requirement `{name}`")).to(name));
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        let id = match new.allows_anyone {
            true => ids.removed_last,
            false => ids.removed,
        };
        changes.push(change(id, format!("the security requirement `{name}`")).from(name));
    }
    for (name, schemes) in after {
        let known = before.get(name).into_iter().flatten();
        for ((scheme, old_scopes), new_scopes) in known.zip(schemes.values()) {
            let of_scheme = |scope| format!("the scope `{scope}` of `{scheme}`");
            for scope in new_scopes.difference(old_scopes) {
                changes.push(change(ids.scope_added, of_scheme(scope)).to(of_scheme(scope)));
            }
            for scope in old_scopes.difference(new_scopes) {
                changes.push(change(ids.scope_removed, of_scheme(scope)).from(of_scheme(scope)));
            }
        }
    }
    let is_optional = |it: &Requirements<'_>| it.allows_anyone && !it.alternatives.is_empty();
    let is_strict = |it: &Requirements<'_>| !it.allows_anyone;
    let subject = || "security".to_owned();
    if is_strict(old) && is_optional(new) {
        changes.push(change(ids.became_optional, subject()));
    } else if is_optional(old)
        && is_strict(new)
        && after.keys().all(|name| before.contains_key(name))
    {
        changes.push(change(ids.became_required, subject()));
    }
    changes
}
