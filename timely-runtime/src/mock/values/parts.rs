//! What a value must be, all together: the schemas that are asked of it, those that they combine, and one alternative of
//! each union.

use super::{Maker, Sub};
use crate::Types;
use crate::schema::program::Combined;
use serde_json::Value;

/// More schemas than this are not asked of one value.
const MOST: usize = 400;

/// How deep alternatives are all as good as each other.
const SHALLOW: usize = 4;
/// The types of values that hold no others, but null.
const SCALARS: Types = Types::STRING.or(Types::NUMBER).or(Types::BOOLEAN);

/// The types in the order in which they are made, where several are allowed.
const ORDER: [Types; 7] = [
    Types::OBJECT,
    Types::ARRAY,
    Types::STRING,
    Types::INTEGER,
    Types::NUMBER,
    Types::BOOLEAN,
    Types::NULL,
];

/// The schemas that are asked of a value, for one choice among alternatives.
pub(super) struct Parts {
    pub(super) nodes: Vec<Sub>,
    /// Properties that have a value: those that name an alternative.
    pub(super) fixed: Vec<(&'static str, Value)>,
    /// Whether the value may be wrong although each part was looked at.
    pub(super) is_risky: bool,
    /// How many choices there are.
    pub(super) choices: usize,
    types: Types,
    /// The types that are made first: those of which something is said.
    likely: Types,
    /// By how much the order of types is turned.
    turn: usize,
}

impl Parts {
    /// The parts for a choice; none where they contradict each other.
    pub(super) fn of(all: &[Sub], maker: &Maker<'_>, start: u64, tried: usize) -> Option<Self> {
        let mut parts = Self {
            nodes: Vec::new(),
            fixed: Vec::new(),
            is_risky: all.len() > 1,
            choices: 1,
            types: Types::ANY,
            likely: Types::EMPTY,
            turn: 0,
        };
        let mut turns = Turns { start, tried };
        for schema in all {
            parts.add(*schema, maker, &mut turns)?;
        }
        parts.settle_types(&mut turns);
        Some(parts)
    }

    fn add(&mut self, schema: Sub, maker: &Maker<'_>, turns: &mut Turns) -> Option<()> {
        if self.nodes.iter().any(|known| known.is(schema)) {
            return Some(());
        }
        if self.nodes.len() >= MOST {
            return None;
        }
        self.nodes.push(schema);
        self.types = self.types.and(schema.node().types);
        let Some(combined) = schema.node().combined() else {
            return Some(());
        };
        for part in schema.all_of() {
            self.add(part, maker, turns)?;
        }
        self.is_risky |= combined.has_unions() || combined.not.is_some();
        if combined.discriminator.is_some() && self.types.contains(Types::OBJECT) {
            self.discriminated(schema, combined, maker, turns)?;
        } else {
            let unions = [schema.any_of().collect(), schema.one_of().collect()];
            for union in unions {
                self.alternative(union, maker, turns)?;
            }
        }
        self.condition(schema, combined, maker, turns)
    }

    /// One alternative of a union.
    fn alternative(&mut self, union: Vec<Sub>, maker: &Maker<'_>, turns: &mut Turns) -> Option<()> {
        let types = self.types;
        let mut fitting: Vec<(u8, Sub)> = union
            .into_iter()
            .filter(|it| it.effective_types().and(types) != Types::EMPTY)
            .map(|it| (reluctance(it, maker), it))
            .collect();
        if fitting.is_empty() {
            // Either there is no union, or nothing that it allows.
            return Some(());
        }
        fitting.sort_by_key(|(reluctance, _)| *reluctance);
        let best = fitting[0].0;
        let equals = fitting.iter().filter(|(it, _)| *it == best).count();
        let at = turns.choose(fitting.len(), equals, &mut self.choices);
        let chosen = fitting.get(at)?.1;
        self.add(chosen, maker, turns)
    }

    /// The alternative that a property names.
    fn discriminated(
        &mut self,
        schema: Sub,
        combined: &'static Combined,
        maker: &Maker<'_>,
        turns: &mut Turns,
    ) -> Option<()> {
        let discriminator = combined.discriminator.as_ref()?;
        let mapping = discriminator.mapping.iter();
        let mut rows: Vec<(u8, &str, Sub)> = mapping
            .map(|(tag, link)| (&**tag, schema.follow(*link)))
            .map(|(tag, it)| (reluctance(it, maker), tag, it))
            .collect();
        rows.sort_by_key(|(reluctance, ..)| *reluctance);
        let Some((best, ..)) = rows.first() else {
            let unions = schema.any_of().chain(schema.one_of()).collect();
            return self.alternative(unions, maker, turns);
        };
        let equals = rows.iter().filter(|(it, ..)| it == best).count();
        let at = turns.choose(rows.len(), equals, &mut self.choices);
        let (_, tag, chosen) = *rows.get(at)?;
        self.fixed.push((&discriminator.property, tag.into()));
        self.types = self.types.and(Types::OBJECT);
        self.add(chosen, maker, turns)
    }

