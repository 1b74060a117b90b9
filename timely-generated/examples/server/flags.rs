//! The command line.

use anyhow::{Context, bail};
use std::str::FromStr;
use std::time::Duration;
use timely_runtime::hosting::Server;
use tracing_subscriber::filter::LevelFilter;

pub(crate) const USAGE: &str = "\
usage: server [FLAG VALUE]...

  --port PORT                8080 unless set; 0 for any that is free
  --rate-limit REQUESTS      a minute and key; 100 unless set
  --log LEVEL                off, error, warn (unless set), info or debug; info tells of each request

For the rest, the documentation of `timely_runtime::hosting` tells what holds unless set.

  --header-timeout SECONDS   for the head of the first request of a connection
  --idle-timeout SECONDS     for the head of a later one
  --request-timeout SECONDS  for a request as a whole
  --body-pause SECONDS       in the middle of a body
  --write-timeout SECONDS    for a client to take its response
  --max-connections NUMBER
  --max-requests NUMBER      at the same time
  --grace SECONDS            for what still runs when the server is asked to end";

/// What the command line asks for.
pub(crate) struct Flags {
    pub(crate) port: u16,
    pub(crate) rate_limit: Option<u32>,
    pub(crate) log: LevelFilter,
    limits: Vec<Limit>,
}

/// A limit of the server that is set.
enum Limit {
    Header(Duration),
    Idle(Duration),
    Request(Duration),
    BodyPause(Duration),
    Write(Duration),
    Connections(usize),
    Requests(usize),
    Grace(Duration),
}

impl Flags {
    /// `None` when help is asked for.
    pub(crate) fn parse(mut args: impl Iterator<Item = String>) -> anyhow::Result<Option<Self>> {
        let mut flags = Self {
            port: 8080,
            rate_limit: None,
            log: LevelFilter::WARN,
            limits: Vec::new(),
        };
        while let Some(argument) = args.next() {
            if argument == "--help" {
                return Ok(None);
            }
            let (flag, value) = match argument.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (argument, args.next()),
            };
            let value = value.with_context(|| format!("{flag} needs a value\n\n{USAGE}"))?;
            flags
                .set(&flag, &value)
                .with_context(|| format!("`{value}` is not a value of {flag}"))?;
        }
        Ok(Some(flags))
    }

    fn set(&mut self, flag: &str, value: &str) -> anyhow::Result<()> {
        match flag {
            "--port" => self.port = value.parse()?,
            "--rate-limit" => self.rate_limit = Some(value.parse()?),
            "--log" => self.log = LevelFilter::from_str(value)?,
            "--header-timeout" => self.limits.push(Limit::Header(seconds(value)?)),
            "--idle-timeout" => self.limits.push(Limit::Idle(seconds(value)?)),
            "--request-timeout" => self.limits.push(Limit::Request(seconds(value)?)),
            "--body-pause" => self.limits.push(Limit::BodyPause(seconds(value)?)),
            "--write-timeout" => self.limits.push(Limit::Write(seconds(value)?)),
            "--max-connections" => self.limits.push(Limit::Connections(value.parse()?)),
            "--max-requests" => self.limits.push(Limit::Requests(value.parse()?)),
            "--grace" => self.limits.push(Limit::Grace(seconds(value)?)),
            _ => bail!("{flag} is not known\n\n{USAGE}"),
        }
        Ok(())
    }

    /// The server with the limits that are set.
    pub(crate) fn adjust(self, server: Server) -> Server {
        self.limits
            .into_iter()
            .fold(server, |server, limit| match limit {
                Limit::Header(time) => server.header_timeout(time),
                Limit::Idle(time) => server.idle_timeout(time),
                Limit::Request(time) => server.request_timeout(time),
                Limit::BodyPause(time) => server.body_pause(time),
                Limit::Write(time) => server.write_timeout(time),
                Limit::Connections(number) => server.max_connections(number),
                Limit::Requests(number) => server.max_requests(number),
                Limit::Grace(time) => server.grace(time),
            })
    }
}

fn seconds(value: &str) -> anyhow::Result<Duration> {
    Ok(Duration::try_from_secs_f64(value.parse()?)?)
}
