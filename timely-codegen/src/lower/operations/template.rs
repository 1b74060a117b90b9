//! Path templates as texts.

/// A path of the document as a template that requests and servers agree on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Template {
    /// The template, and the query that belongs to it, if any.
    pub(in crate::lower) text: String,
    /// Path parameters that stand in the query of the path: the name there, and the parameter's.
    pub(super) in_query: Vec<(String, String)>,
}

/// Splits at the first mark that does not stand between braces.
pub(super) fn split_outside(text: &str, mark: char) -> (&str, Option<&str>) {
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            c if c == mark && !inside => return (&text[..at], Some(&text[at + c.len_utf8()..])),
            _ => {}
        }
    }
    (text, None)
}

pub(super) fn is_balanced(path: &str) -> bool {
    let mut inside = false;
    let balanced = path.chars().all(|c| match (c, inside) {
        ('{', true) | ('}', false) => false,
        ('{', false) => {
            inside = true;
            true
        }
        ('}', true) => {
            inside = false;
            true
        }
        _ => true,
    });
    balanced && !inside && !path.contains("{}")
}

/// A template as literal texts, each with the name that follows it.
pub(super) fn pieces(path: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let split = text
            .split_once('{')
            .and_then(|(literal, tail)| Some((literal, tail.split_once('}')?)));
        match split {
            Some((literal, (name, tail))) => {
                rest = Some(tail);
                Some((literal, Some(name)))
            }
            None => Some((text, None)),
        }
    })
}

/// The names between braces of a path template, each once.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for name in pieces(path).filter_map(|(_, name)| name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_come_apart() {
        let parts: Vec<_> = pieces("/a/{b}.{c}/d").collect();
        assert_eq!(parts, [("/a/", Some("b")), (".", Some("c")), ("/d", None)]);
        assert_eq!(pieces("/a{b").collect::<Vec<_>>(), [("/a{b", None)]);
        assert_eq!(split_outside("/a{?b}?c#d", '?'), ("/a{?b}", Some("c#d")));
        for (path, expected) in [
            ("/a/{b}", true),
            ("/a{", false),
            ("/a}", false),
            ("/{{a}}", false),
            ("/{}", false),
        ] {
            assert_eq!(is_balanced(path), expected, "{path}");
        }
    }
}
