//! Messages for those who build, and did not ask about the document: of many of a kind some, and how many more.

use super::{Code, Message, Severity};
use std::collections::BTreeMap;

/// How many warnings of a code are shown.
const SHOWN: usize = 10;

/// Messages, of which there are ten warnings of each code at most. All errors are among them.
///
/// ```
/// use timely_codegen::Generator;
///
/// let brief = Generator::from_str("api.yaml", "openapi: 2.0\n").run().brief_messages();
/// assert_eq!((brief.messages.len(), brief.more.len()), (1, 0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Brief {
    /// The messages that are shown.
    pub messages: Vec<Message>,
    /// How many warnings there are besides, by their codes.
    pub more: Vec<(Code, usize)>,
}

impl Brief {
    pub(crate) fn of(messages: Vec<Message>) -> Self {
        let mut filter = Filter::default();
        let messages = messages.into_iter();
        Self {
            messages: messages
                .filter(|message| filter.shows(message.severity, message.code))
                .collect(),
            more: filter.more(),
        }
    }

    /// How many more warnings there are, a line for each code, such as `190 more warnings [degraded]`.
    pub fn more_lines(&self) -> impl Iterator<Item = String> {
        self.more
            .iter()
            .map(|(code, number)| more_line(*code, *number))
    }
}

pub(super) fn more_line(code: Code, number: usize) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} more warning{ending} [{code}]")
}

/// Lets some messages of each kind through, and counts the others.
#[derive(Default)]
pub(super) struct Filter {
    seen: BTreeMap<Code, usize>,
}

impl Filter {
    pub(super) fn shows(&mut self, severity: Severity, code: Code) -> bool {
        if severity == Severity::Error {
            return true;
        }
        let seen = self.seen.entry(code).or_default();
        *seen += 1;
        *seen <= SHOWN
    }

    /// What it has held back.
    pub(super) fn more(&self) -> Vec<(Code, usize)> {
        let counts = self.seen.iter();
        let counts = counts.map(|(code, seen)| (*code, seen.saturating_sub(SHOWN)));
        counts.filter(|(_, more)| *more > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_warnings_ten_are_shown_and_all_errors() {
        let mut filter = Filter::default();
        let shown = (0..12).filter(|_| filter.shows(Severity::Warning, Code::Degraded));
        assert_eq!(shown.count(), 10);
        assert!(filter.shows(Severity::Warning, Code::UnknownKey));
        assert!((0..12).all(|_| filter.shows(Severity::Error, Code::Degraded)));
        assert_eq!(filter.more(), [(Code::Degraded, 2)]);
        assert_eq!(more_line(Code::Degraded, 2), "2 more warnings [degraded]");
    }
}
