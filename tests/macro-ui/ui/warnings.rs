//! What is no error is a warning of the compiler: here denied, so that it shows, and allowed for one module.

#![deny(warnings)]

mod warned {
    timely_macros::openapi! {
        document: "documents/warned.yaml",
        outputs: [models],
    }
}

#[allow(deprecated)]
mod silenced {
    timely_macros::openapi! {
        document: "documents/warned.yaml",
        outputs: [models],
    }
}

fn main() {}
