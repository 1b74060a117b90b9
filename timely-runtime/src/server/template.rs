//! Path templates: what a path matches, and the parameters in it.

use crate::parameters::{Segment, query_values, split_path};
use crate::percent;
use smallvec::SmallVec;

/// The parameters of a path by name, as they stand in it.
pub(super) type PathValues<'p> = SmallVec<[(&'static str, &'p str); 2]>;

/// A path template, taken apart.
#[derive(Debug)]
pub(super) struct Template {
    segments: Vec<Segment>,
    /// The pairs that the query must have, where the document's path has a query.
    query: Vec<(String, Option<String>)>,
}

impl Template {
    pub(super) fn new(path: &'static str) -> Self {
        let (path, query) = split_path(path);
        let path = path.strip_prefix('/').unwrap_or(path);
        let pair = |pair: &str| {
            let (name, value) = match pair.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (pair, None),
            };
            let decoded = |text: &str| percent::decode_query(text).unwrap_or(text.to_owned());
            (decoded(name), value.map(decoded))
        };
        Self {
            segments: path.split('/').map(Segment::new).collect(),
            query: query.map(pair).collect(),
        }
    }

    /// Whether the document's path has a query.
    pub(super) fn has_query(&self) -> bool {
        !self.query.is_empty()
    }

    /// Whether a query has all that belongs to the path.
    pub(super) fn takes(&self, query: &str) -> bool {
        self.query.iter().all(|(name, wanted)| {
            let found = query_values(query, name);
            match wanted {
                Some(wanted) => found.contains(wanted),
                None => !found.is_empty(),
            }
        })
    }

    /// The route that axum matches first, behind a prefix of so many segments: every segment with a parameter is a
    /// parameter as a whole, named by its place, so that operations agree on it whatever they call their parameters.
    pub(super) fn route(&self, depth: usize) -> String {
        let mut route = String::new();
        for (index, segment) in (depth..).zip(&self.segments) {
            route.push('/');
            match segment {
                Segment::Literal(text) => {
                    route.push_str(&text.replace('{', "{{").replace('}', "}}"))
                }
                Segment::Dynamic { .. } => route.push_str(&format!("{{p{index}}}")),
            }
        }
        route
    }

    /// Whether every path that axum finds for the route is one of these.
    pub(super) fn is_whole(&self) -> bool {
        self.segments.iter().all(|segment| match segment {
            Segment::Literal(_) => true,
            Segment::Dynamic { parameters, tail } => {
                tail.is_empty()
                    && matches!(parameters.as_slice(), [(before, _)] if before.is_empty())
            }
        })
    }

    /// How specific the template is: the number of pairs in its query, and of literal characters beside parameters.
    pub(super) fn weight(&self) -> (usize, usize) {
        let weight = |segment: &Segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Dynamic { parameters, tail } => {
                parameters
                    .iter()
                    .map(|(literal, _)| literal.len())
                    .sum::<usize>()
                    + tail.len()
            }
        };
        (self.query.len(), self.segments.iter().map(weight).sum())
    }

    /// The parameters of a path as they stand in it; `None` when it does not match.
    pub(super) fn matches<'p>(&self, path: &'p str) -> Option<PathValues<'p>> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut found = PathValues::new();
        let mut rest = Some(path);
        for segment in &self.segments {
            let text = rest?;
            // `split` takes as long again to begin and end a search.
            let end = memchr::memchr(b'/', text.as_bytes());
            segment.matches(&text[..end.unwrap_or(text.len())], &mut found)?;
            rest = end.map(|end| &text[end + 1..]);
        }
        rest.is_none().then_some(found)
    }

    /// Whether two templates match the same paths.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same = |(a, b): (&Segment, &Segment)| match (a, b) {
            (Segment::Literal(a), Segment::Literal(b)) => a == b,
            (
                Segment::Dynamic {
                    parameters: a,
                    tail: a_tail,
                },
                Segment::Dynamic {
                    parameters: b,
                    tail: b_tail,
                },
            ) => {
                a_tail == b_tail
                    && a.iter()
                        .map(|part| &part.0)
                        .eq(b.iter().map(|part| &part.0))
            }
            _ => false,
        };
        self.query == other.query
            && self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(same)
    }
}

#[cfg(test)]
mod tests {
    use super::{PathValues, Template};

    #[test]
    fn segments_with_literals_beside_parameters() {
        let template = Template::new("/files/{name}.{kind}/v{n}:run");
        assert_eq!(template.route(0), "/files/{p1}/{p2}");
        assert_eq!(
            template
                .matches("/files/a.tar.gz/v2:run")
                .map(PathValues::into_vec),
            Some(vec![("name", "a"), ("kind", "tar.gz"), ("n", "2")])
        );
        for path in [
            "/files/a/v2:run",
            "/files/.a/v2:run",
            "/files/a.b/v:run",
            "/files/a.b/v2",
            "/files/a.b/v2:run/",
        ] {
            assert_eq!(template.matches(path), None, "{path}");
        }
    }

    #[test]
    fn the_same_paths_under_other_names() {
        let same = |a, b| Template::new(a).is_same(&Template::new(b));
        assert!(same("/a/{id}", "/a/{key}"));
        assert!(!same("/a/{id}", "/a/{id}.json"));
        assert!(!same("/a/{id}", "/a/{id}/b"));
        assert_eq!(Template::new("/").route(0), "/");
        assert_eq!(
            Template::new("/a b/{{x}")
                .matches("/a%20b/1")
                .map(PathValues::into_vec),
            Some(vec![("{x", "1")])
        );
    }
}
