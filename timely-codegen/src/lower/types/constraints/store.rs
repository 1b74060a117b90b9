//! What the server checks: the keywords of a schema, one by one, as the document has them.
//!
//! Types are made for people: parts of an `allOf` are laid side by side, unions are sorted out. Constraints are not:
//! each schema is lowered as it stands, so that what is checked is what the document says, however its type came about.

use super::exact::Exact;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Schema as Constraints, SchemaRef, Type, TypeId, TypeKind};
use crate::lower::types::Types;
use crate::lower::types::{Lowered, Naming, Node};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use timely_pattern::{Error as PatternError, Pattern};

/// What matching one text by a pattern may take: half of the steps that a server has for the smallest message.
const PATTERN_STEPS: u64 = 2_500_000;

/// How many characters a text may well have where the document does not say how many.
const USUAL_LENGTH: u64 = 4096;

/// How many characters a text is taken to have at the most, whatever the document allows.
const MOST_LENGTH: u64 = 1 << 17;

/// How many states of patterns are looked at, in all, to find out which may take long.
const PATTERN_EFFORT: u64 = 200_000_000;

/// What lowering remembers of the constraints it has made.
pub(in crate::lower) struct CheckStore {
    /// The types whose static is the schema at a place.
    pub(super) placed: HashMap<Pointer, TypeId>,
    /// The places of schemas under keywords of no type of `openapiv3` that types were made of all the same.
    pub(in crate::lower) typed: HashSet<Pointer>,
    /// How many characters a text may have to be cheap to match by each pattern, where texts of so many are to be: `None`
    /// if they are.
    patterns: HashMap<(String, u64), Result<Option<u64>, PatternError>>,
    /// What is left of [`PATTERN_EFFORT`].
    effort: u64,
    /// Whether some schema asks what others have looked at; known when it is first wanted.
    unevaluated: Option<bool>,
    /// What components say where no type is made of them.
    pub(super) exact: Exact,
}

impl Default for CheckStore {
    fn default() -> Self {
        Self {
            placed: HashMap::new(),
            typed: HashSet::new(),
            patterns: HashMap::new(),
            effort: PATTERN_EFFORT,
            unevaluated: None,
            exact: Exact::default(),
        }
    }
}

impl<'a> Types<'a> {
    /// The same type, held to what the document says at this place.
    pub(in crate::lower) fn held(
        &mut self,
        mut lowered: Lowered,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let own = self.own_type(&lowered, pointer, naming);
        let constraints = self.read_checks(pointer, own);
        let tags = own.and_then(|id| self.tags_beside(id));
        match own.and_then(|id| {
            self.types
                .definition_mut(id)
                .map(|definition| (id, definition))
        }) {
            Some((id, definition)) => {
                let tags = tags.or_else(|| discriminator_of(&definition.schema));
                let constraints = match &definition.kind {
                    TypeKind::Union(union) => {
                        with_alternatives(constraints, &definition.schema, union.variants.len())
                    }
                    _ => constraints,
                };
                definition.schema = with_discriminator(constraints, tags);
                self.checks.placed.insert(pointer.clone(), id);
            }
            None => lowered.schema = constraints,
        }
        lowered
    }

