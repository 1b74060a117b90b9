//! From the document's names to Rust's.

mod reserved_file_names;

pub(crate) use reserved_file_names::DEVICES;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use std::collections::{BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;
use unicode_security::{
    GeneralSecurityProfile, confusable_detection::skeleton,
    is_potential_mixed_script_confusable_char,
};

/// Type names that generated code uses unqualified, which a type of the document would shadow; and `New`, whose
/// constructor would bear its own name.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Future",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "New",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// How many characters a name should have at most, unless a word of the document has more.
pub(crate) const LONGEST: usize = 60;

/// Names that stand beside the modules of types, and names that no file of code can have. The names of devices, which
/// no file can have either, get an underscore.
const MODULES: &[&str] = &[
    "alloc",
    "base_urls",
    "bodies",
    "callbacks",
    "core",
    "errors",
    "gen",
    "headers",
    "mod",
    "models",
    "operations",
    "parameters",
    "request_bodies",
    "responses",
    "rt",
    "schemas",
    "security",
    "serde",
    "std",
    "webhooks",
    "xml_shapes",
];

/// The static that lists all operations, beside those that describe one each.
pub(crate) const ALL_OPERATIONS: &str = "OPERATIONS";

/// Identifiers that cannot even be written raw.
const UNRAWABLE: &[&str] = &["self", "Self", "super", "crate", "_"];

/// The keywords of Rust, reserved ones too, but for those that cannot be written raw; sorted. `gen` is one since edition 2024.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The letter case of the names in a scope.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Case {
    /// Types, traits and variants.
    Pascal,
    /// Functions, fields and modules.
    Snake,
    /// Statics and constants.
    Shouty,
}

/// A scope in which every name is used once.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    case: Case,
    /// What is taken from the start.
    reserved: &'static [&'static str],
    taken: BTreeSet<String>,
    /// The last number that made a name unique, by the name and its suffixes.
    numbers: HashMap<(String, String), u64>,
}

impl Scope {
    /// A scope of types, in which the names that generated code takes from the prelude are taken.
    pub(crate) fn of_types() -> Self {
        Self {
            reserved: PRELUDE,
            ..Self::new(Case::Pascal)
        }
    }

    /// A scope of modules that hold types, which stand beside what generated code imports.
    pub(crate) fn of_modules() -> Self {
        Self {
            reserved: MODULES,
            ..Self::new(Case::Snake)
        }
    }

    /// A scope in which all names are free.
    pub(crate) fn new(case: Case) -> Self {
        Self::reserving(case, &[])
    }

    /// A scope in which some names are taken from the start.
    pub(crate) fn reserving(case: Case, names: &[&str]) -> Self {
        Self {
            case,
            reserved: &[],
            taken: names.iter().map(|name| (*name).to_owned()).collect(),
            numbers: HashMap::new(),
        }
    }

    /// Takes `wanted`, or else `wanted` with the first of `words` that makes it unique, or else with a number.
    pub(crate) fn claim(&mut self, wanted: &str, words: &[&str]) -> String {
        self.claim_stem(wanted, words, &[])
    }

    /// Takes a name together with those that end in `suffixes`, so that all of them are unique.
    pub(crate) fn claim_stem(&mut self, wanted: &str, words: &[&str], suffixes: &[&str]) -> String {
        let case = self.case;
        let words = words.iter().map(|word| join(wanted, word, case));
        for candidate in std::iter::once(wanted.to_owned()).chain(words) {
            if self.take(&candidate, suffixes) {
                return candidate;
            }
        }
        // Names are never given back, so that the numbers before the last one remain taken.
        let key = (wanted.to_owned(), suffixes.join(" "));
        let first = self.numbers.get(&key).map_or(2, |last| last + 1);
        for number in first.. {
            let candidate = join(wanted, &number.to_string(), case);
            if self.take(&candidate, suffixes) {
                self.numbers.insert(key, number);
                return candidate;
            }
        }
        unreachable!("the numbers do not run out")
    }

    /// Takes a name and those that end in `suffixes`, if all of them are free.
    fn take(&mut self, name: &str, suffixes: &[&str]) -> bool {
        let ended = suffixes.iter().map(|suffix| format!("{name}{suffix}"));
        let names: Vec<String> = std::iter::once(name.to_owned()).chain(ended).collect();
        let is_taken =
            |name: &String| self.taken.contains(name) || self.reserved.contains(&name.as_str());
        let is_free = !names.iter().any(is_taken);
        if is_free {
            self.taken.extend(names);
        }
        is_free
    }
}

