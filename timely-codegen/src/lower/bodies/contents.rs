//! Request and response content: its media types, and what they hold.

use super::body_name::BodyName;
use super::lowered::{LoweredContent, Side, any, encodings};
use super::media_types::{
    Kind, Shape, essence, is_unicode, kind, subtype, with_parameters, without_charset, written,
};
use super::variant_names::{Words, variant_names};
use crate::diagnostic::{Code, Pointer};
use crate::formats::JsonType;
use crate::ir::{
    Choice, ChoiceVariant, Content, Encoding, Media, MediaKind, Schema as Constraints, SchemaRef,
    Type,
};
use crate::lower::bodies::Bodies;
use crate::lower::types::Lowered;
use crate::naming::pascal;
use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, Schema, SchemaKind, Type as SchemaType};
use std::collections::HashMap;

/// One media type of a body as the document has it.
#[derive(Clone, Copy)]
struct Entry<'a, 'n> {
    /// The key in the document.
    key: &'n str,
    /// Whether others of the body are the same but for their parameters, and hold something else.
    has_parameters: bool,
    media: &'a MediaType,
    kind: Kind,
    shape: Shape,
}

impl Entry<'_, '_> {
    /// What the generated code calls it: parameters such as `charset` tell nothing where it is the only one.
    fn name(&self) -> String {
        match self.has_parameters {
            true => with_parameters(self.key),
            false => essence(self.key),
        }
    }
}

/// The values of a body that were lowered so far.
struct Values<'a> {
    side: Side,
    /// What is lowered from equal schemas is one type.
    known: Vec<(&'a ReferenceOr<Schema>, Lowered)>,
}

impl<'a> Values<'a> {
    /// Whether another media type, which came before, has the schema of this one.
    fn has_typed(&self, entry: &Entry<'a, '_>) -> bool {
        let schema = entry.media.schema.as_ref();
        self.known.iter().any(|(known, _)| Some(*known) == schema)
    }
}

/// Media types that hold the same.
struct Group {
    words: Words,
    lowered: LoweredContent,
}

impl<'a> Bodies<'a> {
    /// What a body is. Its types have this name, or that of the component that it stands in.
    pub(in crate::lower) fn lower_content(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        pointer: &Pointer,
        name: &BodyName,
        side: Side,
    ) -> LoweredContent {
        let place = (pointer.clone(), side);
        if let Some(known) = self.contents.places.get(&place) {
            return known.clone();
        }
        let component = BodyName::of_component(pointer);
        let name = component.as_ref().unwrap_or(name);
        let at = pointer.child("content");
        let entries = self.entries(content, &at);
        let groups = self.groups(&entries, &at, name, side);
        let lowered = self.choose(&name.whole, groups);
        self.contents.places.insert(place, lowered.clone());
        lowered
    }

    /// Whether a body is a stream on one side, and is read as a whole on the other.
    pub(in crate::lower) fn depends_on_side(
        &self,
        content: &'a IndexMap<String, MediaType>,
    ) -> bool {
        content.iter().any(|(key, media)| {
            let kind = kind(&essence(key), self.shape(media.schema.as_ref()));
            matches!(
                kind,
                Kind::Binary | Kind::Multipart | Kind::Events | Kind::Lines
            )
        })
    }

