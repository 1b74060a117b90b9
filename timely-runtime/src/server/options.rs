//! The limits of a server, and what its user may replace.

use super::routing::{Layers, Scope};
use super::{
    Admission, CheckBudget, EscapedCommas, Failure, OperationLayer, Prefix, ResponseFault,
};
use crate::Operation;
use axum::body::Body;
use http::Response;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

type Render = dyn Fn(&Failure<'_>) -> Response<Body> + Send + Sync;
pub(super) type Report = dyn Fn(&ResponseFault<'_>) + Send + Sync;

/// The limits of a server, and what its user may replace.
///
/// ```
/// use timely_runtime::server::{Options, UnknownQuery};
///
/// let options = Options::default()
///     .body_limit(64 * 1024)
///     .unknown_query(UnknownQuery::Refuse);
/// assert_eq!(options.body_limit, 65_536);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// The largest request body, in bytes, where the document names no limit; 2 MiB unless set. A larger one is
    /// answered with 413.
    pub body_limit: usize,
    /// What becomes of query parameters that the operation does not have; they are ignored unless set.
    pub unknown_query: UnknownQuery,
    /// How much work the check of one request may be, and with [`Options::check_responses`] of one response. A request
    /// that takes more is refused as one that is not valid.
    pub check_budget: CheckBudget,
    /// How an escaped comma in a list is read; as a part of its item unless set.
    pub escaped_commas: EscapedCommas,
    /// What is asked about each request once its credentials are accepted; nothing unless set.
    pub admission: Option<Arc<dyn Admission>>,
    render: Option<Arc<Render>>,
    report: Option<Arc<Report>>,
    prefix: Option<Arc<Prefix>>,
    layers: Layers,
}

/// What becomes of query parameters that an operation does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownQuery {
    /// Nothing: links get parameters on their way, such as those that count visitors.
    #[default]
    Ignore,
    /// They are violations, so that a misspelt filter is not taken for none.
    Refuse,
}

impl Options {
    /// Sets the largest request body, in bytes, where the document names no limit.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets what becomes of query parameters that the operation does not have.
    #[must_use]
    pub fn unknown_query(mut self, unknown: UnknownQuery) -> Self {
        self.unknown_query = unknown;
        self
    }

    /// Sets how much work the check of one message may be.
    #[must_use]
    pub fn check_budget(mut self, budget: CheckBudget) -> Self {
        self.check_budget = budget;
        self
    }

    /// Sets how an escaped comma (`%2C`) is read in a list whose items commas separate, in the query and in forms.
    #[must_use]
    pub fn escaped_commas(mut self, commas: EscapedCommas) -> Self {
        self.escaped_commas = commas;
        self
    }

    /// Sets what is asked about each request once its credentials are accepted, such as a rate limit.
    #[must_use]
    pub fn admission(mut self, admission: impl Admission) -> Self {
        self.admission = Some(Arc::new(admission));
        self
    }

