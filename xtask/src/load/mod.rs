//! `cargo xtask load`: what the generated server takes for its requests, beside one that is written by hand.

pub(crate) mod arguments;
mod connection;
mod driver;
mod growth;
mod instructions;
mod peer;
mod request;
mod rounds;
mod server;
mod sides;

use crate::{Status, report::Reporter};
use arguments::{Load, What};

pub(crate) fn run(arguments: &Load, reporter: &Reporter) -> anyhow::Result<Status> {
    match &arguments.what {
        None => rounds::run(&arguments.rounds, reporter),
        Some(What::Instructions(arguments)) => instructions::run(arguments, reporter),
        Some(What::Growth(arguments)) => growth::run(arguments, reporter),
    }
}

/// The middle of some figures.
fn median(figures: &[f64]) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        count if count % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_figures() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }
}
