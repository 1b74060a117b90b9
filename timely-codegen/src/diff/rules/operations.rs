//! Operations, their lifecycle, parameters, bodies, responses and headers.

use super::{Rule, Severity::*};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "endpoint-added",
        callers: Safe,
        servers: Breaking,
        why_callers: "they do not call it",
        why_servers: "they do not answer it",
        changes_behavior: false,
    },
    Rule {
        id: "api-removed-without-deprecation",
        callers: Breaking,
        servers: Safe,
        why_callers: "what they call is not there any more",
        why_servers: "nobody asks for it any more",
        changes_behavior: false,
    },
];
