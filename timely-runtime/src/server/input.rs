//! The decoded request, as generated code takes it apart.

use super::Rejection;
use super::body::{self, Content};
use super::checks::AT_ONCE;
use super::offload::{self, Soon};
#[cfg(feature = "mock")]
use crate::bodies::BodyError;
use crate::body_codec::{Source, typed, typed_text};
use crate::json::tape::Tape;
use crate::parameters::Args;
use crate::schema::{Budget, Place, Violation, Violations, exhausted};
use crate::unions::allowance;
use crate::{Body, DecodeError, MediaType, Misfit, Operation, Parameter, Schema};
use bytes::Bytes;
use futures_util::TryFutureExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The parameters of a request, checked against the document and ready to become typed values, and its body, which is checked
/// when it is taken. Generated code takes all that an operation has before it calls a handler.
#[derive(Debug)]
pub struct Input(
    // Boxed, since it is a part of each request's future.
    Box<Parts>,
);

#[derive(Debug)]
struct Parts {
    parameters: &'static [Parameter],
    /// The media types of the body.
    media: &'static [MediaType],
    args: Args,
    content: Content,
    /// The steps that the check has left for the reading.
    steps: u64,
}

impl Input {
    pub(super) fn new(operation: &'static Operation, args: Args, content: Content) -> Self {
        let body = operation.request_body.as_ref();
        Self(Box::new(Parts {
            parameters: operation.parameters,
            media: body.map_or(&[], |body| body.content),
            args,
            content,
            steps: u64::MAX,
        }))
    }

    /// Sets what the reading of the body may take.
    pub(super) fn within(mut self, steps: u64) -> Self {
        self.0.steps = steps;
        self
    }

    /// Takes the parameter whose [`Parameter::field`](crate::Parameter::field) is `field`. For one that may be absent,
    /// `T` is an `Option`.
    ///
    /// # Errors
    /// When the value passed all checks but does not fit `T` all the same, such as an integer beyond its range where
    /// the document names no width.
    pub fn arg<T: DeserializeOwned>(&mut self, field: &'static str) -> Result<T, Rejection> {
        self.0
            .args
            .take(field)
            .map_err(|misfit| self.wrong_parameter(Some(field), misfit))
    }

