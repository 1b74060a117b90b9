//! The names of the forms that a body has, which the order of its media types does not decide.

use crate::naming::{Case, Scope};

/// The words for a form: that for its kind, and that for its media type, which tells it from others of the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) kind: String,
    pub(super) media_type: String,
}

impl Words {
    /// Of media types that hold the same JSON names them, or else the first by the alphabet.
    pub(super) fn or(&mut self, other: Self) {
        if other.key() < self.key() {
            *self = other;
        }
    }

    fn key(&self) -> (bool, &str, &str) {
        (self.kind != "Json", &self.kind, &self.media_type)
    }
}

/// The names of variants with these words: of those of a kind the first by its media type has the name of the kind alone.
pub(super) fn variant_names(words: &[Words]) -> Vec<String> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|index| words[*index].key());
    let mut scope = Scope::new(Case::Pascal);
    let mut names = vec![String::new(); words.len()];
    for index in order {
        let Words { kind, media_type } = &words[index];
        names[index] = scope.claim(kind, &[media_type]);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{Words, variant_names};

    #[test]
    fn the_order_of_media_types_names_none() {
        let words = |kind: &str, media_type: &str| Words {
            kind: kind.to_owned(),
            media_type: media_type.to_owned(),
        };
        let mut list = [
            words("Json", "Scim"),
            words("Form", "Form"),
            words("Json", "Json"),
        ];
        assert_eq!(variant_names(&list), ["JsonScim", "Form", "Json"]);
        list.reverse();
        assert_eq!(variant_names(&list), ["Json", "Form", "JsonScim"]);

        let mut both = words("Form", "Form");
        both.or(words("Json", "Scim"));
        both.or(words("Json", "Json"));
        both.or(words("Form", "Form"));
        assert_eq!(both, words("Json", "Json"));
    }
}
