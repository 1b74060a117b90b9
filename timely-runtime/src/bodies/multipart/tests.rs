use super::*;
use crate::bodies::Body;
use crate::bodies::testing::{broken, chunked, endless, run, sizes};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;

const FORM: &str = "multipart/form-data; boundary=AaB03x";

/// A part as it is compared.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    name: Option<String>,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: HeaderMap,
    content: Vec<u8>,
}

fn read_with(
    content_type: &str,
    body: Body,
    limits: MultipartLimits,
) -> Result<Vec<Seen>, MultipartError> {
    run(async {
        let mut reader = MultipartReader::new(content_type, body, limits)?;
        let mut seen = Vec::new();
        while let Some(NamedPart { name, part }) = reader.next().await? {
            seen.push(Seen {
                name,
                file_name: part.file_name,
                content_type: part.content_type,
                headers: part.headers,
                content: part.content.bytes(usize::MAX).await?.to_vec(),
            });
        }
        Ok(seen)
    })
}

fn read(content_type: &str, body: impl Into<Body>) -> Result<Vec<Seen>, MultipartError> {
    read_with(content_type, body.into(), MultipartLimits::new(1 << 20))
}

fn field(name: &str, content: &str) -> Seen {
    Seen {
        name: Some(name.to_owned()),
        file_name: None,
        content_type: None,
        headers: HeaderMap::new(),
        content: content.as_bytes().to_vec(),
    }
}

#[test]
fn a_form_with_a_file_is_read() {
    let form = "--AaB03x\r\ncontent-disposition: form-data; name=\"field1\"\r\n\
        content-type: text/plain;charset=UTF-8\r\n\r\nJoe\r\n\
        --AaB03x\r\nContent-Disposition: form-data; name=\"pics\"; filename=\"file1.gif\"\r\n\
        Content-Type: image/gif\r\nX-Rate: 5\r\nX-Rate: 6\r\n\r\nGIF\r\n--Aa\r\n\r\n--AaB03x--\r\n";
    let mut headers = HeaderMap::new();
    headers.append("x-rate", HeaderValue::from_static("5"));
    headers.append("x-rate", HeaderValue::from_static("6"));
    let expected = [
        Seen {
            content_type: Some("text/plain;charset=UTF-8".to_owned()),
            ..field("field1", "Joe")
        },
        Seen {
            file_name: Some("file1.gif".to_owned()),
            content_type: Some("image/gif".to_owned()),
            headers,
            ..field("pics", "GIF\r\n--Aa\r\n")
        },
    ];
    assert_eq!(read(FORM, form).unwrap(), expected);
}

#[test]
fn what_surrounds_the_parts_is_ignored() {
    let form = "preamble --AaB03x\r\nmore\r\n--AaB03x  \t\r\n\
        Content-Disposition: form-data; name=a\r\n\r\n1\r\n--AaB03x--epilogue\r\n--AaB03x\r\n";
    assert_eq!(read(FORM, form).unwrap(), [field("a", "1")]);
    assert_eq!(read(FORM, "--AaB03x--").unwrap(), []);
}

#[test]
fn other_kinds_need_no_names() {
    let message = "--x\r\n\r\nfirst\r\n--x\r\nContent-Type: text/plain\r\n\r\n\r\n--x--";
    let seen = read("Multipart/Mixed; charset=utf-8; Boundary=\"x\"", message).unwrap();
    assert_eq!(seen[0].content, b"first");
    assert_eq!(seen[1].content, b"");
    assert_eq!(seen.len(), 2);
    let error = read("multipart/form-data; boundary=x", message).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the multipart message is malformed: a part has no name"
    );
}

#[test]
fn a_content_type_without_a_sound_boundary_is_refused() {
    let long = format!("multipart/form-data; boundary={}", "x".repeat(71));
    for content_type in [
        "",
        "multipart/form-data",
        "multipart/form-data; boundary",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a\u{7}\"",
        "multipart/form-data; boundary=é",
        "application/json; boundary=x",
        &long,
    ] {
        let error = read(content_type, "--x--").unwrap_err();
        assert!(
            matches!(error, MultipartError::ContentType),
            "{content_type}"
        );
    }
}

