//! What messages carry.

mod body;

pub use body::{Body, BodyError};
