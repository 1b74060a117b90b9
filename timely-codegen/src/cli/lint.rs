//! `timely lint`: what is wrong with documents.

use super::{
    CliError, Reporter, Status, arguments, inputs,
    new::settings_text::rule_text,
    report::{Hue, Tally, count},
};
use crate::{
    Outcome,
    diagnostic::plain,
    settings::{PaginationRules, Settings},
};

/// As many operations of a rule are named.
const NAMED: usize = 5;

pub(super) fn run(arguments: &arguments::Lint, reporter: &Reporter) -> Result<Status, CliError> {
    let mut status = Status::Good;
    for input in inputs::select(&arguments.selection, None, "lint", reporter)? {
        let spinner = reporter.spinner(input.shown());
        let outcome = input.generator().lint();
        spinner.finish_and_clear();

        reporter.all_diagnostics(&outcome);
        tell_listings(&input.target.settings, &outcome, reporter);
        let tally = Tally::of(&outcome);
        let (hue, text) = match (tally.errors, tally.warnings) {
            (0, 0) => (Hue::Green, "nothing to complain about".to_owned()),
            (0, _) => (Hue::Yellow, tally.text()),
            _ => (Hue::Red, tally.text()),
        };
        reporter.colored(hue, &format!("{}: {text}", input.shown()));
        status = status.and(Status::of(!outcome.diagnostics.has_errors()));
    }
    Ok(status)
}

/// Says which listings are recognized, unless the settings have rules of their own. It is no fault of the document.
fn tell_listings(settings: &Settings, outcome: &Outcome, reporter: &Reporter) {
    let is_on = match &settings.pagination {
        None => false,
        Some(PaginationRules::Auto(_)) => true,
        Some(_) => return,
    };
    let rules = outcome.recognized_pages();
    for rule in &rules {
        let names: Vec<String> = rule.operations.iter().map(|id| plain(id)).collect();
        let (shown, rest) = names.split_at(names.len().min(NAMED));
        let more = match rest.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        reporter.note(&format!(
            "{} recognized as pages by {}: {}{more}",
            count(names.len(), "operation"),
            plain(&rule_text(rule)),
            shown.join(", "),
        ));
    }
    if !is_on && !rules.is_empty() {
        let edition = PaginationRules::NEWEST;
        reporter.note(&format!(
            "the setting `pagination = {{ auto = {edition} }}` has their calls follow the pages"
        ));
    }
}
