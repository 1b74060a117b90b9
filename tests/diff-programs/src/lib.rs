//! The SDKs of pairs of documents, on both sides of one change each, and the programs for them: those that
//! `timely-codegen/tests/diff/pairs` has with its verdicts. The test compiles the programs.

/// A change, with the programs for its old side.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// What changes.
    pub name: &'static str,
    /// The name of its modules in `old` and `new`.
    pub module: &'static str,
    /// Those who write the programs, with the verdict for each and its program.
    pub programs: &'static [(&'static str, &'static str, &'static str)],
}

include!(concat!(env!("OUT_DIR"), "/sdks.rs"));
