//! Webhooks and callbacks: requests that the API sends, and that its users answer.

use super::operations::{Found, of_item};
use super::{Change, Comparison, Direction, Node, Way};

/// A request of a callback, with what it is called and where it is sent.
struct Callback<'a> {
    name: &'a str,
    expression: &'a str,
    found: Found<'a>,
}

impl Callback<'_> {
    /// Whether it goes to the same address in the same way.
    fn is_sent_as(&self, other: &Self) -> bool {
        self.expression == other.expression && self.found.name.method == other.found.name.method
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn webhooks(&mut self) {
        let (old, new) = self.roots();
        let mut left = webhooks(&old);
        let mut only_new = Vec::new();
        for found in webhooks(&new) {
            match take(&mut left, |it| {
                it.name.path == found.name.path && it.name.method == found.name.method
            }) {
                Some(before) => self.webhook(&before, &found),
                None => only_new.push(found),
            }
        }
        for found in only_new {
            match take(&mut left, |it| it.name.path == found.name.path) {
                Some(before) => {
                    let change = Change::new("webhook-method-changed", subject(&found));
                    let change = change.at(&before.node.pointer, &found.node.pointer);
                    let change = change.from(&before.name.method).to(&found.name.method);
                    self.changes.add(in_webhook(change, &found));
                    self.webhook(&before, &found);
                }
                None => {
                    let change = Change::new("webhook-added", subject(&found));
                    let change = change.at_new(&found.node.pointer);
                    self.changes.add(in_webhook(change, &found));
                }
            }
        }
        for found in left {
            let id = match found.node.is("deprecated") {
                true => "webhook-removed#deprecated",
                false => "webhook-removed",
            };
            let change = Change::new(id, subject(&found)).at_old(&found.node.pointer);
            self.changes.add(in_webhook(change, &found));
        }
    }

    /// A webhook of both documents.
    fn webhook(&mut self, old: &Found<'a>, new: &Found<'a>) {
        self.changes.pair(&old.node.pointer, &new.node.pointer);
        self.deprecated(old, new, Direction::Webhook);
        self.labels(old, new);
        let way = Way::sent(new.name.clone(), Direction::Webhook);
        self.sent(old, new, &way);
    }

    /// A request that the API sends, in both documents, with the requests that follow from it.
    fn sent(&mut self, old: &Found<'a>, new: &Found<'a>, way: &Way) {
        self.outgoing_security(old, new, way);
        self.exchange(old, new, way);
        self.callbacks(
            old,
            new,
            &Way::sent(way.operation.clone(), Direction::Callback),
        );
    }

    fn deprecated(&mut self, old: &Found<'a>, new: &Found<'a>, direction: Direction) {
        let id = match (old.node.is("deprecated"), new.node.is("deprecated")) {
            (false, true) => "webhook-deprecated",
            (true, false) => "webhook-reactivated",
            _ => return,
        };
        let change = Change::new(id, subject(new));
        let change = change.at(&old.node.pointer, &new.node.pointer);
        self.changes
            .add(change.in_direction(direction).reaches(&new.name));
    }

    /// The callbacks of an operation. On the wire, they go by the address that they are sent to.
    pub(super) fn callbacks(&mut self, old: &Found<'a>, new: &Found<'a>, way: &Way) {
        let subject = |callback: &Callback<'_>| {
            format!(
                "the callback `{}` to `{}`",
                callback.name, callback.expression
            )
        };
        let mut left = callbacks(&old.node);
        let mut open = callbacks(&new.node);
        // Several may go to one address: their names tell these apart.
        let passes: [fn(&Callback<'_>, &Callback<'_>) -> bool; 2] = [
            |one, other| one.is_sent_as(other) && one.name == other.name,
            |one, other| one.is_sent_as(other),
        ];
        for is_same in passes {
            for callback in std::mem::take(&mut open) {
                match take(&mut left, |it| is_same(it, &callback)) {
                    Some(before) => self.sent(&before.found, &callback.found, way),
                    None => open.push(callback),
                }
            }
        }
        for callback in open {
            let change = |id| Change::new(id, subject(&callback)).in_direction(Direction::Callback);
            let place = &callback.found.node.pointer;
            match take(&mut left, |it| it.name == callback.name) {
                Some(before) => {
                    let (from, to) = (&before.found.name.method, &callback.found.name.method);
                    let change = |id| change(id).at(&before.found.node.pointer, place);
                    if before.expression != callback.expression {
                        let change = change("callback-url-changed");
                        self.add(way, change.from(before.expression).to(callback.expression));
                    }
                    if from != to {
                        self.add(way, change("callback-method-changed").from(from).to(to));
                    }
                    self.sent(&before.found, &callback.found, way);
                }
                None => self.add(way, change("callback-added").at_new(place)),
            }
        }
        for callback in left {
            let change = Change::new("callback-removed", subject(&callback));
            let change = change.at_old(&callback.found.node.pointer);
            self.add(way, change.in_direction(Direction::Callback));
        }
    }
}

/// Takes the first one that fits out of a list.
fn take<T>(list: &mut Vec<T>, fits: impl Fn(&T) -> bool) -> Option<T> {
    let at = list.iter().position(fits)?;
    Some(list.remove(at))
}

fn subject(found: &Found<'_>) -> String {
    format!("the webhook `{}`", found.name.path)
}

fn in_webhook(change: Change, found: &Found<'_>) -> Change {
    change.in_direction(Direction::Webhook).reaches(&found.name)
}

/// The requests of a document's webhooks.
fn webhooks<'a>(root: &Node<'a>) -> Vec<Found<'a>> {
    let webhooks = root.entries_of_names("webhooks").into_iter();
    webhooks
        .flat_map(|(name, item)| of_item(name, item))
        .collect()
}

/// The requests of an operation's callbacks.
fn callbacks<'a>(operation: &Node<'a>) -> Vec<Callback<'a>> {
    let callbacks = operation.entries_of_names("callbacks").into_iter();
    callbacks
        .flat_map(|(name, callback)| {
            let items = callback.own_entries().into_iter();
            items.flat_map(move |(expression, item)| {
                let requests = of_item(expression, item).into_iter();
                requests.map(move |found| Callback {
                    name,
                    expression,
                    found,
                })
            })
        })
        .collect()
}
