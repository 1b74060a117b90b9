//! `cargo xtask load`: what the generated server answers in a second, beside one that is written by hand.

pub(crate) mod arguments;
mod driver;
mod server;

use crate::{Status, report::Reporter};
use anyhow::Context as _;
use arguments::Load;
use driver::{Driver, Figures, Request};
use server::Server;

/// The two servers, by the names that the program of tests/server-bench knows them by.
const SIDES: [&str; 2] = ["by-hand", "generated"];

pub(crate) fn run(arguments: &Load, reporter: &Reporter) -> anyhow::Result<Status> {
    let driver = Driver::find()?;
    reporter.note(&format!("driven by {}", driver.name()));
    let program = server::build()?;
    for (mix, title) in [("good", "valid requests"), ("bad", "invalid requests")] {
        let requests = server::requests(&program, mix)?;
        let mut measured = [Vec::new(), Vec::new()];
        for _ in 0..arguments.rounds {
            for (side, figures) in SIDES.iter().zip(&mut measured) {
                let server = Server::start(&program, side)?;
                figures.push(round(&driver, &server, &requests, arguments)?);
            }
        }
        reporter.line(&table(title, &measured));
    }
    Ok(Status::Good)
}

/// One server, for one round.
fn round(
    driver: &Driver,
    server: &Server,
    requests: &[Request],
    arguments: &Load,
) -> anyhow::Result<Figures> {
    // Connections, caches and branch predictors take their time.
    driver.drive(&server.address, requests, arguments.connections, 1)?;
    let before = server.cpu_seconds();
    let mut figures = driver.drive(
        &server.address,
        requests,
        arguments.connections,
        arguments.seconds,
    )?;
    let spent = server
        .cpu_seconds()
        .zip(before)
        .map(|(after, before)| after - before);
    figures.cpu_micros = spent.map(|seconds| seconds * 1e6 / figures.requests.max(1.0));
    Ok(figures)
}

/// The best of all rounds, which other work on the machine disturbs the least, and the middle of the ratios of each round.
fn table(title: &str, [by_hand, generated]: &[Vec<Figures>; 2]) -> String {
    let row = |name: &str, better: fn(f64, f64) -> f64, figure: fn(&Figures) -> Option<f64>| {
        let all = |side: &[Figures]| side.iter().filter_map(figure).collect::<Vec<f64>>();
        let (a, b) = (all(by_hand), all(generated));
        let best = |figures: &[f64]| figures.iter().copied().reduce(better);
        let ratios: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b / a).collect();
        let of_best = best(&a).zip(best(&b)).map(|(a, b)| b / a);
        let shown = |figure: Option<f64>, digits| {
            figure.map_or("-".to_owned(), |figure| format!("{figure:.digits$}"))
        };
        format!(
            "| {name} | {} | {} | {} | {} |\n",
            shown(best(&a), 1),
            shown(best(&b), 1),
            shown(of_best, 2),
            shown(median(&ratios), 2)
        )
    };
    let mut text =
        format!("| {title} | by hand | generated | ratio | ratio, middle of the rounds |\n");
    text += "|---|---:|---:|---:|---:|\n";
    text += &row("throughput, requests/s", f64::max, |it| Some(it.per_second));
    text += &row("p50, µs", f64::min, |it| Some(it.p50_micros));
    text += &row("p99, µs", f64::min, |it| Some(it.p99_micros));
    text += &row(
        "processor time of the server, µs a request",
        f64::min,
        |it| it.cpu_micros,
    );
    text
}

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

/// The number before a unit, in another unit: `1.50ms` is 1500 microseconds.
fn micros(text: &str) -> anyhow::Result<f64> {
    let digits =
        text.trim_end_matches(|character: char| character.is_alphabetic() || character == 'µ');
    let number: f64 = digits
        .parse()
        .with_context(|| format!("{text} is no time"))?;
    let unit = match &text[digits.len()..] {
        "us" | "µs" => 1.0,
        "ms" => 1e3,
        "s" => 1e6,
        "m" => 60e6,
        _ => anyhow::bail!("{text} is no time"),
    };
    Ok(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_any_unit() {
        for (text, wanted) in [("84.00us", 84.0), ("1.50ms", 1500.0), ("2.00s", 2e6)] {
            assert!((micros(text).unwrap() - wanted).abs() < 1e-6, "{text}");
        }
        assert!(micros("fast").is_err() && micros("1.5h").is_err());
    }

    #[test]
    fn the_middle_of_figures() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }
}
