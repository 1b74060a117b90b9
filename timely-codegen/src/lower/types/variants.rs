//! The names of an enum's variants: each tells which value it is.
//!
//! Signs that mean something are spelled wherever they stand, those that only part words are not: `C++` is `CPlusPlus`,
//! `text/plain` is `TextPlain`. Where two values have the same name in that way, what they differ by is spelled as well.

use crate::naming::{Case, Scope, case_word, pascal, pascal_spelled, sign, symbol};
use std::collections::{BTreeMap, BTreeSet};

/// The signs that are spelled wherever they stand. The others part words, or are mere punctuation.
const TELLING: &[char] = &[
    '+', '<', '>', '=', '*', '#', '%', '$', '&', '|', '~', '^', '@',
];
/// The signs that are spelled at the beginning as well.
const LEADING: &[char] = &['-', '!'];

/// What is spelled of one value.
#[derive(Clone, Default)]
struct Spelling {
    /// The signs that tell it from others.
    signs: BTreeSet<char>,
    /// Whether all signs are spelled.
    all: bool,
}

/// The variant that holds what the document does not name.
const OTHER: &str = "Other";

/// The identifiers of the variants for values, in their order, beside one for other values.
pub(super) fn identifiers(values: &[&str]) -> Vec<String> {
    claim(values, &names(values))
}

/// The same, where some are given their names. A name that is given is kept, whatever stands before it.
pub(super) fn identifiers_with(values: &[&str], given: &[Option<&str>]) -> Vec<String> {
    let own = names(values);
    let mut identifiers = vec![String::new(); values.len()];
    let mut scope = Scope::reserving(Case::Pascal, &[OTHER]);
    for is_given in [true, false] {
        for (index, value) in values.iter().enumerate() {
            let name = given.get(index).copied().flatten();
            if name.is_some() == is_given {
                let name = name.map_or_else(|| own[index].clone(), pascal);
                identifiers[index] = claim_one(&mut scope, value, &name);
            }
        }
    }
    identifiers
}

/// The identifiers of the variants for values, in their order, where there are no others.
pub(in crate::lower) fn closed(values: &[&str]) -> Vec<String> {
    claim_in(Scope::new(Case::Pascal), values, &names(values))
}

/// The identifiers of variants that are to have these names, beside one for other values.
pub(in crate::lower) fn claim(values: &[&str], names: &[String]) -> Vec<String> {
    claim_in(Scope::reserving(Case::Pascal, &[OTHER]), values, names)
}

fn claim_in(mut scope: Scope, values: &[&str], names: &[String]) -> Vec<String> {
    let each = values.iter().zip(names);
    each.map(|(value, name)| claim_one(&mut scope, value, name))
        .collect()
}

fn claim_one(scope: &mut Scope, value: &str, name: &str) -> String {
    let case = match value.is_empty() {
        true => "String",
        false => case_word(value),
    };
    // The catch-all is no other value, so that its letter case tells nothing.
    let words = match name == OTHER {
        true => ["Value", case],
        false => [case, "Value"],
    };
    scope.claim(name, &words)
}

/// Names for values, which differ but for values that only differ in their letter case.
fn names(values: &[&str]) -> Vec<String> {
    let mut spellings = vec![Spelling::default(); values.len()];
    let mut names: Vec<String> = values
        .iter()
        .map(|value| spelled(value, &Spelling::default()))
        .collect();
    for all in [false, true] {
        for twins in twins(&names) {
            let signs = differing(twins.iter().map(|index| values[*index]));
            for index in twins {
                let spelling = &mut spellings[index];
                spelling.signs.extend(&signs);
                spelling.all |= all;
                names[index] = spelled(values[index], spelling);
            }
        }
    }
    names
}

/// The places of values that have the same name.
pub(super) fn twins(names: &[String]) -> Vec<Vec<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        places.entry(name).or_default().push(index);
    }
    places.into_values().filter(|list| list.len() > 1).collect()
}

/// The signs of which some values have more than others.
fn differing<'v>(values: impl Iterator<Item = &'v str>) -> BTreeSet<char> {
    let counts: Vec<BTreeMap<char, usize>> = values
        .map(|value| {
            let mut counts = BTreeMap::new();
            for c in value.chars().filter(|c| !c.is_alphanumeric()) {
                *counts.entry(c).or_default() += 1;
            }
            counts
        })
        .collect();
    let all: BTreeSet<char> = counts
        .iter()
        .flat_map(|counts| counts.keys().copied())
        .collect();
    let differs = |c: &char| {
        let first = counts.first().and_then(|counts| counts.get(c));
        counts.iter().any(|counts| counts.get(c) != first)
    };
    all.into_iter().filter(differs).collect()
}

