//! An operation called with a value of another type, and one that the document does not have.

mod pets {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        outputs: [client],
    }
}

use pets::client::PetsApi;

async fn call(client: pets::client::Client) {
    let _ = client.get_pet(7).await;
    let _ = client.get_pets("7").await;
}

fn main() {}
