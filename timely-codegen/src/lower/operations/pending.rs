//! Callbacks and links, noted with the operations that have them until all operations have their names.

use super::names::{Names, PendingCallback, PendingLink};
use super::source::{Method, Source};
use crate::diagnostic::Pointer;
use crate::lower::components::Section;
use crate::lower::operations::Operations;
use indexmap::IndexMap;
use openapiv3::ReferenceOr;

impl<'a> Operations<'a> {
    /// Notes the callbacks of an operation. One that several operations share is noted once.
    pub(super) fn collect_callbacks(
        &mut self,
        owner: &str,
        source: &Source<'a>,
        names: &mut Names<'a>,
    ) {
        if !self.context.settings.outputs.webhooks {
            return;
        }
        let base = source.at.child("callbacks");
        for (name, callback) in &source.operation.callbacks {
            for (expression, item) in callback {
                let item_at = base.child(name).child(expression);
                for Method {
                    name: method,
                    operation,
                    at,
                } in self.methods(item, &item_at)
                {
                    let same = names.callbacks.iter_mut().find(|known| {
                        known.name == name
                            && known.expression == expression
                            && known.method == method
                            && known.operation == operation
                            && known.item.parameters == item.parameters
                    });
                    if let Some(same) = same {
                        same.follows.push(owner.to_owned());
                        continue;
                    }
                    names.callbacks.push(PendingCallback {
                        name,
                        expression,
                        follows: vec![owner.to_owned()],
                        item,
                        item_at: item_at.clone(),
                        method,
                        operation,
                        at,
                    });
                }
            }
        }
    }

    /// The links of a response.
    pub(super) fn find_links(
        &mut self,
        owner: &Pointer,
        status: &str,
        links: &'a IndexMap<String, ReferenceOr<openapiv3::Link>>,
        pointer: &Pointer,
    ) -> Vec<PendingLink<'a>> {
        let mut found = Vec::new();
        for (name, link) in links {
            let section = Section::of(self.context.openapi, "links", |components| {
                &components.links
            });
            if let Some((link, at)) = self
                .bodies
                .types
                .resolve(link, &pointer.child(name), section)
            {
                found.push(PendingLink {
                    owner: owner.clone(),
                    name,
                    status: status.to_owned(),
                    link,
                    at,
                });
            }
        }
        found
    }
}
