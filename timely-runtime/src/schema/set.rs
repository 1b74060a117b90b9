//! Schemas that are read while a program runs.

use super::check::Checker;
use super::program::{Program, Subschema, parse_all};
use super::{Budget, Direction, Place, SchemaError, Violations};
use serde_json::Value;
use std::fmt;

/// Schemas by their names, read from a text while a program runs: for tools without generated code, such as a mock server
/// that is handed a document.
///
/// The text is a JSON object as under `components/schemas` of a document: each name with its schema, in JSON Schema
/// draft 2020-12. A `$ref` names another schema of the text, as `#/components/schemas/NAME` or `#/$defs/NAME`. It is held
/// to the letter: a keyword that is not known is an error, since what it asks for would not be checked. Annotations that say
/// nothing of a value (`title`, `description`, `$comment`, `example`, `examples`, `deprecated`) and extensions (`x-…`) are
/// passed over, and so is a `format` of which this crate does not know what it asks for.
///
/// ```
/// use timely_runtime::{Direction, SchemaSet, serde_json::json};
///
/// let schemas = SchemaSet::parse(r##"{
///     "Contact": {
///         "type": "object",
///         "required": ["name"],
///         "properties": {
///             "name": {"type": "string", "minLength": 1},
///             "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}}
///         }
///     },
///     "Tag": {"enum": ["friend", "customer"]}
/// }"##)?;
/// let contact = schemas.get("Contact").expect("it is in the text");
///
/// assert!(contact.is_valid(&json!({"name": "Ada", "tags": ["friend"]}), Direction::Request));
/// let violations = contact.check(&json!({"name": "", "tags": ["foe"]}), Direction::Request);
/// assert_eq!(
///     violations.to_string(),
///     "/name: expected at least 1 character, found 0 characters; \
///      /tags/0: expected \"friend\" or \"customer\", found the string \"foe\""
/// );
/// # Ok::<(), timely_runtime::SchemaError>(())
/// ```
///
/// Nothing of it outlives it: what it takes is freed when it is dropped.
pub struct SchemaSet {
    program: Program,
    steps: u64,
}

impl SchemaSet {
    /// The steps that a check may take unless set otherwise.
    const STEPS: u64 = 100_000_000;

    /// Reads schemas.
    ///
    /// # Errors
    /// What is wrong with the text, and where: that it is no JSON, nests more than 127 levels deep, has a keyword that is not
    /// known, one that comes twice or one with a value it cannot have, a `pattern` that is no regular expression of
    /// ECMA-262, or a `$ref` that leads nowhere.
    pub fn parse(text: &str) -> Result<Self, SchemaError> {
        let program = parse_all(text)?;
        let steps = Self::STEPS;
        Ok(Self { program, steps })
    }

    /// The schemas with another bound on the work of one check, in steps of roughly 10 ns each in a release build. Unless
    /// set otherwise it is 100,000,000, about a second, which is more than values of a few megabytes take. Where texts or
    /// values come from strangers, that is what ends a check: the two can be made for each other so that it would take
    /// forever.
    #[must_use]
    pub fn with_steps(mut self, steps: u64) -> Self {
        self.steps = steps;
        self
    }

    /// The names of all schemas, in order. Those under `$defs` of one of them count as well.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.program.names().collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// The schema of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<NamedSchema<'_>> {
        let schema = self.program.named(name)?;
        let steps = self.steps;
        Some(NamedSchema { schema, steps })
    }
}

/// With the names alone, since schemas may refer to themselves.
impl fmt::Debug for SchemaSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SchemaSet ")?;
        f.debug_set().entries(self.names()).finish()
    }
}

/// A schema of a [`SchemaSet`].
#[derive(Clone, Copy, Debug)]
pub struct NamedSchema<'s> {
    schema: Subschema<'s>,
    steps: u64,
}

