//! Parts of multipart bodies between the generated client and the generated server: their headers, and parts that have
//! no names.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The document is warned about, as it should be.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/parts.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::operations::{AddPictureBody, AddPictureResponse, BatchResponse};
use api::server::{AuthError, Authenticator, Context, Credential, DefaultService, router};
use http::{HeaderMap, HeaderValue};
use timely_runtime::{Part, Parts, Undocumented};

struct Store;

impl DefaultService<()> for Store {
    async fn add_picture(
        &self,
        _: Context<()>,
        body: AddPictureBody,
    ) -> Result<AddPictureResponse, Undocumented> {
        let parts = std::iter::once(body.picture).chain(body.others);
        let headers = parts.flat_map(|part| {
            let text = |(name, value): (_, &HeaderValue)| format!("{name}: {value:?}");
            let mut texts: Vec<String> = part.headers.iter().map(text).collect();
            texts.sort();
            texts
        });
        Ok(headers.collect::<Vec<_>>().into())
    }

    async fn batch(&self, _: Context<()>, body: Parts) -> Result<BatchResponse, Undocumented> {
        Ok(body.into())
    }
}

struct Anyone;

impl Authenticator for Anyone {
    type Principal = ();

    async fn authenticate(&self, _: &[Credential]) -> Result<(), AuthError> {
        Ok(())
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        true
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Store, Anyone))
        .build()
        .expect("the settings are valid")
}

fn part(headers: &[(&'static str, &'static str)]) -> Part {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                http::HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();
    Part::new(vec![1, 2]).file_name("a").headers(headers)
}

#[tokio::test]
async fn the_headers_of_a_part_arrive() {
    let form = AddPictureBody::new(part(&[("x-digest", "abc"), ("x-taken", "now")]))
        .others(vec![part(&[("x-number", "1")]), part(&[("x-number", "2")])]);
    let seen = client().add_picture(form).await.expect("an answer");
    assert_eq!(
        *seen,
        [
            "x-digest: \"abc\"",
            "x-taken: \"now\"",
            "x-number: \"1\"",
            "x-number: \"2\""
        ]
    );
}

#[tokio::test]
async fn a_part_without_a_required_header_is_refused() {
    let form = AddPictureBody::new(part(&[("x-taken", "now")])).others(vec![part(&[])]);
    let refused = client().add_picture(form).await;
    let Err(Error::Unexpected(refused)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refused.status().as_u16(), 400);
    let text = String::from_utf8_lossy(refused.body());
    for header in ["X-Digest", "X-Number"] {
        assert!(text.contains(header), "{text}");
    }
}

#[tokio::test]
async fn parts_without_names_are_handed_over() {
    let sent = Parts::new()
        .unnamed(Part::new("{\"id\":1}").content_type("application/json"))
        .unnamed("two");
    let came = client().batch(sent).await.expect("parts").into_body();
    let types: Vec<_> = came
        .0
        .iter()
        .map(|part| (part.name.as_deref(), part.part.content_type.as_deref()))
        .collect();
    assert_eq!(types, [(None, Some("application/json")), (None, None)]);
}
