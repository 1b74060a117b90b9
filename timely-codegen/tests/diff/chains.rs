//! Chains of changes: what their parts mean is found in the whole, and the way back changes the same.

use crate::edits::{EDITS, document};
use serde_json::Value;
use std::collections::BTreeSet;
use timely_codegen::Generator;
use timely_codegen::diff::{Audience, Finding, Report};

/// How many chains are tried.
const CHAINS: u64 = 24;

/// How many changes one has.
const LENGTH: usize = 8;

fn compare(old: &Value, new: &Value) -> Report {
    let side = |name: &str, document: &Value| Generator::from_str(name, document.to_string());
    let (of_old, of_new, report) = side("old.json", old).diff(&side("new.json", new));
    report.unwrap_or_else(|| {
        panic!(
            "{}{}",
            of_old.render_diagnostics(),
            of_new.render_diagnostics()
        )
    })
}

/// The changes of a chain, in the order in which they are made.
fn chain(seed: u64) -> Vec<usize> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut rest: Vec<usize> = (0..EDITS.len()).collect();
    let mut taken = Vec::with_capacity(LENGTH);
    while taken.len() < LENGTH {
        // The generator of Marsaglia: enough to mix a few numbers.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let place = usize::try_from(state % rest.len() as u64).expect("it is a place in the list");
        taken.push(rest.swap_remove(place));
    }
    taken
}

/// What a finding says, but for its places: lists get longer.
fn said(finding: &Finding) -> String {
    let verdicts = Audience::ALL.map(|audience| finding.audiences.of(audience).severity);
    let (from, to) = (&finding.from, &finding.to);
    format!(
        "{} {} {from:?} {to:?} {verdicts:?}",
        finding.id, finding.message
    )
}

#[test]
fn the_findings_of_a_chain_are_those_of_its_parts() {
    let mut faults = BTreeSet::new();
    for seed in 1..=CHAINS {
        let first = document();
        let mut last = first.clone();
        let mut parts = Vec::new();
        for edit in chain(seed) {
            let (name, change) = EDITS[edit];
            let before = last.clone();
            change(&mut last);
            let report = compare(&before, &last);
            assert!(!report.findings.is_empty(), "{name} is found");
            parts.extend(report.findings.iter().map(|it| (name, said(it))));
        }
        let whole = compare(&first, &last);
        let whole: BTreeSet<String> = whole.findings.iter().map(said).collect();
        for (name, part) in parts.into_iter().filter(|(_, part)| !whole.contains(part)) {
            let near: Vec<_> = whole
                .iter()
                .filter(|it| it.split(' ').next() == part.split(' ').next())
                .collect();
            faults.insert(format!("{name}: {part}\n  {near:?}"));
        }
    }
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn is_of_version(finding: &Finding) -> bool {
    finding.id.starts_with("api-") && finding.id.contains("-version-")
}

/// Where a finding is, in both documents.
fn places(finding: &Finding) -> [Option<String>; 2] {
    [&finding.old, &finding.new].map(|site| site.as_ref().map(|site| site.pointer.clone()))
}

#[test]
fn the_way_back_changes_the_same_places() {
    let mut faults = BTreeSet::new();
    for (name, change) in EDITS {
        let first = document();
        let mut last = first.clone();
        change(&mut last);
        let (there, back) = (compare(&first, &last), compare(&last, &first));
        let of = |report: &Report| -> BTreeSet<_> {
            // What the version should have become depends on the way.
            let changes = report.findings.iter().filter(|it| !is_of_version(it));
            changes.map(places).collect()
        };
        let mut reversed = BTreeSet::new();
        for [old, new] in of(&back) {
            reversed.insert([new, old]);
        }
        if of(&there) != reversed {
            faults.insert(format!("{name}:\n  {:?}\n  {reversed:?}", of(&there)));
        }
    }
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
