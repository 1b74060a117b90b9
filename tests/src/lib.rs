//! The tests of the workspace live in `tests/`; this crate is otherwise empty.

/// The snippets of the READMEs, each compiled as a doctest.
#[cfg(doctest)]
mod readmes {
    #[doc = include_str!("../../README.md")]
    pub struct Workspace;
    #[doc = include_str!("../../timely-codegen/README.md")]
    pub struct Codegen;
    #[doc = include_str!("../../timely-macros/README.md")]
    pub struct Macros;
    #[doc = include_str!("../../timely-pattern/README.md")]
    pub struct Pattern;
    #[doc = include_str!("../../timely-runtime/README.md")]
    pub struct Runtime;
}