/// One that wants a name in a scope.
pub(crate) struct Claim<'n> {
    /// Its name in the document.
    pub(crate) wire: &'n str,
    /// The name that it would have alone.
    pub(crate) wanted: String,
    /// What tells it from others of that name.
    pub(crate) word: &'static str,
    /// Of those with one name in the document, the least has it.
    pub(crate) rank: usize,
}

/// Takes a name for each. One that is its own identifier keeps it; of others the first by its name in the document does, since
/// the order in which they stand there means nothing.
pub(crate) fn claim_all(scope: &mut Scope, claims: &[Claim<'_>]) -> Vec<String> {
    let mut names = vec![String::new(); claims.len()];
    let mut order: Vec<(usize, &Claim<'_>)> = claims.iter().enumerate().collect();
    order.sort_by_key(|(_, claim)| (claim.wanted != claim.wire, claim.wire, claim.rank));
    for (index, claim) in order {
        names[index] = scope.claim(&claim.wanted, &[claim.word]);
    }
    names
}

/// Appends a word in a letter case, which the name alone does not always tell: `A` is in all of them.
fn join(name: &str, word: &str, case: Case) -> String {
    let bare = name.trim_end_matches('_');
    match case {
        Case::Pascal => format!("{bare}{}", word.to_upper_camel_case()),
        Case::Snake => format!("{bare}_{}", word.to_snake_case()),
        Case::Shouty => format!("{bare}_{}", word.to_shouty_snake_case()),
    }
}

/// A type name to which this many characters will be added, without as many of its first words as are too much.
pub(crate) fn shortened(name: &str, added: usize) -> String {
    let mut rest = name;
    while rest.chars().count() + added > LONGEST {
        let next = rest.char_indices().skip(1).find(|(_, c)| c.is_uppercase());
        match next {
            Some((at, _)) => rest = &rest[at..],
            None => break,
        }
    }
    rest.to_owned()
}

/// The form of a text in which what looks the same is the same (NFKC).
fn compatible(text: String) -> String {
    // It is that of ASCII as it stands.
    match text.is_ascii() {
        true => text,
        false => text.nfkc().collect(),
    }
}

/// A type or variant name: `UpperCamelCase`.
pub(crate) fn pascal(text: &str) -> String {
    camel(&spell(text), text)
}

/// A type or variant name in which the characters are words that `word` has words for. Each is asked for with its place
/// in the text.
pub(super) fn pascal_spelled(text: &str, word: impl Fn(usize, char) -> Option<String>) -> String {
    // The places are those of the text as it came, which need not be those of its normal form.
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        match word(index, c).filter(|_| !c.is_ascii_alphanumeric() && !is_letter(c)) {
            Some(word) => {
                out.push(' ');
                out.push_str(&word);
                out.push(' ');
            }
            None => out.push(c),
        }
    }
    camel(&plain(&out, |_, _| None), text)
}

/// What is left of a text without its signs, in camel case.
fn camel(spelled: &str, text: &str) -> String {
    let name: String = compatible(spelled.to_upper_camel_case());
    match name.as_str() {
        // An underscore would not be camel case where the name begins a longer one.
        "Self" => "SelfValue".to_owned(),
        _ => finish(name, "Empty", "Value", text),
    }
}

/// A function, field or module name: `snake_case`, without the `r#` a keyword needs.
pub(crate) fn snake(text: &str) -> String {
    let name: String = compatible(spell(text).to_snake_case());
    finish(name, "empty", "value_", text)
}

/// The name of a static for a type or operation name.
pub(crate) fn shouty(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// The name of the module of a type, which may be a file's: rustc finds files by ASCII names alone, and file systems limit
/// their length.
pub(crate) fn module(type_name: &str) -> String {
    const LONGEST: usize = 100;
    let mut name = String::new();
    for c in type_name.to_snake_case().chars() {
        let spelled = match c {
            c if c.is_ascii() => c.to_string(),
            c => format!("u{:04x}", u32::from(c)),
        };
        if name.len() + spelled.len() <= LONGEST {
            name.push_str(&spelled);
        }
    }
    let begins_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_taken = [DEVICES, UNRAWABLE]
        .iter()
        .any(|names| names.contains(&name.as_str()));
    match begins_well && !is_taken {
        true => name,
        false => format!("value_{name}"),
    }
}

/// The identifier that Rust accepts for a name: raw for a keyword, with an underscore for the few that cannot be raw.
pub(crate) fn identifier(name: &str) -> String {
    if UNRAWABLE.contains(&name) {
        format!("{name}_")
    } else if is_keyword(name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Whether Rust has a meaning of its own for a name.
fn is_keyword(name: &str) -> bool {
    match name.is_ascii() {
        true => KEYWORDS.binary_search(&name).is_ok(),
        false => syn::parse_str::<syn::Ident>(name).is_err(),
    }
}

/// A name without the `r#` that makes it an identifier; serde and the runtime know it so.
pub(crate) fn unraw(identifier: &str) -> &str {
    identifier.strip_prefix("r#").unwrap_or(identifier)
}

/// A longer function name that begins with that of an identifier.
pub(crate) fn suffixed(identifier: &str, suffix: &str) -> String {
    join(unraw(identifier), suffix, Case::Snake)
}

/// Replaces what cannot stand in an identifier: symbols that carry meaning by their names, others by a gap.
///
/// Letters beyond ASCII stay where rustc has nothing against them: it takes those that look the same for the same
/// (NFKC), and warns about unusual ones and about those that could be taken for others.
fn spell(text: &str) -> String {
    let only_symbols = !text.chars().any(char::is_alphanumeric);
    let compared = text.trim_end_matches(['<', '>', '=']).chars().count();
    plain(text, |position, c| {
        let leads = position == 0 && matches!(c, '+' | '-' | '<' | '>' | '!' | '=');
        symbol(c).filter(|_| only_symbols || leads || position >= compared)
    })
}

/// Replaces what cannot stand in an identifier by the words that `word` has for it, or by a gap.
fn plain(text: &str, word: impl Fn(usize, char) -> Option<&'static str>) -> String {
    let text = compatible(text.to_owned());
    let is_deceptive = looks_like_another(&text);
    let mut out = String::with_capacity(text.len());
    for (position, c) in text.chars().enumerate() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if is_letter(c) {
            if is_deceptive {
                out.push_str(&format!("u{:04x}", u32::from(c)));
            } else {
                out.push(c);
            }
        } else if let Some(word) = word(position, c) {
            out.push(' ');
            out.push_str(word);
            out.push(' ');
        } else {
            out.push(' ');
        }
    }
    out
}

/// Whether a character beyond ASCII may stand in an identifier.
fn is_letter(c: char) -> bool {
    !c.is_ascii()
        && c.identifier_allowed()
        && syn::parse_str::<syn::Ident>(&format!("a{c}")).is_ok()
}

/// Whether a name has letters beyond ASCII and all of them could be taken for others.
fn looks_like_another(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| is_letter(*c)).peekable();
    letters.peek().is_some()
        && (letters.all(is_potential_mixed_script_confusable_char)
            || skeleton(text).all(|c| c.is_ascii()))
}

/// The word for any character that is no letter and no digit: its number, if nothing better is known.
pub(super) fn sign(c: char) -> String {
    let word = symbol(c).or(match c {
        '"' => Some("quote"),
        '\'' => Some("apostrophe"),
        '`' => Some("backtick"),
        '\\' => Some("backslash"),
        '(' => Some("open"),
        ')' => Some("close"),
        '[' => Some("bracket"),
        ']' => Some("unbracket"),
        '{' => Some("brace"),
        '}' => Some("unbrace"),
        _ => None,
    });
    word.map_or_else(|| format!("u{:04x}", u32::from(c)), str::to_owned)
}

/// The word for a symbol.
pub(super) fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '!' => "not",
        '~' => "tilde",
        '^' => "caret",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        ' ' => "space",
        '_' => "underscore",
        _ => return None,
    })
}

