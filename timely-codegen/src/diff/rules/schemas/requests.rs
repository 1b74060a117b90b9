//! What callers send, where its ids are not those of [`super::kinds`]: properties as members of objects.
//!
//! What a change means depends on more than its id here: an object that allows no other properties refuses what it does not list
//! any more. That follows the id after a colon.

use super::super::Severity::*;
use super::super::{Rule, means};

pub(in crate::diff::rules) const RULES: &[Rule] = &[
    means(
        "request-body-type-changed:narrowed",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    means(
        "request-property-type-changed:narrowed",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    means(
        "request-parameter-type-changed:narrowed",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    means(
        "new-required-request-property",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    means(
        "new-required-request-property:closed",
        (Breaking, "requests without it are refused now"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    means(
        "new-required-request-property-with-default",
        (
            Breaking,
            "requests without it are refused now, whatever the default",
        ),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    means(
        "new-required-request-property-with-default:closed",
        (
            Breaking,
            "requests without it are refused now, whatever the default",
        ),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    means(
        "new-optional-request-property",
        (Safe, "they need not send it"),
        (
            Risky,
            "they may refuse a property that they do not know, or pass over it",
        ),
    ),
    means(
        "new-optional-request-property:closed",
        (Safe, "they need not send it"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    means(
        "new-required-request-parameter-property",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    means(
        "new-required-request-parameter-property:closed",
        (Breaking, "requests without it are refused now"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    means(
        "new-optional-request-parameter-property",
        (Safe, "they need not send it"),
        (
            Risky,
            "they may refuse a property that they do not know, or pass over it",
        ),
    ),
    means(
        "new-optional-request-parameter-property:closed",
        (Safe, "they need not send it"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    means(
        "new-required-request-header-property",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may refuse a property that they do not know"),
    )
    .silent(),
    means(
        "new-required-request-header-property:closed",
        (Breaking, "requests without it are refused now"),
        (Breaking, "they refuse properties that they do not know"),
    )
    .silent(),
    means(
        "request-header-property-became-required",
        (Breaking, "requests without it are refused now"),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    means(
        "request-header-property-became-enum",
        (
            Breaking,
            "they may send values of a kind that is refused now",
        ),
        (Safe, "what is sent now is of the kinds that they take"),
    )
    .silent(),
    means(
        "request-read-only-property-enum-value-removed",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    means(
        "request-read-only-property-max-decreased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    means(
        "request-read-only-property-exclusive-max-decreased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    means(
        "request-read-only-property-max-length-decreased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    means(
        "request-read-only-property-min-increased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    means(
        "request-read-only-property-exclusive-min-increased",
        (Safe, "they do not send it"),
        (Safe, "they are not sent it"),
    ),
    means(
        "request-property-removed",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Safe, "they do without it, or are not sent it any more"),
    )
    .silent(),
    means(
        "request-property-removed:closed",
        (Breaking, "requests with it are refused now"),
        (Safe, "they are not sent it any more"),
    )
    .silent(),
    means(
        "request-property-removed:required",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    means(
        "request-property-removed:required-closed",
        (Breaking, "requests with it are refused now"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    means(
        "request-property-became-required",
        (Breaking, "requests without it are refused now"),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    means(
        "request-property-became-optional",
        (Safe, "they may send it as before"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    means(
        "request-parameter-property-removed",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Safe, "they do without it, or are not sent it any more"),
    )
    .silent(),
    means(
        "request-parameter-property-removed:closed",
        (Breaking, "requests with it are refused now"),
        (Safe, "they are not sent it any more"),
    )
    .silent(),
    means(
        "request-parameter-property-removed:required",
        (
            Risky,
            "what they send with it may be passed over, or refused",
        ),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    means(
        "request-parameter-property-removed:required-closed",
        (Breaking, "requests with it are refused now"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    means(
        "request-parameter-property-became-required",
        (Breaking, "requests without it are refused now"),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    means(
        "request-parameter-property-became-optional",
        (Safe, "they may send it as before"),
        (Breaking, "they refuse requests without it"),
    )
    .silent(),
    means(
        "request-property-became-required-with-default",
        (
            Breaking,
            "requests without it are refused now, whatever the default",
        ),
        (Safe, "they take requests with it already"),
    )
    .silent(),
    means(
        "request-required-property-became-read-only",
        (Risky, "what they send with it is passed over, or refused"),
        (Risky, "they may rely on what is not sent any more"),
    )
    .silent(),
    means(
        "request-required-property-became-not-read-only",
        (Breaking, "requests without it are refused now"),
        (Risky, "they may pass over it, or refuse it"),
    )
    .silent(),
    means(
        "request-required-property-became-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
    means(
        "request-required-property-became-not-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
    means(
        "request-optional-property-became-read-only",
        (Risky, "what they send with it is passed over, or refused"),
        (Risky, "they may rely on what is not sent any more"),
    )
    .silent(),
    means(
        "request-optional-property-became-not-read-only",
        (Safe, "they need not send it"),
        (Risky, "they may pass over it, or refuse it"),
    )
    .silent(),
    means(
        "request-optional-property-became-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
    means(
        "request-optional-property-became-not-write-only",
        (Safe, "they may send it as before"),
        (Safe, "they take it as before"),
    )
    .silent(),
];
