//! Times that run out, and those that do not.

use super::*;
use crate::client::TimeoutKind;
use futures_util::{Stream, stream};

/// A stream of so many bytes, one each so many seconds.
fn steady(bytes: u32, seconds: u64) -> impl Stream<Item = Result<Bytes, BoxError>> + Send {
    stream::unfold(0, move |sent| async move {
        if sent == bytes {
            return None;
        }
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        Some((Ok(Bytes::from_static(b" ")), sent + 1))
    })
}

/// A server that reads a request to its end, and answers with a contact behind blanks that come one after the other.
fn slow(blanks: u32, seconds: u64) -> Builder {
    let service = tower::service_fn(move |request: http::Request<Body>| async move {
        request.into_body().collect().await?;
        let contact = stream::iter([Ok(Bytes::from_static(br#"{"id":7}"#))]);
        let body = futures_util::StreamExt::chain(steady(blanks, seconds), contact);
        let answer = http::Response::builder().header("content-type", "application/json");
        Ok::<_, BoxError>(answer.body(Body::from_stream(body))?)
    });
    Builder::new(Some(BASE))
        .transport(service)
        .retry(RetryPolicy::none())
}

fn upload(body: Body) -> Request {
    let octets = body.with_content_type("text/plain".parse().unwrap());
    Request::new(&POST).arg("id", "7").content(octets)
}

async fn timed(client: &Client, request: Request) -> (Option<TimeoutKind>, u64) {
    let start = Instant::now();
    let answer: CallResult = client.call(request).await;
    let kind = match answer {
        Ok(_) => None,
        Err(Error::Timeout(error)) => Some(error.kind()),
        Err(other) => panic!("{other:?}"),
    };
    (kind, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn a_steady_upload_and_download_may_take_long() {
    let client = slow(10, 20).build().unwrap();
    let body = Body::from_stream(steady(10, 20));
    assert_eq!(timed(&client, upload(body)).await, (None, 400));
}

#[tokio::test(start_paused = true)]
async fn what_does_not_get_on_is_given_up() {
    let client = slow(0, 0).build().unwrap();
    let body = Body::from_stream(steady(3, 40));
    assert_eq!(
        timed(&client, upload(body)).await,
        (Some(TimeoutKind::Idle), 30)
    );

    let client = slow(3, 40).build().unwrap();
    let request = || Request::new(&GET).arg("id", "7");
    assert_eq!(
        timed(&client, request()).await,
        (Some(TimeoutKind::Idle), 30)
    );
    let patient = client.with(|call| call.idle_timeout(None));
    assert_eq!(timed(&patient, request()).await, (None, 120));
    let hasty = client.with(|call| call.idle_timeout(None).timeout(Duration::from_secs(70)));
    assert_eq!(
        timed(&hasty, request()).await,
        (Some(TimeoutKind::Attempt), 70)
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_waited_for_since_the_end_of_the_request() {
    let service = tower::service_fn(|request: http::Request<Body>| async move {
        request.into_body().collect().await?;
        pending::<Result<http::Response<Body>, BoxError>>().await
    });
    let builder = Builder::new(Some(BASE)).transport(service);
    let client = builder.retry(RetryPolicy::none()).build().unwrap();
    let body = Body::from_stream(steady(5, 20));
    let told = timed(&client, upload(body)).await;
    assert_eq!(told, (Some(TimeoutKind::FirstByte), 130));
    // In parts, so that it is seen how far they have come.
    let large = Body::from(vec![b' '; 1 << 20]);
    let told = timed(&client, upload(large)).await;
    assert_eq!(told, (Some(TimeoutKind::FirstByte), 30));
    let quick = client.with(|call| call.first_byte_timeout(Duration::from_secs(2)));
    let told = timed(&quick, Request::new(&GET).arg("id", "7")).await;
    assert_eq!(told, (Some(TimeoutKind::FirstByte), 2));
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_with_all_of_its_attempts() {
    let server = Server::new([Does::Hang, Does::Hang]);
    let builder = server.builder().timeout(Duration::from_secs(4));
    let client = builder
        .call_timeout(Duration::from_secs(7))
        .build()
        .unwrap();
    let told = timed(&client, Request::new(&GET).arg("id", "7")).await;
    assert_eq!(told, (Some(TimeoutKind::Call), 7));
    // A wait that cannot end in time is not begun.
    let server = Server::new([Does::RetryAfter("20".into())]);
    let builder = server.builder().call_timeout(Duration::from_secs(9));
    let start = Instant::now();
    let error = call(&builder.build().unwrap(), &GET).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn streams_of_items_may_pause() {
    static ITEMS: [MediaType; 1] = [MediaType {
        kind: crate::MediaKind::Items,
        ..MediaType::new("text/event-stream", &ANY)
    }];
    static WATCH: Operation = Operation {
        media_types: &[(200, &ITEMS)],
        ..operation("GET")
    };
    let service = tower::service_fn(|_: http::Request<Body>| async {
        let answer = http::Response::builder().header("content-type", "text/event-stream");
        Ok::<_, BoxError>(answer.body(Body::from_stream(steady(3, 3600)))?)
    });
    let client = Builder::new(Some(BASE)).transport(service).build().unwrap();
    let read = async |client: Client| {
        let request = Request::new(&WATCH).arg("id", "7");
        let answer = client.call::<crate::RawResponse, Undocumented>(request);
        answer.await.unwrap().body.bytes(10).await
    };
    assert_eq!(read(client.clone()).await.unwrap(), "   ");
    let watched = client.with(|call| call.item_timeout(Duration::from_secs(60)));
    let error = read(watched).await.unwrap_err();
    assert_eq!(error.to_string(), "nothing came for 60s");
}

/// A transport that tells when its response is dropped.
#[tokio::test]
async fn a_call_that_is_dropped_leaves_nothing() {
    struct Held(Arc<Mutex<u32>>);
    impl Drop for Held {
        fn drop(&mut self) {
            *self.0.lock().unwrap() -= 1;
        }
    }
    let held = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&held);
    let service = tower::service_fn(move |_: http::Request<Body>| {
        *counter.lock().unwrap() += 1;
        let held = Held(Arc::clone(&counter));
        async move {
            let _held = held;
            pending::<Result<http::Response<Body>, BoxError>>().await
        }
    });
    let client = Builder::new(Some(BASE)).transport(service).build().unwrap();
    let dropped = tokio::time::timeout(Duration::from_millis(10), call(&client, &GET)).await;
    assert!(dropped.is_err());
    assert_eq!(*held.lock().unwrap(), 0);
}
