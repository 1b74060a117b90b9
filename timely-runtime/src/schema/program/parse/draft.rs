//! The keywords of one schema, until all have come.

use super::super::node::{
    Access, ArrayRules, Combined, Discriminator, Glance, NamedProperty, Node, NumberRules,
    ObjectRules, Properties, TextRules,
};
use super::super::{Constants, Link};
use crate::schema::{Format, Types};
use serde_json::Value;
use std::collections::HashSet;

/// Schemas by names.
pub(super) type Named = Vec<(Box<str>, Link)>;

/// The keywords of one schema, as they come.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) reference: Option<Link>,
    pub(super) types: Option<Types>,
    pub(super) constants: Option<Vec<Value>>,
    pub(super) format: Option<Format>,
    pub(super) default: Option<Value>,
    pub(super) text: TextRules,
    pub(super) number: NumberRules,
    pub(super) array: ArrayRules,
    pub(super) object: ObjectRules,
    pub(super) properties: Vec<(Box<str>, Link, Access)>,
    pub(super) required: Vec<Box<str>>,
    pub(super) combined: Combined,
    pub(super) condition: [Option<Link>; 3],
    pub(super) discriminator: Option<(Box<str>, Named)>,
    pub(super) absent: Option<Link>,
    pub(super) access: Access,
    /// Which of text, number, array, object and what is combined are spoken of.
    pub(super) has: [bool; 5],
    /// How many keywords there are, those apart that say nothing of the value.
    pub(super) count: usize,
}

pub(super) const TEXT: usize = 0;
pub(super) const NUMBER: usize = 1;
pub(super) const ARRAY: usize = 2;
pub(super) const OBJECT: usize = 3;
pub(super) const COMBINED: usize = 4;

impl Draft {
    pub(super) fn of(types: Types) -> Self {
        Self {
            types: Some(types),
            count: 1,
            ..Self::default()
        }
    }

    /// Where a schema leads that says nothing but that it is another one.
    pub(super) fn only_reference(&self) -> Option<Link> {
        let is_alone = self.count == 1 && self.default.is_none();
        self.reference.filter(|_| is_alone)
    }

    pub(super) fn into_node(mut self) -> Node {
        if let Some(reference) = self.reference {
            self.combined.all_of.insert(0, reference);
            self.has[COMBINED] = true;
        }
        self.spread_format();
        if let Some(condition) = self.condition[0] {
            let branch = |at: usize| self.condition[at].unwrap_or(Link::ANY);
            self.combined.condition = Some((condition, branch(1), branch(2)));
            self.has[COMBINED] = true;
        }
        if let Some((property, mapping)) = self.discriminator.take() {
            let discriminator = Discriminator::new(property, mapping, self.absent);
            self.combined.discriminator = Some(discriminator);
            self.has[COMBINED] = true;
        }
        self.settle_properties();
        let has = self.has;
        let types = self.types.unwrap_or(Types::ANY);
        let is_alone = !has[COMBINED] && self.constants.is_none();
        let node = Node {
            types,
            is_direct: is_alone && self.asks_only_of_parts(),
            glance: match is_alone {
                true => Glance::new(types, self.asked(), &self.text),
                false => Glance::nothing(),
            },
            is_plain: !has.contains(&true) && self.constants.is_none(),
            is_deep: has[ARRAY] || has[OBJECT] || has[COMBINED],
            constants: self.constants.map(|list| Box::new(Constants::new(list))),
            text: has[TEXT].then(|| Box::new(self.text)),
            number: has[NUMBER].then(|| Box::new(self.number.with_integers())),
            array: has[ARRAY].then(|| Box::new(self.array)),
            object: has[OBJECT].then(|| Box::new(self.object)),
            combined: has[COMBINED].then(|| Box::new(self.combined)),
            format: self.format,
            default: self.default.map(|value| value.to_string().into()),
            ..Node::default()
        };
        Node {
            is_union: node.is_no_more_than_a_union(),
            ..node
        }
    }

    /// The types that keywords say something of.
    fn asked(&self) -> Types {
        let types = [
            (TEXT, Types::STRING),
            (NUMBER, Types::NUMBER),
            (ARRAY, Types::ARRAY),
            (OBJECT, Types::OBJECT),
        ];
        let asked = types.iter().filter(|(at, _)| self.has[*at]);
        asked.fold(Types::EMPTY, |all, (_, types)| all.or(*types))
    }

    /// Whether what is said of arrays and objects is only about what they hold.
    fn asks_only_of_parts(&self) -> bool {
        self.array.unevaluated.is_none()
            && self.object.unevaluated.is_none()
            && self.object.dependent_schemas.is_empty()
    }

    /// A format is held against what it speaks of.
    fn spread_format(&mut self) {
        let Some(format) = self.format else { return };
        let types = self.types.unwrap_or(Types::ANY);
        if format.is_of_text() && types.contains(Types::STRING) {
            self.text.format = Some(format);
            self.has[TEXT] = true;
        }
        if format.is_of_numbers() && types.contains(Types::INTEGER) {
            self.number.format = Some(format);
            self.has[NUMBER] = true;
        }
    }

    /// Brings together what `properties` and `required` say.
    fn settle_properties(&mut self) {
        if self.properties.is_empty() && self.required.is_empty() {
            return;
        }
        self.has[OBJECT] = true;
        let properties = std::mem::take(&mut self.properties);
        let mut required: HashSet<Box<str>> = self.required.iter().cloned().collect();
        let list = properties
            .into_iter()
            .map(|(name, link, access)| NamedProperty {
                required: required.remove(&name),
                name,
                link,
                access,
                glance: Glance::nothing(),
            });
        self.object.properties = Properties::new(list.collect());
        let mut others = std::mem::take(&mut self.required);
        others.retain(|name| required.remove(name));
        self.object.required = others;
    }
}
