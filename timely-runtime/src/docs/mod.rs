//! What a server shows of itself: its OpenAPI document as JSON and as YAML, and a page for people to read it and try it.
//!
//! ```
//! use timely_runtime::docs;
//! use timely_runtime::document::Document;
//! use timely_runtime::server::Router;
//!
//! // Generated code has it as `document::DOCUMENT`.
//! static DOCUMENT: Document = Document::new("Pets", "1", r#"{"openapi": "3.1.0", "info": {}, "paths": {}}"#);
//!
//! let api = Router::<()>::new(); // `server::router(…)` of generated code
//! let app: Router = docs::router(&DOCUMENT).merge(api);
//! ```
//!
//! | path | what |
//! |---|---|
//! | `/openapi.json`, `/openapi.yaml` | the document, with the address that it was asked for as its server |
//! | `/docs` | the page, with a script and a style sheet of its own below it |
//!
//! All is made once; a request costs an address and a header. Each answer has a strong `ETag` (RFC 9110, section 8.8.3) and
//! may be kept, but is to be asked for again, which gives 304. The router has no fallback, so that it merges with any
//! other whose paths are others; the API is merged last, so that it answers at all paths that are none.
//!
//! # The page
//!
//! It needs nothing from elsewhere, runs under the Content-Security-Policy that it is sent with, and shows texts of the document as
//! texts. It opens large documents, of whose operations it builds those that are looked at. Keys that are typed in are
//! kept in the memory of the page, and are gone with it.
//!
//! It is of this crate's own, since those that there are do not serve: Swagger UI 5.32 does run under that policy, but
//! opening one operation of a document of 4 MB whose schemas refer to each other in circles stops it for minutes. Of the crates that ship it,
//! `utoipa-swagger-ui` takes 72 others, `utoipa-swagger-ui-vendored` is an archive of 1.8 MB that stood still for two
//! years before it was brought up to date, and `swagger-ui-redist` (1.9 MB) has had a single release; `utoipa-scalar`,
//! `utoipa-redoc` and `utoipa-rapidoc` load their scripts from another host. The page here is three files of
//! some 60 kB together.

mod address;
mod answer;
mod page;
mod served;
mod yaml;

#[cfg(test)]
mod tests;

use crate::document::Document;
use crate::server::Router;
use address::{Address, Addressing};
use answer::{Fixed, answer};
use axum::extract::Request;
use axum::routing::{MethodRouter, get};
use page::Page;
use served::Served;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The document at `/openapi.json` and `/openapi.yaml` and the page at `/docs`, as a router to merge with that of the API.
///
/// [`Docs`] is the same with a choice.
pub fn router(document: &Document) -> Router {
    Docs::new(document).router()
}

/// What is shown of a server, and where.
///
/// ```
/// use timely_runtime::docs::Docs;
/// use timely_runtime::document::Document;
/// # static DOCUMENT: Document = Document::new("Pets", "1", r#"{"openapi": "3.1.0", "info": {}, "paths": {}}"#);
///
/// let router = Docs::new(&DOCUMENT)
///     .server_url("https://api.example.com/v1")
///     .title("Pets for partners")
///     .page("/reference")
///     .router();
/// # let _: timely_runtime::server::Router = router;
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until it is a router"]
pub struct Docs<'d> {
    document: &'d Document,
    title: Option<String>,
    addressing: Addressing,
    keeps_servers: bool,
    json: Option<String>,
    yaml: Option<String>,
    page: Option<String>,
}

