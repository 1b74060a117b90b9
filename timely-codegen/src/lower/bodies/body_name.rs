//! What the types of a body are called.

use crate::diagnostic::Pointer;
use crate::lower::types::{Naming, Owner};
use crate::naming::pascal;

/// The names of what is made of a body.
#[derive(Clone, Debug)]
pub(in crate::lower) struct BodyName {
    /// What the body belongs to.
    pub(in crate::lower) owner: Owner,
    /// What it is called by its owner: `Body`.
    pub(in crate::lower) own: String,
    /// What it is called beside the bodies of all operations: `CreateContactBody`.
    pub(in crate::lower) whole: String,
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

    /// Of a component that is no schema, if that is what stands at a place.
    pub(super) fn of_component(pointer: &Pointer) -> Option<Self> {
        let mut segments = pointer.segments();
        if segments.next().as_deref() != Some("components") {
            return None;
        }
        let owner = Owner::section(&segments.next()?)?;
        let name = pascal(&segments.next()?);
        Some(Self {
            owner,
            own: name.clone(),
            whole: name,
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
