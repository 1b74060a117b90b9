//! The mock as a service.

use super::answer::{Answers, Asked};
use super::mounted::Mounted;
use super::prefer::Preferences;
use super::random::seed_of;
use super::script::Script;
use super::sheet::{Names, OperationSheet, Sheet, SheetError};
use super::state::{self, State};
use super::values::TypeExamples;
use crate::server::input::Input;
use crate::server::routes::ServiceRoutes;
use crate::server::{
    AuthError, Authenticator, Candidate, ClientCertificate, Context, Credential, ErrorFormat,
    Options, Rejection, Router,
};
use crate::{Direction, Operation, RawResponse, Schema, Secret};
use axum::extract::Request;
use http::Uri;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A mock of an API, to be made a router.
///
/// ```no_run
/// # use timely_runtime::mock::Mock;
/// # async fn serve(service: fn() -> Mock) -> std::io::Result<()> {
/// let router = service().stateful(true).router();
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// axum::serve(listener, router).await
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Mock {
    script: Script,
    seed: u64,
    is_dynamic: bool,
    is_stateful: bool,
    key: Option<Secret>,
    options: Options,
}

impl Mock {
    /// A mock of a script.
    #[doc(hidden)]
    pub fn new(script: Script) -> Self {
        Self {
            script,
            seed: 0,
            is_dynamic: false,
            is_stateful: false,
            key: None,
            options: Options::default(),
        }
    }

    /// The operations that it answers.
    #[must_use]
    pub const fn operations(&self) -> &'static [&'static Operation] {
        self.script.operations
    }

    /// How it writes errors.
    #[must_use]
    pub const fn errors(&self) -> &'static ErrorFormat {
        self.script.errors
    }

    /// Sets what all values are made from. Another seed gives other values; requests may name their own (`Prefer: seed=7`).
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Makes up values also where the document has examples, as a request asks for with `Prefer: dynamic=true`.
    pub fn dynamic(self, is_dynamic: bool) -> Self {
        Self { is_dynamic, ..self }
    }

    /// Keeps what is created: it is listed, read, changed and gone again, and what was not created is not found.
    ///
    /// Which operations belong together, the document says by its links, or else by its paths: `POST /contacts` and
    /// `GET /contacts/{id}`. What is kept is in memory, up to 10,000 items and 64 MiB, beyond which the oldest go.
    pub fn stateful(self, is_stateful: bool) -> Self {
        Self {
            is_stateful,
            ..self
        }
    }

    /// Accepts this credential alone: a key, a token, or `user:password`. Unless set, any that is well formed is accepted.
    pub fn key(self, key: impl Into<Secret>) -> Self {
        let key = Some(key.into());
        Self { key, ..self }
    }

    /// Sets the path before those of the operations, in place of that of the document's address. Requests may leave it out.
    pub fn base_path(mut self, base_path: &str) -> Self {
        self.script = self.script.base_path(super::intern::text(base_path));
        self
    }

    /// Sets the limits of the server, and what else a server may be told.
    pub fn options(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// The router: an ordinary one, which is a transport for clients as well.
    ///
    /// # Panics
    /// When the script is not one that the generator wrote. [`Mock::try_router`] returns that as an error.
    #[allow(clippy::expect_used, reason = "the generator writes no other scripts")]
    pub fn router(self) -> Router {
        self.try_router().expect("the generator wrote the script")
    }

    /// As [`router`](Self::router), of a script that comes from elsewhere.
    ///
    /// # Errors
    /// When the script says nothing that can be read.
    pub fn try_router(self) -> Result<Router, SheetError> {
        let base_path = self.script.base_path;
        let (errors, options) = (self.script.errors, self.options.clone());
        let engine = Engine::of(&self)?;
        let keys = Keys(self.key.clone());
        let mut routes = ServiceRoutes::new(engine, keys, errors, options);
        for operation in self.script.operations {
            add(&mut routes, operation);
        }
        // Whatever a caller shows is accepted, and what the connection would show as well.
        let certificate = self.key.unwrap_or_else(|| "mock".into());
        let certificate = axum::middleware::map_request(move |mut request: Request| {
            let certificate = ClientCertificate::new(certificate.clone());
            request.extensions_mut().insert(certificate);
            std::future::ready(request)
        });
        Ok(Mounted::mount(
            base_path,
            routes.into_router().layer(certificate),
        ))
    }
}

