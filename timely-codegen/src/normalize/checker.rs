//! What the check of a document's shape knows and reports.

use super::Context;
use super::version::Dialect;
use crate::diagnostic::{Code, Diagnostic, Pointer};

/// Goes through the document with what it knows about where it is.
pub(super) struct Checker<'a, 'b> {
    pub(super) context: &'a mut Context<'b>,
    pub(super) pointer: Pointer,
    /// Whether it is in an object for people.
    pub(super) documentation: bool,
    /// Whether nothing is looked at but the keys of objects and what they hold: objects of Swagger 2.0 are judged as what
    /// they become.
    pub(super) by_keys_alone: bool,
    /// What will be found elsewhere afterwards.
    pub(super) moves: Vec<(Pointer, Pointer)>,
}

impl Checker<'_, '_> {
    /// Reports something wrong with the value at hand, which is left out: a refusal, unless it is for people only.
    pub(super) fn wrong(&mut self, code: Code, message: impl Into<String>) -> &mut Diagnostic {
        self.wrong_so(code, message, "it is left out")
    }

    /// Like [`Checker::wrong`], with what is done instead.
    pub(super) fn wrong_so(
        &mut self,
        code: Code,
        message: impl Into<String>,
        instead: &str,
    ) -> &mut Diagnostic {
        let diagnostics = &mut self.context.diagnostics;
        if self.documentation {
            let message = format!("{}; {instead}", message.into());
            return diagnostics.warning(code, &self.pointer, message);
        }
        diagnostics.assumption(code, &self.pointer, message, instead)
    }

    /// Reports something that was mended.
    pub(super) fn mended(&mut self, message: impl Into<String>) -> &mut Diagnostic {
        self.context
            .diagnostics
            .warning(Code::Repaired, &self.pointer, message)
    }

    /// Reports something that is generated in a weaker form.
    pub(super) fn degraded(&mut self, message: impl Into<String>) -> &mut Diagnostic {
        self.context
            .diagnostics
            .warning(Code::Degraded, &self.pointer, message)
    }

    /// Says that what stands at one place is looked at as if it stood at another, where nothing is.
    pub(super) fn moved_now(&mut self, from: &Pointer, to: Pointer) {
        self.context.map.moved(from, to);
    }

    /// Says that what stood at one place will be found at another.
    pub(super) fn moved_from(&mut self, from: &Pointer, to: Pointer) {
        self.moves.push((from.clone(), to));
    }

    /// The version of the document.
    pub(super) fn dialect(&self) -> Dialect {
        self.context.dialect
    }

    /// Does something with the value of a key of the object at hand.
    pub(super) fn at<T>(&mut self, key: &str, action: impl FnOnce(&mut Self) -> T) -> T {
        self.pointer.push(key);
        let result = action(self);
        self.pointer.pop();
        result
    }
}
