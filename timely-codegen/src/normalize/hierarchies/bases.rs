//! The components that stand for those that extend them, and what their discriminators select.

use super::inheritance::Tree;
use super::schema::{given, is_base, is_union, listed, mapping_of, property_of};
use std::collections::{HashMap, HashSet, VecDeque};

/// How many levels a hierarchy may have; more `allOf` than that do not follow one another.
const MAX_LEVELS: usize = 64;

/// The components that become unions of those that extend them.
pub(super) struct Bases<'t, 'v> {
    pub(super) tree: &'t Tree<'v>,
    /// In document order, those that only others lead to last.
    order: Vec<&'v str>,
    /// The property that tells apart what extends each.
    properties: HashMap<&'v str, &'v str>,
    /// What the property of each selects.
    selections: HashMap<&'v str, Vec<Selected<'v>>>,
    /// The components that the property of some base selects.
    selected: HashSet<&'v str>,
    /// The bases that another base selects by a property of another name.
    nested: HashSet<&'v str>,
}

/// A component that values of a property select.
#[derive(Clone, Copy)]
pub(super) struct Selected<'v> {
    pub(super) key: &'v str,
    /// The alternative in which it is found: itself, or a base that it extends.
    pub(super) within: &'v str,
}

impl<'t, 'v> Bases<'t, 'v> {
    pub(super) fn of(tree: &'t Tree<'v>, uses: &HashSet<String>) -> Self {
        let mut bases = Self {
            tree,
            order: Vec::new(),
            properties: HashMap::new(),
            selections: HashMap::new(),
            selected: HashSet::new(),
            nested: HashSet::new(),
        };
        let ends = tree.ends();
        for (key, schema) in tree.schemas {
            let is_used = uses.contains(key.as_str()) && ends.contains(key.as_str());
            if !is_used || is_union(schema) {
                continue;
            }
            if let Some(property) = property_of(schema).or_else(|| bases.inherited(key)) {
                bases.insert(key, property);
            }
        }
        bases.add_nested(&ends);
        for base in bases.order.clone() {
            let selection = bases.select(base);
            bases
                .selected
                .extend(selection.iter().map(|found| found.key));
            bases.selections.insert(base, selection);
        }
        bases
    }

    fn insert(&mut self, key: &'v str, property: &'v str) {
        if self.properties.insert(key, property).is_none() {
            self.order.push(key);
        }
    }

