//! How much one place of a document may become at several places.

use super::Converter;
use crate::diagnostic::{Code, Pointer};

/// How many values may be copied, and media types be written out. Large documents come to some 10,000.
const MAX_COPIED: usize = 200_000;

/// What was copied so far.
#[derive(Default)]
pub(super) struct Budget {
    copied: usize,
}

impl Converter<'_, '_> {
    /// Whether so many more values may be copied. It is reported once if they may not.
    pub(super) fn may_copy(&mut self, values: usize, at: &Pointer) -> bool {
        let before = self.budget.copied;
        self.budget.copied = before.saturating_add(values);
        if self.budget.copied <= MAX_COPIED {
            return true;
        }
        if before <= MAX_COPIED {
            let message = format!(
                "what several operations share comes to more than {MAX_COPIED} values when each has its own"
            );
            self.context.diagnostics.error(Code::TooLarge, at, message);
        }
        false
    }
}
