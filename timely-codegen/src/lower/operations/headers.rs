//! Response headers: one struct per distinct set.

use crate::diagnostic::{Code, Pointer};
use crate::ir::{
    Content, Docs, HeaderSet, Operation, Parameter, ParameterLocation, ParameterStyle, Type, TypeId,
};
use crate::lower::bodies::{Kind, essence, kind};
use crate::lower::components::Section;
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::lower::types::{Lowered, Naming, Owner, TypeStore};
use crate::naming::{
    Case, Claim, LONGEST, Scope, claim_all, identifier, pascal, shortened, snake, unraw,
};
use indexmap::IndexMap;
use openapiv3::{Header, MediaType, ParameterSchemaOrContent, ReferenceOr};
use std::collections::HashMap;

/// What tells the names of headers from others.
const RESPONSE: &str = "Response";

/// The sets made so far.
#[derive(Default)]
pub(in crate::lower) struct HeaderStore {
    sets: Vec<HeaderSet>,
    /// What the headers of a response have become, by its place: many operations share one.
    places: HashMap<Pointer, Option<usize>>,
    /// The components among these, by their keys.
    components: Vec<(String, usize)>,
}

impl HeaderStore {
    /// The place of a set with these headers.
    fn place(&mut self, headers: Vec<(Parameter, Type, Docs)>) -> usize {
        let same = |set: &HeaderSet| {
            set.headers.len() == headers.len()
                && set
                    .headers
                    .iter()
                    .zip(&headers)
                    .all(|(a, b)| a.0 == b.0 && a.1 == b.1)
        };
        if let Some(place) = self.sets.iter().position(same) {
            return place;
        }
        self.sets.push(HeaderSet {
            name: set_name(&headers),
            aliases: Vec::new(),
            headers,
        });
        self.sets.len() - 1
    }

    /// Makes one of sets that are equal now that types share their definitions.
    pub(in crate::lower) fn merge<'o>(
        &mut self,
        types: &TypeStore,
        operations: impl Iterator<Item = &'o mut Operation>,
    ) {
        let mut kept: Vec<HeaderSet> = Vec::new();
        let mut keys: Vec<Vec<(Parameter, Type)>> = Vec::new();
        let mut places = Vec::with_capacity(self.sets.len());
        for set in std::mem::take(&mut self.sets) {
            let key = by_definitions(&set, types);
            let place = keys.iter().position(|known| *known == key);
            places.push(place.unwrap_or(kept.len()));
            if place.is_none() {
                keys.push(key);
                kept.push(set);
            }
        }
        self.sets = kept;
        for (_, place) in &mut self.components {
            *place = places[*place];
        }
        for operation in operations {
            let cases = operation.success.cases.iter_mut();
            for case in cases.chain(&mut operation.errors) {
                case.payload.headers = case.payload.headers.map(|place| places[place]);
            }
        }
    }

    /// Names the sets, beside the operations' types, which are exported from the same module: by what is in them, and by the
    /// components and operations that have them, whose names stay when a header is added.
    pub(in crate::lower) fn name<'o>(
        &mut self,
        operations: impl Iterator<Item = &'o mut Operation>,
        scope: &mut Scope,
    ) {
        // Of names that are the same when shortened the first keeps it, whatever stands before it in the document.
        let components = std::mem::take(&mut self.components);
        let claimed = {
            let mut sorted: Vec<&(String, usize)> = components.iter().collect();
            sorted.sort_unstable();
            let names = sorted.into_iter().map(|(component, _)| {
                let wanted = shortened(&format!("{}Headers", pascal(component)), 0);
                let name = scope.claim_stem(&wanted, &[RESPONSE], &["Required"]);
                (component.as_str(), name)
            });
            names.collect::<HashMap<&str, String>>()
        };
        for (component, place) in &components {
            let name = claimed.get(component.as_str()).cloned();
            self.sets[*place].aliases.extend(name);
        }
        let mut operations: Vec<&mut Operation> = operations.collect();
        operations.sort_by(|one, other| one.stem.cmp(&other.stem));
        for operation in operations {
            operation.header_names = header_names(operation, scope);
        }
        for set in &mut self.sets {
            let own = set.aliases.iter().position(|alias| *alias == set.name);
            set.name = match own {
                Some(place) => set.aliases.remove(place),
                None => scope.claim_stem(&set.name, &["Set"], &["Required"]),
            };
        }
    }

    pub(in crate::lower) fn finish(self) -> Vec<HeaderSet> {
        self.sets
    }
}

