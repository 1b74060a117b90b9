//! `type`: at most one, and null as `nullable`.

use super::{Entries, Schema, type_keywords};
use crate::diagnostic::{Code, Pointer, closest};
use crate::formats::{self, JsonType};
use crate::normalize::annotations;
use serde_json::{Value, json};

impl Schema<'_, '_, '_> {
    pub(super) fn settle_types(&mut self) {
        self.settle_const();
        let names = match self.entries.get("type") {
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            _ => return,
        };
        let mut types = Vec::new();
        for name in names {
            if let Some(known) = self.known_type(&name)
                && !types.contains(&known)
            {
                types.push(known);
            }
        }
        self.take("type");
        let all = types.len();
        types.retain(|name| *name != "null");
        if types.len() < all {
            self.set("nullable", json!(true));
            if types.is_empty() && self.enum_has_null() {
                self.set("enum", json!([null]));
            }
        }
        // Every integer is a number.
        if types.contains(&"number") {
            types.retain(|name| *name != "integer");
        }
        match types[..] {
            [] => {}
            [name] => self.set("type", json!(name)),
            _ => self.split(&types),
        }
    }

    /// Whether an `enum`, if there is one, lists null.
    fn enum_has_null(&self) -> bool {
        match self.entries.get("enum") {
            Some(Value::Array(values)) => values.contains(&Value::Null),
            _ => true,
        }
    }

    /// What is said of the schema leaves no value at all.
    pub(super) fn contradict(&mut self, message: &str) {
        self.warn(Code::ImpossibleSchema, "type", message)
            .help("no value is accepted here; correct one of the two");
        self.set("not", json!({}));
    }

    /// `const` is an `enum` of one value.
    fn settle_const(&mut self) {
        let Some(value) = self.take("const") else {
            return;
        };
        if let Some(Value::Array(values)) = self.entries.get("enum") {
            let count = values.len();
            let Some(place) = values.iter().position(|listed| is_same(listed, &value)) else {
                self.take("enum");
                self.contradict("`const` is none of the values of `enum`");
                return;
            };
            self.keep_names(&[place], count);
        }
        if value.is_null() {
            self.set("type", json!("null"));
            self.take("enum");
            return;
        }
        let root = Pointer::root();
        self.moved(&root.child("const"), &root.child("enum"));
        self.moved(&root.child("const"), &root.child("enum").index(0));
        self.set("enum", json!([value]));
        annotations::mark_const(self.entries);
    }

    /// The type that a name stands for. `None` for any type.
    fn known_type(&mut self, name: &str) -> Option<&'static str> {
        if let Some(known) = JsonType::named(name) {
            return Some(known.name());
        }
        let types = JsonType::ALL.map(JsonType::name);
        let lower = name.to_ascii_lowercase();
        let (meant, format) = match lower.as_str() {
            "any" => (None, None),
            "str" | "text" | "char" | "enum" => (Some("string"), None),
            "int" | "long" | "int32" | "int64" => (Some("integer"), None),
            "float" | "double" | "decimal" => (Some("number"), None),
            "bool" => (Some("boolean"), None),
            "list" => (Some("array"), None),
            "dict" | "map" | "hash" => (Some("object"), None),
            word => match (formats::written_as_type(word), closest(word, types)) {
                (Some(format), _) => (format.implied.map(JsonType::name), Some(format.name)),
                (None, Some(near)) if near.eq_ignore_ascii_case(name) => {
                    (JsonType::named(near).map(JsonType::name), None)
                }
                (None, near) => {
                    let message = format!("`{name}` is not a type");
                    let diagnostic = self.refuse(Code::InvalidDocument, "type", message);
                    match near {
                        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                        None => diagnostic.help(format!("the types are {}", types.join(", "))),
                    };
                    return None;
                }
            },
        };
        if let Some(format) = format
            && !self.has("format")
        {
            self.set("format", json!(format));
        }
        let read = meant.map_or_else(|| "any type".to_owned(), |meant| format!("`{meant}`"));
        self.warn(
            Code::Repaired,
            "type",
            format!("`{name}` is not a type; it is read as {read}"),
        );
        meant
    }

    /// One alternative for each type, with the keywords that are about it.
    fn split(&mut self, types: &[&'static str]) {
        let list = Pointer::root().child("anyOf");
        let had_union = self.has("anyOf");
        // An outer union stays, and both must hold.
        let (base, wrapped) = if had_union {
            (Pointer::root().child("allOf").index(0).child("anyOf"), true)
        } else {
            (list, false)
        };
        let mut alternatives = Vec::new();
        for (index, name) in types.iter().enumerate() {
            let mut alternative = Entries::new();
            alternative.insert("type".to_owned(), json!(name));
            for key in type_keywords::keywords(name)
                .iter()
                .filter(|key| !is_about_rest(key))
            {
                if let Some(value) = self.entries.get(*key).cloned() {
                    self.moved(&Pointer::root().child(key), &base.index(index).child(key));
                    alternative.insert((*key).to_owned(), value);
                }
            }
            if let Some(Value::Array(values)) = self.entries.get("enum") {
                let fitting: Vec<Value> = values
                    .iter()
                    .filter(|value| type_keywords::is_of(value, name))
                    .cloned()
                    .collect();
                if fitting.is_empty() {
                    continue;
                }
                alternative.insert("enum".to_owned(), Value::Array(fitting));
            }
            alternatives.push(Value::Object(alternative));
        }
        let moved = types.iter().flat_map(|name| type_keywords::keywords(name));
        for key in moved.filter(|key| !is_about_rest(key)) {
            self.take(key);
        }
        let has_null = self.has("enum") && self.enum_has_null();
        self.take("enum");
        if has_null {
            self.set("nullable", json!(true));
        } else if alternatives.is_empty() {
            self.contradict("`enum` lists no value of the types that are allowed");
            return;
        }
        if let ([Value::Object(only)], false) = (&alternatives[..], wrapped) {
            // Of several types, the enum has left one.
            let only = only.clone();
            self.entries.extend(only);
        } else if wrapped {
            self.add_to_all_of(json!({ "anyOf": alternatives }), &Pointer::root());
        } else {
            self.set("anyOf", Value::Array(alternatives));
            annotations::mark_listed_types(self.entries);
        }
    }
}

/// Whether a keyword depends on those beside it, so that it must stay with them.
fn is_about_rest(key: &str) -> bool {
    key.starts_with("unevaluated")
}

/// Whether two values are the same in JSON Schema, where 1 is 1.0.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b).is_eq(),
        _ => a == b,
    }
}
