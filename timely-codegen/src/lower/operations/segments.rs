//! Parameters that share a segment of a path, such as `/{from}-{to}`.

use super::parameters::LoweredParameters;
use super::template::pieces;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{ParameterLocation, Type, TypeKind};
use crate::lower::operations::Operations;
use crate::naming::unraw;

impl Operations<'_> {
    /// Warns of parameters whose values may hold what separates them from the next.
    pub(super) fn check_segments(&mut self, path: &str, at: &Pointer, lowered: &LoweredParameters) {
        let path = path.split('?').next().unwrap_or(path);
        for segment in path.split('/') {
            let pieces: Vec<_> = pieces(segment).collect();
            for pair in pieces.windows(2) {
                let [(_, Some(name)), (separator, Some(next))] = pair else {
                    continue;
                };
                if self.may_hold(lowered, name, separator) {
                    self.report_separator(at, segment, (name, separator, next));
                }
            }
        }
    }

    fn report_separator(
        &mut self,
        at: &Pointer,
        segment: &str,
        (name, separator, next): (&str, &str, &str),
    ) {
        let (message, what) = match separator.chars().next() {
            None => (
                format!(
                    "nothing separates `{name}` from `{next}` in `{segment}`; a server takes one character for it"
                ),
                "clients refuse longer values; ".to_owned(),
            ),
            Some(first) => (
                format!(
                    "a value of `{name}` may hold `{separator}`, which separates it from `{next}` in `{segment}`"
                ),
                match first.is_ascii_punctuation() {
                    true => format!(
                        "generated clients escape it (`%{:02X}`), others may not; ",
                        u32::from(first)
                    ),
                    false => "clients refuse such values; ".to_owned(),
                },
            ),
        };
        self.bodies.types.diagnostics
            .warning(Code::AmbiguousPath, at, message)
            .help(format!(
                "{what}name a separator that no value has, or give each parameter a segment of its own"
            ));
    }

    /// Whether a value of a path parameter may have a separator in it.
    fn may_hold(&self, lowered: &LoweredParameters, name: &str, separator: &str) -> bool {
        let field = lowered.parameters.iter().find(|parameter| {
            parameter.location == ParameterLocation::Path && parameter.wire == name
        });
        let argument = field.and_then(|parameter| {
            let mut arguments = lowered.arguments.iter();
            arguments.find(|argument| unraw(&argument.name) == parameter.field)
        });
        let Some(argument) = argument else {
            return true;
        };
        // What a text of these types consists of.
        let all = |allowed: fn(char) -> bool| separator.chars().all(allowed);
        match self.plain(&argument.ty) {
            Type::Boolean => ["true", "false"]
                .iter()
                .any(|text| text.contains(separator)),
            Type::Integer(_) => all(|c| c.is_ascii_digit() || c == '-'),
            Type::Number(_) | Type::Digits(_) => {
                all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'))
            }
            Type::Format(chosen) => chosen
                .letters()
                .is_none_or(|letters| separator.chars().all(|c| letters.contains(c))),
            Type::Named(id) => match self
                .bodies
                .types
                .types
                .get(*id)
                .map(|definition| &definition.kind)
            {
                Some(TypeKind::Enum(listed)) => {
                    let mut variants = listed.variants.iter();
                    variants.any(|variant| variant.wire.contains(separator))
                }
                Some(TypeKind::IntegerEnum(_)) => all(|c| c.is_ascii_digit() || c == '-'),
                Some(TypeKind::NumberEnum(_)) => {
                    all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | 'e'))
                }
                _ => true,
            },
            _ => true,
        }
    }
}
