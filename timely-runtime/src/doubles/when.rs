//! Which requests a fault meets: the same ones in every run.

use http::request::Parts;
use std::fmt;
use std::sync::Arc;

/// Which requests a fault meets, by their number: the first is 1. The same requests in the same order meet the same
/// faults, in every run.
///
/// ```
/// use timely_runtime::doubles::When;
/// use timely_runtime::http::Method;
///
/// let each = When::always();
/// let third = When::every(3);
/// let writes = When::first(2).only(|request| request.method == Method::POST);
/// let one_in_ten = When::chance(0.1, 42);
/// # let _ = (each, third, writes, one_in_ten);
/// ```
#[derive(Clone)]
pub struct When {
    rule: Rule,
    only: Option<Predicate>,
}

type Predicate = Arc<dyn Fn(&Parts) -> bool + Send + Sync>;

#[derive(Clone, Copy, Debug)]
enum Rule {
    Always,
    First(u64),
    Every(u64),
    /// Where the number that is drawn is below the threshold.
    Chance {
        threshold: u64,
        seed: u64,
    },
}

impl When {
    /// Every request.
    #[must_use]
    pub const fn always() -> Self {
        Self::of(Rule::Always)
    }

    /// The first `count` requests.
    #[must_use]
    pub const fn first(count: u64) -> Self {
        Self::of(Rule::First(count))
    }

    /// Each `n`-th request: the `n`-th, the one `n` after it, and so on. None where `n` is 0.
    #[must_use]
    pub const fn every(n: u64) -> Self {
        Self::of(Rule::Every(n))
    }

    /// Each request with a probability between 0 and 1. Which of them are met depends on the seed alone.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a probability is no exact number, and the cast saturates"
    )]
    pub fn chance(probability: f64, seed: u64) -> Self {
        let threshold = (probability.clamp(0.0, 1.0) * u64::MAX as f64) as u64;
        Self::of(Rule::Chance { threshold, seed })
    }

    /// Of these requests alone, which are counted by themselves.
    #[must_use]
    pub fn only(mut self, predicate: impl Fn(&Parts) -> bool + Send + Sync + 'static) -> Self {
        self.only = Some(Arc::new(predicate));
        self
    }

    const fn of(rule: Rule) -> Self {
        Self { rule, only: None }
    }

    /// Whether the request is one of those that are counted.
    pub(super) fn counts(&self, request: &Parts) -> bool {
        self.only.as_ref().is_none_or(|only| only(request))
    }

    /// Whether the request of this number is met.
    pub(super) fn meets(&self, number: u64) -> bool {
        match self.rule {
            Rule::Always => true,
            Rule::First(count) => number <= count,
            Rule::Every(n) => n > 0 && number.is_multiple_of(n),
            Rule::Chance { threshold, seed } => {
                threshold == u64::MAX || drawn(seed, number) < threshold
            }
        }
    }
}

/// A number that looks random, and is the same for the same seed and request (the generator SplitMix64).
fn drawn(seed: u64, number: u64) -> u64 {
    let mut mixed = seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("When")
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(when: &When, count: u64) -> Vec<u64> {
        (1..=count).filter(|number| when.meets(*number)).collect()
    }

    #[test]
    fn requests_are_met_by_their_number() {
        assert_eq!(met(&When::always(), 3), [1, 2, 3]);
        assert_eq!(met(&When::first(2), 5), [1, 2]);
        assert_eq!(met(&When::every(3), 9), [3, 6, 9]);
        assert!(met(&When::every(0), 9).is_empty());
        assert!(met(&When::chance(0.0, 7), 1000).is_empty());
        assert_eq!(met(&When::chance(1.0, 7), 1000).len(), 1000);
        let tenth = met(&When::chance(0.1, 7), 10_000);
        assert!((900..1100).contains(&tenth.len()), "{}", tenth.len());
        assert_eq!(tenth, met(&When::chance(0.1, 7), 10_000));
        assert_ne!(tenth, met(&When::chance(0.1, 8), 10_000));
    }
}
