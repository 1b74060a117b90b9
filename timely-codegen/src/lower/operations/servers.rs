//! Servers: those of the document, and those of single paths and operations.

use super::source::Source;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Server, ServerVariable};
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::naming::{Case, Scope, identifier, pascal, shouty, snake};
use crate::normalize::{Entries, key};
use openapiv3::ServerVariable as Variable;
use serde_json::Value;
use std::collections::HashMap;

/// Methods that the struct of a server has already.
const METHODS: &[&str] = &["new", "default", "into", "from", "clone", "url"];

/// The servers made so far.
pub(in crate::lower) struct ServerStore {
    servers: Vec<Server>,
    /// Their places, by the address as it is written and as it is by default.
    places: HashMap<(String, String), usize>,
    constants: Scope,
    types: Scope,
}

impl Default for ServerStore {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            places: HashMap::new(),
            constants: Scope::new(Case::Shouty),
            types: Scope::of_types(),
        }
    }
}

impl ServerStore {
    pub(in crate::lower) fn finish(self) -> Vec<Server> {
        self.servers
    }
}

impl<'a> Operations<'a> {
    /// Lowers the servers of the document.
    pub(in crate::lower) fn lower_servers(&mut self) {
        let base = Pointer::root().child("servers");
        for (index, server) in self.context.openapi.servers.iter().enumerate() {
            self.lower_server(server, &base.index(index));
        }
    }

    /// The address of the document's first server, its variables at their defaults; it may be relative.
    pub(in crate::lower) fn server_url(&self) -> Option<String> {
        let server = self.context.openapi.servers.first()?;
        Some(filled(server)).filter(|url| variables_of(url).is_empty())
    }

    /// The server that an operation has of its own, or that its path has.
    pub(super) fn own_server(&mut self, source: &Source<'a>) -> Option<usize> {
        let lists = [
            (&source.operation.servers, &source.at),
            (&source.item.servers, &source.item_at),
        ];
        let (servers, at) = lists.into_iter().find(|(servers, _)| !servers.is_empty())?;
        let base = at.child("servers");
        let places: Vec<Option<usize>> = servers
            .iter()
            .enumerate()
            .map(|(index, server)| self.lower_server(server, &base.index(index)))
            .collect();
        let place = places.first().copied().flatten()?;
        // Where all operations go, nothing needs to be said.
        let is_default = self.server_url().as_ref() == Some(&self.servers.servers[place].url);
        (!is_default).then_some(place)
    }

