use super::*;
use crate::bodies::testing::{all, broken, chunked, endless, run, sizes};
use http_body_util::BodyExt;
use proptest::prelude::*;
use std::convert::Infallible;

const fn assert_kinds<T: Send + Sync + Unpin + 'static>() {}
const _: () = assert_kinds::<Body>();

#[test]
fn content_in_memory_is_whole_and_can_be_sent_again() {
    let bodies: [Body; 5] = [
        Bytes::from_static(b"abc").into(),
        b"abc".to_vec().into(),
        "abc".to_owned().into(),
        "abc".into(),
        b"abc".as_slice().into(),
    ];
    for body in bodies {
        assert_eq!(body.length(), Some(3));
        let copy = body.try_clone().unwrap();
        assert_eq!(body.as_bytes(), copy.as_bytes());
        assert_eq!(run(body.bytes(3)).unwrap(), "abc");
    }
    assert!(chunked(b"abc", &[1]).try_clone().is_none());
    assert!(chunked(b"abc", &[1]).as_bytes().is_none());
}

#[test]
fn nothing_is_shown_of_the_content() {
    assert_eq!(format!("{:?}", Body::from("secret")), "Body(6 bytes)");
    assert_eq!(format!("{:?}", chunked(b"secret", &[1])), "Body(stream)");
}

#[test]
fn an_empty_body_has_no_chunks() {
    assert_eq!(all(Body::empty()).len(), 0);
    assert_eq!(all(Body::default()).len(), 0);
    assert!(http_body::Body::is_end_stream(&Body::empty()));
    let empty_chunks = [Ok::<_, Infallible>(""), Ok(""), Ok("a"), Ok("")];
    let body = Body::from_stream(futures_util::stream::iter(empty_chunks));
    assert!(!http_body::Body::is_end_stream(&body));
    assert_eq!(all(body).len(), 1);
}

#[test]
fn a_limit_holds_however_the_content_comes() {
    for body in [Body::from("abcd"), chunked(b"abcd", &[1]), endless(b"ab")] {
        let error = run(body.bytes(3)).unwrap_err();
        assert!(matches!(error, BodyError::TooLarge { limit: 3 }));
    }
    let body = chunked(b"abcd", &[1]).limited(2).limited(10);
    let items = all(body);
    assert_eq!(items.len(), 3, "the smaller limit holds, and it ends");
    assert_eq!(
        items[2].as_ref().unwrap_err().to_string(),
        "the body is larger than 2 bytes"
    );
    let items = all(Body::from("abcd").limited(3));
    assert!(matches!(items[..], [Err(BodyError::TooLarge { limit: 3 })]));
    let announced = Body::from_sized_stream(4, chunked(b"abcd", &[1])).limited(3);
    assert!(matches!(
        all(announced)[..],
        [Err(BodyError::TooLarge { limit: 3 })]
    ));
}

#[test]
fn a_stream_keeps_to_its_announced_length() {
    let body = Body::from_sized_stream(4, chunked(b"abcd", &[3]));
    assert_eq!(body.length(), Some(4));
    assert_eq!(run(body.bytes(4)).unwrap(), "abcd");
    for length in [3, 5] {
        let body = Body::from_sized_stream(length, chunked(b"abcd", &[4]));
        let error = run(body.bytes(100)).unwrap_err();
        assert!(matches!(error, BodyError::Length));
    }
}

#[test]
fn nothing_comes_after_an_error() {
    let items = all(broken(b"start"));
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].as_ref().unwrap(), "start");
    assert!(matches!(items[1], Err(BodyError::Read(_))));
}

#[test]
fn an_error_that_passes_through_a_second_body_stays_the_same() {
    let inner = chunked(b"abcd", &[1]).limited(2);
    let error = run(Body::from_stream(inner).bytes(100)).unwrap_err();
    assert!(matches!(error, BodyError::TooLarge { limit: 2 }));
}

#[test]
fn the_bodies_of_other_libraries_are_taken_over() {
    let body = Body::from_http(http_body_util::Full::new(Bytes::from_static(b"abc")));
    assert_eq!(body.length(), Some(3));
    assert_eq!(run(body.bytes(3)).unwrap(), "abc");
    let body = Body::from_http(http_body_util::Empty::<Bytes>::new());
    assert!(body.as_bytes().is_some());

    let trailers = std::future::ready(Some(Ok(http::HeaderMap::new())));
    let trailing = http_body_util::Full::new(Bytes::from_static(b"abc")).with_trailers(trailers);
    assert_eq!(run(Body::from_http(trailing).bytes(3)).unwrap(), "abc");

    let collected = run(chunked(b"abc", &[1]).collect()).unwrap();
    assert_eq!(collected.to_bytes(), "abc");
}

proptest! {
    #[test]
    fn chunks_add_up_to_the_content(content: Vec<u8>, sizes in sizes()) {
        let body = chunked(&content, &sizes);
        prop_assert_eq!(run(body.bytes(content.len())).unwrap(), content);
    }
}

#[cfg(feature = "server")]
#[test]
fn axum_takes_a_body_and_gives_one() {
    let body = axum::body::Body::new(chunked(b"abc", &[1]));
    assert_eq!(run(Body::from_http(body).bytes(3)).unwrap(), "abc");
    let body = Body::from_http(axum::body::Body::new(Body::from("abc")));
    assert_eq!(body.length(), Some(3));
}

#[cfg(feature = "client")]
#[test]
fn reqwest_takes_a_body_and_gives_one() {
    let body = reqwest::Body::wrap(Body::from_sized_stream(3, chunked(b"abc", &[1])));
    let body = Body::from_http(body);
    assert_eq!(body.length(), Some(3));
    assert_eq!(run(body.bytes(3)).unwrap(), "abc");
}
