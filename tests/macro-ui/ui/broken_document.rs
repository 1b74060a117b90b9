//! Documents with errors: each names its file, line and column.

mod no_such_schema {
    timely_macros::openapi! {
        document: "documents/broken.yaml",
        outputs: [models],
        strict: true,
    }
}

mod misspelt {
    timely_macros::openapi! { document: "documents/near.yaml", strict: true }
}

mod wrong_types {
    timely_macros::openapi! { document: "documents/types.yaml", strict: true }
}

mod several {
    timely_macros::openapi! { document: "documents/several.yaml", strict: true }
}

fn main() {}
