//! The README of a new crate, which is its documentation's first page as well.

use super::{
    files,
    plan::{Plan, Way},
};

/// How many operations are listed one by one; a longer list is of no use to a reader.
const LISTED: usize = 200;

/// The whole text.
pub(super) fn text(plan: &Plan) -> String {
    let scaffold = &plan.scaffold;
    let mut text = format!(
        "# {}\n\n{}: {}.\n",
        plan.package,
        scaffold.title,
        plan.outputs_text()
    );
    if let Some(call) = &scaffold.call {
        text.push_str(&format!(
            "\n## A call\n\n```toml\n[dependencies]\n{package} = {{ path = \"../{package}\" }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n```\n\n```rust,no_run\n{call}```\n\n`cargo run --example quickstart` makes calls of the API; \
             it begins with the environment variables that it reads.\n",
            package = plan.package,
        ));
    }
    if scaffold.server.is_some() {
        text.push_str(
            "\n## A server\n\n[`examples/server.rs`](examples/server.rs) implements every operation with an answer made \
             of the document's examples. `cargo run --example server` starts it; write your own in place of each answer.\n",
        );
        if scaffold.quickstart.is_some() {
            let runs = plan.runs().into_iter();
            let runs = runs.map(|(command, _)| format!("$ {command}\n"));
            text.push_str(&format!(
                "\nIn two terminals, the server and calls of it:\n\n```console\n{}```\n",
                runs.collect::<String>()
            ));
        }
    }
    text.push_str(&operations(plan));
    text.push_str(&deliveries(plan));
    text.push_str(&models(plan));
    text.push_str(&generated(plan));
    text
}

fn operations(plan: &Plan) -> String {
    let operations = &plan.scaffold.operations;
    if operations.is_empty() {
        return String::new();
    }
    let mut text = "\n## Operations\n".to_owned();
    if operations.len() > LISTED {
        text.push_str("\n| tag | operations |\n|---|---:|\n");
        let mut tags: Vec<(&str, usize)> = Vec::new();
        for row in operations {
            match tags.iter_mut().find(|(tag, _)| *tag == row.tag) {
                Some((_, number)) => *number += 1,
                None => tags.push((&row.tag, 1)),
            }
        }
        for (tag, number) in tags {
            text.push_str(&format!("| {tag} | {number} |\n"));
        }
        return text;
    }
    text.push_str("\n| method | request | |\n|---|---|---|\n");
    for row in operations {
        text.push_str(&format!(
            "| `{}` | {} | {} |\n",
            row.method, row.request, row.summary
        ));
    }
    text
}

/// The webhooks and callbacks.
fn deliveries(plan: &Plan) -> String {
    let deliveries = &plan.scaffold.deliveries;
    if deliveries.is_empty() {
        return String::new();
    }
    let mut text = "\n## Webhooks\n\n| sent by the API | in Rust | |\n|---|---|---|\n".to_owned();
    for delivery in deliveries.iter().take(LISTED) {
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            delivery.name, delivery.item, delivery.summary
        ));
    }
    text + &more(deliveries.len())
}

/// The types of a crate that has nothing else.
fn models(plan: &Plan) -> String {
    let scaffold = &plan.scaffold;
    let has_more = !scaffold.operations.is_empty() || !scaffold.deliveries.is_empty();
    if has_more || scaffold.models.is_empty() {
        return String::new();
    }
    let mut text = "\n## Types\n\n| in `models` | |\n|---|---|\n".to_owned();
    for model in scaffold.models.iter().take(LISTED) {
        text.push_str(&format!("| `{}` | {} |\n", model.name, model.summary));
    }
    text + &more(scaffold.models.len())
}

/// How many rows are left out of a list.
fn more(rows: usize) -> String {
    match rows.checked_sub(LISTED) {
        None | Some(0) => String::new(),
        Some(more) => format!("\nAnd {more} more.\n"),
    }
}

/// How the code is made, for those who change the crate.
fn generated(plan: &Plan) -> String {
    let document = &plan.document.path;
    let how = match plan.way {
        Way::Committed => format!(
            "`src/{module}` is generated from `{document}` by the settings in `codegen.toml`, and is not edited. After a \
             change of either:\n\n```console\n$ {install}\n$ timely generate\n```\n\n\
             `timely check` fails if the code is out of date; the workflow in `.github` runs it.",
            module = plan.module,
            install = files::install(plan),
        ),
        Way::Macro => format!(
            "`src/lib.rs` generates the code from `{document}` with a macro, whose arguments are the settings. Changes to \
             either take effect with the next build."
        ),
        Way::Build => format!(
            "`build.rs` generates the code from `{document}` by the settings in `settings.toml`. Changes to either take \
             effect with the next build."
        ),
    };
    format!("\n## Changing it\n\n{how}\n")
}