    /// The media types that are generated, JSON first.
    fn entries<'n>(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        pointer: &Pointer,
    ) -> Vec<Entry<'a, 'n>>
    where
        'a: 'n,
    {
        let content = self.without_charsets(content, pointer);
        let mut entries = self.distinct(&content);
        if self.context.has_wide_types() {
            let markup = |entry: &&mut Entry<'_, '_>| matches!(entry.kind, Kind::Xml | Kind::Yaml);
            let markup = entries.iter_mut().filter(markup);
            markup.for_each(|entry| entry.kind = Kind::Markup);
        }
        self.settle_xml(&mut entries);
        self.leave_out_markup(&mut entries, pointer);
        // What most understand comes first, and is sent by default.
        entries.sort_by_key(|entry| match entry.kind {
            Kind::Json if essence(entry.key) == "application/json" => 0,
            Kind::Json => 1,
            _ => 2,
        });
        entries
    }

    /// The media types without those that are the same but for parameters such as `charset`.
    fn distinct<'n>(&self, content: &[(&'n str, &'a MediaType)]) -> Vec<Entry<'a, 'n>>
    where
        'a: 'n,
    {
        let mut alike: HashMap<String, Vec<&MediaType>> = HashMap::new();
        for (key, media) in content {
            alike.entry(essence(key)).or_default().push(media);
        }
        let mut entries: Vec<Entry<'a, 'n>> = Vec::new();
        for &(key, media) in content {
            let name = essence(key);
            if entries
                .iter()
                .any(|entry| essence(entry.key) == name && entry.media.schema == media.schema)
            {
                continue;
            }
            let has_parameters = alike[&name]
                .iter()
                .any(|other| other.schema != media.schema);
            let shape = self.shape(media.schema.as_ref());
            entries.push(Entry {
                key,
                has_parameters,
                media,
                kind: kind(&name, shape),
                shape,
            });
        }
        entries
    }

    /// What XML holds that says nothing of it is what JSON beside it holds; and without the setting, XML beside JSON that
    /// holds the same is left out.
    fn settle_xml(&self, entries: &mut Vec<Entry<'a, '_>>) {
        let json = json_of(entries);
        let Some(first) = json.first() else {
            return;
        };
        for entry in entries.iter_mut() {
            if entry.kind == Kind::Xml && entry.media.schema.is_none() {
                (entry.media, entry.shape) = (first.media, first.shape);
            }
        }
        if !self.context.settings.xml {
            entries.retain(|entry| {
                let mut json = json.iter();
                let is_same = json.any(|json| json.media.schema == entry.media.schema);
                entry.kind != Kind::Xml || !is_same
            });
        }
    }

    /// Leaves out XML and YAML beside JSON that holds the same, in the oldest shape.
    fn leave_out_markup(&mut self, entries: &mut Vec<Entry<'a, '_>>, pointer: &Pointer) {
        let json = json_of(entries);
        entries.retain(|entry| {
            let twin = json.iter().find(|json| {
                json.media.schema == entry.media.schema || entry.media.schema.is_none()
            });
            let Some(twin) = twin.filter(|_| entry.kind == Kind::Markup) else {
                return true;
            };
            self.types
                .diagnostics
                .warning(
                    Code::Degraded,
                    &pointer.child(entry.key),
                    format!("the form `{}` of this body is left out", entry.key),
                )
                .help(format!(
                    "it would be text to the generated code; `{}` beside it has a type of its own",
                    twin.key
                ));
            false
        });
    }

    /// The media types without those that differ from another one in their charset alone: it says how a text is written, and
    /// not what it is. What is sent is UTF-8, and what is received is read by its own charset.
    fn without_charsets<'n>(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        pointer: &Pointer,
    ) -> Vec<(&'n str, &'a MediaType)>
    where
        'a: 'n,
    {
        content
            .iter()
            .filter(|(key, media)| {
                let name = without_charset(key);
                let mut others = content.keys().filter(|other| without_charset(other) == name);
                // The one that is in UTF-8, or else the first.
                let kept = others.clone().find(|other| is_unicode(other)).or_else(|| others.next());
                let kept = kept.filter(|kept| kept != key);
                if let Some(kept) = kept.filter(|kept| content[*kept].schema != media.schema) {
                    self.types.diagnostics
                        .warning(
                            Code::Degraded,
                            &pointer.child(key),
                            format!("the form `{key}` of this body is left out"),
                        )
                        .help(format!(
                            "it differs from `{kept}` in its charset alone, which says how a text is written and not what it is"
                        ));
                }
                kept.is_none()
            })
            .map(|(key, media)| (key.as_str(), media))
            .collect()
    }

    /// What the media types hold, those together that hold the same.
    fn groups(
        &mut self,
        entries: &[Entry<'a, '_>],
        pointer: &Pointer,
        name: &BodyName,
        side: Side,
    ) -> Vec<Group> {
        let mut values = Values {
            side,
            known: Vec::new(),
        };
        let is_single = entries
            .iter()
            .all(|entry| entry.media.schema == entries[0].media.schema);
        let mut groups: Vec<Group> = Vec::new();
        for entry in entries {
            let word = match self.context.has_wide_types() {
                true => word(entry),
                false => patch_word(entry).map_or_else(|| word(entry), str::to_owned),
            };
            let name = match is_single {
                true => name.clone(),
                false => name.with(&word),
            };
            let at = pointer.child(entry.key);
            let mut lowered = self.lower_entry(entry, &at, &name, &mut values);
            let limit = self.size_limit(entry, &at);
            for media in &mut lowered.media {
                media.limit = limit;
            }
            let words = Words {
                kind: word,
                media_type: pascal(subtype(&entry.name())),
            };
            match groups
                .iter_mut()
                .find(|group| group.lowered.content == lowered.content)
            {
                Some(group) => {
                    let default = &group.lowered.media[0].name;
                    let is_value = |media: &&mut Media| {
                        matches!(media.kind, MediaKind::Value | MediaKind::Parts(_))
                    };
                    for media in lowered.media.iter_mut().filter(is_value) {
                        media.alternative_to = Some(default.clone());
                    }
                    group.lowered.media.extend(lowered.media);
                    group.words.or(words);
                }
                None => groups.push(Group { words, lowered }),
            }
        }
        groups
    }

    /// What one media type holds.
    fn lower_entry(
        &mut self,
        entry: &Entry<'a, '_>,
        at: &Pointer,
        name: &BodyName,
        values: &mut Values<'a>,
    ) -> LoweredContent {
        let side = values.side;
        match entry.kind {
            Kind::Json | Kind::Form => {
                let lowered = self.lower_value(entry, at, name, values);
                let encoding = encodings(entry.media);
                whole(entry, lowered.value_type(), lowered.schema, encoding)
            }
            Kind::Text if entry.media.schema.is_some() && entry.shape != Shape::Binary => {
                let lowered = self.lower_value(entry, at, name, values);
                whole(entry, lowered.value_type(), lowered.schema, Vec::new())
            }
            Kind::Text => text(entry),
            // An object or a value; a string is a whole text of XML.
            Kind::Xml
                if self.context.settings.xml
                    && matches!(entry.shape, Shape::Structured | Shape::Scalar) =>
            {
                let value = self.lower_value(entry, at, name, values);
                let mut lowered = whole(entry, value.value_type(), value.schema, Vec::new());
                let schema = entry.media.schema.as_ref();
                let root = schema.map(|schema| self.xml_root(schema, at, &name.whole));
                lowered.media[0].xml = root;
                lowered
            }
            Kind::Xml => text(entry),
            Kind::Yaml if matches!(entry.shape, Shape::Structured | Shape::Scalar) => {
                let lowered = self.lower_value(entry, at, name, values);
                whole(entry, lowered.value_type(), lowered.schema, Vec::new())
            }
            Kind::Yaml => text(entry),
            Kind::Markup => {
                self.report_markup(entry, at);
                text(entry)
            }
            Kind::Multipart => {
                let essence = essence(entry.key);
                let lowered = self.lower_multipart(entry.media, &essence, at, name, side);
                lowered.unwrap_or_else(|| {
                    self.report_bytes(entry, at);
                    single(Content::Bytes, entry, MediaKind::Value, any())
                })
            }
            // No file tells what went wrong as an object does, whatever the name says.
            Kind::Binary
                if side == Side::Whole
                    && entry.shape == Shape::Structured
                    && !self.context.has_wide_types() =>
            {
                let lowered = self.lower_value(entry, at, name, values);
                whole(entry, lowered.value_type(), lowered.schema, Vec::new())
            }
            Kind::Binary if side == Side::Whole => {
                single(Content::Bytes, entry, MediaKind::Value, any())
            }
            Kind::Binary => {
                if !values.has_typed(entry) {
                    self.report_schema_of_bytes(entry, at);
                }
                single(Content::Stream, entry, MediaKind::Stream, any())
            }
            Kind::Events | Kind::Lines if side == Side::Whole => text(entry),
            Kind::Events => {
                let data = self.event_data(entry.media, at, name);
                single(Content::Events(data), entry, MediaKind::Items, any())
            }
            Kind::Lines => {
                let item = self.line(entry.media, at, name);
                single(Content::Lines(item), entry, MediaKind::Items, any())
            }
        }
    }

    /// The value of a media type that is read as one.
    fn lower_value(
        &mut self,
        entry: &Entry<'a, '_>,
        at: &Pointer,
        name: &BodyName,
        values: &mut Values<'a>,
    ) -> Lowered {
        let Some(schema) = &entry.media.schema else {
            return Lowered::any();
        };
        let mut known = values.known.iter();
        if let Some((_, lowered)) = known.find(|(known, _)| *known == schema) {
            return lowered.clone();
        }
        let lowered = self
            .types
            .lower_shared(schema, &at.child("schema"), name.naming());
        values.known.push((schema, lowered.clone()));
        lowered
    }

    /// The largest body of a media type, in bytes: what `x-body-limit` says, or the `maxLength` of bytes.
    fn size_limit(&mut self, entry: &Entry<'a, '_>, pointer: &Pointer) -> Option<u64> {
        const KEY: &str = "x-body-limit";
        if let Some(value) = entry.media.extensions.get(KEY) {
            let limit = value.as_u64();
            if limit.is_none() {
                self.types
                    .diagnostics
                    .warning(
                        Code::InvalidDocument,
                        &pointer.child(KEY),
                        format!("`{KEY}` is not a number of bytes"),
                    )
                    .help("write a whole number, such as 1048576; the limit of the server holds");
            }
            return limit;
        }
        if entry.kind != Kind::Binary {
            return None;
        }
        match &self.target(entry.media.schema.as_ref()?)?.schema_kind {
            SchemaKind::Type(SchemaType::String(text)) => text
                .max_length
                .and_then(|length| u64::try_from(length).ok()),
            _ => None,
        }
    }

    /// One content of all: an enum, unless there is nothing to choose.
    fn choose(&mut self, name: &str, mut groups: Vec<Group>) -> LoweredContent {
        if groups.len() == 1 {
            return groups.remove(0).lowered;
        }
        for group in &mut groups {
            // No word tells several media types of bytes.
            let is_binary = matches!(group.lowered.content, Content::Stream | Content::Bytes);
            if is_binary && group.lowered.media.len() > 1 {
                "Binary".clone_into(&mut group.words.kind);
            }
        }
        let words: Vec<Words> = groups.iter().map(|group| group.words.clone()).collect();
        let mut media = Vec::new();
        let mut variants = Vec::new();
        for (Group { lowered, .. }, name) in groups.into_iter().zip(variant_names(&words)) {
            media.extend(lowered.media.iter().cloned());
            variants.push(ChoiceVariant {
                name,
                media: lowered.media,
                content: lowered.content,
            });
        }
        self.contents.choices.push(Choice {
            name: name.to_owned(),
            variants,
        });
        LoweredContent {
            content: Content::Choice(self.contents.choices.len() - 1),
            media,
        }
    }

    fn report_markup(&mut self, entry: &Entry<'a, '_>, pointer: &Pointer) {
        if entry.shape == Shape::Text || entry.media.schema.is_none() {
            return;
        }
        self.types
            .diagnostics
            .warning(
                Code::Degraded,
                pointer,
                format!(
                    "a body of type `{}` is text to the generated code",
                    entry.key
                ),
            )
            .help("it is passed on as a string, and not held to its schema");
    }

    /// Names a schema that describes no bytes.
    fn report_schema_of_bytes(&mut self, entry: &Entry<'a, '_>, pointer: &Pointer) {
        if entry.shape != Shape::Structured {
            return;
        }
        self.types
            .diagnostics
            .assumption(
                Code::InvalidDocument,
                &pointer.child("schema"),
                format!(
                    "a body of type `{}` is bytes, which are no object and no list",
                    entry.key
                ),
                "the schema is not applied",
            )
            .help("leave it out, or describe what travels under a media type such as `application/json`");
    }

    fn report_bytes(&mut self, entry: &Entry<'a, '_>, pointer: &Pointer) {
        if matches!(entry.shape, Shape::Structured) {
            self.types
                .diagnostics
                .warning(
                    Code::Degraded,
                    pointer,
                    format!(
                        "a body of type `{}` is bytes to the generated code",
                        entry.key
                    ),
                )
                .help("they are passed on as they are, and not held to the schema");
        }
    }
}

