//! Whether what a server takes depends on how much there is: routes, connections, operations of its document.

mod connections;
mod document;
mod routes;
mod start;

use super::arguments::{Growth, Others};
use super::driver::Driver;
use super::sides;
use crate::{Status, report::Reporter};

pub(super) fn run(arguments: &Growth, reporter: &Reporter) -> anyhow::Result<Status> {
    let driver = Driver::find()?;
    reporter.note(&format!("driven by {}", driver.name()));
    let sides = sides::compile(&Others { beside: Vec::new() })?;
    routes::run(arguments, &driver, &sides, reporter)?;
    connections::run(arguments, &sides, reporter)?;
    start::run(arguments, &sides, reporter)
}
