//! Parameters, but for what their schemas say.

use super::Severity::{Breaking, Risky, Safe};
use super::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    rule(
        "new-required-request-parameter",
        (Breaking, "their requests lack it"),
        (Risky, "they do not look at it"),
    ),
    rule(
        "new-required-request-default-parameter-to-existing-path",
        (
            Breaking,
            "their requests lack it, and its default does not stand for what is required",
        ),
        (Risky, "they do not look at it"),
    ),
    rule(
        "new-optional-request-parameter",
        (Safe, "their requests may lack it"),
        (Risky, "they do not look at it"),
    ),
    rule(
        "new-optional-request-default-parameter-to-existing-path",
        (
            Safe,
            "their requests may lack it, and its default stands for it",
        ),
        (Risky, "they do not look at it"),
    ),
    rule(
        "new-request-path-parameter",
        (Breaking, "the path that they call lacks it"),
        (Breaking, "they answer at a path that lacks it"),
    ),
    rule(
        "new-request-path-parameter#declared",
        (Risky, "the path had it, but now something is asked of it"),
        (Safe, "they took any value of it"),
    ),
    rule(
        "request-parameter-removed",
        (Risky, "what they send with it is not looked at any more"),
        (Safe, "it is not sent any more"),
    ),
    rule(
        "request-parameter-removed-with-deprecation",
        (
            Risky,
            "it was announced that it goes, but what they still send with it is not looked at",
        ),
        (Safe, "it is not sent any more"),
    ),
    rule(
        "request-parameter-removed-before-sunset",
        (Breaking, "it is gone before the day that was announced"),
        (Safe, "it is not sent any more"),
    ),
    rule(
        "request-parameter-sunset-parse",
        (Risky, "the day until which they may send it cannot be read"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "request-parameter-sunset-parse#mended",
        (Safe, "the day until which they may send it can be read now"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "request-parameter-became-required",
        (Breaking, "requests that lack it are refused"),
        (Safe, "they take requests that have it"),
    ),
    rule(
        "request-parameter-became-optional",
        (Safe, "they send it as before"),
        (Breaking, "they refuse requests that lack it"),
    ),
    rule(
        "request-parameter-moved",
        (Breaking, "they send it where nobody looks for it"),
        (Breaking, "they look for it where nobody sends it"),
    )
    .silent(),
    rule(
        "request-path-parameters-swapped",
        (
            Risky,
            "the values in their paths have changed places, if the names say what they mean",
        ),
        (Risky, "they read each value by the place of another"),
    )
    .silent(),
    rule(
        "request-parameter-style-changed",
        (
            Breaking,
            "what they send is read otherwise than they mean it",
        ),
        (
            Breaking,
            "they read what is sent otherwise than it is meant",
        ),
    )
    .silent(),
    rule(
        "request-parameter-explode-changed",
        (
            Breaking,
            "what they send is read otherwise than they mean it",
        ),
        (
            Breaking,
            "they read what is sent otherwise than it is meant",
        ),
    )
    .silent(),
    rule(
        "request-parameter-content-changed",
        (Breaking, "what they send is read as something else"),
        (Breaking, "they read what is sent as something else"),
    )
    .silent(),
    rule(
        "request-parameter-became-allow-reserved",
        (Safe, "what they send is escaped, and read as before"),
        (Risky, "reserved characters come without escapes now"),
    )
    .silent(),
    rule(
        "request-parameter-became-not-allow-reserved",
        (
            Risky,
            "reserved characters that they send without escapes may be refused",
        ),
        (Safe, "what is sent is escaped, and read as before"),
    )
    .silent(),
    rule(
        "request-parameter-became-allow-empty-value",
        (Safe, "they send values as before"),
        (Risky, "they may refuse it without a value"),
    )
    .silent(),
    rule(
        "request-parameter-became-not-allow-empty-value",
        (Breaking, "they may not send it without a value any more"),
        (Safe, "they take values as before"),
    )
    .silent(),
    rule(
        "request-parameter-deprecated",
        (Safe, "it is read as before, though one day it may go"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "request-parameter-reactivated",
        (Safe, "it stays after all"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "request-parameter-deprecated-sunset-missing",
        (Risky, "they are not told until when they may send it"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "request-parameter-sunset-date-too-small",
        (Risky, "they have less time to leave it than was promised"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "request-parameter-sunset-date-changed-too-small",
        (Risky, "it goes earlier than was announced"),
        (Safe, "nothing of what they read or answer changes"),
    ),
    rule(
        "request-parameter-sunset-deleted",
        (
            Risky,
            "they are not told any more until when they may send it",
        ),
        (Safe, "nothing of what they read or answer changes"),
    ),
];
