//! A scratch workspace of three crates over one document, each with the code from another way in, and cargo to compile
//! them as a stranger's machine would.
//!
//! The tests of this package hold the three to the same items and to rebuilding when, and only when, the document
//! changes; `cargo xtask bench ways` measures what each way costs.

mod cargo;
mod listing;
mod workspace;

pub use cargo::{Built, Cargo, Ran};
pub use listing::{Listing, mir, pages};
pub use workspace::{Profile, Settings, Way, Workspace};
