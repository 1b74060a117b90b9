//! What messages call values and the types that they should be of.

use super::Types;
use crate::ir::{Type, TypeKind};
use serde_json::Value;

/// How many names of other names are followed.
const MAX_DEPTH: usize = 32;

/// What a value is.
pub(super) fn of_value(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Types<'_> {
    /// What the values of a type are.
    pub(in crate::lower) fn noun(&self, ty: &Type) -> &'static str {
        let mut ty = ty;
        for _ in 0..MAX_DEPTH {
            ty = match ty {
                Type::Boolean => return "a boolean",
                Type::Integer(_) => return "an integer",
                Type::Number(_) | Type::Digits(_) => return "a number",
                Type::String | Type::Constant(_) | Type::Text(_) | Type::Format(_) => {
                    return "a string";
                }
                Type::Array(_) | Type::Tuple(_) => return "a list",
                Type::Map(_) | Type::Object => return "an object",
                Type::Any => return "any value",
                Type::Own(_) => return "a type of your own",
                Type::Nullable(inner) | Type::Headed(inner) => inner,
                Type::Named(id) | Type::Boxed(id) => match self.types.get(*id) {
                    Some(definition) => match &definition.kind {
                        TypeKind::Struct(_) => return "an object",
                        TypeKind::Enum(_) => return "a string",
                        TypeKind::IntegerEnum(_) => return "an integer",
                        TypeKind::NumberEnum(_) => return "a number",
                        TypeKind::Tuple(_) => return "a list",
                        TypeKind::Union(_) => return "one of several types",
                        TypeKind::Alias(inner) | TypeKind::Wrapper(inner) => inner,
                    },
                    None => break,
                },
            };
        }
        "a value of another type"
    }
}
