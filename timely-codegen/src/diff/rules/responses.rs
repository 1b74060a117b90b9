//! Responses, their headers and links, but for what schemas say.

use super::Severity::{Breaking, Risky, Safe};
use super::{Rule, means};

pub(super) const RULES: &[Rule] = &[
    means(
        "response-success-status-added",
        (Risky, "they may not know that it means success"),
        (Safe, "they need not answer it"),
    ),
    means(
        "response-success-status-added:foreseen",
        (Safe, "it was among those that they had to expect"),
        (Safe, "they need not answer it"),
    ),
    means(
        "response-success-status-removed",
        (Breaking, "what they wait for is not answered any more"),
        (Breaking, "they answer what may not be answered any more"),
    ),
    means(
        "response-success-status-removed:foreseen",
        (Safe, "what is said of others holds for it"),
        (Safe, "what is said of others holds for it"),
    ),
    means(
        "response-non-success-status-added",
        (Risky, "it is an error that they do not know"),
        (Safe, "they need not answer it"),
    ),
    means(
        "response-non-success-status-added:foreseen",
        (Safe, "it was among those that they had to expect"),
        (Safe, "they need not answer it"),
    ),
    means(
        "response-non-success-status-removed",
        (Safe, "they know one error more than there is"),
        (Breaking, "they answer what may not be answered any more"),
    ),
    means(
        "response-non-success-status-removed:foreseen",
        (Safe, "what is said of others holds for it"),
        (Safe, "what is said of others holds for it"),
    ),
    means(
        "response-media-type-added",
        (
            Risky,
            "they may be answered with a body that they cannot read, unless they say what they accept",
        ),
        (Safe, "they need not answer with it"),
    ),
    means(
        "response-media-type-removed",
        (Breaking, "what they accept is not answered any more"),
        (Breaking, "they answer what may not be answered any more"),
    ),
    means(
        "response-media-type-name-changed",
        (
            Risky,
            "the body is of another media type than they look for",
        ),
        (
            Risky,
            "the body that they answer with is of another media type",
        ),
    ),
    means(
        "response-media-type-name-generalized",
        (
            Breaking,
            "bodies may be of media types that they cannot read",
        ),
        (Safe, "what they answer is still allowed"),
    ),
    means(
        "response-media-type-name-specialized",
        (
            Risky,
            "the body is of a more special media type than they look for",
        ),
        (
            Breaking,
            "what they answer may be of another media type than is allowed",
        ),
    ),
    means(
        "response-body-media-type-schema-added",
        (Safe, "what they read has a form now"),
        (Breaking, "what they answer may not have it"),
    ),
    means(
        "response-body-media-type-schema-removed",
        (Risky, "what they read may have any form now"),
        (Safe, "what they answer is still allowed"),
    ),
    means(
        "response-body-stream-changed",
        (
            Breaking,
            "they read one value where many are sent, or many where one is",
        ),
        (
            Breaking,
            "they send one value where many are read, or many where one is",
        ),
    )
    .silent(),
    means(
        "response-body-encoding-changed",
        (
            Breaking,
            "they read a part of the body otherwise than it is meant",
        ),
        (
            Breaking,
            "a part of what they answer is read otherwise than they mean it",
        ),
    )
    .silent(),
    means(
        "response-error-envelope-changed",
        (Breaking, "what they read of an error is not in it any more"),
        (
            Breaking,
            "what they say of an error is not what is looked for",
        ),
    ),
    means(
        "response-header-added",
        (Safe, "they do not look at it"),
        (Safe, "they need not send it"),
    ),
    means(
        "response-header-added:required",
        (Safe, "they do not look at it"),
        (Breaking, "they do not send it"),
    ),
    means(
        "required-response-header-removed",
        (Breaking, "it was always there, and is not any more"),
        (Safe, "nobody looks for it any more"),
    ),
    means(
        "required-response-header-removed:rate-limit",
        (
            Breaking,
            "they do not learn any more how much they may still ask for",
        ),
        (Safe, "nobody looks for it any more"),
    ),
    means(
        "optional-response-header-removed",
        (Risky, "they may look for it"),
        (Safe, "nobody looks for it any more"),
    ),
    means(
        "optional-response-header-removed:rate-limit",
        (
            Risky,
            "they may go by it to learn how much they may still ask for",
        ),
        (Safe, "nobody looks for it any more"),
    ),
    means(
        "response-header-became-optional",
        (Breaking, "it was always there, and may be missing now"),
        (Safe, "they send it as before"),
    ),
    means(
        "response-header-became-required",
        (Safe, "they find it more often than before"),
        (Breaking, "they may not send it"),
    ),
    means(
        "response-header-deprecated",
        (Safe, "it is sent as before, though one day it may go"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    means(
        "response-header-reactivated",
        (Safe, "it stays after all"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    means(
        "response-header-content-type-changed",
        (Breaking, "they read it as something else than it is"),
        (Breaking, "what they send is read as something else"),
    )
    .silent(),
    means(
        "response-header-explode-changed",
        (Breaking, "they read it otherwise than it is meant"),
        (
            Breaking,
            "what they send is read otherwise than they mean it",
        ),
    )
    .silent(),
    means(
        "response-link-added",
        (Safe, "they do not follow it"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    means(
        "response-link-removed",
        (Risky, "they may follow it"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    means(
        "response-link-changed",
        (Risky, "where they follow it to is somewhere else"),
        (Risky, "what they answer leads somewhere else"),
    )
    .silent(),
];