/// Those that are JSON.
fn json_of<'a, 'n>(entries: &[Entry<'a, 'n>]) -> Vec<Entry<'a, 'n>> {
    let json = entries.iter().filter(|entry| entry.kind == Kind::Json);
    json.copied().collect()
}

fn single(
    content: Content,
    entry: &Entry<'_, '_>,
    kind: MediaKind,
    schema: SchemaRef,
) -> LoweredContent {
    let media = Media {
        name: entry.name(),
        written: written(entry.key).filter(|_| !entry.has_parameters),
        kind,
        schema,
        encoding: Vec::new(),
        limit: None,
        xml: None,
        alternative_to: None,
    };
    LoweredContent {
        content,
        media: vec![media],
    }
}

/// A value that is read as a whole.
fn whole(
    entry: &Entry<'_, '_>,
    ty: Type,
    schema: SchemaRef,
    encoding: Vec<Encoding>,
) -> LoweredContent {
    let mut lowered = single(Content::Value(ty), entry, MediaKind::Value, schema);
    lowered.media[0].encoding = encoding;
    lowered
}

/// Text that nothing more is said of.
fn text(entry: &Entry<'_, '_>) -> LoweredContent {
    let schema = Constraints {
        types: vec![JsonType::String],
        ..Constraints::default()
    };
    let schema = SchemaRef::Inline(Box::new(schema));
    single(
        Content::Value(Type::String),
        entry,
        MediaKind::Value,
        schema,
    )
}

