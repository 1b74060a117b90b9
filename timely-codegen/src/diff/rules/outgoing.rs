//! Webhooks and callbacks: what the API sends is read by those who call it otherwise, and its servers read their answers.

use super::Severity::{Breaking, Risky, Safe};
use super::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    rule(
        "webhook-added",
        (
            Safe,
            "they do not ask for it, and may pass over what they do not know",
        ),
        (Breaking, "they do not send it"),
    ),
    rule(
        "webhook-removed",
        (Breaking, "what they wait for is not sent any more"),
        (Safe, "nobody waits for it any more"),
    ),
    rule(
        "webhook-removed#deprecated",
        (
            Risky,
            "it was announced that it goes, but those who still wait for it get nothing",
        ),
        (Safe, "nobody waits for it any more"),
    ),
    rule(
        "webhook-method-changed",
        (Breaking, "it comes with a method that they do not answer"),
        (
            Breaking,
            "they send it with a method that is not waited for",
        ),
    )
    .silent(),
    rule(
        "webhook-deprecated",
        (Safe, "it is sent as before, though one day it may go"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "webhook-reactivated",
        (Safe, "it stays after all"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "callback-added",
        (Safe, "they do not ask for it"),
        (Breaking, "they do not send it"),
    ),
    rule(
        "callback-removed",
        (Breaking, "what they wait for is not sent any more"),
        (Safe, "nobody waits for it any more"),
    ),
    rule(
        "callback-url-changed",
        (Breaking, "it comes to another address than they gave"),
        (Breaking, "they send it to an address that nobody gave"),
    )
    .silent(),
    rule(
        "callback-method-changed",
        (Breaking, "it comes with a method that they do not answer"),
        (
            Breaking,
            "they send it with a method that is not waited for",
        ),
    )
    .silent(),
    rule(
        "outgoing-request-parameter-added",
        (Safe, "they do not look at it"),
        (Safe, "they need not send it"),
    ),
    rule(
        "outgoing-request-parameter-added#required",
        (Safe, "they do not look at it"),
        (Breaking, "they do not send it"),
    ),
    rule(
        "outgoing-request-parameter-removed",
        (Risky, "they may look for it"),
        (Safe, "nobody looks for it any more"),
    ),
    rule(
        "outgoing-request-parameter-removed#required",
        (Breaking, "it was always there, and is not any more"),
        (Safe, "nobody looks for it any more"),
    ),
    rule(
        "outgoing-request-parameter-became-required",
        (Safe, "they find it more often than before"),
        (Breaking, "they may not send it"),
    ),
    rule(
        "outgoing-request-parameter-became-optional",
        (Breaking, "it was always there, and may be missing now"),
        (Safe, "they send it as before"),
    ),
    rule(
        "outgoing-request-parameter-allow-reserved-changed",
        (Risky, "what they are sent may be escaped otherwise"),
        (Risky, "what they send may be escaped otherwise"),
    )
    .silent(),
    rule(
        "outgoing-request-parameter-allow-empty-value-changed",
        (Risky, "it may come without a value, or not any more"),
        (Risky, "they may send it without a value, or not any more"),
    )
    .silent(),
    rule(
        "outgoing-request-body-added",
        (Safe, "they do not read it"),
        (Breaking, "they do not send it"),
    ),
    rule(
        "outgoing-request-body-removed",
        (Breaking, "what they read is not sent any more"),
        (Safe, "nobody reads it any more"),
    ),
    rule(
        "outgoing-request-body-became-required",
        (Safe, "they find it more often than before"),
        (Breaking, "they may not send it"),
    ),
    rule(
        "outgoing-request-body-became-optional",
        (Breaking, "it was always there, and may be missing now"),
        (Safe, "they send it as before"),
    ),
    rule(
        "outgoing-response-status-added",
        (Safe, "they need not answer it"),
        (Risky, "it is an answer that they do not know"),
    ),
    rule(
        "outgoing-response-status-added#foreseen",
        (Safe, "they need not answer it"),
        (Safe, "it was among those that they had to expect"),
    ),
    rule(
        "outgoing-response-status-removed",
        (Risky, "what they answer is not waited for any more"),
        (Safe, "they know one answer more than there is"),
    ),
    rule(
        "outgoing-response-status-removed#foreseen",
        (Safe, "what is said of others holds for it"),
        (Safe, "what is said of others holds for it"),
    ),
    rule(
        "outgoing-response-header-added",
        (Safe, "they need not send it"),
        (Safe, "they do not look at it"),
    ),
    rule(
        "outgoing-response-header-added#required",
        (Breaking, "they do not send it"),
        (Safe, "they do not look at it"),
    ),
    rule(
        "outgoing-response-header-removed",
        (Safe, "nobody looks for it any more"),
        (Risky, "they may look for it"),
    ),
    rule(
        "outgoing-response-header-became-optional",
        (Safe, "they send it as before"),
        (Risky, "it may be missing now"),
    ),
    rule(
        "outgoing-response-header-became-required",
        (Breaking, "they may not send it"),
        (Safe, "they find it more often than before"),
    ),
    rule(
        "outgoing-security-added",
        (Safe, "what it comes with more may be passed over"),
        (Breaking, "they send it without what proves who they are"),
    )
    .silent(),
    rule(
        "outgoing-security-added#alternative",
        (
            Risky,
            "it may come with another proof than those that they check",
        ),
        (Safe, "they send it with a proof that still holds"),
    )
    .silent(),
    rule(
        "outgoing-security-removed",
        (
            Breaking,
            "they may check a proof that it does not come with any more",
        ),
        (Breaking, "they may send it with a proof that is not known"),
    )
    .silent(),
    rule(
        "outgoing-security-removed#open",
        (
            Breaking,
            "they may check a proof that it does not come with any more",
        ),
        (Safe, "they may send the proof still"),
    )
    .silent(),
    rule(
        "outgoing-security-scope-added",
        (Safe, "they check for less than it comes with"),
        (Breaking, "they send it without this scope"),
    )
    .silent(),
    rule(
        "outgoing-security-scope-removed",
        (
            Breaking,
            "they may check for a scope that it does not come with any more",
        ),
        (Safe, "they may send it with this scope still"),
    )
    .silent(),
    rule(
        "outgoing-security-became-optional",
        (Breaking, "it may come without the proof that they check"),
        (Safe, "they may send the proof still"),
    )
    .silent(),
    rule(
        "outgoing-security-became-required",
        (Safe, "they take it with the proof already"),
        (Breaking, "they may send it without the proof"),
    )
    .silent(),
];
