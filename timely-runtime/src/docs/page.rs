//! The page: a file of HTML, a script and a style sheet, made once.

use super::answer::Fixed;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};

const HTML: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
/// One script, in the order in which its parts use each other.
const SCRIPT: &str = concat!(
    include_str!("page/dom.js"),
    include_str!("page/markdown.js"),
    include_str!("page/document.js"),
    include_str!("page/schema.js"),
    include_str!("page/example.js"),
    include_str!("page/request.js"),
    include_str!("page/try.js"),
    include_str!("page/page.js"),
);

/// The page at its path.
pub(super) struct Page {
    path: String,
    html: Fixed,
    style: Fixed,
    script: Fixed,
}

impl Page {
    /// A page of this title at a path, that shows the document at another. Requests may go to an origin beside its own.
    pub(super) fn new(path: &str, title: &str, document: &str, origin: Option<String>) -> Self {
        let path = path.trim_end_matches('/').to_owned();
        // From the folder that the page seems to be in, whatever is above it.
        let up = "../".repeat(path.matches('/').count().saturating_sub(1));
        let from_page = |to: &str| format!("./{up}{}", to.trim_start_matches('/'));
        let html = fill(
            HTML,
            &[
                ("{{title}}", title),
                ("{{document}}", &from_page(document)),
                ("{{style}}", &from_page(&format!("{path}/page.css"))),
                ("{{script}}", &from_page(&format!("{path}/page.js"))),
            ],
        );
        let fields = fields(origin.as_deref());
        let file = |media_type, text: Bytes| Fixed::new(media_type, text, fields.clone());
        Self {
            path,
            html: file("text/html; charset=utf-8", html.into()),
            style: file(
                "text/css; charset=utf-8",
                Bytes::from_static(STYLE.as_bytes()),
            ),
            script: file(
                "text/javascript; charset=utf-8",
                Bytes::from_static(SCRIPT.as_bytes()),
            ),
        }
    }

    /// The files with their paths.
    pub(super) fn files(self) -> [(String, Fixed); 3] {
        let Self {
            path,
            html,
            style,
            script,
        } = self;
        let own = match path.as_str() {
            "" => "/".to_owned(),
            path => path.to_owned(),
        };
        [
            (own, html),
            (format!("{path}/page.css"), style),
            (format!("{path}/page.js"), script),
        ]
    }
}

/// Puts texts in the places of their names, as HTML has them.
fn fill(page: &str, texts: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("{{") {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = texts.iter().find(|(name, _)| rest.starts_with(name));
        let (name, text) = found.copied().unwrap_or(("{{", "{{"));
        escape(text, &mut filled);
        rest = &rest[name.len()..];
    }
    filled.push_str(rest);
    filled
}

/// Text as HTML has it between tags and in attributes.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// What the page is sent with: nothing but its own files is loaded, and nothing runs that stands in it.
fn fields(origin: Option<&str>) -> Vec<(HeaderName, HeaderValue)> {
    let origin = origin
        .map(|origin| format!(" {origin}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{origin}; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    // The origin is one that was read, as ASCII.
    let policy = HeaderValue::from_str(&policy);
    let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
    vec![
        (header::CONTENT_SECURITY_POLICY, policy),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ]
}