    /// Takes all parameters that are left, as a struct whose members are fields of parameters.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn params<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        self.0
            .args
            .take_all()
            .map_err(|(field, misfit)| self.wrong_parameter(field, misfit))
    }

    fn wrong_parameter(&self, field: Option<&str>, misfit: Box<Misfit>) -> Rejection {
        let mut parameters = self.0.parameters.iter();
        match parameters.find(|parameter| Some(parameter.field) == field) {
            Some(parameter) => unfit(parameter.location.into(), &misfit.below(parameter.name)),
            None => Rejection::invalid(Violations::new()),
        }
    }

    /// Takes the body as a value, which is held to the document while it is read. A large one is read where it does not
    /// hold up other requests.
    ///
    /// # Errors
    /// What the document forbids in it, or as for [`Input::arg`].
    pub fn json<T: DeserializeOwned + Send + 'static>(&mut self) -> Soon<Result<T, Rejection>> {
        let (content, steps) = (std::mem::take(&mut self.0.content), self.0.steps);
        let Content::Unchecked(text, media) = content else {
            if content.bytes() < offload::LARGE {
                return offload::now(read_value(content, steps));
            }
            return offload::later(move || read_value(content, steps));
        };
        if text.len() < offload::LARGE {
            let budget = Budget::new(steps.min(AT_ONCE));
            let read = read_unchecked(&text, media, &budget, steps);
            if !budget.is_exhausted() || steps <= AT_ONCE {
                return offload::now(read);
            }
        }
        offload::later(move || {
            let (read, tape) = body::check_tape(media, &text, &Budget::new(steps));
            // What may be refused for all that it takes does not become a type before: that may take more memory still.
            let content = allowed(read)?;
            match tape.filter(|_| media.schema.root().is_union) {
                Some(tape) => read_tape(&tape, content, steps),
                None => read_value(content, steps),
            }
        })
    }

    /// Takes the body as a value, if there is one.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn optional_json<T: DeserializeOwned + Send + 'static>(
        &mut self,
    ) -> Soon<Result<Option<T>, Rejection>> {
        if let Content::Empty = self.0.content {
            return offload::now(Ok(None));
        }
        match self.json() {
            Soon::Left(read) => offload::now(read.into_inner().map(Some)),
            Soon::Right(read) => Soon::Right(Box::pin(read.map_ok(Some))),
        }
    }

    /// Takes the body: bytes, a stream, or one of several forms. A large one that is no stream is read where it does not hold
    /// up other requests.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub async fn content<T: crate::Content>(&mut self) -> Result<T, Rejection> {
        let (content, steps) = (std::mem::take(&mut self.0.content), self.0.steps);
        let (bytes, media) = (content.bytes(), self.0.media);
        // What one of several forms is read from is checked before.
        let content = match content {
            Content::Unchecked(text, media) => Box::pin(checked(text, media, steps)).await?,
            content => content,
        };
        offload::if_large(bytes, move || read_content(content, media, steps)).await?
    }

    /// Takes the body for one who knows no types: as a value, where it is one. A stream is read to its end and let go of.
    ///
    /// # Errors
    /// What the document forbids in it, or that it cannot be read.
    #[cfg(feature = "mock")]
    pub(crate) async fn any_body(&mut self) -> Result<Option<Value>, Rejection> {
        let content = match std::mem::take(&mut self.0.content) {
            Content::Unchecked(text, media) => Box::pin(checked(text, media, self.0.steps)).await?,
            content => content,
        };
        Ok(match content {
            Content::Json(text, _) | Content::Unchecked(text, _) => {
                serde_json::from_slice(&text).ok()
            }
            Content::Value(value, _) | Content::Parts(value, ..) => Some(value),
            Content::Stream(mut stream, _) => {
                while let Some(chunk) = stream.next().await {
                    chunk.map_err(|error| match error {
                        BodyError::TooLarge { limit } => body::refuse(&error, limit),
                        error => body::refuse(&error, 0),
                    })?;
                }
                None
            }
            Content::Empty => None,
        })
    }

    /// Takes the body, if there is one.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub async fn optional_content<T: crate::Content>(&mut self) -> Result<Option<T>, Rejection> {
        if let Content::Empty = self.0.content {
            Ok(None)
        } else {
            self.content().await.map(Some)
        }
    }
}

/// JSON as its type, held to its schema meanwhile.
fn read_unchecked<T: DeserializeOwned>(
    text: &Bytes,
    media: &'static MediaType,
    budget: &Budget,
    steps: u64,
) -> Result<T, Rejection> {
    let read = || body::read_json(media, text, budget);
    match allowance::within(steps, read) {
        Some(Some(typed)) => Ok(typed),
        Some(None) => read_value(allowed(body::decode_json(media, text, budget))?, steps),
        None => Err(too_much()),
    }
}

/// JSON that is held to its schema.
async fn checked(text: Bytes, media: &'static MediaType, steps: u64) -> Result<Content, Rejection> {
    if text.len() < offload::LARGE {
        let budget = Budget::new(steps.min(AT_ONCE));
        let read = body::check_json(media, &text, &budget);
        if !budget.is_exhausted() || steps <= AT_ONCE {
            return allowed(read);
        }
    }
    let whole = move || body::check_json(media, &text, &Budget::new(steps));
    offload::run(whole).await.and_then(allowed)
}

/// What is read, if nothing is wrong with it.
fn allowed(read: body::Read) -> Result<Content, Rejection> {
    if read.is_malformed {
        Err(Rejection::malformed(read.violations))
    } else if read.violations.is_empty() {
        Ok(read.content)
    } else {
        Err(Rejection::invalid(read.violations))
    }
}

