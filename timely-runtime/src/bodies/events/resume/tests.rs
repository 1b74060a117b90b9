use super::*;
use crate::bodies::testing::{all, chunked, sizes};
use crate::bodies::{EventStream, StreamError};
use crate::testing::within;
use futures_util::{FutureExt, StreamExt};
use proptest::prelude::*;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How a body of the server ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    Cleanly,
    Broken,
}

/// A server that sends one thing after the other, and the identifiers that it was told.
#[derive(Clone, Default)]
struct Server {
    does: Arc<Mutex<Vec<Reopened>>>,
    told: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(does: impl IntoIterator<Item = Reopened>) -> Self {
        let mut does: Vec<_> = does.into_iter().collect();
        does.reverse();
        Self {
            does: Arc::new(Mutex::new(does)),
            told: Arc::default(),
        }
    }

    /// What a client reads that was given this at first.
    fn resume(&self, first: Body, reconnect: Reconnect) -> Body {
        let server = self.clone();
        resumed(first, reconnect, Some("[END]"), move |id| {
            server.told.lock().unwrap().push(match id {
                LastEventId::Unknown => "unknown".to_owned(),
                LastEventId::TakenBack => "taken back".to_owned(),
                LastEventId::Known(id) => format!("{:?}", String::from_utf8_lossy(id.as_bytes())),
            });
            let next = server.does.lock().unwrap().pop();
            let next = next.unwrap_or_else(|| Reopened::Unanswered("nobody is there".into()));
            std::future::ready(next).boxed()
        })
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

fn body(content: &str, sizes: &[usize], ends: Ends) -> Body {
    let whole = chunked(content.as_bytes(), sizes);
    match ends {
        Ends::Cleanly => whole,
        Ends::Broken => {
            let reset = io::Error::from(io::ErrorKind::ConnectionReset);
            Body::from_stream(
                whole.chain(futures_util::stream::iter([Err(BodyError::read(reset))])),
            )
        }
    }
}

fn broken(content: &str) -> Body {
    body(content, &[7], Ends::Broken)
}

fn quickly() -> Reconnect {
    Reconnect::default()
        .delay(Duration::ZERO)
        .max_delay(Duration::ZERO)
}

/// The data of the events, and how they end.
fn read(body: Body) -> (Vec<String>, Option<StreamError>) {
    let mut data = Vec::new();
    for event in all(EventStream::<String>::from_body_until(body, Some("[END]"))) {
        match event {
            Ok(event) => data.push(event.data),
            Err(error) => return (data, Some(error)),
        }
    }
    (data, None)
}

fn reconnect_error(error: Option<StreamError>) -> ReconnectError {
    match error {
        Some(StreamError::Body(BodyError::Reconnect(error))) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stream_goes_on_where_it_broke_off() {
    let server = Server::new([
        Reopened::Unanswered("no connection".into()),
        Reopened::Body(broken(
            "\u{feff}id: 3\ndata: c\n\nid\ndata: d\n\nid: 9\ndata: lost",
        )),
        Reopened::Body(body("data: e\n\n", &[3], Ends::Cleanly)),
    ]);
    let first = broken("\u{feff}id: 1\r\ndata: a\r\n\r\nid: 2\rdata: b\r\rid: 3\ndata: half");
    let (data, error) = read(server.resume(first, Reconnect::unasked().max_delay(Duration::ZERO)));
    assert_eq!(data, ["a", "b", "c", "d", "e"]);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(server.told(), ["\"2\"", "\"2\"", "taken back"]);
}

#[test]
fn without_a_sign_of_the_server_only_those_who_ask_go_on() {
    let unasked = Reconnect::unasked().max_delay(Duration::ZERO);
    let (data, error) = read(Server::default().resume(broken("data: a\n\ndata"), unasked.clone()));
    assert_eq!(data, ["a"]);
    assert!(matches!(error, Some(StreamError::Body(BodyError::Read(_)))));

    let server = Server::new([Reopened::Ended]);
    let (data, error) = read(server.resume(broken("retry: 5\n\ndata: a\n\n"), unasked));
    assert_eq!((data.len(), error.is_none()), (1, true));

    let server = Server::new([Reopened::Body(body("data: b\n\n", &[1], Ends::Cleanly))]);
    let (data, error) = read(server.resume(broken("data: a\n\n"), quickly()));
    assert_eq!((data.concat(), error.is_none()), ("ab".to_owned(), true));
    assert_eq!(server.told(), ["unknown"]);
}

#[test]
fn an_end_is_an_end_unless_asked() {
    let clean = || body("id: 1\ndata: a\n\n", &[100], Ends::Cleanly);
    let server = Server::default();
    let (data, error) = read(server.resume(clean(), quickly()));
    assert_eq!(
        (data.len(), error.is_none(), server.told().len()),
        (1, true, 0)
    );

    let server = Server::new([Reopened::Body(clean()), Reopened::Ended]);
    let (data, error) = read(server.resume(clean(), quickly().after_end(true)));
    assert_eq!(
        (data.len(), error.is_none(), server.told().len()),
        (2, true, 2)
    );
    // An event that is cut is seen to be.
    let cut = body("id: 1\ndata: a\n\ndata: b\n", &[100], Ends::Cleanly);
    let (data, error) = read(Server::default().resume(cut, quickly()));
    assert_eq!(data, ["a"]);
    assert!(matches!(error, Some(StreamError::Truncated)), "{error:?}");
}

#[test]
fn the_event_of_the_end_ends_the_stream() {
    let server = Server::default();
    let first = broken("id: 1\ndata: a\n\ndata: [END]\n\ndata: after the end\n\n");
    let (data, error) = read(server.resume(first, quickly().after_end(true)));
    assert_eq!((data.concat(), error.is_none()), ("a".to_owned(), true));
    assert!(server.told().is_empty());
    // What only has it among other data is no end.
    let first = body("data: [END]\ndata: b\n\n", &[100], Ends::Cleanly);
    let (data, _) = read(server.resume(first, quickly()));
    assert_eq!(data, ["[END]\nb"]);
}

#[test]
fn a_server_that_brings_no_event_is_given_up() {
    let hostile = (0..100).map(|at| match at % 3 {
        0 => Reopened::Body(broken("retry: 0\nid: 7\n\n: comment\n\n")),
        1 => Reopened::Body(Body::empty()),
        _ => Reopened::Unanswered("no".into()),
    });
    let server = Server::new(hostile);
    let reconnect = quickly().after_end(true).max_attempts(5);
    let (data, error) = read(server.resume(broken("data: a\n\n"), reconnect));
    assert_eq!(data, ["a"]);
    let error = reconnect_error(error);
    assert!(
        matches!(error, ReconnectError::GaveUp { attempts: 5, .. }),
        "{error:?}"
    );
    assert_eq!(server.told().len(), 5);
    // An event begins the row anew.
    let server = Server::new((0..20).map(|_| Reopened::Body(broken("data: b\n\n"))));
    let (data, error) = read(server.resume(broken(""), quickly().max_attempts(1)));
    assert_eq!(data.len(), 20);
    assert!(matches!(
        reconnect_error(error),
        ReconnectError::GaveUp { attempts: 1, .. }
    ));
}

#[test]
fn what_leaves_nothing_to_hope_for_is_an_error_at_once() {
    let status = http::StatusCode::NOT_FOUND;
    let server = Server::new([Reopened::Refused(ReconnectError::Status(status))]);
    let (_, error) = read(server.resume(broken("data: a\n\n"), quickly()));
    assert!(matches!(reconnect_error(error), ReconnectError::Status(_)));
    for id in ["a\u{1}b".to_owned(), "x".repeat(10_000)] {
        let server = Server::default();
        let first = broken(&format!("id: {id}\ndata: a\n\n"));
        let (data, error) = read(server.resume(first, quickly()));
        assert_eq!(data, ["a"]);
        assert!(matches!(reconnect_error(error), ReconnectError::EventId));
        assert!(server.told().is_empty());
    }
}

#[test]
fn an_event_is_held_back_only_as_far_as_one_may_be_large() {
    static CHUNK: [u8; 1 << 20] = [b'x'; 1 << 20];
    let large = Body::from("data: ").chain(crate::bodies::testing::endless(&CHUNK).take(64));
    let end = Err(BodyError::read(io::Error::from(
        io::ErrorKind::ConnectionReset,
    )));
    let first = Body::from_stream(large.chain(futures_util::stream::iter([end])));
    let server = Server::default();
    let mut body = server.resume(first, quickly());
    let mut passed = 0;
    let error = loop {
        match body.next().now_or_never().unwrap() {
            Some(Ok(bytes)) => {
                assert!(bytes.len() <= DEFAULT_ITEM_LIMIT + NAMES + CHUNK.len());
                passed += bytes.len();
            }
            other => break other,
        }
    };
    assert_eq!(passed, 6 + 64 * CHUNK.len());
    // What has passed cannot be taken back, so that nothing can follow.
    assert!(matches!(error, Some(Err(BodyError::Read(_)))), "{error:?}");
    assert!(server.told().is_empty());
}

#[tokio::test]
async fn dropping_it_drops_what_it_waits_for() {
    struct Held(Arc<()>);
    let held = Arc::new(());
    let inner = Held(Arc::clone(&held));
    let mut body = resumed(broken("data: a\n\n"), quickly(), None, move |_| {
        let held = Held(Arc::clone(&inner.0));
        Box::pin(async move {
            let _held = held.0;
            std::future::pending().await
        })
    });
    assert!(within("an event", body.next()).await.is_some());
    let time = Duration::from_millis(20);
    assert!(tokio::time::timeout(time, body.next()).await.is_err());
    assert_eq!(Arc::strong_count(&held), 3);
    drop(body);
    assert_eq!(Arc::strong_count(&held), 1);
}

/// Lines of streams, good and bad.
fn line() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just("data: a"),
        Just("data"),
        Just("data:[END]"),
        Just("id: 1"),
        Just("id: 2"),
        Just("id"),
        Just("retry: 3"),
        Just("retry: x"),
        Just(""),
        Just(""),
        Just(":"),
        Just("\u{feff}data: b"),
        Just("event: e"),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    (text, end).prop_map(|(text, end)| format!("{text}{end}"))
}

fn stream() -> impl Strategy<Value = (String, bool)> {
    let text = prop::collection::vec(line(), 0..12).prop_map(|lines| lines.concat());
    (text, any::<bool>())
}

proptest! {
    /// However the bytes of several connections are cut into chunks, the same events come of them, and the server is told the same.
    #[test]
    fn chunks_make_no_difference(streams in prop::collection::vec(stream(), 1..5), sizes in sizes(), after_end: bool) {
        let outcome = |sizes: &[usize]| {
            let mut bodies = streams.iter().map(|(text, is_broken)| {
                let ends = if *is_broken { Ends::Broken } else { Ends::Cleanly };
                body(text, sizes, ends)
            });
            let first = bodies.next().unwrap();
            let server = Server::new(bodies.map(Reopened::Body).chain([Reopened::Ended]));
            let reconnect = quickly().after_end(after_end);
            let body = server.resume(first, reconnect);
            let events = all(EventStream::<String>::from_body_until(body, Some("[END]")));
            let events: Vec<String> = events.iter().map(|event| format!("{event:?}")).collect();
            (events, server.told())
        };
        prop_assert_eq!(outcome(&sizes), outcome(&[usize::MAX]));
    }

    /// A stream that does not break off has the events that it has without all this.
    #[test]
    fn what_does_not_break_passes_as_it_is((text, _) in stream(), sizes in sizes()) {
        let events = |body| {
            let events = all(EventStream::<String>::from_body_until(body, Some("[END]")));
            events.iter().map(|event| format!("{event:?}")).collect::<Vec<_>>()
        };
        let plain = events(body(&text, &[usize::MAX], Ends::Cleanly));
        let first = body(&text, &sizes, Ends::Cleanly);
        prop_assert_eq!(events(Server::default().resume(first, quickly())), plain);
    }
}
