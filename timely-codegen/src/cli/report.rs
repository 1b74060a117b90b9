//! What a user sees: results on standard output; messages and progress on standard error.
//!
//! Where a program reads the messages, they are what standard output is for, and everything else goes to standard error.

use super::{
    Program,
    arguments::{Color, Common, MessageFormat},
};
use crate::{
    Outcome,
    diagnostic::{Code, Message, Severity},
};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    env,
    io::{self, IsTerminal, Write as _},
    time::Duration,
};

/// Writes to the two streams, in color where that is wanted.
pub struct Reporter {
    program: Program,
    color_out: bool,
    color_err: bool,
    format: MessageFormat,
}

/// The colors in use.
#[derive(Clone, Copy)]
pub enum Hue {
    /// What went wrong.
    Red,
    /// What is well.
    Green,
    /// What wants a look.
    Yellow,
    /// What is worth knowing.
    Cyan,
}

impl Hue {
    fn code(self) -> &'static str {
        match self {
            Self::Red => "31",
            Self::Green => "32",
            Self::Yellow => "33",
            Self::Cyan => "36",
        }
    }
}

impl Reporter {
    /// For a program, by what every command takes.
    #[must_use]
    pub fn new(program: Program, common: &Common) -> Self {
        let Common {
            color,
            message_format: format,
        } = *common;
        let wanted = |is_terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && terminal_has_color(),
        };
        let color_err = wanted(io::stderr().is_terminal());
        let color_out = match format {
            MessageFormat::Human => wanted(io::stdout().is_terminal()),
            MessageFormat::Json | MessageFormat::Github => color_err,
        };
        Self {
            program,
            color_out,
            color_err,
            format,
        }
    }

    /// The program that reports.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// A result.
    pub fn line(&self, text: &str) {
        // Standard output that is closed, as by `head`, is no reason to fail.
        let _ = match self.format {
            MessageFormat::Human => writeln!(io::stdout().lock(), "{text}"),
            MessageFormat::Json | MessageFormat::Github => {
                writeln!(io::stderr().lock(), "{text}")
            }
        };
    }

    /// A result in a color.
    pub fn colored(&self, hue: Hue, text: &str) {
        self.line(&paint(self.color_out.then_some(hue), text));
    }

    /// A unified diff, or text around one.
    pub fn diff(&self, text: &str) {
        for line in text.lines() {
            match line.as_bytes().first() {
                Some(b'+') => self.colored(Hue::Green, line),
                Some(b'-') => self.colored(Hue::Red, line),
                Some(b'@') => self.colored(Hue::Cyan, line),
                _ => self.line(line),
            }
        }
    }

    /// Whether people read the messages, and no program.
    #[cfg(feature = "mock")]
    pub(super) fn is_for_people(&self) -> bool {
        self.format == MessageFormat::Human
    }

    /// A failure of the task.
    pub fn error(&self, text: &str) {
        self.message(Hue::Red, "error", text);
    }

    /// Something worth knowing.
    pub fn note(&self, text: &str) {
        self.message(Hue::Cyan, "note", text);
    }

    fn message(&self, hue: Hue, label: &str, text: &str) {
        let _ = writeln!(
            io::stderr().lock(),
            "{}: {text}",
            paint(self.color_err.then_some(hue), label)
        );
    }

    /// Everything that the pipeline has to say about a document, for those who asked for it.
    pub(super) fn all_diagnostics(&self, outcome: &Outcome) {
        let text = match self.color_err {
            true => outcome.render_colored_diagnostics(),
            false => outcome.render_diagnostics(),
        };
        self.shown(outcome, &text);
    }

    /// What the pipeline has to say about a document: of many warnings of a kind some. Programs get all.
    pub fn diagnostics(&self, outcome: &Outcome) {
        self.shown(outcome, &outcome.render_brief(self.color_err));
    }

    /// The same where files have other names for people than they have on disk.
    pub(super) fn diagnostics_by(&self, outcome: &Outcome, named: &dyn Fn(&str) -> String) {
        self.shown_by(outcome, &outcome.render_brief(self.color_err), named);
    }

    fn shown(&self, outcome: &Outcome, text: &str) {
        self.shown_by(outcome, text, &str::to_owned);
    }

    fn shown_by(&self, outcome: &Outcome, text: &str, named: &dyn Fn(&str) -> String) {
        let line = match self.format {
            MessageFormat::Human => {
                if !text.is_empty() {
                    let _ = writeln!(io::stderr().lock(), "{}", named(text.trim_end()));
                }
                if let Some(hint) = explanations(self.program.name(), &worst(outcome)) {
                    self.note(&hint);
                }
                return;
            }
            MessageFormat::Json => Message::to_json,
            MessageFormat::Github => Message::to_github,
        };
        let mut output = io::stdout().lock();
        for message in outcome.messages() {
            let _ = writeln!(output, "{}", named(&line(&message)));
        }
    }

    /// A sign of life while a target is worked on. Shown only on a terminal.
    pub fn spinner(&self, message: String) -> ProgressBar {
        let spinner = ProgressBar::new_spinner().with_message(message);
        spinner.enable_steady_tick(Duration::from_millis(100));
        spinner
    }

    /// How far work of a known size has come, and how long the rest will take. Shown only on a terminal.
    pub fn work_bar(&self, size: u64) -> ProgressBar {
        let style = ProgressStyle::with_template("[{bar:40}] {msg}, {eta} left");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::new(size).with_style(style)
    }

    /// How far a known number of documents has come. Shown only on a terminal.
    pub fn bar(&self, length: u64) -> ProgressBar {
        let style = ProgressStyle::with_template("{pos}/{len} [{bar:40}] {msg}");
        // The template is a constant; the default style would do as well.
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::new(length).with_style(style)
    }
}

