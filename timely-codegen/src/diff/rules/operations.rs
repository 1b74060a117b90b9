//! Operations: whether they are there, where, and for how long.

use super::Severity::{Breaking, Risky, Safe};
use super::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    rule(
        "endpoint-added",
        (Safe, "they do not call it"),
        (Breaking, "they do not answer it"),
    ),
    rule(
        "api-removed-without-deprecation",
        (Breaking, "what they call is not there any more"),
        (Safe, "nobody asks for it any more"),
    ),
    rule(
        "api-removed-with-deprecation",
        (
            Risky,
            "it was announced that it goes, but those who still call it get no answer",
        ),
        (Safe, "nobody asks for it any more"),
    ),
    rule(
        "api-removed-before-sunset",
        (
            Breaking,
            "what they call is gone before the day that was announced",
        ),
        (Safe, "nobody asks for it any more"),
    ),
    rule(
        "api-path-removed-without-deprecation",
        (Breaking, "what they call is not there any more"),
        (Safe, "nobody asks for it any more"),
    ),
    rule(
        "api-path-removed-with-deprecation",
        (
            Risky,
            "it was announced that it goes, but those who still call it get no answer",
        ),
        (Safe, "nobody asks for it any more"),
    ),
    rule(
        "api-path-removed-before-sunset",
        (
            Breaking,
            "what they call is gone before the day that was announced",
        ),
        (Safe, "nobody asks for it any more"),
    ),
    rule(
        "api-path-sunset-parse",
        (
            Breaking,
            "what they call is gone, and no day for that could be read",
        ),
        (Safe, "nobody asks for it any more"),
    ),
    rule(
        "api-path-sunset-parse#changed",
        (
            Risky,
            "the day until which they may call it cannot be read any more",
        ),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-path-sunset-parse#mended",
        (Safe, "the day until which they may call it can be read now"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-path-changed",
        (Breaking, "nothing answers at the path that they call"),
        (Breaking, "they answer at a path that nobody calls"),
    )
    .silent(),
    rule(
        "api-method-changed",
        (Breaking, "nothing answers the method that they call with"),
        (Breaking, "they answer a method that nobody calls with"),
    )
    .silent(),
    rule(
        "api-operation-id-added",
        (Safe, "it is in no request and no response"),
        (Safe, "it is in no request and no response"),
    ),
    rule(
        "api-operation-id-removed",
        (Safe, "it is in no request and no response"),
        (Safe, "it is in no request and no response"),
    ),
    rule(
        "api-tag-added",
        (Safe, "it is in no request and no response"),
        (Safe, "it is in no request and no response"),
    ),
    rule(
        "api-tag-removed",
        (Safe, "it is in no request and no response"),
        (Safe, "it is in no request and no response"),
    ),
    rule(
        "endpoint-deprecated",
        (Safe, "it answers as before, though one day it may go"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "endpoint-deprecated-with-sunset",
        (Safe, "it answers as before, until the day that is named"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "endpoint-reactivated",
        (Safe, "it stays after all"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-deprecated-sunset-missing",
        (Risky, "they are not told until when they may call it"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-deprecated-sunset-parse",
        (Risky, "the day until which they may call it cannot be read"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-sunset-date-too-small",
        (Risky, "they have less time to leave it than was promised"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-sunset-date-changed-too-small",
        (Risky, "it goes earlier than was announced"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "sunset-deleted",
        (
            Risky,
            "they are not told any more until when they may call it",
        ),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-stability-decreased",
        (Risky, "what they call may change more easily than before"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-stability-increased",
        (Safe, "what they call changes less easily than before"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "api-invalid-stability-level",
        (
            Risky,
            "it cannot be told whether what they call stays as it is",
        ),
        (Safe, "nothing of what they read or answer changes"),
    ),
];