impl<'a> Operations<'a> {
    /// The set of a response's headers; none when it declares none.
    pub(super) fn lower_headers(
        &mut self,
        headers: &'a IndexMap<String, ReferenceOr<Header>>,
        pointer: &Pointer,
        owner: Owner,
    ) -> Option<usize> {
        if let Some(place) = self.headers.places.get(pointer) {
            return *place;
        }
        let mut scope = Scope::new(Case::Snake);
        let declared: Vec<_> = headers
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
            .collect();
        let claims: Vec<Claim<'_>> = declared
            .iter()
            .map(|(name, _)| Claim {
                wire: name,
                wanted: snake(strip_x(name)),
                word: "header",
                rank: 0,
            })
            .collect();
        let fields = claim_all(&mut scope, &claims);
        let mut lowered = Vec::new();
        for ((name, header), field) in declared.into_iter().zip(fields) {
            let pointer = pointer.child("headers").child(name);
            lowered.extend(self.lower_header(owner, name, header, &pointer, identifier(&field)));
        }
        let place = (!lowered.is_empty()).then(|| self.headers.place(lowered));
        self.headers.places.insert(pointer.clone(), place);
        if let (Some((_, key)), Some(place)) = (Owner::section_at(pointer), place) {
            self.headers.components.push((key, place));
        }
        place
    }

    fn lower_header(
        &mut self,
        owner: Owner,
        name: &str,
        header: &'a ReferenceOr<Header>,
        pointer: &Pointer,
        field: String,
    ) -> Option<(Parameter, Type, Docs)> {
        let section = Section::of(self.context.openapi, "headers", |components| {
            &components.headers
        });
        let (header, at) = self.bodies.types.resolve(header, pointer, section)?;
        let (value, style) = self.header_value(owner, name, header, &at);
        // openapiv3 has no field for it.
        let explode = self.context.document.pointer(at.as_str());
        let explode = explode.and_then(|header| header.get("explode"));
        let is_exploded = explode
            .and_then(serde_json::Value::as_bool)
            .unwrap_or_default();
        let docs = docs::with_deprecation(
            docs::of(None, header.description.as_ref()),
            header.deprecated.unwrap_or_default(),
        );
        let parameter = Parameter {
            field: unraw(&field).to_owned(),
            wire: name.to_owned(),
            location: ParameterLocation::Header,
            required: header.required,
            style,
            explode: style == ParameterStyle::Simple && is_exploded,
            schema: value.schema.clone(),
            reserved: false,
            empty: false,
        };
        Some((parameter, value.ty, docs))
    }

    /// The value of a header, and how it is written.
    fn header_value(
        &mut self,
        owner: Owner,
        name: &str,
        header: &'a Header,
        at: &Pointer,
    ) -> (Lowered, ParameterStyle) {
        let naming = Naming::Inline(owner, format!("{}Header", pascal(name)));
        let (value, style) = match &header.format {
            ParameterSchemaOrContent::Schema(schema) => (
                self.bodies
                    .types
                    .lower_shared(schema, &at.child("schema"), naming),
                ParameterStyle::Simple,
            ),
            ParameterSchemaOrContent::Content(content) => {
                self.header_content(content, &at.child("content"), naming)
            }
        };
        if style == ParameterStyle::Simple && self.is_nested(&value.ty) {
            self.bodies.types.diagnostics
                .warning(
                    Code::Degraded,
                    at,
                    format!(
                        "the header `{name}` holds lists or objects within its value, which its style cannot write"
                    ),
                )
                .help("a server cannot send such values; describe them by `content` with `application/json`");
        }
        (value, style)
    }

