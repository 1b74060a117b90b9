use super::*;
use crate::bodies::testing::{all, broken, chunked, run, sizes};
use proptest::prelude::*;
use serde_json::{Value, json};

fn events<T: DeserializeOwned + 'static>(text: &str) -> Vec<Event<T>> {
    all(EventStream::from_body(Body::from(text.to_owned())))
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

fn texts(text: &str) -> Vec<Event<String>> {
    events(text)
}

fn text(data: &str) -> Event<String> {
    Event::new(data.to_owned())
}

fn written<T: Serialize + 'static>(events: EventStream<T>) -> Result<String, BodyError> {
    let bytes = run(events.into_body().bytes(usize::MAX))?;
    Ok(String::from_utf8(bytes.to_vec()).unwrap())
}

/// The examples of WHATWG HTML, section 9.2.6.
#[test]
fn the_examples_of_the_standard_are_read() {
    let stream = "data: This is the first message.\n\n\
        data: This is the second message, it\ndata: has two lines.\n\n\
        data: This is the third message.\n\n";
    assert_eq!(
        texts(stream),
        [
            text("This is the first message."),
            text("This is the second message, it\nhas two lines."),
            text("This is the third message."),
        ]
    );
    let stream = "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n";
    assert_eq!(
        texts(stream),
        [text("73857293").event("add"), text("2153").event("remove")]
    );
    let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n\
        data:  third event\n\n";
    assert_eq!(
        texts(stream),
        [
            text("first event").id("1"),
            text("second event").id(""),
            text(" third event"),
        ]
    );
    // The last block is not complete.
    let (whole, end) = cut("data\n\ndata\ndata\n\ndata:");
    assert_eq!(whole, [text(""), text("\n")]);
    assert!(matches!(end, Some(StreamError::Truncated)));
    assert_eq!(
        texts("data:test\n\ndata: test\n\n"),
        [text("test"), text("test")]
    );
}

/// The events of a stream, and the error after them, if it ends with one.
fn cut(text: &str) -> (Vec<Event<String>>, Option<StreamError>) {
    let mut items = all(EventStream::from_body(Body::from(text.to_owned())));
    let error = items.pop_if(|item| item.is_err());
    let events = items.into_iter().map(Result::unwrap).collect();
    (events, error.and_then(Result::err))
}

#[test]
fn a_stream_that_is_cut_in_the_middle_ends_with_an_error() {
    for stream in [
        // In a line, whichever it is.
        "data: a\n\ndata: {\"b\":",
        "data: a\n\nda",
        "data: a\n\n: kee",
        "data: a\n\nid: 7\nevent",
        // Between the lines of an event.
        "data: a\n\ndata: b\n",
        "data: a\r\n\r\ndata: b\r\n",
        "data: a\n\nevent: e\ndata: b\nid: 7\n",
    ] {
        let (events, end) = cut(stream);
        assert_eq!(events, [text("a")], "{stream:?}");
        assert!(matches!(end, Some(StreamError::Truncated)), "{stream:?}");
    }
    // What is no event is not missed.
    for stream in [
        "data: a\n\n",
        "data: a\n\n\n",
        "data: a\r\r",
        "data: a\n\n: bye\n",
        "data: a\n\nretry: 5\n",
        "data: a\n\nid: 7\n",
    ] {
        let (events, end) = cut(stream);
        assert_eq!(events, [text("a")], "{stream:?}");
        assert!(end.is_none(), "{stream:?}: {end:?}");
    }
}

#[test]
fn any_line_end_and_a_byte_order_mark_are_read() {
    for stream in [
        "data: a\ndata: b\n\n",
        "data: a\rdata: b\r\r",
        "data: a\r\ndata: b\r\n\r\n",
        "data: a\rdata: b\n\r\n",
        "\u{FEFF}data: a\ndata: b\n\n",
    ] {
        assert_eq!(texts(stream), [text("a\nb")], "{stream:?}");
    }
    assert_eq!(texts("\n\u{FEFF}data: a\n\n"), []);
}

#[test]
fn fields_that_are_no_good_are_ignored() {
    let stream = "id: a\0b\nretry: 1x\nretry:\nretry: 99999999999999999999999\nother: x\n\
        Data: y\nevent:\ndata: a\n\n";
    assert_eq!(texts(stream), [text("a")]);
}

