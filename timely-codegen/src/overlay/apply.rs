//! Applies the actions of an overlay to a document.

use super::{Action, Change, Finding, LEFT_OUT, Overlay};
use crate::diagnostic::{Code, Pointer, SourceMap};
use serde_json::Value;

/// How many values the actions of an overlay may put into a document.
const MAX_ADDED: usize = 2_000_000;

/// The kinds of nodes of which the targets of one action must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    Primitive,
}

impl Kind {
    fn of(value: &Value) -> Self {
        match value {
            Value::Object(_) => Self::Object,
            Value::Array(_) => Self::Array,
            _ => Self::Primitive,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Primitive => "a value that is neither object nor array",
        }
    }
}

impl Overlay {
    /// Applies the actions in their order. What they put into the document is then placed in the overlay's file, by its number.
    pub(crate) fn apply(
        &self,
        document: &mut Value,
        map: &mut SourceMap,
        file: usize,
        findings: &mut Vec<Finding>,
    ) {
        let mut target = Target {
            document,
            map,
            file,
            added: 0,
        };
        for action in &self.actions {
            if let Err(finding) = target.act(action) {
                findings.push(finding);
            }
        }
    }
}

/// What the actions change.
struct Target<'a> {
    document: &'a mut Value,
    map: &'a mut SourceMap,
    file: usize,
    added: usize,
}

impl Target<'_> {
    fn act(&mut self, action: &Action) -> Result<(), Finding> {
        let found = action.target.query_located(self.document);
        let mut nodes: Vec<Pointer> = found
            .iter()
            .filter_map(|node| Pointer::parse(&node.location().to_json_pointer()))
            .collect();
        nodes.dedup();
        let kinds: Vec<Kind> = found.iter().map(|node| Kind::of(node.node())).collect();
        let at = action.at.child("target");
        let Some(kind) = kinds.first().copied() else {
            return Err(Finding {
                code: Code::OverlayNoMatch,
                at,
                message: format!("`{}` selects nothing of the document", action.target),
                instead: Some("nothing is changed"),
                help: "the document may have changed; correct the query, or take the action out",
            });
        };
        if let Change::Remove = action.change {
            self.remove(&nodes);
            return Ok(());
        }
        if let Some(other) = kinds.iter().find(|other| **other != kind) {
            let message = format!(
                "`{}` selects {} and {}; the targets of an action are of one kind",
                action.target,
                kind.name(),
                other.name()
            );
            return Err(unfit(at, message, "make an action for each kind"));
        }
        let (value, from) = match &action.change {
            Change::Update(value) => (value.clone(), action.at.child("update")),
            Change::Copy(source) => (self.source(source, action)?, action.at.child("copy")),
            Change::Remove => return Ok(()),
        };
        let is_fit = match (kind, Kind::of(&value)) {
            // What is no array is appended.
            (Kind::Array, _) => true,
            (kind, found) => kind == found,
        };
        if !is_fit {
            let message = format!(
                "`{}` selects {}, and this is {}",
                action.target,
                kind.name(),
                Kind::of(&value).name()
            );
            return Err(unfit(from, message, "give a value of that kind"));
        }
        self.spend(&value, nodes.len(), &action.at)?;
        for node in &nodes {
            if let Some(place) = self.document.pointer_mut(node.as_str()) {
                let origin = Origin {
                    file: self.file,
                    map: self.map,
                    is_copy: matches!(action.change, Change::Copy(_)),
                };
                merge_target(place, &value, node, &from, origin);
            }
        }
        Ok(())
    }

    /// The one node that is copied.
    fn source(&self, query: &serde_json_path::JsonPath, action: &Action) -> Result<Value, Finding> {
        let found = query.query(self.document).all();
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            others => {
                let message = format!(
                    "`{query}` selects {} values; exactly one can be copied",
                    others.len()
                );
                let help = "let the query name one place of the document";
                Err(unfit(action.at.child("copy"), message, help))
            }
        }
    }

    /// Notes what is added to the document, which has a limit.
    fn spend(&mut self, value: &Value, times: usize, at: &Pointer) -> Result<(), Finding> {
        self.added = self.added.saturating_add(size(value).saturating_mul(times));
        if self.added <= MAX_ADDED {
            return Ok(());
        }
        Err(Finding {
            code: Code::TooLarge,
            at: at.clone(),
            message: format!("the overlay adds more than {MAX_ADDED} values"),
            instead: None,
            help: "let the target select less, or refer to a component",
        })
    }

    /// Removes nodes, the last one of an array first, so that the places of the others stay.
    fn remove(&mut self, nodes: &[Pointer]) {
        for node in nodes.iter().rev() {
            let (Some(parent), Some(name)) = (node.parent(), node.name()) else {
                // The document itself stays.
                continue;
            };
            match self.document.pointer_mut(parent.as_str()) {
                Some(Value::Object(entries)) => {
                    entries.shift_remove(&name);
                    self.map.forget_below(node);
                }
                Some(Value::Array(items)) => {
                    let index: usize = name.parse().unwrap_or(usize::MAX);
                    if index < items.len() {
                        self.map.remove_item(&parent, index, items.len());
                        items.remove(index);
                    }
                }
                _ => {}
            }
        }
    }
}

fn unfit(at: Pointer, message: String, help: &'static str) -> Finding {
    Finding {
        code: Code::InvalidDocument,
        at,
        message,
        instead: Some(LEFT_OUT),
        help,
    }
}

/// How many values there are. The depth of an overlay's file has a limit.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(entries) => 1 + entries.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Where what is put into the document stands.
struct Origin<'m> {
    file: usize,
    map: &'m mut SourceMap,
    /// Whether all of it stands where the action says what to copy.
    is_copy: bool,
}

impl Origin<'_> {
    /// Nothing is known below a place that is new, since what is removed is forgotten.
    fn place(&mut self, at: &Pointer, from: &Pointer) {
        self.map.mount(at.clone(), self.file, from.clone());
    }

    fn child(&self, from: &Pointer, name: &str) -> Pointer {
        match self.is_copy {
            true => from.clone(),
            false => from.child(name),
        }
    }
}

fn merge_target(
    target: &mut Value,
    update: &Value,
    at: &Pointer,
    from: &Pointer,
    mut origin: Origin<'_>,
) {
    match (&mut *target, update) {
        (Value::Array(items), update) if !update.is_array() => {
            origin.place(&at.index(items.len()), from);
            items.push(update.clone());
        }
        _ => merge(target, update, at, from, &mut origin),
    }
}

/// Objects are merged, arrays concatenated, and anything else takes the place of what was there.
fn merge(
    target: &mut Value,
    update: &Value,
    at: &Pointer,
    from: &Pointer,
    origin: &mut Origin<'_>,
) {
    match (target, update) {
        (Value::Object(entries), Value::Object(update)) => {
            for (key, value) in update {
                let (at, from) = (at.child(key), origin.child(from, key));
                if let Some(target) = entries.get_mut(key) {
                    merge(target, value, &at, &from, origin);
                } else {
                    entries.insert(key.clone(), value.clone());
                    origin.place(&at, &from);
                }
            }
        }
        (Value::Array(items), Value::Array(update)) => {
            for (index, value) in update.iter().enumerate() {
                let from = origin.child(from, &index.to_string());
                origin.place(&at.index(items.len()), &from);
                items.push(value.clone());
            }
        }
        (target, update) => {
            if target.is_object() || target.is_array() {
                origin.map.forget_below(at);
            }
            *target = update.clone();
            origin.place(at, from);
        }
    }
}
