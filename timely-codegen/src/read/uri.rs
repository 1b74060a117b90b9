//! URIs: relative references to them (RFC 3986, section 5.2), and one spelling for each (section 6.2.2), so that those that
//! mean the same are equal texts.

use std::fmt::Write as _;
use std::path::Path;

/// The URI that a reference without a fragment names from a base, in its one spelling.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let (base, reference) = (Parts::of(base), Parts::of(reference));
    if reference.scheme.is_some() {
        return reference.spelled();
    }
    if reference.authority.is_some() {
        let scheme = base.scheme;
        return Parts {
            scheme,
            ..reference
        }
        .spelled();
    }
    let joined;
    let (path, query) = match reference.path {
        "" => (base.path, reference.query.or(base.query)),
        path if path.starts_with('/') => (path, reference.query),
        path => {
            joined = merged(&base, path);
            (joined.as_str(), reference.query)
        }
    };
    Parts {
        scheme: base.scheme,
        authority: base.authority,
        path,
        query,
    }
    .spelled()
}

/// A URI in its one spelling: scheme and host in small letters, nothing escaped that need not be, everything that must be, and
/// no `.` and `..` in the path.
pub(super) fn normal(uri: &str) -> String {
    Parts::of(uri).spelled()
}

/// The URI of a file (RFC 8089).
pub(super) fn of_file(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mut text = format!("file://{slash}");
    // Each of them would begin something else than the path.
    for c in path.chars() {
        match c {
            '%' | '?' | '#' => {
                let _ = write!(text, "%{:02X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    normal(&text)
}

/// The scheme of a URI; none of a relative reference.
pub(super) fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let rest = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let is_one = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(rest);
    is_one.then_some(scheme)
}

/// Whether a URI is of a file of this machine.
pub(super) fn is_file(uri: &str) -> bool {
    scheme(uri).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file"))
}

/// What is before the last part of a URI's path, with the `/`; none where there is no such part, as in a URN.
pub(super) fn folder(uri: &str) -> Option<&str> {
    let parts = Parts::of(uri);
    let scheme = parts.scheme.map_or(0, |scheme| scheme.len() + 1);
    let authority = parts.authority.map_or(0, |authority| authority.len() + 2);
    let slash = parts.path.rfind('/')?;
    uri.get(..=scheme + authority + slash)
}

/// The parts of a URI (RFC 3986, section 3), but for the fragment.
#[derive(Clone, Copy)]
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(uri: &'a str) -> Self {
        let scheme = scheme(uri);
        let rest = scheme.map_or(uri, |scheme| &uri[scheme.len() + 1..]);
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self {
            scheme,
            authority,
            path,
            query,
        }
    }

    fn spelled(self) -> String {
        let mut text = String::new();
        let scheme = self.scheme.map(str::to_ascii_lowercase);
        if let Some(scheme) = &scheme {
            let _ = write!(text, "{scheme}:");
        }
        if let Some(authority) = self.authority {
            text.push_str("//");
            text.push_str(&spelled_authority(authority, scheme.as_deref()));
        }
        let path = escaped(self.path, true);
        match (self.authority, path.as_str()) {
            (Some(_), "") => text.push('/'),
            // What stands behind the scheme of a URN is no path with folders.
            (None, path) if scheme.is_some() && !path.starts_with('/') => text.push_str(path),
            (_, path) => text.push_str(&without_dots(path)),
        }
        if let Some(query) = self.query {
            let _ = write!(text, "?{}", escaped(query, false));
        }
        text
    }
}

/// Section 5.2.3. A base without a path has the path `/`.
fn merged(base: &Parts<'_>, path: &str) -> String {
    let bare = match base.authority {
        Some(_) => "/",
        None => "",
    };
    let folder = base.path.rfind('/');
    let folder = folder.map_or(bare, |slash| &base.path[..=slash]);
    format!("{folder}{path}")
}

/// The host is the same in any letter case (section 6.2.2.1), and the port of the scheme may be left out (section 6.2.3).
fn spelled_authority(authority: &str, scheme: Option<&str>) -> String {
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let host = host.to_lowercase();
    let port = match scheme {
        Some("http") => ":80",
        Some("https") => ":443",
        _ => ":",
    };
    let host = host.strip_suffix(port).unwrap_or(&host);
    let host = host.strip_suffix(':').unwrap_or(host);
    match user {
        Some(user) => format!("{user}@{host}"),
        None => host.to_owned(),
    }
}

/// A path or query in which exactly that is escaped which has to be: what is unreserved means the same either way (section
/// 2.3), and what is no character of a URI cannot stand in it.
fn escaped(text: &str, is_path: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let (byte, next, was_escaped) = match (first, tail) {
            (b'%', &[high, low, ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (hex(high) * 16 + hex(low), &tail[2..], true)
            }
            _ => (first, tail, false),
        };
        rest = next;
        let is_unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let may_stand = b"/:@!$&'()*+,;=".contains(&byte) || (!is_path && b"?[]".contains(&byte));
        if is_unreserved || (may_stand && !was_escaped) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

/// Section 5.2.4; what would lead above the beginning stays at it.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let (slash, relative) = match path.strip_prefix('/') {
        Some(relative) => ("/", relative),
        None => ("", path),
    };
    let mut is_folder = false;
    for part in relative.split('/') {
        is_folder = matches!(part, "." | "..");
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if is_folder && !parts.is_empty() {
        parts.push("");
    }
    format!("{slash}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_count_from_the_base() {
        let base = "https://example.com/api/pets";
        for (base, reference, expected) in [
            (base, "dogs", "https://example.com/api/dogs"),
            (base, "./dogs", "https://example.com/api/dogs"),
            (base, "../dogs", "https://example.com/dogs"),
            (base, "/dogs", "https://example.com/dogs"),
            (base, "//other.test/dogs", "https://other.test/dogs"),
            (base, "urn:x:y", "urn:x:y"),
            (base, "", base),
            (base, "?v=2", "https://example.com/api/pets?v=2"),
            (base, "dogs?v=2", "https://example.com/api/dogs?v=2"),
            ("https://e.test/a/b?x=/c", "d", "https://e.test/a/d"),
            ("", "schemas/pet", "schemas/pet"),
            ("schemas/pet", "dog", "schemas/dog"),
            ("https://example.com", "dogs", "https://example.com/dogs"),
        ] {
            assert_eq!(resolve(base, reference), expected, "{base} {reference}");
        }
    }

    /// The examples of RFC 3986, sections 5.4.1 and 5.4.2, whose bases are lists of one kind.
    #[test]
    fn the_examples_of_the_standard() {
        for (reference, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g/"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("./g/.", "http://a/b/c/g/"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
        ] {
            assert_eq!(
                resolve("http://a/b/c/d;p?q", reference),
                expected,
                "{reference}"
            );
        }
    }

    #[test]
    fn what_means_the_same_is_spelled_the_same() {
        for (uri, expected) in [
            ("HTTPS://Example.COM/A.yaml", "https://example.com/A.yaml"),
            ("https://example.com:443/a", "https://example.com/a"),
            ("http://example.com:443/a", "http://example.com:443/a"),
            ("https://example.com", "https://example.com/"),
            ("https://e.test/%7Ea/%2e%2e/%2fb", "https://e.test/%2Fb"),
            (
                "https://e.test/../../etc/passwd",
                "https://e.test/etc/passwd",
            ),
            ("https://e.test/a b/é", "https://e.test/a%20b/%C3%A9"),
            ("https://e.test/a?b=\"c\"", "https://e.test/a?b=%22c%22"),
            ("urn:example:a/../b", "urn:example:a/../b"),
            ("https://u:P@E.test/", "https://u:P@e.test/"),
        ] {
            assert_eq!(normal(uri), expected, "{uri}");
            assert_eq!(normal(expected), expected, "{uri}");
        }
    }

    #[test]
    fn folders_and_files() {
        assert_eq!(folder("https://e.test/a/b"), Some("https://e.test/a/"));
        assert_eq!(folder("https://e.test/a/?b=/c"), Some("https://e.test/a/"));
        assert_eq!(folder("https://e.test"), None);
        assert_eq!(folder("urn:a:b"), None);
        assert_eq!(
            of_file(Path::new("/a b/c#d%.yaml")),
            "file:///a%20b/c%23d%25.yaml"
        );
        assert_eq!(of_file(Path::new(r"C:\a")), "file:///C:/a");
        assert!(is_file("FILE:///a") && !is_file("a"));
    }
}
