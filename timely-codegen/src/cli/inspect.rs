//! `timely inspect`: what is in a document, as the generator understands it.

use super::{
    CliError, Reporter, Status, arguments,
    inputs::{self, Input},
    report::{Hue, Tally, count},
};
use crate::{
    Outcome,
    diagnostic::{Message, plain},
    ir::{Api, Operation, Requirement, ResponseCase, SecurityKind, StatusMatch, TypeKind},
    naming,
};
use serde_json::{Value, json};

pub(super) fn run(arguments: &arguments::Inspect, reporter: &Reporter) -> Result<Status, CliError> {
    let mut status = Status::Good;
    for input in inputs::select(&arguments.selection, None, "inspect", reporter)? {
        let outcome = input.generator().look();
        let has_errors = outcome.diagnostics.has_errors();
        let Some(api) = outcome.meaning() else {
            reporter.all_diagnostics(&outcome);
            status = Status::Found;
            continue;
        };
        match arguments.json {
            // One document on a line, so that several can be told apart.
            true => reporter.line(&as_json(&input, api, &outcome).to_string()),
            false => table(&input, api, &outcome, reporter),
        }
        status = status.and(Status::of(!has_errors));
    }
    Ok(status)
}

/// Everything, for programs.
fn as_json(input: &Input, api: &Api, outcome: &Outcome) -> Value {
    let operations = api.groups.iter().flat_map(|group| {
        let operations = group.operations.iter();
        operations.map(|operation| {
            json!({
                "id": operation.id,
                "tag": group.tag,
                "method": operation.http_method,
                "path": operation.path,
                "pointer": operation.pointer.to_string(),
                "rust": naming::unraw(&operation.method_name),
                "deprecated": operation.deprecated,
                "paged": operation.pagination.is_some(),
                "statuses": statuses(operation),
                "security": operation.security.iter().map(|all| requirements(api, all)).collect::<Vec<_>>(),
                "security_optional": operation.security_optional,
            })
        })
    });
    let types = api
        .types
        .iter()
        .filter(|definition| definition.shares.is_none());
    let types = types.map(|definition| {
        json!({
            "name": definition.short_path(),
            "kind": kind(&definition.kind),
            "pointer": definition.pointer.to_string(),
            "deprecated": definition.deprecated,
        })
    });
    let schemes = api.security_schemes.iter();
    let schemes =
        schemes.map(|scheme| json!({"name": scheme.key, "kind": scheme_kind(&scheme.kind)}));
    let outgoing = api.outgoing_requests();
    let outgoing = outgoing.map(|request| json!({"name": request.operation.id}));
    let messages = outcome.messages();
    let messages = messages.iter().map(Message::to_value);
    json!({
        "document": input.shown(),
        "title": api.title,
        "version": api.version,
        "servers": api.servers.iter().map(|server| &server.template).collect::<Vec<_>>(),
        "operations": operations.collect::<Vec<_>>(),
        "events": api.events.iter().flat_map(|events| &events.events).map(|event| json!({"name": event.wire})).collect::<Vec<_>>(),
        "webhooks": outgoing.collect::<Vec<_>>(),
        "types": types.collect::<Vec<_>>(),
        "security_schemes": schemes.collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
    })
}

