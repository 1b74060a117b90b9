//! Values that are not what their keys take.

mod one {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        feature_gates: "yes",
    }
}

mod two {
    timely_macros::openapi! {
        document: 3,
        formats: { date-time: "Vec<" },
        errors: { fields: { "code": code } },
    }
}

mod three {
    timely_macros::openapi!("documents/pets.yaml", outputs: [client]);
}

mod four {
    timely_macros::openapi! {
        document: "documents/pets.yaml",
        outputs: [client],
        outputs: [server],
    }
}

fn main() {}
