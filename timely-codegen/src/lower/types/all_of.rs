//! Several schemas of one value: the parts of an `allOf`, or of a property that several parts name.

use super::lowered::{Lowered, Node};
use super::store::Naming;
use crate::diagnostic::{Code, Pointer};
use crate::lower::types::Types;
use openapiv3::{
    ArrayType, IntegerType, NumberType, ObjectType, ReferenceOr, Schema, SchemaKind, StringType,
    Type as SchemaType,
};

/// How deep items and references are followed to compare two schemas.
const MAX_DEPTH: usize = 16;

/// How two schemas of one value relate.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Relation {
    /// The first says all that the second says of the type.
    First,
    /// The second says all that the first says of the type.
    Second,
    /// Both are objects with properties of their own.
    Both,
    /// No value satisfies both, as far as their types tell.
    Conflict,
}

impl Relation {
    fn flip(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
            other => other,
        }
    }
}

impl<'a> Types<'a> {
    /// Lowers several schemas of one value: its type is that of the narrowest.
    pub(in crate::lower) fn lower_parts(
        &mut self,
        nodes: &[(Node<'a>, Pointer)],
        naming: &Naming,
    ) -> Lowered {
        if let Some(lowered) = self.lower_common_values(nodes, naming) {
            return lowered;
        }
        let mut chosen: Vec<(Node<'a>, Pointer)> = Vec::new();
        let mut bounds: Vec<(Node<'a>, Pointer)> = Vec::new();
        for (node, pointer) in nodes {
            let Some((known, at)) = chosen.last().cloned() else {
                chosen.push((*node, pointer.clone()));
                continue;
            };
            match self.relation(known, *node, 0) {
                Relation::First => bounds.push((*node, pointer.clone())),
                Relation::Second => {
                    bounds.append(&mut chosen);
                    chosen.push((*node, pointer.clone()));
                }
                Relation::Both => chosen.push((*node, pointer.clone())),
                Relation::Conflict => {
                    if !self.diagnostics.tells(Code::ImpossibleSchema, pointer) {
                        self.diagnostics
                            .warning(
                                Code::Degraded,
                                pointer,
                                format!(
                                    "no value satisfies this and `{}` at the same time",
                                    self.context.source_map.shown(&at)
                                ),
                            )
                            .help("this one is taken, since it stands later; make them agree");
                    }
                    bounds.clear();
                    chosen = vec![(*node, pointer.clone())];
                }
            }
        }
        let Some((node, pointer)) = chosen.last().cloned() else {
            return Lowered::any();
        };
        let mut lowered = match (chosen.len(), self.followed(node)) {
            (2.., Some(schema)) => self.lower_together(&chosen, schema, &pointer, naming),
            _ => self.lower_schema(node, &pointer, naming),
        };
        for (bound, pointer) in bounds {
            lowered.nullable &= self.admits_null(bound, &pointer);
        }
        lowered
    }

    /// How two schemas of one value relate; what cannot be told is for the one that stands later.
    fn relation(&self, first: Node<'a>, second: Node<'a>, depth: usize) -> Relation {
        let (Some(a), Some(b)) = (self.unwrapped(first), self.unwrapped(second)) else {
            return Relation::Second;
        };
        if depth > MAX_DEPTH {
            return Relation::Second;
        }
        if std::ptr::eq(a, b) {
            // Of the same, the one that has a name.
            return match second {
                Node::Schema(_) if matches!(first, Node::Reference(_)) => Relation::First,
                _ => Relation::Second,
            };
        }
        match (form(a), form(b)) {
            (Form::Open, Form::Open) => Relation::Second,
            (_, Form::Open) => Relation::First,
            (Form::Open, _) => Relation::Second,
            (Form::String(a), Form::String(b)) => strings(a, b),
            (Form::Integer(_), Form::Number(_)) => Relation::First,
            (Form::Number(_), Form::Integer(_))
            | (Form::Integer(_), Form::Integer(_))
            | (Form::Number(_), Form::Number(_))
            | (Form::Boolean, Form::Boolean) => Relation::Second,
            (Form::Array(a), Form::Array(b)) => self.arrays(a, b, depth),
            (Form::Object(a), Form::Object(b)) => self.objects(first, second, (a, b)),
            (Form::Union(_), Form::Union(_)) => Relation::Second,
            (Form::Union(list), _) => self.member(list, second, depth),
            (_, Form::Union(list)) => self.member(list, first, depth).flip(),
            _ => Relation::Conflict,
        }
    }

    /// How a union and a schema relate: the schema is the narrower one if an alternative agrees with it.
    fn member(&self, list: &'a [ReferenceOr<Schema>], node: Node<'a>, depth: usize) -> Relation {
        let agrees = list
            .iter()
            .any(|part| self.relation(part.into(), node, depth + 1) != Relation::Conflict);
        if agrees {
            Relation::Second
        } else {
            Relation::Conflict
        }
    }

    fn arrays(&self, a: &'a ArrayType, b: &'a ArrayType, depth: usize) -> Relation {
        match (&a.items, &b.items) {
            (_, None) => Relation::First,
            (None, _) => Relation::Second,
            (Some(a), Some(b)) => match self.relation(a.into(), b.into(), depth + 1) {
                Relation::Both => Relation::Second,
                relation => relation,
            },
        }
    }

    fn objects(
        &self,
        first: Node<'a>,
        second: Node<'a>,
        (a, b): (Option<&'a ObjectType>, Option<&'a ObjectType>),
    ) -> Relation {
        let is_plain =
            |object: Option<&ObjectType>| object.is_some_and(|object| object.properties.is_empty());
        if is_plain(b) {
            return match b.and_then(|object| object.additional_properties.as_ref()) {
                Some(_) if is_plain(a) => Relation::Second,
                _ => Relation::First,
            };
        }
        if is_plain(a) || self.extends(second, first, 0) {
            return Relation::Second;
        }
        if self.extends(first, second, 0) {
            return Relation::First;
        }
        Relation::Both
    }

    /// Whether a schema is made of another one through `allOf`.
    fn extends(&self, node: Node<'a>, base: Node<'a>, depth: usize) -> bool {
        let Node::Reference(base) = base else {
            return false;
        };
        let parts = match self.followed(node).map(|schema| &schema.schema_kind) {
            Some(SchemaKind::AllOf { all_of }) => all_of,
            Some(SchemaKind::Any(any)) => &any.all_of,
            _ => return false,
        };
        depth < MAX_DEPTH
            && parts.iter().any(|part| {
                matches!(part, ReferenceOr::Reference { reference } if reference == base)
                    || self.extends(part.into(), Node::Reference(base), depth + 1)
            })
    }

    /// The schema that a node stands for, also through an `allOf` of nothing else.
    pub(super) fn unwrapped(&self, node: Node<'a>) -> Option<&'a Schema> {
        let mut schema = self.followed(node)?;
        for _ in 0..MAX_DEPTH {
            match &schema.schema_kind {
                SchemaKind::AllOf { all_of } if all_of.len() == 1 => {
                    schema = self.followed((&all_of[0]).into())?;
                }
                _ => break,
            }
        }
        Some(schema)
    }

    /// `allOf` of schemas that are no objects: the type of the narrowest, held to all.
    pub(super) fn lower_intersection(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let parts = match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => all_of,
            SchemaKind::Any(any) => &any.all_of,
            _ => return Lowered::any(),
        };
        let nodes: Vec<(Node<'a>, Pointer)> = parts
            .iter()
            .enumerate()
            .map(|(index, part)| (part.into(), pointer.child("allOf").index(index)))
            .collect();
        self.lower_parts(&nodes, naming)
            .or_null(schema.schema_data.nullable)
    }
}

/// What a schema says of the type.
pub(super) enum Form<'a> {
    /// Nothing.
    Open,
    String(&'a StringType),
    Integer(Option<&'a IntegerType>),
    Number(Option<&'a NumberType>),
    Boolean,
    Array(&'a ArrayType),
    /// With its keywords, unless it is made of parts.
    Object(Option<&'a ObjectType>),
    Union(&'a [ReferenceOr<Schema>]),
}

pub(super) fn form(schema: &Schema) -> Form<'_> {
    match &schema.schema_kind {
        SchemaKind::Type(SchemaType::String(string)) => Form::String(string),
        SchemaKind::Type(SchemaType::Integer(integer)) => Form::Integer(Some(integer)),
        SchemaKind::Type(SchemaType::Number(number)) => Form::Number(Some(number)),
        SchemaKind::Type(SchemaType::Boolean(_)) => Form::Boolean,
        SchemaKind::Type(SchemaType::Array(array)) => Form::Array(array),
        SchemaKind::Type(SchemaType::Object(object)) => Form::Object(Some(object)),
        SchemaKind::OneOf { one_of: list } | SchemaKind::AnyOf { any_of: list } => {
            Form::Union(list)
        }
        SchemaKind::AllOf { .. } => Form::Object(None),
        SchemaKind::Any(any) => match any.typ.as_deref() {
            Some("integer") => Form::Integer(None),
            Some("number") => Form::Number(None),
            Some("boolean") => Form::Boolean,
            Some("object") => Form::Object(None),
            None if !any.properties.is_empty() || !any.all_of.is_empty() => Form::Object(None),
            _ => Form::Open,
        },
        SchemaKind::Not { .. } => Form::Open,
    }
}

/// A list of values is narrower than a format, and that than any string; of two lists, the one that is in the other.
fn strings(a: &StringType, b: &StringType) -> Relation {
    let (listed_a, listed_b) = (&a.enumeration, &b.enumeration);
    let is_within = |inner: &[Option<String>], outer: &[Option<String>]| {
        inner.iter().all(|value| outer.contains(value))
    };
    let format = crate::lower::types::constraints::format_name;
    match (listed_a.is_empty(), listed_b.is_empty()) {
        (false, true) => Relation::First,
        (true, false) => Relation::Second,
        (false, false) if is_within(listed_b, listed_a) => Relation::Second,
        (false, false) if is_within(listed_a, listed_b) => Relation::First,
        // What is in both is left to the check.
        (false, false) if listed_a.iter().any(|value| listed_b.contains(value)) => Relation::Second,
        (false, false) => Relation::Conflict,
        (true, true) => match (format(&a.format), format(&b.format)) {
            (Some(_), None) => Relation::First,
            _ => Relation::Second,
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::Generator;

    fn messages(second: &str) -> String {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Both: {{allOf: \
             [{{type: string, enum: [a, b]}}, {{type: string, enum: {second}}}]}}\n"
        );
        Generator::from_str("api.yaml", text)
            .run()
            .render_diagnostics()
    }

    #[test]
    fn lists_with_a_common_value_agree() {
        assert_eq!(messages("[b, c]"), "");
        let shown = messages("[c, d]");
        assert!(shown.contains("no value satisfies this and"), "{shown}");
        assert_eq!(shown.matches("warning").count(), 1, "{shown}");
    }
}
