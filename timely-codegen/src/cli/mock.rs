//! `mock`: a server that answers as a document says, without any code.

use super::report::Tally;
use super::{CliError, Hue, Reporter, Status, arguments, flags::SettingFlags, inputs, seconds};
use crate::Outcome;
use crate::ir::Api;
use crate::settings::ServerPrefix;
use std::io;
use std::net::SocketAddr;
use std::time::Instant;
use timely_runtime::hosting::{self, cors::CorsLayer};
use timely_runtime::mock::Mock;

/// How many operations are shown.
const SHOWN: usize = 12;

pub(super) fn run(arguments: &arguments::Mock, reporter: &Reporter) -> Result<Status, CliError> {
    let started = Instant::now();
    let flags = SettingFlags {
        reading: arguments.reading.clone(),
        ..SettingFlags::default()
    };
    let mut input = inputs::one(&arguments.file, &flags, reporter)?;
    // What these are about is in no answer, and takes its time.
    let settings = &mut input.target.settings;
    (settings.share_types, settings.pagination) = (false, None);
    let (outcome, mock) = input.generator().mock();
    tell_problems(&outcome, &input.shown(), reporter);
    let (Some(api), Some(mock)) = (outcome.meaning(), mock) else {
        return Ok(Status::Found);
    };
    let mock = mock
        .seed(arguments.seed)
        .dynamic(arguments.dynamic)
        .stateful(arguments.stateful);
    if arguments.check {
        return check(&mock, api, &input.shown(), reporter);
    }
    let mock = match &arguments.key {
        Some(key) => mock.key(key.as_str()),
        None => mock,
    };
    let prefix = prefix_of(arguments, &input.target.settings.server.prefix);
    let mock = match &prefix {
        Some(prefix) => mock.base_path(prefix),
        None => mock,
    };
    let router = mock
        .try_router()
        .map_err(|error| CliError::io("serve", &input.shown())(io::Error::other(error)))?;
    let server = hosting::Server::new(router);
    let server = match arguments.cors {
        true => server.cors(CorsLayer::very_permissive()),
        false => server,
    };
    let prefix = prefix.or_else(|| api.base_path.clone()).unwrap_or_default();
    let tell = |address| {
        tell(api, address, &prefix, reporter);
        reporter.note(&format!(
            "started in {}; Ctrl-C ends it",
            seconds(started.elapsed())
        ));
    };
    serve(server, arguments, tell, reporter)
}

/// Serves until somebody ends it; `tell` is called once it listens.
fn serve(
    server: hosting::Server,
    arguments: &arguments::Mock,
    tell: impl FnOnce(SocketAddr),
    reporter: &Reporter,
) -> Result<Status, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CliError::io("start", "the server"))?;
    log();
    let address = SocketAddr::new(arguments.host, arguments.port);
    let served: io::Result<()> = runtime.block_on(async {
        let listener = hosting::listen(address)?;
        tell(listener.local_addr()?);
        server.serve(listener).await;
        Ok(())
    });
    if let Err(error) = &served
        && error.kind() == io::ErrorKind::AddrInUse
    {
        reporter.note("`--port` names another one, and `--port 0` takes any that is free");
    }
    served.map_err(CliError::io("listen on", address.to_string()))?;
    Ok(Status::Good)
}

/// Says what is wrong with the document. Who wants answers is told of warnings that there are some: they are for its author.
fn tell_problems(outcome: &Outcome, document: &str, reporter: &Reporter) {
    if outcome.diagnostics.has_errors() || !reporter.is_for_people() {
        reporter.diagnostics(outcome);
        return;
    }
    let tally = Tally::of(outcome).text();
    if !tally.is_empty() {
        let program = reporter.program().name();
        reporter.note(&format!("{tally}, which `{program} lint {document}` shows"));
    }
}

/// Says which operations cannot be answered.
fn check(mock: &Mock, api: &Api, document: &str, reporter: &Reporter) -> Result<Status, CliError> {
    let misses = mock.misses().map_err(io::Error::other);
    let misses = misses.map_err(CliError::io("check", document))?;
    for miss in &misses {
        reporter.line(&format!("{document}: {miss}"));
    }
    let operations = api.operations().count();
    let answered = operations - misses.len().min(operations);
    reporter.line(&format!(
        "{document}: {answered} of {operations} operations can be answered"
    ));
    Ok(Status::of(misses.is_empty()))
}

/// The path that the arguments set before those of the operations, or else the settings.
fn prefix_of(arguments: &arguments::Mock, of_server: &ServerPrefix) -> Option<String> {
    let prefix = arguments.prefix.as_deref().or(match of_server {
        ServerPrefix::Path(path) => Some(path),
        ServerPrefix::None | ServerPrefix::Document => None,
    });
    let prefix = prefix?.trim_matches('/');
    Some(match prefix {
        "" => String::new(),
        prefix => format!("/{prefix}"),
    })
}

/// Says where the mock is, and what may be asked there.
fn tell(api: &Api, address: SocketAddr, prefix: &str, reporter: &Reporter) {
    let base = format!("http://{address}{prefix}");
    reporter.colored(
        Hue::Green,
        &format!("{} {}: {base}", api.title, api.version),
    );
    let count = api.operations().count();
    if count == 0 {
        reporter.note("the document has no operations: every answer is 404");
    }
    for operation in api.operations().take(SHOWN) {
        let (method, path) = (&operation.http_method, &operation.path);
        reporter.line(&format!("  {method:<7} {base}{path}"));
    }
    if count > SHOWN {
        reporter.line(&format!("  … and {} more", count - SHOWN));
    }
}

/// Writes what the server has to say to standard error.
fn log() {
    let subscriber = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_target(false)
        .without_time()
        .finish();
    // Another one may be there, where this is a part of a program.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
