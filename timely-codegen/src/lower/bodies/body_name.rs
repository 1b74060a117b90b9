//! What the types of a body are called.

use crate::diagnostic::Pointer;
use crate::lower::types::{Naming, Owner};
use crate::naming::{pascal, shortened};

/// The names of what is made of a body.
#[derive(Clone, Debug)]
pub(in crate::lower) struct BodyName {
    /// What the body belongs to.
    owner: Owner,
    /// What it is called by its owner: `Body`.
    own: String,
    /// What it is called beside the bodies of all operations: `CreateContactBody`.
    pub(super) whole: String,
}

impl BodyName {
    /// Of a body that belongs to no operation.
    pub(in crate::lower) fn of_model(name: String) -> Self {
        Self {
            owner: Owner::Models,
            own: name.clone(),
            whole: name,
        }
    }

    /// Of a body that an operation calls by this name.
    pub(in crate::lower) fn of_operation((stem, owner): (&str, Owner), own: String) -> Self {
        Self {
            owner,
            whole: format!("{}{own}", shortened(stem, own.len())),
            own,
        }
    }

    /// Of a component that is no schema, if that is what stands at a place.
    pub(super) fn of_component(pointer: &Pointer) -> Option<Self> {
        let (owner, key) = Owner::section_at(pointer)?;
        Some(Self {
            owner,
            ..Self::of_model(pascal(&key))
        })
    }

    /// Of what is told from other forms of the same body by a word.
    pub(super) fn with(&self, word: &str) -> Self {
        Self {
            owner: self.owner,
            own: format!("{}{word}", self.own),
            whole: format!("{}{word}", self.whole),
        }
    }

    /// How its type is named.
    pub(super) fn naming(&self) -> Naming {
        Naming::Inline(self.owner, self.own.clone())
    }
}
