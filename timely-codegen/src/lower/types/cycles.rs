//! Types that contain themselves (recursive types): a wider type where an alias or a union has no end. Where a struct would have no
//! size, see [`super::boxes`].

use super::store::TypeStore;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Docs, Place, Tuple, Type, TypeId, TypeKind};
use crate::lower::types::Types;

/// How many types may stand within one another; rustc follows 128 steps unless told otherwise, of which lists, options
/// and the code around need some.
const MAX_CHAIN: usize = 60;

/// Where a depth-first walk stands with a type.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

impl Types<'_> {
    /// Breaks every cycle of types.
    pub(super) fn break_cycles(&mut self) {
        let ranks = self.types.ranks();
        for from in closing(&self.types, &ranks, alias_targets) {
            if self.wrap(from) {
                continue;
            }
            let pointer = self
                .types
                .get(from)
                .map_or_else(Pointer::root, |definition| definition.pointer.clone());
            self.report_empty_cycle(&pointer);
            if let Some(definition) = self.types.definition_mut(from) {
                definition.kind = TypeKind::Alias(Type::Any);
            }
        }
        for from in closing(&self.types, &ranks, shape_targets) {
            self.end_union(from);
        }
        self.box_circles(&ranks);
        self.warn_of_long_chains();
    }

    /// Rust follows types only so far from one to the next; a crate can ask for more.
    fn warn_of_long_chains(&mut self) {
        let heights = heights(&self.types);
        let Some((start, height)) = heights
            .iter()
            .enumerate()
            .max_by_key(|(index, height)| (**height, std::cmp::Reverse(*index)))
            .filter(|(_, height)| **height > MAX_CHAIN)
        else {
            return;
        };
        let pointer = self
            .types
            .get(TypeId(start))
            .map_or_else(Pointer::root, |definition| definition.pointer.clone());
        let limit = height.saturating_mul(4).next_power_of_two();
        self.diagnostics
            .warning(
                Code::InternalLimit,
                &pointer,
                format!("{height} types stand within one another here, more than rustc may follow"),
            )
            .help(format!(
                "put `#![recursion_limit = \"{limit}\"]` at the top of the crate that holds the generated code"
            ));
    }

    pub(super) fn report_empty_cycle(&mut self, pointer: &Pointer) {
        self.diagnostics
            .warning(
                Code::CyclicReference,
                pointer,
                "this schema is nothing but a reference to itself; it is any JSON value",
            )
            .help("say what it is");
    }

    /// Ends a circle of unions, each an alternative of the next: to tell which it is, a value would be looked at without
    /// end, which no schema may ask for (JSON Schema 2020-12 core, section 9.4.1).
    fn end_union(&mut self, id: TypeId) {
        let Some(definition) = self.types.definition_mut(id) else {
            return;
        };
        match &mut definition.kind {
            TypeKind::Struct(object) => {
                if let Some((_, ty)) = &mut object.variant {
                    *ty = Type::Any;
                }
            }
            kind => *kind = TypeKind::Alias(Type::Any),
        }
        let pointer = definition.pointer.clone();
        self.diagnostics
            .warning(
                Code::CyclicReference,
                &pointer,
                "this schema is one of its own alternatives; it is any JSON value in Rust",
            )
            .help("list what it may be, and not itself");
    }

    /// Makes a struct of the first list or map in a cycle of names for types; false if there is none.
    fn wrap(&mut self, start: TypeId) -> bool {
        let mut id = start;
        for _ in 0..self.types.len() {
            let Some(definition) = self.types.definition_mut(id) else {
                return false;
            };
            match &definition.kind {
                TypeKind::Alias(ty @ (Type::Array(_) | Type::Map(_))) => {
                    definition.kind = TypeKind::Wrapper(ty.clone());
                    return true;
                }
                TypeKind::Alias(Type::Tuple(items)) => {
                    let place = |ty: &Type| Place {
                        docs: Docs::default(),
                        ty: ty.clone(),
                        required: true,
                    };
                    definition.kind = TypeKind::Tuple(Tuple {
                        places: items.iter().map(place).collect(),
                        rest: None,
                    });
                    return true;
                }
                TypeKind::Wrapper(_) | TypeKind::Tuple(_) => return true,
                kind => {
                    let mut targets = Vec::new();
                    alias_targets(kind, &mut targets);
                    match targets.first() {
                        Some(next) if *next != start => id = *next,
                        _ => return false,
                    }
                }
            }
        }
        false
    }
}

/// The types that close a cycle, found without recursion since a document may chain any number of types. Which these are
/// goes by the ranks of the types and not by their order. Only definitions count: a type that shares one is but a name for
/// it.
fn closing(
    types: &TypeStore,
    ranks: &[usize],
    targets: fn(&TypeKind, &mut Vec<TypeId>),
) -> Vec<TypeId> {
    let mut marks = vec![Mark::New; types.len()];
    let mut found = Vec::new();
    // The last one is taken first.
    let edges = |id: TypeId| {
        let mut list = Vec::new();
        if let Some(definition) = types.get(id) {
            targets(&definition.kind, &mut list);
        }
        for id in &mut list {
            *id = types.definer(*id);
        }
        list.sort_by_key(|id| std::cmp::Reverse(ranks[id.0]));
        list
    };
    let mut starts: Vec<TypeId> = (0..types.len()).map(TypeId).collect();
    starts.sort_by_key(|id| ranks[id.0]);
    for start in starts {
        if marks[start.0] != Mark::New || types.definer(start) != start {
            continue;
        }
        marks[start.0] = Mark::Open;
        let mut stack = vec![(start, edges(start))];
        while let Some((id, rest)) = stack.last_mut() {
            let id = *id;
            match rest.pop() {
                None => {
                    marks[id.0] = Mark::Done;
                    stack.pop();
                }
                Some(next) => match marks[next.0] {
                    Mark::New => {
                        marks[next.0] = Mark::Open;
                        stack.push((next, edges(next)));
                    }
                    Mark::Open => found.push(id),
                    Mark::Done => {}
                },
            }
        }
    }
    found
}

