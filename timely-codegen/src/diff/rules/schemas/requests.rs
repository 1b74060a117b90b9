//! What callers send, where its ids are not those of [`super::kinds`]: properties as members of objects.
//!
//! What a change means depends on more than its id here: an object that allows no other properties refuses what it does not list
//! any more. That follows the id after a colon.

use super::super::Severity::*;
use super::super::{Rule, rule};

pub(in crate::diff::rules) const RULES: &[Rule] = &[
    rule(
        "request-body-type-changed#narrowed",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    rule(
        "request-property-type-changed#narrowed",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    rule(
        "request-parameter-type-changed#narrowed",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    rule(
        "new-required-request-property",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    rule(
        "new-required-request-property#closed",
        (Breaking, "requests without it are refused now"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    rule(
        "new-required-request-property-with-default",
        (
            Breaking,
            "requests without it are refused now, whatever the default",
        ),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    rule(
        "new-required-request-property-with-default#closed",
        (
            Breaking,
            "requests without it are refused now, whatever the default",
        ),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    rule(
        "new-optional-request-property",
        (Safe, "they need not send it"),
        (
            Risky,
            "they may refuse a property that they do not know, or pass over it",
        ),
    ),
    rule(
        "new-optional-request-property#closed",
        (Safe, "they need not send it"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    rule(
        "new-required-request-parameter-property",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    rule(
        "new-required-request-parameter-property#closed",
        (Breaking, "requests without it are refused now"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    rule(
        "new-optional-request-parameter-property",
        (Safe, "they need not send it"),
        (
            Risky,
            "they may refuse a property that they do not know, or pass over it",
        ),
    ),
    rule(
        "new-optional-request-parameter-property#closed",
        (Safe, "they need not send it"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    rule(
        "new-required-request-header-property",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    rule(
        "new-required-request-header-property#closed",
        (Breaking, "requests without it are refused now"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    rule(
        "request-header-property-became-required",
        (Breaking, "requests without it are refused now"),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    rule(
        "request-header-property-became-enum",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    rule(
        "request-read-only-property-enum-value-removed",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    rule(
        "request-read-only-property-max-decreased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    rule(
        "request-read-only-property-exclusive-max-decreased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    rule(
        "request-read-only-property-max-length-decreased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    rule(
        "request-read-only-property-min-increased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    rule(
        "request-read-only-property-exclusive-min-increased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    rule(
        "request-property-removed",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Safe, "they do without it, or are not sent it any more"),
    )
    .silent(),
    rule(
        "request-property-removed#closed",
        (Breaking, "requests with it are refused now"),
        (Safe, "they are not sent it any more"),
    )
    .silent(),
    rule(
        "request-property-removed#required",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    rule(
        "request-property-removed#required-closed",
        (Breaking, "requests with it are refused now"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    rule(
        "request-property-became-required",
        (Breaking, "requests without it are refused now"),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    rule(
        "request-property-became-optional",
        (Safe, "they may send it as before"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    rule(
        "request-parameter-property-removed",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Safe, "they do without it, or are not sent it any more"),
    )
    .silent(),
    rule(
        "request-parameter-property-removed#closed",
        (Breaking, "requests with it are refused now"),
        (Safe, "they are not sent it any more"),
    )
    .silent(),
    rule(
        "request-parameter-property-removed#required",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    rule(
        "request-parameter-property-removed#required-closed",
        (Breaking, "requests with it are refused now"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    rule(
        "request-parameter-property-became-required",
        (Breaking, "requests without it are refused now"),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    rule(
        "request-parameter-property-became-optional",
        (Safe, "they may send it as before"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    rule(
        "request-property-became-required-with-default",
        (
            Breaking,
            "requests without it are refused now, whatever the default",
        ),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    rule(
        "request-required-property-became-read-only",
        (Risky, "what they send with it is passed over, or refused"),
        (Risky, "they may rely on what is not sent any more"),
    )
    .silent(),
    rule(
        "request-required-property-became-not-read-only",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may pass over it, or refuse it"),
    )
    .silent(),
    rule(
        "request-required-property-became-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
    rule(
        "request-required-property-became-not-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
    rule(
        "request-optional-property-became-read-only",
        (Risky, "what they send with it is passed over, or refused"),
        (Risky, "they may rely on what is not sent any more"),
    )
    .silent(),
    rule(
        "request-optional-property-became-not-read-only",
        (Safe, "they need not send it"),
        (Risky, "they may pass over it, or refuse it"),
    )
    .silent(),
    rule(
        "request-optional-property-became-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
    rule(
        "request-optional-property-became-not-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
];
