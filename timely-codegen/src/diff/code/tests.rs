use super::compare;
use crate::Generator;
use crate::settings::{Output, Settings, Unimplemented};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

/// The items that change from one document to another with the same settings, with the verdicts.
fn items(settings: &Settings, old: &str, new: &str) -> Vec<String> {
    let side = |text: &str| {
        Generator::from_str("api.yaml", format!("{HEAD}{text}")).settings(settings.clone())
    };
    let mut found = vec!["one of the documents has errors".to_owned()];
    side(old).with_sides(&side(new), |old, new| {
        let items = compare(old, new);
        let shown = items.iter().map(|it| {
            format!(
                "{}: {} {:?} {:?} {:?}",
                it.item, it.change, it.client, it.server, it.handlers
            )
        });
        found = shown.collect();
    });
    found
}

#[test]
fn a_trait_that_a_member_has_not_is_lost() {
    let document = |ty: &str| {
        format!(
            "paths: {{}}\ncomponents: {{schemas: {{A: {{type: object, properties: {{a: {{type: {ty}}}}}}}}}}}\n"
        )
    };
    let settings = Settings::default().derive("Eq").derive("Hash");
    let found = items(&settings, &document("integer"), &document("number"));
    assert_eq!(
        found,
        [
            "models::A.a: Option<i64> → Option<f64> Breaking Breaking Breaking",
            "models::A: no longer Eq, Hash Breaking Breaking Breaking",
        ]
    );
}

#[test]
fn services_that_answer_501_lack_no_method() {
    let document = |paths: &str| {
        format!(
            "paths:\n  /a: {{get: {{operationId: a, responses: {{'200': {{description: a}}}}}}}}\n{paths}"
        )
    };
    let more = "  /b: {get: {operationId: b, responses: {'200': {description: b}}}}\n";
    let (old, new) = (document(""), document(more));
    let method = |verdict: &str| {
        vec![
            "client::DefaultApi::b: added Safe Safe Safe".to_owned(),
            format!("server::DefaultService::b: added Safe {verdict} Safe"),
        ]
    };
    let mut settings = Settings::default();
    assert_eq!(items(&settings, &old, &new), method("Breaking"));
    settings.server.unimplemented = Unimplemented::Answer;
    assert_eq!(items(&settings, &old, &new), method("Safe"));
}

#[test]
fn only_what_is_generated_changes() {
    let document = |required: bool| {
        format!(
            "paths:\n  /a: {{get: {{operationId: a, parameters: [{{name: b, in: query, required: {required}, schema: {{type: integer}}}}], \
             responses: {{'200': {{description: a}}}}}}}}\n"
        )
    };
    let settings = Settings::default().outputs([Output::Client]);
    let found = items(&settings, &document(false), &document(true));
    assert_eq!(
        found,
        [
            "client::DefaultApi::a: takes b: i64 Breaking Safe Breaking",
            "client::default_api::ACall::b: removed Breaking Safe Safe",
        ]
    );
}

#[test]
fn tags_that_are_features_change_these() {
    let document = |tag: &str| {
        format!(
            "paths:\n  /a: {{get: {{operationId: a, tags: [{tag}], responses: {{'200': {{description: a}}}}}}}}\n"
        )
    };
    let settings = Settings {
        tag_features: true,
        ..Settings::default()
    };
    let found = items(&settings, &document("cats"), &document("pets"));
    let feature = "feature tag-cats: renamed to feature tag-pets Breaking Breaking Breaking";
    assert!(found.iter().any(|it| it == feature), "{found:#?}");
}

#[test]
fn types_that_contain_themselves_and_parts_in_circles_end() {
    let document = |name: &str, more: &str| {
        format!(
            "paths:\n  /a: {{get: {{operationId: a, responses: {{'200': {{description: a, content: {{application/json: {{schema: {{$ref: \
             '#/components/schemas/{name}'}}}}}}}}}}}}}}\ncomponents: {{schemas: {{{name}: {{type: object, properties: {{next: {{$ref: \
             '#/components/schemas/{name}'}}, list: {{type: array, items: {{$ref: '#/components/schemas/{name}'}}}}{more}}}}}}}}}\n"
        )
    };
    let settings = Settings::default();
    let old = document("Tree", "");
    assert_eq!(items(&settings, &old, &old), [""; 0]);
    assert_eq!(
        items(&settings, &old, &document("Node", ", leaf: {type: string}")),
        [
            "models::Tree: renamed to models::Node Breaking Breaking Breaking",
            "models::Node.leaf: added Safe Safe Safe",
        ]
    );
}

#[test]
fn documents_are_themselves_and_any_two_are_compared() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures");
    let entries = std::fs::read_dir(folder).expect("the fixtures are there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .collect();
    paths.sort();
    let mut previous: Option<Generator> = None;
    for path in paths {
        let document = Generator::from_file(&path);
        document.with_sides(&document, |old, new| {
            let items = compare(old, new);
            let shown: Vec<_> = items.iter().map(|it| (&it.item, &it.change)).collect();
            assert!(shown.is_empty(), "{}: {shown:#?}", path.display());
        });
        if let Some(previous) = previous.replace(Generator::from_file(&path)) {
            previous.with_sides(&document, |old, new| {
                let there = compare(old, new);
                let back = compare(new, old);
                let count = |items: &[super::ItemChange], change: &str| {
                    items.iter().filter(|it| it.change == change).count()
                };
                assert_eq!(count(&there, "added"), count(&back, "removed"));
            });
        }
    }
}