/// How many types stand within one another from each type on, those counted that lead to no cycle: of a cycle, rustc
/// visits each type once.
fn heights(types: &TypeStore) -> Vec<usize> {
    let mut users = vec![Vec::new(); types.len()];
    let mut open = vec![0_usize; types.len()];
    for (id, open) in open.iter_mut().enumerate() {
        let mut targets = Vec::new();
        if let Some(definition) = types.get(TypeId(id)) {
            all_targets(&definition.kind, &mut targets);
        }
        *open = targets.len();
        for target in targets {
            users[target.0].push(id);
        }
    }
    let mut heights = vec![1; types.len()];
    let mut ready: Vec<usize> = (0..types.len()).filter(|id| open[*id] == 0).collect();
    while let Some(id) = ready.pop() {
        for user in std::mem::take(&mut users[id]) {
            heights[user] = heights[user].max(heights[id] + 1);
            open[user] -= 1;
            if open[user] == 0 {
                ready.push(user);
            }
        }
    }
    heights
}

/// The types that a type is made of, in place or behind a pointer.
fn all_targets(kind: &TypeKind, out: &mut Vec<TypeId>) {
    let mut push = |ty: &Type| named(ty, out);
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter().for_each(|field| push(&field.ty));
            let others = object.variant.iter().chain(&object.additional);
            others.for_each(|(_, ty)| push(ty));
            let maps = object.matching.iter();
            maps.for_each(|matching| push(&matching.ty));
        }
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| push(&variant.ty)),
        TypeKind::Alias(ty) | TypeKind::Wrapper(ty) => push(ty),
        TypeKind::Tuple(tuple) => tuple.types().for_each(push),
        TypeKind::Enum(_) | TypeKind::IntegerEnum(_) | TypeKind::NumberEnum(_) => {}
    }
}

/// What an alias stands for, however deep.
fn alias_targets(kind: &TypeKind, out: &mut Vec<TypeId>) {
    if let TypeKind::Alias(ty) = kind {
        named(ty, out);
    }
}

/// The generated types that a type names, however deep.
fn named(ty: &Type, out: &mut Vec<TypeId>) {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => open.push(inner),
            Type::Tuple(items) => open.extend(items.iter().rev()),
            Type::Named(id) | Type::Boxed(id) => out.push(*id),
            _ => {}
        }
    }
}

/// The types that the same value is read as: the alternatives of a union, and what an alias stands for.
pub(super) fn shape_targets(kind: &TypeKind, out: &mut Vec<TypeId>) {
    let mut push = |mut ty: &Type| {
        while let Type::Nullable(inner) = ty {
            ty = inner;
        }
        if let Type::Named(id) | Type::Boxed(id) = ty {
            out.push(*id);
        }
    };
    match kind {
        TypeKind::Struct(object) => object.variant.iter().for_each(|(_, ty)| push(ty)),
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| push(&variant.ty)),
        TypeKind::Alias(ty) | TypeKind::Wrapper(ty) => push(ty),
        TypeKind::Enum(_)
        | TypeKind::IntegerEnum(_)
        | TypeKind::NumberEnum(_)
        | TypeKind::Tuple(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::Generator;
    use std::fmt::Write as _;

    fn messages(types: usize, last: &str) -> String {
        let mut text =
            "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
                .to_owned();
        for index in 0..types {
            let next = if index + 1 == types {
                last.to_owned()
            } else {
                format!("S{}", index + 1)
            };
            let _ = writeln!(
                text,
                "    S{index}: {{type: object, properties: {{n: {{$ref: '#/components/schemas/{next}'}}}}}}"
            );
        }
        let _ = writeln!(
            text,
            "    Leaf: {{type: object, properties: {{a: {{type: string}}}}}}"
        );
        Generator::from_str("api.yaml", text)
            .run()
            .render_diagnostics()
    }

    #[test]
    fn circles_of_alternatives() {
        let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                    A: {oneOf: [{$ref: '#/components/schemas/B'}, {type: integer}]}\n    \
                    B: {anyOf: [{type: string}, {$ref: '#/components/schemas/A'}]}\n    \
                    C: {oneOf: [{type: array, items: {$ref: '#/components/schemas/C'}}, {type: string}]}\n";
        let shown = Generator::from_str("api.yaml", text)
            .run()
            .render_diagnostics();
        assert_eq!(shown.matches("cyclic-reference").count(), 1, "{shown}");
        assert!(shown.contains("--> api.yaml:7:5"), "{shown}");
    }

    #[test]
    fn long_chains_of_types() {
        assert_eq!(messages(59, "Leaf"), "");
        let shown = messages(60, "Leaf");
        assert!(
            shown.starts_with("warning[internal-limit]: 61 types stand within one another here"),
            "{shown}"
        );
        assert!(shown.contains("--> api.yaml:6:5"), "{shown}");
        assert!(shown.contains("recursion_limit = \"256\""), "{shown}");
    }

    #[test]
    fn circles_are_no_long_chains() {
        assert_eq!(messages(200, "S0"), "");
    }
}
