//! The SDK that the READMEs and the guides call `my_sdk`, made of the document and the settings that the guides show.
//!
//! Its doctests are the snippets of all these pages.

mod generated {
    include!(concat!(env!("OUT_DIR"), "/my_sdk.rs"));
}

pub use generated::*;

/// The pages, whose snippets are compiled and run; `cargo xtask papers` compiles them with their own dependencies alone.
#[cfg(doctest)]
mod pages {
    /// The snippets of each page as those of an item.
    macro_rules! pages {
        ($($name:ident: $path:literal,)*) => {
            $(#[doc = include_str!(concat!("../../../", $path))] pub struct $name;)*
        };
    }
    pages! {
        Readme: "README.md",
        Codegen: "timely-codegen/README.md",
        Macro: "timely-macros/README.md",
        Pattern: "timely-pattern/README.md",
        Runtime: "timely-runtime/README.md",
        Axum: "timely-codegen/src/guide/axum.md",
        BuildScript: "timely-codegen/src/guide/build_script.md",
        CommittedCode: "timely-codegen/src/guide/committed_code.md",
        Diff: "timely-codegen/src/guide/diff.md",
        Documents: "timely-codegen/src/guide/documents.md",
        Extensions: "timely-codegen/src/guide/extensions.md",
        Index: "timely-codegen/src/guide/index.md",
        Macros: "timely-codegen/src/guide/macros.md",
        Migrating: "timely-codegen/src/guide/migrating.md",
        Mock: "timely-codegen/src/guide/mock.md",
        Sdk: "timely-codegen/src/guide/sdk.md",
        Server: "timely-codegen/src/guide/server.md",
        Settings: "timely-codegen/src/guide/settings.md",
        Support: "timely-codegen/src/guide/support.md",
        Webhooks: "timely-codegen/src/guide/webhooks.md",
    }
}
