//! Properties as members of objects: whether they are there, have to be, and which way they travel.
//!
//! What a change means depends on more than its id here: an object that allows no other properties refuses what it does not list
//! any more. That follows the id after `#`.

use super::super::Severity::*;
use super::meaning::sides;
use super::{Rule, of_sides};

pub(in crate::diff::rules) const RULES: &[Rule] = &[
    of_sides(
        "request-body-type-changed#narrowed",
        sides(
            Breaking,
            "they may send values of a kind that is refused now",
            Safe,
            "what is sent now is of the kinds that they take",
        ),
        true,
    ),
    of_sides(
        "request-property-type-changed#narrowed",
        sides(
            Breaking,
            "they may send values of a kind that is refused now",
            Safe,
            "what is sent now is of the kinds that they take",
        ),
        true,
    ),
    of_sides(
        "request-parameter-type-changed#narrowed",
        sides(
            Breaking,
            "they may send values of a kind that is refused now",
            Safe,
            "what is sent now is of the kinds that they take",
        ),
        true,
    ),
    of_sides(
        "new-required-request-property",
        sides(
            Breaking,
            "requests without it are refused now",
            Risky,
            "they may refuse a property that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-required-request-property#closed",
        sides(
            Breaking,
            "requests without it are refused now",
            Breaking,
            "they refuse properties that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-required-request-property-with-default",
        sides(
            Breaking,
            "requests without it are refused now, whatever the default",
            Risky,
            "they may refuse a property that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-required-request-property-with-default#closed",
        sides(
            Breaking,
            "requests without it are refused now, whatever the default",
            Breaking,
            "they refuse properties that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-optional-request-property",
        sides(
            Safe,
            "they need not send it",
            Risky,
            "they may refuse a property that they do not know, or pass over it",
        ),
        false,
    ),
    of_sides(
        "new-optional-request-property#closed",
        sides(
            Safe,
            "they need not send it",
            Breaking,
            "they refuse properties that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-required-request-parameter-property",
        sides(
            Breaking,
            "requests without it are refused now",
            Risky,
            "they may refuse a property that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-required-request-parameter-property#closed",
        sides(
            Breaking,
            "requests without it are refused now",
            Breaking,
            "they refuse properties that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-optional-request-parameter-property",
        sides(
            Safe,
            "they need not send it",
            Risky,
            "they may refuse a property that they do not know, or pass over it",
        ),
        false,
    ),
    of_sides(
        "new-optional-request-parameter-property#closed",
        sides(
            Safe,
            "they need not send it",
            Breaking,
            "they refuse properties that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-required-request-header-property",
        sides(
            Breaking,
            "requests without it are refused now",
            Risky,
            "they may refuse a property that they do not know",
        ),
        true,
    ),
    of_sides(
        "new-required-request-header-property#closed",
        sides(
            Breaking,
            "requests without it are refused now",
            Breaking,
            "they refuse properties that they do not know",
        ),
        true,
    ),
    of_sides(
        "request-header-property-became-required",
        sides(
            Breaking,
            "requests without it are refused now",
            Safe,
            "they take requests with it already",
        ),
        true,
    ),
    of_sides(
        "request-header-property-became-enum",
        sides(
            Breaking,
            "they may send values of a kind that is refused now",
            Safe,
            "what is sent now is of the kinds that they take",
        ),
        true,
    ),
    of_sides(
        "request-read-only-property-enum-value-removed",
        sides(Safe, "they do not send it", Safe, "they are not sent it"),
        false,
    ),
    of_sides(
        "request-read-only-property-max-decreased",
        sides(Safe, "they do not send it", Safe, "they are not sent it"),
        false,
    ),
    of_sides(
        "request-read-only-property-exclusive-max-decreased",
        sides(Safe, "they do not send it", Safe, "they are not sent it"),
        false,
    ),
    of_sides(
        "request-read-only-property-max-length-decreased",
        sides(Safe, "they do not send it", Safe, "they are not sent it"),
        false,
    ),
    of_sides(
        "request-read-only-property-min-increased",
        sides(Safe, "they do not send it", Safe, "they are not sent it"),
        false,
    ),
    of_sides(
        "request-read-only-property-exclusive-min-increased",
        sides(Safe, "they do not send it", Safe, "they are not sent it"),
        false,
    ),
    of_sides(
        "response-write-only-property-enum-value-added",
        sides(Safe, "no answer has it", Safe, "no answer has it"),
        false,
    ),
    of_sides(
        "request-property-removed",
        sides(
            Risky,
            "what they send with it may be passed over, or refused",
            Safe,
            "they do without it, or are not sent it any more",
        ),
        true,
    ),
    of_sides(
        "request-property-removed#closed",
        sides(
            Breaking,
            "requests with it are refused now",
            Safe,
            "they are not sent it any more",
        ),
        true,
    ),
    of_sides(
        "request-property-removed#required",
        sides(
            Risky,
            "what they send with it may be passed over, or refused",
            Breaking,
            "they refuse requests without it",
        ),
        true,
    ),
    of_sides(
        "request-property-removed#required-closed",
        sides(
            Breaking,
            "requests with it are refused now",
            Breaking,
            "they refuse requests without it",
        ),
        true,
    ),
    of_sides(
        "request-property-became-required",
        sides(
            Breaking,
            "requests without it are refused now",
            Safe,
            "they take requests with it already",
        ),
        true,
    ),
    of_sides(
        "request-property-became-optional",
        sides(
            Safe,
            "they may send it as before",
            Breaking,
            "they refuse requests without it",
        ),
        true,
    ),
    of_sides(
        "request-parameter-property-removed",
        sides(
            Risky,
            "what they send with it may be passed over, or refused",
            Safe,
            "they do without it, or are not sent it any more",
        ),
        true,
    ),
    of_sides(
        "request-parameter-property-removed#closed",
        sides(
            Breaking,
            "requests with it are refused now",
            Safe,
            "they are not sent it any more",
        ),
        true,
    ),
    of_sides(
        "request-parameter-property-removed#required",
        sides(
            Risky,
            "what they send with it may be passed over, or refused",
            Breaking,
            "they refuse requests without it",
        ),
        true,
    ),
    of_sides(
        "request-parameter-property-removed#required-closed",
        sides(
            Breaking,
            "requests with it are refused now",
            Breaking,
            "they refuse requests without it",
        ),
        true,
    ),
    of_sides(
        "request-parameter-property-became-required",
        sides(
            Breaking,
            "requests without it are refused now",
            Safe,
            "they take requests with it already",
        ),
        true,
    ),
    of_sides(
        "request-parameter-property-became-optional",
        sides(
            Safe,
            "they may send it as before",
            Breaking,
            "they refuse requests without it",
        ),
        true,
    ),
    of_sides(
        "request-property-became-required-with-default",
        sides(
            Breaking,
            "requests without it are refused now, whatever the default",
            Safe,
            "they take requests with it already",
        ),
        true,
    ),
    of_sides(
        "response-required-property-added",
        sides(
            Safe,
            "they need not read it",
            Breaking,
            "their answers lack it",
        ),
        true,
    ),
    of_sides(
        "response-optional-property-added",
        sides(Safe, "they need not read it", Safe, "they may leave it out"),
        false,
    ),
    of_sides(
        "response-required-property-added#closed",
        sides(
            Risky,
            "they were told that there are no other properties",
            Breaking,
            "their answers lack it",
        ),
        true,
    ),
    of_sides(
        "response-optional-property-added#closed",
        sides(
            Risky,
            "they were told that there are no other properties",
            Safe,
            "they may leave it out",
        ),
        true,
    ),
    of_sides(
        "response-required-property-removed",
        sides(
            Breaking,
            "they rely on it, and it may not come",
            Safe,
            "they may answer with it still",
        ),
        true,
    ),
    of_sides(
        "response-optional-property-removed",
        sides(
            Risky,
            "they may read it, and it does not come any more",
            Safe,
            "they may answer with it still",
        ),
        true,
    ),
    of_sides(
        "response-required-property-removed#closed",
        sides(
            Breaking,
            "they rely on it, and it does not come any more",
            Breaking,
            "answers with it are not allowed any more",
        ),
        true,
    ),
    of_sides(
        "response-optional-property-removed#closed",
        sides(
            Risky,
            "they may read it, and it does not come any more",
            Breaking,
            "answers with it are not allowed any more",
        ),
        true,
    ),
    of_sides(
        "response-required-write-only-property-added",
        sides(Safe, "no answer has it", Safe, "no answer has it"),
        false,
    ),
    of_sides(
        "response-required-write-only-property-removed",
        sides(Safe, "no answer has it", Safe, "no answer has it"),
        false,
    ),
    of_sides(
        "response-optional-write-only-property-added",
        sides(Safe, "no answer has it", Safe, "no answer has it"),
        false,
    ),
    of_sides(
        "response-optional-write-only-property-removed",
        sides(Safe, "no answer has it", Safe, "no answer has it"),
        false,
    ),
    of_sides(
        "response-property-became-optional",
        sides(
            Breaking,
            "they rely on it, and it may not come",
            Safe,
            "they may answer with it as before",
        ),
        true,
    ),
    of_sides(
        "response-property-became-required",
        sides(
            Safe,
            "they read it where it comes already",
            Breaking,
            "their answers may lack it",
        ),
        true,
    ),
    of_sides(
        "response-write-only-property-became-optional",
        sides(Safe, "no answer has it", Safe, "no answer has it"),
        false,
    ),
    of_sides(
        "response-write-only-property-became-required",
        sides(Safe, "no answer has it", Safe, "no answer has it"),
        false,
    ),
    of_sides(
        "response-header-required-property-added",
        sides(
            Safe,
            "they need not read it",
            Breaking,
            "their answers lack it",
        ),
        true,
    ),
    of_sides(
        "response-header-optional-property-added",
        sides(Safe, "they need not read it", Safe, "they may leave it out"),
        false,
    ),
    of_sides(
        "response-header-required-property-removed",
        sides(
            Breaking,
            "they rely on it, and it may not come",
            Safe,
            "they may answer with it still",
        ),
        true,
    ),
    of_sides(
        "response-header-optional-property-removed",
        sides(
            Risky,
            "they may read it, and it does not come any more",
            Safe,
            "they may answer with it still",
        ),
        true,
    ),
    of_sides(
        "response-header-property-became-optional",
        sides(
            Breaking,
            "they rely on it, and it may not come",
            Safe,
            "they may answer with it as before",
        ),
        true,
    ),
    of_sides(
        "response-header-property-became-required",
        sides(
            Safe,
            "they read it where it comes already",
            Breaking,
            "their answers may lack it",
        ),
        true,
    ),
    of_sides(
        "request-required-property-became-read-only",
        sides(
            Risky,
            "what they send with it is passed over, or refused",
            Risky,
            "they may rely on what is not sent any more",
        ),
        true,
    ),
    of_sides(
        "request-required-property-became-not-read-only",
        sides(
            Breaking,
            "requests without it are refused now",
            Risky,
            "they may pass over it, or refuse it",
        ),
        true,
    ),
    of_sides(
        "request-required-property-became-write-only",
        sides(
            Safe,
            "they may send it as before",
            Safe,
            "they take it as before",
        ),
        true,
    ),
    of_sides(
        "request-required-property-became-not-write-only",
        sides(
            Safe,
            "they may send it as before",
            Safe,
            "they take it as before",
        ),
        true,
    ),
    of_sides(
        "response-required-property-became-write-only",
        sides(
            Breaking,
            "they may read it, and it does not come any more",
            Risky,
            "they answer with what is not to be told any more",
        ),
        true,
    ),
    of_sides(
        "response-required-property-became-not-write-only",
        sides(
            Safe,
            "they need not read it",
            Breaking,
            "their answers lack it",
        ),
        true,
    ),
    of_sides(
        "response-required-property-became-read-only",
        sides(
            Safe,
            "it comes as before",
            Safe,
            "they answer with it as before",
        ),
        true,
    ),
    of_sides(
        "response-required-property-became-not-read-only",
        sides(
            Safe,
            "it comes as before",
            Safe,
            "they answer with it as before",
        ),
        true,
    ),
    of_sides(
        "request-optional-property-became-read-only",
        sides(
            Risky,
            "what they send with it is passed over, or refused",
            Risky,
            "they may rely on what is not sent any more",
        ),
        true,
    ),
    of_sides(
        "request-optional-property-became-not-read-only",
        sides(
            Safe,
            "they need not send it",
            Risky,
            "they may pass over it, or refuse it",
        ),
        true,
    ),
    of_sides(
        "request-optional-property-became-write-only",
        sides(
            Safe,
            "they may send it as before",
            Safe,
            "they take it as before",
        ),
        true,
    ),
    of_sides(
        "request-optional-property-became-not-write-only",
        sides(
            Safe,
            "they may send it as before",
            Safe,
            "they take it as before",
        ),
        true,
    ),
    of_sides(
        "response-optional-property-became-write-only",
        sides(
            Risky,
            "they may read it, and it does not come any more",
            Risky,
            "they answer with what is not to be told any more",
        ),
        true,
    ),
    of_sides(
        "response-optional-property-became-not-write-only",
        sides(Safe, "they need not read it", Safe, "they may leave it out"),
        true,
    ),
    of_sides(
        "response-optional-property-became-read-only",
        sides(
            Safe,
            "it comes as before",
            Safe,
            "they answer with it as before",
        ),
        true,
    ),
    of_sides(
        "response-optional-property-became-not-read-only",
        sides(
            Safe,
            "it comes as before",
            Safe,
            "they answer with it as before",
        ),
        true,
    ),
];
