//! Merge patches and JSON Patches between the generated client and the generated server.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The document is warned about, as it should be.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/patches.yaml");
}

use api::client::{Client, DefaultApi, Error};
use api::models::{Free, Note, OwnerPatch, Pet, PetPatch, Tree, TreePatch, pet_patch};
use api::operations::{
    ChangeFreeResponse, ChangeListResponse, ChangeNoteBody, ChangeNoteResponse, ChangePetResponse,
    ChangeTreeBody, ChangeTreeResponse, GetTreeResponse, PutPetResponse, change_list,
};
use api::server::{Context, DefaultService, router};
use serde_json::{Value, json};
use timely_runtime::{Field, JsonPatch, NoContent, PatchOperation, Undocumented};

struct Store;

impl DefaultService for Store {
    async fn put_pet(
        &self,
        _: Context<()>,
        _: i64,
        body: Pet,
    ) -> Result<PutPetResponse, Undocumented> {
        Ok(body.into())
    }

    async fn change_pet(
        &self,
        _: Context<()>,
        _: i64,
        body: PetPatch,
    ) -> Result<ChangePetResponse, Undocumented> {
        Ok(serde_json::to_value(body).expect("can be written").into())
    }

    async fn change_note(
        &self,
        _: Context<()>,
        _: i64,
        body: ChangeNoteBody,
    ) -> Result<ChangeNoteResponse, Undocumented> {
        let value = match body {
            ChangeNoteBody::MergePatch(note) => serde_json::to_value(note).expect("can be written"),
            ChangeNoteBody::JsonPatch(patch) => patch.into(),
        };
        Ok(value.into())
    }

    async fn change_free(
        &self,
        _: Context<()>,
        _: i64,
        _: Free,
    ) -> Result<ChangeFreeResponse, Undocumented> {
        Ok(NoContent.into())
    }

    async fn get_tree(&self, _: Context<()>, _: i64) -> Result<GetTreeResponse, Undocumented> {
        Ok(Tree::new(1).below(Tree::new(2)).into())
    }

    async fn change_tree(
        &self,
        _: Context<()>,
        _: i64,
        _: ChangeTreeBody,
    ) -> Result<ChangeTreeResponse, Undocumented> {
        Ok(NoContent.into())
    }

    async fn change_list(
        &self,
        _: Context<()>,
        _: i64,
        _: Vec<change_list::BodyItem>,
    ) -> Result<ChangeListResponse, Undocumented> {
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
async fn optional_members_are_absent_null_or_a_value() {
    let labels = [
        ("a".to_owned(), Some("b".to_owned())),
        ("c".to_owned(), None),
    ];
    let mut place = pet_patch::Place::new("Lima");
    place.street = Field::Null;
    let mut patch = PetPatch::new("Rex")
        .owner(OwnerPatch::new(1).email(None))
        .place(place);
    patch.age = Field::Null;
    patch.tags = Field::Null;
    patch.labels = Field::Value(labels.into());
    let came: Value = client()
        .change_pet(7, &patch)
        .await
        .expect("an answer")
        .into_body();
    let expected = json!({
        "name": "Rex", "age": null, "owner": {"id": 1, "email": null}, "tags": null,
        "labels": {"a": "b", "c": null}, "place": {"city": "Lima", "street": null},
    });
    assert_eq!(came, expected);
}

#[tokio::test]
async fn what_is_there_is_held_to_its_schema() {
    let mut patch = PetPatch::new("");
    patch.age = Field::Value(-1);
    let text = refusal(client().change_pet(7, &patch).await);
    assert!(text.contains("/name") && text.contains("/age"), "{text}");
    // Elsewhere null is no value of them.
    let read: Result<Pet, _> = serde_json::from_value(json!({"name": "a", "age": null}));
    let pet = read.expect("a client takes it");
    assert_eq!(
        serde_json::to_value(pet).expect("can be written"),
        json!({"name": "a"})
    );
    assert!(!api::schemas::PET.is_valid(
        &json!({"name": "a", "age": null}),
        timely_runtime::Direction::Request
    ));
    assert!(
        !api::schemas::PET_PATCH
            .is_valid(&json!({"name": null}), timely_runtime::Direction::Request)
    );
    // Lists are replaced as a whole.
    let null_in_list = json!({"name": "a", "tags": [{"text": null}]});
    assert!(!api::schemas::PET_PATCH.is_valid(&null_in_list, timely_runtime::Direction::Request));
}

#[tokio::test]
async fn a_json_patch_is_a_list_of_operations() {
    let patch = JsonPatch::new()
        .test("/text", "a")
        .remove("/more/lines")
        .add("/text", Value::Null);
    let came = client()
        .change_note(7, patch.clone().into())
        .await
        .expect("an answer");
    assert_eq!(came.into_body(), Value::from(patch));
    let note = Note::new().text(None);
    let came = client()
        .change_note(7, note.into())
        .await
        .expect("an answer");
    assert_eq!(came.into_body(), json!({"text": null}));
    let wrong = JsonPatch::new().remove("no pointer");
    assert!(refusal(client().change_note(7, wrong.into()).await).contains("/0/path"));
    let none: JsonPatch = [PatchOperation::Remove {
        path: String::new(),
    }]
    .into_iter()
    .collect();
    client()
        .change_tree(7, none.into())
        .await
        .expect("an answer");
    let below = TreePatch::new(1).below(TreePatch::new(2).below(None));
    client()
        .change_tree(7, below.into())
        .await
        .expect("an answer");
}
