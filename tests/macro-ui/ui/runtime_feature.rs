//! Code that needs a feature of the runtime which the crate has not turned on: one error, and none of the code.

mod shop {
    timely_macros::openapi!("documents/hooks.yaml");
}

mod webhooks_alone {
    timely_macros::openapi! {
        document: "documents/hooks.yaml",
        outputs: [webhooks],
    }
}

// What this crate has is enough for it.
mod sides {
    timely_macros::openapi! {
        document: "documents/hooks.yaml",
        outputs: [client, server],
    }
}

// Committed code.
mod committed {
    ::timely_runtime::generated::made_for!("0.2", client, webhooks);
}

fn main() {}
