//! JSON pointers.

use serde_json::Value;
use std::fmt::{self, Write as _};

/// A JSON pointer (RFC 6901): the place of a value in a document.
///
/// ```
/// use timely_codegen::diagnostic::Pointer;
///
/// let pointer = Pointer::root().child("paths").child("/x").child("get").child("tags").index(0);
/// assert_eq!(pointer.to_string(), "#/paths/~1x/get/tags/0");
/// assert_eq!(pointer.parent().unwrap().name().unwrap(), "tags");
/// assert_eq!(Pointer::parse("/paths/~1x/get/tags/0"), Some(pointer));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Reads the text of a pointer, without a leading `#`. `None` if it is neither empty nor begins with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Whether a text is a JSON pointer (RFC 6901, section 3), escapes included.
    pub(crate) fn is_valid(text: &str) -> bool {
        let mut escapes = text.split('~').skip(1);
        (text.is_empty() || text.starts_with('/'))
            && escapes.all(|rest| rest.starts_with(['0', '1']))
    }

    /// The text of the pointer, without a leading `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The place of a key of this object.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = self.clone();
        pointer.push(key);
        pointer
    }

    /// The place of an item of this array.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut pointer = self.clone();
        pointer.push_index(index);
        pointer
    }

    /// The object or array that holds this value; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        self.0
            .rfind('/')
            .map(|slash| Self(self.0[..slash].to_owned()))
    }

    /// The last key or index, unescaped; `None` at the root.
    pub fn name(&self) -> Option<String> {
        self.0
            .rfind('/')
            .map(|slash| unescape(&self.0[slash + 1..]))
    }

    /// The keys and indexes from the root down, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(unescape)
    }

    /// What of `self` lies below `ancestor`; `None` if it does not lie there.
    pub fn below(&self, ancestor: &Self) -> Option<Self> {
        Self::parse(self.0.strip_prefix(&ancestor.0)?)
    }

    /// The place that `relative` leads to from here.
    #[must_use]
    pub fn join(&self, relative: &Self) -> Self {
        Self(format!("{}{}", self.0, relative.0))
    }

    /// What stands there in a value.
    pub(crate) fn look<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        let mut segments = self.0.split('/').skip(1);
        segments.try_fold(value, |value, segment| match value {
            Value::Object(entries) => match segment.contains('~') {
                true => entries.get(&unescape(segment)),
                false => entries.get(segment),
            },
            Value::Array(items) => items.get(index_of(segment)?),
            _ => None,
        })
    }

    /// How long it is, for [`Pointer::truncate`].
    pub(crate) fn end(&self) -> usize {
        self.0.len()
    }

    /// Goes down to a key. [`Pointer::pop`] undoes it.
    pub(crate) fn push(&mut self, key: &str) {
        self.0.reserve(key.len() + 1);
        self.0.push('/');
        let mut rest = key;
        // Few keys have one.
        let is_special = |byte: u8| matches!(byte, b'~' | b'/');
        while let Some(at) = rest.bytes().position(is_special) {
            let (before, from) = rest.split_at(at);
            self.0.push_str(before);
            self.0
                .push_str(if from.starts_with('~') { "~0" } else { "~1" });
            rest = &from[1..];
        }
        self.0.push_str(rest);
    }

    /// Goes down to an item.
    pub(crate) fn push_index(&mut self, index: usize) {
        self.0.push('/');
        // Writing to a text does not fail.
        let _ = write!(self.0, "{index}");
    }

    /// Goes up.
    pub(crate) fn pop(&mut self) {
        let end = self.0.rfind('/').unwrap_or(0);
        self.0.truncate(end);
    }

    /// Goes up to where it was when it was as long as this.
    pub(crate) fn truncate(&mut self, end: usize) {
        self.0.truncate(end);
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// The place in a list that a segment names (RFC 6901, section 4).
fn index_of(segment: &str) -> Option<usize> {
    let is_plain = segment == "0" || !segment.starts_with(['0', '+']);
    segment.parse().ok().filter(|_| is_plain)
}

/// Undoes the escapes of one segment. The order matters: `~01` stands for `~1`.
pub(crate) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_at_a_pointer_is_what_everybody_finds_there() {
        let value = serde_json::json!({"a": [1, {"b/c~": 2}], "": {"": 3}, "0": 4});
        let pointers = [
            "",
            "/a",
            "/a/0",
            "/a/1/b~1c~0",
            "/",
            "//",
            "/0",
            "/a/00",
            "/a/+1",
            "/a/2",
            "/a/-",
            "/b",
            "/a/0/x",
        ];
        for pointer in pointers {
            let found = Pointer::parse(pointer).unwrap();
            assert_eq!(found.look(&value), value.pointer(pointer), "{pointer}");
        }
    }

    #[test]
    fn keys_are_escaped_and_back() {
        for key in ["", "a", "/", "~", "~1", "~0", "a/b~c", "é"] {
            let pointer = Pointer::root().child("x").child(key);
            assert_eq!(pointer.name().as_deref(), Some(key));
            assert_eq!(pointer.segments().collect::<Vec<_>>(), ["x", key]);
            assert_eq!(pointer.parent(), Some(Pointer::root().child("x")));
        }
    }

    #[test]
    fn pointers_have_a_grammar() {
        for text in ["", "/", "/a", "/a~1b/~0/0"] {
            assert!(Pointer::is_valid(text), "{text}");
        }
        for text in ["a", "#/a", "/a~", "/a~2"] {
            assert!(!Pointer::is_valid(text), "{text}");
        }
    }

    #[test]
    fn below_respects_segments() {
        let pointer = Pointer::root().child("ab").child("c");
        assert_eq!(
            pointer.below(&Pointer::root().child("ab")),
            Some(Pointer::root().child("c"))
        );
        assert_eq!(pointer.below(&Pointer::root().child("a")), None);
        assert_eq!(pointer.below(&Pointer::root()), Some(pointer.clone()));
    }

    #[test]
    fn pop_undoes_push() {
        let mut pointer = Pointer::root();
        pointer.push("a/b");
        pointer.push_index(3);
        pointer.pop();
        assert_eq!(pointer, Pointer::root().child("a/b"));
        pointer.pop();
        pointer.pop();
        assert!(pointer.is_root());
    }
}
