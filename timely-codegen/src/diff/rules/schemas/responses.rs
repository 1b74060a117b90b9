//! What servers answer with, where its ids are not those of [`super::kinds`]: properties as members of objects.
//!
//! What a change means depends on more than its id here, as for requests.

use super::super::Severity::*;
use super::super::{Rule, rule};

pub(in crate::diff::rules) const RULES: &[Rule] = &[
    rule(
        "response-write-only-property-enum-value-added",
        (Safe, "no answer has it"),
        (Safe, "no answer has it"),
    ),
    rule(
        "response-required-property-added",
        (Safe, "they need not read it"),
        (Breaking, "their answers lack it"),
    )
    .silent(),
    rule(
        "response-optional-property-added",
        (Safe, "they need not read it"),
        (Safe, "they may leave it out"),
    ),
    rule(
        "response-required-property-added#closed",
        (Risky, "they were told that there are no other properties"),
        (Breaking, "their answers lack it"),
    )
    .silent(),
    rule(
        "response-optional-property-added#closed",
        (Risky, "they were told that there are no other properties"),
        (Safe, "they may leave it out"),
    )
    .silent(),
    rule(
        "response-required-property-removed",
        (Breaking, "they rely on it, and it may not come"),
        (Safe, "they may answer with it still"),
    )
    .silent(),
    rule(
        "response-optional-property-removed",
        (Risky, "they may read it, and it does not come any more"),
        (Safe, "they may answer with it still"),
    )
    .silent(),
    rule(
        "response-required-property-removed#closed",
        (Breaking, "they rely on it, and it does not come any more"),
        (Breaking, "answers with it are not allowed any more"),
    )
    .silent(),
    rule(
        "response-optional-property-removed#closed",
        (Risky, "they may read it, and it does not come any more"),
        (Breaking, "answers with it are not allowed any more"),
    )
    .silent(),
    rule(
        "response-required-write-only-property-added",
        (Safe, "no answer has it"),
        (Safe, "no answer has it"),
    ),
    rule(
        "response-required-write-only-property-removed",
        (Safe, "no answer has it"),
        (Safe, "no answer has it"),
    ),
    rule(
        "response-optional-write-only-property-added",
        (Safe, "no answer has it"),
        (Safe, "no answer has it"),
    ),
    rule(
        "response-optional-write-only-property-removed",
        (Safe, "no answer has it"),
        (Safe, "no answer has it"),
    ),
    rule(
        "response-property-became-optional",
        (Breaking, "they rely on it, and it may not come"),
        (Safe, "they may answer with it as before"),
    )
    .silent(),
    rule(
        "response-property-became-required",
        (Safe, "they read it where it comes already"),
        (Breaking, "their answers may lack it"),
    )
    .silent(),
    rule(
        "response-write-only-property-became-optional",
        (Safe, "no answer has it"),
        (Safe, "no answer has it"),
    ),
    rule(
        "response-write-only-property-became-required",
        (Safe, "no answer has it"),
        (Safe, "no answer has it"),
    ),
    rule(
        "response-header-required-property-added",
        (Safe, "they need not read it"),
        (Breaking, "their answers lack it"),
    )
    .silent(),
    rule(
        "response-header-optional-property-added",
        (Safe, "they need not read it"),
        (Safe, "they may leave it out"),
    ),
    rule(
        "response-header-required-property-removed",
        (Breaking, "they rely on it, and it may not come"),
        (Safe, "they may answer with it still"),
    )
    .silent(),
    rule(
        "response-header-optional-property-removed",
        (Risky, "they may read it, and it does not come any more"),
        (Safe, "they may answer with it still"),
    )
    .silent(),
    rule(
        "response-header-property-became-optional",
        (Breaking, "they rely on it, and it may not come"),
        (Safe, "they may answer with it as before"),
    )
    .silent(),
    rule(
        "response-header-property-became-required",
        (Safe, "they read it where it comes already"),
        (Breaking, "their answers may lack it"),
    )
    .silent(),
    rule(
        "response-required-property-became-write-only",
        (Breaking, "they may read it, and it does not come any more"),
        (Risky, "they answer with what is not to be told any more"),
    )
    .silent(),
    rule(
        "response-required-property-became-not-write-only",
        (Safe, "they need not read it"),
        (Breaking, "their answers lack it"),
    )
    .silent(),
    rule(
        "response-required-property-became-read-only",
        (Safe, "it comes as before"),
        (Safe, "they answer with it as before"),
    )
    .silent(),
    rule(
        "response-required-property-became-not-read-only",
        (Safe, "it comes as before"),
        (Safe, "they answer with it as before"),
    )
    .silent(),
    rule(
        "response-optional-property-became-write-only",
        (Risky, "they may read it, and it does not come any more"),
        (Risky, "they answer with what is not to be told any more"),
    )
    .silent(),
    rule(
        "response-optional-property-became-not-write-only",
        (Safe, "they need not read it"),
        (Safe, "they may leave it out"),
    )
    .silent(),
    rule(
        "response-optional-property-became-read-only",
        (Safe, "it comes as before"),
        (Safe, "they answer with it as before"),
    )
    .silent(),
    rule(
        "response-optional-property-became-not-read-only",
        (Safe, "it comes as before"),
        (Safe, "they answer with it as before"),
    )
    .silent(),
];
