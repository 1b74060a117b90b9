//! Mock.
mod random;
pub(crate) mod values;
