//! Schemas, with all keywords, in requests, responses and parameters.

use super::Rule;

pub(super) const RULES: &[Rule] = &[];
