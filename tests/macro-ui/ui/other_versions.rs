//! Documents of other versions, or of no version at all.

mod swagger {
    timely_macros::openapi!("documents/swagger.yaml");
}

mod two {
    timely_macros::openapi!("documents/two.yaml");
}

mod four {
    timely_macros::openapi!("documents/four.yaml");
}

mod other {
    timely_macros::openapi!("documents/other.yaml");
}

fn main() {}