#[test]
fn a_wait_without_an_event_is_kept_for_the_next_event() {
    assert_eq!(
        texts("retry: 1500\n\ndata: a\n\ndata: b\n\n"),
        [text("a").retry(Duration::from_millis(1500)), text("b")]
    );
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    let body = Body::from(b"data: a\xFFb\n\n".as_slice());
    let events = all(EventStream::<String>::from_body(body));
    assert_eq!(events[0].as_ref().unwrap().data, "a\u{FFFD}b");
}

#[test]
fn json_is_read_as_the_type_and_text_as_it_is() {
    assert_eq!(
        events::<Value>("data: {\"a\":1}\n\n")[0].data,
        json!({"a": 1})
    );
    assert_eq!(events::<i32>("data: 5\n\n")[0].data, 5);
    assert_eq!(events::<String>("data: \"a\"\n\n")[0].data, "\"a\"");
    let body = || Body::from("data: \"a\"\n\n");
    let json = EventStream::<String>::from_body_with(body(), TextForm::Json, 100);
    assert_eq!(all(json)[0].as_ref().unwrap().data, "a");
}

#[test]
fn a_bare_word_is_read_where_json_is_expected() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum State {
        Open,
    }
    assert_eq!(events::<State>("data: open\n\n")[0].data, State::Open);
    assert_eq!(events::<State>("data: \"open\"\n\n")[0].data, State::Open);
    let plain = EventStream::<u8>::from_body_with("data: 7\n\n".into(), TextForm::Plain, 100);
    assert_eq!(all(plain)[0].as_ref().unwrap().data, 7);
}

#[test]
fn the_mark_of_the_end_is_skipped_in_json_only() {
    let stream = "data: 1\n\ndata: [DONE]\n\n";
    assert_eq!(events::<i32>(stream).len(), 1);
    assert_eq!(events::<Value>(stream).len(), 1);
    assert_eq!(texts(stream)[1], text("[DONE]"));
}

#[test]
fn the_stream_goes_on_after_an_event_that_cannot_be_read() {
    let body = Body::from("data: 1\n\ndata: {\"a\n\ndata: [1\n\ndata: 2\n\n");
    let items = all(EventStream::<i32>::from_body(body));
    assert_eq!(items.len(), 4);
    assert!(matches!(items[1], Err(StreamError::Item(_))));
    assert!(matches!(items[2], Err(StreamError::Item(_))));
    assert_eq!(items[3].as_ref().unwrap().data, 2);
    let body = Body::from("data: {\"a\n\n");
    let items = all(EventStream::<Value>::from_body(body));
    assert!(matches!(items[0], Err(StreamError::Item(_))));
}

#[test]
fn events_that_are_too_large_are_skipped() {
    let long = "x".repeat(11);
    let half = "x".repeat(6);
    let stream = format!(
        "data: {long}\n\ndata: a\n\ndata: {half}\ndata: {half}\n\nid: {half}\ndata: {half}\n\n\
         data: 0123456789\n\n: {long}{long}\ndata: b\n\ndata: c\n\n"
    );
    for sizes in [&[1][..], &[3, 50], &[1000]] {
        let body = chunked(stream.as_bytes(), sizes);
        let items = all(EventStream::<String>::from_body_with(
            body,
            TextForm::Plain,
            16,
        ));
        let shown: Vec<String> = items
            .iter()
            .map(|item| match item {
                Ok(event) => event.data.clone(),
                Err(error) => error.to_string(),
            })
            .collect();
        let too_large = "an item of the stream is larger than 16 bytes";
        let long_lines = [&long[..], "a", "xxxxxx\nxxxxxx", &half, "0123456789"];
        let mut expected: Vec<&str> = long_lines.to_vec();
        expected.extend([too_large, "c"]);
        assert_eq!(shown, expected);
    }
}

#[test]
fn a_stream_that_breaks_off_says_so_and_ends() {
    let items = all(EventStream::<String>::from_body(broken(
        b"data: a\n\ndata: b\n",
    )));
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].as_ref().unwrap().data, "a");
    assert!(matches!(items[1], Err(StreamError::Body(_))));
}

