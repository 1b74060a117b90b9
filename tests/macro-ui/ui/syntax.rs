//! Documents that are not YAML or JSON.

mod indent {
    timely_macros::openapi!("documents/indent.yaml");
}

mod tab {
    timely_macros::openapi!("documents/tab.yaml");
}

mod quote {
    timely_macros::openapi!("documents/quote.yaml");
}

mod comma {
    timely_macros::openapi!("documents/comma.json");
}

fn main() {}
