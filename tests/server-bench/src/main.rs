//! Serves one of the two servers on a free port of the loopback address, lists requests for it as JSON, or answers one
//! request again and again without a socket, for profilers:
//!
//! ```console
//! $ timely-server-bench serve generated
//! $ timely-server-bench requests good
//! $ valgrind --tool=callgrind timely-server-bench repeat generated create 1000
//! ```

use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::io;
use std::process::ExitCode;
use timely_server_bench::Side;
use timely_server_bench::requests::{BAD, GOOD, Sample};
use tokio::net::TcpListener;
use tower::ServiceExt;

const USAGE: &str = "\
usage: timely-server-bench serve SIDE
       timely-server-bench requests good|bad
       timely-server-bench repeat SIDE SAMPLE TIMES
SIDE is generated or by-hand, SAMPLE such as list, create or bad-create";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let side = arguments.get(1).and_then(|name| side(name));
    let done = match (arguments.as_slice(), side) {
        (["serve", _], Some(side)) => serve(side).await,
        (["repeat", _, name, times], Some(side)) => match (sample(name), times.parse()) {
            (Some(sample), Ok(times)) => repeat(side, sample, times).await,
            _ => return usage(),
        },
        (["requests", "good"], _) => list(&GOOD),
        (["requests", "bad"], _) => list(&BAD),
        _ => return usage(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the server ended: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn side(name: &str) -> Option<Side> {
    Side::BOTH.into_iter().find(|side| side.name() == name)
}

fn sample(name: &str) -> Option<Sample> {
    let mut all = GOOD.into_iter().chain(BAD);
    all.find(|sample| sample.name == name)
}

fn list(samples: &[Sample]) -> io::Result<()> {
    let described = samples.iter().map(|sample| {
        let key = sample.key.map(|key| ("x-api-key", key));
        let content_type = sample.content_type.map(|name| ("content-type", name));
        let headers: Vec<(&str, &str)> = key.into_iter().chain(content_type).collect();
        json!({"method": sample.method, "uri": sample.uri(), "headers": headers, "body": sample.body})
    });
    println!("{}", described.collect::<Value>());
    Ok(())
}

async fn serve(side: Side) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, side.router()).await
}

async fn repeat(side: Side, sample: Sample, times: u32) -> io::Result<()> {
    let router = side.router();
    for _ in 0..times {
        let Ok(response) = router.clone().oneshot(sample.request()).await;
        response
            .into_body()
            .collect()
            .await
            .map_err(io::Error::other)?;
    }
    Ok(())
}