/// An operation that a mock has no answer for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Miss {
    /// The operation.
    pub operation: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong.
    pub fault: String,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operation, status, fault) = (self.operation, self.status, &self.fault);
        write!(
            f,
            "{operation} has no answer with the status {status}: {fault}"
        )
    }
}

impl Mock {
    /// Makes the success of each operation, and holds it to its schema: those that are missed.
    ///
    /// # Errors
    /// When the script says nothing that can be read.
    pub fn misses(&self) -> Result<Vec<Miss>, SheetError> {
        let engine = Engine::of(self)?;
        let operations = self.script.operations.iter();
        Ok(operations
            .filter_map(|operation| engine.miss(operation))
            .collect())
    }
}

/// Adds an operation, by what its security is.
fn add(routes: &mut ServiceRoutes<Engine, Keys>, operation: &'static Operation) {
    let is_open = operation.security.is_empty();
    let is_optional = operation.security.iter().any(|it| it.is_empty());
    match (is_open, is_optional) {
        (true, _) => routes.add_open(operation, handle),
        (_, true) => routes.add_optional(operation, handle),
        _ => routes.add(operation, handle),
    }
}

/// What a handler returns.
type Handled = Result<Result<RawResponse, RawResponse>, Rejection>;

async fn handle<P: Send + Sync>(
    engine: Arc<Engine>,
    context: Context<P>,
    mut input: Input,
) -> Handled {
    let body = input.any_body().await?;
    let arguments = input.params::<Map<String, Value>>().unwrap_or_default();
    // What takes long to make does not hold up other requests.
    let call = Call {
        operation: context.operation(),
        uri: context.uri().clone(),
        preferences: Preferences::of(context.headers()),
        headers: context.headers().clone(),
        body,
        arguments,
    };
    let answered = crate::server::offload::run(move || engine.answer(&call)).await?;
    answered.map(Ok)
}

/// A request that has passed all checks.
pub(super) struct Call {
    pub(super) operation: &'static Operation,
    pub(super) uri: Uri,
    pub(super) preferences: Preferences,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Option<Value>,
    /// The parameters by their fields.
    pub(super) arguments: Map<String, Value>,
}

/// What answers.
pub(super) struct Engine {
    script: Script,
    said: OnceLock<(Sheet, Names)>,
    answers: HashMap<usize, OnceLock<Answers>>,
    examples: OnceLock<TypeExamples>,
    state: Option<State>,
    seed: u64,
    is_dynamic: bool,
}

impl Engine {
    fn of(mock: &Mock) -> Result<Self, SheetError> {
        let script = mock.script;
        let operations = script.operations.iter();
        let said = OnceLock::new();
        let mut state = None;
        if mock.is_stateful || !script.is_late() {
            let (sheet, names) = Sheet::read(&script)?;
            state = mock
                .is_stateful
                .then(|| State::of(script.operations, &sheet));
            let _ = said.set((sheet, names));
        }
        Ok(Self {
            script,
            said,
            answers: operations
                .map(|it| (address(it), OnceLock::new()))
                .collect(),
            examples: OnceLock::new(),
            state,
            seed: mock.seed,
            is_dynamic: mock.is_dynamic,
        })
    }

    /// What an operation may answer, made when it is asked for the first time.
    pub(super) fn answers(&self, operation: &'static Operation) -> Option<&Answers> {
        let answers = self.answers.get(&address(operation))?;
        Some(answers.get_or_init(|| {
            let unknown = OperationSheet::default();
            let (sheet, names) = self.said();
            let sheet = sheet.operations.get(operation.id).unwrap_or(&unknown);
            Answers::of(operation, sheet, names)
        }))
    }

    pub(super) fn examples(&self) -> &TypeExamples {
        self.examples.get_or_init(|| {
            let (sheet, names) = self.said();
            Sheet::examples(&sheet.types, names)
        })
    }

