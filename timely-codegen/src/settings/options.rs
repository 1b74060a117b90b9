//! The settings themselves: every key, its type, its default, and what it does.

use super::{CodeLevels, Compat, PaginationRules, RefTarget, TypeSettings, WebhookSettings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How code is generated from one document.
///
/// Every field is a key of the same name in `codegen.toml` and in `openapi!`. Build one from
/// [`Settings::default`] with the methods of the same names:
///
/// ```
/// use timely_codegen::settings::{Output, Settings};
///
/// let settings = Settings::default()
///     .outputs([Output::Client])
///     .format("date-time", "String")
///     .exclude("internal*");
/// assert!(settings.outputs.models && !settings.outputs.server);
/// assert!(!settings.wants_operation("internalPing"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// The modules to generate; by default all but the document itself and the mock.
    ///
    /// ```toml
    /// outputs = ["models", "client"]
    /// ```
    pub outputs: Outputs,
    /// The public shape of the code: that of this version of the generator; by default the newest.
    ///
    /// With it, a crate keeps its shape when the generator is upgraded, until `timely upgrade` moves it on.
    ///
    /// ```toml
    /// compat = "0.2"
    /// ```
    pub compat: Compat,
    /// Whether the modules `client`, `server` and `webhooks` are put behind Cargo features of those names; no by
    /// default.
    ///
    /// For a crate that consists of generated code, so that its users pay for one side only.
    ///
    /// ```toml
    /// feature_gates = true
    /// ```
    pub feature_gates: bool,
    /// Whether the operations of each tag are put behind a Cargo feature of the tag's own, `tag-` and the name of its
    /// module with dashes; no by default.
    ///
    /// For a large API, of which most users need a part: the client and the server of the other tags, and the models
    /// that only those use, are not compiled. The documentation of the generated code lists the features for
    /// `Cargo.toml`.
    ///
    /// ```toml
    /// tag_features = true
    /// ```
    pub tag_features: bool,
    /// The path by which generated code reaches the runtime crate; `::timely_runtime` by default.
    ///
    /// ```toml
    /// runtime_path = "::my_sdk::runtime"
    /// ```
    pub runtime_path: String,
    /// The path by which programs reach the generated code: the name of the crate that consists of it, or the path of its
    /// outermost module. None by default.
    ///
    /// The examples in the documentation begin with it, and `cargo test --doc` compiles them. Without it, a crate may
    /// hold the code anywhere: the examples say `api`, and are not compiled (`ignore`).
    ///
    /// ```toml
    /// crate_path = "my_sdk"
    /// ```
    pub crate_path: Option<String>,
    /// Whether the documentation has examples: a call for each operation, made of the document's own examples, and a tour
    /// of the client on the first page; yes by default.
    ///
    /// An example takes about a dozen lines of documentation, and none of code.
    ///
    /// ```toml
    /// examples = false
    /// ```
    pub examples: bool,
    /// The Rust type for a `format` of the document; `"String"` turns a built-in one off, and `"f64"` or `"i64"` one of numbers
    /// that are held by their digits.
    ///
    /// The type must implement serde's `Serialize` and `Deserialize`, `Clone`, `Debug` and `PartialEq`.
    ///
    /// ```toml
    /// formats = { date-time = "::jiff::Timestamp", email = "String" }
    /// ```
    ///
    /// What a built-in one means can be held in place of its text: `uuid = "rt::Uuid"`, where `rt` is the runtime. A
    /// client then fails to read a response in which one of them is not of its format, and a UUID in capitals goes on in
    /// small letters.
    pub formats: BTreeMap<String, String>,
    /// Whether texts are held to every format of JSON Schema (2020-12, section 7.3): also to `hostname`, `idn-hostname`,
    /// `idn-email`, `uri-reference`, `iri`, `iri-reference`, `uri-template`, `json-pointer`, `relative-json-pointer`, `regex`, `time`
    /// and `duration`, of which no type is made. No by default: the standard has formats as annotations, and documents use
    /// these with less care than the ones that have a type.
    ///
    /// ```toml
    /// assert_formats = true
    /// ```
    pub assert_formats: bool,
    /// Derives for every model, beyond the built-in ones.
    ///
    /// `Eq`, `Hash`, `Default`, `PartialOrd`, `Ord` and `Copy` are derived where every member has them: see [`TypeSettings::derive`].
    /// With any other one structs derive serde's traits too and carry its attributes, which other derives read; that takes a
    /// compiler about twice as long.
    ///
    /// ```toml
    /// derives = ["::schemars::JsonSchema"]
    /// ```
    pub derives: Vec<String>,
    /// Rust names in place of the ones made from the document: of component schemas and operations by their names in the
    /// document, and of these, properties, parameters and alternatives of unions by JSON pointer. The document may give them
    /// itself, as `x-rust-name`; what is said here comes first.
    ///
    /// ```toml
    /// rename = { "/components/schemas/Err" = "ApiError", listAll = "list_everything" }
    /// ```
    pub rename: BTreeMap<String, String>,
    /// What single types are told: a type of one's own in their place, derives and attributes. The keys are names of
    /// component schemas, or JSON pointers to schemas anywhere in the document, which begin with `/`; a `*` in them stands for
    /// any characters, and alone for all schemas.
    ///
    /// Lists of several keys that name one type go together; of other settings those of the exact key count, or of the longest
    /// pattern.
    ///
    /// ```toml
    /// [targets.timely.types."Money"]
    /// use = "my_money::Money"
    ///
    /// [targets.timely.types."*"]
    /// derive = ["Eq", "Hash", "Default"]
    /// ```
    pub types: BTreeMap<String, TypeSettings>,
    /// The operations to generate, by `operationId`; a `*` at the end stands for any ending. Empty means all.
    ///
    /// ```toml
    /// include = ["getContact", "list*"]
    /// ```
    pub include: Vec<String>,
    /// The operations to leave out, written as in `include`; wins over it.
    ///
    /// ```toml
    /// exclude = ["admin*"]
    /// ```
    pub exclude: Vec<String>,
    /// The error body that the server sends for what it refuses itself. By default it is the one that most errors of
    /// the document have, filled in by the names and types of its properties, or else RFC 9457
    /// `application/problem+json`.
    ///
    /// ```toml
    /// [targets.timely.errors]
    /// fields = { "/error/code" = "code", "/error/message" = "message" }
    /// ```
    pub errors: Option<ErrorSettings>,
    /// What the server refuses, and with what.
    ///
    /// ```toml
    /// [targets.timely.server]
    /// statuses = [400, 401, 403, 404, 405, 429, 500]
    /// unknown_query = "refuse"
    /// ```
    pub server: ServerSettings,
    /// How list operations are paged: by a rule, by several, or as the generator recognizes it. By default as the document says
    /// it, by `x-pagination`, which comes after the rules that are written here, and before what is recognized.
    ///
    /// ```toml
    /// [targets.timely.pagination]
    /// style = "page"
    /// page_param = "page"
    /// items = "/data"
    /// total_pages = "/pagination/total_pages"
    /// ```
    pub pagination: Option<PaginationRules>,
    /// How a repeated request is recognised as the same one. By default as the document says it, by `x-idempotency-key`, which
    /// comes after what is said here.
    ///
    /// ```toml
    /// idempotency = { header = "Idempotency-Key" }
    /// ```
    pub idempotency: Option<Idempotency>,
    /// The header field of responses that has the id of the request, which errors and responses of the client tell;
    /// `x-request-id` by default.
    ///
    /// ```toml
    /// request_id_header = "X-Amzn-RequestId"
    /// ```
    pub request_id_header: Option<String>,
    /// What the environment variables of a client begin with, which `Client::from_env` reads: the base URL, the timeout and the credentials.
    /// Capital letters, digits and underscores. None by default, and a client without that function.
    ///
    /// ```toml
    /// env_prefix = "MY_SDK"
    /// ```
    pub env_prefix: Option<String>,
    /// What a client and a sender of webhooks call themselves in `User-Agent`, before the runtime: `"crate"`, the name and the version of
    /// the package that holds the code, or of the document where nothing but Cargo could tell; `"document"`, its title and version as tokens
    /// of HTTP; or any other text, which has to be products of RFC 9110, section 10.1.5. By default `"crate"`, but for the macro
    /// `openapi!` `"document"`: the package is the program's there.
    ///
    /// ```toml
    /// user_agent = "acme-sdk/1.4"
    /// ```
    pub user_agent: Option<String>,
    /// How streams of events end. By default with the message alone; clients of JSON then skip an event `[DONE]`.
    ///
    /// ```toml
    /// events = { done = "[DONE]" }
    /// ```
    pub events: Option<EventSettings>,
    /// How webhook deliveries are signed. None by default: webhooks then need a scheme at run time.
    ///
    /// ```toml
    /// [targets.timely.webhooks]
    /// signature_header = "X-Webhook-Signature"
    /// prefix = "sha256="
    /// ```
    pub webhooks: Option<WebhookSettings>,
    /// Whether a local `$ref` may lead out of the document's folder; no by default.
    ///
    /// ```toml
    /// allow_outside_folder = true
    /// ```
    pub allow_outside_folder: bool,
    /// What references lead to, where that is not where they say: for a URI a local file, since nothing is fetched; for the
    /// beginning of URIs, with `/` at its end, a folder; or for a file the crate or module that has its types already.
    ///
    /// A key is a URI, or the path of a file from the folder of the document or of `codegen.toml`. The longest key that fits
    /// counts. A file that is named here may be anywhere.
    ///
    /// ```toml
    /// [targets.timely.refs]
    /// "https://example.com/common.yaml" = "vendor/common.yaml"
    /// "money.yaml" = { crate = "money_models" }
    /// ```
    pub refs: BTreeMap<String, RefTarget>,
    /// [Overlays](https://spec.openapis.org/overlay/v1.1.0.html) that are applied to the document, in this order. In
    /// `codegen.toml` their paths are relative to that file, as the document's is.
    ///
    /// ```toml
    /// overlays = ["fixes.overlay.yaml"]
    /// ```
    pub overlays: Vec<PathBuf>,
    /// The folder that the paths of settings are relative to. It is no setting: the same settings are the same anywhere.
    #[serde(skip)]
    pub(crate) folder: PathBuf,
    /// How large a document may be, with the files that it refers to, in MiB; 512 by default. One that is larger is not read.
    ///
    /// ```toml
    /// max_document_size = 1024
    /// ```
    pub max_document_size: u32,
    /// Whether nothing is generated from a document in which something is assumed or repaired, such as what a `$ref`
    /// that leads to nothing may have meant; no by default: such a place is generated by that assumption, with a warning.
    ///
    /// What concerns the document as a whole, such as its syntax, is refused in any case.
    ///
    /// ```toml
    /// strict = true
    /// ```
    pub strict: bool,
    /// The setting that had [`strict`](field@Settings::strict)'s part before: `true` is the default now, and `false` is `strict`.
    ///
    /// ```toml
    /// lenient = true
    /// ```
    pub lenient: Option<bool>,
    /// Whether inline schemas that are equal, descriptions apart, become one type, the other names of which are aliases;
    /// yes by default. Equal are those with the same properties, types, constraints and defaults.
    ///
    /// ```toml
    /// share_types = false
    /// ```
    pub share_types: bool,
    /// Whether bodies of XML have types, as those of JSON have; yes by default, which takes the feature `xml` of the runtime. Without
    /// it, XML is left out beside JSON that holds the same, and is text elsewhere.
    ///
    /// ```toml
    /// xml = false
    /// ```
    pub xml: bool,
    /// Whether every model has its constraints, as `Validate`; by default where a server or a receiver of webhooks is generated,
    /// which hold requests to them, and in models without a client. A client alone has those that tell the alternatives
    /// of its unions apart.
    ///
    /// ```toml
    /// validate = true
    /// ```
    pub validate: Option<bool>,
    /// Whether an operation that cannot be generated is left out, with a warning that names it; no by default: nothing
    /// is generated then.
    ///
    /// ```toml
    /// skip_unsupported = true
    /// ```
    pub skip_unsupported: bool,
    /// How serious messages are taken, by their codes, which `timely explain` lists: `"allow"`, `"warn"` or `"deny"`; or by JSON
    /// pointers as messages show them, of which each stands for what is below it as well, the longest first.
    ///
    /// An error that leaves nothing to generate has no level.
    ///
    /// ```toml
    /// [targets.timely.diagnostics]
    /// degraded = "allow"
    /// unknown-key = "deny"
    /// unresolved-reference = { "#/components/schemas/Legacy" = "warn" }
    /// ```
    pub diagnostics: BTreeMap<String, CodeLevels>,
    /// Whether all warnings are errors that `diagnostics` does not allow; no by default.
    ///
    /// ```toml
    /// deny_warnings = true
    /// ```
    pub deny_warnings: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            outputs: Outputs::default(),
            compat: Compat::NEWEST,
            feature_gates: false,
            tag_features: false,
            runtime_path: "::timely_runtime".to_owned(),
            crate_path: None,
            examples: true,
            formats: BTreeMap::new(),
            assert_formats: false,
            derives: Vec::new(),
            rename: BTreeMap::new(),
            types: BTreeMap::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            errors: None,
            server: ServerSettings::default(),
            pagination: None,
            idempotency: None,
            request_id_header: None,
            env_prefix: None,
            user_agent: None,
            events: None,
            webhooks: None,
            refs: BTreeMap::new(),
            overlays: Vec::new(),
            folder: PathBuf::new(),
            allow_outside_folder: false,
            // Published documents without references come to 80.
            max_document_size: 512,
            strict: false,
            lenient: None,
            share_types: true,
            xml: true,
            validate: None,
            skip_unsupported: false,
            diagnostics: BTreeMap::new(),
            deny_warnings: false,
        }
    }
}

