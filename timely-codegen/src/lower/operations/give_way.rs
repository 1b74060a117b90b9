//! Names of operations that give way to those of the document's schemas, so that a program may import all of `models` and of
//! `operations`.
//!
//! A schema is called what the document calls it. An operation's types have names that are made up, and a document may have
//! a schema for the answer of `createOrder` that is called `CreateOrderResponse`.

use crate::ir::{Api, Operation, OptionalArguments, TypeDef, TypeRoot};
use crate::naming::{Case, Scope};
use std::collections::{BTreeSet, HashMap};

/// Gives other names to the types and modules of operations that have those of a schema.
pub(in crate::lower) fn give_way(api: &mut Api, types: &mut Scope) {
    let is_model = |definition: &&TypeDef| definition.path.root == TypeRoot::Models;
    let models: Vec<&TypeDef> = api.types.iter().filter(is_model).collect();
    let exported = models.iter().filter(|model| model.path.is_exported);
    let taken: BTreeSet<String> = exported.map(|model| model.name.clone()).collect();
    let modules = models.iter().filter_map(|model| model.path.modules.first());
    let modules: BTreeSet<String> = modules.cloned().collect();
    let mut names = Names {
        taken: &taken,
        scope: types,
    };
    let outgoing = api.webhooks.iter_mut().chain(&mut api.callbacks);
    let outgoing = outgoing.flat_map(|outgoing| &mut outgoing.requests);
    let called = api.groups.iter_mut();
    called
        .flat_map(|group| &mut group.operations)
        .chain(outgoing.map(|request| &mut request.operation))
        .for_each(|operation| names.of_operation(operation));
    for set in &mut api.header_sets {
        let aliases = set.aliases.iter_mut();
        aliases.for_each(|alias| names.settle(alias, "Set"));
        names.settle(&mut set.name, "Set");
    }
    for form in &mut api.forms {
        names.settle(&mut form.name, "Form");
    }
    for choice in &mut api.choices {
        names.settle(&mut choice.name, "Content");
    }
    rename_modules(&mut api.types, &modules);
}

/// The names of schemas, and those that operations have.
struct Names<'n> {
    taken: &'n BTreeSet<String>,
    scope: &'n mut Scope,
}

impl Names<'_> {
    fn of_operation(&mut self, operation: &mut Operation) {
        let stem = &operation.stem;
        if self.taken.contains(&operation.success.name) {
            operation.success.name = self.other(&format!("{stem}Success"), "Operation");
        }
        if let Some(error) = operation
            .error_name
            .as_mut()
            .filter(|it| self.taken.contains(*it))
        {
            *error = self.other(&format!("{stem}Failure"), "Operation");
        }
        if let Some(OptionalArguments { name, .. }) = &mut operation.optional {
            self.settle(name, "Parameters");
        }
        for (name, _) in &mut operation.header_names {
            self.settle(name, "Set");
        }
    }

    /// Adds a word to a name if a schema has it.
    fn settle(&mut self, name: &mut String, word: &str) {
        if self.taken.contains(name) {
            *name = self.other(&format!("{name}{word}"), word);
        }
    }

    /// A name that neither a schema nor an operation has.
    fn other(&mut self, wanted: &str, word: &str) -> String {
        loop {
            let name = self.scope.claim(wanted, &[word]);
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }
}

/// Renames the modules of operations' types whose names modules of models have.
fn rename_modules(types: &mut [TypeDef], models: &BTreeSet<String>) {
    let of_operation = |path: &[String]| path.get(1).cloned();
    let all = types
        .iter()
        .filter(|it| it.path.root == TypeRoot::Operations);
    let all: BTreeSet<String> = all
        .filter_map(|it| of_operation(&it.path.modules))
        .collect();
    let mut scope = Scope::new(Case::Snake);
    for name in all.iter().chain(models) {
        scope.claim(name, &[]);
    }
    let renamed: HashMap<&String, String> = all
        .intersection(models)
        .map(|name| (name, scope.claim(&format!("{name}_operation"), &["types"])))
        .collect();
    for definition in types {
        if definition.path.root != TypeRoot::Operations {
            continue;
        }
        let owned = definition.owns.as_mut().and_then(|path| path.get_mut(1));
        let paths = definition.path.modules.get_mut(1).into_iter().chain(owned);
        for name in paths {
            if let Some(other) = renamed.get(name) {
                name.clone_from(other);
            }
        }
    }
}
