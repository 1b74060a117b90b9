//! One definition for one shape: inline types that are equal share it, and so do those that are equal to a component.
//!
//! Equal are types of one kind, generated here or as one type elsewhere, with the same wire names, identifiers, member types, presence, access, constraints and
//! defaults; what the document says of them may differ. Types that contain themselves are compared without end, by partition
//! refinement.

mod partition;

use super::Types;
use super::store::TypeStore;
use crate::ir::{Docs, Type, TypeDef, TypeId, TypeKind};
use partition::refine;
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::Hasher as _;

impl Types<'_> {
    /// Makes each inline type that is equal to another an alias of it.
    pub(super) fn share_types(&mut self) {
        if !self.context.settings.share_types {
            return;
        }
        let is_split = self.context.settings.tag_features;
        for (index, first) in representatives(&self.types, is_split)
            .into_iter()
            .enumerate()
        {
            if first == index {
                continue;
            }
            if let Some(definition) = self.types.definition_mut(TypeId(index)) {
                definition.kind = TypeKind::Alias(Type::Named(TypeId(first)));
                definition.shares = Some(TypeId(first));
            }
        }
    }
}

/// For each type the one that holds its definition, which is mostly itself. Where the groups of operations can be left
/// out one by one, none needs a definition in another.
///
/// Of several it is the first by its path, a component before others: the order of the document changes nothing.
fn representatives(types: &TypeStore, is_split: bool) -> Vec<usize> {
    let (mut looks, edges): (Vec<u128>, Vec<Vec<usize>>) = (0..types.len())
        .map(|index| look(types.get(TypeId(index)), index))
        .unzip();
    let is_component = |index: usize| types.component_key(TypeId(index)).is_some();
    let (depths, ranks) = (types.depths(), types.ranks());
    let mut order: Vec<usize> = (0..types.len()).collect();
    // The nearer to the root the sooner: so what belongs to a type that holds its definition holds its own as well, and none
    // is looked for in the module of a type that is an alias.
    order.sort_by_key(|index| (!is_component(*index), depths[*index], ranks[*index]));
    // Two components are two types even if they are equal. What refers to the one is not what refers to the other; the
    // first stands for inline types that are equal to both.
    let classes = refine(&looks, &edges);
    let mut taken = HashSet::new();
    for index in order.iter().copied().filter(|index| is_component(*index)) {
        if !taken.insert(classes[index]) {
            looks[index] = hash(&format!("component {index}"));
        }
    }
    let classes = refine(&looks, &edges);
    let group = |index| types.group(TypeId(index));
    let mut firsts: HashMap<usize, usize> = HashMap::new();
    let mut of_groups: HashMap<(usize, &str), usize> = HashMap::new();
    let mut representatives = vec![0; types.len()];
    for index in order {
        let first = *firsts.entry(classes[index]).or_insert(index);
        representatives[index] = match (group(index), group(first)) {
            _ if is_component(index) => index,
            (Some(own), Some(other)) if is_split && own != other => {
                *of_groups.entry((classes[index], own)).or_insert(index)
            }
            _ => first,
        };
    }
    representatives
}

/// What a type looks like apart from the types that it names, and these in their order.
fn look(definition: Option<&TypeDef>, index: usize) -> (u128, Vec<usize>) {
    let definition = definition.filter(|it| !matches!(it.kind, TypeKind::Alias(_)));
    let Some(definition) = definition else {
        return (hash(&format!("type {index}")), Vec::new());
    };
    let mut shape = without_words(definition);
    let mut edges = Vec::new();
    shape.visit_ids(&mut |id| {
        edges.push(id.0);
        *id = TypeId(0);
    });
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{:?} {:?} {:?} {:?} {:?}",
        shape.kind, shape.schema, shape.derives, shape.attributes, shape.elsewhere
    );
    (hash(&text), edges)
}

/// The definition without what the document says of it.
fn without_words(definition: &TypeDef) -> TypeDef {
    let mut definition = definition.clone();
    match &mut definition.kind {
        TypeKind::Struct(object) => {
            for field in &mut object.fields {
                field.docs = Docs::default();
            }
        }
        TypeKind::Enum(values) => {
            for variant in &mut values.variants {
                variant.docs = Docs::default();
            }
        }
        TypeKind::IntegerEnum(values) => values.docs.clear(),
        TypeKind::NumberEnum(values) => values.docs.clear(),
        TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Wrapper(_) | TypeKind::Tuple(_) => {}
    }
    definition
}

/// Texts that differ have different ones, but for a chance of one in 2^128 for each pair of them.
fn hash(text: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(salt);
        hasher.write(text.as_bytes());
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

#[cfg(test)]
mod tests {
    use crate::Generator;
    use crate::tree::RootFile;

    /// What belongs to a shape stands where that does, and not in the module of another one that is the same.
    #[test]
    fn a_shape_and_what_belongs_to_it_have_one_place() {
        let paper = "paper: {type: object, properties: {number: {type: string}}}";
        let person = format!("{{type: object, properties: {{name: {{type: string}}, {paper}}}}}");
        let owner = format!(
            "{{type: object, properties: {{owner: {{type: object, properties: {{person: {person}}}}}}}}}"
        );
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Entity:\n      type: object\n      properties:\n        corporation: {owner}\n        natural: {person}\n"
        );
        let (_, files) = Generator::from_str("api.yaml", text).run_to_files("", RootFile::Lib);
        let files = files.expect("it is sound").expect("it is Rust");
        let lines = files.files().values().flat_map(|file| file.lines());
        let shared: Vec<&str> = lines
            .map(str::trim)
            .filter(|line| line.starts_with("pub use models::"))
            .collect();
        let expected = ["pub use models::entity::{Natural as Person, natural as person};"];
        assert_eq!(shared, expected);
    }
}