/// One module of generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Output {
    /// The types of the document's schemas. Every other module needs them: they are generated whatever the list says.
    Models,
    /// The client trait and its HTTP implementation.
    Client,
    /// The service trait and its axum router.
    Server,
    /// The webhook events, for senders and receivers.
    Webhooks,
    /// The document itself as text, in one piece and after overlays: for servers that show it, and for mocks. It is not
    /// among the defaults.
    Document,
    /// A mock of the API, which answers as the document says. It is not among the defaults.
    Mock,
}

impl Output {
    /// Every output, the one that all others need first.
    pub const ALL: &[Self] = &[
        Self::Models,
        Self::Client,
        Self::Server,
        Self::Webhooks,
        Self::Document,
        Self::Mock,
    ];

    /// Its name in settings, which is that of its module, and but for the models and the document of a feature of
    /// `timely-runtime`.
    ///
    /// ```
    /// use timely_codegen::settings::Output;
    ///
    /// assert_eq!(Output::Client.name(), "client");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Models => "models",
            Self::Client => "client",
            Self::Server => "server",
            Self::Webhooks => "webhooks",
            Self::Document => "document",
            Self::Mock => "mock",
        }
    }
}

/// The modules to generate; a list of [`Output`]s in text.
///
/// ```
/// use timely_codegen::settings::{Output, Outputs};
///
/// let outputs: Outputs = [Output::Server].into_iter().collect();
/// assert!(outputs.models && outputs.server);
/// assert!(!outputs.client && !outputs.webhooks);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Output>", into = "Vec<Output>")]
#[non_exhaustive]
pub struct Outputs {
    /// The types of the document's schemas.
    pub models: bool,
    /// The client trait and its HTTP implementation.
    pub client: bool,
    /// The service trait and its axum router.
    pub server: bool,
    /// The webhook events, for senders and receivers.
    pub webhooks: bool,
    /// The document itself as text.
    pub document: bool,
    /// A mock of the API.
    pub mock: bool,
}

