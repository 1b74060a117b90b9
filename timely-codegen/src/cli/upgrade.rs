//! `timely upgrade`: from one public shape of the generated code to the next.

use super::{
    CliError, Reporter, Status, arguments, generate, inputs,
    public_items::{self, Items},
    report::{Hue, count},
};
use crate::{
    Generator, Outcome,
    diagnostic::shown_path,
    settings::{Compat, Config, Target},
    tree::RootFile,
};
use std::fs;

/// How many changed items of a target are listed.
const LISTED: usize = 40;

pub(super) fn run(arguments: &arguments::Upgrade, reporter: &Reporter) -> Result<Status, CliError> {
    let (config, inputs) = inputs::of_targets(
        &arguments.targets,
        arguments.config.as_deref(),
        "upgrade",
        reporter,
    )?;
    let mut moved = Vec::new();
    for input in &inputs {
        let Target { name, settings, .. } = &input.target;
        if settings.compat == Compat::NEWEST {
            reporter.colored(
                Hue::Green,
                &format!("{name}: has the shape of {} already", Compat::NEWEST),
            );
            continue;
        }
        let newer = settings.clone().compat(Compat::NEWEST);
        let generator = input.generator();
        let (outcome, before) = items(&generator)?;
        let (_, after) = items(&generator.settings(newer))?;
        let (Some(before), Some(after)) = (before, after) else {
            reporter.diagnostics(&outcome);
            return Ok(Status::Found);
        };
        tell(name, settings.compat, &before, &after, reporter);
        moved.push(name.clone());
    }
    if arguments.dry_run || moved.is_empty() {
        return Ok(Status::Good);
    }
    let text = fs::read_to_string(&config).map_err(CliError::io("read", &config))?;
    let text = with_newest(&text, &moved);
    let written = Config::parse(&config, &text)?;
    let has_newest = |target: &&Target| target.settings.compat == Compat::NEWEST;
    if !written.select(&moved)?.iter().all(has_newest) {
        return Err(CliError::Unmoved {
            config,
            setting: line_of_setting(),
        });
    }
    fs::write(&config, text).map_err(CliError::io("write", &config))?;
    let names = moved.join(", ");
    reporter.line(&format!(
        "\n{}: `{}` for {names}",
        shown_path(&config),
        line_of_setting()
    ));
    generate::targets(&config, &moved, reporter)
}

/// The public items of what a generator makes; none when the document has errors.
fn items(generator: &Generator) -> Result<(Outcome, Option<Items>), CliError> {
    let (outcome, tree) = generator.run_to_files("", RootFile::Mod);
    let items = tree.transpose()?.map(|tree| public_items::of(&tree));
    Ok((outcome, items))
}

/// Says what programs will notice.
fn tell(name: &str, from: Compat, before: &Items, after: &Items, reporter: &Reporter) {
    reporter.colored(
        Hue::Cyan,
        &format!(
            "{name}: from the shape of {from} to that of {}",
            Compat::NEWEST
        ),
    );
    for shape in Compat::ALL.iter().filter(|shape| **shape > from) {
        for change in shape.changes() {
            reporter.line(&format!("  {shape}: {change}"));
        }
    }
    let (gone, new) = (before.without(after), after.without(before));
    if gone.is_empty() && new.is_empty() {
        reporter.line("  no public item of this code is affected");
        return;
    }
    for (sign, items) in [("-", &gone), ("+", &new)] {
        let shown: String = items
            .iter()
            .take(LISTED)
            .map(|item| format!("{sign} {item}\n"))
            .collect();
        reporter.diff(&shown);
        if items.len() > LISTED {
            reporter.line(&format!("  and {} more", items.len() - LISTED));
        }
    }
    reporter.line(&format!(
        "  {} gone, {} new",
        count(gone.len(), "public item"),
        new.len()
    ));
}

/// The setting as `with_newest` writes it.
fn line_of_setting() -> String {
    format!("compat = \"{}\"", Compat::NEWEST)
}

/// The text of a configuration with the newest shape in the tables of these targets. All else stays as it is written.
fn with_newest(text: &str, targets: &[String]) -> String {
    let mut result = String::new();
    let mut is_within = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            is_within = targets.iter().any(|name| is_table_of(trimmed, name));
        }
        let key = trimmed.split('=').next().unwrap_or_default().trim();
        if is_within && key == "compat" {
            let end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
            let comment = trimmed
                .split_once('#')
                .map(|(_, comment)| format!(" #{comment}"));
            result.push_str(&format!(
                "{}{}{end}",
                line_of_setting(),
                comment.unwrap_or_default()
            ));
        } else {
            result.push_str(line);
        }
    }
    result
}

/// Whether a line begins the table of a target, and not one of the tables in it.
fn is_table_of(line: &str, target: &str) -> bool {
    let parsed: Option<toml::Table> = line.parse().ok();
    let targets = parsed.as_ref().and_then(|table| table.get("targets"));
    let table = targets.and_then(|targets| targets.get(target));
    table
        .and_then(toml::Value::as_table)
        .is_some_and(toml::Table::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_tables_that_are_meant_change() {
        let text = "# a\n[targets.a]\ndocument = \"a\" # compat = \"0.1\"\ncompat = '0.1' # keep\n\n[targets.a.types.compat]\ncompat = 1\n\n[targets.\"b c\"]\r\ncompat=\"0.1\"\r\n";
        let expected = "# a\n[targets.a]\ndocument = \"a\" # compat = \"0.1\"\ncompat = \"0.2\" # keep\n\n[targets.a.types.compat]\ncompat = 1\n\n[targets.\"b c\"]\r\ncompat=\"0.1\"\r\n";
        assert_eq!(with_newest(text, &["a".to_owned()]), expected);
        assert!(with_newest(text, &["b c".to_owned()]).ends_with("compat = \"0.2\"\r\n"));
    }
}
