//! The identifiers that generated code makes of a document, each beside the document's own words: to count those that no
//! person would write.

use super::{Api, Operation, TypeDef, TypeKind};

/// How many characters an identifier may have before it is a long one.
const LONG: usize = 60;

/// What there is of identifiers that no person would write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnlikelyNames {
    /// Those of over 60 characters, unless a word of the document is as long.
    pub long: usize,
    /// Those that end in a number that the document does not have.
    pub numbered: usize,
}

impl Api {
    /// The types that have a definition of their own: no alias, and none that shares that of another.
    pub fn definitions(&self) -> usize {
        let is_own = |it: &&TypeDef| !matches!(it.kind, TypeKind::Alias(_));
        self.types.iter().filter(is_own).count()
    }

    /// Counts the identifiers of types, their members and operations that no person would write.
    pub fn unlikely_names(&self) -> UnlikelyNames {
        let mut counts = UnlikelyNames::default();
        self.types.iter().for_each(|it| counts.add_type(it));
        self.all_operations()
            .for_each(|it| counts.add_operation(it));
        counts
    }
}

impl UnlikelyNames {
    fn add(&mut self, name: &str, words: &[&str]) {
        let is_long = |text: &str| text.chars().count() > LONG;
        if is_long(name) && !words.iter().any(|word| word.split('/').any(is_long)) {
            self.long += 1;
        }
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &name[stem.len()..];
        if !number.is_empty() && !words.iter().any(|word| word.contains(number)) {
            self.numbered += 1;
        }
    }

    fn add_type(&mut self, definition: &TypeDef) {
        self.add(&definition.name, &[definition.pointer.as_str()]);
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
                    // It may be named for what it holds, whose own name is counted.
                    let held = format!("{:?}", variant.ty);
                    let mut words: Vec<&str> = variant.tags.iter().map(String::as_str).collect();
                    words.push(&held);
                    self.add(&variant.name, &words);
                }
            }
            TypeKind::IntegerEnum(_) | TypeKind::Alias(_) | TypeKind::Wrapper(_) => {}
        }
    }

    fn add_operation(&mut self, operation: &Operation) {
        let words = [operation.id.as_str(), &operation.path];
        self.add(&operation.method_name, &words);
        self.add(&operation.success.name, &words);
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
            long: 1,
            numbered: 1,
        };
        assert_eq!(counts, expected);
    }
}
