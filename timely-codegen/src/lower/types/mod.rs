//! Schemas to types: structs, enums, unions, `allOf`, discriminators, cycles and defaults.

mod all_of;
mod alternative_names;
mod alternatives;
mod boxes;
mod component_schemas;
mod constraints;
mod cycles;
mod defaults;
mod directions;
mod discriminators;
mod elsewhere;
mod enum_intersection;
mod enums;
mod flatten;
mod given_names;
mod lowered;
mod modules;
mod nouns;
mod nullability;
mod number_enums;
mod schemas;
mod several_types;
mod sharing;
mod store;
mod structs;
mod structs_with_unions;
mod tuples;
mod type_settings;
mod unions;
mod unlisted_properties;
mod variants;

pub use elsewhere::TypesElsewhere;
pub(crate) use elsewhere::exports;
pub(super) use flatten::Flat;
pub(super) use lowered::{Lowered, Node};
pub(super) use modules::Owner;
pub(super) use store::{Naming, TypeStore};
pub(super) use structs::map_of;
pub(super) use unlisted_properties::map_name;
pub(super) use variants::closed;

use super::components::{self, Section};
use super::context::Context;
use crate::diagnostic::{Diagnostics, Pointer};
use crate::ir;
use openapiv3::ReferenceOr;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

/// What has been made of the schemas so far.
pub(super) struct Types<'a> {
    pub(super) context: Context<'a>,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) types: store::TypeStore,
    pub(super) checks: constraints::CheckStore,
    /// What is known of the components that discriminators and constants tell apart.
    known: RefCell<discriminators::Known>,
    /// The keys of the `rename` setting that have found what they name.
    pub(super) renames: RefCell<BTreeSet<&'a str>>,
    /// The keys of the `types` setting that have found what they name.
    pub(super) type_keys: RefCell<BTreeSet<&'a str>>,
    /// The features of the runtime that have the types of formats.
    pub(super) features: RefCell<BTreeSet<&'static str>>,
    /// What has been made of the inline schemas of shared components, by their places.
    shared: HashMap<Pointer, Lowered>,
    /// The schemas of properties that are being lowered, by the places of their parts, and their types once named.
    open: HashMap<Vec<Pointer>, Option<ir::TypeId>>,
    /// The defaults of fields, until all types are known.
    defaults: Vec<defaults::Pending<'a>>,
    /// Which schemas requests and responses hold, once that is asked for.
    travels: Option<directions::Travels>,
    /// Which components admit null.
    nulls: nullability::Known,
    /// The structs that are being built, by the places of their schemas: one may hold itself through `allOf`.
    building: HashMap<Pointer, ir::TypeId>,
}

impl<'a> Types<'a> {
    pub(super) fn new(context: Context<'a>, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            context,
            diagnostics,
            types: store::TypeStore::new(),
            checks: constraints::CheckStore::default(),
            known: RefCell::default(),
            renames: RefCell::default(),
            type_keys: RefCell::default(),
            features: RefCell::default(),
            shared: HashMap::new(),
            open: HashMap::new(),
            defaults: Vec::new(),
            travels: None,
            nulls: nullability::Known::default(),
            building: HashMap::new(),
        }
    }

    /// Follows a reference to a component, reporting one that leads nowhere.
    pub(super) fn resolve<'b, T>(
        &mut self,
        item: &'b ReferenceOr<T>,
        pointer: &Pointer,
        section: Section<'b, T>,
    ) -> Option<(&'b T, Pointer)> {
        components::resolve(item, pointer, section, self.diagnostics)
    }
}
