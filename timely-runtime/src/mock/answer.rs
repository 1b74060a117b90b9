//! The answers of an operation: which of the documented responses it is, and what is in it.

use super::body::{self, Written};
use super::headers::{self, Header};
use super::prefer::{self, Preferences};
use super::random::seed_of;
use super::refusal;
use super::sheet::{MediaSheet, Names, OperationSheet, ResponseSheet};
use super::values::{Maker, TypeExamples};
use crate::server::{Accepted, Rejection};
use crate::{Body, Direction, MediaKind, MediaType, Operation, RawResponse, Schema};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

/// What an operation may answer.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) operation: &'static Operation,
    pub(super) responses: Vec<Response>,
}

/// A documented response.
#[derive(Debug)]
pub(super) struct Response {
    /// The status, a class (4 for `4XX`) or 0 for `default`.
    status: u16,
    headers: Vec<Header>,
    pub(super) media: Vec<Media>,
}

/// A media type of a response.
#[derive(Debug)]
pub(super) struct Media {
    /// From this one on, as the operation lists them.
    pub(super) documented: &'static [MediaType],
    pub(super) schema: &'static Schema,
    examples: Vec<(String, Value)>,
}

/// What a request asks, as far as its answer depends on it.
pub(super) struct Asked<'r> {
    pub(super) preferences: Preferences,
    pub(super) headers: &'r HeaderMap,
    pub(super) seed: u64,
    pub(super) is_dynamic: bool,
    /// Whether no more is made than there must be.
    pub(super) is_spare: bool,
}

/// The response that is meant: its status, and in what form.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub(super) response: &'a Response,
    pub(super) status: u16,
    pub(super) media: Option<&'a Media>,
}

impl Answers {
    pub(super) fn of(operation: &'static Operation, sheet: &OperationSheet, names: &Names) -> Self {
        let responses = sheet.responses.iter();
        let mut responses: Vec<Response> = responses
            .map(|response| Response::of(operation, response, names))
            .collect();
        if responses.is_empty() {
            // Without a sheet, what the operation itself says.
            responses = said_by(operation)
                .map(|sheet| Response::of(operation, &sheet, names))
                .collect();
        }
        Self {
            operation,
            responses,
        }
    }

