//! Keywords of older drafts of JSON Schema, as those that replaced them.

use super::checker::Checker;
use serde_json::{Map, Value, json};

type Entries = Map<String, Value>;

const DEPENDENCIES: &str = "dependencies";

/// `dependencies`, of which JSON Schema 2019-09 made two keywords (appendix A of its validation document).
pub(super) fn settle(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    if !entries.get(DEPENDENCIES).is_some_and(Value::is_object) {
        return;
    }
    let Some(Value::Object(dependencies)) = entries.shift_remove(DEPENDENCIES) else {
        return;
    };
    checker.at(DEPENDENCIES, |checker| {
        checker
            .mended("`dependencies` is read as `dependentRequired` and `dependentSchemas`")
            .at_key()
            .help("these two are its names since JSON Schema 2019-09");
    });
    let here = checker.pointer.clone();
    for (name, value) in dependencies {
        let key = match value {
            Value::Array(_) => "dependentRequired",
            _ => "dependentSchemas",
        };
        let from = here.child(DEPENDENCIES).child(&name);
        checker.moved_now(&from, here.child(key).child(&name));
        let Value::Object(known) = entries.entry(key).or_insert_with(|| json!({})) else {
            continue;
        };
        let both = match (known.shift_remove(&name), value) {
            (Some(Value::Array(mut names)), Value::Array(more)) => {
                names.extend(more);
                Value::Array(names)
            }
            (Some(schema), more) => json!({ "allOf": [schema, more] }),
            (None, value) => value,
        };
        known.insert(name, both);
    }
}
