//! Characters that no set of an automaton tells apart are one letter to it.

use crate::set::Set;
use std::collections::HashMap;

/// The letters of an automaton, and which sets each is in.
pub(crate) struct Alphabet {
    ascii: [u16; 128],
    /// Where each run of characters of one letter begins, in order.
    starts: Vec<u32>,
    letters: Vec<u16>,
    /// Of each letter, a bit for each set.
    members: Vec<u64>,
    /// Words of bits that each letter has.
    words: usize,
    count: u16,
}

impl Alphabet {
    /// `None` for more letters than an automaton is worth.
    pub(crate) fn new(sets: &[Set]) -> Option<Self> {
        let mut starts = vec![0];
        for (first, last) in sets.iter().flat_map(Set::ranges) {
            starts.extend([*first, last + 1]);
        }
        starts.retain(|start| *start <= u32::from(char::MAX));
        starts.sort_unstable();
        starts.dedup();
        let words = sets.len().div_ceil(64).max(1);
        let mut members = Vec::new();
        let mut known: HashMap<Vec<u64>, u16> = HashMap::new();
        let mut letters = Vec::with_capacity(starts.len());
        for start in &starts {
            let mut bits = vec![0; words];
            for (index, set) in sets.iter().enumerate() {
                bits[index / 64] |= u64::from(set.has(*start)) << (index % 64);
            }
            let next = u16::try_from(known.len())
                .ok()
                .filter(|next| *next < 2048)?;
            let letter = *known.entry(bits).or_insert_with_key(|bits| {
                members.extend(bits);
                next
            });
            letters.push(letter);
        }
        let mut alphabet = Self {
            ascii: [0; 128],
            starts,
            letters,
            members,
            words,
            count: u16::try_from(known.len()).ok()?,
        };
        for point in 0..128 {
            alphabet.ascii[point as usize] = alphabet.find(point);
        }
        Some(alphabet)
    }

    fn find(&self, point: u32) -> u16 {
        let after = self.starts.partition_point(|start| *start <= point);
        self.letters[after - 1]
    }

    pub(crate) fn letter(&self, character: char) -> u16 {
        match self.ascii.get(character as usize) {
            Some(letter) => *letter,
            None => self.find(character.into()),
        }
    }

    pub(crate) fn is_in(&self, letter: u16, set: u32) -> bool {
        let set = set as usize;
        self.members[usize::from(letter) * self.words + set / 64] >> (set % 64) & 1 == 1
    }

    /// How many letters there are.
    pub(crate) fn len(&self) -> u16 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::Alphabet;
    use crate::set::Set;

    #[test]
    fn letters_tell_sets_apart() {
        let sets = [
            Set::words(),
            Set::digits(),
            Set::range('à', 'ü'),
            Set::any(),
        ];
        let alphabet = Alphabet::new(&sets).unwrap();
        assert_eq!(alphabet.len(), 4);
        for character in ['a', '_', '5', ' ', 'é', 'λ', '\u{10FFFF}', '\0'] {
            let letter = alphabet.letter(character);
            for (set, index) in sets.iter().zip(0..) {
                let is_in = set.has(character.into());
                assert_eq!(alphabet.is_in(letter, index), is_in, "{character:?}");
            }
        }
    }

    #[test]
    fn too_many_letters_are_none() {
        let each = ('\u{4000}'..'\u{5000}').map(Set::single);
        assert!(Alphabet::new(&each.collect::<Vec<_>>()).is_none());
    }
}