/// What names a patch among the variants of an enum.
fn patch_word(entry: &Entry<'_, '_>) -> Option<&'static str> {
    match entry.name().as_str() {
        "application/merge-patch+json" => Some("MergePatch"),
        "application/json-patch+json" => Some("JsonPatch"),
        _ => None,
    }
}

/// What names a media type among the variants of an enum.
fn word(entry: &Entry<'_, '_>) -> String {
    let name = entry.name();
    let sub = subtype(&name);
    if name.contains(';') {
        return pascal(sub.trim_start_matches("x-"));
    }
    match entry.kind {
        Kind::Json => "Json".to_owned(),
        Kind::Form => "Form".to_owned(),
        Kind::Multipart => "Multipart".to_owned(),
        Kind::Events => "EventStream".to_owned(),
        Kind::Lines => "JsonLines".to_owned(),
        Kind::Xml => "Xml".to_owned(),
        Kind::Markup if sub.ends_with("xml") => "Xml".to_owned(),
        Kind::Markup | Kind::Yaml => "Yaml".to_owned(),
        Kind::Text if matches!(sub, "plain" | "*") => "Text".to_owned(),
        Kind::Binary if matches!(sub, "octet-stream" | "*") => "Binary".to_owned(),
        Kind::Text | Kind::Binary => pascal(sub.trim_start_matches("x-")),
    }
}
