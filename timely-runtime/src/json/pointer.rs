//! JSON pointers (RFC 6901).

use std::borrow::Cow;

/// Appends a reference token.
pub(crate) fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    push_escaped(pointer, token.chars());
}

/// Appends a reference token to a pointer that is shown, cut short where a sender made it long.
pub(crate) fn push_shown(pointer: &mut String, token: &str) {
    const SHOWN: usize = 100;
    pointer.push('/');
    if token.len() <= SHOWN && memchr::memchr2(b'~', b'/', token.as_bytes()).is_none() {
        return pointer.push_str(token);
    }
    match token.char_indices().nth(SHOWN) {
        Some((cut, _)) => {
            push_escaped(pointer, token[..cut].chars());
            pointer.push('…');
        }
        None => push_escaped(pointer, token.chars()),
    }
}

/// The pointer of one token, for showing.
pub(crate) fn to(token: &str) -> String {
    let mut pointer = String::new();
    push_shown(&mut pointer, token);
    pointer
}

/// The tokens of a pointer.
#[cfg(feature = "server")]
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescaped)
}

/// What a token stands for.
pub(crate) fn unescaped(token: &str) -> Cow<'_, str> {
    match token.contains('~') {
        // In this order, so that `~01` is `~1` (section 4).
        true => Cow::Owned(token.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(token),
    }
}

fn push_escaped(pointer: &mut String, token: impl Iterator<Item = char>) {
    for character in token {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_escaped() {
        let mut pointer = to("a/b~c");
        push(&mut pointer, "");
        push(&mut pointer, "~1");
        assert_eq!(pointer, "/a~1b~0c//~01");
        let long = "/".repeat(101);
        assert_eq!(to(&long), format!("/{}…", "~1".repeat(100)));
        push(&mut pointer, &long);
        assert!(pointer.ends_with(&"~1".repeat(101)));
    }

    #[test]
    #[cfg(feature = "server")]
    fn tokens_are_read_as_they_are_written() {
        let mut pointer = String::new();
        for token in ["a/b~c", "", "~1", "~01/"] {
            push(&mut pointer, token);
        }
        let read: Vec<_> = tokens(&pointer).collect();
        assert_eq!(read, ["a/b~c", "", "~1", "~01/"]);
        assert_eq!(tokens("").count(), 0);
    }
}