impl<'d> Docs<'d> {
    /// All of it, at the usual paths.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            title: None,
            addressing: Addressing::default(),
            keeps_servers: false,
            json: Some("/openapi.json".to_owned()),
            yaml: Some("/openapi.yaml".to_owned()),
            page: Some("/docs".to_owned()),
        }
    }

    /// The address of the server (OpenAPI 3.1.1, section 4.8.5), as the document is to say it: an absolute one, or one
    /// from the root, such as `/v1`.
    ///
    /// By default it is where the document was asked for, without a host: `/`, or the path that the router is nested at.
    pub fn server_url(mut self, url: impl Into<String>) -> Self {
        self.addressing.fixed = Some(url.into());
        self
    }

    /// Below what the operations are, from where this router is, such as `/v1`; by default nothing.
    ///
    /// It has no effect beside [`server_url`](Self::server_url).
    pub fn api_path(mut self, path: impl Into<String>) -> Self {
        self.addressing.api_path = path.into();
        self
    }

    /// Has an absolute address made of what the request says it was sent to: `X-Forwarded-Proto`, `X-Forwarded-Host` and
    /// `X-Forwarded-Prefix`, or else `Host`.
    ///
    /// Only for a server behind a proxy that sets these fields: otherwise whoever asks chooses what they say.
    pub fn trust_forwarded(mut self) -> Self {
        self.addressing.trusts_forwarded = true;
        self
    }

    /// Keeps the servers that the document names, after the one that answers. By default they are left out.
    pub fn keep_servers(mut self) -> Self {
        self.keeps_servers = true;
        self
    }

    /// The title of the page; by default that of the document.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Where the document is as JSON, instead of `/openapi.json`.
    pub fn json(mut self, path: impl Into<String>) -> Self {
        self.json = Some(path.into());
        self
    }

    /// Where the document is as YAML, instead of `/openapi.yaml`.
    pub fn yaml(mut self, path: impl Into<String>) -> Self {
        self.yaml = Some(path.into());
        self
    }

    /// Where the page is, instead of `/docs`.
    pub fn page(mut self, path: impl Into<String>) -> Self {
        self.page = Some(path.into());
        self
    }

    /// Leaves out the YAML.
    pub fn without_yaml(mut self) -> Self {
        self.yaml = None;
        self
    }

    /// Leaves out the page.
    pub fn without_page(mut self) -> Self {
        self.page = None;
        self
    }

    /// The router. It has routes for `GET` and `HEAD`, and no fallback.
    pub fn router(self) -> Router {
        let json = rooted(self.json.as_deref().unwrap_or_default());
        let mut routes = Routes::default();
        if let Some(page) = self.page.as_deref() {
            let title = self.title.as_deref();
            let title = title.unwrap_or_else(|| self.document.title());
            let page = Page::new(&rooted(page), title, &json, self.addressing.origin());
            for (path, file) in page.files() {
                routes.add(&path, fixed(file));
            }
        }
        let (document, yaml) = Served::both(self.document, self.keeps_servers, self.yaml.is_some());
        routes.add(&json, shown(document, &json, self.addressing.clone()));
        if let (Some(path), Some(document)) = (self.yaml.as_deref(), yaml) {
            let path = rooted(path);
            routes.add(&path, shown(document, &path, self.addressing));
        }
        routes.router
    }
}

/// A path from the root.
fn rooted(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

/// Routes, each for one path.
#[derive(Default)]
struct Routes {
    router: Router,
    taken: BTreeSet<String>,
}

impl Routes {
    /// Adds a route, whose path means itself. The first one at a path stays.
    fn add(&mut self, path: &str, route: MethodRouter) {
        if self.taken.insert(path.to_owned()) {
            let path = path.replace('{', "{{").replace('}', "}}");
            let router = std::mem::take(&mut self.router);
            self.router = router.without_v07_checks().route(&path, route);
        }
    }
}

/// What is the same for all who ask.
fn fixed(file: Fixed) -> MethodRouter {
    let file = Arc::new(file);
    get(move |request: Request| async move { file.answer(request.headers()) })
}

/// The document, with the address that it was asked for.
fn shown(document: Served, path: &str, addressing: Addressing) -> MethodRouter {
    let shared = Arc::new((document, path.to_owned(), addressing));
    get(move |request: Request| async move {
        let (document, path, addressing) = &*shared;
        let address = Address::of(&request, path, addressing);
        let text = document.at(&address);
        let mut response = answer(request.headers(), document.media_type(), text);
        if let Some(vary) = addressing.vary() {
            response.headers_mut().insert(http::header::VARY, vary);
        }
        response
    })
}
