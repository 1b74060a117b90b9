//! The tests of the workspace live in `tests/`; this crate is otherwise empty.

/// The README's snippets, each compiled as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
