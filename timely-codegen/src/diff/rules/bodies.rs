//! Bodies of requests, but for what their schemas say.

use super::Severity::{Breaking, Risky, Safe};
use super::{Rule, means};

pub(super) const RULES: &[Rule] = &[
    means(
        "request-body-added-required",
        (Breaking, "their requests lack it"),
        (Breaking, "they do not read it"),
    ),
    means(
        "request-body-added-optional",
        (Safe, "their requests may lack it"),
        (Risky, "they do not read it"),
    ),
    means(
        "request-body-removed",
        (Breaking, "what they send is not read any more"),
        (Safe, "it is not sent any more"),
    ),
    means(
        "request-body-became-required",
        (Breaking, "requests that lack it are refused"),
        (Safe, "they take requests that have it"),
    ),
    means(
        "request-body-became-optional",
        (Safe, "they send it as before"),
        (Breaking, "they refuse requests that lack it"),
    ),
    means(
        "request-body-media-type-added",
        (Safe, "they send one that was there before"),
        (Breaking, "they refuse bodies of it"),
    ),
    means(
        "request-body-media-type-removed",
        (Breaking, "bodies of it are refused"),
        (Safe, "they take one more than is sent"),
    ),
    means(
        "request-body-media-type-schema-added",
        (Breaking, "what they send was free, and now has a form"),
        (Safe, "they take more than is sent"),
    ),
    means(
        "request-body-media-type-schema-removed",
        (Safe, "what they send is still taken"),
        (Breaking, "they refuse what has another form"),
    ),
    means(
        "request-body-stream-changed",
        (
            Breaking,
            "they send one value where many are read, or many where one is",
        ),
        (
            Breaking,
            "they read one value where many are sent, or many where one is",
        ),
    )
    .silent(),
    means(
        "request-body-encoding-changed",
        (
            Breaking,
            "a part of what they send is read otherwise than they mean it",
        ),
        (
            Breaking,
            "they read a part of what is sent otherwise than it is meant",
        ),
    )
    .silent(),
];
