//! What stands before the paths of the document.

use crate::parameters::next_parameter;
use crate::percent;
use http::Extensions;
use std::fmt::Write as _;
use std::sync::Arc;

/// A path that operations are served below, such as that of the address that the document names: a part of the URL
/// that its paths do not have (OpenAPI 3.1, section 4.8.5).
///
/// A text in braces stands for any text without a slash, or for those that [`Prefix::values`] lists: variables of a
/// server's address (section 4.8.6). What stands there is for layers to read; handlers find it in the URI.
///
/// ```
/// use timely_runtime::server::{Options, Prefix};
///
/// let options = Options::default().prefix("/v1");
/// let regions = Options::default().prefix(Prefix::new("/{region}/v1").values("region", ["eu", "us"]));
/// # let _ = (options, regions);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    segments: Vec<Part>,
}

/// What a request has in its extensions that is for an operation below a prefix.
#[derive(Clone)]
pub(in crate::server) struct Below(Arc<Prefix>);

impl Below {
    /// Notes what stands before the path of an operation, if anything does.
    pub(in crate::server) fn note(extensions: &mut Extensions, prefix: Option<&Arc<Prefix>>) {
        if let Some(prefix) = prefix {
            extensions.insert(Self(Arc::clone(prefix)));
        }
    }

    /// What stands before an operation's path in this one.
    pub(in crate::server) fn in_path<'p>(extensions: &Extensions, path: &'p str) -> &'p str {
        let below: Option<&Self> = extensions.get();
        let rest = below.and_then(|Self(prefix)| prefix.strip(path));
        rest.map_or("", |rest| &path[..path.len() - rest.len()])
    }

    /// The template of what stands before an operation's path.
    pub(in crate::server) fn template(extensions: &Extensions) -> Option<String> {
        extensions.get().map(|Self(prefix)| prefix.template())
    }
}

/// A segment of a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Text as it stands in a path.
    Literal(String),
    /// Variables, with the literal text before each, and the text after the last.
    Variables {
        variables: Vec<(String, Variable)>,
        tail: String,
    },
}

/// A variable of a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    name: String,
    /// What it may be; empty where it may be anything.
    values: Vec<String>,
}

impl Prefix {
    /// The prefix of a text. Slashes at its ends do not matter; of a text without anything else nothing becomes of paths.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim_matches('/');
        let segments = text.split('/').filter(|_| !text.is_empty());
        Self {
            segments: segments.map(Part::new).collect(),
        }
    }

    /// Lists what a variable may be: paths with anything else there are not found.
    #[must_use]
    pub fn values<T: Into<String>>(
        mut self,
        variable: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        let parts = self.segments.iter_mut();
        let variables = parts.flat_map(|part| match part {
            Part::Literal(_) => &mut [],
            Part::Variables { variables, .. } => variables.as_mut_slice(),
        });
        for (_, known) in variables.filter(|(_, known)| known.name == variable) {
            known.values.clone_from(&values);
        }
        self
    }

    /// Whether it is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// How many segments it has.
    pub(super) fn depth(&self) -> usize {
        self.segments.len()
    }

    /// Whether every path that axum finds for it has it.
    pub(super) fn is_whole(&self) -> bool {
        self.segments.iter().all(|part| match part {
            Part::Literal(_) => true,
            Part::Variables { variables, tail } => {
                let mut variables = variables.iter();
                let is_any = |(before, variable): &(String, Variable)| {
                    before.is_empty() && variable.values.is_empty()
                };
                variables.len() == 1 && variables.all(is_any) && tail.is_empty()
            }
        })
    }

    /// Its part of the route that axum matches.
    pub(super) fn route(&self) -> String {
        let mut route = String::new();
        for (index, part) in self.segments.iter().enumerate() {
            route.push('/');
            match part {
                Part::Literal(text) => {
                    route.push_str(&text.replace('{', "{{").replace('}', "}}"));
                }
                // What is written to a text is written.
                Part::Variables { .. } => _ = write!(route, "{{p{index}}}"),
            }
        }
        route
    }

    /// As a template of paths, such as `/{region}/v1`.
    fn template(&self) -> String {
        let mut template = String::new();
        for part in &self.segments {
            template.push('/');
            match part {
                Part::Literal(text) => template.push_str(text),
                Part::Variables { variables, tail } => {
                    for (before, variable) in variables {
                        // What is written to a text is written.
                        _ = write!(template, "{before}{{{}}}", variable.name);
                    }
                    template.push_str(tail);
                }
            }
        }
        template
    }

    /// What follows the prefix in a path; `None` where the path does not have it.
    pub(crate) fn strip<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut rest = path;
        for part in &self.segments {
            let text = rest.strip_prefix('/')?;
            let end = text.find('/').unwrap_or(text.len());
            part.matches(&text[..end])?;
            rest = &text[end..];
        }
        Some(rest)
    }
}