#[test]
fn malformed_messages_are_refused() {
    for (message, reason) in [
        (
            "--AaB03xyz\r\n",
            "a boundary is not followed by a line break",
        ),
        ("--AaB03x\n\n", "a boundary is not followed by a line break"),
        (
            "--AaB03x-\r\n",
            "a boundary is not followed by a line break",
        ),
        (
            "--AaB03x\r\nno header\r\n\r\n",
            "a line of a part's headers is no header",
        ),
        (
            "--AaB03x\r\na b: c\r\n\r\n",
            "a line of a part's headers is no header",
        ),
        (
            "--AaB03x\r\na: b\r\n c\r\n\r\n",
            "a line of a part's headers is no header",
        ),
        (
            "--AaB03x\r\na: b\nc: d\r\n\r\n",
            "a header has a lone line feed",
        ),
        (
            "--AaB03x\r\na: \0\r\n\r\n",
            "a line of a part's headers is no header",
        ),
        (
            "--AaB03x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n",
            "a part's content disposition cannot be read",
        ),
        (
            "--AaB03x\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n",
            "a part's content disposition cannot be read",
        ),
        (
            "--AaB03x\r\nContent-Disposition: x; name=a\r\nContent-Disposition: x; name=b\r\n\r\n",
            "a part's content disposition cannot be read",
        ),
        (
            "--AaB03x\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\n",
            "a part's content type cannot be read",
        ),
    ] {
        let error = read(FORM, message).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("the multipart message is malformed: {reason}")
        );
    }
}

#[test]
fn a_message_that_ends_early_is_not_complete() {
    let whole = "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--AaB03x--";
    assert_eq!(read(FORM, whole).unwrap().len(), 1);
    for length in 0..whole.len() {
        let error = read(FORM, whole[..length].to_owned()).unwrap_err();
        assert!(matches!(error, MultipartError::Incomplete), "{length}");
    }
    let error = read(FORM, broken(b"--AaB03x\r\n")).unwrap_err();
    assert!(matches!(error, MultipartError::Body(BodyError::Read(_))));
}

#[test]
fn hostile_messages_are_bounded() {
    let limits = MultipartLimits {
        parts: 2,
        headers: 100,
        ..MultipartLimits::new(1 << 20)
    };
    let refuse = |body: Body| read_with("multipart/mixed; boundary=x", body, limits).unwrap_err();

    let error = refuse(endless(b"no boundary at all"));
    assert!(matches!(
        error,
        MultipartError::Body(BodyError::TooLarge { limit: 1_048_576 })
    ));
    let error = refuse(endless(b"--x\r\n\r\n\r\n"));
    assert!(matches!(error, MultipartError::TooManyParts { limit: 2 }));
    let prefixed = |start: &'static str, chunk: &'static str| {
        use futures_util::StreamExt;
        let start = futures_util::stream::once(async move { Ok(Bytes::from(start)) });
        Body::from_stream(start.chain(endless(chunk.as_bytes())))
    };
    let error = refuse(prefixed("--x\r\n", "a: b\r\n"));
    assert!(matches!(
        error,
        MultipartError::HeadersTooLarge { limit: 100 }
    ));
    let error = refuse(prefixed("--x\r\na: ", "b"));
    assert!(matches!(
        error,
        MultipartError::HeadersTooLarge { limit: 100 }
    ));
    let error = refuse(prefixed("--x", "  "));
    assert!(matches!(error, MultipartError::Malformed(_)));
    let error = refuse(prefixed("--x\r\n\r\n", "content"));
    assert!(matches!(
        error,
        MultipartError::Body(BodyError::TooLarge { .. })
    ));
    let long = format!("--x\r\na: {}\r\n\r\n", "b".repeat(200));
    assert!(matches!(
        refuse(long.into()),
        MultipartError::HeadersTooLarge { .. }
    ));
}

