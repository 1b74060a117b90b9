//! One route, as routes grow.

use crate::load::arguments::Growth;
use crate::load::driver::{Driver, Figures};
use crate::load::request;
use crate::load::rounds::round;
use crate::load::server::Server;
use crate::load::sides::Side;
use crate::load::{instructions, median};
use crate::report::Reporter;

/// How many connections send requests at once.
const CONNECTIONS: u16 = 16;

pub(super) fn run(
    arguments: &Growth,
    driver: &Driver,
    sides: &[Side],
    reporter: &Reporter,
) -> anyhow::Result<()> {
    let requests = [request::valid(&sides[0].program, &arguments.sample)?];
    let cases: Vec<(&Side, usize)> = sides
        .iter()
        .flat_map(|side| arguments.routes.iter().map(move |&routes| (side, routes)))
        .collect();
    let mut measured: Vec<Vec<Figures>> = cases.iter().map(|_| Vec::new()).collect();
    // In turn: what slows the machine for a while slows all alike.
    for _ in 0..arguments.rounds {
        for ((side, routes), figures) in cases.iter().zip(&mut measured) {
            let serve = ["serve", side.name, &routes.to_string()];
            let server = Server::start_with(&side.program, &serve)?;
            let seconds = arguments.seconds;
            figures.push(round(driver, &server, &requests, CONNECTIONS, seconds)?);
        }
    }
    let counts: Vec<u64> = cases
        .iter()
        .map(|(side, routes)| instructions::of_request(side, &arguments.sample, *routes))
        .collect::<anyhow::Result<_>>()?;
    reporter.line(&format!(
        "| {} | routes | instructions | ratio | p50, µs | ratio, middle of the rounds | p99, µs | processor time of the server, µs |",
        arguments.sample
    ));
    reporter.line("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (index, (side, routes)) in cases.iter().enumerate() {
        // That of the same server with the first number of routes.
        let first = index - index % arguments.routes.len();
        reporter.line(&format!(
            "| {} | {routes} | {} | {:.2} | {} |",
            side.title(),
            counts[index],
            counts[index] as f64 / counts[first].max(1) as f64,
            times(&measured[first], &measured[index]),
        ));
    }
    reporter.line("");
    Ok(())
}

/// The best of the rounds, and the middle of the ratios of each round.
fn times(first: &[Figures], figures: &[Figures]) -> String {
    let least = |figure: fn(&Figures) -> Option<f64>| {
        let least = figures.iter().filter_map(figure).reduce(f64::min);
        least.map_or("-".to_owned(), |figure| format!("{figure:.1}"))
    };
    let ratios: Vec<f64> = first
        .iter()
        .zip(figures)
        .map(|(first, figures)| figures.p50_micros / first.p50_micros)
        .collect();
    format!(
        "{} | {:.2} | {} | {}",
        least(|it| Some(it.p50_micros)),
        median(&ratios).unwrap_or(f64::NAN),
        least(|it| Some(it.p99_micros)),
        least(|it| it.cpu_micros),
    )
}
