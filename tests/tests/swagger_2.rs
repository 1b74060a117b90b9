//! The client and the server generated from a document of Swagger 2.0.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// One response has a media type that the document does not name, of which the macro warns.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/swagger_2.yaml");
}

use api::client::{Client, DefaultApi, base_urls};
use api::models::cat::CatRequired;
use api::models::{Cat, Pet, Problem};
use api::operations::describe_pets::Body as Description;
use api::operations::list_pets::KindItem;
use api::operations::{
    AddPetError, AddPetResponse, DescribePetsResponse, GetPetsError, GetPetsResponse,
    GetPhotoError, GetPhotoResponse, ListPets, ListPetsError, ListPetsHeaders, ListPetsResponse,
    UploadPhotoBody, UploadPhotoResponse,
};
use api::server::{AuthError, Authenticator, Candidate, Context, DefaultService, router};
use http::{Request, StatusCode};
use std::sync::{Arc, Mutex};
use timely_runtime::client::Error;
use timely_runtime::{Body, NoContent, Part, Response, Undocumented};
use tower::ServiceExt;

/// Notes what was called.
#[derive(Clone, Default)]
struct Pets(Arc<Mutex<Vec<String>>>);

impl Pets {
    fn note(&self, text: String) {
        self.0.lock().expect("no panic before").push(text);
    }
}

fn problem(message: &str) -> Response<Problem> {
    Problem::new(message).into()
}

impl DefaultService<String> for Pets {
    async fn list_pets(
        &self,
        _: Context<()>,
        params: ListPets,
    ) -> Result<ListPetsResponse, ListPetsError> {
        self.note(format!("{params:?}"));
        let headers = ListPetsHeaders { total: Some(1) };
        Ok(Response::new(vec![tom()], headers))
    }

    async fn add_pet(&self, cx: Context<String>, body: Pet) -> Result<AddPetResponse, AddPetError> {
        self.note(format!("{} adds", cx.principal()));
        match &body {
            Pet::Cat(_) => Ok(body.into()),
            _ => Err(AddPetError::UnprocessableEntity(problem("cats only"))),
        }
    }

    async fn get_pets(
        &self,
        cx: Context<String>,
        ids: Vec<i64>,
    ) -> Result<GetPetsResponse, GetPetsError> {
        self.note(format!("{} gets {ids:?}", cx.principal()));
        match ids.contains(&0) {
            true => Err(GetPetsError::NotFound(problem("no pet 0"))),
            false => Ok(vec![tom()].into()),
        }
    }

    async fn describe_pets(
        &self,
        _: Context<()>,
        ids: Vec<i64>,
        body: Description,
    ) -> Result<DescribePetsResponse, Undocumented> {
        self.note(format!("{ids:?} {body:?}"));
        Ok(NoContent.into())
    }

    async fn get_photo(&self, _: Context<()>, id: i64) -> Result<GetPhotoResponse, GetPhotoError> {
        match id {
            0 => Err(GetPhotoError::NotFound(problem("no photo"))),
            _ => Ok(Body::from(vec![1, 2, 3]).into()),
        }
    }

    async fn upload_photo(
        &self,
        _: Context<()>,
        id: i64,
        body: UploadPhotoBody,
    ) -> Result<UploadPhotoResponse, Undocumented> {
        let photo = body.photo.content.bytes(usize::MAX).await.expect("a part");
        self.note(format!("{id} {} {:?}", photo.len(), body.caption));
        Ok(NoContent.into())
    }
}

fn tom() -> Pet {
    Cat::new(CatRequired {
        pet_type: "Cat".to_owned(),
        name: "Tom".to_owned(),
        lives: 9,
    })
    .into()
}

/// Lets in whoever has credentials, by what they are.
struct Door;

impl Authenticator for Door {
    type Principal = String;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<String, AuthError> {
        match candidate.credentials {
            [credential] => Ok(credential.secret.expose().to_owned()),
            _ => Err(AuthError::Unauthorized),
        }
    }

    fn has_scope(&self, _: &String, _: &str) -> bool {
        true
    }
}

