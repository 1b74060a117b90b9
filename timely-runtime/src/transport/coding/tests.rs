use super::*;
use crate::RawResponse;
use crate::bodies::BoxError;
use crate::transport::TransportError;
use crate::transport::TransportErrorKind;
use crate::transport::receive::{Answers, ReadBody};
use async_compression::tokio::write::{GzipEncoder, ZlibEncoder};
use std::convert::Infallible;
use std::error::Error as _;
use tokio::io::AsyncWriteExt;

async fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzipEncoder::new(Vec::new());
    encoder.write_all(bytes).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

async fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new());
    encoder.write_all(bytes).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

/// What a client makes of a body with these codings.
async fn exchange(
    status: u16,
    codings: &[&'static str],
    body: Body,
    read: ReadBody,
) -> Result<RawResponse, TransportError> {
    let mut response = http::Response::builder()
        .status(status)
        .header("content-type", "application/pdf");
    for coding in codings {
        response = response.header("content-encoding", *coding);
    }
    let response = std::sync::Mutex::new(Some(response.body(body).unwrap()));
    let response = std::sync::Arc::new(response);
    let service = tower::service_fn(move |_: http::Request<Body>| {
        let response = response.lock().unwrap().take();
        async move { Ok::<_, Infallible>(response.expect("one request")) }
    });
    service.answer(http::Request::default(), read).await
}

const ALL: ReadBody = ReadBody::UpTo(1 << 20);

async fn whole(codings: &[&'static str], body: Vec<u8>) -> Result<Bytes, TransportError> {
    let response = exchange(200, codings, body.into(), ALL).await?;
    Ok(response.body.as_bytes().expect("all of it").clone())
}

/// `printf hello | gzip -n`, which is not of our making.
const HELLO: [u8; 25] = [
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36,
    5, 0, 0, 0,
];

#[tokio::test]
async fn what_is_known_is_undone() {
    let twice = gzip(&zlib(b"hello").await).await;
    for (codings, body) in [
        (&["gzip"][..], HELLO.to_vec()),
        (&["x-gzip"], HELLO.to_vec()),
        (&["GZIP"], HELLO.to_vec()),
        (&["identity, gzip, "], HELLO.to_vec()),
        (&["deflate"], zlib(b"hello").await),
        (&["deflate, gzip"], twice.clone()),
        (&["deflate", "gzip"], twice),
        (&["identity"], b"hello".to_vec()),
        (&[""], b"hello".to_vec()),
        (&[], b"hello".to_vec()),
        // Members that follow each other are one text.
        (&["gzip"], [gzip(b"he").await, gzip(b"llo").await].concat()),
    ] {
        assert_eq!(whole(codings, body).await.unwrap(), "hello", "{codings:?}");
    }
    // A body that is not there has no coding, as in the answer to HEAD.
    for codings in [&["gzip"][..], &["br, gzip"], &["sdch"]] {
        assert_eq!(whole(codings, Vec::new()).await.unwrap(), "");
    }
}

#[tokio::test]
async fn header_fields_stay_as_they_came() {
    let response = exchange(200, &["gzip"], HELLO.to_vec().into(), ALL)
        .await
        .unwrap();
    assert_eq!(response.headers["content-encoding"], "gzip");
}

#[tokio::test]
async fn what_is_not_what_it_says_is_an_error_with_the_body_as_it_came() {
    let mut wrong_sum = HELLO;
    wrong_sum[18] ^= 1;
    for (codings, body, named) in [
        (&["gzip"][..], HELLO[..20].to_vec(), "gzip"),
        (&["gzip"], HELLO[..9].to_vec(), "gzip"),
        (&["gzip"], b"hello".to_vec(), "gzip"),
        (&["gzip"], wrong_sum.to_vec(), "gzip"),
        (&["gzip"], [&HELLO[..], b"more"].concat(), "gzip"),
        (
            &["deflate"],
            [zlib(b"a").await, b"more".to_vec()].concat(),
            "deflate",
        ),
        (&["gzip", "gzip"], HELLO.to_vec(), "gzip"),
        (&["sdch"], HELLO.to_vec(), "sdch"),
        (&["gzip, sdch"], HELLO.to_vec(), "sdch"),
        (
            &["gzip, gzip, gzip, gzip, gzip"],
            HELLO.to_vec(),
            "gzip, gzip",
        ),
    ] {
        let error = whole(codings, body.clone()).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Coding, "{codings:?}");
        let cause = error.source().unwrap().to_string();
        assert!(cause.contains(&format!("`{named}")), "{cause}");
        let response = error.response().unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.body()[..]),
            (200, &body[..])
        );
        assert_eq!(response.headers()["content-encoding"], *codings[0]);
        assert!(
            response
                .clone()
                .into_raw()
                .headers
                .contains_key("content-encoding")
        );
    }
}

