//! Request and response content: which media type, and its type.

use super::Lowering;
use super::schemas::{Lowered, Naming};
use crate::diagnostic::Pointer;
use indexmap::IndexMap;
use openapiv3::MediaType;

impl<'a> Lowering<'a> {
    /// The JSON content of a body, with all media types that share its schema.
    ///
    /// Reports content that has no JSON form, and other forms beside it.
    pub(super) fn lower_content(
        &mut self,
        content: &'a IndexMap<String, MediaType>,
        pointer: &Pointer,
        naming: Naming,
    ) -> Option<(Vec<String>, Lowered)> {
        let (name, media) = content.iter().find(|(name, _)| is_json(name)).or_else(|| {
            content.first().inspect(|(name, _)| {
                let what = format!("content of type `{name}` is not supported yet");
                self.unsupported(&pointer.child("content").child(name), what, "only JSON bodies can be generated; add an `application/json` form or leave the operation out by the `exclude` setting");
            });
            None
        })?;
        let mut names = vec![essence(name)];
        for (other, alternative) in content {
            if other == name {
                continue;
            }
            if is_json(other) && alternative.schema == media.schema {
                names.push(essence(other));
            } else {
                self.diagnostics
                    .warning(
                        crate::diagnostic::Code::UnsupportedFeature,
                        &pointer.child("content").child(other),
                        format!("only the `{name}` form of this body is generated, not `{other}`"),
                    )
                    .help("clients send and servers accept the first JSON form");
            }
        }
        let at = pointer.child("content").child(name).child("schema");
        let lowered = match &media.schema {
            Some(schema) => self.lower_shared(schema, &at, naming),
            None => Lowered::any(),
        };
        Some((names, lowered))
    }
}

/// Whether a media type is JSON: `application/json`, or a `+json` suffix (RFC 6839).
fn is_json(name: &str) -> bool {
    let essence = essence(name);
    essence == "application/json"
        || essence == "*/*"
        || essence == "application/*"
        || essence.ends_with("+json")
}

/// A media type without its parameters, in lower case; a range stands for JSON.
fn essence(name: &str) -> String {
    let essence = name
        .split(';')
        .next()
        .unwrap_or(name)
        .trim()
        .to_ascii_lowercase();
    if essence.contains('*') {
        "application/json".to_owned()
    } else {
        essence
    }
}
