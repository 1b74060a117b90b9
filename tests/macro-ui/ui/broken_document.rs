//! Documents with errors: each names its file, line and column.

mod no_such_schema {
    timely_macros::openapi! {
        document: "documents/broken.yaml",
        outputs: [models],
    }
}

mod misspelt {
    timely_macros::openapi!("documents/near.yaml");
}

mod wrong_types {
    timely_macros::openapi!("documents/types.yaml");
}

mod several {
    timely_macros::openapi!("documents/several.yaml");
}

fn main() {}
