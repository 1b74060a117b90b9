//! `pattern`: regular expressions, compiled once.

use regex_lite::Regex;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

type Cache = RwLock<HashMap<&'static str, Option<Arc<Regex>>>>;

/// Patterns are statics of generated code, so the cache is bounded by the document.
static CACHE: LazyLock<Cache> = LazyLock::new(Cache::default);

/// Whether the pattern matches somewhere in the text. A pattern that does not compile matches everything.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.is_match(text))
}

fn compiled(pattern: &'static str) -> Option<Arc<Regex>> {
    // No code that can panic runs while the lock is held, so a poisoned cache is still whole.
    if let Some(regex) = CACHE
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(pattern)
    {
        return regex.clone();
    }
    let regex = Regex::new(pattern).ok().map(Arc::new);
    CACHE
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(pattern, regex.clone());
    regex
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_are_not_anchored() {
        assert!(matches("b", "abc"));
        assert!(!matches("^b", "abc"));
        assert!(matches(r"^\+[1-9]\d{1,14}$", "+5511999999999"));
        assert!(!matches(r"^\d$", "٣"), "ECMA-262 digits are ASCII");
    }

    #[test]
    fn what_does_not_compile_is_not_enforced() {
        assert!(matches(r"(?=a)", "b"));
    }
}