impl Default for Outputs {
    fn default() -> Self {
        Self {
            models: true,
            client: true,
            server: true,
            webhooks: true,
            document: false,
            mock: false,
        }
    }
}

impl FromIterator<Output> for Outputs {
    fn from_iter<I: IntoIterator<Item = Output>>(outputs: I) -> Self {
        let mut all = Self {
            models: true,
            client: false,
            server: false,
            webhooks: false,
            document: false,
            mock: false,
        };
        for output in outputs {
            match output {
                Output::Models => {}
                Output::Client => all.client = true,
                Output::Server => all.server = true,
                Output::Webhooks => all.webhooks = true,
                Output::Document => all.document = true,
                Output::Mock => all.mock = true,
            }
        }
        all
    }
}

impl TryFrom<Vec<Output>> for Outputs {
    type Error = &'static str;

    fn try_from(outputs: Vec<Output>) -> Result<Self, Self::Error> {
        if outputs.is_empty() {
            return Err("the list of outputs is empty: nothing would be generated");
        }
        Ok(outputs.into_iter().collect())
    }
}

impl From<Outputs> for Vec<Output> {
    fn from(outputs: Outputs) -> Self {
        let wanted = [
            (outputs.models, Output::Models),
            (outputs.client, Output::Client),
            (outputs.server, Output::Server),
            (outputs.webhooks, Output::Webhooks),
            (outputs.document, Output::Document),
            (outputs.mock, Output::Mock),
        ];
        wanted
            .into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, output)| output)
            .collect()
    }
}

