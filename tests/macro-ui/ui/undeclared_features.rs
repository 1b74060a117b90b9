//! Code behind features that the crate does not declare, and could therefore never turn on.

mod sides {
    timely_macros::openapi! {
        document: "documents/hooks.yaml",
        feature_gates: true,
    }
}

mod tags {
    timely_macros::openapi! {
        document: "documents/hooks.yaml",
        outputs: [client],
        tag_features: true,
    }
}

fn main() {}
