//! [`Settings`] as a chain of calls, one per key.

use super::{
    CodeLevels, Compat, ErrorField, ErrorSettings, EventSettings, Idempotency, Output,
    PaginationRules, RefTarget, ServerSettings, Settings, TypeSettings, WebhookSettings,
};

use crate::diagnostic::{Code, Level};
use std::path::PathBuf;

impl Settings {
    /// The modules to generate; models are always among them.
    ///
    /// ```
    /// # use timely_codegen::settings::{Output, Settings};
    /// let settings = Settings::default().outputs([Output::Client, Output::Webhooks]);
    /// # assert!(settings.outputs.webhooks && !settings.outputs.server);
    /// ```
    #[must_use]
    pub fn outputs(mut self, outputs: impl IntoIterator<Item = Output>) -> Self {
        self.outputs = outputs.into_iter().collect();
        self
    }

    /// The public shape of the code, by the version of the generator that it is of.
    ///
    /// ```
    /// # use timely_codegen::settings::{Compat, Settings};
    /// let settings = Settings::default().compat(Compat::V0_1);
    /// # assert_eq!(settings.compat.as_str(), "0.1");
    /// ```
    #[must_use]
    pub fn compat(mut self, shape: Compat) -> Self {
        self.compat = shape;
        self
    }

    /// Whether `client`, `server` and `webhooks` are put behind Cargo features of those names.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().feature_gates(true);
    /// # assert!(settings.feature_gates);
    /// ```
    #[must_use]
    pub fn feature_gates(mut self, on: bool) -> Self {
        self.feature_gates = on;
        self
    }

    /// Whether the operations of each tag are put behind a Cargo feature of the tag's own.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().tag_features(true);
    /// # assert!(settings.tag_features);
    /// ```
    #[must_use]
    pub fn tag_features(mut self, on: bool) -> Self {
        self.tag_features = on;
        self
    }

    /// The path by which generated code reaches the runtime crate.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().runtime_path("::my_sdk::runtime");
    /// # assert_eq!(settings.runtime_path, "::my_sdk::runtime");
    /// ```
    #[must_use]
    pub fn runtime_path(mut self, path: impl Into<String>) -> Self {
        self.runtime_path = path.into();
        self
    }

    /// The path by which programs reach the generated code, which its examples begin with.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().crate_path("my_sdk");
    /// # assert_eq!(settings.crate_path.as_deref(), Some("my_sdk"));
    /// ```
    #[must_use]
    pub fn crate_path(mut self, path: impl Into<String>) -> Self {
        self.crate_path = Some(path.into());
        self
    }

