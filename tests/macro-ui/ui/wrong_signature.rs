//! A service whose method takes and gives something else than the operation does.

mod pets {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        outputs: [server],
    }
}

struct Shop;

impl pets::server::PetsService<()> for Shop {
    async fn get_pet(&self, id: u64) -> String {
        id.to_string()
    }
}

struct Other;

impl pets::server::PetsService<()> for Other {
    async fn get_pet(
        &self,
        _cx: pets::server::Context<()>,
        id: String,
    ) -> Result<pets::models::Pet, String> {
        Ok(pets::models::Pet::new(id))
    }
}

fn main() {}
