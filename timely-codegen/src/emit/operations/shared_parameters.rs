//! The parameters that several operations take, each with the name of its static.

use crate::ir::{Parameter, ParameterLocation};
use crate::naming::{Case, Scope, shouty};
use std::collections::HashMap;

/// Parameters that occur more than once, each with the name of its static.
pub(super) struct SharedParameters<'a> {
    pub(super) list: Vec<(String, &'a Parameter)>,
    /// Their indices in the list, by the name in the document.
    indices: HashMap<&'a str, Vec<usize>>,
}

impl<'a> SharedParameters<'a> {
    pub(super) fn of(api: &'a crate::ir::Api) -> Self {
        let mut scope = Scope::new(Case::Shouty);
        let mut shared = Self {
            list: Vec::new(),
            indices: HashMap::new(),
        };
        let mut once: HashMap<&str, Vec<&Parameter>> = HashMap::new();
        for parameter in api
            .all_operations()
            .flat_map(|operation| &operation.parameters)
        {
            if shared.name(parameter).is_some() {
                continue;
            }
            let alike = once.entry(&parameter.wire).or_default();
            if alike.contains(&parameter) {
                let location = match parameter.location {
                    ParameterLocation::Path => "path",
                    ParameterLocation::Query => "query",
                    ParameterLocation::Header => "header",
                    ParameterLocation::Cookie => "cookie",
                    ParameterLocation::QueryString => "query",
                };
                let name = scope.claim(&shouty(&parameter.field), &[location]);
                let indices = shared.indices.entry(&parameter.wire).or_default();
                indices.push(shared.list.len());
                shared.list.push((name, parameter));
            } else {
                alike.push(parameter);
            }
        }
        shared
    }

    /// The name of the static of such a parameter.
    pub(super) fn name(&self, parameter: &Parameter) -> Option<&str> {
        let indices = self.indices.get(parameter.wire.as_str())?;
        let mut known = indices.iter().map(|index| &self.list[*index]);
        let (name, _) = known.find(|(_, known)| *known == parameter)?;
        Some(name)
    }
}
