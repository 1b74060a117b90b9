//! "Did you mean …?"

/// How many candidates are looked at; among more, the guess is not worth the time.
const MAX_CANDIDATES: usize = 5_000;

/// The candidate that a misspelt word most likely stands for; `None` when none is near.
pub(crate) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // One number is as near as any other: `0.3` is no slip for `0.1`.
    if !word.chars().any(char::is_alphabetic) {
        return None;
    }
    let word = plain(word);
    // A third of the letters may differ; beyond that, a guess helps nobody.
    let near = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .take(MAX_CANDIDATES)
        .map(|candidate| (plain(candidate), candidate))
        .filter(|(letters, _)| letters.len().abs_diff(word.len()) <= near)
        .map(|(letters, candidate)| (distance(&word, &letters), candidate))
        .filter(|(distance, _)| *distance <= near)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The letters and digits alone, cut to a length that keeps the comparison short: people mix up `-`, `_` and capitals.
fn plain(word: &str) -> Vec<char> {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).take(64).collect()
}

/// How many letters must be put in, left out, replaced, or swapped with the next (Levenshtein, with neighbours swapped).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_wins() {
        assert_eq!(
            closest("desciption", ["default", "description"]),
            Some("description")
        );
        assert_eq!(closest("operationid", ["operationId"]), Some("operationId"));
        assert_eq!(closest("colour", ["format", "items"]), None);
        assert_eq!(closest("", ["format"]), None);
        assert_eq!(closest("0.3", ["0.1", "0.2"]), None);
        assert_eq!(closest("v1", ["v2"]), Some("v2"));
        assert_eq!(closest("Wlak", ["Walk", "Wheel"]), Some("Walk"));
        assert_eq!(closest("Lkaw", ["Walk"]), None);
    }
}
