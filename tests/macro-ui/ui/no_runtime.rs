//! A crate that does not depend on the runtime: one error, and not one for each name of the code.

mod pets {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        runtime_path: "::no_runtime",
    }
}

fn main() {}
