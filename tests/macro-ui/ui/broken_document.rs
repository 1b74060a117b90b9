//! A document with an error: the message names its file, line and column.

mod pets {
    timely_macros::openapi! {
        document: "documents/broken.yaml",
        outputs: [models],
    }
}

fn main() {}
