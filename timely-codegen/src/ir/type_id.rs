//! Names of types within the intermediate representation.

/// Names one [`TypeDef`](super::TypeDef) of an [`Api`](super::Api): its place in `types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);
