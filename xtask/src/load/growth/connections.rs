//! The memory that idle connections take: each has made one request, and waits.

use crate::load::arguments::Growth;
use crate::load::connection::Connection;
use crate::load::request::{self, Request};
use crate::load::server::Server;
use crate::load::sides::Side;
use crate::report::Reporter;
use anyhow::Context as _;

/// What is made once, at the first requests, is made before memory is read for the first time.
const WARM_UP: usize = 1000;

pub(super) fn run(arguments: &Growth, sides: &[Side], reporter: &Reporter) -> anyhow::Result<()> {
    let request = request::valid(&sides[0].program, &arguments.sample)?;
    let mut numbers = arguments.connections.clone();
    numbers.sort_unstable();
    allow_files(numbers.last().copied().unwrap_or(0));
    reporter.line(
        "| server | routes | idle connections | memory at first, KB | then | bytes a connection |",
    );
    reporter.line("|---|---:|---:|---:|---:|---:|");
    // Few routes and many: a connection is not to hold a copy of them.
    let least = arguments.routes.iter().min();
    let most = arguments.routes.iter().max();
    let most = most.filter(|most| Some(*most) != least);
    for &routes in least.into_iter().chain(most) {
        for side in sides {
            for (number, before, after) in measure(side, routes, &request, &numbers)? {
                reporter.line(&format!(
                    "| {} | {routes} | {number} | {} | {} | {} |",
                    side.title(),
                    before / 1024,
                    after / 1024,
                    after.saturating_sub(before) / u64::from(number.max(1)),
                ));
            }
        }
    }
    reporter.line("");
    Ok(())
}

/// For each number of connections, the memory of the server without any and with so many.
fn measure(
    side: &Side,
    routes: usize,
    request: &Request,
    numbers: &[u32],
) -> anyhow::Result<Vec<(u32, u64, u64)>> {
    let serve = ["serve", side.name, &routes.to_string()];
    let server = Server::start_with(&side.program, &serve)?;
    let mut first = Connection::open(&server.address)?;
    for _ in 0..WARM_UP {
        first.exchange(request)?;
    }
    let before = server.resident_bytes()?;
    let mut open = Vec::new();
    let mut rows = Vec::new();
    for &number in numbers {
        while open.len() < number as usize {
            let mut connection = Connection::open(&server.address)
                .with_context(|| format!("after {} of them", open.len()))?;
            connection.exchange(request)?;
            open.push(connection);
        }
        rows.push((number, before, server.resident_bytes()?));
    }
    Ok(rows)
}

/// Lets this process, and the servers that it starts, have so many connections, where the system has a limit that is lower.
#[cfg(unix)]
fn allow_files(connections: u32) {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    /// What is open beside connections.
    const OTHERS: u64 = 100;
    let wanted = u64::from(connections) + OTHERS;
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < wanted
    {
        // Where that is refused, opening the connections tells how many there can be.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, wanted.min(hard), hard);
    }
}

#[cfg(not(unix))]
fn allow_files(_: u32) {}
