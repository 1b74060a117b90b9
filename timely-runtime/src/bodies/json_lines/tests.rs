use super::*;
use crate::bodies::testing::{all, broken, chunked, run, sizes};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read_all(text: &'static str, framing: Framing) -> Vec<Result<Value, StreamError>> {
    all(JsonLines::from_body(Body::from(text), framing))
}

fn values(text: &'static str, framing: Framing) -> Vec<Value> {
    read_all(text, framing)
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

fn written<T: Serialize + 'static>(values: JsonLines<T>, framing: Framing) -> Vec<u8> {
    run(values.into_body(framing).bytes(usize::MAX))
        .unwrap()
        .to_vec()
}

#[test]
fn lines_are_read_with_any_end_and_without_one() {
    let text = "{\"a\": 1}\r\n\n  \n[2]\n\"three\"";
    assert_eq!(
        values(text, Framing::Lines),
        [json!({"a": 1}), json!([2]), json!("three")]
    );
}

#[test]
fn sequences_may_have_values_of_several_lines() {
    let text = "\u{1E}{\"a\":\n1}\n\u{1E}\u{1E}\n\u{1E}2\n\u{1E}\"x\"";
    assert_eq!(
        values(text, Framing::Sequence),
        [json!({"a": 1}), json!(2), json!("x")]
    );
}

#[test]
fn a_number_that_may_be_cut_off_is_an_error_of_its_own() {
    let items = read_all("\u{1E}12\u{1E}true\u{1E}34\n", Framing::Sequence);
    assert!(matches!(
        items[..],
        [
            Err(StreamError::Truncated),
            Err(StreamError::Truncated),
            Ok(_)
        ]
    ));
}

#[test]
fn the_stream_goes_on_after_a_value_that_cannot_be_read() {
    for (text, framing) in [
        ("1\n{\"a\": \n2\n", Framing::Lines),
        ("\u{1E}1\n\u{1E}{\"a\": \n\u{1E}2\n", Framing::Sequence),
    ] {
        let items = read_all(text, framing);
        assert_eq!(items.len(), 3);
        assert!(matches!(items[1], Err(StreamError::Item(_))));
        assert_eq!(items[2].as_ref().unwrap(), &json!(2));
    }
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    let body = Body::from(b"\"\xFF\"\n1\n".as_slice());
    let items = all(JsonLines::<Value>::from_body(body, Framing::Lines));
    assert!(matches!(items[..], [Err(StreamError::Item(_)), Ok(_)]));
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(100_000) + "\n1\n";
    let items = all(JsonLines::<Value>::from_body(deep.into(), Framing::Lines));
    assert!(matches!(items[..], [Err(StreamError::Item(_)), Ok(_)]));
}

#[test]
fn lines_that_are_too_long_are_skipped() {
    let text = "\"01234567\"\n\"012345678\"\n1\n\"0123456789\"";
    for sizes in [&[1][..], &[5, 100], &[100]] {
        let body = chunked(text.as_bytes(), sizes);
        let items = all(JsonLines::<Value>::from_body_with(body, Framing::Lines, 10));
        assert!(matches!(
            items[..],
            [
                Ok(_),
                Err(StreamError::TooLarge { limit: 10 }),
                Ok(_),
                Err(StreamError::TooLarge { limit: 10 }),
            ]
        ));
    }
}

#[test]
fn a_stream_that_breaks_off_says_so_and_ends() {
    let body = broken(b"1\n2");
    let items = all(JsonLines::<Value>::from_body(body, Framing::Lines));
    assert!(matches!(items[..], [Ok(_), Err(StreamError::Body(_))]));
}

#[test]
fn a_failing_source_breaks_the_message_off() {
    let items = [Ok(1), Err("no more"), Ok(2)];
    let lines = JsonLines::try_new(futures_util::stream::iter(items));
    let chunks = all(lines.into_body(Framing::Lines));
    assert!(matches!(chunks[..], [Ok(_), Err(BodyError::Read(_))]));
}

#[test]
fn the_media_type_tells_the_framing() {
    for (media_type, framing) in [
        ("application/jsonl", Framing::Lines),
        ("application/stream+json", Framing::Lines),
        ("application/JSON-SEQ", Framing::Sequence),
        ("application/geo+json-seq ; a=b", Framing::Sequence),
        ("é", Framing::Lines),
        ("", Framing::Lines),
        ("ééééé", Framing::Lines),
    ] {
        assert_eq!(Framing::of(media_type), framing, "{media_type}");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 10, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|map| map.into_iter().collect::<Value>()),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        values in prop::collection::vec(any_value(), 0..8),
        sizes in sizes(),
        is_sequence: bool,
    ) {
        let framing = if is_sequence { Framing::Sequence } else { Framing::Lines };
        let bytes = written(JsonLines::from_iter(values.clone()), framing);
        let read = all(JsonLines::<Value>::from_body(chunked(&bytes, &sizes), framing));
        let read: Vec<_> = read.into_iter().map(Result::unwrap).collect();
        prop_assert_eq!(read, values);
    }

    #[test]
    fn chunks_make_no_difference(
        stream in "(\n|\r\n|\u{1E}|1|\"|\\{|\\[|\\]| |é|true){0,60}",
        sizes in sizes(),
        limit in 0..12_usize,
        is_sequence: bool,
    ) {
        let framing = if is_sequence { Framing::Sequence } else { Framing::Lines };
        let read = |body| {
            let lines = JsonLines::<Value>::from_body_with(body, framing, limit);
            all(lines).into_iter().map(|line| line.map_err(|error| error.to_string())).collect::<Vec<_>>()
        };
        let whole = read(Body::from(stream.clone()));
        prop_assert_eq!(read(chunked(stream.as_bytes(), &sizes)), whole);
    }
}
