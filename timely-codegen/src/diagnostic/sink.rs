//! The messages of a run.

use super::{Code, Levels, Location, Pointer, SourceMap, Spot};
use std::collections::HashSet;
use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing may be generated from the document.
    Error,
    /// Something is lost or was guessed, but the output is usable.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One message about one place.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, in the document as the later stages see it.
    pub pointer: Pointer,
    /// What to do about it.
    pub help: Option<String>,
    /// Where, in the text. Filled in by [`Diagnostics::locate`], or by the reader where there is no pointer yet.
    pub(crate) location: Option<Location>,
    /// What of it is meant.
    pub(crate) spot: Spot,
}

impl Diagnostic {
    /// Says what to do about it.
    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Points at the key, not at its value.
    pub(crate) fn at_key(&mut self) -> &mut Self {
        self.spot = Spot::Key;
        self
    }

    /// Says where in the text it is, for a place that no pointer leads to.
    pub(crate) fn location(&mut self, location: Location) -> &mut Self {
        self.location = Some(location);
        self
    }

    /// The pointer to show: as it reads in the file, if there is one to speak of.
    pub(super) fn shown_pointer(&self) -> Option<&Pointer> {
        let located = self
            .location
            .as_ref()
            .and_then(|location| location.pointer.as_ref());
        located
            .or(Some(&self.pointer))
            .filter(|pointer| !pointer.is_root())
    }
}

/// The messages of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    /// How many of them were looked up in a source map already.
    placed: usize,
    /// How serious each is taken.
    levels: Levels,
}

impl Diagnostics {
    /// No messages yet.
    #[cfg(test)]
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// No messages yet, of which those that come are taken by these levels.
    pub(crate) fn with_levels(levels: Levels) -> Self {
        Self {
            levels,
            ..Self::default()
        }
    }

    /// Whether what is refused at a place is a warning there: the run is lenient, or a level says so.
    fn takes(&self, code: Code, pointer: &Pointer) -> bool {
        self.levels.of_refusal(code, &pointer.to_string()) == Severity::Warning
    }

    /// Reports something that keeps the document from being generated.
    pub(crate) fn error(
        &mut self,
        code: Code,
        pointer: &Pointer,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Severity::Error, code, pointer, message.into())
    }

    /// Reports something that the output leaves out, or that was guessed.
    pub(crate) fn warning(
        &mut self,
        code: Code,
        pointer: &Pointer,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Severity::Warning, code, pointer, message.into())
    }

    /// Reports something that is refused, and that concerns its own place alone: an error, unless it is
    /// [taken](Self::takes) there.
    ///
    /// The caller goes on in both cases with something that says less, which `instead` names where it is taken: `any
    /// value is taken`.
    pub(crate) fn refusal(
        &mut self,
        code: Code,
        pointer: &Pointer,
        message: impl Into<String>,
        instead: &str,
    ) -> &mut Diagnostic {
        let message = message.into();
        if self.takes(code, pointer) {
            let message = format!("{message}; {instead}");
            return self.push(Severity::Warning, code, pointer, message);
        }
        self.push(Severity::Error, code, pointer, message)
    }

    /// Whether something of this kind was said of a place.
    pub(crate) fn tells(&self, code: Code, pointer: &Pointer) -> bool {
        let mut items = self.items.iter();
        items.any(|item| item.code == code && item.pointer == *pointer)
    }

    /// Takes the errors of a code back, so that they keep the document from being generated no longer.
    pub(crate) fn take_errors(&mut self, code: Code) -> Vec<Diagnostic> {
        let is_taken = |item: &Diagnostic| item.severity == Severity::Error && item.code == code;
        let (taken, left) = std::mem::take(&mut self.items)
            .into_iter()
            .partition(is_taken);
        self.items = left;
        // Those that were looked up have their places, and are passed over.
        self.placed = 0;
        taken
    }

    /// Gives each warning the severity of its level, and takes out what is allowed. To be called once all are there.
    pub(crate) fn apply_levels(&mut self, map: &SourceMap) {
        self.place(map);
        let levels = std::mem::take(&mut self.levels);
        self.items.retain_mut(|item| {
            if item.severity == Severity::Error {
                return true;
            }
            let place = item.pointer.to_string();
            let shown = item.shown_pointer().map(ToString::to_string);
            let severity =
                levels.of_warning(item.code, &[&place, shown.as_deref().unwrap_or(&place)]);
            item.severity = severity.unwrap_or(Severity::Warning);
            severity.is_some()
        });
        self.placed = self.items.len();
        self.levels = levels;
    }

    fn push(
        &mut self,
        severity: Severity,
        code: Code,
        pointer: &Pointer,
        message: String,
    ) -> &mut Diagnostic {
        let index = self.items.len();
        self.items.push(Diagnostic {
            severity,
            code,
            message,
            pointer: pointer.clone(),
            help: None,
            location: None,
            spot: Spot::Value,
        });
        &mut self.items[index]
    }

    /// Whether the document may not be generated.
    pub fn has_errors(&self) -> bool {
        self.items
            .iter()
            .any(|item| item.severity == Severity::Error)
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no messages.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The messages, in the order they were reported in.
    ///
    /// [`Outcome::messages`](crate::Outcome::messages) has them with their places in the text, sorted, and each once.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// Changes the pointers of messages about what got its place only later.
    pub(crate) fn repoint(&mut self, place: impl Fn(&Pointer) -> Option<Pointer>) {
        for item in &mut self.items {
            if let Some(pointer) = place(&item.pointer) {
                item.pointer = pointer;
            }
        }
    }

    /// Finds the place of each message in the text, sorts by it, and merges what says the same about the same place.
    pub(crate) fn locate(&mut self, map: &SourceMap) {
        self.placed = 0;
        self.place(map);
        self.items.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        let mut seen = HashSet::new();
        self.items.retain(|item| {
            // An anchor used a thousand times makes the same message at a thousand pointers and one place.
            let place = item
                .location
                .as_ref()
                .map_or_else(|| item.pointer.to_string(), ToString::to_string);
            seen.insert((place, item.severity, item.code, item.message.clone()))
        });
        self.placed = self.items.len();
    }

    /// Finds the places of what was reported since the last time, before something else may stand there.
    pub(crate) fn place(&mut self, map: &SourceMap) {
        for item in &mut self.items[self.placed..] {
            if item.location.is_none() {
                item.location = map.locate(&item.pointer, item.spot);
            }
        }
        self.placed = self.items.len();
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// By place in the text; what has none comes first, because it is about the whole.
fn sort_key(item: &Diagnostic) -> impl Ord + '_ {
    let place = item
        .location
        .as_ref()
        .map(|location| (location.source.name(), location.position));
    (
        place,
        &item.pointer,
        item.severity,
        item.code,
        &item.message,
    )
}
