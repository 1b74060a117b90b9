//! The decoded request, as generated code takes it apart.

use super::Rejection;
use super::body::Content;
use crate::parameters::Args;
use crate::payload::{Source, Unfit, typed, typed_text};
use crate::schema::{Place, Violation, pointer_to};
use crate::{Body, MediaType, Operation, Parameter};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The parameters and the body of a request, checked against the document and ready to become typed values.
#[derive(Debug)]
pub struct Input {
    parameters: &'static [Parameter],
    /// The media types of the body.
    media: &'static [MediaType],
    args: Args,
    content: Content,
}

impl Input {
    pub(super) fn new(operation: &'static Operation, args: Args, content: Content) -> Self {
        let body = operation.request_body.as_ref();
        Self {
            parameters: operation.parameters,
            media: body.map_or(&[], |body| body.content),
            args,
            content,
        }
    }

    /// Takes the parameter whose [`Parameter::field`](crate::Parameter::field) is `field`. For one that may be absent,
    /// `T` is an `Option`.
    ///
    /// # Errors
    /// When the value passed all checks but does not fit `T` all the same, such as an integer beyond its range where
    /// the document names no width.
    pub fn arg<T: DeserializeOwned>(&mut self, field: &'static str) -> Result<T, Rejection> {
        self.args.take(field).map_err(|Unfit| {
            let parameter = self
                .parameters
                .iter()
                .find(|parameter| parameter.field == field);
            unfit(
                parameter.map(|parameter| (parameter.location.into(), pointer_to(parameter.name))),
            )
        })
    }

    /// Takes all parameters that are left, as a struct whose members are fields of parameters.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn params<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        self.args.take_all().map_err(|Unfit| unfit(None))
    }

    /// Takes the body as a value.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        let typed = match std::mem::take(&mut self.content) {
            Content::Json(text, _) => typed_text(&text),
            Content::Value(value, _) | Content::Parts(value, ..) => typed(value),
            Content::Empty | Content::Stream(..) => typed(Value::Null),
        };
        typed.map_err(|Unfit| unfit(Some((Place::Body, String::new()))))
    }

    /// Takes the body as a value, if there is one.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn optional_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Rejection> {
        if let Content::Empty = self.content {
            Ok(None)
        } else {
            self.json().map(Some)
        }
    }

    /// Takes the body: bytes, a stream, or one of several forms.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn content<T: crate::Content>(&mut self) -> Result<T, Rejection> {
        let body = || Some((Place::Body, String::new()));
        let (source, media) = match std::mem::take(&mut self.content) {
            // It was read once already, so that it can be read again.
            Content::Json(text, media) => {
                let value = serde_json::from_slice(&text).unwrap_or_default();
                (Source::Value(value), media)
            }
            Content::Value(value, media) => (Source::Value(value), media),
            Content::Parts(values, files, media) => (Source::Parts(values, files), media),
            Content::Stream(stream, media) => (Source::Stream(stream), media),
            // Only a body that may be absent is read so, or one of no bytes.
            Content::Empty => match self.media.first() {
                Some(media) => (Source::Stream(Body::empty()), media),
                None => return Err(unfit(body())),
            },
        };
        T::read(source, media).map_err(|error| {
            tracing::debug!(%error, "a body passed all checks but does not fit its type");
            unfit(body())
        })
    }

    /// Takes the body, if there is one.
    ///
    /// # Errors
    /// As for [`Input::arg`].
    pub fn optional_content<T: crate::Content>(&mut self) -> Result<Option<T>, Rejection> {
        if let Content::Empty = self.content {
            Ok(None)
        } else {
            self.content().map(Some)
        }
    }
}

fn unfit(place: Option<(Place, String)>) -> Rejection {
    let violation = place.map(|(location, pointer)| Violation {
        location,
        pointer,
        keyword: "type",
        expected: "a value of the documented type".to_owned(),
        found: "one beyond its range".to_owned(),
    });
    Rejection::invalid(violation.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static JSON: MediaType = MediaType::named("application/json");
    static OPERATION: Operation = Operation {
        id: "test",
        method: "GET",
        path: "/",
        parameters: &[],
        request_body: None,
        security: &[],
        success: 200,
        errors: &[],
        media_types: &[],
        json: &[],
    };

    #[test]
    fn whole_floats_become_integers() {
        let input = |value| Input::new(&OPERATION, Args::default(), Content::Value(value, &JSON));
        assert_eq!(
            input(json!([1.0, -0.0, -2.0])).json::<Vec<i64>>().unwrap(),
            [1, 0, -2]
        );
        assert_eq!(
            input(json!(18446744073709549568.0)).json::<u64>().unwrap(),
            18446744073709549568
        );
        assert!(input(json!(1.5)).json::<i64>().is_err());
        assert!(input(json!(1e300)).json::<i64>().is_err());
    }

    #[test]
    fn absent_values() {
        let mut input = Input::new(&OPERATION, Args::default(), Content::Empty);
        assert_eq!(input.arg::<Option<u8>>("a").unwrap(), None);
        assert_eq!(input.optional_json::<u8>().unwrap(), None);
        assert!(input.arg::<u8>("a").is_err());
        assert!(input.optional_content::<Body>().unwrap().is_none());
        assert!(input.content::<Body>().is_err());
    }
}
