//! The operations behind one route of axum, and which of them a request is for.

use super::{Common, Endpoint};
use crate::server::Rejection;
use crate::server::conditions::Asked;
use crate::server::pipeline::NOT_FOUND;
use axum::extract::Request;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The operations behind one route of axum, by path, in the order to try the paths. No path is without operations.
#[derive(Default)]
pub(super) struct Group {
    paths: Vec<Vec<Endpoint>>,
    /// Whether the method alone says which operation a request is for, axum having found the path.
    is_plain: bool,
    /// Whether axum knows all of the methods, so that it can list them.
    pub(super) is_listed: bool,
}

/// What a request is for.
pub(super) enum Selected<'g> {
    /// An operation.
    Operation(&'g Endpoint),
    /// To learn of the methods of a path: these, or those that axum lists.
    Methods(HeaderMap),
    /// Nothing; it is refused as the operations of the path are.
    Nothing(Arc<Common>, Rejection),
}

/// Endpoints by the route that axum matches, and in it by path.
pub(super) fn groups(endpoints: Vec<Endpoint>) -> BTreeMap<String, Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for endpoint in endpoints {
        groups.entry(endpoint.route()).or_default().add(endpoint);
    }
    for group in groups.values_mut() {
        group.finish();
    }
    groups
}

impl Group {
    fn add(&mut self, endpoint: Endpoint) {
        let mut paths = self.paths.iter_mut();
        let path = paths.find(|path| path.iter().all(|known| known.has_path_of(&endpoint)));
        let Some(path) = path else {
            self.paths.push(vec![endpoint]);
            return;
        };
        let method = endpoint.operation.method;
        match path.iter().find(|known| known.operation.method == method) {
            Some(known) => tracing::warn!(
                operation = endpoint.operation.id,
                method,
                path = endpoint.operation.path,
                by = known.operation.id,
                "another operation is served at this method and path already, and stays"
            ),
            None => path.push(endpoint),
        }
    }

    fn finish(&mut self) {
        // The most specific first: `/a/{id}:run` before `/a/{id}`.
        self.paths.sort_by_key(|path| {
            path.first().map(|first| {
                let (pairs, literals) = first.template.weight();
                Reverse((pairs, literals, first.operation.conditions.len()))
            })
        });
        self.is_plain = match self.paths.as_slice() {
            [endpoints] => endpoints.iter().all(Endpoint::is_plain),
            _ => false,
        };
    }

    /// The methods of all operations.
    pub(super) fn methods(&self) -> impl Iterator<Item = &'static str> {
        self.paths
            .iter()
            .flatten()
            .map(|endpoint| endpoint.operation.method)
    }

    /// What a request is for, of these operations.
    pub(super) fn select(&self, request: &Request) -> Selected<'_> {
        let (method, path) = (request.method(), request.uri().path());
        // Nearly all routes stand for one path.
        if self.is_plain
            && let [endpoints] = self.paths.as_slice()
        {
            return match by_method(endpoints, method) {
                Some(endpoint) => Selected::Operation(endpoint),
                // axum lists the methods, as there may be operations of other routers among them.
                None if self.is_listed => {
                    self.without_operation(method, endpoints, HeaderMap::new())
                }
                None => self.without_operation(method, endpoints, allow(self.methods())),
            };
        }
        let query = request.uri().query().unwrap_or_default();
        let is_of_path = |endpoints: &&Vec<Endpoint>| {
            let mut endpoints = endpoints.iter();
            endpoints.any(|endpoint| endpoint.matches(path))
        };
        let Some(endpoints) = self.meant(method, query, request.headers(), is_of_path) else {
            return self.not_found();
        };
        match by_method(endpoints, method) {
            // Templates of one path match the same.
            Some(endpoint) => Selected::Operation(endpoint),
            None => {
                // Those that are told by something else of the request are of the path as well.
                let is_same = |endpoint: &&Endpoint| {
                    let mut meant = endpoints.iter();
                    meant.any(|meant| meant.has_template_of(endpoint))
                };
                let told = self.paths.iter().flatten().filter(is_same);
                let methods = allow(told.map(|endpoint| endpoint.operation.method));
                self.without_operation(method, endpoints, methods)
            }
        }
    }

    fn without_operation(
        &self,
        method: &Method,
        endpoints: &[Endpoint],
        methods: HeaderMap,
    ) -> Selected<'_> {
        if method == Method::OPTIONS {
            return Selected::Methods(methods);
        }
        match endpoints.first() {
            Some(first) => Selected::Nothing(
                Arc::clone(&first.common),
                Rejection::new(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "This path does not have an operation with this method.",
                )
                .with_headers(methods),
            ),
            None => self.not_found(),
        }
    }

    fn not_found(&self) -> Selected<'_> {
        let mut endpoints = self.paths.iter().flatten();
        match endpoints.next() {
            Some(first) => Selected::Nothing(
                Arc::clone(&first.common),
                Rejection::new(StatusCode::NOT_FOUND, NOT_FOUND),
            ),
            // There is no group without operations.
            None => Selected::Methods(HeaderMap::new()),
        }
    }

    /// The operations of the path that is meant by a request. One with a query, or with conditions, stands beside one without,
    /// which may have the other methods.
    fn meant(
        &self,
        method: &Method,
        query: &str,
        headers: &HeaderMap,
        is_of_path: impl Fn(&&Vec<Endpoint>) -> bool,
    ) -> Option<&Vec<Endpoint>> {
        let asked = OnceCell::new();
        let asked = || asked.get_or_init(|| Asked::new(query, headers));
        let answers = |endpoints: &Vec<Endpoint>| {
            let mut endpoints = endpoints.iter();
            endpoints.any(|endpoint| endpoint.operation.method == method.as_str())
        };
        let is_meant = |endpoints: &&Vec<Endpoint>| match endpoints.first() {
            None => false,
            Some(first) => match first.distinction() {
                (false, []) => true,
                (has_query, conditions) => {
                    (!has_query || first.template.takes(query))
                        && asked().has(conditions)
                        && answers(endpoints)
                }
            },
        };
        let found = self
            .paths
            .iter()
            .find(|path| is_meant(path) && is_of_path(path));
        // Without what tells them apart, a request is held to the one that asks for least, which says what is missing.
        let is_told = |path: &&Vec<Endpoint>| {
            let first = path.first().map(Endpoint::distinction);
            matches!(first, Some((false, [_, ..])))
        };
        let others = self.paths.iter().rev();
        let mut others = others.filter(|path| is_told(path) && is_of_path(path));
        found.or_else(|| {
            let any = others.clone().next();
            others.find(|path| answers(path)).or(any)
        })
    }
}

/// The operation of a method; of GET for HEAD, where there is none of its own (RFC 9110, section 9.3.2).
fn by_method<'e>(endpoints: &'e [Endpoint], method: &Method) -> Option<&'e Endpoint> {
    let of = |method: &str| {
        let mut endpoints = endpoints.iter();
        endpoints.find(|endpoint| endpoint.operation.method == method)
    };
    of(method.as_str()).or_else(|| match *method {
        Method::HEAD => of("GET"),
        _ => None,
    })
}

/// The methods of a path, those included that it has by itself.
fn allow<'m>(methods: impl Iterator<Item = &'m str>) -> HeaderMap {
    let mut methods: Vec<&str> = methods.chain(["OPTIONS"]).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods.dedup();
    match HeaderValue::from_str(&methods.join(", ")) {
        Ok(value) => HeaderMap::from_iter([(header::ALLOW, value)]),
        Err(_) => HeaderMap::new(),
    }
}