#[test]
fn names_are_read_as_browsers_and_others_write_them() {
    for (parameters, name, file_name) in [
        ("name=\"a%22b%0D%0Ac\"", "a\"b\r\nc", None),
        ("name=\"a\\\"b\"; filename=\"c\\\"\"", "a\"b", Some("c\"")),
        ("name=\"C:\\dir\\\"; filename=\"x\"", "C:\\dir\\", Some("x")),
        (
            "name=\"100%\"; filename=\"%zz%C3%A9.txt\"",
            "100%",
            Some("%zz%C3%A9.txt"),
        ),
        ("NAME = a ; FileName = b", "a", Some("b")),
        ("name=é; filename=\"😀;.png\"", "é", Some("😀;.png")),
        (
            "name=a; filename=\"x\"; filename*=UTF-8''%C3%A9%20b",
            "a",
            Some("é b"),
        ),
        (
            "name=a; filename=\"x\"; filename*=latin1''%E9",
            "a",
            Some("x"),
        ),
        (";;name=a;", "a", None),
        ("name=\"\"", "", None),
    ] {
        let form = format!(
            "--AaB03x\r\nContent-Disposition: form-data; {parameters}\r\n\r\n\r\n--AaB03x--"
        );
        let seen = read(FORM, form).unwrap();
        assert_eq!(seen[0].name.as_deref(), Some(name), "{parameters}");
        assert_eq!(seen[0].file_name.as_deref(), file_name, "{parameters}");
    }
}

fn write(writer: MultipartWriter) -> (String, Body) {
    let (content_type, body) = writer.finish().unwrap();
    (content_type.to_str().unwrap().to_owned(), body)
}

#[test]
fn no_name_can_smuggle_in_a_header() {
    let writer = MultipartWriter::form_data().part(
        "a\"\r\nX-Evil: 1\r\n\r\n",
        Part::new("1").file_name("b\"; name=\"c\r\n"),
    );
    let (content_type, body) = write(writer);
    let text = String::from_utf8(body.as_bytes().unwrap().to_vec()).unwrap();
    assert!(text.contains(
        "Content-Disposition: form-data; name=\"a%22%0D%0AX-Evil: 1%0D%0A%0D%0A\"; \
         filename=\"b%22; name=%22c%0D%0A\"\r\n\r\n1"
    ));
    let seen = read(&content_type, text).unwrap();
    assert_eq!(seen[0].headers.len(), 0);
    assert_eq!(seen[0].file_name.as_deref(), Some("b\"; name=\"c\r\n"));
}

#[test]
fn content_types_that_cannot_stand_in_a_header_are_refused() {
    let writer = MultipartWriter::form_data().part("a", Part::new("").content_type("a\r\nb: c"));
    assert!(matches!(
        writer.part("b", "").finish(),
        Err(MultipartError::UnwritableContentType)
    ));
    assert!(matches!(
        MultipartWriter::new("multipart/\r\n").finish(),
        Err(MultipartError::UnwritableContentType)
    ));
}

#[test]
fn headers_that_have_a_field_of_their_own_are_written_once() {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("b/c"));
    headers.insert("content-disposition", HeaderValue::from_static("x; name=b"));
    headers.insert("content-id", HeaderValue::from_static("<1>"));
    let part = Part::new("1").content_type("a/b").headers(headers);
    let (content_type, body) = write(MultipartWriter::form_data().part("a", part));
    let seen = read(&content_type, body).unwrap();
    assert_eq!(seen[0].content_type.as_deref(), Some("a/b"));
    assert_eq!(seen[0].headers.len(), 1);
    assert_eq!(seen[0].headers["content-id"], "<1>");
}

#[test]
fn the_length_is_known_where_that_of_each_part_is() {
    let sized = Body::from_sized_stream(3, chunked(b"abc", &[1]));
    let (_, body) = write(MultipartWriter::form_data().part("a", sized).part("b", "1"));
    assert!(body.as_bytes().is_none());
    let length = body.length().unwrap();
    let bytes = run(body.bytes(usize::MAX)).unwrap();
    assert_eq!(bytes.len() as u64, length);
    let (_, body) = write(MultipartWriter::form_data().part("a", chunked(b"abc", &[1])));
    assert_eq!(body.length(), None);
    let (_, body) = write(MultipartWriter::form_data().part("a", "1").part("b", "2"));
    assert!(body.as_bytes().is_some());
    let (content_type, body) = write(MultipartWriter::form_data());
    assert_eq!(read(&content_type, body).unwrap(), []);
}

