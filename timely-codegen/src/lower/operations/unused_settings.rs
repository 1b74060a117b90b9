//! Settings that find nothing in the document to hold for: most often a name that is misspelt, or was once right.

use crate::diagnostic::{Severity, closest};
use crate::ir::{Group, Media, ParameterLocation};
use crate::lower::operations::Operations;

impl Operations<'_> {
    /// Reports the settings that name what the document does not have.
    pub(in crate::lower) fn check_settings(&mut self, groups: &[Group], ids: &[String]) {
        let settings = self.context.settings;
        for (setting, patterns) in [
            ("include", &settings.include),
            ("exclude", &settings.exclude),
        ] {
            for pattern in patterns {
                let finds = match pattern.strip_suffix('*') {
                    Some(start) => ids.iter().any(|id| id.starts_with(start)),
                    None => ids.contains(pattern),
                };
                if !finds {
                    let near = closest(pattern, ids.iter().map(String::as_str));
                    self.unused(
                        format!("the `{setting}` setting names no operation: `{pattern}`"),
                        near,
                    );
                }
            }
        }
        self.check_renames(ids);
        self.check_types();
        self.check_idempotency(groups);
        self.check_events(groups);
    }

    fn check_renames(&mut self, ids: &[String]) {
        let used = self.bodies.types.renames.take();
        let schemas = self.bodies.types.schemas().items;
        for key in self.context.settings.rename.keys() {
            // What is left out has no name to change.
            if used.contains(key.as_str()) || ids.contains(key) {
                continue;
            }
            let names = schemas.iter().flat_map(|schemas| schemas.keys());
            let near = closest_component(key, names, ids);
            self.unused(
                format!("the `rename` setting names nothing that has a name of its own: `{key}`"),
                near.as_deref(),
            );
        }
    }

    fn check_types(&mut self) {
        let used = self.bodies.types.type_keys.take();
        let schemas = self.bodies.types.schemas().items;
        for key in self.context.settings.types.keys() {
            if used.contains(key.as_str()) {
                continue;
            }
            let names = schemas.iter().flat_map(|schemas| schemas.keys());
            let near = closest_component(key, names, &[]).filter(|near| near != key);
            self.unused(
                format!("the `types` setting names no schema that it could change: `{key}`"),
                near.as_deref(),
            );
        }
    }

    /// A header that no operation declares is fine, since many servers take one that they do not declare; one that an
    /// operation declares in almost the same words is not.
    fn check_idempotency(&mut self, groups: &[Group]) {
        let Some(rule) = &self.context.settings.idempotency else {
            return;
        };
        let operations = groups.iter().flat_map(|group| &group.operations);
        let headers: Vec<&str> = operations
            .flat_map(|operation| &operation.parameters)
            .filter(|parameter| parameter.location == ParameterLocation::Header)
            .map(|parameter| parameter.wire.as_str())
            .collect();
        let is_declared = headers
            .iter()
            .any(|header| header.eq_ignore_ascii_case(&rule.header));
        if is_declared {
            return;
        }
        if let Some(near) = closest(&rule.header, headers) {
            let near = near.to_owned();
            self.unused(
                format!(
                    "no operation declares the header of the `idempotency` setting: `{}`",
                    rule.header
                ),
                Some(&near),
            );
        }
    }

    fn check_events(&mut self, groups: &[Group]) {
        if self.context.settings.events.is_none() {
            return;
        }
        let mut operations = groups.iter().flat_map(|group| &group.operations);
        let has_events = operations.any(|operation| {
            let sent = operation.body.iter().flat_map(|body| &body.media);
            let cases = operation.success.cases.iter().chain(&operation.errors);
            let mut media = cases.flat_map(|case| &case.payload.media).chain(sent);
            media.any(Media::is_events)
        });
        if !has_events {
            let message = "no operation has a stream of events, of which the `events` setting says how it ends";
            self.unused(message.to_owned(), None);
        }
    }

    fn unused(&mut self, message: String, near: Option<&str>) {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "correct it, or take it out".to_owned(),
        };
        self.bodies
            .types
            .diagnostics
            .setting(Severity::Warning, message)
            .help(help);
    }
}

/// The component, as a name or a pointer, or other name that a key could mean.
fn closest_component<'n>(
    key: &str,
    components: impl Iterator<Item = &'n String>,
    others: &'n [String],
) -> Option<String> {
    match key.strip_prefix("/components/schemas/") {
        Some(name) => closest(name, components.map(String::as_str))
            .map(|near| format!("/components/schemas/{near}")),
        None => closest(key, components.chain(others).map(String::as_str)).map(str::to_owned),
    }
}