fn read_value<T: DeserializeOwned>(content: Content, steps: u64) -> Result<T, Rejection> {
    let read = || match content {
        Content::Json(text, _) | Content::Unchecked(text, _) => typed_text(&text),
        Content::Value(value, _) | Content::Parts(value, ..) => typed(value, Schema::ANY),
        Content::Empty | Content::Stream(..) => typed(Value::Null, Schema::ANY),
    };
    let typed = allowance::within(steps, read).ok_or_else(too_much)?;
    typed.map_err(|misfit| unfit(Place::Body, &misfit))
}

/// As [`read_value`], of a union, which is told from a tape in any case.
fn read_tape<T: DeserializeOwned>(
    tape: &Tape,
    content: Content,
    steps: u64,
) -> Result<T, Rejection> {
    let read = allowance::within(steps, || T::deserialize(tape.root()));
    match read.ok_or_else(too_much)? {
        Ok(typed) => Ok(typed),
        // The text tells more of what is wrong.
        Err(_) => read_value(content, steps),
    }
}

fn read_content<T: crate::Content>(
    content: Content,
    media: &'static [MediaType],
    steps: u64,
) -> Result<T, Rejection> {
    let (source, media) = match content {
        Content::Json(text, media) | Content::Unchecked(text, media) => {
            let json = "application/json".to_owned();
            (Source::Whole(text, Some(json)), media)
        }
        Content::Value(value, media) => (Source::Value(value), media),
        Content::Parts(values, files, media) => (Source::Parts(values, files), media),
        Content::Stream(stream, media) => (Source::Stream(stream), media),
        // Only a body that may be absent is read so, or one of no bytes.
        Content::Empty => match media.first() {
            Some(media) => (Source::Stream(Body::empty()), media),
            None => return Err(Rejection::invalid(std::iter::once(wrong_body()).collect())),
        },
    };
    let read = || T::read(source, media);
    let read = allowance::within(steps, read).ok_or_else(too_much)?;
    read.map_err(|error| match error {
        DecodeError::Body(misfit) => unfit(Place::Body, &misfit),
        error => {
            tracing::debug!(%error, "a body passed all checks but does not fit its type");
            Rejection::invalid(std::iter::once(wrong_body()).collect())
        }
    })
}

/// A body that takes more work to read than the check has left.
fn too_much() -> Rejection {
    Rejection::invalid([exhausted(Place::Body, "")].into_iter().collect())
}

/// What is said of a value that is not of its type.
fn unfit(location: Place, misfit: &Misfit) -> Rejection {
    let (expected, found) = (misfit.expected().to_owned(), misfit.found().to_owned());
    let violation = Violation::new(location, misfit.pointer(), "type", expected, found);
    Rejection::invalid(std::iter::once(violation).collect())
}