#[test]
fn boundaries_differ() {
    let boundary = || write(MultipartWriter::form_data()).0;
    assert_ne!(boundary(), boundary());
}

#[cfg(feature = "server")]
#[test]
fn large_files_are_kept_out_of_memory() {
    let content: Vec<u8> = (0..700_000_u32).map(|i| (i % 251) as u8).collect();
    let writer = MultipartWriter::form_data()
        .part("small", Part::new(vec![1; 65536]).file_name("a"))
        .part("large", Part::new(content.clone()).file_name("b"))
        .part("text", "x".repeat(100_000))
        .part("long", "y".repeat(1_100_000))
        .part("odd", Part::new(vec![2; 65537]).content_type("image/png"));
    let (content_type, body) = write(writer);
    let body = chunked(body.as_bytes().unwrap(), &[30_000]);
    run(async {
        let limits = MultipartLimits::new(1 << 24);
        let mut reader = MultipartReader::new(&content_type, body, limits).unwrap();
        let mut in_memory = Vec::new();
        let mut lengths = Vec::new();
        while let Some(part) = reader.next().await.unwrap() {
            let body = part.part.content;
            in_memory.push(body.as_bytes().is_some());
            assert!(body.length().is_some());
            let is_large = part.name.as_deref() == Some("large");
            let bytes = body.bytes(usize::MAX).await.unwrap();
            lengths.push(bytes.len());
            assert!(!is_large || bytes == content);
        }
        assert_eq!(in_memory, [true, false, true, false, false]);
        assert_eq!(lengths, [65536, 700_000, 100_000, 1_100_000, 65537]);
    });
}

fn any_part() -> impl Strategy<Value = Seen> {
    // A percent sign is not escaped, as browsers do not; a backslash may stand before the end.
    let name = "[^%]{0,12}";
    let content_type = prop::option::of("[a-z]{1,8}/[a-z]{1,8}");
    let content = prop_oneof![
        any::<Vec<u8>>(),
        "(--|\r\n|\r|\n|x|[0-9a-f]){0,40}".prop_map(String::into_bytes),
    ];
    (name, prop::option::of(name), content_type, content).prop_map(
        |(name, file_name, content_type, content)| Seen {
            name: Some(name),
            file_name,
            content_type,
            headers: HeaderMap::new(),
            content,
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        parts in prop::collection::vec(any_part(), 0..6),
        sizes in sizes(),
        is_streamed: bool,
        file_memory in 0..40_usize,
    ) {
        let mut writer = MultipartWriter::form_data();
        for seen in &parts {
            let content = if is_streamed {
                chunked(&seen.content, &sizes)
            } else {
                seen.content.clone().into()
            };
            let part = Part {
                file_name: seen.file_name.clone(),
                content_type: seen.content_type.clone(),
                headers: HeaderMap::new(),
                content,
            };
            writer = writer.part(seen.name.as_deref().unwrap(), part);
        }
        let (content_type, body) = write(writer);
        let bytes = run(body.bytes(usize::MAX)).unwrap();
        let limits = MultipartLimits { file_memory, ..MultipartLimits::new(1 << 20) };
        let read = read_with(&content_type, chunked(&bytes, &sizes), limits).unwrap();
        prop_assert_eq!(read, parts);
    }

    #[test]
    fn chunks_make_no_difference(
        message in "(--x|--x--|\r\n|\r|\n|:|a|;|name=|\"|Content-Disposition: f;name=a| |é|\r\n\r\n){0,40}",
        sizes in sizes(),
    ) {
        let start = format!("--x\r\n{message}");
        // What follows the end of a message is not read, so that it may be too long there, but not in one chunk with it.
        prop_assume!(start.len() <= 300);
        let limits = MultipartLimits { headers: 60, parts: 3, ..MultipartLimits::new(300) };
        let read = |body| read_with("multipart/mixed; boundary=x", body, limits).map_err(|error| error.to_string());
        let whole = read(Body::from(start.clone()));
        let parts = read(chunked(start.as_bytes(), &sizes));
        // Which of two faults is found first may depend on the chunks; whether there is one may not.
        prop_assert_eq!(parts.is_ok(), whole.is_ok());
        if whole.is_ok() {
            prop_assert_eq!(parts, whole);
        }
    }
}
