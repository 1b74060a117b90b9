//! How large a document may be.
//!
//! The limits are far above any real document. They keep a hostile or broken one from exhausting memory or the stack.

/// The most values that YAML aliases stand for, or that references to other files copy, beyond those that are written.
pub(super) const MAX_COPIED: u64 = 2_000_000;