    /// What the environment variables of a client begin with, which gives it `Client::from_env`.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().env_prefix("MY_SDK");
    /// # assert_eq!(settings.env_prefix.as_deref(), Some("MY_SDK"));
    /// ```
    #[must_use]
    pub fn env_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.env_prefix = Some(prefix.into());
        self
    }

    /// What a client calls itself in `User-Agent`: `"crate"`, `"document"`, or a text.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().user_agent("acme-sdk/1.4");
    /// # assert_eq!(settings.user_agent.as_deref(), Some("acme-sdk/1.4"));
    /// ```
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// Whether the documentation has examples.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().examples(false);
    /// # assert!(!settings.examples);
    /// ```
    #[must_use]
    pub fn examples(mut self, on: bool) -> Self {
        self.examples = on;
        self
    }

    /// The Rust type for one `format` of the document; `"String"` turns a built-in one off.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().format("date-time", "::jiff::Timestamp").format("email", "String");
    /// # assert_eq!(settings.formats.len(), 2);
    /// ```
    #[must_use]
    pub fn format(mut self, format: impl Into<String>, rust_type: impl Into<String>) -> Self {
        self.formats.insert(format.into(), rust_type.into());
        self
    }

    /// Whether texts are held to every format of JSON Schema, also to those of which no type is made.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().assert_formats(true);
    /// # assert!(settings.assert_formats);
    /// ```
    #[must_use]
    pub fn assert_formats(mut self, on: bool) -> Self {
        self.assert_formats = on;
        self
    }

    /// One more derive for every model.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().derive("::schemars::JsonSchema");
    /// # assert_eq!(settings.derives.len(), 1);
    /// ```
    #[must_use]
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.derives.push(path.into());
        self
    }

    /// A Rust name for what stands at a JSON pointer, or for every thing of that name in the document.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().rename("/components/schemas/Err", "ApiError");
    /// # assert_eq!(settings.rename.len(), 1);
    /// ```
    #[must_use]
    pub fn rename(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.rename.insert(from.into(), to.into());
        self
    }

    /// What types are told that are named by a component's name, a JSON pointer, or a pattern of these with `*`.
    ///
    /// ```
    /// # use timely_codegen::settings::{Settings, TypeSettings};
    /// let settings = Settings::default()
    ///     .types("Money", TypeSettings::default().path("my_money::Money"))
    ///     .types("*", TypeSettings::default().derive("Eq").derive("Hash"));
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn types(mut self, selector: impl Into<String>, settings: TypeSettings) -> Self {
        self.types.insert(selector.into(), settings);
        self
    }

    /// Generates this operation, and no others than those so named; a `*` at the end stands for any ending.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().include("getContact").include("list*");
    /// # assert!(settings.wants_operation("listContacts") && !settings.wants_operation("createContact"));
    /// ```
    #[must_use]
    pub fn include(mut self, operation: impl Into<String>) -> Self {
        self.include.push(operation.into());
        self
    }

    /// Leaves this operation out; a `*` at the end stands for any ending.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().exclude("admin*");
    /// # assert!(settings.wants_operation("getContact") && !settings.wants_operation("adminReset"));
    /// ```
    #[must_use]
    pub fn exclude(mut self, operation: impl Into<String>) -> Self {
        self.exclude.push(operation.into());
        self
    }

    /// The error body that the server sends for what it refuses itself.
    ///
    /// ```
    /// # use timely_codegen::settings::{ErrorField, ErrorSettings, Settings};
    /// let errors = ErrorSettings::default().field("/error/message", ErrorField::Message);
    /// let settings = Settings::default().errors(errors);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn errors(mut self, errors: ErrorSettings) -> Self {
        self.errors = Some(errors);
        self
    }

    /// What the server refuses, and with what.
    ///
    /// ```
    /// # use timely_codegen::settings::{ServerSettings, Settings, UnknownQuery};
    /// let mut server = ServerSettings::default();
    /// server.unknown_query = UnknownQuery::Refuse;
    /// let settings = Settings::default().server(server);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn server(mut self, server: ServerSettings) -> Self {
        self.server = server;
        self
    }

    /// How list operations are paged: a rule, several, or [`PaginationRules::Auto`].
    ///
    /// ```
    /// # use timely_codegen::settings::{PageStyle, Pagination, Settings};
    /// let mut pages = Pagination::new(PageStyle::Page, "page", "/data");
    /// pages.total_pages = Some("/pagination/total_pages".to_owned());
    /// let settings = Settings::default().pagination(pages);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn pagination(mut self, pagination: impl Into<PaginationRules>) -> Self {
        self.pagination = Some(pagination.into());
        self
    }

    /// The header field of responses that has the id of the request.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().request_id_header("X-Amzn-RequestId");
    /// assert_eq!(settings.request_id_header.as_deref(), Some("X-Amzn-RequestId"));
    /// ```
    #[must_use]
    pub fn request_id_header(mut self, header: impl Into<String>) -> Self {
        self.request_id_header = Some(header.into());
        self
    }

    /// The header that makes a request safe to repeat.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().idempotency("Idempotency-Key");
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn idempotency(mut self, header: impl Into<String>) -> Self {
        self.idempotency = Some(Idempotency {
            header: header.into(),
        });
        self
    }

    /// The data of the event that ends a stream of events.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().events_done("[DONE]");
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn events_done(mut self, data: impl Into<String>) -> Self {
        self.events = Some(EventSettings { done: data.into() });
        self
    }

    /// How webhook deliveries are signed.
    ///
    /// ```
    /// # use timely_codegen::settings::{Settings, WebhookSettings};
    /// let mut scheme = WebhookSettings::new("X-Webhook-Signature");
    /// scheme.prefix = "sha256=".to_owned();
    /// let settings = Settings::default().webhooks(scheme);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn webhooks(mut self, webhooks: WebhookSettings) -> Self {
        self.webhooks = Some(webhooks);
        self
    }

    /// Whether a local `$ref` may lead out of the document's folder.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().allow_outside_folder(true);
    /// # assert!(settings.allow_outside_folder);
    /// ```
    #[must_use]
    pub fn allow_outside_folder(mut self, allow: bool) -> Self {
        self.allow_outside_folder = allow;
        self
    }

    /// What the references lead to that a key names, which is a URI, the beginning of URIs, or the path of a file.
    ///
    /// ```
    /// # use timely_codegen::settings::{RefTarget, Settings};
    /// let settings = Settings::default()
    ///     .refs("https://example.com/common.yaml", "vendor/common.yaml")
    ///     .refs("money.yaml", RefTarget::default().crate_name("money_models"));
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn refs(mut self, key: impl Into<String>, target: impl Into<RefTarget>) -> Self {
        self.refs.insert(key.into(), target.into());
        self
    }

    /// Overlays that are applied to the document, in this order.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().overlays(["fixes.overlay.yaml"]);
    /// # assert_eq!(settings.overlays.len(), 1);
    /// ```
    #[must_use]
    pub fn overlays(mut self, paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.overlays = paths.into_iter().map(Into::into).collect();
        self
    }

    /// The folder that the paths of [`overlays`](field@Settings::overlays) are relative to; by default the one that the program
    /// runs in.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().in_folder("spec").overlays(["fixes.overlay.yaml"]);
    /// ```
    #[must_use]
    pub fn in_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }

    /// The paths of the overlays, from the folder that they are relative to.
    pub(crate) fn overlay_paths(&self) -> Vec<PathBuf> {
        let paths = self.overlays.iter();
        paths.map(|path| self.folder.join(path)).collect()
    }

    /// How large a document may be, with the files that it refers to, in MiB.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().max_document_size(1024);
    /// # assert_eq!(settings.max_document_size, 1024);
    /// ```
    #[must_use]
    pub fn max_document_size(mut self, mebibytes: u32) -> Self {
        self.max_document_size = mebibytes;
        self
    }

    /// Whether nothing is generated from a document in which something is assumed or repaired.
    ///
    /// ```
    /// use timely_codegen::{Generator, settings::Settings};
    ///
    /// let document = r##"{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "components": {"schemas": {
    ///     "Pet": {"type": "object", "properties": {"owner": {"$ref": "#/components/schemas/Owner"}}}}}}"##;
    /// let generator = Generator::from_str("pets.json", document);
    /// // Any value may be the owner, and a warning says so.
    /// assert!(generator.clone().run().module.is_some());
    /// let strict = generator.settings(Settings::default().strict(true));
    /// assert!(strict.run().module.is_none());
    /// ```
    #[must_use]
    pub fn strict(mut self, on: bool) -> Self {
        self.strict = on;
        self
    }

    /// Whether inline schemas that are equal, descriptions apart, become one type, the other names of which are aliases.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().share_types(false);
    /// # assert!(!settings.share_types);
    /// ```
    #[must_use]
    pub fn share_types(mut self, on: bool) -> Self {
        self.share_types = on;
        self
    }

    /// Whether bodies of XML have types, as those of JSON have.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().xml(false);
    /// # assert!(!settings.xml);
    /// ```
    #[must_use]
    pub fn xml(mut self, on: bool) -> Self {
        self.xml = on;
        self
    }

    /// Whether every model has its constraints, as `Validate`: by default where requests are held to them, and not in a client
    /// alone.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().validate(true);
    /// # assert_eq!(settings.validate, Some(true));
    /// ```
    #[must_use]
    pub fn validate(mut self, on: bool) -> Self {
        self.validate = Some(on);
        self
    }

    /// Whether an operation that cannot be generated is left out, with a warning that names it.
    ///
    /// ```
    /// # use timely_codegen::settings::Settings;
    /// let settings = Settings::default().skip_unsupported(true);
    /// # assert!(settings.skip_unsupported);
    /// ```
    #[must_use]
    pub fn skip_unsupported(mut self, on: bool) -> Self {
        self.skip_unsupported = on;
        self
    }

    /// How serious messages of a code are taken; see [`Settings::diagnostics`](field@Settings::diagnostics).
    ///
    /// ```
    /// # use timely_codegen::{diagnostic::{Code, Level}, settings::Settings};
    /// let settings = Settings::default().diagnostic(Code::Degraded, Level::Allow);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn diagnostic(mut self, code: Code, level: Level) -> Self {
        let levels = CodeLevels::Everywhere(level);
        self.diagnostics.insert(code.as_str().to_owned(), levels);
        self
    }

    /// How serious messages of a code are taken at a JSON pointer and below.
    ///
    /// ```
    /// # use timely_codegen::{diagnostic::{Code, Level}, settings::Settings};
    /// let settings = Settings::default().diagnostic_at(Code::Degraded, "#/components/schemas/Old", Level::Allow);
    /// # assert!(settings.problems().is_empty());
    /// ```
    #[must_use]
    pub fn diagnostic_at(mut self, code: Code, pointer: impl Into<String>, level: Level) -> Self {
        let levels = self
            .diagnostics
            .entry(code.as_str().to_owned())
            .or_default();
        levels.set(pointer.into(), level);
        self
    }

    /// Whether warnings are errors.
    ///
    /// ```
    /// use timely_codegen::{Generator, settings::Settings};
    ///
    /// let document = "{openapi: 3.1.0, info: {title: Pets, version: '1', sumary: Pets}, paths: {}}";
    /// let generator = Generator::from_str("pets.yaml", document);
    /// assert!(generator.run().module.is_some());
    /// let denying = generator.settings(Settings::default().deny_warnings(true));
    /// assert!(denying.run().module.is_none());
    /// ```
    #[must_use]
    pub fn deny_warnings(mut self, on: bool) -> Self {
        self.deny_warnings = on;
        self
    }

    /// Whether `include` and `exclude` together leave this operation in.
    #[must_use]
    pub fn wants_operation(&self, id: &str) -> bool {
        let named = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, id));
        (self.include.is_empty() || named(&self.include)) && !self.leaves_out(id)
    }

    /// Whether a webhook or callback of this name is left out: those are generated unless `exclude` names them.
    pub(crate) fn leaves_out(&self, id: &str) -> bool {
        self.exclude.iter().any(|pattern| matches(pattern, id))
    }
}

/// Whether an operation's id is the pattern, or starts with it when the pattern ends in `*`.
fn matches(pattern: &str, id: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => id.starts_with(start),
        None => id == pattern,
    }
}

impl ErrorSettings {
    /// Puts something at a JSON pointer of the body; see [`ErrorSettings::fields`].
    #[must_use]
    pub fn field(mut self, pointer: impl Into<String>, field: ErrorField) -> Self {
        self.fields.insert(pointer.into(), field);
        self
    }

    /// The machine-readable code for one status; see [`ErrorSettings::codes`].
    #[must_use]
    pub fn code(mut self, status: u16, code: impl Into<String>) -> Self {
        self.codes.insert(status, code.into());
        self
    }
}