#[test]
fn events_are_written_line_by_line() {
    let events = EventStream::from_iter([
        text("a\nb\r\nc\rd").event("e").id("1"),
        text("").retry(Duration::from_secs(2)),
    ]);
    assert_eq!(
        written(events).unwrap(),
        "event: e\nid: 1\ndata: a\ndata: b\ndata: c\ndata: d\n\nretry: 2000\ndata: \n\n"
    );
    let events = EventStream::new(futures_util::stream::iter([Event::from(
        json!({"a": "x\ny"}),
    )]));
    assert_eq!(written(events).unwrap(), "data: {\"a\":\"x\\ny\"}\n\n");
}

#[test]
fn no_field_can_smuggle_in_another() {
    for event in [
        text("a").id("1\ndata: b"),
        text("a").id("1\rdata: b"),
        text("a").id("1\0"),
        text("a").event("x\n\ndata: b"),
        text("a").event("x\r"),
    ] {
        let error = written(EventStream::from_iter([event])).unwrap_err();
        assert!(matches!(error, BodyError::Read(_)));
    }
    let data = text("a\n\nevent: x\nid: 2\rretry: 1");
    let text = written(EventStream::from_iter([data.clone()])).unwrap();
    assert_eq!(texts(&text)[0].data, data.data.replace('\r', "\n"));
}

#[test]
fn a_failing_source_breaks_the_message_off() {
    let items = [Ok(text("a")), Err("no more"), Ok(text("b"))];
    let body = EventStream::try_new(futures_util::stream::iter(items)).into_body();
    let chunks = all(body);
    assert_eq!(chunks.len(), 2);
    assert!(matches!(chunks[1], Err(BodyError::Read(_))));
}

#[cfg(feature = "server")]
#[tokio::test(start_paused = true)]
async fn comments_are_sent_while_nothing_happens() {
    use futures_util::StreamExt;

    let event = futures_util::stream::once(async {
        tokio::time::sleep(Duration::from_secs(25)).await;
        text("a")
    });
    let slow = event.chain(futures_util::stream::once(async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        text("b")
    }));
    let body = EventStream::new(slow)
        .keep_alive(Duration::from_secs(10))
        .into_body();
    let bytes = body.bytes(1000).await.unwrap();
    assert_eq!(bytes, ":\n\n:\n\ndata: a\n\ndata: b\n\n");
}

fn any_event() -> impl Strategy<Value = Event<String>> {
    let id = prop::option::of("[^\r\n\0]{0,8}");
    let event = prop::option::of("[^\r\n]{1,8}");
    let retry = prop::option::of(any::<u64>().prop_map(Duration::from_millis));
    (id, event, "([^\r]|\n){0,20}", retry).prop_map(|(id, event, data, retry)| Event {
        id,
        event,
        data,
        retry,
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        events in prop::collection::vec(any_event(), 0..8),
        sizes in sizes(),
    ) {
        let text = written(EventStream::from_iter(events.clone())).unwrap();
        let read = all(EventStream::<String>::from_body(chunked(text.as_bytes(), &sizes)));
        let read: Vec<_> = read.into_iter().map(Result::unwrap).collect();
        prop_assert_eq!(read, events);
    }

    #[test]
    fn json_survives(values in prop::collection::vec(any::<(String, i64, bool)>(), 0..8), sizes in sizes()) {
        let events: EventStream<_> = values.iter().cloned().map(Event::new).collect();
        let text = written(events).unwrap();
        let read = all(EventStream::<(String, i64, bool)>::from_body(chunked(text.as_bytes(), &sizes)));
        let read: Vec<_> = read.into_iter().map(|event| event.unwrap().data).collect();
        prop_assert_eq!(read, values);
    }

    #[test]
    fn chunks_make_no_difference(
        stream in "(data|id|event|retry|:|: |\r|\n|\r\n|x|1|é|\u{FEFF}){0,60}",
        sizes in sizes(),
        limit in 0..12_usize,
    ) {
        let read = |body| {
            let events = EventStream::<String>::from_body_with(body, TextForm::Plain, limit);
            all(events).into_iter().map(|event| event.map_err(|error| error.to_string())).collect::<Vec<_>>()
        };
        let whole = read(Body::from(stream.clone()));
        prop_assert_eq!(read(chunked(stream.as_bytes(), &sizes)), whole);
    }
}
