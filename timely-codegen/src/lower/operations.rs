//! Operations, grouped by tag.

use super::bodies::Side;
use super::calls::PendingCallback;
use super::names::{Case, Scope, identifier, pascal, shouty, snake};
use super::{Lowering, Section, docs};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Body, Group, Operation};
use crate::normalize::internal;
use indexmap::IndexMap;
use openapiv3::{PathItem, ReferenceOr};
use serde_json::Value;

/// Names that stand beside the modules of tags already, or that cannot be the name of a file of code.
const MODULE_NAMES: &[&str] = &[
    "rt",
    "bodies",
    "headers",
    "parameters",
    "security",
    "mod",
    "gen",
];

/// Methods that clients and servers have already: their own, and those of the traits that hold for everything, which
/// would be found on the reference to a service before the service's own.
const METHOD_NAMES: &[&str] = &[
    "builder", "new", "as_ref", "borrow", "clone", "drop", "into", "to_owned", "try_into",
];

/// The scopes in which operations get their names, and what of them waits for its turn.
pub(super) struct Names<'a> {
    pub(super) types: Scope,
    statics: Scope,
    methods: Scope,
    /// The modules of tags, webhooks and callbacks.
    pub(super) modules: Scope,
    ids: IndexMap<String, Pointer>,
    /// What the settings can name: the ids of all operations of both directions, left out or not.
    pub(super) seen: Vec<String>,
    /// The callbacks of the operations that were lowered.
    pub(super) callbacks: Vec<PendingCallback<'a>>,
}

impl Names<'_> {
    pub(super) fn new() -> Self {
        Self {
            types: Scope::of_types(),
            statics: Scope::new(Case::Shouty),
            methods: Scope::reserving(Case::Snake, METHOD_NAMES),
            modules: Scope::reserving(Case::Snake, MODULE_NAMES),
            ids: IndexMap::new(),
            seen: Vec::new(),
            callbacks: Vec::new(),
        }
    }
}

/// An operation as it stands in the document.
pub(super) struct Source<'a> {
    /// The path template; empty for what the API sends.
    pub(super) path: &'a str,
    pub(super) item: &'a PathItem,
    pub(super) item_at: Pointer,
    pub(super) method: &'a str,
    pub(super) operation: &'a openapiv3::Operation,
    pub(super) at: Pointer,
}

/// What an operation is called, and the word that tells it from another of that name.
pub(super) struct Called<'n> {
    pub(super) id: String,
    pub(super) word: &'n str,
    /// The method's name, from a scope of the caller's.
    pub(super) method_name: String,
}

impl<'a> Lowering<'a> {
    /// Lowers every operation that the settings want.
    pub(super) fn lower_operations(&mut self, names: &mut Names<'a>) -> Vec<Group> {
        let mut groups: IndexMap<String, Vec<Operation>> = IndexMap::new();
        let base = Pointer::root().child("paths");
        for (path, item) in &self.openapi.paths.paths {
            let at = base.child(path);
            let ReferenceOr::Item(item) = item else {
                self.unsupported(
                    &at,
                    "a path item by reference is not supported yet",
                    "write the path item in place",
                );
                continue;
            };
            self.report_methods(item, &at);
            for (method, operation) in item.iter() {
                let source = Source {
                    path,
                    item,
                    item_at: at.clone(),
                    method,
                    operation,
                    at: at.child(method),
                };
                if let Some(lowered) = self.lower_operation(source, names) {
                    let tag = operation.tags.first().map_or("default", String::as_str);
                    groups.entry(tag.to_owned()).or_default().push(lowered);
                }
            }
        }
        self.check_pagination(&groups);
        name_streams(&mut groups, &mut names.methods);
        self.name_groups(groups, &mut names.modules)
    }

    /// Names operations of methods that OpenAPI 3.0 does not know.
    pub(super) fn report_methods(&mut self, item: &PathItem, pointer: &Pointer) {
        let Some(Value::Object(operations)) = item.extensions.get(internal::OPERATIONS) else {
            return;
        };
        for (method, operation) in operations {
            let id = operation.get("operationId").and_then(Value::as_str);
            if id.is_some_and(|id| !self.settings.wants_operation(id)) {
                continue;
            }
            self.unsupported(
                pointer,
                format!("operations of the method {method} are not supported yet"),
                "leave the operation out by the `exclude` setting",
            );
        }
    }

