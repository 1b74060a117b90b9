//! Parts of multipart bodies between the generated client and the generated server: their headers, and bodies that name no
//! parts.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The document is warned about, as it should be.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/parts.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::models::{Problem, Row, Rows};
use api::operations::{
    AddFilesResponse, AddNoteBody, AddNoteResponse, AddPictureBody, AddPictureResponse,
    AddRowsBody, AddRowsError, AddRowsResponse, AddShapeResponse, BatchResponse,
    PutSettingsResponse, add_shape, batch,
};
use api::server::{Context, DefaultService, router};
use http::{HeaderMap, HeaderValue};
use timely_runtime::{
    ListedContent, Map, NoContent, Part, PartList, Parts, Undocumented, ValuePart,
};

struct Store;

impl DefaultService for Store {
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

    async fn add_note(
        &self,
        _: Context<()>,
        body: AddNoteBody,
    ) -> Result<AddNoteResponse, Undocumented> {
        let language = body.note.headers["x-language"].to_str().expect("text");
        let mut texts = vec![format!("{} {language}", body.note.value)];
        texts.extend(body.count.map(|count| count.value.to_string()));
        let rank = |headers: &HeaderMap| headers["x-rank"].to_str().expect("text").to_owned();
        let tags = body
            .tags
            .iter()
            .map(|tag| format!("{} {}", tag.value, rank(&tag.headers)));
        texts.extend(tags);
        Ok(texts.into())
    }

    async fn batch(
        &self,
        _: Context<()>,
        body: PartList<batch::Body>,
    ) -> Result<BatchResponse, Undocumented> {
        let parts = body.0.into_iter().filter_map(|part| match part.content {
            ListedContent::Value(part) => {
                Some(ValuePart::new(part.value.id?).headers(part.headers))
            }
            ListedContent::Other(_) => None,
        });
        Ok(parts.fold(PartList::new(), PartList::unnamed).into())
    }

    async fn add_rows(
        &self,
        _: Context<()>,
        body: AddRowsBody,
    ) -> Result<AddRowsResponse, AddRowsError> {
        let rows: Rows = match body {
            AddRowsBody::Json(rows) => rows,
            AddRowsBody::Multipart(list) => list.into_values().collect(),
        };
        if rows.iter().any(|row| row.id == 13) {
            let mut problem = Problem::new("thirteen");
            problem.rows = Some(vec![13]);
            return Err(AddRowsError::Conflict(problem.into()));
        }
        Ok(rows.into())
    }

    async fn put_settings(
        &self,
        _: Context<()>,
        body: Map<i64>,
    ) -> Result<PutSettingsResponse, Undocumented> {
        Ok(body.into())
    }

    async fn add_shape(
        &self,
        _: Context<()>,
        _: add_shape::Body,
    ) -> Result<AddShapeResponse, Undocumented> {
        Ok(NoContent.into())
    }

    async fn add_files(
        &self,
        _: Context<()>,
        body: Parts,
    ) -> Result<AddFilesResponse, Undocumented> {
        let names = body.0.iter().map(|part| part.name.as_deref());
        assert_eq!(names.collect::<Vec<_>>(), [Some("a"), Some("b")]);
        Ok(NoContent.into())
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Store))
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

fn header(name: &'static str, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(
        http::HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )])
}

/// What is told of a refused request.
fn refusal<T: std::fmt::Debug, E: timely_runtime::Outcome + std::fmt::Debug>(
    result: Result<T, Error<E>>,
) -> String {
    match result {
        Err(Error::Unexpected(refused)) => {
            assert_eq!(refused.status().as_u16(), 400);
            String::from_utf8_lossy(refused.body()).into_owned()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn values_have_the_headers_of_their_parts() {
    let tag = |text: &str, rank| ValuePart::new(text.to_owned()).headers(header("x-rank", rank));
    let note = ValuePart::new("hello".to_owned()).headers(header("x-language", "en"));
    let form = AddNoteBody::new(note, vec![tag("a", "1"), tag("b", "2")]).count(7);
    let seen = client().add_note(form).await.expect("an answer");
    assert_eq!(*seen, ["hello en", "7", "a 1", "b 2"]);
    let silent = client().add_note(AddNoteBody::new("hello", vec![])).await;
    assert!(refusal(silent).contains("X-Language"));
    let note = ValuePart::new("h".to_owned()).headers(header("x-language", "en"));
    let short = client()
        .add_note(AddNoteBody::new(note, vec![tag("a", "1")]))
        .await;
    assert!(refusal(short).contains("/note"));
}

#[tokio::test]
async fn a_list_is_a_part_for_each_item() {
    let sent: PartList<batch::Body> = PartList::new()
        .unnamed(batch::Body::new().id(1))
        .unnamed(ValuePart::new(batch::Body::new().id(2)).headers(header("x-row", "2")));
    let came = client().batch(sent).await.expect("parts").into_body();
    assert_eq!(came.values().collect::<Vec<_>>(), [&1, &2]);
    let ListedContent::Value(part) = &came.0[1].content else {
        panic!("{came:?}");
    };
    assert_eq!(part.headers["x-row"], "2");
}

#[tokio::test]
async fn each_item_is_held_to_its_schema() {
    let rows = |ids: &[i64]| {
        ids.iter()
            .map(|id| Row::new(*id))
            .collect::<PartList<Row>>()
    };
    let seen = client()
        .add_rows(rows(&[1, 2]).into())
        .await
        .expect("an answer");
    assert_eq!(*seen, [Row::new(1), Row::new(2)]);
    let json = AddRowsBody::Json(vec![Row::new(3)]);
    assert_eq!(
        *client().add_rows(json).await.expect("an answer"),
        [Row::new(3)]
    );
    // A server refuses what the document does not say, and a client may send it.
    for (list, place) in [
        (rows(&[1, 0]), "/1/id"),
        (rows(&[]), "1 item"),
        (rows(&[1]).other("file", Part::new(vec![0xFF])), "text"),
        (rows(&[1]).other("file", "plain"), "/1"),
    ] {
        let text = refusal(client().add_rows(list.into()).await);
        assert!(text.contains(place), "{place}: {text}");
    }
}

#[tokio::test]
async fn an_error_in_parts_is_a_value() {
    let refused = client()
        .add_rows(AddRowsBody::Json(vec![Row::new(13)]))
        .await;
    let Err(Error::Api(AddRowsError::Conflict(problem))) = refused else {
        panic!("{refused:?}");
    };
    let mut expected = Problem::new("thirteen");
    expected.rows = Some(vec![13]);
    assert_eq!(*problem, expected);
}

#[tokio::test]
async fn maps_and_alternatives_are_forms() {
    let sent: Map<i64> = [("a".to_owned(), 1), ("b".to_owned(), 2)].into();
    let seen = client().put_settings(&sent).await.expect("an answer");
    assert_eq!(*seen, sent);
    let many = ["a", "b", "c"].map(|name| (name.to_owned(), 1)).into();
    refusal(client().put_settings(&many).await);
    let shape: add_shape::Body = serde_json::from_str(r#"{"radius": 1.5}"#).expect("a shape");
    client().add_shape(&shape).await.expect("an answer");
    let shape: add_shape::Body = serde_json::from_str(r#"{"width": 2}"#).expect("a shape");
    client().add_shape(&shape).await.expect("an answer");
}

#[tokio::test]
async fn files_without_names_are_handed_over() {
    let sent = Parts::new()
        .part("a", Part::new(vec![0xFF]).file_name("a.bin"))
        .part("b", Part::new(vec![0xFE]).file_name("b.bin"));
    client().add_files(sent).await.expect("an answer");
}
