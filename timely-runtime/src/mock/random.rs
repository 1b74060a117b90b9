//! Numbers that look like chance and come from a seed: the same seed gives the same ones, on every machine.

/// A source of such numbers (the generator `SplitMix64`).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Those of a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(super) const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A place in a list of so many; zero where there are none.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let number = self.number();
        match u64::try_from(count) {
            Ok(count @ 1..) => usize::try_from(number % count).unwrap_or_default(),
            _ => 0,
        }
    }

    /// One of several; the default of the type where there are none.
    pub(super) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let at = self.below(list.len());
        list.get(at).copied().unwrap_or_default()
    }

    /// A number from one to another.
    pub(super) fn between(&mut self, least: i128, most: i128) -> i128 {
        let count = most.saturating_sub(least).saturating_add(1);
        match u128::try_from(count) {
            Ok(count @ 1..) => {
                let offset = u128::from(self.number()) % count;
                least.saturating_add(i128::try_from(offset).unwrap_or_default())
            }
            _ => least,
        }
    }
}

/// The seed that texts stand for (FNV-1a): the same texts give the same one.
pub(super) fn seed_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut seed = 0xCBF2_9CE4_8422_2325_u64;
    for text in texts {
        // A byte that no text has stands between two.
        for byte in text.bytes().chain([0xFF]) {
            seed = (seed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    seed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers() {
        let numbers = |seed| {
            let mut random = Random::new(seed);
            [random.number(), random.number()]
        };
        assert_eq!(numbers(7), numbers(7));
        assert_ne!(numbers(7), numbers(8));
        // What the authors of the generator have for it.
        assert_eq!(numbers(0)[0], 0xE220_A839_7B1D_CDAF);
        assert_ne!(seed_of(["ab", "c"]), seed_of(["a", "bc"]));
    }

    #[test]
    fn bounds_are_kept() {
        let mut random = Random::new(1);
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), 0);
        for _ in 0..1000 {
            assert!((-3..=3).contains(&random.between(-3, 3)));
            assert!(random.below(5) < 5);
        }
        assert_eq!(random.between(5, 5), 5);
        assert_eq!(random.between(5, 4), 5);
        // The widest range does not overflow.
        random.between(i128::MIN, i128::MAX);
    }
}