    /// Writes all errors that the server makes itself with a function in place of the document's
    /// [`ErrorFormat`](super::ErrorFormat), to add a field or to change the texts. Header fields that belong to an
    /// error, such as `Allow`, are added to what it returns.
    ///
    /// ```
    /// use timely_runtime::server::{Failure, Options};
    ///
    /// let options = Options::default().render_errors(|failure: &Failure<'_>| {
    ///     let mut response = failure.response();
    ///     response.headers_mut().insert("x-docs", "https://docs.example.com/errors".parse().unwrap());
    ///     response
    /// });
    /// ```
    #[must_use]
    pub fn render_errors(
        mut self,
        render: impl Fn(&Failure<'_>) -> Response<Body> + Send + Sync + 'static,
    ) -> Self {
        self.render = Some(Arc::new(render));
        self
    }

    /// Holds what handlers answer to the document, and logs what is not as it says. The response goes out all the
    /// same: its work is done. This reads each JSON body a second time, so that it is for tests and for staging.
    #[must_use]
    pub fn check_responses(self) -> Self {
        self.report_responses(|_| ())
    }

    /// As [`Options::check_responses`], and tells a function as well.
    #[must_use]
    pub fn report_responses(
        mut self,
        report: impl Fn(&ResponseFault<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.report = Some(Arc::new(report));
        self
    }

    /// Serves the operations below a path, such as that of the address of the server: `/v1`, or `/{region}/v1` with
    /// variables (see [`Prefix`]). In place of one that was set before, such as by the setting `server.prefix`; an
    /// empty one is none.
    ///
    /// Handlers see it in their URI, which they do not where the router is nested at a path of axum's.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Prefix>) -> Self {
        let prefix = prefix.into();
        self.prefix = (!prefix.is_empty()).then(|| Arc::new(prefix));
        self
    }

    /// Puts a tower layer around each operation, between the routing and the checks of credentials. The layer finds the
    /// operation in the extensions of the request, as `&'static Operation`, and may answer in its place; if it
    /// panics, 500 is answered.
    ///
    /// The layers of all operations stand around those of tags, and those around the ones of single operations; of
    /// several, the last one is the outermost. What is around the whole router, such as paths that are not found, is for
    /// axum's `Router::layer`.
    ///
    /// ```
    /// use axum::extract::Request;
    /// use axum::middleware::{Next, from_fn};
    /// use timely_runtime::Operation;
    /// use timely_runtime::server::Options;
    ///
    /// let options = Options::default().layer(from_fn(|request: Request, next: Next| async {
    ///     let operation = request.extensions().get::<&'static Operation>().map(|operation| operation.id);
    ///     let response = next.run(request).await;
    ///     println!("{operation:?}: {}", response.status());
    ///     response
    /// }));
    /// # let _ = options;
    /// ```
    #[must_use]
    pub fn layer(mut self, layer: impl OperationLayer) -> Self {
        self.layers.add(Scope::All, layer);
        self
    }

    /// As [`Options::layer`], around the operations that are listed under a tag, as the document writes it: those whose
    /// first tag it is. If a router has none, the log says so.
    #[must_use]
    pub fn layer_tag(mut self, tag: impl Into<String>, layer: impl OperationLayer) -> Self {
        self.layers.add(Scope::Tag(tag.into()), layer);
        self
    }

    /// As [`Options::layer`], around one operation, such as `&operations::GET_CONTACT`. If a router does not have it, as that
    /// of another version of the document, the log says so.
    #[must_use]
    pub fn layer_operation(
        mut self,
        operation: &'static Operation,
        layer: impl OperationLayer,
    ) -> Self {
        self.layers.add(Scope::Operation(operation), layer);
        self
    }

    pub(super) fn own_prefix(&self) -> Option<&Arc<Prefix>> {
        self.prefix.as_ref()
    }

    pub(super) fn layers(&self) -> &Layers {
        &self.layers
    }

    /// Whether a function of the user's writes errors.
    pub(super) fn renders(&self) -> bool {
        self.render.is_some()
    }

    pub(super) fn render(&self, failure: &Failure<'_>) -> Response<Body> {
        let Some(render) = &self.render else {
            return failure.response();
        };
        // A function that panics on an error must not break the connection.
        catch_unwind(AssertUnwindSafe(|| render(failure))).unwrap_or_else(|_| {
            tracing::error!("the function that renders errors panicked");
            failure.response()
        })
    }

    pub(super) fn report(&self) -> Option<&Report> {
        self.report.as_deref()
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            body_limit: 2 * 1024 * 1024,
            unknown_query: UnknownQuery::Ignore,
            check_budget: CheckBudget::DEFAULT,
            escaped_commas: EscapedCommas::Item,
            admission: None,
            render: None,
            report: None,
            prefix: None,
            layers: Layers::default(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("body_limit", &self.body_limit)
            .field("unknown_query", &self.unknown_query)
            .field("check_budget", &self.check_budget)
            .field("escaped_commas", &self.escaped_commas)
            .field("admission", &self.admission.is_some())
            .field("renders_errors", &self.render.is_some())
            .field("checks_responses", &self.report.is_some())
            .field("prefix", &self.prefix)
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}
