//! The identifiers that generated code makes of a document, each beside the document's own words: to find those that no
//! person would write.

use super::{Api, Operation, Type, TypeDef, TypeKind};

/// How many characters an identifier may have before it is a long one.
const LONG: usize = 60;

/// What there is of identifiers that no person would write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnlikelyNames {
    /// Those of over 60 characters, unless a word of the document is as long.
    pub long: Vec<String>,
    /// Those that end in a number that the document does not have.
    pub numbered: Vec<String>,
}

impl Api {
    /// The types that have a definition of their own: no alias, and none that shares that of another.
    pub fn definitions(&self) -> usize {
        let is_own = |it: &&TypeDef| !matches!(it.kind, TypeKind::Alias(_));
        self.types.iter().filter(is_own).count()
    }

    /// Lists the identifiers of types, their members and operations that no person would write.
    pub fn unlikely_names(&self) -> UnlikelyNames {
        let mut counts = UnlikelyNames::default();
        for definition in &self.types {
            counts.add_type(definition, self);
        }
        self.all_operations()
            .for_each(|it| counts.add_operation(it));
        for set in &self.header_sets {
            for name in set.aliases.iter().chain([&set.name]) {
                counts.add(name, &[]);
            }
        }
        for set in &self.error_sets {
            let statuses = set.name.chars().filter(char::is_ascii_digit);
            counts.add(&set.name, &[&statuses.collect::<String>()]);
        }
        let forms = self.forms.iter().map(|form| &form.name);
        let choices = self.choices.iter().map(|choice| &choice.name);
        for name in forms.chain(choices) {
            counts.add(name, &[]);
        }
        counts
    }
}

impl UnlikelyNames {
    fn add(&mut self, name: &str, words: &[&str]) {
        let is_long = |text: &str| text.chars().count() > LONG;
        if is_long(name) && !words.iter().any(|word| word.split('/').any(is_long)) {
            self.long.push(name.to_owned());
        }
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &name[stem.len()..];
        let has_number = |word: &&str| {
            let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
            plain.contains(number)
        };
        if !number.is_empty() && !words.iter().any(has_number) {
            self.numbered.push(name.to_owned());
        }
    }

    fn add_type(&mut self, definition: &TypeDef, api: &Api) {
        // Places in lists are no words.
        const LISTS: &[&str] = &["allOf", "anyOf", "oneOf", "parameters", "prefixItems"];
        let mut words = Vec::new();
        let mut previous = "";
        for word in definition.pointer.as_str().split('/') {
            if !LISTS.contains(&previous) {
                words.push(word);
            }
            previous = word;
        }
        words.extend(definition.docs.summary.as_deref());
        let shared = definition.shares.map(|id| api.type_def(id));
        if let TypeKind::Struct(object) = &shared.unwrap_or(definition).kind {
            words.extend(object.fields.iter().filter_map(|field| match &field.ty {
                Type::Constant(only) => Some(only.as_str()),
                _ => None,
            }));
        }
        self.add(&definition.name, &words);
        match &definition.kind {
            TypeKind::Struct(object) => {
                for field in &object.fields {
                    self.add(&field.name, &[&field.wire]);
                }
            }
            TypeKind::Enum(values) => {
                for variant in &values.variants {
                    self.add(&variant.name, &[&variant.wire]);
                }
            }
            TypeKind::Union(union) => {
                for variant in &union.variants {
                    let mut words: Vec<&str> = variant.tags.iter().map(String::as_str).collect();
                    match &variant.ty {
                        // It may be named for what it holds, whose own name is counted.
                        Type::Named(id) | Type::Boxed(id) => words.push(&api.type_def(*id).name),
                        Type::Constant(only) => words.push(only),
                        _ => {}
                    }
                    self.add(&variant.name, &words);
                }
            }
            TypeKind::IntegerEnum(_)
            | TypeKind::NumberEnum(_)
            | TypeKind::Alias(_)
            | TypeKind::Wrapper(_)
            | TypeKind::Tuple(_) => {}
        }
    }

    fn add_operation(&mut self, operation: &Operation) {
        let words = [operation.id.as_str(), &operation.path];
        self.add(&operation.method_name, &words);
        self.add(&operation.success.name, &words);
        if let Some(error) = &operation.error_name {
            self.add(error, &words);
        }
        for (name, _) in &operation.header_names {
            self.add(name, &words);
        }
        for parameter in &operation.parameters {
            self.add(&parameter.field, &[&parameter.wire]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_of_the_document_are_its_own() {
        let mut counts = UnlikelyNames::default();
        let long = "a".repeat(70);
        for (name, words) in [
            ("Object2", ["/components/schemas/Object"]),
            ("Object2", ["/components/schemas/Object2"]),
            ("Errors404", ["404"]),
            ("Plain", [""]),
            (&long, ["/a/b"]),
            (&long, [&*format!("/a/{long}")]),
        ] {
            counts.add(name, &words);
        }
        let expected = UnlikelyNames {
            long: vec![long.clone()],
            numbered: vec!["Object2".to_owned()],
        };
        assert_eq!(counts, expected);
    }
}
