//! What changed in the public items of generated code: two [`Api`](crate::ir::Api)s compared, by what is generated of them.
//!
//! What a change means follows the policy of stability: traits of clients have default bodies and those of services none, structs and
//! enums may get more members, what is optional is set by methods, and what only comes back is read. Types are the same where
//! what programs write for them stays right: a type that another document calls otherwise changes its name once, and not in
//! every place that names it.

mod alike;
mod arguments;
mod bodies;
mod calls;
mod members;
mod operations;
mod pairs;
mod responses;
mod same;
mod sides;
mod structs;
mod tags;
#[cfg(test)]
mod tests;
mod types;
mod uses;
mod view;
mod webhooks;

use super::finding::Severity;
use super::side::Side;
use crate::diagnostic::Pointer;
use pairs::Pairs;
use std::borrow::Cow;
use view::View;

/// A public item that changes.
#[derive(Clone, Debug)]
pub(in crate::diff) struct ItemChange {
    /// The id of the finding that it makes where nothing on the wire changes with it.
    pub(in crate::diff) id: &'static str,
    /// What of the item it is.
    pub(in crate::diff) aspect: Aspect,
    /// The item that it belongs to, which findings of their own are about: `models::Contact`.
    pub(in crate::diff) owner: String,
    /// Its path: `models::Contact.phone`.
    pub(in crate::diff) item: String,
    /// What becomes of it.
    pub(in crate::diff) change: String,
    /// What the document calls it, where its place does not say that: the value of a variant.
    pub(in crate::diff) word: Option<String>,
    /// The place in the normal form of the old document that it comes from, without references on the way.
    pub(in crate::diff) old: Option<Pointer>,
    /// The place in the normal form of the new document.
    pub(in crate::diff) new: Option<Pointer>,
    /// The place of what it is there for: of what holds a type of one document alone, or says who may call.
    pub(in crate::diff) holder: Option<Pointer>,
    /// What it means to users of the client.
    pub(in crate::diff) client: Severity,
    /// What it means to implementors of server traits.
    pub(in crate::diff) server: Severity,
    /// What it means to implementors of client traits and handlers of webhooks.
    pub(in crate::diff) handlers: Severity,
    /// Whether programs compile as before, and mean something else.
    pub(in crate::diff) silent: bool,
    /// Why, as a sentence.
    pub(in crate::diff) why: Cow<'static, str>,
}

impl ItemChange {
    /// Whether it is another one now.
    pub(in crate::diff) fn turns(&self) -> bool {
        self.change.contains(" → ")
    }

    /// Whether every program compiles as before.
    pub(in crate::diff) fn is_safe(&self) -> bool {
        let all = [self.client, self.server, self.handlers];
        all.iter().all(|severity| *severity == Severity::Safe)
    }
}

/// What of an item changes, by which the change on the wire is told that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::diff) enum Aspect {
    /// Whether it is there, or its type.
    Shape,
    /// Whether there is a default to be read.
    Default,
    /// What it is called, or where it stands.
    Name,
    /// The order of its parts.
    Order,
    /// Who may call.
    Security,
    /// Where a server is.
    Address,
}

/// What a change means to each kind of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Impact {
    client: Severity,
    server: Severity,
    handlers: Severity,
}

impl Impact {
    const SAFE: Self = Self {
        client: Severity::Safe,
        server: Severity::Safe,
        handlers: Severity::Safe,
    };
    /// For what callers and those who stand in for the client write.
    const CALLERS: Self = Self {
        client: Severity::Breaking,
        handlers: Severity::Breaking,
        ..Self::SAFE
    };
    /// For what callers alone write.
    const CLIENT: Self = Self {
        client: Severity::Breaking,
        ..Self::SAFE
    };
    const SERVER: Self = Self {
        server: Severity::Breaking,
        ..Self::SAFE
    };
    const HANDLERS: Self = Self {
        handlers: Severity::Breaking,
        ..Self::SAFE
    };
}

/// What of which item changes, and where it comes from.
struct Item<'i> {
    id: &'static str,
    aspect: Aspect,
    owner: &'i str,
    item: String,
    change: String,
    old: Option<Pointer>,
    new: Option<Pointer>,
}

/// All items that change.
pub(in crate::diff) fn compare(old: &Side<'_>, new: &Side<'_>) -> Vec<ItemChange> {
    let (old, new) = (View::of(old), View::of(new));
    let operations = pairs::operations(pairs::placed(old.api), pairs::placed(new.api));
    let requests = webhooks::matched(&old, &new);
    let both = requests.iter().flat_map(|requests| &requests.both);
    let all: Vec<_> = operations.both.iter().chain(both).copied().collect();
    let mut comparison = Comparison {
        old: &old,
        new: &new,
        pairs: pairs::types(&old, &new, &all),
        items: Vec::new(),
    };
    comparison.types();
    comparison.tags(&operations);
    comparison.operations(&operations);
    comparison.webhooks(&requests);
    comparison.sides();
    comparison.items
}

/// A comparison in the making.
struct Comparison<'v> {
    old: &'v View<'v>,
    new: &'v View<'v>,
    pairs: Pairs,
    items: Vec<ItemChange>,
}

impl Comparison<'_> {
    /// Adds an item that changes.
    fn add(&mut self, item: Item<'_>, impact: Impact, why: impl Into<Cow<'static, str>>) {
        let Item {
            id,
            aspect,
            owner,
            item,
            change,
            old,
            new,
        } = item;
        self.items.push(ItemChange {
            id,
            aspect,
            owner: owner.to_owned(),
            item,
            change,
            word: None,
            old: old.map(|place| self.old.side.resolved(&place)),
            new: new.map(|place| self.new.side.resolved(&place)),
            holder: None,
            client: impact.client,
            server: impact.server,
            handlers: impact.handlers,
            silent: false,
            why: why.into(),
        });
    }

    /// Says by which word the document knows the item that was added last.
    fn of_word(&mut self, word: &str) {
        if let Some(last) = self.items.last_mut() {
            last.word = Some(word.to_owned());
        }
    }
}
