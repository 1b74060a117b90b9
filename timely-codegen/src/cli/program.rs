//! What the program is called, in messages and help texts.

use clap::builder::StyledStr;
use std::{ffi::OsString, path::Path};

/// Stands in help texts where the name of the program goes.
pub(super) const PLACEHOLDER: &str = "{program}";

/// What the program is called: `timely`, or as somebody's `xtask` is.
///
/// ```
/// # use timely_codegen::cli::Program;
/// assert_eq!(Program::called(Some(&"/usr/bin/timely".into())).name(), "timely");
/// assert_eq!(Program::called(Some(&"target/debug/xtask".into())).name(), "cargo xtask");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    name: String,
}

impl Program {
    /// By the path that it was started as. An `xtask` is called through cargo.
    #[must_use]
    pub fn called(path: Option<&OsString>) -> Self {
        let stem = path.and_then(|path| Path::new(path).file_stem());
        let name = match stem.map(|stem| stem.to_string_lossy()) {
            Some(name) if name == "xtask" => "cargo xtask".to_owned(),
            Some(name) if !name.is_empty() => name.into_owned(),
            _ => "timely".to_owned(),
        };
        Self { name }
    }

    /// The name, as one types it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The command line with the program's own name in usages and help texts.
    #[must_use]
    pub fn adapt(&self, command: clap::Command) -> clap::Command {
        self.rename(command.bin_name(self.name.clone()))
    }

    fn rename(&self, command: clap::Command) -> clap::Command {
        let help = command.get_after_help().map(StyledStr::to_string);
        let command = match help {
            Some(help) => command.after_help(help.replace(PLACEHOLDER, &self.name)),
            None => command,
        };
        command.mut_subcommands(|command| self.rename(command))
    }
}
