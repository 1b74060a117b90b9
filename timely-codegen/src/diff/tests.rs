use super::{Date, Finding, Options, Report};
use crate::Generator;

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

fn report(old: &str, new: &str) -> Report {
    let side = |name: &str, rest: &str| Generator::from_str(name, format!("{HEAD}{rest}"));
    let options = Options::default().today(Date::parse("2026-06-01").unwrap());
    let (_, _, report) = side("old.yaml", old).diff_with(&side("new.yaml", new), &options);
    report.unwrap()
}

fn places(finding: &Finding) -> [String; 2] {
    [&finding.old, &finding.new].map(|site| {
        let site = site.as_ref().unwrap();
        format!("{}:{} {}", site.file, site.line, site.pointer)
    })
}

#[test]
fn a_document_against_itself_is_no_change() {
    let paths = "paths:\n  /a: {get: {responses: {'200': {description: a}}}}\n";
    assert_eq!(report(paths, paths).findings, Vec::new());
}

#[test]
fn what_one_document_lacks_is_shown_at_what_is_around_it() {
    let old = "paths:\n  /a/{id}:\n    get:\n      parameters:\n      - {name: id, in: path, required: true, schema: {type: string}}\n      - {name: q, in: query, schema: {type: string}}\n      responses: {'200': {description: a}}\n      operationId: a\n";
    let new = "paths:\n  /a/{key}:\n    get:\n      parameters:\n      - {name: r, in: query, schema: {type: string}}\n      - {name: key, in: path, required: true, schema: {type: string}}\n      responses: {'200': {description: a}}\n      operationId: a\n  /b: {get: {responses: {'200': {description: b}}}}\n";
    let found: Vec<_> = report(old, new)
        .findings
        .iter()
        .map(|finding| (finding.id.clone().into_owned(), places(finding)))
        .collect();
    let expected = [
        (
            "new-optional-request-parameter",
            [
                "old.yaml:6 #/paths/~1a~1{id}/get/parameters",
                "new.yaml:7 #/paths/~1a~1{key}/get/parameters/0",
            ],
        ),
        (
            "request-parameter-removed",
            [
                "old.yaml:8 #/paths/~1a~1{id}/get/parameters/1",
                "new.yaml:6 #/paths/~1a~1{key}/get/parameters",
            ],
        ),
        (
            "endpoint-added",
            ["old.yaml:3 #/paths", "new.yaml:11 #/paths/~1b/get"],
        ),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(id, places)| ((*id).to_owned(), places.map(str::to_owned)))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_change_of_what_is_shared_is_one_with_all_operations_that_it_reaches() {
    let document = |required: bool| {
        format!(
            "components: {{parameters: {{Q: {{name: q, in: query, required: {required}, schema: {{type: string}}}}}}}}\npaths:\n  /a:\n    parameters: [{{$ref: '#/components/parameters/Q'}}]\n    get: {{responses: {{'200': {{description: a}}}}}}\n    put: {{responses: {{'200': {{description: a}}}}}}\n"
        )
    };
    let report = report(&document(false), &document(true));
    let findings: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.id == "request-parameter-became-required")
        .collect();
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    let methods: Vec<_> = finding.operations.iter().map(|it| &it.method).collect();
    assert_eq!(methods, ["GET", "PUT"]);
}
