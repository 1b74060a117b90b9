use super::{Finding, Overlay};
use crate::diagnostic::{Code, SourceMap};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What an overlay makes of a document, and what is wrong with it.
fn applied(document: &Value, actions: &Value) -> (Value, Vec<Finding>) {
    let mut findings = Vec::new();
    let overlay = json!({"overlay": "1.1.0", "info": {}, "actions": actions});
    let overlay = Overlay::read(&overlay, &mut findings);
    let mut document = document.clone();
    overlay.apply(&mut document, &mut SourceMap::new(), 1, &mut findings);
    (document, findings)
}

#[test]
fn actions_change_what_the_target_selects() {
    let document = json!({
        "info": {"title": "Pets", "tags": ["a"]},
        "paths": {"/a": {"get": {"x": 1}}, "/b": {"get": {"x": 2}}},
        "list": [{"n": "one"}, {"n": "two"}, {"n": "three"}],
    });
    let cases = [
        // Objects merge, arrays are concatenated, and scalars are replaced.
        (
            json!({"target": "$", "update": {"info": {"title": "Cats", "tags": ["b", "c"]}}}),
            ("/info", json!({"title": "Cats", "tags": ["a", "b", "c"]})),
        ),
        (
            json!({"target": "$.paths.*.get", "update": {"safe": true}}),
            ("/paths/~1b/get", json!({"x": 2, "safe": true})),
        ),
        (
            json!({"target": "$.info.tags", "update": "b"}),
            ("/info/tags", json!(["a", "b"])),
        ),
        (
            json!({"target": "$.info.tags", "update": ["b", ["c"]]}),
            ("/info/tags", json!(["a", "b", ["c"]])),
        ),
        (
            json!({"target": "$.info.title", "update": null}),
            ("/info/title", json!(null)),
        ),
        (
            json!({"target": "$.list[?@.n != 'two']", "remove": true}),
            ("/list", json!([{"n": "two"}])),
        ),
        (
            json!({"target": "$.info", "copy": "$.paths['/a'].get"}),
            ("/info", json!({"title": "Pets", "tags": ["a"], "x": 1})),
        ),
    ];
    for (action, (place, expected)) in cases {
        let (found, findings) = applied(&document, &json!([action]));
        assert_eq!(findings, [], "{action}");
        assert_eq!(found.pointer(place), Some(&expected), "{action}");
    }
}

#[test]
fn what_an_action_cannot_do_is_found() {
    let document = json!({"info": {"title": "Pets"}, "list": [1, {"a": 2}], "openapi": "3.1.0"});
    let cases = [
        (
            json!({"update": 1}),
            Code::InvalidDocument,
            "needs `target`",
        ),
        (
            json!({"target": "info", "update": 1}),
            Code::InvalidDocument,
            "no JSONPath",
        ),
        (
            json!({"target": "$..a..b..c..d..e", "remove": true}),
            Code::InvalidDocument,
            "more than 4",
        ),
        (
            json!({"target": "$.info"}),
            Code::InvalidDocument,
            "needs `update`",
        ),
        (
            json!({"target": "$.info", "update": {}, "copy": "$.list"}),
            Code::InvalidDocument,
            "`update` and `copy`",
        ),
        (
            json!({"target": "$.nothing", "remove": true}),
            Code::OverlayNoMatch,
            "selects nothing",
        ),
        (
            json!({"target": "$.info", "update": 1}),
            Code::InvalidDocument,
            "selects an object, and this is a value",
        ),
        (
            json!({"target": "$.list[*]", "update": 1}),
            Code::InvalidDocument,
            "of one kind",
        ),
        (
            json!({"target": "$.info", "copy": "$.list[*]"}),
            Code::InvalidDocument,
            "selects 2 values",
        ),
    ];
    for (action, code, message) in cases {
        let (found, findings) = applied(&document, &json!([action]));
        assert_eq!(found, document, "{action}");
        let [finding] = findings.as_slice() else {
            panic!("{action}: {findings:?}");
        };
        assert_eq!(finding.code, code, "{action}");
        assert!(finding.message.contains(message), "{}", finding.message);
    }
}

#[test]
fn actions_see_what_those_before_them_did() {
    let document = json!({"a": {"x": 1}});
    let actions = json!([
        {"target": "$.a", "remove": true},
        {"target": "$", "update": {"a": {"y": 2}}},
        {"target": "$.a", "update": {"z": 3}},
    ]);
    let (found, findings) = applied(&document, &actions);
    assert_eq!(findings, []);
    assert_eq!(found, json!({"a": {"y": 2, "z": 3}}));
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..3).prop_map(Value::from),
        "[a-c '\\\\/.\n]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            objects(inner).prop_map(Value::from),
        ]
    })
}

fn objects(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    // Few names, so that two objects share some.
    let name = prop_oneof!["[a-c]", "[a '\\\\/~\n]{0,2}"];
    prop::collection::btree_map(name, inner, 0..4).prop_map(|entries| entries.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[cfg(feature = "cli")]
    #[test]
    fn a_diff_makes_one_document_of_another(old in objects(values()), new in objects(values())) {
        let overlay = super::diff(&old, &new, "Changes");
        let (found, findings) = applied(&Value::from(old), &overlay["actions"]);
        prop_assert_eq!(findings, []);
        prop_assert_eq!(found, Value::from(new));
    }
}
