//! A service that leaves an operation of the document out.

mod pets {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        outputs: [server],
    }
}

struct Shop;

impl pets::server::PetsService<()> for Shop {}

fn main() {}