/// The same for people.
fn table(input: &Input, api: &Api, outcome: &Outcome, reporter: &Reporter) {
    let tally = Tally::of(outcome);
    let definitions = api
        .types
        .iter()
        .filter(|definition| definition.shares.is_none());
    let definitions: Vec<_> = definitions.collect();
    reporter.colored(
        Hue::Cyan,
        &format!(
            "{}: {}, version {}",
            input.shown(),
            plain(&api.title),
            plain(&api.version)
        ),
    );
    let rows = api.groups.iter().flat_map(|group| {
        let operations = group.operations.iter();
        operations.map(|operation| {
            let security = operation.security.iter().map(|all| {
                let all = all.iter().map(|one| requirement(api, one));
                all.collect::<Vec<_>>().join(" + ")
            });
            [
                plain(&operation.id),
                rust_name(operation),
                format!("{} {}", operation.http_method, plain(&operation.path)),
                plain(&group.tag),
                statuses(operation).join(" "),
                security.collect::<Vec<_>>().join(" | "),
            ]
        })
    });
    let rows: Vec<[String; 6]> = rows.collect();
    section(
        "operations",
        ["id", "rust", "request", "tag", "statuses", "security"],
        &rows,
        reporter,
    );
    let deliveries = deliveries(api);
    section("webhooks", ["name", "rust"], &deliveries, reporter);
    let rows: Vec<[String; 3]> = definitions
        .iter()
        .map(|definition| {
            [
                definition.short_path(),
                kind(&definition.kind).to_owned(),
                plain(&definition.pointer.to_string()),
            ]
        })
        .collect();
    section("types", ["name", "kind", "place"], &rows, reporter);
    let rows: Vec<[String; 2]> = outcome
        .messages()
        .iter()
        .map(|message| [message.severity.to_string(), message.summary.clone()])
        .collect();
    section("messages", ["severity", "text"], &rows, reporter);
    let parts = [
        count(api.operations().count(), "operation"),
        match deliveries.len() {
            0 => String::new(),
            number => count(number, "webhook"),
        },
        count(definitions.len(), "type"),
        tally.text(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    reporter.line(&format!("\n{}", parts.join(", ")));
}

/// What a method is called where that is not plain from the operation's id.
fn rust_name(operation: &Operation) -> String {
    let name = naming::unraw(&operation.method_name);
    match name == naming::snake(&operation.id) {
        true => String::new(),
        false => name.to_owned(),
    }
}

/// The events, and the requests in the other direction, with what they are in Rust.
fn deliveries(api: &Api) -> Vec<[String; 2]> {
    let events = api.events.iter().flat_map(|events| &events.events);
    let events = events.map(|event| {
        let variant = format!("WebhookEvent::{}", event.variant);
        [plain(&event.wire), variant]
    });
    let requests = api.outgoing_requests().map(|request| {
        let name = naming::unraw(&request.operation.method_name);
        let functions = format!("receive_{name}, send_{name}");
        [plain(&request.operation.id), functions]
    });
    events.chain(requests).collect()
}

/// A table with a heading; nothing where it has no rows. A column without an entry is left out.
fn section<const N: usize>(
    title: &str,
    heads: [&str; N],
    rows: &[[String; N]],
    reporter: &Reporter,
) {
    if rows.is_empty() {
        return;
    }
    let heads = heads.map(str::to_owned);
    let width = |column: usize| {
        let cells = rows
            .iter()
            .chain([&heads])
            .map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let has_entry = |column: &usize| rows.iter().any(|row| !row[*column].is_empty());
    let columns: Vec<usize> = (0..N).filter(has_entry).collect();
    let line = |row: &[String; N]| {
        let cells = columns.iter().map(|column| (*column, &row[*column]));
        let cells = cells.map(|(column, cell)| format!("{cell:<width$}", width = width(column)));
        format!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    reporter.line(&format!("\n{title}"));
    reporter.line(&line(&heads));
    for row in rows {
        reporter.line(&line(row));
    }
}

/// The statuses that are documented, those of success first.
fn statuses(operation: &Operation) -> Vec<String> {
    let cases = operation.success.cases.iter().chain(&operation.errors);
    cases
        .map(|ResponseCase { status, .. }| match status {
            StatusMatch::Code(code) => code.to_string(),
            StatusMatch::Range(digit) => format!("{digit}XX"),
            StatusMatch::Default => "default".to_owned(),
        })
        .collect()
}

fn requirements(api: &Api, all: &[Requirement]) -> Value {
    let entries = all
        .iter()
        .map(|one| (scheme_key(api, one), json!(one.scopes)));
    Value::Object(entries.collect())
}

/// `oauth(read, write)`.
fn requirement(api: &Api, one: &Requirement) -> String {
    let key = plain(&scheme_key(api, one));
    match one.scopes.is_empty() {
        true => key,
        false => format!("{key}({})", plain(&one.scopes.join(", "))),
    }
}

/// What the document calls a scheme.
fn scheme_key(api: &Api, one: &Requirement) -> String {
    let mut schemes = api.security_schemes.iter();
    let scheme = schemes.find(|scheme| scheme.static_name == one.scheme);
    scheme.map_or_else(|| one.scheme.clone(), |scheme| scheme.key.clone())
}

fn scheme_kind(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::ApiKey { .. } => "apiKey".to_owned(),
        SecurityKind::Bearer => "http bearer".to_owned(),
        SecurityKind::Basic => "http basic".to_owned(),
        SecurityKind::Http(scheme) => format!("http {scheme}"),
        SecurityKind::MutualTls => "mutualTLS".to_owned(),
    }
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::Enum(_) | TypeKind::IntegerEnum(_) | TypeKind::NumberEnum(_) => "enum",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "alias",
        TypeKind::Wrapper(_) => "wrapper",
        TypeKind::Tuple(_) => "tuple",
    }
}
