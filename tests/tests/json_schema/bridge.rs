//! Schemas of the intermediate representation as those of the runtime, by the texts that generated code has, without compiling it.
//!
//! What is made lives as long as the test. A schema that refers to itself is unrolled so many times that no value of a
//! test reaches the end.

use std::collections::HashMap;
use timely_codegen::emit::schema_text;
use timely_codegen::formats::{self, Number};
use timely_codegen::ir;
use timely_runtime::{Format, Schema};

/// How many references one inside the other are followed.
const DEPTH: usize = 24;

pub(crate) struct Bridge<'a> {
    api: &'a ir::Api,
    made: HashMap<(usize, usize), &'static Schema>,
}

impl<'a> Bridge<'a> {
    pub(crate) fn new(api: &'a ir::Api) -> Self {
        Self {
            api,
            made: HashMap::new(),
        }
    }

    /// The schema of the type of this name.
    pub(crate) fn of(&mut self, name: &str) -> &'static Schema {
        let found = self
            .api
            .types
            .iter()
            .position(|definition| definition.name == name);
        let id = found.unwrap_or_else(|| panic!("no type is called {name}"));
        self.named(ir::TypeId(id), DEPTH)
    }

    fn named(&mut self, id: ir::TypeId, depth: usize) -> &'static Schema {
        if depth == 0 {
            return Schema::ANY;
        }
        if let Some(made) = self.made.get(&(id.0, depth)) {
            return made;
        }
        let (text, types) = schema_text(self.api, &self.api.type_def(id).schema);
        let references = types.into_iter().map(|id| self.named(id, depth - 1));
        let references: Vec<&'static Schema> = references.collect();
        let schema = Schema::new(String::leak(text), Vec::leak(references));
        let made = Box::leak(Box::new(schema));
        self.made.insert((id.0, depth), made);
        made
    }
}

/// Formats whose types take more than the standard has, and the checks of what it has.
const STANDARD: &[(&str, &str)] = &[("time", "full-time"), ("duration", "standard-duration")];

/// The generator and the runtime each have a table of formats: their rows must mean the same.
#[test]
fn formats_of_the_generator_are_those_of_the_runtime() {
    for format in formats::all() {
        let of_numbers = match format.number {
            Some(Number::Integer(_, check)) => Some(check),
            Some(Number::Float(_, check)) => check,
            _ => None,
        };
        let checks = format.check.iter().chain(&format.asserted);
        // By which messages leave values out.
        let is_annotation = format.name == "password";
        for check in checks.chain(&of_numbers).filter(|_| !is_annotation) {
            let is_enforced = Format::ALL
                .iter()
                .any(|enforced| enforced.name() == check.name());
            assert!(is_enforced, "{format:?}");
            let others = ["long", "int", "uint"];
            assert!(
                check.name() == format.name
                    || others.contains(&format.name)
                    || STANDARD.contains(&(format.name, check.name())),
                "{format:?}"
            );
        }
    }
    let is_standard = |name: &str| STANDARD.iter().any(|(_, check)| *check == name);
    for format in Format::ALL {
        let name = format.name();
        assert!(
            is_standard(name) || formats::named(name).is_some(),
            "{format:?}"
        );
    }
}