    /// The place of a server; `None` for one that has no usable address.
    fn lower_server(&mut self, server: &'a openapiv3::Server, at: &Pointer) -> Option<usize> {
        let url = filled(server);
        let names = variables_of(&server.url);
        let defined = server.variables.as_ref();
        let undefined = names
            .iter()
            .find(|name| defined.is_none_or(|defined| !defined.contains_key(**name)));
        if let Some(name) = undefined {
            self.bodies.types.diagnostics
                .warning(
                    Code::InvalidDocument,
                    &at.child("url"),
                    format!("the variable `{name}` of this address is not defined; the address is left out"),
                )
                .help(format!("define it under `variables`: `{name}: {{default: …}}`"));
            return None;
        }
        let key = (server.url.clone(), url.clone());
        if let Some(place) = self.servers.places.get(&key) {
            return Some(*place);
        }
        let stem = self.server_word(server, &url);
        // Servers of one host differ in their paths most often.
        let path = path_word(&url);
        let words: Vec<&str> = [path.as_str(), "server"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let constant = shouty(&snake(&stem));
        let name = self.servers.constants.claim(&constant, &words);
        let (type_name, variables) = if names.is_empty() {
            (String::new(), Vec::new())
        } else {
            let type_name = self.servers.types.claim(&pascal(&stem), &words);
            let variables = self.lower_variables(&type_name, &names, server, at);
            (type_name, variables)
        };
        self.servers.servers.push(Server {
            name,
            type_name,
            url,
            template: server.url.trim_end_matches('/').to_owned(),
            pointer: at.clone(),
            variables,
            docs: docs::of(None, server.description.as_ref()),
        });
        let place = self.servers.servers.len() - 1;
        self.servers.places.insert(key, place);
        Some(place)
    }

    fn lower_variables(
        &mut self,
        type_name: &str,
        names: &[&str],
        server: &'a openapiv3::Server,
        at: &Pointer,
    ) -> Vec<ServerVariable> {
        let mut methods = Scope::reserving(Case::Snake, METHODS);
        let mut lowered = Vec::new();
        for (wire, variable) in server.variables.iter().flatten() {
            if !names.contains(&wire.as_str()) {
                continue;
            }
            let at = at.child("variables").child(wire);
            self.check_default(variable, &at);
            let values: Vec<&str> = variable.enumeration.iter().map(String::as_str).collect();
            let variants = crate::lower::types::closed(&values);
            let values: Vec<(String, String)> = variants
                .into_iter()
                .zip(variable.enumeration.clone())
                .collect();
            let enum_name = match values.as_slice() {
                [] => String::new(),
                _ => self
                    .servers
                    .types
                    .claim(&format!("{type_name}{}", pascal(wire)), &["Value"]),
            };
            lowered.push(ServerVariable {
                name: identifier(&methods.claim(&snake(wire), &["variable"])),
                wire: wire.clone(),
                default: variable.default.clone(),
                type_name: enum_name,
                values,
                docs: docs::of(None, variable.description.as_ref()),
            });
        }
        lowered
    }

    fn check_default(&mut self, variable: &Variable, at: &Pointer) {
        let values = &variable.enumeration;
        if values.is_empty() || values.contains(&variable.default) {
            return;
        }
        self.bodies.types.diagnostics
            .warning(
                Code::InvalidDefault,
                &at.child("default"),
                format!("the default `{}` is not among the values of the variable; it is used all the same", variable.default),
            )
            .help("add it to `enum`, or name one of those as the default");
    }

    /// What a server is called: by its name, a short description, or its host.
    fn server_word(&self, server: &openapiv3::Server, url: &str) -> String {
        const LONGEST: usize = 24;
        let name = server
            .extensions
            .key(key::SERVER_NAME)
            .and_then(Value::as_str);
        let description =
            server.description.as_deref().map(str::trim).filter(|text| {
                text.chars().count() <= LONGEST && text.split_whitespace().count() <= 3
            });
        let is_word = |text: &&str| text.chars().any(char::is_alphanumeric);
        if let Some(word) = name.or(description.map(told)).filter(is_word) {
            return word.to_owned();
        }
        // Without the top level, which tells nothing.
        let labels = [fixed_labels(&server.url), fixed_labels(url)];
        match labels.into_iter().find(|labels| !labels.is_empty()) {
            Some(labels) => match labels.as_slice() {
                [labels @ .., _] if !labels.is_empty() => labels.join(" "),
                labels => labels.join(" "),
            },
            None => path_word(url),
        }
    }
}

/// A description without words that every server has.
fn told(description: &str) -> &str {
    let mut text = description.trim_end_matches('.');
    for article in ["The ", "the ", "A ", "Our "] {
        text = text.strip_prefix(article).unwrap_or(text);
    }
    let shorter = [" server", " Server"]
        .iter()
        .find_map(|word| text.strip_suffix(word));
    shorter.unwrap_or(text)
}

/// The labels of an address's host that are no variables.
fn fixed_labels(url: &str) -> Vec<&str> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or(rest);
    let is_fixed = |label: &&str| !label.is_empty() && !label.contains(['{', '}']);
    host.split('.').filter(is_fixed).collect()
}

/// What tells an address by its path.
fn path_word(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = match url.contains("://") {
        true => rest.split_once('/').map_or("", |(_, path)| path),
        false => rest,
    };
    path.replace(['/', '{', '}'], " ").trim().to_owned()
}

/// A server's address with its variables at their defaults, without a slash at its end.
fn filled(server: &openapiv3::Server) -> String {
    let mut url = server.url.clone();
    for (name, variable) in server.variables.iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), &variable.default);
    }
    url.trim_end_matches('/').to_owned()
}

/// The names between braces of an address, each once. Empty braces are none.
fn variables_of(url: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for name in super::template::pieces(url).filter_map(|(_, name)| name) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
