//! Cursors of listings: texts to hand back, or addresses.

use super::RequestError;
use super::page_address::shown;
use super::paginate::Next;
use url::Url;

/// Makes what a page tells of the next one the cursor to ask for, and says what comes next.
///
/// An empty cursor is the end. Some servers tell the address of the next page, which holds the cursor as the query parameter
/// `parameter`: that is taken out of it, so that the request goes where all others go. An address at another origin than
/// `base` (RFC 6454) is an error, and so is any whole one when there is no `base`.
pub(super) fn follow(cursor: &mut Option<String>, parameter: &str, base: Option<&str>) -> Next {
    let Some(told) = cursor.as_deref().filter(|told| !told.is_empty()) else {
        *cursor = None;
        return Next::End;
    };
    match address(told, parameter, base) {
        Address::None => Next::Page,
        Address::Of(found) if found.is_empty() => {
            *cursor = None;
            Next::End
        }
        Address::Of(found) => {
            *cursor = Some(found);
            Next::Page
        }
        Address::Refused => Next::Error(RequestError::ForeignPage(shown(told))),
    }
}

/// What a cursor is when it is an address.
enum Address {
    /// It is none.
    None,
    /// One with this cursor.
    Of(String),
    /// One that is not followed.
    Refused,
}

fn address(told: &str, parameter: &str, base: Option<&str>) -> Address {
    let has_scheme = |scheme: &str| {
        let start = told.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let is_whole = has_scheme("http://") || has_scheme("https://");
    // A cursor may begin with a slash, as Base64 does, but hardly goes on with a query that has the parameter.
    let is_relative = told.starts_with(['/', '?']) && has_parameter(told, parameter);
    if !is_whole && !is_relative {
        return Address::None;
    }
    let Some(base) = base.and_then(|base| Url::parse(base).ok()) else {
        return match told.starts_with("//") {
            false if !is_whole => cursor_of(told, parameter),
            _ => Address::Refused,
        };
    };
    match base.join(told) {
        Ok(url) if url.origin() == base.origin() => cursor_of(url.as_str(), parameter),
        _ => Address::Refused,
    }
}

/// The pairs of an address's query, as they stand there.
fn query(address: &str) -> &str {
    let address = address.split('#').next().unwrap_or_default();
    address.split_once('?').map_or("", |(_, query)| query)
}

fn has_parameter(address: &str, parameter: &str) -> bool {
    matches!(cursor_of(address, parameter), Address::Of(_))
}

/// The parameter in the query of an address. One that has none leads to no page that this listing could ask for.
fn cursor_of(address: &str, parameter: &str) -> Address {
    let mut pairs = url::form_urlencoded::parse(query(address).as_bytes());
    match pairs.find(|(name, _)| name == parameter) {
        Some((_, cursor)) => Address::Of(cursor.into_owned()),
        None => Address::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Option<&str> = Some("https://api.example.com/v1");

    /// The cursor to go on with; an error with what is shown of the address.
    fn followed(told: &str, base: Option<&str>) -> Result<Option<String>, String> {
        let mut cursor = Some(told.to_owned());
        match follow(&mut cursor, "cursor", base) {
            Next::Page => Ok(Some(cursor.expect("a page has a cursor"))),
            Next::End => {
                assert_eq!(cursor, None);
                Ok(None)
            }
            Next::Error(RequestError::ForeignPage(shown)) => Err(shown),
            other @ (Next::Open | Next::Error(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_cursor_is_handed_back_as_it_came() {
        for told in [
            "a",
            " ",
            "b2Zmc2V0PTI=",
            "/wD/AA==",
            "?",
            "/a?b=c",
            "//x",
            "httpsx",
            "http:a",
            "a?cursor=b",
            "cursor=b",
            "https",
        ] {
            assert_eq!(followed(told, BASE), Ok(Some(told.to_owned())), "{told}");
        }
    }

    #[test]
    fn an_empty_cursor_is_the_end() {
        assert_eq!(followed("", BASE), Ok(None));
        assert_eq!(
            followed("https://api.example.com/v1/a?cursor=", BASE),
            Ok(None)
        );
        let mut none = None;
        assert!(matches!(follow(&mut none, "cursor", BASE), Next::End));
    }

    #[test]
    fn an_address_at_the_same_origin_is_followed() {
        for told in [
            "https://api.example.com/v1/stops?cursor=a%2Fb+c",
            "HTTPS://API.example.com:443/stops?limit=5&cursor=a/b%20c#d",
            "/v1/stops?cursor=a%2Fb+c&x=y",
            "?cursor=a%2Fb+c",
            "//api.example.com/stops?cursor=a%2Fb+c",
        ] {
            assert_eq!(followed(told, BASE), Ok(Some("a/b c".to_owned())), "{told}");
        }
        assert_eq!(followed("?cursor=b", None), Ok(Some("b".to_owned())));
    }

    #[test]
    fn an_address_elsewhere_is_refused() {
        for (told, origin) in [
            (
                "https://evil.example/v1/stops?cursor=a",
                "https://evil.example",
            ),
            (
                "http://api.example.com/stops?cursor=a",
                "http://api.example.com",
            ),
            (
                "https://api.example.com:8443/?cursor=a",
                "https://api.example.com:8443",
            ),
            (
                "https://api.example.com@evil.example/?cursor=a",
                "https://evil.example",
            ),
            (
                "https://u:hunter2@evil.example/?key=hunter2&cursor=a",
                "https://evil.example",
            ),
            ("//evil.example/?cursor=a", "an address that is not valid"),
            ("https://[/?cursor=a", "an address that is not valid"),
            // It has no cursor.
            (
                "https://api.example.com/v1/others",
                "https://api.example.com",
            ),
        ] {
            assert_eq!(followed(told, BASE), Err(origin.to_owned()), "{told}");
        }
        let whole = "https://api.example.com/v1?cursor=a";
        assert_eq!(
            followed(whole, None),
            Err("https://api.example.com".to_owned())
        );
        assert!(followed("//api.example.com/v1?cursor=a", None).is_err());
    }
}
