//! Types that hold themselves: where a `Box` stands, without which they would have no size.
//!
//! That is part of what programs write, and must not move when the document's schemas or properties do. So it goes by
//! the two types alone, the one that holds and the one that is held, once they are known to lead to each other:
//!
//! - an alternative of a union, and what an alias stands for, has none;
//! - a member that is a union, an alias or an object of several shapes, or a member of such an object, has one;
//! - of structs the later one, by its path, holds the earlier one in a `Box`.
//!
//! No circle is without: one of nothing but alternatives and aliases has been ended before, and in one of structs paths
//! cannot go up all the way.

use super::cycles::shape_targets;
use super::store::TypeStore;
use crate::ir::{Type, TypeId, TypeKind};
use crate::lower::types::Types;

impl Types<'_> {
    /// Gives each type that would hold itself in place a pointer to what leads back to it.
    pub(super) fn box_circles(&mut self, ranks: &[usize]) {
        let types = &self.types;
        let (mut edges, mut members) = (Vec::new(), Vec::new());
        for index in 0..types.len() {
            let (mut direct, mut within) = (Vec::new(), Vec::new());
            let definition = types.get(TypeId(index));
            if let Some(definition) = definition.filter(|it| it.shares.is_none()) {
                shape_targets(&definition.kind, &mut direct);
                member_targets(&definition.kind, &mut within);
            }
            let resolved = |list: Vec<TypeId>| list.into_iter().map(|id| types.definer(id).0);
            let within: Vec<usize> = resolved(within).collect();
            edges.push(resolved(direct).chain(within.iter().copied()).collect());
            members.push(within);
        }
        let circles = circles(&edges);
        let is_plain: Vec<bool> = (0..types.len())
            .map(|index| is_plain(types, index))
            .collect();
        for (from, mut targets) in members.into_iter().enumerate() {
            targets.retain(|to| {
                let goes_up = is_plain[from] && is_plain[*to] && ranks[from] < ranks[*to];
                circles[from] == circles[*to] && !goes_up
            });
            if !targets.is_empty() {
                self.box_targets(TypeId(from), &targets);
            }
        }
    }

    /// Puts a `Box` around types wherever another holds them in place.
    fn box_targets(&mut self, id: TypeId, targets: &[usize]) {
        let Some(definition) = self.types.definition_mut(id) else {
            return;
        };
        // Names for the same type are of it as well.
        let mut kind = std::mem::replace(&mut definition.kind, TypeKind::Alias(Type::Any));
        box_held_by(&mut kind, |id| targets.contains(&self.types.definer(id).0));
        if let Some(definition) = self.types.definition_mut(id) {
            definition.kind = kind;
        }
    }
}

/// Whether a type is nothing but its members.
fn is_plain(types: &TypeStore, index: usize) -> bool {
    let definition = types.get(TypeId(index));
    definition.is_some_and(|definition| match &definition.kind {
        TypeKind::Struct(object) => object.variant.is_none(),
        TypeKind::Tuple(_) => true,
        _ => false,
    })
}

/// For each type a number that those have in common that lead to each other (Tarjan, 1972). Found without recursion, since a
/// document may chain any number of types.
fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let mut circles = vec![NONE; edges.len()];
    let mut found = vec![NONE; edges.len()];
    let mut lowest = vec![NONE; edges.len()];
    let (mut open, mut count) = (Vec::new(), 0);
    for start in 0..edges.len() {
        let mut walk = vec![(start, 0)];
        if found[start] != NONE {
            continue;
        }
        while let Some((node, place)) = walk.last_mut() {
            let node = *node;
            if found[node] == NONE {
                (found[node], lowest[node]) = (count, count);
                count += 1;
                open.push(node);
            }
            let next = edges[node].get(*place).copied();
            *place += 1;
            match next {
                Some(next) if found[next] == NONE => walk.push((next, 0)),
                Some(next) if circles[next] == NONE => {
                    lowest[node] = lowest[node].min(found[next]);
                }
                Some(_) => {}
                None => {
                    walk.pop();
                    if let Some((above, _)) = walk.last() {
                        lowest[*above] = lowest[*above].min(lowest[node]);
                    }
                    if lowest[node] == found[node] {
                        while let Some(member) = open.pop() {
                            circles[member] = node;
                            if member == node {
                                break;
                            }
                        }
                    }
                }
            }
        }
    }
    circles
}

