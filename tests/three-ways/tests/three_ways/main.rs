//! The same document by all three ways: the same items, compiled again when the document changes and only then.
//!
//! One test, since its steps share a workspace that takes a while to compile and that each of them changes and mends.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod rebuild;
mod same_items;

use std::path::Path;
use timely_three_ways::{Profile, Settings, Workspace};

const DOCUMENT: &str = include_str!("../../fixture/api.yaml");
/// What [`DOCUMENT`] takes from another file.
const SECOND: &str = include_str!("../../fixture/walks.yaml");

const SETTINGS: Settings<'_> = Settings {
    toml: r#"
strict = true
outputs = ["client", "server", "webhooks", "document"]
# The macro has another default.
user_agent = "document"

[targets.api.errors]
fields = { "/code" = "code", "/message" = "message" }

[targets.api.pagination]
style = "page"
page_param = "page"
limit_param = "limit"
items = "/data"
total_pages = "/pagination/total_pages"

[targets.api.webhooks]
signature_header = "X-Signature"
timestamp_header = "X-Time"
"#,
    arguments: r#"
        strict: true,
        outputs: [client, server, webhooks, document],
        user_agent: "document",
        errors: { fields: { "/code": code, "/message": message } },
        pagination: {
            style: page,
            page_param: page,
            limit_param: limit,
            items: "/data",
            total_pages: "/pagination/total_pages",
        },
        webhooks: { signature_header: "X-Signature", timestamp_header: "X-Time" },
    "#,
    build: r#"
    use timely_codegen::settings::{ErrorField, ErrorSettings, Output, PageStyle, Pagination, Settings, WebhookSettings};
    let errors = ErrorSettings::default().field("/code", ErrorField::Code).field("/message", ErrorField::Message);
    let mut pages = Pagination::new(PageStyle::Page, "page", "/data");
    pages.limit_param = Some("limit".to_owned());
    pages.total_pages = Some("/pagination/total_pages".to_owned());
    let mut webhooks = WebhookSettings::new("X-Signature");
    webhooks.timestamp_header = Some("X-Time".to_owned());
    let outputs = [Output::Client, Output::Server, Output::Webhooks, Output::Document];
    let settings = Settings::default().outputs(outputs).strict(true).user_agent("document").errors(errors).pagination(pages).webhooks(webhooks);
"#,
};

#[test]
fn three_ways_are_one() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = scratch.join("three-ways");
    let workspace = Workspace::create(&folder, "spec/api.yaml", SETTINGS, Profile::Lean).unwrap();
    workspace.put("spec/api.yaml", DOCUMENT).unwrap();
    workspace.put("spec/walks.yaml", SECOND).unwrap();
    let xtask = workspace.xtask(scratch.parent().unwrap()).unwrap();
    let generated = workspace.codegen(&xtask, &[]).unwrap();
    generated.expect_success().unwrap();

    same_items::pages_are_equal(&workspace);
    same_items::bodies_are_equal(&workspace);

    let steps = rebuild::Steps::new(&workspace, &xtask);
    steps.nothing_changed();
    steps.document_changes();
    steps.second_file_changes();
    steps.document_breaks();
    steps.document_warns();
}
