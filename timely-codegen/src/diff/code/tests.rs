//! Lib tests.
