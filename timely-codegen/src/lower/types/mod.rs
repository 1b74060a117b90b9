//! Schemas to types: structs, enums, unions, `allOf`, discriminators, cycles and defaults.

pub(super) mod all_of;
pub(super) mod cycles;
pub(super) mod defaults;
pub(super) mod directions;
pub(super) mod discriminators;
pub(super) mod enums;
pub(super) mod flatten;
pub(super) mod hidden;
pub(super) mod mixed;
pub(super) mod nullability;
pub(super) mod schemas;
pub(super) mod shapes;
pub(super) mod store;
pub(super) mod structs;
pub(super) mod unions;
pub(super) mod unnamed;
pub(super) mod variants;

pub(super) use schemas::{Lowered, Naming, Node, inline_name};
pub(super) use variants::closed;