    /// What the document says of the answers. Of what is made late nothing is wrong.
    fn said(&self) -> &(Sheet, Names) {
        self.said
            .get_or_init(|| Sheet::read(&self.script).unwrap_or_default())
    }

    pub(super) fn asked<'c>(&self, call: &'c Call) -> Asked<'c> {
        let preferences = call.preferences.clone();
        let seed = preferences.seed.unwrap_or(self.seed);
        let path = call.uri.path_and_query().map_or("/", |path| path.as_str());
        let of_request = seed_of([call.operation.method, path]);
        Asked {
            is_dynamic: preferences.dynamic.unwrap_or(self.is_dynamic),
            is_spare: false,
            seed: of_request ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15),
            preferences,
            headers: &call.headers,
        }
    }

    /// What is wrong with the success of an operation.
    fn miss(&self, operation: &'static Operation) -> Option<Miss> {
        let call = Call {
            operation,
            uri: Uri::from_static("/"),
            preferences: Preferences::default(),
            headers: http::HeaderMap::new(),
            body: None,
            arguments: Map::new(),
        };
        let answers = self.answers(operation)?;
        let asked = self.asked(&call);
        let chosen = answers.success().accepted(&call.headers);
        let miss = |fault: String| Miss {
            operation: operation.id,
            status: chosen.status,
            fault,
        };
        let schema = chosen.media.map_or(Schema::ANY, |media| media.schema);
        let shown = || schema.text().chars().take(2000).collect::<String>();
        let body = match answers.value(chosen, &asked, self.examples()) {
            Ok(body) => body,
            Err(_) => return Some(miss(format!("no value is found for {}", shown()))),
        };
        if let Some(body) = &body {
            let violations = schema.check(body, Direction::Response);
            if !violations.is_empty() {
                return Some(miss(violations.to_string()));
            }
        }
        let answer = self.answer(&call).err();
        answer.map(|_| miss(format!("it cannot be written: {}", shown())))
    }

    fn answer(&self, call: &Call) -> Result<RawResponse, Rejection> {
        let Some(answers) = self.answers(call.operation) else {
            return Err(Rejection::internal());
        };
        let asked = self.asked(call);
        // Who asks for a certain answer does not ask for what is kept.
        let is_plain = asked.preferences.code.is_none() && asked.preferences.example.is_none();
        if let Some(state) = self.state.as_ref().filter(|_| is_plain)
            && let Some(answer) = state.answer(self, answers, call)?
        {
            return Ok(answer);
        }
        let chosen = answers.chosen(&asked)?;
        let body = |asked: &Asked<'_>| -> Result<Option<Value>, Rejection> {
            if chosen.status >= 300 || asked.preferences.example.is_some() {
                return Ok(None);
            }
            let mut body = answers.value(chosen, asked, self.examples())?;
            if let (Some(body), Some(media)) = (&mut body, chosen.media) {
                state::echo(body, media.schema, call);
            }
            Ok(body)
        };
        let answer = answers.write(chosen, &asked, self.examples(), body(&asked)?);
        answer.or_else(|_| {
            // What a form or XML cannot hold may be what need not be there.
            let spare = Asked {
                is_spare: true,
                is_dynamic: true,
                ..asked
            };
            answers.write(chosen, &spare, self.examples(), body(&spare)?)
        })
    }
}

/// Where an operation is, which no other one has.
fn address(operation: &'static Operation) -> usize {
    std::ptr::from_ref(operation).addr()
}

/// Accepts one credential, or all.
struct Keys(Option<Secret>);

impl Authenticator for Keys {
    type Principal = ();

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<(), AuthError> {
        let is_known = |credential: &Credential| match &self.0 {
            Some(key) => key.matches(credential.secret.expose()),
            None => true,
        };
        match candidate.credentials.iter().all(is_known) {
            true => Ok(()),
            false => Err(AuthError::Unauthorized),
        }
    }

    fn has_scope(&self, (): &(), _: &str) -> bool {
        true
    }
}
