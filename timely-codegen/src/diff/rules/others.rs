//! What is about the document as a whole: its schemas, version and servers, examples, and what no other tool has rules for.

use super::Severity::{Risky, Safe};
use super::{Rule, means};

pub(super) const RULES: &[Rule] = &[
    means(
        "api-schema-removed",
        (Safe, "what is sent goes by no name"),
        (Safe, "what is answered goes by no name"),
    ),
    means(
        "api-version-not-bumped",
        (Safe, "it is in no request and no response"),
        (Safe, "it is in no request and no response"),
    ),
    means(
        "api-major-version-not-bumped",
        (Safe, "it is in no request and no response"),
        (Safe, "it is in no request and no response"),
    ),
    means(
        "api-version-decreased",
        (Safe, "it is in no request and no response"),
        (Safe, "it is in no request and no response"),
    ),
    means(
        "api-server-added",
        (Safe, "the servers that they call are still there"),
        (Safe, "where they are reached is for those who run them"),
    ),
    means(
        "api-server-removed",
        (Risky, "the server that they call may be gone"),
        (Safe, "where they are reached is for those who run them"),
    )
    .silent(),
    means(
        "api-server-url-changed",
        (Risky, "the server that they call may not answer any more"),
        (Risky, "they are called at another address"),
    )
    .silent(),
    means(
        "api-default-server-changed",
        (Risky, "programs that name no server call another one"),
        (Safe, "where they are reached is for those who run them"),
    )
    .silent(),
    means(
        "api-server-variable-default-changed",
        (Risky, "programs that do not set it call another server"),
        (Safe, "where they are reached is for those who run them"),
    )
    .silent(),
    means(
        "api-server-variable-enum-value-added",
        (Safe, "the servers that they call are still there"),
        (Safe, "where they are reached is for those who run them"),
    ),
    means(
        "api-server-variable-enum-value-removed",
        (Risky, "the server that they call may be gone"),
        (Safe, "where they are reached is for those who run them"),
    )
    .silent(),
    means(
        "api-server-variable-became-enum",
        (
            Risky,
            "the server that they call may be none of those that are listed",
        ),
        (Safe, "where they are reached is for those who run them"),
    )
    .silent(),
    means(
        "api-server-variable-became-not-enum",
        (Safe, "the servers that they call are still there"),
        (Safe, "where they are reached is for those who run them"),
    ),
    means(
        "example-no-longer-fits",
        (
            Safe,
            "it is in no request and no response, though those who copied it may be refused",
        ),
        (Safe, "it is in no request and no response"),
    ),
    means(
        "api-pagination-changed",
        (Safe, "what is asked and answered is said elsewhere"),
        (Safe, "what is asked and answered is said elsewhere"),
    )
    .silent(),
    means(
        "api-idempotency-key-changed",
        (Risky, "what they send again may be done twice"),
        (Risky, "they may do twice what is sent again"),
    )
    .silent(),
    means(
        "api-rate-limit-changed",
        (Risky, "they may be refused sooner than they expect"),
        (Risky, "they may refuse sooner than callers expect"),
    )
    .silent(),
];
