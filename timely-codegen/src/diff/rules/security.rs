//! Who may call, and how they show who they are.

use super::Severity::{Breaking, Risky, Safe};
use super::{Rule, means};

pub(super) const RULES: &[Rule] = &[
    means(
        "api-security-added",
        (Breaking, "they are let in no more without it"),
        (Breaking, "they let in anyone"),
    )
    .silent(),
    means(
        "api-security-added:alternative",
        (Safe, "what lets them in still does"),
        (Breaking, "they refuse those who come with it"),
    )
    .silent(),
    means(
        "api-security-removed",
        (Breaking, "what lets them in does not any more"),
        (Safe, "they know one way in more than is used"),
    )
    .silent(),
    means(
        "api-security-removed:open",
        (Safe, "they are let in whatever they send"),
        (Breaking, "they refuse those who come with nothing"),
    )
    .silent(),
    means(
        "api-security-scope-added",
        (
            Breaking,
            "their credentials may lack it, and are refused then",
        ),
        (Risky, "they let in those who lack it"),
    )
    .silent(),
    means(
        "api-security-scope-removed",
        (Safe, "their credentials have more than is asked"),
        (Breaking, "they refuse those who lack it"),
    )
    .silent(),
    means(
        "api-security-became-optional",
        (Safe, "what lets them in still does"),
        (Breaking, "they refuse those who come with nothing"),
    )
    .silent(),
    means(
        "api-security-became-required",
        (Breaking, "those who come with nothing are refused"),
        (Risky, "they let in those who come with nothing"),
    )
    .silent(),
    means(
        "api-global-security-added",
        (Breaking, "they are let in no more without it"),
        (Breaking, "they let in anyone"),
    )
    .silent(),
    means(
        "api-global-security-added:alternative",
        (Safe, "what lets them in still does"),
        (Breaking, "they refuse those who come with it"),
    )
    .silent(),
    means(
        "api-global-security-removed",
        (Breaking, "what lets them in does not any more"),
        (Safe, "they know one way in more than is used"),
    )
    .silent(),
    means(
        "api-global-security-removed:open",
        (Safe, "they are let in whatever they send"),
        (Breaking, "they refuse those who come with nothing"),
    )
    .silent(),
    means(
        "api-global-security-scope-added",
        (
            Breaking,
            "their credentials may lack it, and are refused then",
        ),
        (Risky, "they let in those who lack it"),
    )
    .silent(),
    means(
        "api-global-security-scope-removed",
        (Safe, "their credentials have more than is asked"),
        (Breaking, "they refuse those who lack it"),
    )
    .silent(),
    means(
        "api-global-security-became-optional",
        (Safe, "what lets them in still does"),
        (Breaking, "they refuse those who come with nothing"),
    )
    .silent(),
    means(
        "api-global-security-became-required",
        (Breaking, "those who come with nothing are refused"),
        (Risky, "they let in those who come with nothing"),
    )
    .silent(),
    means(
        "api-security-component-added",
        (Safe, "where it is asked for is said elsewhere"),
        (Safe, "where it is asked for is said elsewhere"),
    ),
    means(
        "api-security-component-removed",
        (Safe, "where it was asked for is said elsewhere"),
        (Safe, "where it was asked for is said elsewhere"),
    ),
    means(
        "api-security-component-type-changed",
        (
            Breaking,
            "what they show who they are by is not looked at any more",
        ),
        (
            Breaking,
            "they look for something that is not sent any more",
        ),
    )
    .silent(),
    means(
        "api-security-component-name-changed",
        (
            Breaking,
            "they send their key under a name that nobody looks for",
        ),
        (
            Breaking,
            "they look for a key under a name that nobody sends",
        ),
    )
    .silent(),
    means(
        "api-security-component-place-changed",
        (Breaking, "they send their key where nobody looks for it"),
        (Breaking, "they look for a key where nobody sends it"),
    )
    .silent(),
    means(
        "api-security-component-scheme-changed",
        (
            Breaking,
            "their `Authorization` begins with another word than is asked for",
        ),
        (
            Breaking,
            "they ask for another word than `Authorization` begins with",
        ),
    )
    .silent(),
    means(
        "api-security-component-bearer-format-changed",
        (Safe, "it only describes what they are given"),
        (Safe, "it only describes what they give"),
    ),
    means(
        "api-security-component-open-id-url-changed",
        (Risky, "they ask elsewhere how to log in"),
        (Risky, "they go by what another place says"),
    )
    .silent(),
    means(
        "api-security-component-oauth-flow-added",
        (Safe, "they may log in as before"),
        (
            Safe,
            "who is logged in comes with a token, whichever way that was got",
        ),
    ),
    means(
        "api-security-component-oauth-flow-removed",
        (Breaking, "they cannot log in by it any more"),
        (
            Safe,
            "who is logged in comes with a token, whichever way that was got",
        ),
    )
    .silent(),
    means(
        "api-security-component-oauth-url-changed",
        (Risky, "they send people elsewhere to log in"),
        (Safe, "they see no more than the token"),
    )
    .silent(),
    means(
        "api-security-component-oauth-token-url-changed",
        (Risky, "they ask elsewhere for tokens"),
        (Safe, "they see no more than the token"),
    )
    .silent(),
    means(
        "api-security-component-oauth-refresh-url-changed",
        (Risky, "they ask elsewhere for new tokens"),
        (Safe, "they see no more than the token"),
    )
    .silent(),
    means(
        "api-security-component-oauth-scope-added",
        (Safe, "they do not ask for it"),
        (Safe, "where it is needed is said elsewhere"),
    ),
    means(
        "api-security-component-oauth-scope-removed",
        (Risky, "they may ask for it, and get no token then"),
        (Safe, "where it is needed is said elsewhere"),
    )
    .silent(),
    means(
        "api-security-component-oauth-scope-changed",
        (Safe, "it is described otherwise, and asked for as before"),
        (Safe, "it is described otherwise, and asked for as before"),
    ),
];
