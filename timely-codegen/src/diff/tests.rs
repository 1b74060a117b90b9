use crate::Generator;

#[test]
fn a_document_against_itself_is_no_change() {
    let document = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: a}}}}\n";
    let side = || Generator::from_str("api.yaml", document);
    let (_, _, report) = side().diff(&side());
    assert_eq!(report.map(|report| report.findings), Some(Vec::new()));
}
