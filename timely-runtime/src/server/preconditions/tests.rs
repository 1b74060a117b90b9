use super::*;
use crate::Operation;
use http::HeaderValue;
use std::time::Duration;

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

fn current() -> Validators {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    Validators::new()
        .etag(ETag::strong("v1"))
        .last_modified(time)
}

const TIME: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const EARLIER: &str = "Sun, 06 Nov 1994 08:49:36 GMT";

fn status(method: Method, fields: &[(HeaderName, &str)], current: Option<&Validators>) -> u16 {
    match cx(method, fields).check_preconditions(current) {
        Ok(()) => 200,
        Err(response) => response.status().as_u16(),
    }
}

#[test]
fn reads_are_told_that_nothing_has_changed() {
    use http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};
    let cases: &[(&[(HeaderName, &str)], u16)] = &[
        (&[], 200),
        (&[(IF_NONE_MATCH, "\"v1\"")], 304),
        (&[(IF_NONE_MATCH, "W/\"v1\"")], 304),
        (&[(IF_NONE_MATCH, "\"v0\", \"v1\"")], 304),
        (&[(IF_NONE_MATCH, "\"v0\""), (IF_NONE_MATCH, "\"v1\"")], 304),
        (&[(IF_NONE_MATCH, "*")], 304),
        (&[(IF_NONE_MATCH, "\"v0\"")], 200),
        (&[(IF_NONE_MATCH, "v1")], 200),
        (&[(IF_NONE_MATCH, "\"v1")], 200),
        (&[(IF_MODIFIED_SINCE, TIME)], 304),
        (&[(IF_MODIFIED_SINCE, EARLIER)], 200),
        (&[(IF_MODIFIED_SINCE, "yesterday")], 200),
        // The tag says more than the time.
        (&[(IF_NONE_MATCH, "\"v0\""), (IF_MODIFIED_SINCE, TIME)], 200),
    ];
    for (fields, expected) in cases {
        let current = current();
        assert_eq!(
            status(Method::GET, fields, Some(&current)),
            *expected,
            "{fields:?}"
        );
        assert_eq!(
            status(Method::HEAD, fields, Some(&current)),
            *expected,
            "{fields:?}"
        );
    }
}

#[test]
fn changes_are_refused_of_what_is_not_the_same_any_more() {
    use http::header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};
    let cases: &[(&[(HeaderName, &str)], u16)] = &[
        (&[(IF_MATCH, "\"v1\"")], 200),
        (&[(IF_MATCH, "*")], 200),
        (&[(IF_MATCH, "\"v0\", \"v1\"")], 200),
        (&[(IF_MATCH, "W/\"v1\"")], 412),
        (&[(IF_MATCH, "\"v0\"")], 412),
        (&[(IF_MATCH, "v1")], 412),
        (&[(IF_MATCH, "")], 412),
        (&[(IF_UNMODIFIED_SINCE, TIME)], 200),
        (&[(IF_UNMODIFIED_SINCE, EARLIER)], 412),
        (&[(IF_MATCH, "\"v1\""), (IF_UNMODIFIED_SINCE, EARLIER)], 200),
        (&[(IF_NONE_MATCH, "*")], 412),
        (&[(IF_NONE_MATCH, "\"v1\"")], 412),
        (&[(IF_NONE_MATCH, "\"v0\"")], 200),
        (&[(IF_MODIFIED_SINCE, TIME)], 200),
    ];
    for (fields, expected) in cases {
        assert_eq!(
            status(Method::PUT, fields, Some(&current())),
            *expected,
            "{fields:?}"
        );
    }
}

#[test]
fn what_is_not_there_matches_nothing() {
    use http::header::{IF_MATCH, IF_NONE_MATCH};
    assert_eq!(status(Method::PUT, &[(IF_MATCH, "*")], None), 412);
    assert_eq!(status(Method::PUT, &[(IF_MATCH, "\"v1\"")], None), 412);
    assert_eq!(status(Method::PUT, &[(IF_NONE_MATCH, "*")], None), 200);
}

#[test]
fn tags_hold_what_cannot_stand_in_them() {
    assert_eq!(ETag::strong("a b\"c%é").value(), "\"a%20b%22c%25%C3%A9\"");
    assert_eq!(ETag::weak("").value(), "W/\"\"");
}

#[test]
fn a_list_of_many_tags_is_read_in_one_go() {
    let many = "\"x\",".repeat(100_000) + "\"v1\"";
    assert_eq!(
        status(
            Method::GET,
            &[(header::IF_NONE_MATCH, &many)],
            Some(&current())
        ),
        304
    );
}

#[test]
fn times_that_are_no_dates_are_left_out() {
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let before = SystemTime::UNIX_EPOCH - Duration::from_nanos(1);
    for time in [before, at(253_402_300_800), at(1 << 60)] {
        let validators = Validators::new().last_modified(time);
        assert_eq!(validators, Validators::new(), "{time:?}");
    }
    for time in [at(0), at(253_402_300_799)] {
        let validators = Validators::new().last_modified(time);
        assert!(validators.last_modified.is_some(), "{time:?}");
    }
}
