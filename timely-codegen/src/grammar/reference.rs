//! The text of a `$ref`.

use crate::diagnostic::Pointer;

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
        let path = (!path.is_empty()).then(|| decode(path.strip_prefix("file://").unwrap_or(path)));
        let name = decode(fragment);
        match Pointer::parse(&name) {
            Some(pointer) => Self::Local { path, pointer },
            None => Self::Anchor { path, name },
        }
    }
}

fn is_remote(path: &str) -> bool {
    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    // One letter is a drive, not a protocol.
    let named = scheme.is_some_and(|name| {
        name.len() > 1
            && name != "file"
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    named || path.starts_with("//")
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
        let (path, name) = (None, "name".to_owned());
        assert_eq!(Reference::parse("#name"), Reference::Anchor { path, name });
    }
}