/// What is said of a body that is in no form in which its type could be read.
fn wrong_body() -> Violation {
    Violation::new(
        Place::Body,
        "",
        "type",
        "a body of the documented type",
        "another",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use serde_json::json;

    static JSON: MediaType = MediaType::named("application/json");
    static OPERATION: Operation = Operation {
        id: "test",
        tag: "",
        method: "GET",
        path: "/",
        parameters: &[],
        request_body: None,
        security: &[],
        success: 200,
        errors: &[],
        media_types: &[],
        json: &[],
        conditions: &[],
        deprecation: None,
    };

    #[test]
    fn whole_floats_become_integers() {
        let input = |value| Input::new(&OPERATION, Args::default(), Content::Value(value, &JSON));
        assert_eq!(
            input(json!([1.0, -0.0, -2.0]))
                .json::<Vec<i64>>()
                .now_or_never()
                .unwrap()
                .unwrap(),
            [1, 0, -2]
        );
        assert_eq!(
            input(json!(18446744073709549568.0))
                .json::<u64>()
                .now_or_never()
                .unwrap()
                .unwrap(),
            18446744073709549568
        );
        assert!(
            input(json!(1.5))
                .json::<i64>()
                .now_or_never()
                .unwrap()
                .is_err()
        );
        assert!(
            input(json!(1e300))
                .json::<i64>()
                .now_or_never()
                .unwrap()
                .is_err()
        );
    }

    #[test]
    fn absent_values() {
        let mut input = Input::new(&OPERATION, Args::default(), Content::Empty);
        assert_eq!(input.arg::<Option<u8>>("a").unwrap(), None);
        assert_eq!(
            input.optional_json::<u8>().now_or_never().unwrap().unwrap(),
            None
        );
        assert!(input.arg::<u8>("a").is_err());
        assert!(
            input
                .optional_content::<Body>()
                .now_or_never()
                .unwrap()
                .unwrap()
                .is_none()
        );
        assert!(input.content::<Body>().now_or_never().unwrap().is_err());
    }

    /// Values that pass all checks of their schema, and are still not what a type takes, such as one that the settings
    /// name: what is said of them is true, and names no type of Rust.
    #[test]
    fn what_does_not_fit_is_told_as_it_is() {
        fn told<T: std::fmt::Debug>(result: Result<T, Rejection>) -> String {
            result.unwrap_err().violations().to_string()
        }
        let input = |content| Input::new(&OPERATION, Args::default(), content);
        let text = |json: &'static str| Content::Json(json.into(), &JSON);
        assert_eq!(
            told(
                input(Content::Value(json!("a"), &JSON))
                    .json::<i64>()
                    .now_or_never()
                    .unwrap()
            ),
            "body: expected a signed 64-bit integer, found the string \"a\""
        );
        assert_eq!(
            told(
                input(text(r#"{"list":[1,"a"]}"#))
                    .json::<crate::Map<Vec<u8>>>()
                    .now_or_never()
                    .unwrap()
            ),
            "/list/1: expected an unsigned 8-bit integer, found the string \"a\""
        );
        assert_eq!(
            told(
                input(text("[1.0, 300]"))
                    .json::<Vec<u8>>()
                    .now_or_never()
                    .unwrap()
            ),
            "/1: expected an unsigned 8-bit integer, found 300"
        );
        assert_eq!(
            told(
                input(text(r#"["soon"]"#))
                    .json::<Vec<chrono::NaiveDate>>()
                    .now_or_never()
                    .unwrap()
            ),
            "/0: expected a value of the documented type, found the string \"soon\""
        );
        assert_eq!(
            told(input(text("{}")).json::<Vec<u8>>().now_or_never().unwrap()),
            "body: expected an array, found an object"
        );
    }

    #[test]
    fn a_parameter_that_does_not_fit_is_named() {
        static PARAMETERS: &[Parameter] = &[
            Parameter::query("page_size", Schema::ANY).named("page-size"),
            Parameter::path("day", Schema::ANY),
        ];
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code)]
        struct Params {
            page_size: u8,
            day: Option<chrono::NaiveDate>,
        }
        let input = || {
            let mut input = Input::new(&OPERATION, Args::default(), Content::Empty);
            input.0.parameters = PARAMETERS;
            input.0.args.push("page_size", json!(300));
            input.0.args.push("day", json!("soon"));
            input
        };
        let told = |rejection: Rejection| rejection.violations().to_string();
        assert_eq!(
            told(input().arg::<u8>("page_size").unwrap_err()),
            "query /page-size: expected an unsigned 8-bit integer, found 300"
        );
        assert_eq!(
            told(input().arg::<chrono::NaiveDate>("day").unwrap_err()),
            "path /day: expected a value of the documented type, found the string \"soon\""
        );
        assert_eq!(
            told(input().params::<Params>().unwrap_err()),
            "query /page-size: expected an unsigned 8-bit integer, found 300"
        );
    }

    #[tokio::test]
    async fn what_is_large_is_read_on_another_thread() {
        use std::thread::{self, ThreadId};

        struct Reader(ThreadId);
        impl<'de> serde::Deserialize<'de> for Reader {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::de::IgnoredAny::deserialize(deserializer)?;
                Ok(Self(thread::current().id()))
            }
        }
        let here = thread::current().id();
        for (length, is_here) in [(10, true), (offload::LARGE, false)] {
            let text = format!("\"{}\"", "a".repeat(length));
            let mut input = Input::new(
                &OPERATION,
                Args::default(),
                Content::Json(text.into(), &JSON),
            );
            let reader: Reader = input.json().await.unwrap();
            assert_eq!(reader.0 == here, is_here, "{length}");
        }
    }
}