    /// The value of a header with `content` (OpenAPI 3.1, section 4.8.21), and how it is written: JSON or text of its
    /// schema's type, or the text of anything else.
    fn header_content(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        pointer: &Pointer,
        naming: Naming,
    ) -> (Lowered, ParameterStyle) {
        let text = Lowered::text();
        let Some((name, media)) = content.first() else {
            return (text, ParameterStyle::Simple);
        };
        let shape = self.bodies.shape(media.schema.as_ref());
        let style = match kind(&essence(name), shape) {
            Kind::Json => Some(ParameterStyle::Json),
            Kind::Text => Some(ParameterStyle::Simple),
            _ => None,
        };
        if let (Some(style), Some(schema)) = (style, &media.schema) {
            let value = self.bodies.types.lower_shared(
                schema,
                &pointer.child(name).child("schema"),
                naming,
            );
            return (value, style);
        }
        if style == Some(ParameterStyle::Json) {
            return (Lowered::any(), ParameterStyle::Json);
        }
        self.bodies
            .types
            .diagnostics
            .warning(
                Code::Degraded,
                &pointer.child(name),
                format!("a header of type `{name}` is text to the generated code"),
            )
            .help("it is passed on as a string; read and write it as what it is");
        (text, ParameterStyle::Simple)
    }
}

/// The headers of a set, their types by the definitions that these have.
fn by_definitions(set: &HeaderSet, types: &TypeStore) -> Vec<(Parameter, Type)> {
    let defined = |id: &mut TypeId| {
        let shared = types.get(*id).and_then(|definition| definition.shares);
        *id = shared.unwrap_or(*id);
    };
    let headers = set.headers.iter().map(|(parameter, ty, _)| {
        let mut parameter = parameter.clone();
        parameter.schema.visit_ids(&mut { defined });
        let mut value = Content::Value(ty.clone());
        value.visit_ids(&mut { defined });
        let ty = match value {
            Content::Value(ty) => ty,
            // It has not become another content.
            _ => ty.clone(),
        };
        (parameter, ty)
    });
    headers.collect()
}

/// The names that an operation has for the headers of its responses: one for those of its first success, and one for each
/// other response of its own.
fn header_names(operation: &Operation, scope: &mut Scope) -> Vec<(String, usize)> {
    let stem = &operation.stem;
    let successes = operation.success.cases.iter();
    let successes = successes.filter_map(|case| Some((case, case.payload.headers?)));
    let mut successes: Vec<_> = successes.collect();
    successes.sort_by_key(|(case, _)| case.status);
    let mut successes = successes.into_iter();
    // The stem is no other operation's with this ending.
    let first = successes.next();
    let first = first.map(|(_, place)| (format!("{stem}Headers"), place));
    let errors = operation.errors.iter();
    let errors = errors.filter_map(|case| Some((case, case.payload.headers?)));
    let others = successes
        .chain(errors)
        .filter(|(case, _)| !case.is_component)
        .map(|(case, place)| {
            let wanted = with_first_word(&format!("{stem}{}Headers", case.variant));
            (scope.claim_stem(&wanted, &[RESPONSE], &["Required"]), place)
        });
    let others: Vec<_> = others.collect();
    first.into_iter().chain(others).collect()
}

/// A name that may be too long, without as many of the words after its first as are too much: that one is what is done, which
/// tells operations on one path apart.
fn with_first_word(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let after = name.char_indices().skip(1).find(|(_, c)| c.is_uppercase());
    let (first, rest) = name.split_at(after.map_or(name.len(), |(at, _)| at));
    let added = first.chars().count() + RESPONSE.len();
    format!("{first}{}", shortened(rest, added))
}

/// A name without the `X-` that says nothing.
fn strip_x(name: &str) -> &str {
    let stripped = name
        .get(..2)
        .filter(|prefix| prefix.eq_ignore_ascii_case("x-"))
        .map(|_| &name[2..]);
    stripped
        .filter(|rest| rest.starts_with(|c: char| c.is_alphabetic()))
        .unwrap_or(name)
}

/// The name of a set: its headers' names, those that begin with the same words told by these words.
fn set_name(headers: &[(Parameter, Type, Docs)]) -> String {
    let mut groups: Vec<Vec<String>> = Vec::new();
    for (header, ..) in headers {
        let words: Vec<String> = header.field.split('_').map(str::to_owned).collect();
        match groups.iter_mut().find(|group| group[0] == words[0]) {
            Some(group) => {
                let shared = group.iter().zip(&words).take_while(|(a, b)| a == b).count();
                group.truncate(shared);
            }
            None => groups.push(words),
        }
    }
    let shown: Vec<String> = groups
        .iter()
        .take(3)
        .map(|words| pascal(&words.join("_")))
        .collect();
    let more = if groups.len() > 3 { "AndMore" } else { "" };
    format!("{}{more}Headers", shown.concat())
}