/// The body the server sends for what it refuses itself: no route, no credential, a broken constraint, a panic.
///
/// ```toml
/// [targets.timely.errors]
/// content_type = "application/json"
/// fields = { "/error/code" = "code", "/error/message" = "message", "/success" = { constant = false } }
/// codes = { 400 = "bad_request", 404 = "not_found" }
/// invalid_request = 422
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ErrorSettings {
    /// The media type of the body; `application/json` by default.
    pub content_type: String,
    /// What stands where: a JSON pointer into the body, and what is put there.
    pub fields: BTreeMap<String, ErrorField>,
    /// The machine-readable code per status; the reason phrase in `SCREAMING_SNAKE_CASE` where none is given.
    pub codes: BTreeMap<u16, String>,
    /// The status for broken constraints, 400 or 422; 400 by default. Where an operation documents only the other of
    /// the two, it is that one. A body that is not even JSON is answered with 400, unless only 422 is documented.
    pub invalid_request: u16,
}

impl Default for ErrorSettings {
    fn default() -> Self {
        Self {
            content_type: "application/json".to_owned(),
            fields: BTreeMap::new(),
            codes: BTreeMap::new(),
            invalid_request: 400,
        }
    }
}

/// What is put in one place of an error body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ErrorField {
    /// The machine-readable code of [`ErrorSettings::codes`].
    Code,
    /// A sentence for a human reader.
    Message,
    /// The HTTP status as a number.
    Status,
    /// The status's reason phrase, such as `Not Found`.
    Title,
    /// The list of violations, each with its place, JSON pointer, and what was expected and found.
    Violations,
    /// Always this value: `{ constant = false }`.
    Constant(serde_json::Value),
}

