//! The tests of the macro's messages live in `tests/`; this crate is otherwise empty.