    /// Reports a path that is no template.
    fn check_path(&mut self, path: &str, pointer: &Pointer) {
        let mut depth = 0_usize;
        let balanced = path.chars().all(|c| {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => return false,
                '}' => depth -= 1,
                _ => {}
            }
            depth <= 1
        });
        if !path.starts_with('/') || !balanced || depth != 0 || path.contains("{}") {
            self.diagnostics
                .error(
                    Code::InvalidDocument,
                    pointer,
                    format!("`{path}` is no path template"),
                )
                .help("a path begins with `/`, and each name in it stands between `{` and `}`");
        }
    }

    fn lower_operation(&mut self, source: Source<'a>, names: &mut Names<'a>) -> Option<Operation> {
        let id = self.operation_id(&source, names);
        if !self.settings.wants_operation(&id) {
            return None;
        }
        self.check_path(source.path, &source.item_at);
        self.collect_callbacks(&id, &source, names);
        let (security, security_optional) = match &source.operation.security {
            Some(own) => self.lower_security(own, &source.at.child("security")),
            None => self.lower_security(
                self.openapi.security.as_deref().unwrap_or_default(),
                &Pointer::root().child("security"),
            ),
        };
        let wanted = self.renamed(&id, &source.at).unwrap_or(&id);
        let method_name = identifier(&names.methods.claim(&snake(wanted), &["operation"]));
        let called = Called {
            id,
            word: "Operation",
            method_name,
        };
        let mut lowered = self.lower_source(&source, called, None, names);
        lowered.security = security;
        lowered.security_optional = security_optional;
        lowered.pagination = self.lower_pagination(&lowered);
        Some(lowered)
    }

    /// What operations of both directions have in common; without security and pagination.
    ///
    /// The body may have been lowered before.
    pub(super) fn lower_source(
        &mut self,
        source: &Source<'a>,
        called: Called<'_>,
        body: Option<Body>,
        names: &mut Names<'a>,
    ) -> Operation {
        let Source {
            path,
            item,
            method,
            operation,
            at,
            ..
        } = source;
        let wanted = self.renamed(&called.id, at).unwrap_or(&called.id);
        let stem = names.types.claim_stem(
            &super::parameters::params_name(wanted),
            &[called.word],
            &["Response", "Error"],
        );
        let static_name = names.statics.claim(&shouty(&stem), &[]);
        let parameters = self.lower_parameters(
            &stem,
            path,
            (&item.parameters, source.item_at.child("parameters")),
            (&operation.parameters, at.child("parameters")),
        );
        let body = body.or_else(|| self.lower_body(&format!("{stem}Body"), operation, at));
        let responses = self.lower_responses(&stem, &operation.responses, &at.child("responses"));
        self.report_ignored(operation, at);
        Operation {
            id: called.id,
            method_name: called.method_name,
            static_name,
            http_method: method.to_ascii_uppercase(),
            path: (*path).to_owned(),
            pointer: at.clone(),
            docs: docs::of(operation.summary.as_ref(), operation.description.as_ref()),
            deprecated: operation.deprecated,
            parameters: parameters.parameters,
            arguments: parameters.arguments,
            optional: parameters.optional,
            body,
            security: Vec::new(),
            security_optional: false,
            success: responses.success,
            error_name: responses.error_name,
            errors: responses.errors,
            pagination: None,
        }
    }

    /// `operationId`, unique; one that is missing is made of method and path.
    fn operation_id(&mut self, source: &Source<'a>, names: &mut Names<'a>) -> String {
        let (method, path) = (source.method, source.path);
        let id = own_id(source.operation).map(str::to_owned).unwrap_or_else(|| {
            let made = snake(&format!("{method} {path}"));
            self.diagnostics
                .warning(Code::MissingKey, &source.at, format!("`{} {path}` has no operationId", method.to_ascii_uppercase()))
                .help(format!("it is called `{made}`; give it an `operationId` so that its name does not depend on its path"));
            made
        });
        self.take_id(&id, &source.at, names);
        names.seen.push(id.clone());
        id
    }

    /// Reports an `operationId` that another operation has.
    pub(super) fn take_id(&mut self, id: &str, pointer: &Pointer, names: &mut Names<'a>) {
        if let Some(first) = names.ids.get(id) {
            self.diagnostics
                .error(
                    Code::DuplicateKey,
                    &pointer.child("operationId"),
                    format!("the operationId `{id}` is used twice"),
                )
                .help(format!(
                    "it also stands at `{first}`; operationIds are unique in a document"
                ));
        } else {
            names.ids.insert(id.to_owned(), pointer.clone());
        }
    }

    /// Lowers a request body; an inline one gets this name.
    pub(super) fn lower_body(
        &mut self,
        name: &str,
        operation: &'a openapiv3::Operation,
        pointer: &Pointer,
    ) -> Option<Body> {
        let section = Section {
            name: "requestBodies",
            items: self
                .openapi
                .components
                .as_ref()
                .map(|components| &components.request_bodies),
        };
        let (body, at) = self.resolve(
            operation.request_body.as_ref()?,
            &pointer.child("requestBody"),
            section,
        )?;
        if body.content.is_empty() {
            return None;
        }
        let lowered = self.lower_content(&body.content, &at, name, Side::Stream);
        Some(Body {
            required: body.required,
            media: lowered.media,
            content: lowered.content,
            docs: docs::of(None, body.description.as_ref()),
        })
    }

    /// Names what an operation asks for and does not get.
    fn report_ignored(&mut self, operation: &openapiv3::Operation, pointer: &Pointer) {
        if operation.extensions.contains_key(internal::QUERYSTRING) {
            self.unsupported(
                &pointer.child("parameters"),
                "a parameter in `querystring` is not supported yet",
                "describe each part of the query string as a parameter in `query`",
            );
        }
        if !operation.servers.is_empty() {
            self.diagnostics
                .warning(Code::UnsupportedFeature, &pointer.child("servers"), "servers of a single operation are not used")
                .help("the client sends every operation to the first server of the document, or to the `base_url` it is given");
        }
    }

    /// Gives every tag its module and traits.
    fn name_groups(
        &mut self,
        groups: IndexMap<String, Vec<Operation>>,
        modules: &mut Scope,
    ) -> Vec<Group> {
        let mut traits = Scope::reserving(Case::Pascal, &["Client", "ClientBuilder", "Service"]);
        let mut named = Vec::new();
        for (tag, operations) in groups {
            let stem = pascal(&tag);
            let description = self
                .openapi
                .tags
                .iter()
                .find(|known| known.name == tag)
                .and_then(|tag| tag.description.as_ref());
            named.push(Group {
                module: identifier(&modules.claim(&module_name(&tag), &["operations"])),
                api_trait: traits.claim(&format!("{stem}Api"), &["Operations"]),
                service_trait: traits.claim(&format!("{stem}Service"), &["Operations"]),
                docs: docs::of(None, description),
                operations,
                tag,
            });
        }
        named
    }
}

/// The `operationId`, if there is one to speak of.
pub(super) fn own_id(operation: &openapiv3::Operation) -> Option<&str> {
    operation
        .operation_id
        .as_deref()
        .filter(|id| !id.trim().is_empty())
}

/// Makes the names of stream methods unique; operations have their own names first.
fn name_streams(groups: &mut IndexMap<String, Vec<Operation>>, methods: &mut Scope) {
    let operations = groups.values_mut().flatten();
    for pagination in operations.filter_map(|operation| operation.pagination.as_mut()) {
        pagination.method_name = methods.claim(&pagination.method_name, &["pages"]);
    }
}

/// The name of a tag's module, which is a file's name too: rustc finds files by ASCII names alone, and file systems
/// limit their length.
fn module_name(tag: &str) -> String {
    const LONGEST: usize = 100;
    let name: String = snake(tag)
        .chars()
        .filter(char::is_ascii)
        .take(LONGEST)
        .collect();
    let name = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    if name.is_empty() { "tag" } else { name }.to_owned()
}