impl Part {
    fn new(text: &str) -> Self {
        let mut variables = Vec::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_parameter(rest) {
            let variable = Variable {
                name: name.to_owned(),
                values: Vec::new(),
            };
            variables.push((percent::encode_literal(before), variable));
            rest = after;
        }
        let tail = percent::encode_literal(rest);
        match variables.is_empty() {
            true => Self::Literal(tail),
            false => Self::Variables { variables, tail },
        }
    }

    /// Whether a segment is one of these. Each variable takes the shortest text that the next literal follows.
    fn matches(&self, text: &str) -> Option<()> {
        let (variables, tail) = match self {
            Self::Literal(literal) => return (literal == text).then_some(()),
            Self::Variables { variables, tail } => (variables, tail),
        };
        let mut rest = text.strip_suffix(tail.as_str())?;
        for (index, (before, variable)) in variables.iter().enumerate() {
            rest = rest.strip_prefix(before.as_str())?;
            let first = rest.chars().next()?.len_utf8();
            let end = match variables.get(index + 1) {
                Some((next, _)) => first + rest[first..].find(next.as_str())?,
                None => rest.len(),
            };
            if !variable.takes(&rest[..end]) {
                return None;
            }
            rest = &rest[end..];
        }
        Some(())
    }
}

impl Variable {
    /// Whether it may be a text, which stands in a path as it is here.
    fn takes(&self, text: &str) -> bool {
        self.values.is_empty()
            || percent::decode(text).is_ok_and(|text| self.values.contains(&text))
    }
}

impl From<&str> for Prefix {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Prefix {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::Prefix;

    #[test]
    fn what_follows_a_prefix() {
        let plain = Prefix::new("v1/");
        assert_eq!((plain.route().as_str(), plain.is_whole()), ("/v1", true));
        assert_eq!(plain.strip("/v1/a/b"), Some("/a/b"));
        assert_eq!(plain.strip("/v1"), Some(""));
        for path in ["/v10/a", "/v2/a", "v1/a", "//v1/a", "", "/"] {
            assert_eq!(plain.strip(path), None, "{path}");
        }
        for text in ["", "/", "//"] {
            let none = Prefix::new(text);
            assert_eq!((none.route().as_str(), none.depth()), ("", 0));
            assert_eq!(none.strip("/a"), Some("/a"));
        }
    }

    #[test]
    fn variables_are_anything_or_what_is_listed() {
        let any = Prefix::new("/{region}/v1");
        assert_eq!((any.route().as_str(), any.is_whole()), ("/{p0}/v1", true));
        assert_eq!(any.strip("/moon/v1/a"), Some("/a"));
        assert_eq!(any.strip("//v1/a"), None);
        let listed = any
            .values("region", ["eu", "new york"])
            .values("other", ["x"]);
        assert!(!listed.is_whole());
        assert_eq!(listed.strip("/eu/v1/a"), Some("/a"));
        assert_eq!(listed.strip("/new%20york/v1/a"), Some("/a"));
        for path in ["/moon/v1/a", "/%ff/v1/a", "/eu/v2/a"] {
            assert_eq!(listed.strip(path), None, "{path}");
        }
        let parts = Prefix::new("/v{major}.{minor}-x/päth{");
        assert_eq!(parts.strip("/v1.2-x/p%C3%A4th%7B/a"), Some("/a"));
        assert_eq!(parts.strip("/v1-x/p%C3%A4th%7B/a"), None);
    }
}
