//! A program that serves one of several servers on a free port of the loopback address, lists requests for it as JSON, or
//! answers one request again and again without a socket, for profilers:
//!
//! ```console
//! $ timely-server-bench serve generated
//! $ timely-server-bench serve generated 5000
//! $ timely-server-bench requests good
//! $ valgrind --tool=callgrind timely-server-bench repeat generated create 1000
//! ```

use crate::requests::{BAD, GOOD, Sample};
use axum::Router;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::io;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tower::ServiceExt;

const USAGE: &str = "\
usage: timely-server-bench serve SIDE [ROUTES]
       timely-server-bench requests good|bad
       timely-server-bench repeat SIDE SAMPLE TIMES [ROUTES]
SIDE is generated, by-hand or garde, SAMPLE such as list, create or bad-create, ROUTES how many routes the server has at least";

/// Does what the arguments of the process say, with the server of a name that has so many routes at least.
pub async fn run(server: impl Fn(&str, usize) -> Option<Router>) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let router = |name, more: &[&str]| server(name, routes(more)?);
    let done = match arguments.as_slice() {
        ["serve", name, more @ ..] => match router(name, more) {
            Some(router) => serve(router).await,
            None => return usage(),
        },
        ["repeat", name, wanted, times, more @ ..] => {
            match (router(name, more), sample(wanted), times.parse()) {
                (Some(router), Some(sample), Ok(times)) => repeat(router, sample, times).await,
                _ => return usage(),
            }
        }
        ["requests", "good"] => list(&GOOD),
        ["requests", "bad"] => list(&BAD),
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

/// The number of routes, if one is given; none when it is no number, or more follows.
fn routes(arguments: &[&str]) -> Option<usize> {
    match arguments {
        [] => Some(0),
        [number] => number.parse().ok(),
        _ => None,
    }
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
        json!({"name": sample.name, "method": sample.method, "uri": sample.uri(), "headers": headers, "body": sample.body})
    });
    println!("{}", described.collect::<Value>());
    Ok(())
}

async fn serve(router: Router) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    // Given a router itself, axum copies all of its routes for each connection.
    axum::serve(listener, router.into_make_service()).await
}

async fn repeat(router: Router, sample: Sample, times: u32) -> io::Result<()> {
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
