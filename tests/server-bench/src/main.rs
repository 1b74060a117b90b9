//! Serves one of the two servers on a free port of the loopback address: `server-bench generated` or `server-bench by-hand`.

use std::io;
use std::process::ExitCode;
use timely_server_bench::Side;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let Some(side) = Side::BOTH.into_iter().find(|side| side.name() == wanted) else {
        eprintln!("usage: timely-server-bench generated|by-hand");
        return ExitCode::from(2);
    };
    match serve(side).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the server ended: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(side: Side) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, side.router()).await
}
