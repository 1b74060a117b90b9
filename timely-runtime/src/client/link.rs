//! The header field `Link` (RFC 8288): which address has a relation to what was answered.

use http::{HeaderMap, header};

/// The first target that has one of these relations to the answer, as it is written: perhaps a relative reference.
///
/// A link of another context (`anchor`) says nothing of the answer and is passed over, and so is what is no link.
pub(super) fn target<'h>(headers: &'h HeaderMap, relations: &[&str]) -> Option<&'h str> {
    let fields = headers.get_all(header::LINK).iter();
    // A reference is ASCII (RFC 3986); what a parameter beside it says may be anything.
    let links = fields.flat_map(|field| Links(field.as_bytes()));
    let mut related = links.filter(|link| !link.is_anchored && link.is_any_of(relations));
    std::str::from_utf8(related.next()?.target).ok()
}

/// A link of a field.
struct Link<'h> {
    target: &'h [u8],
    /// What stands after the first `rel`, as a quoted string has it.
    relations: &'h [u8],
    is_anchored: bool,
}

impl Link<'_> {
    /// Whether one of its relation types is one of these: they are compared without case (RFC 8288, section 2.1.1).
    fn is_any_of(&self, relations: &[&str]) -> bool {
        let mut own = self.relations.split(|byte| byte.is_ascii_whitespace());
        own.any(|own| {
            let mut wanted = relations.iter();
            wanted.any(|wanted| own.eq_ignore_ascii_case(wanted.as_bytes()))
        })
    }
}

/// The links that are left in a field (RFC 8288, appendix B.2), each byte of which is looked at a bounded number of times.
struct Links<'h>(&'h [u8]);

impl<'h> Iterator for Links<'h> {
    type Item = Link<'h>;

    fn next(&mut self) -> Option<Link<'h>> {
        self.skip(|byte| is_blank(byte) || byte == b',');
        // Nothing tells where the next link begins after something else.
        self.0 = self.0.strip_prefix(b"<")?;
        let target = self.take(|byte| byte != b'>');
        self.0 = self.0.strip_prefix(b">")?;
        let mut link = Link {
            target: target.trim_ascii(),
            relations: b"",
            is_anchored: false,
        };
        let mut has_relation = false;
        while let Some((name, value)) = self.parameter() {
            if name.eq_ignore_ascii_case(b"anchor") {
                link.is_anchored = true;
            } else if name.eq_ignore_ascii_case(b"rel") && !has_relation {
                // All but the first are ignored (RFC 8288, section 3.3).
                has_relation = true;
                link.relations = value;
            }
        }
        Some(link)
    }
}

impl<'h> Links<'h> {
    /// The next parameter of the link, and its value without quotes.
    fn parameter(&mut self) -> Option<(&'h [u8], &'h [u8])> {
        self.skip(is_blank);
        // There may be semicolons with nothing between them.
        self.0 = self.0.strip_prefix(b";")?;
        self.skip(|byte| is_blank(byte) || byte == b';');
        let name = self.take(|byte| !is_blank(byte) && !matches!(byte, b'=' | b';' | b','));
        self.skip(is_blank);
        let Some(rest) = self.0.strip_prefix(b"=") else {
            return Some((name, b""));
        };
        self.0 = rest;
        self.skip(is_blank);
        match self.0.strip_prefix(b"\"") {
            Some(rest) => {
                self.0 = rest;
                Some((name, self.quoted()))
            }
            None => Some((name, self.take(|byte| !matches!(byte, b';' | b',')))),
        }
    }

    /// What stands in quotes, as it is escaped: no relation has a character that needs to be.
    fn quoted(&mut self) -> &'h [u8] {
        let mut is_escaped = false;
        let end = self.0.iter().position(|byte| match byte {
            b'"' if !is_escaped => true,
            byte => {
                is_escaped = *byte == b'\\' && !is_escaped;
                false
            }
        });
        let (value, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest.strip_prefix(b"\"").unwrap_or(rest);
        value
    }