/// Ten mebibytes of zeros in ten kilobytes, and those in a few hundred bytes.
#[tokio::test]
async fn the_limit_holds_for_what_is_decoded() {
    let zeros = gzip(&vec![0; 10 << 20]).await;
    assert!(zeros.len() < 20_000);
    let nested = gzip(&zeros).await;
    for (codings, body) in [(&["gzip"][..], zeros), (&["gzip, gzip"], nested)] {
        let error = whole(codings, body).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::TooLarge, "{codings:?}");
        // It has not gone on beyond the limit.
        assert!(error.response().unwrap().body().len() <= 1 << 20);
    }
}

#[tokio::test]
async fn a_chunk_is_small_whatever_it_was_decoded_from() {
    let zeros = gzip(&vec![0; 1 << 20]).await;
    let mut body = decoded(&["gzip".to_owned()], zeros.into()).unwrap();
    let mut length = 0;
    while let Some(chunk) = body.next().await {
        let chunk = chunk.unwrap();
        assert!(chunk.len() <= CHUNK);
        length += chunk.len();
    }
    assert_eq!(length, 1 << 20);
}

#[tokio::test]
async fn a_part_of_a_body_stays_coded() {
    let part = HELLO[5..12].to_vec();
    let response = exchange(206, &["gzip"], part.clone().into(), ALL)
        .await
        .unwrap();
    assert_eq!(response.body.as_bytes().unwrap(), &part);
}

#[tokio::test]
async fn a_download_is_decoded_as_it_comes() {
    // What has been flushed can be read before anything else has come.
    let mut encoder = GzipEncoder::new(Vec::new());
    encoder.write_all(b"first").await.unwrap();
    encoder.flush().await.unwrap();
    let first = std::mem::take(encoder.get_mut());
    encoder.write_all(b" second").await.unwrap();
    encoder.shutdown().await.unwrap();
    let second = encoder.into_inner();
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<Vec<u8>>(2);
    let body = Body::from_source(None, move |cx| {
        receiver
            .poll_recv(cx)
            .map(|chunk| chunk.map(|chunk| Ok(chunk.into())))
    });
    sender.send(first).await.unwrap();
    let read = ReadBody::Stream(4);
    let mut body = exchange(200, &["gzip"], body, read).await.unwrap().body;
    assert_eq!(body.next().await.unwrap().unwrap(), "first");
    sender.send(second).await.unwrap();
    drop(sender);
    assert_eq!(body.bytes(100).await.unwrap(), " second");
}

#[tokio::test]
async fn a_download_that_cannot_be_decoded_fails_where_that_shows() {
    let read = ReadBody::Stream(100);
    let cut = HELLO[..20].to_vec();
    let body = exchange(200, &["gzip"], cut.into(), read)
        .await
        .unwrap()
        .body;
    let error = body.bytes(100).await.unwrap_err();
    assert!(
        matches!(&error, BodyError::Coding { coding, .. } if coding == "gzip"),
        "{error:?}"
    );
    // An unknown coding shows at once, with the body.
    let error = exchange(200, &["sdch"], HELLO.to_vec().into(), read)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Coding);
    assert_eq!(error.response().unwrap().body()[..], HELLO);
    // What breaks off below is no fault of the coding, at the start as well as later.
    for chunks in [vec![], vec![HELLO[..12].to_vec()]] {
        let broken = Err::<Vec<u8>, BoxError>("the line is dead".into());
        let chunks = chunks.into_iter().map(Ok).chain([broken]);
        let body = Body::from_stream(futures_util::stream::iter(chunks));
        let body = exchange(200, &["gzip"], body, read).await.unwrap().body;
        let error = body.bytes(100).await.unwrap_err();
        assert!(matches!(error, BodyError::Read(_)), "{error:?}");
    }
}

#[cfg(feature = "brotli")]
#[tokio::test]
async fn brotli_is_undone() {
    let mut encoder = async_compression::tokio::write::BrotliEncoder::new(Vec::new());
    encoder.write_all(b"hello").await.unwrap();
    encoder.shutdown().await.unwrap();
    let coded = encoder.into_inner();
    assert_eq!(whole(&["br"], coded.clone()).await.unwrap(), "hello");
    assert!(
        whole(&["br"], coded[..coded.len() - 1].to_vec())
            .await
            .is_err()
    );
    assert!(ACCEPTED.contains("br"));
}

#[cfg(feature = "zstd")]
#[tokio::test]
async fn zstandard_is_undone() {
    let mut encoder = async_compression::tokio::write::ZstdEncoder::new(Vec::new());
    encoder.write_all(b"hello").await.unwrap();
    encoder.shutdown().await.unwrap();
    let coded = encoder.into_inner();
    assert_eq!(whole(&["zstd"], coded.clone()).await.unwrap(), "hello");
    assert!(
        whole(&["zstd"], coded[..coded.len() - 1].to_vec())
            .await
            .is_err()
    );
    assert!(ACCEPTED.contains("zstd"));
}
