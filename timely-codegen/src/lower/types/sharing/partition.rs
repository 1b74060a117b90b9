//! Partition refinement: which nodes of a graph look the same, and lead to nodes that look the same, however far one goes.
//!
//! The coarsest partition in which that holds, found by splitting classes until nothing changes (Hopcroft, 1971; Paige and
//! Tarjan, 1987). Of a class that is split the largest part keeps its name, so that a node is looked at again only
//! when its class has at least halved: the time is that of the edges times a logarithm.

use std::collections::{BTreeMap, HashMap};

/// The class of each node. Nodes are of one class if their `looks` are equal and each edge of the one leads to the class that
/// the same edge of the other leads to. A class is named by its first node.
pub(super) fn refine(looks: &[u128], edges: &[Vec<usize>]) -> Vec<usize> {
    let mut partition = Partition::new(looks);
    let mut users = vec![Vec::new(); looks.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets {
            users[*to].push(from);
        }
    }
    let mut changed: Vec<usize> = (0..looks.len()).collect();
    while !changed.is_empty() {
        let mut by_class: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for node in changed.drain(..) {
            by_class
                .entry(partition.class_of(node))
                .or_default()
                .push(node);
        }
        for (class, nodes) in by_class {
            for moved in partition.split(class, &nodes, edges) {
                changed.extend(&users[moved]);
            }
        }
        changed.sort_unstable();
        changed.dedup();
    }
    partition.by_first()
}

/// Nodes by class, each class a range of them.
struct Partition {
    nodes: Vec<usize>,
    /// Where each node stands in `nodes`.
    places: Vec<usize>,
    classes: Vec<usize>,
    ranges: Vec<std::ops::Range<usize>>,
}

impl Partition {
    fn new(looks: &[u128]) -> Self {
        let mut ids: HashMap<u128, usize> = HashMap::new();
        let mut members: Vec<Vec<usize>> = Vec::new();
        for (node, look) in looks.iter().enumerate() {
            let class = *ids.entry(*look).or_insert(members.len());
            match members.get_mut(class) {
                Some(nodes) => nodes.push(node),
                None => members.push(vec![node]),
            }
        }
        let mut partition = Self {
            nodes: Vec::with_capacity(looks.len()),
            places: vec![0; looks.len()],
            classes: vec![0; looks.len()],
            ranges: Vec::with_capacity(members.len()),
        };
        for (class, nodes) in members.into_iter().enumerate() {
            let start = partition.nodes.len();
            for node in nodes {
                partition.places[node] = partition.nodes.len();
                partition.classes[node] = class;
                partition.nodes.push(node);
            }
            partition.ranges.push(start..partition.nodes.len());
        }
        partition
    }

    fn class_of(&self, node: usize) -> usize {
        self.classes[node]
    }

    /// Splits a class by where the edges of some of its nodes lead, all others being as they were. Returns the nodes whose
    /// class is another one now.
    fn split(&mut self, class: usize, nodes: &[usize], edges: &[Vec<usize>]) -> Vec<usize> {
        let mut places: HashMap<Vec<usize>, usize> = HashMap::new();
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for node in nodes {
            let leads_to: Vec<usize> = edges[*node].iter().map(|to| self.classes[*to]).collect();
            let part = *places.entry(leads_to).or_insert(parts.len());
            match parts.get_mut(part) {
                Some(part) => part.push(*node),
                None => parts.push(vec![*node]),
            }
        }
        let range = self.ranges[class].clone();
        let rest = range.len() - nodes.len();
        if parts.len() == 1 && rest == 0 {
            return Vec::new();
        }
        // Those that were looked at go to the front, part by part. What was not is a part of its own: an edge of each of the
        // others leads to a class that is new.
        let mut ends = vec![range.start];
        for part in &parts {
            let mut end = ends[ends.len() - 1];
            for node in part {
                self.swap(self.places[*node], end);
                end += 1;
            }
            ends.push(end);
        }
        if rest > 0 {
            ends.push(range.end);
        }
        let ranges: Vec<_> = ends.windows(2).map(|ends| ends[0]..ends[1]).collect();
        let largest = (0..ranges.len())
            .max_by_key(|index| (ranges[*index].len(), std::cmp::Reverse(*index)))
            .unwrap_or_default();
        let mut moved = Vec::new();
        for (index, range) in ranges.into_iter().enumerate() {
            if index == largest {
                self.ranges[class] = range;
                continue;
            }
            let new = self.ranges.len();
            for node in &self.nodes[range.clone()] {
                self.classes[*node] = new;
                moved.push(*node);
            }
            self.ranges.push(range);
        }
        moved
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.nodes.swap(a, b);
        self.places[self.nodes[a]] = a;
        self.places[self.nodes[b]] = b;
    }

    /// The class of each node, named by its first.
    fn by_first(&self) -> Vec<usize> {
        let mut first: Vec<Option<usize>> = vec![None; self.ranges.len()];
        let classes = self.classes.iter().enumerate();
        classes
            .map(|(node, class)| *first[*class].get_or_insert(node))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by definition: all pairs are the same until an edge tells them apart.
    fn by_pairs(looks: &[u128], edges: &[Vec<usize>]) -> Vec<usize> {
        let count = looks.len();
        let mut same: Vec<Vec<bool>> = (0..count)
            .map(|a| {
                let same = |b: usize| looks[a] == looks[b] && edges[a].len() == edges[b].len();
                (0..count).map(same).collect()
            })
            .collect();
        loop {
            let mut is_settled = true;
            for a in 0..count {
                for b in 0..count {
                    let mut pairs = edges[a].iter().zip(&edges[b]);
                    if same[a][b] && pairs.any(|(x, y)| !same[*x][*y]) {
                        same[a][b] = false;
                        is_settled = false;
                    }
                }
            }
            if is_settled {
                break;
            }
        }
        (0..count)
            .map(|a| (0..count).find(|b| same[a][*b]).unwrap_or(a))
            .collect()
    }

    proptest! {
        #[test]
        fn classes_are_those_of_the_definition(
            nodes in proptest::collection::vec((0_u128..3, proptest::collection::vec(0_usize..1000, 0..3)), 1..40)
        ) {
            // As many edges as nodes of one look have: what a node looks like tells how many members it has.
            let looks: Vec<u128> = nodes.iter().map(|(look, edges)| look * 10 + edges.len() as u128).collect();
            let edges: Vec<Vec<usize>> = nodes
                .iter()
                .map(|(_, edges)| edges.iter().map(|to| to % nodes.len()).collect())
                .collect();
            prop_assert_eq!(refine(&looks, &edges), by_pairs(&looks, &edges));
        }
    }

    #[test]
    fn a_long_chain_takes_no_longer_than_its_length() {
        const LENGTH: usize = 200_000;
        let edges: Vec<Vec<usize>> = (0..LENGTH)
            .map(|node| {
                (node + 1 < LENGTH)
                    .then_some(node + 1)
                    .into_iter()
                    .collect()
            })
            .collect();
        let looks: Vec<u128> = edges.iter().map(|to| to.len() as u128).collect();
        let classes = refine(&looks, &edges);
        assert!(
            classes
                .iter()
                .enumerate()
                .all(|(node, class)| node == *class)
        );
    }
}