/// The types that a value holds in place as its members.
fn member_targets(kind: &TypeKind, out: &mut Vec<TypeId>) {
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter().for_each(|field| held(&field.ty, out));
            object.variant.iter().for_each(|(_, ty)| places(ty, out));
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter();
            variants.for_each(|variant| places(&variant.ty, out));
        }
        TypeKind::Alias(ty) | TypeKind::Wrapper(ty) => places(ty, out),
        // Further items are a list, which has a size whatever it holds.
        TypeKind::Tuple(tuple) => tuple.places.iter().for_each(|place| held(&place.ty, out)),
        TypeKind::Enum(_) | TypeKind::IntegerEnum(_) | TypeKind::NumberEnum(_) => {}
    }
}

fn held(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::Nullable(inner) => held(inner, out),
        Type::Tuple(_) => places(ty, out),
        _ => {}
    }
}

/// What stands in the places of a tuple that has no name.
fn places(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Nullable(inner) => places(inner, out),
        Type::Tuple(items) => items.iter().for_each(|item| held(item, out)),
        _ => {}
    }
}

fn box_held_by(kind: &mut TypeKind, are: impl Fn(TypeId) -> bool) {
    let boxed = |ty: &mut Type| box_held(ty, &are);
    match kind {
        TypeKind::Struct(object) => {
            let fields = object.fields.iter_mut().map(|field| &mut field.ty);
            let variant = object.variant.iter_mut().map(|(_, ty)| ty);
            fields.chain(variant).for_each(boxed);
        }
        TypeKind::Union(union) => union
            .variants
            .iter_mut()
            .for_each(|variant| boxed(&mut variant.ty)),
        TypeKind::Alias(ty) | TypeKind::Wrapper(ty) => boxed(ty),
        TypeKind::Tuple(tuple) => tuple
            .places
            .iter_mut()
            .for_each(|place| boxed(&mut place.ty)),
        TypeKind::Enum(_) | TypeKind::IntegerEnum(_) | TypeKind::NumberEnum(_) => {}
    }
}

fn box_held(ty: &mut Type, are: &impl Fn(TypeId) -> bool) {
    match ty {
        Type::Named(id) if are(*id) => *ty = Type::Boxed(*id),
        Type::Nullable(inner) => box_held(inner, are),
        Type::Tuple(items) => items.iter_mut().for_each(|item| box_held(item, are)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::circles;
    use crate::Generator;
    use crate::tree::RootFile;

    #[test]
    fn types_that_lead_to_each_other() {
        let edges = [vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5, 0]];
        let found = circles(&edges);
        assert!(found[0] == found[1] && found[1] == found[2]);
        for (index, other) in [(0, 3), (3, 4), (4, 5), (5, 0)] {
            assert_ne!(found[index], found[other]);
        }
    }

    /// The fields that hold what they hold in a `Box`.
    fn boxed(schemas: &[&str]) -> Vec<String> {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    {}\n",
            schemas.join("\n    ")
        );
        let (_, files) = Generator::from_str("api.yaml", text).run_to_files("", RootFile::Lib);
        let files = files.expect("it is sound").expect("it is Rust");
        let lines = files.files().values().flat_map(|file| file.lines());
        let mut lines: Vec<String> = lines
            .filter(|line| line.contains("Option<Box<"))
            .map(|line| line.trim().to_owned())
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn boxes_stay_where_they_are_in_another_order() {
        let mut schemas = [
            "Ape: {type: object, properties: {bee: {$ref: '#/components/schemas/Bee'}, self: {$ref: '#/components/schemas/Ape'}}}",
            "Bee: {type: object, properties: {ape: {$ref: '#/components/schemas/Ape'}, any: {$ref: '#/components/schemas/Any'}}}",
            "Any: {oneOf: [{$ref: '#/components/schemas/Bee'}, {type: integer}]}",
            "Use: {type: object, properties: {ape: {$ref: '#/components/schemas/Ape'}, any: {$ref: '#/components/schemas/Any'}}}",
        ];
        let found = boxed(&schemas);
        schemas.reverse();
        assert_eq!(found, boxed(&schemas));
        let expected = [
            "pub any: Option<Box<models::Any>>,",
            "pub ape: Option<Box<models::Ape>>,",
            "pub self_: Option<Box<Ape>>,",
        ];
        assert_eq!(found, expected);
    }
}
