//! Names of properties, which schemas and values share so that they meet.

use fastrand::Rng;

/// What most cases name.
const USUAL: [&str; 6] = ["a", "b", "ab", "c", "kind", "name"];

/// Names that are told apart by what is easily taken for the same: the length, the first bytes, the last ones, or what is
/// between.
const ALIKE: [&str; 32] = [
    "",
    "\0",
    "\0\0",
    "A",
    "ba",
    "abc",
    "abd",
    "cbc",
    "abcd",
    "abdc",
    "abcde",
    "abcdef",
    "abcdefg",
    "abcdefgh",
    "abcdefgi",
    "abcdefghi",
    "bbcdefghi",
    "aaaaaaaaaaaaaaaa",
    "aaaaaaaabaaaaaaa",
    "aaaaaaaaaaaaaaaaa",
    "aaaaaaaabaaaaaaaa",
    "aaaaaaaacaaaaaaaa",
    "aaaaaaaaaaaaaaaaaa",
    "aaaaaaaabbaaaaaaaa",
    "aaaaaaaabcaaaaaaaa",
    "aaaaaaaacbaaaaaaaa",
    "first_of_one_last_of_",
    "first_of_two_last_of_",
    "é",
    "éé",
    "名前",
    "a/b~c",
];

/// The names of one case.
pub(crate) struct Names(Vec<String>);

impl Names {
    pub(crate) fn new(random: &mut Rng) -> Self {
        let usual = USUAL.iter().take(random.usize(3..=USUAL.len()));
        let mut names: Vec<String> = usual.map(|name| (*name).to_owned()).collect();
        // Many of them, in some cases: more than lists that are gone through, and more than one or two words of bits.
        let many = match random.u8(0..32) {
            0 | 1 => random.usize(7..12),
            2 => random.usize(62..70),
            3 => random.usize(126..134),
            _ => 0,
        };
        let (head, tail) = *pick(random, &[("p", ""), ("eight_by", "tes_long"), ("", "_end")]);
        names.extend((0..many).map(|at| format!("{head}{at:02}{tail}")));
        if random.u8(0..4) == 0 {
            let start = random.usize(0..ALIKE.len());
            let some = ALIKE.iter().cycle().skip(start).take(random.usize(2..12));
            names.extend(some.map(|name| (*name).to_owned()));
        }
        Self(names)
    }

    /// One of them, mostly one of the usual.
    pub(crate) fn one(&self, random: &mut Rng) -> String {
        let count = match random.u8(0..3) {
            0 => self.0.len(),
            _ => self.0.len().min(4),
        };
        self.0[random.usize(0..count)].clone()
    }

    /// So many of them, each once; all where there are less.
    pub(crate) fn some(&self, random: &mut Rng, count: usize) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..count {
            let name = self.one(random);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// All of them, in any order, if they are many.
    pub(crate) fn many(&self, random: &mut Rng) -> Option<Vec<String>> {
        let mut names = self.0.clone();
        random.shuffle(&mut names);
        (names.len() > 8).then_some(names)
    }
}

pub(crate) fn pick<'a, T>(random: &mut Rng, list: &'a [T]) -> &'a T {
    &list[random.usize(0..list.len())]
}
