//! What the servers answer in a second, and how soon.

use super::arguments::Rounds;
use super::driver::{Driver, Figures};
use super::median;
use super::request::{self, Request};
use super::server::Server;
use super::sides::{self, Side};
use crate::{Status, report::Reporter};

pub(super) fn run(arguments: &Rounds, reporter: &Reporter) -> anyhow::Result<Status> {
    let driver = Driver::find()?;
    reporter.note(&format!("driven by {}", driver.name()));
    let sides = sides::compile(&arguments.others)?;
    for (mix, title) in [("good", "valid requests"), ("bad", "invalid requests")] {
        let requests = request::all(&sides[0].program, mix)?;
        let mut measured: Vec<Vec<Figures>> = sides.iter().map(|_| Vec::new()).collect();
        for _ in 0..arguments.rounds {
            for (side, figures) in sides.iter().zip(&mut measured) {
                let server = Server::start(side)?;
                let (connections, seconds) = (arguments.connections, arguments.seconds);
                figures.push(round(&driver, &server, &requests, connections, seconds)?);
            }
        }
        reporter.line(&table(title, &sides, &measured));
    }
    Ok(Status::Good)
}

/// One server, for one round.
pub(super) fn round(
    driver: &Driver,
    server: &Server,
    requests: &[Request],
    connections: u16,
    seconds: u16,
) -> anyhow::Result<Figures> {
    // Connections, caches and branch predictors take their time.
    driver.drive(&server.address, requests, connections, 1)?;
    let before = server.cpu_seconds();
    let mut figures = driver.drive(&server.address, requests, connections, seconds)?;
    let spent = server
        .cpu_seconds()
        .zip(before)
        .map(|(after, before)| after - before);
    figures.cpu_micros = spent.map(|seconds| seconds * 1e6 / figures.requests.max(1.0));
    Ok(figures)
}

/// The best of all rounds, which other work on the machine disturbs the least, and the middle of the ratios of each round.
/// Ratios are to the first of the servers.
fn table(title: &str, sides: &[Side], measured: &[Vec<Figures>]) -> String {
    let mut text = format!("| {title} | {} |", sides[0].title());
    for side in &sides[1..] {
        text += &format!(" {} | ratio | ratio, middle of the rounds |", side.title());
    }
    text += &format!(
        "\n|---|---:|{}\n",
        "---:|---:|---:|".repeat(sides.len() - 1)
    );
    text += &row("throughput, requests/s", measured, f64::max, |it| {
        Some(it.per_second)
    });
    text += &row("p50, µs", measured, f64::min, |it| Some(it.p50_micros));
    text += &row("p99, µs", measured, f64::min, |it| Some(it.p99_micros));
    text += &row(
        "processor time of the server, µs a request",
        measured,
        f64::min,
        |it| it.cpu_micros,
    );
    text
}

fn row(
    name: &str,
    measured: &[Vec<Figures>],
    better: fn(f64, f64) -> f64,
    figure: fn(&Figures) -> Option<f64>,
) -> String {
    let all = |side: &[Figures]| side.iter().filter_map(figure).collect::<Vec<f64>>();
    let best = |figures: &[f64]| figures.iter().copied().reduce(better);
    let shown = |figure: Option<f64>, digits| {
        figure.map_or("-".to_owned(), |figure| format!("{figure:.digits$}"))
    };
    let base = all(&measured[0]);
    let mut text = format!("| {name} | {} |", shown(best(&base), 1));
    for side in &measured[1..] {
        let side = all(side);
        let ratios: Vec<f64> = base.iter().zip(&side).map(|(a, b)| b / a).collect();
        let of_best = best(&base).zip(best(&side)).map(|(a, b)| b / a);
        text += &format!(
            " {} | {} | {} |",
            shown(best(&side), 1),
            shown(of_best, 2),
            shown(median(&ratios), 2)
        );
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_to_the_first_server() {
        let figures = |per_second| Figures {
            requests: 1.0,
            per_second,
            p50_micros: 1.0,
            p99_micros: 1.0,
            cpu_micros: None,
        };
        let measured = [
            vec![figures(100.0), figures(80.0)],
            vec![figures(50.0), figures(60.0)],
        ];
        let text = row("throughput", &measured, f64::max, |it| Some(it.per_second));
        assert_eq!(text, "| throughput | 100.0 | 60.0 | 0.60 | 0.62 |\n");
        let text = row("time", &measured, f64::min, |it| it.cpu_micros);
        assert_eq!(text, "| time | - | - | - | - |\n");
    }
}
