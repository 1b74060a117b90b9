//! Operations, grouped by tag.

use super::declared_parameters::{ParameterList, ParameterLists};
use super::deprecation::deprecation;
use super::names::Names;
use super::parameters::LoweredParameters;
use super::source::{Called, Source, on_the_wire};
use crate::diagnostic::Pointer;
use crate::ir::{Body, Group, Operation, ResponseCase};
use crate::lower::bodies::{BodyName, Side};
use crate::lower::components::Section;
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::lower::types::Owner;
use crate::naming::{Case, Scope, identifier, pascal, shortened, shouty, snake};
use crate::normalize::{Entries, Key, key};
use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Tag};

impl<'a> Operations<'a> {
    /// Lowers every operation that the settings want.
    pub(in crate::lower) fn lower_operations(&mut self, names: &mut Names<'a>) -> Vec<Group> {
        let mut groups: IndexMap<String, Vec<Operation>> = IndexMap::new();
        self.note_ids(names);
        let base = Pointer::root().child("paths");
        for (path, item) in &self.context.openapi.paths.paths {
            // References to path items are gone, in the normal form.
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            let at = base.child(path);
            let mut wanted = Vec::new();
            for method in self.methods(item, &at) {
                let id = self.operation_id(path, &method, names);
                if self.context.settings.wants_operation(&id) {
                    wanted.push((id, method));
                }
            }
            // Of a path that has no operation left, nothing needs to be said.
            if wanted.is_empty() {
                continue;
            }
            let template = self.template(path, item, &at);
            for (id, method) in wanted {
                let tag = method.operation.tags.first();
                let tag = tag.map_or("default", String::as_str);
                let source = Source {
                    path: template.clone(),
                    item,
                    item_at: at.clone(),
                    method: method.name,
                    operation: method.operation,
                    at: method.at,
                    key: None,
                };
                let lowered = self.lower_operation(id, source, names);
                groups.entry(tag.to_owned()).or_default().push(lowered);
            }
        }
        self.check_pagination(&groups);
        self.name_groups(groups, names)
    }

