//! The text of a `$ref`.

use crate::diagnostic::{Pointer, unescape};
use std::borrow::Cow;

/// A reference in its parts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// To another machine, by whatever protocol.
    Remote,
    /// To a place in a file; in the same file if there is no path.
    Local {
        path: Option<String>,
        pointer: Pointer,
    },
    /// To a name, which is no JSON pointer; in the same file if there is no path.
    Anchor { path: Option<String>, name: String },
}

impl Reference {
    pub(crate) fn parse(text: &str) -> Self {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if is_remote(path) {
            return Self::Remote;
        }
        let path = (!path.is_empty()).then(|| file_path(path));
        let name = decode(fragment);
        match Pointer::parse(&name) {
            Some(pointer) => Self::Local { path, pointer },
            None => Self::Anchor { path, name },
        }
    }
}

/// The path of the file that a reference without its fragment leads to; none if that is on another machine.
pub(crate) fn local_path(reference: &str) -> Option<String> {
    (!is_remote(reference)).then(|| file_path(reference))
}

/// Whether a reference to a file is written as paths are on Windows: no reference may have a `\` in it (RFC 3986, section 2),
/// and one that is part of a name is escaped, `%5C`.
pub(crate) fn has_backslashes(text: &str) -> bool {
    let path = text.split_once('#').map_or(text, |(path, _)| path);
    path.contains('\\')
}

/// The path of a file in a reference. A `\` there separates, as on Windows; a `file` URL of Windows has a `/` before the
/// letter of the drive (RFC 8089, appendix E.2).
fn file_path(path: &str) -> String {
    let path = path.strip_prefix(AS_IT_IS).unwrap_or(path);
    let path = path.replace('\\', "/");
    let Some(local) = path.strip_prefix("file://") else {
        return decode(&path);
    };
    let is_drive =
        matches!(local.as_bytes(), [b'/', letter, b':', ..] if letter.is_ascii_alphabetic());
    decode(if is_drive { &local[1..] } else { local })
}

/// The place in the same file that a reference leads to.
pub(crate) fn local(text: &str) -> Option<Pointer> {
    Pointer::parse(&decode(text.strip_prefix('#')?))
}

/// The reference to a place in the same file, which [`local`] undoes.
pub(crate) fn reference_to(place: &Pointer) -> String {
    format!("#{}", encode(place))
}

/// A reference that leads further down than another one.
pub(crate) fn extended(text: &str, below: &Pointer) -> String {
    let hash = if text.contains('#') { "" } else { "#" };
    format!("{text}{hash}{}", encode(below))
}

/// The key in a section of `components` that a reference leads to, without a copy where it has no escapes. `None` if
/// it leads elsewhere.
pub(crate) fn component<'r>(reference: &'r str, section: &str) -> Option<Cow<'r, str>> {
    let token = reference
        .strip_prefix("#/components/")?
        .strip_prefix(section)?
        .strip_prefix('/')?;
    if !token.contains(['%', '~', '/']) {
        return Some(Cow::Borrowed(token));
    }
    let token = decode(token);
    (!token.contains('/')).then(|| Cow::Owned(unescape(&token)))
}

/// A pointer in a reference, such that [`decode`] gives it back.
fn encode(pointer: &Pointer) -> String {
    pointer.as_str().replace('%', "%25")
}

/// What tells Windows to take a path as it is.
const AS_IT_IS: &str = r"\\?\";

/// Whether a path leads to another machine. On Windows, `\\server\share` does.
fn is_remote(path: &str) -> bool {
    let path = match path.strip_prefix(AS_IT_IS) {
        Some(rest) if rest.starts_with(r"UNC\") => return true,
        Some(rest) => rest,
        None => path,
    };
    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    // One letter is a drive, not a protocol.
    let named = scheme.is_some_and(|name| {
        name.len() > 1
            && name != "file"
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    named || path.starts_with("//") || path.starts_with(r"\\")
}

/// Undoes percent-encoding where that gives text.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        match (first, tail) {
            (b'%', &[high, low, ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(hex(high) * 16 + hex(low));
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(path: Option<&str>, pointer: &str) -> Reference {
        Reference::Local {
            path: path.map(str::to_owned),
            pointer: Pointer::parse(pointer).unwrap(),
        }
    }

    #[test]
    fn keys_of_components_come_back() {
        for key in [
            "Pet", "a b", "a%20b", "100%", "x/y", "~1", "%7E1", "%2F", "é",
        ] {
            let place = Pointer::root()
                .child("components")
                .child("schemas")
                .child(key);
            let text = reference_to(&place);
            assert_eq!(component(&text, "schemas").as_deref(), Some(key), "{text}");
            assert_eq!(super::local(&text), Some(place));
        }
        assert_eq!(
            component("#/components/schemas/%41~1b", "schemas").as_deref(),
            Some("A/b")
        );
    }

    #[test]
    fn what_is_no_component_has_no_key() {
        for text in [
            "#/components/schemas",
            "#/components/schemas/A/properties/b",
            "#/components/schemas/A%2Fb",
            "#/components/responses/A",
            "api.yaml#/components/schemas/A",
            "A",
        ] {
            assert_eq!(component(text, "schemas"), None, "{text}");
        }
    }

    #[test]
    fn paths_of_windows() {
        for (text, path) in [
            (r".\schemas\pet.yaml#/Pet", "./schemas/pet.yaml"),
            (r"..\pet.yaml#/Pet", "../pet.yaml"),
            (r"C:\spec\pet.yaml#/Pet", "C:/spec/pet.yaml"),
            ("C:/spec/pet.yaml#/Pet", "C:/spec/pet.yaml"),
            (r"\\?\C:\spec\pet.yaml#/Pet", "C:/spec/pet.yaml"),
            ("file:///C:/spec/pet.yaml#/Pet", "C:/spec/pet.yaml"),
            ("file:///spec/pet.yaml#/Pet", "/spec/pet.yaml"),
            // Escaped, it is part of a name.
            ("a%5Cb.yaml#/Pet", r"a\b.yaml"),
        ] {
            assert_eq!(Reference::parse(text), local(Some(path), "/Pet"), "{text}");
        }
        assert!(has_backslashes(r"a\b.yaml#/Pet"));
        assert!(!has_backslashes(r"a.yaml#/a\b") && !has_backslashes(r"#/a\b"));
    }

    #[test]
    fn parts() {
        assert_eq!(Reference::parse("#/a/b"), local(None, "/a/b"));
        assert_eq!(Reference::parse("#"), local(None, ""));
        assert_eq!(
            Reference::parse("./a%20b.yaml"),
            local(Some("./a b.yaml"), "")
        );
        assert_eq!(
            Reference::parse("a.yaml#/paths/~1x~1%7Bid%7D"),
            local(Some("a.yaml"), "/paths/~1x~1{id}")
        );
        assert_eq!(Reference::parse("#/100%"), local(None, "/100%"));
        assert_eq!(
            Reference::parse("https://x.test/a.yaml#/b"),
            Reference::Remote
        );
        assert_eq!(Reference::parse("//x.test/a.yaml"), Reference::Remote);
        assert_eq!(Reference::parse("urn:x:y"), Reference::Remote);
        for share in [
            r"\\server\share\a.yaml#/b",
            r"\\?\UNC\server\share\a.yaml#/b",
        ] {
            assert_eq!(Reference::parse(share), Reference::Remote);
        }
        let (path, name) = (None, "name".to_owned());
        assert_eq!(Reference::parse("#name"), Reference::Anchor { path, name });
    }
}
