use super::super::ETag;
use super::*;
use crate::Operation;
use http::{HeaderName, HeaderValue};

static OPERATION: Operation = Operation::get("/a");

fn cx(method: Method, fields: &[(HeaderName, &str)]) -> Context<()> {
    let mut request = http::Request::new(());
    *request.method_mut() = method;
    for (name, value) in fields {
        let value = HeaderValue::from_str(value).expect("a field");
        request.headers_mut().append(name, value);
    }
    Context::new((), request.into_parts().0, &OPERATION)
}

#[test]
fn one_range_of_bytes_is_understood() {
    let cases = [
        ("bytes=0-4", 10, Asked::Part(0..5)),
        ("bytes=5-", 10, Asked::Part(5..10)),
        ("bytes=-3", 10, Asked::Part(7..10)),
        ("bytes=-30", 10, Asked::Part(0..10)),
        ("bytes=9-99", 10, Asked::Part(9..10)),
        ("Bytes=0-0", 10, Asked::Part(0..1)),
        ("bytes=0-18446744073709551615", 10, Asked::Part(0..10)),
        ("bytes=0-99999999999999999999999", 10, Asked::Part(0..10)),
        ("bytes=10-", 10, Asked::Beyond),
        ("bytes=99999999999999999999999-", 10, Asked::Beyond),
        ("bytes=-0", 10, Asked::Beyond),
        ("bytes=0-", 0, Asked::Beyond),
        ("bytes=-1", 0, Asked::Beyond),
        ("bytes=5-4", 10, Asked::Whole),
        ("bytes=0-1,3-4", 10, Asked::Whole),
        ("bytes=+1-2", 10, Asked::Whole),
        ("bytes=--1", 10, Asked::Whole),
        ("bytes=-", 10, Asked::Whole),
        ("bytes=", 10, Asked::Whole),
        ("lines=0-4", 10, Asked::Whole),
        ("", 10, Asked::Whole),
    ];
    for (field, length, expected) in cases {
        let cx = cx(Method::GET, &[(header::RANGE, field)]);
        assert_eq!(asked(cx.headers(), length), expected, "{field}");
    }
    let twice = cx(
        Method::GET,
        &[(header::RANGE, "bytes=0-1"), (header::RANGE, "bytes=2-3")],
    );
    assert_eq!(asked(twice.headers(), 10), Asked::Whole);
}

/// The status, the bytes, and `Content-Range`.
async fn answer(
    body: Body,
    method: Method,
    fields: &[(HeaderName, &str)],
    current: &Validators,
) -> (u16, String, Option<String>) {
    use crate::Outcome;
    static MEDIA: [crate::MediaType; 1] = [crate::MediaType::stream("application/octet-stream")];
    static DOWNLOAD: Operation = Operation::get("/a").media_types(&[(200, &MEDIA)]);
    let response: Response<Body> = Response::from(body);
    let encoded = match response.ranged(&cx(method, fields), current) {
        Ok(response) => response.encode(&DOWNLOAD),
        Err(response) => crate::Undocumented::from(response).encode(&DOWNLOAD),
    };
    let raw = encoded.expect("it can be written");
    let range = raw.headers.get(header::CONTENT_RANGE);
    let range = range.map(|range| range.to_str().expect("text").to_owned());
    let status = raw.status.as_u16();
    let bytes = raw.body.bytes(1 << 20).await.expect("a body");
    (status, String::from_utf8_lossy(&bytes).into_owned(), range)
}

fn stream() -> Body {
    let chunks = ["01", "234", "56789"].map(Ok::<_, std::io::Error>);
    Body::from_sized_stream(10, futures_util::stream::iter(chunks))
}

#[tokio::test]
async fn bodies_of_all_kinds_are_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, "0123456789").expect("a file");
    for kind in ["memory", "stream", "file"] {
        for (field, bytes, range) in [
            ("bytes=0-0", "0", "bytes 0-0/10"),
            ("bytes=1-6", "123456", "bytes 1-6/10"),
            ("bytes=-4", "6789", "bytes 6-9/10"),
        ] {
            let body = match kind {
                "memory" => Body::from("0123456789"),
                "stream" => stream(),
                _ => Body::from_file(&path).await.expect("a body"),
            };
            let fields = [(header::RANGE, field)];
            let answered = answer(body, Method::GET, &fields, &Validators::new()).await;
            let expected = (206, bytes.to_owned(), Some(range.to_owned()));
            assert_eq!(answered, expected, "{kind} {field}");
        }
    }
}

#[tokio::test]
async fn what_is_beyond_the_end_is_told_with_the_length() {
    let fields = [(header::RANGE, "bytes=10-")];
    let (status, _, range) = answer(stream(), Method::GET, &fields, &Validators::new()).await;
    assert_eq!((status, range.as_deref()), (416, Some("bytes */10")));
}

#[tokio::test]
async fn a_range_of_what_has_changed_is_the_whole() {
    let current = Validators::new().etag(ETag::strong("v2"));
    let weak = Validators::new().etag(ETag::weak("v2"));
    for (condition, current, expected) in [
        ("\"v2\"", &current, 206),
        ("\"v1\"", &current, 200),
        ("W/\"v2\"", &weak, 200),
        ("Sun, 06 Nov 1994 08:49:37 GMT", &current, 200),
        ("nonsense", &current, 200),
    ] {
        let fields = [(header::RANGE, "bytes=0-1"), (header::IF_RANGE, condition)];
        let (status, ..) = answer(stream(), Method::GET, &fields, current).await;
        assert_eq!(status, expected, "{condition}");
    }
    let (status, ..) = answer(
        stream(),
        Method::POST,
        &[(header::RANGE, "bytes=0-1")],
        &current,
    )
    .await;
    assert_eq!(status, 200);
}