    /// One branch of `if`.
    fn condition(
        &mut self,
        schema: Sub,
        combined: &'static Combined,
        maker: &Maker<'_>,
        turns: &mut Turns,
    ) -> Option<()> {
        let Some((condition, then, otherwise)) = combined.condition else {
            return Some(());
        };
        self.is_risky = true;
        match turns.choose(2, 2, &mut self.choices) {
            0 => {
                self.add(schema.follow(condition), maker, turns)?;
                self.add(schema.follow(then), maker, turns)
            }
            _ => self.add(schema.follow(otherwise), maker, turns),
        }
    }

    fn settle_types(&mut self, turns: &mut Turns) {
        for node in &self.nodes {
            let node = node.node();
            let says = [
                (node.object.is_some(), Types::OBJECT),
                (node.array.is_some(), Types::ARRAY),
                (node.text.is_some(), Types::STRING),
                (node.number.is_some(), Types::NUMBER),
            ];
            for (_, types) in says.into_iter().filter(|(says, _)| *says) {
                self.likely = self.likely.or(types);
            }
        }
        if !self.fixed.is_empty() {
            self.likely = Types::OBJECT;
        }
        self.likely = self.likely.and(self.types);
        if self.is_risky {
            let several = ORDER.iter().filter(|ty| self.types.contains(**ty)).count();
            self.turn = turns.choose(several.max(1), 1, &mut self.choices);
        }
    }

    /// The types that the value may have, the likely ones first.
    pub(super) fn order(&self) -> impl Iterator<Item = Types> + use<> {
        let is_number = self.types.contains(Types::NUMBER);
        let allowed = ORDER.into_iter().filter(|ty| self.types.contains(*ty));
        // All integers are numbers as well: those that are neither said to be are made as numbers.
        let allowed = allowed.filter(|ty| !(is_number && *ty == Types::INTEGER));
        let (first, mut rest): (Vec<Types>, Vec<Types>) =
            allowed.partition(|ty| self.likely.and(*ty) != Types::EMPTY);
        // Of what is said nothing, a text is the plainest.
        rest.sort_by_key(|ty| match *ty {
            Types::STRING => 0,
            Types::NULL => 2,
            _ => 1,
        });
        let mut order = first;
        order.extend(rest);
        let turn = self.turn % order.len().max(1);
        order.rotate_left(turn);
        order.into_iter()
    }

    /// The rules of each part for objects and the like.
    pub(super) fn rules<R>(&self, of: impl Fn(Sub) -> Option<R>) -> impl Iterator<Item = R> {
        self.nodes.iter().filter_map(move |node| of(*node))
    }
}

/// How much an alternative is to be avoided: one that leads back to what is being made, and null.
fn reluctance(schema: Sub, maker: &Maker<'_>) -> u8 {
    let types = schema.effective_types();
    let is_back = maker.is_within(schema) || leads_back(schema, maker);
    // What stands far within is better a name of a thing than the thing.
    let is_large = maker.stack.len() >= SHALLOW && types.and(SCALARS) == Types::EMPTY;
    u8::from(types == Types::NULL)
        + 2 * u8::from(is_large)
        + 4 * u8::from(is_back)
        + 8 * u8::from(types == Types::EMPTY)
}

/// Whether what a value must hold is being made already.
fn leads_back(schema: Sub, maker: &Maker<'_>) -> bool {
    let required = schema.properties().filter(|property| property.required);
    let items = schema.items().into_iter();
    required
        .map(|property| property.schema)
        .chain(items)
        .chain(schema.all_of())
        .any(|inner| maker.is_within(inner))
}

/// Which of the choices is made: all of them are gone through, from a place on that chance has chosen.
struct Turns {
    start: u64,
    tried: usize,
}

impl Turns {
    /// The place of an alternative, of which the first few are as good as each other.
    fn choose(&mut self, count: usize, equals: usize, choices: &mut usize) -> usize {
        if count < 2 {
            return 0;
        }
        *choices = choices.saturating_mul(count);
        let turn = self.tried % count;
        self.tried /= count;
        let start = self.start % (equals.max(1) as u64);
        self.start = self.start.rotate_right(7);
        if turn >= equals {
            return turn;
        }
        (usize::try_from(start).unwrap_or_default() + turn) % equals
    }
}
