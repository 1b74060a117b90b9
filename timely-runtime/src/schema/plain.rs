//! The schemas that most documents use, so that generated code need not spell them out.

use super::Schema;

/// Schemas of a type and at most a format, each with one that allows `null` besides.
macro_rules! plain {
    ($($name:ident, $nullable:ident: $type:literal $(of $format:literal)?;)*) => {
        /// Of a type and at most a format.
        #[doc(hidden)]
        impl Schema {
            $(
                #[doc = concat!("Of `", $type, "`" $(, " with the format `", $format, "`")?, ".")]
                pub const $name: &'static Schema = &Schema::new(
                    concat!("{\"type\":\"", $type, "\"" $(, ",\"format\":\"", $format, "\"")?, "}"),
                    &[],
                );
                #[doc = concat!("As [`", stringify!($name), "`](Self::", stringify!($name), "), or `null`.")]
                pub const $nullable: &'static Schema = &Schema::new(
                        concat!(
                            "{\"type\":[\"", $type, "\",\"null\"]"
                            $(, ",\"format\":\"", $format, "\"")?, "}"
                        ),
                        &[],
                );
            )*
        }
    };
}

plain! {
    BOOLEAN, BOOLEAN_OR_NULL: "boolean";
    INTEGER, INTEGER_OR_NULL: "integer";
    INT32, INT32_OR_NULL: "integer" of "int32";
    INT64, INT64_OR_NULL: "integer" of "int64";
    NUMBER, NUMBER_OR_NULL: "number";
    FLOAT, FLOAT_OR_NULL: "number" of "float";
    DOUBLE, DOUBLE_OR_NULL: "number" of "double";
    STRING, STRING_OR_NULL: "string";
    UUID, UUID_OR_NULL: "string" of "uuid";
    DATE_TIME, DATE_TIME_OR_NULL: "string" of "date-time";
    DATE, DATE_OR_NULL: "string" of "date";
    EMAIL, EMAIL_OR_NULL: "string" of "email";
    URI, URI_OR_NULL: "string" of "uri";
    OBJECT, OBJECT_OR_NULL: "object";
}

#[doc(hidden)]
impl Schema {
    /// Allows every value.
    pub const ANY: &'static Schema = &Schema::new("true", &[]);

    /// Allows no value.
    pub const NEVER: &'static Schema = &Schema::new("false", &[]);
}

/// A schema that stands where it is used: its text, and the schemas that it refers to.
///
/// ```
/// use timely_runtime::{Direction, Schema, generated as rt, serde_json::json};
///
/// static TAG: Schema = Schema::new(r#"{"type": "string", "minLength": 1}"#, &[]);
/// let tags = rt::schema!(r#"{"type": "array", "items": {"$ref": "Tag"}}"#, TAG);
/// assert!(tags.is_valid(&json!(["a"]), Direction::Request));
/// assert!(!tags.is_valid(&json!(["a", ""]), Direction::Request));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __schema {
    ($text:literal $(, $schema:path)* $(,)?) => {{
        static SCHEMA: $crate::Schema = $crate::Schema::new($text, &[$(&$schema),*]);
        &SCHEMA
    }};
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Direction;
    use serde_json::json;

    #[test]
    fn constants_are_what_they_are_called() {
        let passes = |schema: &Schema, value| schema.is_valid(&value, Direction::Request);
        assert!(passes(Schema::DATE, json!("2024-02-29")));
        assert!(!passes(Schema::DATE, json!("2024-02-30")));
        assert!(!passes(Schema::DATE, json!(null)));
        assert!(passes(Schema::DATE_OR_NULL, json!(null)));
        assert!(passes(Schema::INT64, json!(1_i64 << 40)));
        assert!(!passes(Schema::INT32, json!(1_i64 << 40)));
        assert!(!passes(Schema::INTEGER, json!(0.5)));
        assert!(passes(Schema::NUMBER, json!(0.5)));
        assert!(passes(Schema::ANY, json!({})) && !passes(Schema::NEVER, json!({})));
    }
}