    /// The response for a status; `None` where none is documented.
    pub(super) fn with_status(&self, status: u16) -> Option<Chosen<'_>> {
        let wanted = [status, status / 100, 0];
        let found = wanted.iter().find_map(|wanted| {
            let mut responses = self.responses.iter();
            responses.find(|response| response.status == *wanted)
        });
        let response = found?;
        Some(Chosen {
            response,
            status,
            media: None,
        })
    }

    /// The success: the one that the server sends when nothing else is said.
    pub(super) fn success(&self) -> Chosen<'_> {
        static NOTHING: Response = Response {
            status: 200,
            headers: Vec::new(),
            media: Vec::new(),
        };
        // What is sent before the answer is no answer.
        let is_final =
            |response: &&Response| response.status != 1 && !(100..200).contains(&response.status);
        let own = self.operation.success;
        let mut responses = self.responses.iter().filter(is_final);
        let response = self
            .with_status(own)
            .map(|chosen| chosen.response)
            .filter(|response| is_final(response) && response.status != 0)
            .or_else(|| responses.find(|response| matches!(response.status, 2 | 200..400)))
            .or_else(|| self.responses.iter().find(|response| response.status == 0))
            .unwrap_or(&NOTHING);
        let status = match response.status {
            0 => 200,
            class @ 1..=5 if own / 100 == class => own,
            class @ 1..=5 => class * 100,
            status => status,
        };
        Chosen {
            response,
            status,
            media: None,
        }
    }

    /// The response that a request asks for.
    pub(super) fn chosen(&self, asked: &Asked<'_>) -> Result<Chosen<'_>, Rejection> {
        let preferences = &asked.preferences;
        let chosen = match preferences.code {
            None => self.success(),
            Some(code) => self
                .with_status(code)
                .filter(|_| code >= 200)
                .ok_or_else(|| refusal::no_code(self.operation, code, &self.statuses()))?,
        };
        let Some(name) = &preferences.example else {
            return Ok(chosen.accepted(asked.headers));
        };
        if let Some(named) = chosen.with_example(name) {
            return Ok(named);
        }
        // One of another response is meant where none is named.
        let others = self.responses.iter().filter(|_| preferences.code.is_none());
        let named = others.filter_map(|response| {
            let status = response.usual_status();
            let chosen = Chosen {
                response,
                status,
                media: None,
            };
            chosen.with_example(name)
        });
        named.min_by_key(|chosen| chosen.status).ok_or_else(|| {
            let examples = chosen
                .response
                .media
                .iter()
                .flat_map(|media| &media.examples);
            let known: Vec<&str> = examples
                .map(|(name, _)| name.as_str())
                .filter(|name| !name.is_empty())
                .collect();
            refusal::no_example(self.operation, name, &known)
        })
    }

    fn statuses(&self) -> Vec<String> {
        let statuses = self.responses.iter().map(|response| response.status);
        let shown = |status| match status {
            0 => "default".to_owned(),
            class @ 1..=9 => format!("{class}XX"),
            status => status.to_string(),
        };
        statuses.map(shown).collect()
    }

    /// The answer: with this value as the body, or with one that is made.
    pub(super) fn write(
        &self,
        chosen: Chosen<'_>,
        asked: &Asked<'_>,
        examples: &TypeExamples,
        body: Option<Value>,
    ) -> Result<RawResponse, Rejection> {
        let status = chosen.status;
        let mut maker = self.maker(chosen, asked, examples);
        let (body, content_type) = match (chosen.media, body) {
            (None, _) => (Body::empty(), None),
            (Some(media), Some(value)) => self.written(vec![value], media)?,
            (Some(media), None) => self.made(chosen, media, asked, &mut maker)?,
        };
        let mut made = headers::make(&chosen.response.headers, &mut maker, asked.is_dynamic)
            .map_err(|(name, error)| {
                let what = format!("header {name}");
                refusal::no_value(self.operation, (&what, status), Schema::ANY, error)
            })?;
        if let Some(content_type) = content_type {
            made.insert(header::CONTENT_TYPE, content_type);
        }
        if let Some(applied) = asked.preferences.applied() {
            made.insert(prefer::APPLIED, applied);
            made.append(header::VARY, HeaderValue::from_static("prefer"));
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        Ok(RawResponse::new(status, made, body))
    }

    /// A value of the body.
    pub(super) fn value(
        &self,
        chosen: Chosen<'_>,
        asked: &Asked<'_>,
        examples: &TypeExamples,
    ) -> Result<Option<Value>, Rejection> {
        let Some(media) = chosen.media.filter(|media| media.is_one_value()) else {
            return Ok(None);
        };
        let mut maker = self.maker(chosen, asked, examples);
        self.value_of(chosen, media, asked, &mut maker).map(Some)
    }

    fn maker<'e>(
        &self,
        chosen: Chosen<'_>,
        asked: &Asked<'_>,
        examples: &'e TypeExamples,
    ) -> Maker<'e> {
        let status = chosen.status.to_string();
        let seed = asked.seed ^ seed_of([self.operation.id, &status]);
        let examples = Some(examples).filter(|_| !asked.is_dynamic);
        let maker = Maker::new(seed, Direction::Response, examples);
        match asked.is_spare {
            true => maker.sparing(),
            false => maker,
        }
    }

    fn made(
        &self,
        chosen: Chosen<'_>,
        media: &Media,
        asked: &Asked<'_>,
        maker: &mut Maker<'_>,
    ) -> Result<Written, Rejection> {
        let Some(documented) = media.documented.first() else {
            return Ok((Body::empty(), None));
        };
        if !body::has_value(documented) {
            let example = media.example(asked);
            return Ok(body::bytes(documented, example));
        }
        let count = body::values_of(documented);
        let values = (0..count).map(|_| self.value_of(chosen, media, asked, maker));
        self.written(values.collect::<Result<_, _>>()?, media)
    }

    fn written(&self, values: Vec<Value>, media: &Media) -> Result<Written, Rejection> {
        let written = body::write(values, media.documented);
        written.map_err(|error| Rejection::encode(self.operation.id, &error))
    }

    fn value_of(
        &self,
        chosen: Chosen<'_>,
        media: &Media,
        asked: &Asked<'_>,
        maker: &mut Maker<'_>,
    ) -> Result<Value, Rejection> {
        let example = media.example(asked);
        // A stream may be shown as the list of its items.
        let example = match (media.documented.first().map(|media| media.kind), example) {
            (Some(MediaKind::Items), Some(Value::Array(items))) => items.first(),
            (_, example) => example,
        };
        let made = maker.make(media.schema, "", example);
        made.map_err(|error| {
            let what = ("body", chosen.status);
            refusal::no_value(self.operation, what, media.schema, error)
        })
    }
}

