//! What is about the document as a whole: servers, security, tags, components, examples, and what no other tool has rules for.

use super::Rule;

pub(super) const RULES: &[Rule] = &[];