    fn take(&mut self, goes_on: impl Fn(u8) -> bool) -> &'h [u8] {
        let end = self.0.iter().position(|byte| !goes_on(*byte));
        let (taken, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        taken
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        self.take(is_skipped);
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    const NEXT: &[&str] = &["next"];

    fn headers(fields: &[&[u8]]) -> HeaderMap {
        let fields = fields.iter().map(|field| {
            let value = HeaderValue::from_bytes(field).expect("a header's value");
            (header::LINK, value)
        });
        fields.collect()
    }

    fn next(fields: &[&str]) -> Option<String> {
        let fields: Vec<&[u8]> = fields.iter().map(|field| field.as_bytes()).collect();
        target(&headers(&fields), NEXT).map(str::to_owned)
    }

    #[test]
    fn the_link_of_the_relation_is_found() {
        for field in [
            "</a?page=2>; rel=\"next\"",
            "</a?page=2>;rel=next",
            "</a?page=2> ; REL = NeXt ; title=x",
            "</first>; rel=first, </a?page=2>; rel=\"next\", </last>; rel=\"last\"",
            "</a?page=2>; rel=\"last  next\"",
            "</a?page=2>; title=\"; rel=prev, <\"; rel=\"next\"",
            "</a?page=2>; title=\"a \\\" b, </c>; rel=next\"; rel=\"next\"",
            "</x>; rel=first,, </a?page=2>; ; rel=next",
            "</x>; rel=next; anchor=\"/other\", </a?page=2>; rel=next",
            "</x>; rel=prev; rel=next, </a?page=2>; rel=next",
            "</x>; rev=next, </a?page=2>; rel=next",
            "</x>; rel, </a?page=2>; rel=next;",
            "< /a?page=2 >; title*=UTF-8'de'n%c3%a4chstes; rel=next",
        ] {
            assert_eq!(next(&[field]).as_deref(), Some("/a?page=2"), "{field}");
        }
        assert_eq!(next(&["</a,b;c>; rel=next"]).as_deref(), Some("/a,b;c"));
        assert_eq!(next(&["<>; rel=next"]).as_deref(), Some(""));
        // Several fields are one.
        let fields = ["</first>; rel=first", "</b>; rel=next"];
        assert_eq!(next(&fields).as_deref(), Some("/b"));
        // Another field with something else in it is passed over.
        assert_eq!(next(&["rubbish", "</b>; rel=next"]).as_deref(), Some("/b"));
    }

    #[test]
    fn what_is_no_such_link_is_passed_over() {
        for field in [
            "",
            ",",
            "<",
            "</a",
            "</a>",
            "</a>; rel",
            "</a>; rel=",
            "</a>; rel=\"",
            "</a>; rel=prev",
            "</a>; rel=nextish",
            "</a>; rel=\"http://example.com/next\"",
            "</a>; anchor=\"#x\"; rel=next",
            "</a>; rel=next; anchor",
            "</a>; title=\"rel=next",
            "/a; rel=next",
            "rubbish </a>; rel=next",
        ] {
            assert_eq!(next(&[field]), None, "{field}");
        }
        assert_eq!(target(&headers(&[b"<\xff>; rel=next"]), NEXT), None);
        assert_eq!(target(&HeaderMap::new(), NEXT), None);
    }

    #[test]
    fn long_fields_are_read_once() {
        for piece in [
            "<",
            "<a>;",
            "<a>,",
            ";",
            "\"",
            "<a>; rel=\"\\\"",
            "<a>; a=b ",
        ] {
            let field = piece.repeat(400_000 / piece.len());
            let began = std::time::Instant::now();
            assert_eq!(next(&[&field]), None, "{piece}");
            assert!(began.elapsed().as_secs() < 2, "{piece}");
        }
    }

    /// A link as a server may write it, which leads to `target`.
    fn written(target: &str, rel: &str, is_quoted: bool, more: &[(String, String)]) -> String {
        let mut text = format!("<{target}>");
        for (name, value) in more {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            text.push_str(&format!("; {name}=\"{value}\""));
        }
        match is_quoted {
            true => text.push_str(&format!(";rel=\"{rel}\"")),
            false => text.push_str(&format!(" ;rel={rel}")),
        }
        text
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(field in prop::collection::vec(any::<u8>().prop_filter("allowed", |byte| *byte >= 0x20 && *byte != 0x7f || *byte == b'\t'), 0..200)) {
            let _ = target(&headers(&[&field]), NEXT);
        }

        #[test]
        fn bytes_that_matter_are_read(field in "[<>;,=\"\\\\ relnxtanchor/]{0,120}") {
            if let Some(target) = next(&[&field]) {
                let is_written = field.contains(&format!("<{target}")) || field.contains(&target);
                prop_assert!(is_written && !target.contains('>'));
            }
        }

        #[test]
        fn what_is_written_is_found(
            targets in prop::collection::vec(("[a-z/?=&,;]{0,12}", prop::sample::select(vec!["first", "prev", "last", "x-next"])), 0..4),
            wanted in "[a-z/?=&,;%0-9]{0,20}",
            is_quoted: bool,
            more in prop::collection::vec(("[a-m]{1,5}", "[ -~]{0,12}"), 0..3),
        ) {
            let is_other = |name: &String| name != "anchor";
            let more: Vec<_> = more.into_iter().filter(|(name, _)| is_other(name)).collect();
            let mut links: Vec<String> = targets
                .iter()
                .map(|(target, rel)| written(target, rel, !is_quoted, &more))
                .collect();
            links.insert(links.len() / 2, written(&wanted, "next", is_quoted, &more));
            prop_assert_eq!(next(&[&links.join(", ")]), Some(wanted.clone()));
            let fields: Vec<&str> = links.iter().map(String::as_str).collect();
            prop_assert_eq!(next(&fields), Some(wanted));
        }
    }
}
