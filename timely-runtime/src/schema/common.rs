//! The schemas that most documents use, so that generated code need not spell them out.
//!
//! They are references: a compiler takes several times as long for a schema that is written out where it is used.

use super::{Access, Format, Property, Schema, Types};

/// Schemas of types and at most a format, each with one that allows `null` besides.
macro_rules! common {
    ($($name:ident, $nullable:ident: $types:ident $($format:ident)?;)*) => {
        /// Of types and at most a format.
        #[doc(hidden)]
        impl Schema {
            $(
                #[doc = concat!("Of `", stringify!($types), "`" $(, " with the format `", stringify!($format), "`")?, ".")]
                pub const $name: &'static Schema = &Schema {
                    types: Types::$types,
                    $(format: Some(Format::$format),)?
                    ..Schema::ANY
                };
                #[doc = concat!("As [`", stringify!($name), "`](Self::", stringify!($name), "), or `null`.")]
                pub const $nullable: &'static Schema = &Schema {
                    types: Types::$types.or(Types::NULL),
                    $(format: Some(Format::$format),)?
                    ..Schema::ANY
                };
            )*
        }
    };
}

common! {
    BOOLEAN, BOOLEAN_OR_NULL: BOOLEAN;
    INTEGER, INTEGER_OR_NULL: INTEGER;
    INT32, INT32_OR_NULL: INTEGER Int32;
    INT64, INT64_OR_NULL: INTEGER Int64;
    NUMBER, NUMBER_OR_NULL: NUMBER;
    FLOAT, FLOAT_OR_NULL: NUMBER Float;
    DOUBLE, DOUBLE_OR_NULL: NUMBER Double;
    STRING, STRING_OR_NULL: STRING;
    UUID, UUID_OR_NULL: STRING Uuid;
    DATE_TIME, DATE_TIME_OR_NULL: STRING DateTime;
    DATE, DATE_OR_NULL: STRING Date;
    EMAIL, EMAIL_OR_NULL: STRING Email;
    URI, URI_OR_NULL: STRING Uri;
    OBJECT, OBJECT_OR_NULL: OBJECT;
}

#[doc(hidden)]
impl Schema {
    /// An object with these properties, and with any others.
    #[must_use]
    pub const fn object(properties: &'static [Property]) -> Self {
        Self {
            types: Types::OBJECT,
            properties,
            ..Self::ANY
        }
    }

    /// An array of such items.
    #[must_use]
    pub const fn array(items: &'static Schema) -> Self {
        Self {
            types: Types::ARRAY,
            items: Some(items),
            ..Self::ANY
        }
    }
}

impl Property {
    /// A property that travels both ways, and that an object must have.
    #[must_use]
    pub const fn required(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            required: true,
            access: Access::ReadWrite,
            schema,
        }
    }

    /// A property that travels both ways, and that an object may have.
    #[must_use]
    pub const fn optional(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            required: false,
            ..Self::required(name, schema)
        }
    }

    /// Makes it one that only the server sends.
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self {
            access: Access::ReadOnly,
            ..self
        }
    }

    /// Makes it one that only clients send.
    #[must_use]
    pub const fn write_only(self) -> Self {
        Self {
            access: Access::WriteOnly,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Direction;
    use serde_json::json;

    #[test]
    fn constants_are_what_they_are_called() {
        let passes = |schema: &Schema, value| schema.check(&value, Direction::Request).is_empty();
        assert!(passes(Schema::DATE, json!("2024-02-29")));
        assert!(!passes(Schema::DATE, json!("2024-02-30")));
        assert!(!passes(Schema::DATE, json!(null)));
        assert!(passes(Schema::DATE_OR_NULL, json!(null)));
        assert!(passes(Schema::INT64, json!(1_i64 << 40)));
        assert!(!passes(Schema::INT32, json!(1_i64 << 40)));
        assert!(!passes(Schema::INTEGER, json!(0.5)));
        assert!(passes(Schema::NUMBER, json!(0.5)));
    }

    #[test]
    fn objects_want_what_is_required_of_the_side_that_sends() {
        static USER: Schema = Schema::object(&[
            Property::required("name", Schema::STRING),
            Property::optional("tags", &Schema::array(Schema::STRING)),
            Property::required("id", Schema::UUID).read_only(),
            Property::required("password", Schema::STRING).write_only(),
        ]);
        let wrong = |value, direction| USER.check(&value, direction).to_string();
        let sent = json!({ "name": "Ana", "password": "p" });
        assert_eq!(wrong(sent, Direction::Request), "");
        assert_eq!(
            wrong(json!({ "tags": [1] }), Direction::Response),
            "/name: expected a value, found nothing; /tags/0: expected a string, found 1; \
             /id: expected a value, found nothing"
        );
    }
}
