//! Gives every build of this crate a name of its own, so that no expansion outlives the generator that made it.
//!
//! The generator is a dependency of this script for that reason alone: when it changes, cargo runs the script again.

use std::time::SystemTime;

fn main() {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.unwrap_or_default().as_nanos();
    println!(
        "cargo:rustc-env=TIMELY_MACROS_BUILD={now}-{}",
        std::process::id()
    );
}
