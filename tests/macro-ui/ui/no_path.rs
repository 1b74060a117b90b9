//! Nothing between the brackets.

timely_macros::openapi!();

fn main() {}