/// Completes a name that is empty, begins with a digit or cannot be written raw.
fn finish(name: String, empty: &str, value: &str, text: &str) -> String {
    match name.chars().next() {
        None if text.is_empty() => empty.to_owned(),
        None => value.trim_end_matches('_').to_owned(),
        Some(first) if first.is_numeric() => format!("{value}{name}"),
        Some(_) if UNRAWABLE.contains(&name.as_str()) => format!("{name}_"),
        Some(_) => name,
    }
}

/// A word that tells a name from its twin in another letter case.
pub(crate) fn case_word(wire: &str) -> &'static str {
    let has_lower = wire.chars().any(char::is_lowercase);
    let has_upper = wire.chars().any(char::is_uppercase);
    match (has_lower, has_upper) {
        (false, true) => "Upper",
        (true, false) => "Lower",
        _ => "Mixed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_symbols_and_digits() {
        assert_eq!(pascal("conversation.created"), "ConversationCreated");
        assert_eq!(pascal("MCPServer"), "McpServer");
        assert_eq!(pascal("gpt-4o-mini"), "Gpt4oMini");
        assert_eq!(pascal("<"), "Less");
        assert_eq!(pascal(">="), "GreaterEqual");
        assert_eq!(pascal("+1"), "Plus1");
        assert_eq!(pascal("100"), "Value100");
        assert_eq!(pascal(""), "Empty");
        assert_eq!(snake("X-RateLimit-Limit"), "x_rate_limit_limit");
        assert_eq!(snake("@id"), "id");
        assert_eq!(snake("DateCreated>"), "date_created_greater");
        assert_eq!(snake(""), "empty");
        assert_eq!(snake("2fa"), "value_2fa");
        assert_eq!(snake("😀"), "value");
    }

    #[test]
    fn letters_that_could_be_taken_for_others_are_told_apart() {
        assert_eq!(pascal("Größe"), "Größe");
        assert_eq!(snake("日本"), "日本");
        assert_eq!(snake("имя"), "имя");
        // The same letter, in one piece and in two, which are one to rustc.
        assert_eq!(snake("e\u{301}"), snake("\u{e9}"));
        assert_eq!(snake("ﬁ"), "fi");
        assert_eq!(snake("１"), "value_1");
        assert_eq!(
            snake("\u{430}"),
            "u0430",
            "a Cyrillic letter that looks like `a`"
        );
        assert_eq!(snake("\u{131}"), "u0131", "an `i` without its dot");
        assert_eq!(snake("a\u{3164}b"), "a_b", "a letter that nobody sees");
    }

    #[test]
    fn modules_are_files_everywhere() {
        for (name, expected) in [
            ("Contact", "contact"),
            ("Type", "type"),
            ("Self_", "value_self"),
            ("Aux", "value_aux"),
            ("日本", "u65e5u672c"),
        ] {
            assert_eq!(module(name), expected);
        }
        assert!(module(&"Ab".repeat(300)).len() <= 100);
    }

    #[test]
    fn names_lose_their_first_words_where_they_are_too_long() {
        assert_eq!(shortened("GetContact", 8), "GetContact");
        let long = "Word".repeat(20);
        assert_eq!(shortened(&long, 8), "Word".repeat(13));
        assert_eq!(shortened(&"a".repeat(80), 8), "a".repeat(80));
    }

    #[test]
    fn longer_names_keep_their_case() {
        assert_eq!(suffixed("self_", "or_default"), "self_or_default");
        assert_eq!(suffixed("r#type", "stream"), "type_stream");
    }

    #[test]
    fn makes_identifiers_of_keywords() {
        assert_eq!(identifier("type"), "r#type");
        assert_eq!(identifier("gen"), "r#gen");
        assert_eq!(identifier("self"), "self_");
        assert_eq!(identifier("name"), "name");
        assert!(KEYWORDS.is_sorted());
        for word in KEYWORDS {
            let is_known = *word == "gen" || syn::parse_str::<syn::Ident>(word).is_err();
            assert!(is_known, "{word}");
        }
    }

    #[test]
    fn a_name_that_is_its_own_identifier_stays() {
        let claims = |wires: &[&'static str]| -> Vec<Claim<'static>> {
            let claim = |wire: &&'static str| Claim {
                wire,
                wanted: snake(wire),
                word: "header",
                rank: 0,
            };
            wires.iter().map(claim).collect()
        };
        let names = |wires| claim_all(&mut Scope::new(Case::Snake), &claims(wires));
        assert_eq!(
            names(&["language-code", "language_code"]),
            ["language_code_header", "language_code"]
        );
        assert_eq!(
            names(&["pageSize", "page-size", "page_size"]),
            ["page_size_2", "page_size_header", "page_size"]
        );
        assert_eq!(names(&["a", "A"]), ["a", "a_header"]);
        assert_eq!(names(&["b-c", "b.c"]), ["b_c", "b_c_header"]);
        assert_eq!(names(&["b.c", "b-c"]), ["b_c_header", "b_c"]);
    }

    #[test]
    fn tells_twins_apart_by_a_word_before_a_number() {
        let mut scope = Scope::of_types();
        assert_eq!(scope.claim("Option", &["Model"]), "OptionModel");
        assert_eq!(scope.claim("Asc", &[case_word("asc")]), "Asc");
        assert_eq!(scope.claim("Asc", &[case_word("ASC")]), "AscUpper");
        assert_eq!(scope.claim("Asc", &[case_word("ASC")]), "Asc2");
    }
}