/// The name of a value.
fn spelled(value: &str, spelling: &Spelling) -> String {
    let chars: Vec<char> = value.chars().collect();
    let only_signs = !chars.iter().any(|c| c.is_alphanumeric());
    let has_letters = chars.iter().any(|c| c.is_alphabetic());
    let last = chars.len().saturating_sub(1);
    let is_digit = |index: Option<usize>| {
        let c = index.and_then(|index| chars.get(index));
        c.is_some_and(char::is_ascii_digit)
    };
    pascal_spelled(value, |index, c| {
        let is_known = symbol(c).is_some();
        let tells = TELLING.contains(&c)
            || (index == 0 && LEADING.contains(&c))
            || (index == last && c == '-')
            // The point of a number.
            || (c == '.' && !has_letters && is_digit(index.checked_sub(1)) && is_digit(Some(index + 1)));
        let is_wanted = only_signs || spelling.all || spelling.signs.contains(&c);
        ((tells && is_known) || is_wanted).then(|| sign(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn are(pairs: &[(&str, &str)]) {
        let values: Vec<&str> = pairs.iter().map(|(value, _)| *value).collect();
        let expected: Vec<&str> = pairs.iter().map(|(_, name)| *name).collect();
        assert_eq!(identifiers(&values), expected);
    }

    #[test]
    fn signs_are_spelled_wherever_they_stand() {
        are(&[
            ("r", "R"),
            ("r+", "RPlus"),
            ("r-", "RMinus"),
            ("R", "RUpper"),
            ("-R", "MinusR"),
            ("+R", "PlusR"),
        ]);
        are(&[
            ("C", "C"),
            ("C++", "CPlusPlus"),
            ("C#", "CHash"),
            ("50%", "Value50Percent"),
            ("a*", "AStar"),
            ("$eq", "DollarEq"),
            ("R&D", "RAndD"),
        ]);
        are(&[
            ("<", "Less"),
            ("<=", "LessEqual"),
            ("!", "Not"),
            ("!=", "NotEqual"),
            ("*", "Star"),
            ("#", "Hash"),
            ("%", "Percent"),
            ("$", "Dollar"),
            ("", "Empty"),
            (" ", "Space"),
            ("-", "Minus"),
            ("_", "Underscore"),
        ]);
    }

    #[test]
    fn what_parts_words_is_spelled_where_it_tells_values_apart() {
        are(&[
            ("Etc/GMT", "EtcGmt"),
            ("Etc/GMT+1", "EtcGmtPlus1"),
            ("Etc/GMT-1", "EtcGmtMinus1"),
            ("Etc/GMT_1", "EtcGmtUnderscore1"),
            ("Etc/GMT+12", "EtcGmtPlus12"),
            ("Etc/GMT+1_2", "EtcGmtPlus1Underscore2"),
        ]);
        are(&[
            ("a b", "ASpaceB"),
            ("a-b", "AMinusB"),
            ("a_b", "AUnderscoreB"),
            ("ab", "Ab"),
        ]);
        are(&[
            ("1_23", "Value1Underscore23"),
            ("12_3", "Value12Underscore3"),
            ("1.0", "Value1Dot0"),
            ("1", "Value1"),
            ("-1", "Minus1"),
            ("+1", "Plus1"),
            ("01", "Value01"),
        ]);
        are(&[
            ("a (b)", "AOpenBClose"),
            ("a [b]", "ABracketBUnbracket"),
            ("a 'b'", "AApostropheBApostrophe"),
        ]);
    }

    #[test]
    fn what_is_told_stays_as_it_is() {
        are(&[
            ("text/plain", "TextPlain"),
            ("gpt-4o-mini", "Gpt4oMini"),
            ("gpt-3.5-turbo", "Gpt35Turbo"),
            ("created_at", "CreatedAt"),
            ("-created_at", "MinusCreatedAt"),
            ("Yes, always!", "YesAlways"),
            ("conversation.created", "ConversationCreated"),
            ("fooBar", "FooBar"),
            ("foobar", "Foobar"),
        ]);
    }

    #[test]
    fn letter_case_and_letters_of_other_scripts() {
        are(&[
            ("id", "Id"),
            ("ID", "IdUpper"),
            ("Id", "IdMixed"),
            ("iD", "ID"),
        ]);
        are(&[
            ("ü", "Ü"),
            ("日本", "日本"),
            ("😀", "U1f600"),
            ("🎉", "U1f389"),
            ("a→b", "AU2192B"),
            ("a b", "ASpaceB"),
            ("a\nb", "AU000aB"),
        ]);
        are(&[
            ("other", "OtherValue"),
            ("Other", "OtherMixed"),
            ("Self", "SelfValue"),
            ("self", "SelfValueLower"),
            ("", "Empty"),
            ("empty", "EmptyLower"),
        ]);
        are(&[("empty", "Empty"), ("", "EmptyString")]);
    }
}
