//! Pairs of places, and which lead to which.

use super::context::Context;
use super::evaluation::{Child, Evaluation};
use super::{OperationName, Standing};
use crate::diagnostic::Pointer;
use crate::diff::changes::{Change, Changes};
use crate::diff::options::Options;
use crate::diff::side::Side;
use crate::grammar;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// The pairs that were compared.
#[derive(Default)]
pub(in crate::diff::wire) struct Graph {
    nodes: Vec<Node>,
    known: HashMap<Child, usize>,
    operations: Vec<OperationName>,
    known_operations: HashMap<OperationName, usize>,
    /// The components that mean the same in both documents.
    unchanged: Option<Rc<HashSet<String>>>,
}

/// A pair in a context.
struct Node {
    /// What differs there itself.
    changes: Vec<Change>,
    children: Vec<usize>,
    /// The operations that lead to it at once, by their places among those of the graph.
    roots: BTreeSet<usize>,
}

impl Graph {
    /// Compares what stands at two places, and all that is within and behind it.
    pub(super) fn compare(
        &mut self,
        sides: [Side<'_>; 2],
        places: [&Pointer; 2],
        context: Context,
        standing: &Standing,
        options: Options,
    ) {
        let unchanged = self
            .unchanged
            .get_or_insert_with(|| Rc::new(unchanged(sides)));
        let unchanged = Rc::clone(unchanged);
        let start = Child::new(sides, places.map(Pointer::clone), context);
        let operation = self.operation(&standing.operation);
        let mut open = Vec::new();
        let root = self.node(start, &mut open);
        self.nodes[root].roots.insert(operation);
        while let Some((index, pair)) = open.pop() {
            let mut evaluation = Evaluation::new(sides, pair.context, &standing.holder, options);
            evaluation.run(&pair.places);
            let found = evaluation.finish();
            let children = found.children.into_iter();
            let children = children
                .filter(|child| !child.is_unchanged(&unchanged))
                .map(|child| self.node(child, &mut open))
                .collect();
            self.nodes[index].changes = found.changes;
            self.nodes[index].children = children;
        }
    }

    /// The place of a pair among those that are known; what is new is to be compared.
    fn node(&mut self, pair: Child, open: &mut Vec<(usize, Child)>) -> usize {
        if let Some(index) = self.known.get(&pair) {
            return *index;
        }
        let index = self.nodes.len();
        self.nodes.push(Node {
            changes: Vec::new(),
            children: Vec::new(),
            roots: BTreeSet::new(),
        });
        self.known.insert(pair.clone(), index);
        open.push((index, pair));
        index
    }

    fn operation(&mut self, name: &OperationName) -> usize {
        if let Some(index) = self.known_operations.get(name) {
            return *index;
        }
        let index = self.operations.len();
        self.operations.push(name.clone());
        self.known_operations.insert(name.clone(), index);
        index
    }

    /// Hands out what was found, each with the operations that it reaches.
    pub(in crate::diff::wire) fn finish(self, changes: &mut Changes) {
        let reached = self.reached();
        for (node, reached) in self.nodes.into_iter().zip(reached) {
            let names = || {
                let names = self.operations.iter().enumerate();
                names.filter(|(index, _)| reached.has(*index))
            };
            for mut change in node.changes {
                change.operations = names().map(|(_, name)| name.clone()).collect();
                changes.add(change);
            }
        }
    }

    /// The operations that lead to each node that has changes.
    fn reached(&self) -> Vec<Marks> {
        let relevant = self.relevant();
        let count = self.operations.len();
        let mut reached: Vec<Marks> = Vec::with_capacity(self.nodes.len());
        for (node, is_relevant) in self.nodes.iter().zip(&relevant) {
            let mut marks = Marks::new(if *is_relevant { count } else { 0 });
            if *is_relevant {
                node.roots.iter().for_each(|root| marks.set(*root));
            }
            reached.push(marks);
        }
        // What is found behind something comes after it, but for what leads back, so that few rounds are enough.
        let mut grows = true;
        while grows {
            grows = false;
            for (index, node) in self.nodes.iter().enumerate().filter(|it| relevant[it.0]) {
                for child in node.children.iter().filter(|child| relevant[**child]) {
                    if *child != index {
                        let own = std::mem::take(&mut reached[index]);
                        grows |= reached[*child].add(&own);
                        reached[index] = own;
                    }
                }
            }
        }
        reached
    }

    /// The nodes that have changes or lead to some.
    fn relevant(&self) -> Vec<bool> {
        let mut parents: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            for child in &node.children {
                parents[*child].push(index);
            }
        }
        let changed = |index: &usize| !self.nodes[*index].changes.is_empty();
        let mut open: Vec<usize> = (0..self.nodes.len()).filter(changed).collect();
        let mut relevant = vec![false; self.nodes.len()];
        while let Some(index) = open.pop() {
            if !std::mem::replace(&mut relevant[index], true) {
                open.extend(&parents[index]);
            }
        }
        relevant
    }
}

/// A set of operations.
#[derive(Default)]
struct Marks(Vec<u64>);

impl Marks {
    fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn set(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    fn has(&self, index: usize) -> bool {
        let word = self.0.get(index / 64);
        word.is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    /// Adds those of another set. Whether there are more now.
    fn add(&mut self, other: &Self) -> bool {
        let mut grows = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            grows |= *more & !*word != 0;
            *word |= more;
        }
        grows
    }
}

/// The components that are the same in both documents, as all are that they lead to.
fn unchanged(sides: [Side<'_>; 2]) -> HashSet<String> {
    let [old, new] = sides.map(|side| {
        let schemas = side.document.pointer("/components/schemas");
        schemas.and_then(Value::as_object)
    });
    let (Some(old), Some(new)) = (old, new) else {
        return HashSet::new();
    };
    let mut same: HashSet<String> = HashSet::new();
    let mut uses: HashMap<String, Vec<&str>> = HashMap::new();
    let mut open: Vec<String> = Vec::new();
    for (name, schema) in old {
        if new.get(name) == Some(schema) {
            same.insert(name.clone());
            for other in references(schema) {
                if !is_in_both(old, new, &other) {
                    open.push(name.clone());
                }
                uses.entry(other).or_default().push(name);
            }
        } else {
            open.push(name.clone());
        }
    }
    let mut seen: HashSet<String> = HashSet::new();
    while let Some(name) = open.pop() {
        same.remove(&name);
        if seen.insert(name.clone()) {
            let users = uses.get(&name).into_iter().flatten();
            open.extend(users.map(|user| (*user).to_owned()));
        }
    }
    same
}

fn is_in_both(old: &Map<String, Value>, new: &Map<String, Value>, name: &str) -> bool {
    old.contains_key(name) && new.contains_key(name)
}

/// The components that a schema refers to.
fn references(schema: &Value) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(entries) => {
                let name =
                    grammar::reference(value).and_then(|text| grammar::component(text, "schemas"));
                found.extend(name.map(|name| name.to_string()));
                open.extend(entries.values());
            }
            _ => {}
        }
    }
    found
}