/// What terminals that are not asked for color say: <https://no-color.org>.
fn terminal_has_color() -> bool {
    let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    !no_color && !dumb
}

/// A text in a color, if it is to have one.
fn paint(hue: Option<Hue>, text: &str) -> String {
    match hue {
        Some(hue) => format!("\x1b[{}m{text}\x1b[0m", hue.code()),
        None => text.to_owned(),
    }
}

/// `1 file`, `2 files`.
pub fn count(number: usize, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{ending}")
}

/// How many errors and warnings a run gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

impl Tally {
    pub(super) fn of(outcome: &Outcome) -> Self {
        let mut tally = Self::default();
        for diagnostic in outcome.diagnostics.iter() {
            match diagnostic.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
            }
        }
        tally
    }

    /// `2 errors, 1 warning`; empty when there are neither.
    pub(super) fn text(self) -> String {
        let parts = [(self.errors, "error"), (self.warnings, "warning")];
        let parts = parts.iter().filter(|(number, _)| *number > 0);
        parts
            .map(|(number, thing)| count(*number, thing))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// A duration for a reader: `0.04 s`.
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// How many codes are named as worth an explanation.
const MAX_EXPLAINED: usize = 3;

/// The codes that explanations help most with: those of errors, and then those of warnings.
fn worst(outcome: &Outcome) -> Vec<Code> {
    let mut messages = outcome.messages();
    messages.sort_by_key(|message| message.severity);
    let mut codes = Vec::new();
    for message in messages {
        if !codes.contains(&message.code) {
            codes.push(message.code);
        }
    }
    codes.truncate(MAX_EXPLAINED);
    codes
}

/// What explains these codes; `None` where there are none.
fn explanations(program: &str, codes: &[Code]) -> Option<String> {
    let commands = codes
        .iter()
        .map(|code| format!("`{program} explain {code}`"));
    let mut commands: Vec<String> = commands.collect();
    let last = commands.pop()?;
    Some(match commands.as_slice() {
        [] => format!("{last} tells more about this code"),
        others => format!(
            "{} and {last} tell more about these codes",
            others.join(", ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_english() {
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(0, "file"), "0 files");
        assert_eq!(
            Tally {
                errors: 2,
                warnings: 1
            }
            .text(),
            "2 errors, 1 warning"
        );
        assert_eq!(Tally::default().text(), "");
        assert_eq!(seconds(Duration::from_millis(1234)), "1.23 s");
    }

    #[test]
    fn several_codes_have_several_explanations() {
        let hint = |codes: &[Code]| explanations("timely", codes).unwrap_or_default();
        assert_eq!(hint(&[]), "");
        assert_eq!(
            hint(&[Code::Degraded]),
            "`timely explain degraded` tells more about this code"
        );
        assert_eq!(
            hint(&[Code::Degraded, Code::TooLarge, Code::Repaired]),
            "`timely explain degraded`, `timely explain too-large` and `timely explain repaired` tell more about these \
             codes"
        );
    }

    #[test]
    fn color_is_left_out_where_it_is_not_wanted() {
        assert_eq!(paint(None, "x"), "x");
        assert_eq!(paint(Some(Hue::Red), "x"), "\x1b[31mx\x1b[0m");
    }
}