impl Response {
    fn of(operation: &'static Operation, sheet: &ResponseSheet, names: &Names) -> Self {
        let usual = usual_status(sheet.status);
        let documented = operation.response_media(usual);
        let media = sheet.media.iter();
        Self {
            status: sheet.status,
            headers: sheet
                .headers
                .iter()
                .filter_map(|it| Header::of(it, names))
                .collect(),
            media: media
                .map(|media| Media::of(operation, (usual, documented), media, names))
                .collect(),
        }
    }

    /// A status that it stands for.
    pub(super) fn usual_status(&self) -> u16 {
        usual_status(self.status)
    }
}

fn usual_status(status: u16) -> u16 {
    match status {
        0 => 500,
        class @ 1..=9 => class * 100,
        status => status,
    }
}

impl Media {
    fn of(
        operation: &'static Operation,
        (status, documented): (u16, &'static [MediaType]),
        sheet: &MediaSheet,
        names: &Names,
    ) -> Self {
        let at = documented.iter().position(|it| it.name == sheet.name);
        let documented = at.map_or(documented, |at| &documented[at..]);
        let own = sheet.schema.as_ref().map(|schema| names.schema(schema));
        let schema = own
            .or_else(|| operation.json_response(status))
            .or_else(|| Some(documented.first()?.schema));
        let is_form = documented.first().is_some_and(body::is_form);
        let schema = match schema.unwrap_or(Schema::ANY) {
            // Nothing else can be written as one.
            schema if is_form && schema.text() == Schema::ANY.text() => Schema::OBJECT,
            schema => schema,
        };
        Self {
            documented,
            schema,
            examples: sheet.examples.clone(),
        }
    }

    /// The example that is asked for, or else the first that is as it should be, or else the first.
    fn example(&self, asked: &Asked<'_>) -> Option<&Value> {
        let mut examples = self.examples.iter();
        if let Some(wanted) = &asked.preferences.example {
            return examples
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value);
        }
        if asked.is_dynamic {
            return None;
        }
        let is_valid = |value: &&Value| self.schema.is_valid(value, Direction::Response);
        let values = || self.examples.iter().map(|(_, value)| value);
        values().find(is_valid).or_else(|| values().next())
    }

    /// Whether it holds one value, and no stream.
    pub(super) fn is_one_value(&self) -> bool {
        let documented = self.documented.first();
        documented.is_some_and(|media| media.kind == MediaKind::Value)
    }

    fn name(&self) -> &'static str {
        self.documented.first().map_or("", MediaType::essence)
    }
}

impl<'a> Chosen<'a> {
    /// In the form that a request would rather have, of those that do not stand for another one.
    pub(super) fn accepted(self, headers: &HeaderMap) -> Self {
        let accepted = Accepted::of(headers);
        let media = self.response.media.iter();
        let is_own = |media: &&Media| {
            let first = media.documented.first();
            first.is_some_and(|media| media.alternative_to.is_none())
        };
        let best = media
            .filter(is_own)
            .rev()
            .max_by_key(|media| accepted.quality(media.name()));
        Self {
            media: best.or(self.response.media.first()),
            ..self
        }
    }

    fn with_example(self, name: &str) -> Option<Self> {
        let mut media = self.response.media.iter();
        let has = |media: &&Media| media.examples.iter().any(|(known, _)| known == name);
        let media = media.find(has)?;
        Some(Self {
            media: Some(media),
            ..self
        })
    }
}

/// What an operation itself says of its responses.
fn said_by(operation: &'static Operation) -> impl Iterator<Item = ResponseSheet> {
    let json = operation.json.iter().flat_map(|(statuses, _)| *statuses);
    let listed = operation.media_types.iter().map(|(status, _)| status);
    let mut statuses: Vec<u16> = json
        .chain(listed)
        .chain(operation.errors)
        .copied()
        .collect();
    statuses.push(operation.success);
    statuses.sort_unstable();
    statuses.dedup();
    statuses.into_iter().map(move |status| {
        let listed = operation
            .media_types
            .iter()
            .find(|(known, _)| *known == status);
        let is_json = operation
            .json
            .iter()
            .any(|(known, _)| known.contains(&status));
        let media = match listed {
            Some((_, media)) => *media,
            None if is_json => operation.response_media(usual_status(status)),
            None => &[],
        };
        let media = media.iter().map(|media| MediaSheet {
            name: media.name.to_owned(),
            schema: None,
            examples: Vec::new(),
        });
        ResponseSheet {
            status,
            headers: Vec::new(),
            media: media.collect(),
        }
    })
}
