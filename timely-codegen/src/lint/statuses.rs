//! Statuses that the generated server answers with by itself, and that operations do not document.

use crate::diagnostic::{Code, Diagnostics, Group};
use crate::ir::{Api, Operation, StatusMatch};
use crate::settings::Settings;

/// What is said of a status is said together, so that a document that documents no errors is not drowned in it.
pub(super) fn lint(api: &Api, settings: &Settings, diagnostics: &mut Diagnostics) {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    for operation in operations {
        for status in undocumented(operation, settings) {
            let name = http::StatusCode::from_u16(status)
                .ok()
                .and_then(|status| status.canonical_reason())
                .unwrap_or("an error");
            let message = format!(
                "the operation `{}` does not document the status {status} ({name}), which the server may answer with",
                operation.id
            );
            let group = Group::new(
                status.to_string(),
                ", and neither does 1 other",
                ", and neither do {} others",
            );
            diagnostics
                .warning(
                    Code::UndocumentedStatus,
                    &operation.pointer.child("responses"),
                    message,
                )
                .help(help(status))
                .group(group);
        }
    }
}

fn help(status: u16) -> String {
    let share = format!(
        "add a response to `components/responses` and refer to it under `\"{status}\"` in each operation"
    );
    match status {
        406 | 413 | 415 => format!("{share}, or leave it out of the setting `server.statuses`"),
        _ => share,
    }
}

/// What the server may answer a request for an operation with, and the operation does not document.
fn undocumented(operation: &Operation, settings: &Settings) -> Vec<u16> {
    let documents = |status: u16| {
        operation.errors.iter().any(|case| match case.status {
            StatusMatch::Code(code) => code == status,
            StatusMatch::Range(class) => class == status / 100,
            StatusMatch::Default => true,
        })
    };
    let has_body = operation.body.is_some();
    let is_checked = has_body || !operation.parameters.is_empty();
    let is_closed = !operation.security.is_empty();
    let mut requirements = operation.security.iter().flatten();
    let has_scopes = requirements.any(|requirement| !requirement.scopes.is_empty());
    let answers = operation
        .success
        .cases
        .iter()
        .any(|case| case.payload.content.is_some());
    let listed = &settings.server.statuses;
    let may = |status: u16| listed.is_empty() || listed.contains(&status);
    let mut found: Vec<u16> = [
        (401, is_closed),
        // Without scopes, only a server that forbids for reasons of its own answers so.
        (403, has_scopes),
        (406, answers && may(406)),
        (413, has_body && may(413)),
        (415, has_body && may(415)),
        (500, true),
    ]
    .into_iter()
    .filter(|(status, occurs)| *occurs && !documents(*status))
    .map(|(status, _)| status)
    .collect();
    // Either of the two will do; the server answers with the one that is there.
    if is_checked && !documents(400) && !documents(422) {
        let invalid = settings
            .errors
            .as_ref()
            .map_or(400, |errors| errors.invalid_request);
        found.push(invalid);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::Generator;
    use crate::settings::{ServerSettings, Settings};

    const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: Notes, version: '1' }
paths:
  /notes:
    get:
      operationId: listNotes
      responses:
        '200': { description: Notes, content: { application/json: { schema: { type: array } } } }
        default: { description: Any error }
    post:
      operationId: createNote
      security: [ key: [write] ]
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses:
        '204': { description: Created }
        '401': { description: No key }
        '422': { description: Invalid }
        5XX: { description: A fault }
  /notes/{id}:
    parameters: [ { name: id, in: path, required: true, schema: { type: string } } ]
    get:
      operationId: getNote
      responses:
        '200': { description: A note, content: { application/json: { schema: { type: object } } } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
";

    fn messages(settings: Settings) -> Vec<String> {
        let outcome = Generator::from_str("notes.yaml", DOCUMENT)
            .settings(settings)
            .lint();
        let messages = outcome.messages();
        messages
            .iter()
            .map(|message| message.text.clone())
            .collect()
    }

    #[test]
    fn each_status_that_is_missing_is_told_once() {
        let told = |id: &str, status: &str, others: &str| {
            format!(
                "the operation `{id}` does not document the status {status}, which the server may answer with{others}"
            )
        };
        assert_eq!(
            messages(Settings::default()),
            [
                told("createNote", "403 (Forbidden)", ""),
                told("createNote", "413 (Payload Too Large)", ""),
                told("createNote", "415 (Unsupported Media Type)", ""),
                told("getNote", "400 (Bad Request)", ""),
                told("getNote", "406 (Not Acceptable)", ""),
                told("getNote", "500 (Internal Server Error)", ""),
            ]
        );
    }

    #[test]
    fn statuses_that_the_server_does_not_answer_with_are_not_missed() {
        let server = ServerSettings {
            statuses: vec![400, 413],
            ..ServerSettings::default()
        };
        let statuses = messages(Settings::default().server(server));
        assert!(statuses.iter().any(|text| text.contains("413")));
        assert!(
            !statuses
                .iter()
                .any(|text| text.contains("415") || text.contains("406"))
        );
        let models = Settings::default().outputs([]);
        assert_eq!(messages(models), [""; 0]);
    }
}
