//! Keys and values that do not exist: all are reported, each at its own place.

mod pets {
    timely_macros::openapi! {
        documnet: "documents/pets.yaml",
        outputs: [models, clint],
        paginaton: {},
    }
}

fn main() {}
