//! Links of responses, as a list in the documentation of a client's method.

use super::Client;
use crate::emit::rustdoc;
use crate::ir::{Link, LinkTarget, Operation};
use crate::naming::unraw;

impl Client<'_> {
    /// The operations that go on from the answer of this one; none when it has no links.
    pub(super) fn links(&self, operation: &Operation) -> Option<String> {
        if operation.links.is_empty() {
            return None;
        }
        let lines = operation
            .links
            .iter()
            .map(|link| self.link(operation, link));
        let lines: Vec<String> = lines.collect();
        Some(format!("Links of the answer:\n{}", lines.join("\n")))
    }

    fn link(&self, operation: &Operation, link: &Link) -> String {
        let target = match &link.target {
            LinkTarget::Operation {
                group,
                operation: index,
            } => {
                let group = &self.context.api.groups[*group];
                let target = &group.operations[*index];
                // rustdoc would take what follows `r#` for a fragment.
                let (name, method) = (rustdoc::code(&target.id), unraw(&target.method_name));
                let is_beside = group
                    .operations
                    .iter()
                    .any(|beside| beside.pointer == operation.pointer);
                match is_beside {
                    true => format!("[{name}](Self::{method})"),
                    false => format!(
                        "[{name}](super::{}::{}::{method})",
                        group.api_module(),
                        group.api_trait
                    ),
                }
            }
            LinkTarget::Other(name) => rustdoc::code(name),
        };
        let mut passed: Vec<String> = link
            .parameters
            .iter()
            .map(|(name, value)| format!("{} = {}", rustdoc::code(name), rustdoc::code(value)))
            .collect();
        if let Some(body) = &link.body {
            passed.push(format!("the body = {}", rustdoc::code(body)));
        }
        let mut line = format!(
            "- {} of {}: {target}",
            rustdoc::code(&link.name),
            link.status
        );
        if !passed.is_empty() {
            line.push_str(" with ");
            line.push_str(&passed.join(", "));
        }
        if let Some(server) = &link.server {
            line.push_str(&format!(" at {}", rustdoc::code(server)));
        }
        if let Some(description) = rustdoc::paragraphs(&link.docs).first() {
            line.push_str(" - ");
            line.push_str(&rustdoc::first_sentence(description));
        }
        line
    }
}
