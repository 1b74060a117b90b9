// Before those of the page, which lead to the files beside it.
//! [pets.yaml]: #the-document
//! [codegen.toml]: #the-settings
//!
#![doc = include_str!("index.md")]
//!
//! # The settings
//!
#![doc = "```toml"]
#![doc = include_str!("codegen.toml")]
#![doc = "```"]
//!
//! # The document
//!
#![doc = "```yaml"]
#![doc = include_str!("pets.yaml")]
#![doc = "```"]

pub mod axum {
    #![doc = include_str!("axum.md")]
}
pub mod build_script {
    #![doc = include_str!("build_script.md")]
}
pub mod committed_code {
    #![doc = include_str!("committed_code.md")]
}
pub mod diff {
    #![doc = include_str!("diff.md")]
}
pub mod documents {
    #![doc = include_str!("documents.md")]
}
pub mod extensions {
    #![doc = include_str!("extensions.md")]
}
pub mod macros {
    #![doc = include_str!("macros.md")]
}
pub mod migrating {
    #![doc = include_str!("migrating.md")]
}
pub mod mock {
    #![doc = include_str!("mock.md")]
}
pub mod sdk {
    #![doc = include_str!("sdk.md")]
}
pub mod server {
    #![doc = include_str!("server.md")]
}
pub mod settings {
    #![doc = include_str!("settings.md")]
}
pub mod support {
    #![doc = include_str!("support.md")]
}
pub mod webhooks {
    #![doc = include_str!("webhooks.md")]
}
