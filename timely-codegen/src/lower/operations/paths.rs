//! Path templates: as documents write them, and as they travel.

use super::parameter_styles::location_of;
use super::template::{Template, is_balanced, pieces, split_outside};
use crate::diagnostic::{Code, Pointer};
use crate::ir::ParameterLocation;
use crate::lower::operations::Operations;
use openapiv3::{PathItem, ReferenceOr};

impl<'a> Operations<'a> {
    /// Reads a path. What is no plain template is reported, once for all operations of the path.
    pub(super) fn template(&mut self, path: &str, item: &'a PathItem, at: &Pointer) -> Template {
        let declared = self.path_parameters(item, at);
        let (path, fragment) = split_outside(path, '#');
        if fragment.is_some() {
            self.repaired(
                at,
                format!("what follows `#` does not travel; the path is `{path}`"),
            )
            .help("let operations differ in their method or path");
        }
        if !is_balanced(path) {
            self.bodies
                .types
                .diagnostics
                .assumption(
                    Code::InvalidDocument,
                    at,
                    format!("`{path}` is not a path template"),
                    "what stands in no pair of braces is taken as it is",
                )
                .at_key()
                .help("each name in a path stands between `{` and `}`");
        }
        let (path, query) = split_outside(path, '?');
        let mut text = String::new();
        for (literal, name) in pieces(path) {
            text.push_str(literal);
            if let Some(name) = name {
                let name = self.name_in(path, name, &declared, at);
                text.extend(name.map(|name| format!("{{{name}}}")));
            }
        }
        let (in_query, fixed) = self.query_of(query.unwrap_or_default(), at);
        if let Some(fixed) = fixed {
            text.push('?');
            text.push_str(&fixed);
        }
        Template { text, in_query }
    }

    /// The parameters in the query of a path, each with its key, and what stands there beside them.
    fn query_of(&mut self, query: &str, at: &Pointer) -> (Vec<(String, String)>, Option<String>) {
        let mut in_query = Vec::new();
        let mut fixed = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pieces(pair).find_map(|(_, name)| name) {
                None => fixed.push(pair),
                Some(name) => {
                    self.repaired(
                        at,
                        format!("a path has no query; `{name}` is read as a parameter in `query`"),
                    )
                    .help("describe it under `parameters`, with `in: query`");
                    let key = pair.split_once('=').map(|(key, _)| key);
                    let key = key.filter(|key| !key.contains('{')).unwrap_or(name);
                    in_query.push((key.to_owned(), name.to_owned()));
                }
            }
        }
        if fixed.is_empty() {
            return (in_query, None);
        }
        let fixed = fixed.join("&");
        self.repaired(
            at,
            format!("a path has no query; each request is sent with `{fixed}`"),
        )
        .help("describe it under `parameters`, with `in: query` and a single value");
        (in_query, Some(fixed))
    }

    /// The parameter that stands at a place of a template; `None` where none does.
    fn name_in<'n>(
        &mut self,
        path: &str,
        written: &'n str,
        declared: &[&'n str],
        at: &Pointer,
    ) -> Option<&'n str> {
        if declared.contains(&written) {
            return Some(written);
        }
        // `{?a,b}` (RFC 6570, section 3.2.8) is about the query, of which parameters tell.
        if written.starts_with(['?', '&']) {
            self.repaired(
                at,
                format!("`{{{written}}}` is not a part of a path, and is left out"),
            )
            .help("parameters of the query stand under `parameters` alone");
            return None;
        }
        let bare = written.split(':').next().unwrap_or(written);
        let bare = bare
            .trim_start_matches(['+', '/', '.', ';'])
            .trim_end_matches(['+', '*']);
        if bare != written && (declared.contains(&bare) || written.ends_with(['+', '*'])) {
            self.repaired(at, format!("`{{{written}}}` is read as `{{{bare}}}`"))
                .help("between the braces stands the name of a parameter alone");
            return Some(bare);
        }
        // In another spelling, if no other name of the path is meant.
        let names: Vec<&str> = pieces(path).filter_map(|(_, name)| name).collect();
        let mut alike = declared
            .iter()
            .filter(|name| !names.contains(name) && plain(name) == plain(written));
        match (alike.next(), alike.next()) {
            (Some(name), None) => {
                self.repaired(
                    at,
                    format!("`{{{written}}}` is read as the parameter `{name}`"),
                )
                .help("write both alike");
                Some(name)
            }
            _ => Some(written),
        }
    }

    fn repaired(&mut self, at: &Pointer, message: String) -> &mut crate::diagnostic::Diagnostic {
        self.bodies
            .types
            .diagnostics
            .warning(Code::Repaired, at, message)
            .at_key()
    }

    /// The names of the path parameters that a path item and its operations declare.
    fn path_parameters(&self, item: &'a PathItem, at: &Pointer) -> Vec<&'a str> {
        let methods = self.methods(item, at);
        let own = methods
            .iter()
            .flat_map(|method| &method.operation.parameters);
        let components = self.context.openapi.components.as_ref();
        let mut names = Vec::new();
        for parameter in item.parameters.iter().chain(own) {
            let parameter = match parameter {
                ReferenceOr::Item(parameter) => Some(parameter),
                ReferenceOr::Reference { reference } => {
                    crate::lower::components::component_key(reference, "parameters")
                        .and_then(|key| components?.parameters.get(&key)?.as_item())
                }
            };
            let name =
                parameter.filter(|parameter| location_of(parameter) == ParameterLocation::Path);
            names.extend(name.map(|parameter| parameter.parameter_data_ref().name.as_str()));
        }
        names.dedup();
        names
    }
}

/// A name without what spellings differ in.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}
