//! The tests of the workspace live in `tests/`; this crate is otherwise empty.