fn client(pets: &Pets) -> Client {
    Client::builder()
        .base_url("http://api.test")
        .password("ann:secret")
        .key("k")
        .transport(router(pets.clone(), Door))
        .build()
        .expect("the settings are valid")
}

#[tokio::test]
async fn requests_arrive_as_they_were_sent() {
    let pets = Pets::default();
    let client = client(&pets);
    let listed = client
        .list_pets()
        .limit(5)
        .tags(["a", "b"])
        .kind([KindItem::Cat, KindItem::Dog])
        .sizes([1, 2])
        .colors(["red", "blue"])
        .await
        .unwrap();
    assert_eq!(listed.headers.total, Some(1));
    assert_eq!(listed.body, [tom()]);
    client.add_pet(&tom()).await.unwrap();
    client.get_pets(vec![1, 2]).await.unwrap();
    let description = Description::new("Tom")
        .age(3)
        .marks(["x", "y"])
        .links(["l", "m"]);
    client.describe_pets(vec![1], &description).await.unwrap();
    let photo = UploadPhotoBody::new(Part::from(vec![1, 2])).caption("Tom");
    client.upload_photo(7, photo).await.unwrap();
    let photo = client.get_photo(7).await.unwrap();
    assert_eq!(photo.body.bytes(10).await.unwrap(), vec![1, 2, 3]);
    let expected = [
        "ListPets { limit: Some(5), tags: Some([\"a\", \"b\"]), kind: Some([Cat, Dog]), sizes: Some([1, 2]), \
         colors: Some([\"red\", \"blue\"]) }",
        "ann:secret adds",
        "k gets [1, 2]",
        "[1] Body { name: \"Tom\", age: Some(3), marks: Some([\"x\", \"y\"]), links: Some([\"l\", \"m\"]) }",
        "7 2 Some(\"Tom\")",
    ];
    assert_eq!(*pets.0.lock().unwrap(), expected);
}

#[tokio::test]
async fn errors_have_bodies() {
    let client = client(&Pets::default());
    assert!(matches!(
        client.get_pets(vec![0]).await,
        Err(Error::Api(GetPetsError::NotFound(problem))) if problem.message == "no pet 0"
    ));
    // What went wrong is no photo.
    assert!(matches!(
        client.get_photo(0).await,
        Err(Error::Api(GetPhotoError::NotFound(problem))) if problem.message == "no photo"
    ));
}

/// Requests of others are written as Swagger 2.0 says.
#[tokio::test]
async fn lists_are_written_by_their_formats() {
    let pets = Pets::default();
    let router = router(pets.clone(), Door);
    let form = "application/x-www-form-urlencoded";
    for (method, uri, body, status) in [
        (
            "GET",
            "/pets?tags=a,b&kind=cat&kind=dog&sizes=1%7C2",
            "",
            StatusCode::OK,
        ),
        ("GET", "/pets?limit=0", "", StatusCode::UNPROCESSABLE_ENTITY),
        (
            "POST",
            "/pets/1,2",
            "name=Tom&marks=x,y&links=l&links=m",
            StatusCode::NO_CONTENT,
        ),
        (
            "POST",
            "/pets/1,2",
            "name=",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("POST", "/pets", "", StatusCode::UNAUTHORIZED),
    ] {
        let request = Request::builder().method(method).uri(uri);
        let request = request.header("Content-Type", form);
        let request = request.body(axum::body::Body::from(body)).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{method} {uri} {body}");
    }
    let expected = [
        "ListPets { limit: None, tags: Some([\"a\", \"b\"]), kind: Some([Cat, Dog]), sizes: Some([1, 2]), colors: None }",
        "[1, 2] Body { name: \"Tom\", age: None, marks: Some([\"x\", \"y\"]), links: Some([\"l\", \"m\"]) }",
    ];
    assert_eq!(*pets.0.lock().unwrap(), expected);
}

#[test]
fn servers_come_from_host_and_base_path() {
    assert_eq!(base_urls::API, "https://api.test/v2");
    assert_eq!(base_urls::API_V2, "http://api.test/v2");
}
