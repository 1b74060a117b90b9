//! Webhooks and callbacks: what the API sends is read by those who call it otherwise, and its servers read their answers.

use super::Severity::{Breaking, Risky, Safe};
use super::{Rule, means};

pub(super) const RULES: &[Rule] = &[
    means(
        "webhook-added",
        (
            Safe,
            "they do not ask for it, and may pass over what they do not know",
        ),
        (Breaking, "they do not send it"),
    ),
    means(
        "webhook-removed",
        (Breaking, "what they wait for is not sent any more"),
        (Safe, "nobody waits for it any more"),
    ),
    means(
        "webhook-removed:deprecated",
        (
            Risky,
            "it was announced that it goes, but those who still wait for it get nothing",
        ),
        (Safe, "nobody waits for it any more"),
    ),
    means(
        "webhook-method-changed",
        (Breaking, "it comes with a method that they do not answer"),
        (
            Breaking,
            "they send it with a method that is not waited for",
        ),
    )
    .silent(),
    means(
        "webhook-deprecated",
        (Safe, "it is sent as before, though one day it may go"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    means(
        "webhook-reactivated",
        (Safe, "it stays after all"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    means(
        "callback-added",
        (Safe, "they do not ask for it"),
        (Breaking, "they do not send it"),
    ),
    means(
        "callback-removed",
        (Breaking, "what they wait for is not sent any more"),
        (Safe, "nobody waits for it any more"),
    ),
    means(
        "callback-url-changed",
        (Breaking, "it comes to another address than they gave"),
        (Breaking, "they send it to an address that nobody gave"),
    )
    .silent(),
    means(
        "callback-method-changed",
        (Breaking, "it comes with a method that they do not answer"),
        (
            Breaking,
            "they send it with a method that is not waited for",
        ),
    )
    .silent(),
    means(
        "outgoing-request-parameter-added",
        (Safe, "they do not look at it"),
        (Safe, "they need not send it"),
    ),
    means(
        "outgoing-request-parameter-added:required",
        (Safe, "they do not look at it"),
        (Breaking, "they do not send it"),
    ),
    means(
        "outgoing-request-parameter-removed",
        (Risky, "they may look for it"),
        (Safe, "nobody looks for it any more"),
    ),
    means(
        "outgoing-request-parameter-removed:required",
        (Breaking, "it was always there, and is not any more"),
        (Safe, "nobody looks for it any more"),
    ),
    means(
        "outgoing-request-parameter-became-required",
        (Safe, "they find it more often than before"),
        (Breaking, "they may not send it"),
    ),
    means(
        "outgoing-request-parameter-became-optional",
        (Breaking, "it was always there, and may be missing now"),
        (Safe, "they send it as before"),
    ),
    means(
        "outgoing-request-parameter-allow-reserved-changed",
        (Risky, "what they are sent may be escaped otherwise"),
        (Risky, "what they send may be escaped otherwise"),
    )
    .silent(),
    means(
        "outgoing-request-parameter-allow-empty-value-changed",
        (Risky, "it may come without a value, or not any more"),
        (Risky, "they may send it without a value, or not any more"),
    )
    .silent(),
    means(
        "outgoing-request-body-added",
        (Safe, "they do not read it"),
        (Breaking, "they do not send it"),
    ),
    means(
        "outgoing-request-body-removed",
        (Breaking, "what they read is not sent any more"),
        (Safe, "nobody reads it any more"),
    ),
    means(
        "outgoing-request-body-became-required",
        (Safe, "they find it more often than before"),
        (Breaking, "they may not send it"),
    ),
    means(
        "outgoing-request-body-became-optional",
        (Breaking, "it was always there, and may be missing now"),
        (Safe, "they send it as before"),
    ),
    means(
        "outgoing-response-status-added",
        (Safe, "they need not answer it"),
        (Risky, "it is an answer that they do not know"),
    ),
    means(
        "outgoing-response-status-added:foreseen",
        (Safe, "they need not answer it"),
        (Safe, "it was among those that they had to expect"),
    ),
    means(
        "outgoing-response-status-removed",
        (Risky, "what they answer is not waited for any more"),
        (Safe, "they know one answer more than there is"),
    ),
    means(
        "outgoing-response-status-removed:foreseen",
        (Safe, "what is said of others holds for it"),
        (Safe, "what is said of others holds for it"),
    ),
    means(
        "outgoing-response-header-added",
        (Safe, "they need not send it"),
        (Safe, "they do not look at it"),
    ),
    means(
        "outgoing-response-header-added:required",
        (Breaking, "they do not send it"),
        (Safe, "they do not look at it"),
    ),
    means(
        "outgoing-response-header-removed",
        (Safe, "nobody looks for it any more"),
        (Risky, "they may look for it"),
    ),
    means(
        "outgoing-response-header-became-optional",
        (Safe, "they send it as before"),
        (Risky, "it may be missing now"),
    ),
    means(
        "outgoing-response-header-became-required",
        (Breaking, "they may not send it"),
        (Safe, "they find it more often than before"),
    ),
];