/// What the server refuses, and with what.
///
/// ```toml
/// [targets.timely.server]
/// statuses = [400, 401, 403, 404, 405, 429, 500]
/// unknown_query = "refuse"
/// escaped_commas = "separator"
/// body_limit = 65536
/// prefix = "document"
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ServerSettings {
    /// The statuses that the server may answer with by itself where an operation does not document them; any by
    /// default. In place of 406, 408, 413, 415 and 422 goes 400 where they are not listed, and 500 in place of 501 and
    /// above; without 406, what a sender accepts is not looked at.
    pub statuses: Vec<u16>,
    /// What becomes of query parameters that an operation does not have.
    pub unknown_query: UnknownQuery,
    /// How an escaped comma (`%2C`) is read in a list whose items commas separate, in the query and in forms; as a part
    /// of its item by default.
    pub escaped_commas: EscapedCommas,
    /// The largest request body, in bytes, where the document names no limit (with `x-body-limit` beside the schema
    /// of a media type, or `maxLength` of bytes); 2 MiB by default.
    pub body_limit: Option<usize>,
    /// What stands before the paths of the document in those of the router; nothing by default.
    pub prefix: ServerPrefix,
    /// What becomes of operations that a service does not implement.
    pub unimplemented: Unimplemented,
}

/// What becomes of operations that a service does not implement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unimplemented {
    /// The service does not compile; this is the default, so that no operation is forgotten.
    #[default]
    CompileError,
    /// They are answered with 501: the methods of the traits have bodies, so that a server can grow one by one.
    Answer,
}

/// What stands before the paths of the document in those of the router: a part of the URL that the document's paths do not
/// have (OpenAPI 3.1, section 4.8.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum ServerPrefix {
    /// Nothing; this is the default.
    #[default]
    None,
    /// The path of the first server of the document. Where its variables stand, paths may have any of their values.
    Document,
    /// This path, such as `/v1`. A name in braces, as in `/{region}/v1`, stands for any text without a slash.
    Path(String),
}

impl From<String> for ServerPrefix {
    fn from(text: String) -> Self {
        match text.as_str() {
            "" | "none" => Self::None,
            "document" => Self::Document,
            _ => Self::Path(text),
        }
    }
}

impl From<ServerPrefix> for String {
    fn from(prefix: ServerPrefix) -> Self {
        match prefix {
            ServerPrefix::None => "none".to_owned(),
            ServerPrefix::Document => "document".to_owned(),
            ServerPrefix::Path(path) => path,
        }
    }
}

/// What becomes of query parameters that an operation does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum UnknownQuery {
    /// Nothing; this is the default.
    #[default]
    Ignore,
    /// The request is refused.
    Refuse,
}

/// How an escaped comma (`%2C`) is read in a list whose items commas separate (`explode: false`), in the query and in
/// forms.
///
/// Where no item can have a comma in it, as in a list of numbers, dates or enums, it separates in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EscapedCommas {
    /// As a part of its item, as RFC 6570 says and generated clients send it; this is the default, since nothing that is
    /// sent by the standard is read as something else.
    #[default]
    Item,
    /// As a separator: for browsers, whose `URLSearchParams` escape separators as well. No item can have a comma then.
    Separator,
}

/// The header that makes a request safe to repeat.
///
/// ```toml
/// idempotency = { header = "Idempotency-Key" }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Idempotency {
    /// The header's name. The client sends a fresh key with each call, the same one on every attempt: with each
    /// operation that has the header as a parameter, where the caller gives none; or with every POST and PATCH, if no
    /// operation has it.
    pub header: String,
}

/// How streams of events (`text/event-stream`) end.
///
/// ```toml
/// events = { done = "[DONE]" }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EventSettings {
    /// The data of the event after which nothing comes. A client ends the stream there, without an error, and takes it for no
    /// event; a server sends it after the last event of each stream.
    pub done: String,
}