impl NamedSchema<'_> {
    /// Checks a value that travels in the given direction, and returns all that is wrong with it (up to
    /// [`Violations::LIMIT`]). A check that takes more than its [steps](SchemaSet::with_steps) ends with that as the only
    /// violation.
    #[must_use]
    pub fn check(&self, value: &Value, direction: Direction) -> Violations {
        let budget = Budget::new(self.steps);
        Checker::new(Some(direction), Place::Body, &budget).run(self.schema, value, "")
    }

    /// Whether a value that travels in the given direction is as it should be. This is quicker than
    /// [`check`](Self::check) where it is not. False where the steps do not suffice to tell.
    #[must_use]
    pub fn is_valid(&self, value: &Value, direction: Direction) -> bool {
        let budget = Budget::new(self.steps);
        let fits = Checker::new(Some(direction), Place::Body, &budget).fits(self.schema, value);
        fits && !budget.is_exhausted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(text: &str) -> SchemaSet {
        SchemaSet::parse(text).unwrap().with_steps(300_000)
    }

    fn fault(text: &str) -> String {
        SchemaSet::parse(text).unwrap_err().to_string()
    }

    fn verdict(schemas: &SchemaSet, name: &str, value: &Value) -> bool {
        let schema = schemas.get(name).unwrap();
        let is_valid = schema.is_valid(value, Direction::Request);
        let violations = schema.check(value, Direction::Request);
        assert_eq!(violations.is_empty(), is_valid, "{value}: {violations}");
        is_valid
    }

    #[test]
    fn schemas_are_found_by_their_names() {
        let schemas = set(r##"{
            "Tag": {"type": "string", "minLength": 2.0},
            "Tags": {"items": {"$ref": "#/components/schemas/Tag"}},
            "a/b~c d": {"$ref": "#/$defs/Tag"},
            "Other": {"$ref": "#/components/schemas/a~1b~0c%20d"}
        }"##);
        let names: Vec<_> = schemas.names().collect();
        assert_eq!(names, ["Other", "Tag", "Tags", "a/b~c d"]);
        assert!(schemas.get("tag").is_none());
        assert!(verdict(&schemas, "Tags", &json!(["ab", "cd"])));
        assert!(!verdict(&schemas, "Tags", &json!(["ab", "c"])));
        assert!(verdict(&schemas, "Other", &json!("ab")) && !verdict(&schemas, "Other", &json!(1)));
        assert!(set("{}").names().next().is_none());
        assert_eq!(format!("{:?}", set(r#"{"A": true}"#)), r#"SchemaSet {"A"}"#);
    }

    #[test]
    fn directions_count() {
        let schemas = set(r##"{
            "A": {"required": ["id", "key"], "properties": {"id": {"readOnly": true}, "key": {"writeOnly": true}}}
        }"##);
        let passes = |value, direction| schemas.get("A").unwrap().is_valid(&value, direction);
        assert!(passes(json!({"key": 1}), Direction::Request));
        assert!(!passes(json!({"key": 1}), Direction::Response));
        assert!(passes(json!({"id": 1}), Direction::Response));
    }

    #[test]
    fn what_says_nothing_of_a_value_is_passed_over() {
        let schemas = set(r##"{"A": {
            "title": "t", "description": "d", "$comment": "c", "example": {"a": 1}, "examples": [1], "deprecated": true,
            "x-order": 1, "x-order": {"deep": [[]]}, "format": "of my own", "type": "integer"
        }}"##);
        assert!(verdict(&schemas, "A", &json!(1)) && !verdict(&schemas, "A", &json!("1")));
    }

    #[test]
    fn texts_that_are_no_schemas_are_told() {
        for (text, expected) in [
            ("", "EOF while parsing"),
            ("[]", "expected schemas by their names"),
            (r#"{"A": 1}"#, "expected a schema"),
            (r#"{"A": null}"#, "expected a schema"),
            (r#"{"A": {}} {}"#, "trailing characters"),
            (r#"{"A": {}, "A": {}}"#, "`A` is defined twice"),
            (
                r#"{"A": {"$defs": {"B": {}}}, "B": {}}"#,
                "`B` is defined twice",
            ),
            (r#"{"A": {"minimun": 1}}"#, "`minimun` is no keyword"),
            (
                r#"{"A": {"x-alternatives": 1}}"#,
                "expected a list of schemas",
            ),
            (
                r#"{"A": {"type": "string", "type": "null"}}"#,
                "`type` is there twice",
            ),
            (
                r#"{"A": {"properties": {"a": true, "a": false}}}"#,
                "`a` is there twice",
            ),
            (r#"{"A": {"type": "text"}}"#, "\"text\" is no type"),
            (r#"{"A": {"type": {"a": 1}}}"#, "is no type"),
            (r#"{"A": {"type": [["null"]]}}"#, "is no type"),
            (r#"{"A": {"enum": "a"}}"#, "expected a sequence"),
            (r#"{"A": {"required": "a"}}"#, "expected a sequence"),
            (r#"{"A": {"required": [1]}}"#, "expected a string"),
            (r#"{"A": {"required": {"a": true}}}"#, "expected a sequence"),
            (
                r#"{"A": {"properties": []}}"#,
                "expected schemas by their names",
            ),
            (r#"{"A": {"allOf": {}}}"#, "expected a list of schemas"),
            (r#"{"A": {"allOf": [1]}}"#, "expected a schema"),
            (r#"{"A": {"items": [{}]}}"#, "expected a schema"),
            (r#"{"A": {"uniqueItems": 1}}"#, "expected a boolean"),
            (r#"{"A": {"readOnly": "yes"}}"#, "expected a boolean"),
            (r#"{"A": {"maxLength": "1"}}"#, "expected a JSON number"),
            (r#"{"A": {"maxLength": -1}}"#, "-1 is no count"),
            (r#"{"A": {"maxLength": 0.5}}"#, "0.5 is no count"),
            (r#"{"A": {"maximum": "1"}}"#, "expected a JSON number"),
            (r#"{"A": {"maximum": 1e999}}"#, "number out of range"),
            (r#"{"A": {"const": 1e999}}"#, "number out of range"),
            (r#"{"A": {"pattern": "("}}"#, "`(` is no regular expression"),
            (
                r#"{"A": {"patternProperties": {"[": {}}}}"#,
                "`[` is no regular expression",
            ),
            (r#"{"A": {"pattern": 1}}"#, "expected a string"),
            (
                r#"{"A": {"dependentRequired": {"a": "b"}}}"#,
                "expected a sequence",
            ),
            (
                r#"{"A": {"discriminator": {}}}"#,
                "missing field `propertyName`",
            ),
            (r#"{"A": {"$ref": 1}}"#, "expected a string"),
            (r#"{"A": {"$ref": "B"}}"#, "names `B`, which is not known"),
            (r##"{"A": {"$ref": "#"}}"##, "names `#`, which is not known"),
            (
                r##"{"A": {"$ref": "#/$defs/B"}}"##,
                "names `B`, which nothing defines",
            ),
            (
                r##"{"A": {"$ref": "#/$defs/A/items"}}"##,
                "names `A/items`, which nothing",
            ),
            (
                r##"{"A": {"$ref": "#/$defs/%"}}"##,
                "whose `%` are no escapes",
            ),
            ("{\"A\": {\"description\": \"\u{0}\"}}", "control character"),
        ] {
            let fault = fault(text);
            assert!(fault.contains(expected), "{text}: {fault}");
        }
    }

    #[test]
    fn huge_numbers_are_bounds_as_others() {
        let schemas = set(r#"{
            "Count": {"maxLength": 1e300, "minItems": 18446744073709551616, "maxProperties": 18446744073709551615},
            "Bound": {"minimum": -1e308, "maximum": 1e308},
            "Unit": {"multipleOf": 1e308}, "Zero": {"multipleOf": 0}, "Tiny": {"multipleOf": 5e-324}
        }"#);
        assert!(verdict(&schemas, "Count", &json!("a")) && !verdict(&schemas, "Count", &json!([])));
        assert!(verdict(&schemas, "Bound", &json!(u64::MAX)));
        assert!(!verdict(&schemas, "Bound", &json!(f64::MAX)));
        for name in ["Unit", "Zero", "Tiny"] {
            for value in [json!(0), json!(0.1), json!(i64::MIN), json!(f64::MAX)] {
                verdict(&schemas, name, &value);
            }
        }
        assert!(!verdict(&schemas, "Unit", &json!(1)));
    }

    /// Texts that nest, in each way in which a schema can be within another.
    #[test]
    fn texts_that_nest_too_deep_are_told() {
        for (start, end) in [
            ("{\"items\":", "}"),
            ("{\"allOf\":[", "]}"),
            ("{\"properties\":{\"a\":", "}}"),
            ("{\"$defs\":{\"a\":", "}}"),
            (
                "{\"discriminator\":{\"propertyName\":\"a\",\"mapping\":{\"a\":",
                "}}}",
            ),
            ("{\"not\":{\"if\":{\"contains\":", "}}}"),
            ("{\"const\":[", "]}"),
            ("[", "]"),
        ] {
            for levels in [1_000, 100_000] {
                let text = format!(
                    "{{\"A\":{}true{}}}",
                    start.repeat(levels),
                    end.repeat(levels)
                );
                let fault = fault(&text);
                let is_told = ["nested too deep", "recursion limit", "expected a schema"];
                assert!(
                    is_told.iter().any(|it| fault.contains(it)),
                    "{start}: {fault}"
                );
            }
        }
    }

    #[test]
    fn what_is_passed_over_may_nest() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let schemas = set(&format!(
            r#"{{"A": {{"x-a": {deep}, "example": {deep}, "type": "null"}}}}"#
        ));
        assert!(verdict(&schemas, "A", &json!(null)) && !verdict(&schemas, "A", &json!(1)));
    }

    /// `$ref` that lead back to where they are.
    #[test]
    fn cycles_end() {
        let schemas = set(r##"{
            "Self": {"$ref": "#/$defs/Self"},
            "A": {"allOf": [{"$ref": "#/$defs/B"}], "type": ["integer", "object"]},
            "B": {"allOf": [{"$ref": "#/$defs/A"}], "maximum": 3},
            "Any": {"anyOf": [{"$ref": "#/$defs/One"}, {"type": "string"}]},
            "One": {"oneOf": [{"$ref": "#/$defs/Any"}, {"$ref": "#/$defs/One"}]},
            "Not": {"not": {"$ref": "#/$defs/Not"}},
            "If": {"if": {"$ref": "#/$defs/If"}, "then": {"$ref": "#/$defs/A"}, "else": {"$ref": "#/$defs/If"}},
            "Names": {"propertyNames": {"$ref": "#/$defs/Names"}, "dependentSchemas": {"a": {"$ref": "#/$defs/Names"}}},
            "Rest": {
                "allOf": [{"$ref": "#/$defs/Rest"}], "anyOf": [{"$ref": "#/$defs/Rest"}, {"properties": {"a": true}}],
                "unevaluatedProperties": {"$ref": "#/$defs/Rest"}, "unevaluatedItems": {"$ref": "#/$defs/Rest"}
            }
        }"##);
        let mut deep = json!({});
        for level in 0..100 {
            deep = match level % 2 {
                0 => json!({ "a": deep }),
                _ => json!([deep]),
            };
        }
        for name in schemas.names() {
            for value in [
                json!(1),
                json!("a"),
                json!({"a": {"a": []}}),
                json!([[]]),
                deep.clone(),
            ] {
                verdict(&schemas, name, &value);
            }
        }
        assert!(verdict(&schemas, "A", &json!(3)) && verdict(&schemas, "B", &json!({})));
        assert!(!verdict(&schemas, "A", &json!(4)) && !verdict(&schemas, "B", &json!("a")));
    }

    /// Schemas that lead to each other in so many ways that no check could take all of them.
    #[test]
    fn what_multiplies_ends() {
        let chain = |keyword: &str, levels: usize, width: usize| {
            let parts = |level: usize| {
                let part = format!("{{\"$ref\": \"#/$defs/S{}\"}}", (level + 1) % levels);
                vec![part; width].join(",")
            };
            let schema = |level| format!("\"S{level}\": {{\"{keyword}\": [{}]}}", parts(level));
            let schemas: Vec<String> = (0..levels).map(schema).collect();
            format!("{{\"End\": {{\"minLength\": 2}}, {}}}", schemas.join(","))
        };
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            for (levels, width) in [(60, 2), (2, 400), (600, 1), (3, 100)] {
                let schemas = set(&chain(keyword, levels, width));
                for value in [json!(1), json!({}), json!({"a": 1}), json!([[1, [2]], 1])] {
                    verdict(&schemas, "S0", &value);
                }
            }
        }
    }

    /// More schemas in a row than a stack has room for.
    #[test]
    fn long_rows_do_not_overflow_a_small_stack() {
        let rows = |start: &str, end: &str| {
            let last = 20_000;
            let rows: Vec<String> = (0..last)
                .map(|at| {
                    format!(
                        "\"S{at}\": {start}{{\"$ref\": \"#/$defs/S{}\"}}{end}",
                        at + 1
                    )
                })
                .collect();
            format!(
                "{{{}, \"S{last}\": {{\"type\": \"string\"}}}}",
                rows.join(",")
            )
        };
        let check = move || {
            for (start, end) in [
                ("{\"title\": \"t\", \"minLength\": 0, \"allOf\": [", "]}"),
                ("{\"anyOf\": [{\"type\": \"null\"},", "]}"),
                ("{\"oneOf\": [", ",{\"const\": 5}]}"),
                ("{\"not\":", "}"),
                ("{\"if\":", "}"),
                ("{\"unevaluatedProperties\": false, \"allOf\": [", "]}"),
                ("{\"dependentSchemas\": {\"a\":", "}}"),
                ("{\"propertyNames\":", "}"),
            ] {
                let schemas = set(&rows(start, end));
                for value in [json!("a"), json!(1), json!({"a": 1}), json!([1])] {
                    verdict(&schemas, "S0", &value);
                }
            }
        };
        let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
        thread.spawn(check).unwrap().join().unwrap();
    }

    #[test]
    fn the_steps_are_what_ends_a_check() {
        let schemas = set(r#"{"A": {"items": {"type": "array", "items": {"maxLength": 1}}}}"#);
        let value = json!([["a", "b", "c"], ["d", "e", "f"]]);
        assert!(verdict(&schemas, "A", &value));
        let schemas = schemas.with_steps(5);
        let violations = schemas.get("A").unwrap().check(&value, Direction::Request);
        assert_eq!(violations.iter().next().unwrap().keyword(), "budget");
        assert!(!verdict(&schemas, "A", &value));
    }

    #[test]
    fn it_can_be_shared() {
        fn shared<T: Send + Sync + 'static>(_: &T) {}
        shared(&set("{}"));
    }
}
