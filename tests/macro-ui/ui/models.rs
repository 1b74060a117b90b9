//! Models alone, made with both forms of the macro.

mod pets {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        outputs: [models],
    }
}

mod plain {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        outputs: [models],
        formats: { date: "String" },
        rename: { "/components/schemas/Pet": Animal },
    }
}

fn main() {
    let pet = pets::models::Pet::new("Rex");
    assert_eq!(pet.name, "Rex");
    let mut animal = plain::models::Animal::new("Rex");
    animal.born = Some("yesterday".to_owned());
}
