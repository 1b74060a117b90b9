//! Paths that lead to no document: nowhere, to a folder, to what is no text, to nothing at all.

mod nowhere {
    timely_macros::openapi!("spec/none.yaml");
}

mod misspelt {
    timely_macros::openapi!("documents/pest.yaml");
}

mod folder {
    timely_macros::openapi!("documents");
}

mod not_text {
    timely_macros::openapi!("documents/latin1.yaml");
}

mod empty {
    timely_macros::openapi!("documents/empty.yaml");
}

fn main() {}
