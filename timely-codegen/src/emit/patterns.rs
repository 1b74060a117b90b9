//! The patterns of a document, for examples that they match.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use timely_pattern::{Limited, Pattern};

/// What it may take to match a text of an example.
const MAX_STEPS: u64 = 100_000;

/// What is known of the patterns of a document: it takes long to find out, and most stand at several places.
#[derive(Default)]
pub(super) struct Patterns {
    read: Mutex<HashMap<String, Option<Arc<Pattern>>>>,
    samples: Mutex<HashMap<(String, usize, usize), Option<String>>>,
}

impl Patterns {
    /// Whether a pattern takes a text. What is no pattern takes everything, as it does for a server.
    pub(super) fn takes(&self, pattern: &str, text: &str) -> bool {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match read.get(pattern) {
            Some(found) => found.clone(),
            None => {
                let found = Pattern::new(pattern).ok().map(Arc::new);
                read.insert(pattern.to_owned(), found.clone());
                found
            }
        };
        drop(read);
        found.is_none_or(|pattern| pattern.is_match(text, &Limited::to(MAX_STEPS)) == Ok(true))
    }

    /// A text that a pattern matches.
    pub(super) fn sample(&self, pattern: &str, least: usize, most: usize) -> Option<String> {
        let key = (pattern.to_owned(), least, most);
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let sample = samples
            .entry(key)
            .or_insert_with(|| timely_pattern::sample(pattern, least..=most));
        sample.clone()
    }
}