    fn lower_operation(
        &mut self,
        id: String,
        mut source: Source<'a>,
        names: &mut Names<'a>,
    ) -> Operation {
        source.key = self.own_key(&source);
        self.collect_callbacks(&id, &source, names);
        let (security, security_optional) = match &source.operation.security {
            Some(own) => self.lower_security(own, &source.at.child("security")),
            None => self.lower_security(
                self.context.openapi.security.as_deref().unwrap_or_default(),
                &Pointer::root().child("security"),
            ),
        };
        let given = self.given_name(&id, &source);
        let wanted = given.unwrap_or(&id);
        let method_name = identifier(&names.methods.claim(&snake(wanted), &["operation"]));
        let called = Called {
            id,
            word: "Operation",
            method_name,
        };
        let mut lowered = self.lower_source(&source, called, None, names);
        lowered.security = security;
        lowered.security_optional = security_optional;
        lowered.pagination = self.lower_pagination(&lowered, &source.operation.extensions);
        lowered.server = self.own_server(&source);
        let tags = source.operation.tags.iter().skip(1);
        lowered.other_tags = tags.cloned().collect();
        lowered
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
            method,
            operation,
            at,
            ..
        } = source;
        let given = self.given_name(&called.id, source);
        let wanted = given.unwrap_or(&called.id);
        let stem = names.types.claim_stem(
            &shortened(&pascal(wanted), "Response".len()),
            &[called.word],
            &["Response", "Error", "Headers"],
        );
        let static_name = names.statics.claim(&shouty(&stem), &[]);
        let types = &mut self.bodies.types.types;
        let owner = types.add_operation(&stem, called.word);
        names.owners.insert(stem.clone(), owner);
        let of = (stem.as_str(), owner);
        let body_name = BodyName::of_operation(of, "Body".to_owned());
        let body = body.or_else(|| self.lower_body(&body_name, operation, at));
        let mut responses = self.lower_responses(of, &operation.responses, at, &mut names.links);
        // Their types give way to those of bodies, which a document has no names for.
        let parameters = self.source_parameters(of, source);
        let http_method = on_the_wire(method);
        if http_method == "HEAD" {
            without_content(&mut responses.success.cases);
            without_content(&mut responses.errors);
        }
        Operation {
            id: called.id,
            stem,
            tag: operation.tags.first().cloned(),
            method_name: called.method_name,
            static_name,
            http_method,
            path: path.text.clone(),
            pointer: at.clone(),
            docs: docs::with_more(
                docs::of(operation.summary.as_ref(), operation.description.as_ref()),
                operation.external_docs.as_ref(),
            ),
            deprecated: operation.deprecated,
            deprecation: deprecation(operation),
            parameters: parameters.parameters,
            arguments: parameters.arguments,
            optional: parameters.optional,
            body,
            security: Vec::new(),
            security_optional: false,
            success: responses.success,
            error_name: responses.error_name,
            error_set: None,
            header_names: Vec::new(),
            errors: responses.errors,
            pagination: None,
            other_tags: Vec::new(),
            conditions: Vec::new(),
            server: None,
            links: Vec::new(),
        }
    }

    /// The name that an operation is given in place of its id.
    pub(super) fn given_name(&self, id: &str, source: &Source<'a>) -> Option<&'a str> {
        let extensions = &source.operation.extensions;
        let types = &self.bodies.types;
        types.given_name(id, &source.at, Some(extensions))
    }

    /// Lowers the parameters of an operation and of its path item.
    fn source_parameters(&mut self, of: (&str, Owner), source: &Source<'a>) -> LoweredParameters {
        let lists = ParameterLists {
            query_string: self.query_string(source),
            key: source.key.as_deref(),
            shared: ParameterList {
                items: &source.item.parameters,
                at: source.item_at.child("parameters"),
            },
            own: ParameterList {
                items: &source.operation.parameters,
                at: source.at.child("parameters"),
            },
        };
        let at = lists.own.at.clone();
        let parameters = self.lower_parameters(of, &source.path, lists);
        self.check_segments(&source.path.text, &at, &parameters);
        parameters
    }

    /// Lowers a request body; an inline one gets this name.
    pub(super) fn lower_body(
        &mut self,
        name: &BodyName,
        operation: &'a openapiv3::Operation,
        pointer: &Pointer,
    ) -> Option<Body> {
        let section = Section::of(self.context.openapi, "requestBodies", |components| {
            &components.request_bodies
        });
        let (body, at) = self.bodies.types.resolve(
            operation.request_body.as_ref()?,
            &pointer.child("requestBody"),
            section,
        )?;
        if body.content.is_empty() {
            return None;
        }
        let lowered = self
            .bodies
            .lower_content(&body.content, &at, name, Side::Stream);
        Some(Body {
            required: body.required,
            media: lowered.media,
            content: lowered.content,
            example: self.example_of_body(&body.content),
        })
    }

    /// Says in which module the types of operations stand.
    pub(super) fn put_into<'o>(
        &mut self,
        module: &str,
        operations: impl Iterator<Item = &'o Operation>,
        names: &Names<'a>,
    ) {
        for operation in operations {
            if let Some(owner) = names.owners.get(&operation.stem) {
                self.bodies.types.types.put_into(*owner, module);
            }
        }
    }

    /// Gives every tag its module and traits.
    fn name_groups(
        &mut self,
        groups: IndexMap<String, Vec<Operation>>,
        names: &mut Names<'a>,
    ) -> Vec<Group> {
        let mut traits = Scope::reserving(Case::Pascal, &["Client", "ClientBuilder", "Service"]);
        let mut named = Vec::new();
        for (tag, operations) in groups {
            let stem = pascal(&tag);
            let known = self
                .context
                .openapi
                .tags
                .iter()
                .find(|known| known.name == tag);
            let text = |key| known.and_then(|tag| extension(tag, key));
            let is_bare = names.has_bare_modules;
            let word = if is_bare { "operations" } else { "tag" };
            let module = names.modules.claim(&module_name(&tag), &[word]);
            named.push(Group {
                is_bare,
                module,
                api_trait: traits.claim(&format!("{stem}Api"), &["Operations"]),
                service_trait: traits.claim(&format!("{stem}Service"), &["Operations"]),
                docs: docs::with_more(
                    docs::of(
                        text(key::TAG_SUMMARY).as_ref(),
                        known.and_then(|tag| tag.description.as_ref()),
                    ),
                    known.and_then(|tag| tag.external_docs.as_ref()),
                ),
                parent: text(key::TAG_PARENT),
                kind: text(key::TAG_KIND),
                operations,
                tag,
            });
        }
        for group in &named {
            self.put_into(&group.operations_module(), group.operations.iter(), names);
        }
        named
    }
}

fn extension(tag: &Tag, key: Key) -> Option<String> {
    let text = tag.extensions.key(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// What answers HEAD has headers alone (RFC 9110, section 9.3.2), whatever the document says of its content.
fn without_content(cases: &mut [ResponseCase]) {
    for case in cases {
        case.payload.content = None;
        case.payload.media.clear();
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
