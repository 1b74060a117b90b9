//! Makes so many calls by one of the two: `timely-client-bench sdk|hand CALLS`. For tools that count instructions.

use std::env;
use std::error::Error;
use std::hint::black_box;
use timely_client_bench::{body, by_hand, by_sdk, client, transport};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [way, calls] = arguments.as_slice() else {
        return Err("say `sdk` or `hand`, and how many calls".into());
    };
    let calls: u32 = calls.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        let (client, service, body) = (client()?, transport(), body()?);
        for _ in 0..calls {
            black_box(match way.as_str() {
                "sdk" => by_sdk(&client, black_box(&body)).await?,
                _ => by_hand(&service, black_box(&body)).await?,
            });
        }
        Ok(())
    })
}
