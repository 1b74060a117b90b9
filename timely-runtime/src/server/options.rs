//! The limits of a server, and what its user may replace.

use super::{Admission, CheckBudget, EscapedCommas, Failure, ResponseFault};
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
            .finish_non_exhaustive()
    }
}
