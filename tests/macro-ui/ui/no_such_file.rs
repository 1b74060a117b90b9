//! A path that leads nowhere.

mod pets {
    timely_macros::openapi!("documents/none.yaml");
}

fn main() {}