    /// The bases.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'v str> {
        self.order.iter().copied()
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.properties.contains_key(key)
    }

    /// The property that tells apart what extends a base.
    pub(super) fn property(&self, base: &str) -> &'v str {
        self.properties.get(base).copied().unwrap_or_default()
    }

    /// Whether the property of some base selects a component.
    pub(super) fn is_selected(&self, key: &str) -> bool {
        self.selected.contains(key)
    }

    /// Whether another base selects this one by a property of another name.
    pub(super) fn is_nested(&self, base: &str) -> bool {
        self.nested.contains(base)
    }

    /// What the property of a base selects, from near to far.
    pub(super) fn selection(&self, base: &str) -> &[Selected<'v>] {
        self.selections.get(base).map_or(&[], Vec::as_slice)
    }

    /// The property of the nearest discriminator that a component inherits, if it tells apart what extends it.
    ///
    /// A component that is made of a base is often used by itself, and what extends it is then another schema with its
    /// properties, and no form of it: the document has to say that a value selects it.
    fn inherited(&self, key: &'v str) -> Option<&'v str> {
        let schemas = self.tree.schemas;
        let ancestors = self.tree.ancestors(key);
        let property = ancestors
            .iter()
            .find_map(|base| property_of(&schemas[*base]))?;
        let mapped: HashSet<String> = ancestors
            .iter()
            .filter(|base| property_of(&schemas[**base]) == Some(property))
            .flat_map(|base| mapping_of(&schemas[*base]))
            .map(|(_, target)| target)
            .collect();
        let is_told = |child: &&str| {
            let schema = &schemas[*child];
            mapped.is_empty()
                || mapped.contains(*child)
                || given(schema).is_some()
                || !listed(schemas, schema, property).is_empty()
        };
        self.tree
            .children(key)
            .iter()
            .any(is_told)
            .then_some(property)
    }

    /// Adds what a base selects, and what tells its own values apart by another property: without it they would all be
    /// one.
    fn add_nested(&mut self, ends: &HashSet<&'v str>) {
        let schemas = self.tree.schemas;
        let mut index = 0;
        while let Some(base) = self.order.get(index).copied() {
            index += 1;
            let property = self.property(base);
            let mut seen = HashSet::from([base]);
            let mut open = vec![base];
            while let Some(key) = open.pop() {
                for child in self.tree.children(key).iter().copied() {
                    if !seen.insert(child) {
                        continue;
                    }
                    let schema = &schemas[child];
                    if let Some(own) = property_of(schema)
                        && own != property
                        && is_base(schema)
                        && ends.contains(child)
                    {
                        self.insert(child, own);
                    }
                    match self.properties.get(child) {
                        None => open.push(child),
                        Some(own) if *own != property => {
                            self.nested.insert(child);
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }

    fn select(&self, base: &'v str) -> Vec<Selected<'v>> {
        let property = self.property(base);
        let mut found = Vec::new();
        let mut seen = HashSet::from([base]);
        let mut open: VecDeque<(&'v str, Option<&'v str>, usize)> =
            VecDeque::from([(base, None, 0)]);
        while let Some((key, within, level)) = open.pop_front() {
            for child in self.tree.children(key).iter().copied() {
                if level >= MAX_LEVELS || !seen.insert(child) {
                    continue;
                }
                let own = self.properties.get(child);
                let within = within.or(own.map(|_| child));
                found.push(Selected {
                    key: child,
                    within: within.unwrap_or(child),
                });
                // What has another property tells by that what extends it.
                if own.is_none_or(|own| *own == property) {
                    open.push_back((child, within, level + 1));
                }
            }
        }
        found
    }

    /// What extends a base, and is beyond what its property selects, from near to far.
    pub(super) fn beyond(&self, base: &'v str) -> Vec<&'v str> {
        let selected = self.selection(base).iter().map(|found| found.key);
        let mut open: VecDeque<&'v str> = selected.collect();
        let mut seen: HashSet<&str> = open.iter().copied().chain([base]).collect();
        let mut found = Vec::new();
        while let Some(key) = open.pop_front() {
            for child in self.tree.children(key).iter().copied() {
                if seen.insert(child) {
                    found.push(child);
                    open.push_back(child);
                }
            }
        }
        found
    }

    /// Whether a component is made of a base.
    pub(super) fn extends(&self, key: &str, base: &str) -> bool {
        let key = self.tree.schemas.get_key_value(key);
        key.is_some_and(|(key, _)| self.tree.ancestors(key).contains(&base))
    }

    /// The values that a base maps to components, also those that others with the same property map: a discriminator
    /// holds for what extends its schema as well.
    pub(super) fn mapping(&self, base: &'v str) -> Vec<(&'v str, String)> {
        let schemas = self.tree.schemas;
        let property = self.property(base);
        let below = self.selection(base).iter().map(|found| found.key);
        let others = self.tree.ancestors(base).into_iter().chain(below);
        let others = others.filter(|key| property_of(&schemas[*key]) == Some(property));
        let mut seen = HashSet::new();
        let own = property_of(&schemas[base]).map(|_| base);
        own.into_iter()
            .chain(others)
            .flat_map(|key| mapping_of(&schemas[key]))
            .filter(|(tag, _)| seen.insert(*tag))
            .collect()
    }

    /// The values that select a component where no mapping says anything of it.
    pub(super) fn implied(&self, key: &str, property: &str) -> Vec<String> {
        let schemas = self.tree.schemas;
        let schema = &schemas[key];
        if let Some(value) = given(schema) {
            return vec![value.to_owned()];
        }
        let listed = listed(schemas, schema, property);
        if listed.is_empty() {
            return vec![key.to_owned()];
        }
        listed.into_iter().map(str::to_owned).collect()
    }
}