    /// Gives the type of several schemas of one value what each of them says.
    pub(in crate::lower) fn hold_together(
        &mut self,
        lowered: &Lowered,
        nodes: &[(Node<'a>, Pointer)],
    ) {
        let Type::Named(id) = lowered.ty else { return };
        let parts = self.each_check(nodes, Some(id));
        // One that is still being defined will be held to the same.
        if let Some(definition) = self.types.definition_mut(id) {
            definition.schema = SchemaRef::inline(Constraints {
                all_of: parts,
                ..Constraints::default()
            });
        }
    }

    /// What each of several schemas of one value says.
    fn each_check(&mut self, nodes: &[(Node<'a>, Pointer)], own: Option<TypeId>) -> Vec<SchemaRef> {
        let each = nodes.iter().map(|(node, pointer)| match node {
            Node::Schema(_) => self.read_checks(pointer, own),
            Node::Reference(reference) => self.lower_reference(reference, pointer).schema,
        });
        each.collect()
    }

    /// What several schemas of one value say together.
    pub(in crate::lower) fn all_checks(&mut self, nodes: &[(Node<'a>, Pointer)]) -> SchemaRef {
        let mut parts = self.each_check(nodes, None);
        match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => only,
            (last, _) => SchemaRef::inline(Constraints {
                all_of: parts.into_iter().chain(last).collect(),
                ..Constraints::default()
            }),
        }
    }

    /// The constraints of a schema as the document writes it.
    fn read_checks(&mut self, pointer: &Pointer, own: Option<TypeId>) -> SchemaRef {
        let value = self.stored(pointer);
        self.constraints(value, pointer, own)
    }

    /// The discriminator of the union that stands beside the fields of a struct.
    fn tags_beside(&self, id: TypeId) -> Option<Tags> {
        let TypeKind::Struct(object) = &self.types.get(id)?.kind else {
            return None;
        };
        match object.variant.as_ref()? {
            (_, Type::Named(nested)) => discriminator_of(&self.types.get(*nested)?.schema),
            _ => None,
        }
    }

    /// The type that was made for the schema itself.
    fn own_type(&self, lowered: &Lowered, pointer: &Pointer, naming: &Naming) -> Option<TypeId> {
        let Type::Named(id) = lowered.ty else {
            return None;
        };
        let definition = self.types.get(id)?;
        let is_own = match naming {
            Naming::Exactly(exactly) => *exactly == id,
            Naming::Inline(..) => definition.pointer == *pointer,
        };
        is_own.then_some(id)
    }

    /// Whether some schema of the document asks what others have looked at.
    pub(super) fn asks_what_is_unevaluated(&mut self) -> bool {
        let document = self.context.document;
        *self.checks.unevaluated.get_or_insert_with(|| {
            let mut open = vec![document];
            while let Some(value) = open.pop() {
                match value {
                    Value::Array(items) => open.extend(items),
                    Value::Object(entries) => {
                        let asks = ["unevaluatedItems", "unevaluatedProperties"];
                        if asks.iter().any(|key| entries.contains_key(*key)) {
                            return true;
                        }
                        open.extend(entries.values());
                    }
                    _ => {}
                }
            }
            false
        })
    }

    /// A pattern that is enforced. What is no pattern is reported, and what may cost more than a server is ready to pay
    /// for texts of `max_length`; `bound` is how the document would bound them.
    pub(in crate::lower) fn checked_pattern(
        &mut self,
        text: &str,
        at: &Pointer,
        max_length: Option<u64>,
        bound: impl FnOnce(u64) -> String,
    ) -> Option<String> {
        let length = max_length.map_or(USUAL_LENGTH, |length| length.min(MOST_LENGTH));
        let CheckStore {
            patterns, effort, ..
        } = &mut self.checks;
        let longest = patterns
            .entry((text.to_owned(), length))
            .or_insert_with(|| {
                Pattern::new(text).map(|pattern| pattern.bound(PATTERN_STEPS, length, effort))
            })
            .clone();
        match longest {
            Ok(Some(longest)) if max_length.is_none_or(|length| length > longest) => {
                let message = format!(
                    "matching this pattern may take long; \
                     a server may refuse texts of more than {longest} characters for it"
                );
                let help = format!(
                    "{}, or write it without references back, atomic groups and large counts of what matches in many ways",
                    bound(longest)
                );
                self.diagnostics
                    .warning(Code::CostlyPattern, at, message)
                    .help(help);
            }
            Ok(_) => {}
            Err(error) => {
                let message = format!("this pattern is not enforced: {error}");
                self.diagnostics
                    .warning(Code::NotEnforced, at, message)
                    .help("it is not a valid ECMA-262 regular expression; correct it");
                return None;
            }
        }
        Some(text.to_owned())
    }
}

/// The constraints of a union, with the alternatives of its variants where the document has no list of just those.
fn with_alternatives(constraints: SchemaRef, union: &SchemaRef, count: usize) -> SchemaRef {
    let has_list = match &constraints {
        SchemaRef::Inline(own) => own.alternatives(count).is_some(),
        // What another type's static holds is not known here.
        SchemaRef::Type(_) => false,
    };
    let list = match union {
        SchemaRef::Inline(union) if !has_list => union.alternatives(count),
        _ => None,
    };
    let Some(list) = list else {
        return constraints;
    };
    let mut own = match constraints {
        SchemaRef::Inline(own) => *own,
        other => Constraints {
            all_of: vec![other],
            ..Constraints::default()
        },
    };
    own.rare.get_or_insert_default().alternatives = list.to_vec();
    SchemaRef::inline(own)
}

/// What tells the alternatives of a union apart.
struct Tags {
    /// The property, and what each of its values selects.
    discriminator: (String, Vec<(String, SchemaRef)>),
    /// What an object without it is.
    absent: Option<SchemaRef>,
    /// What an object is that has none of its values.
    default: Option<SchemaRef>,
}

/// The discriminator of a union.
fn discriminator_of(schema: &SchemaRef) -> Option<Tags> {
    match schema {
        SchemaRef::Inline(schema) => {
            let rare = schema.rare.as_ref();
            Some(Tags {
                discriminator: schema.discriminator.clone()?,
                absent: rare.and_then(|rare| rare.absent_tag.clone()),
                default: rare.and_then(|rare| rare.default_tag.clone()),
            })
        }
        SchemaRef::Type(_) => None,
    }
}

/// A union with the discriminator that its type was given.
fn with_discriminator(schema: SchemaRef, tags: Option<Tags>) -> SchemaRef {
    let (SchemaRef::Inline(mut inner), Some(tags)) = (schema.clone(), tags) else {
        return schema;
    };
    let null = SchemaRef::inline(Constraints::null());
    match inner.any_of.as_mut_slice() {
        [union, last] if *last == null => *union = with_discriminator(union.clone(), Some(tags)),
        [] if inner.one_of.is_empty() => {}
        _ => {
            inner.discriminator = Some(tags.discriminator);
            if tags.absent.is_some() {
                inner.rare.get_or_insert_default().absent_tag = tags.absent;
            }
            if tags.default.is_some() {
                inner.rare.get_or_insert_default().default_tag = tags.default;
            }
        }
    }
    SchemaRef::Inline(inner)
}
