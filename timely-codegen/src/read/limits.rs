//! How large a document may be.
//!
//! The limits are far above any real document. They keep a hostile or broken one from exhausting memory or the stack.

/// The largest file, in bytes.
pub(super) const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The most values, with YAML aliases counted each time they are used.
pub(super) const MAX_VALUES: u64 = 2_000_000;
