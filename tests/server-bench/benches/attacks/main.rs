//! What bodies cost that are made to cost much: `cargo bench -p timely-server-bench --bench attacks`.
//!
//! Each is sent to a generated server, from the router to the last byte of the answer, on one thread: reading, checking,
//! decoding, and the answer. Shown are the processor time for each megabyte of the body and the most memory that was taken
//! at a time, the body apart, as a multiple of the body's length. The names of attacks are arguments: only those are made.

mod bodies;
mod service;

use axum::Router;
use axum::body::Bytes;
use bodies::{ATTACKS, Attack};
use service::Answer;
use std::time::Duration;

/// What no body may take, in milliseconds of processor time for each megabyte.
const MOST: f64 = 100.0;
/// The least of so many runs counts.
const RUNS: u32 = 3;
/// As long as the server takes a body.
const LENGTH: usize = 2 * 1024 * 1024 - 100;

/// What an attack took.
struct Taken {
    cpu: Duration,
    answer: Answer,
}

fn measured(router: &Router, attack: &Attack, body: &Bytes) -> Taken {
    let before = cpu();
    let answer = service::send(router, attack, body);
    Taken {
        cpu: cpu().saturating_sub(before),
        answer,
    }
}

#[cfg(unix)]
fn cpu() -> Duration {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("the system counts");
    let of = |time: TimeVal| {
        // On some systems it has 32 bits.
        #[allow(clippy::useless_conversion)]
        let micros = time.tv_sec() * 1_000_000 + i64::from(time.tv_usec());
        Duration::from_micros(micros.unsigned_abs())
    };
    of(usage.user_time()) + of(usage.system_time())
}

/// Where the system does not tell, the time on the clock.
#[cfg(not(unix))]
fn cpu() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let router = service::router();
    println!("| attack | KB | answer | ms per MB | memory / body |");
    println!("|---|---:|---:|---:|---:|");
    let mut over = Vec::new();
    for attack in ATTACKS {
        if !wanted.is_empty()
            && !wanted
                .iter()
                .any(|name| attack.what.contains(name.as_str()))
        {
            continue;
        }
        let body = Bytes::from((attack.body)(LENGTH));
        let mut best = measured(&router, attack, &body);
        for _ in 1..RUNS {
            let next = measured(&router, attack, &body);
            best.cpu = best.cpu.min(next.cpu);
        }
        let megabytes = body.len() as f64 / 1e6;
        let cost = best.cpu.as_secs_f64() * 1e3 / megabytes;
        let times = best.answer.peak as f64 / body.len() as f64;
        println!(
            "| {} | {:.0} | {} | {cost:.0} | {times:.1} |",
            attack.what,
            megabytes * 1e3,
            best.answer.status,
        );
        if cost > MOST {
            over.push(attack.what);
        }
    }
    if !over.is_empty() {
        eprintln!("more than {MOST} ms per MB: {}", over.join(", "));
        std::process::exit(1);
    }
}
