//! Bodies of requests.

use super::media_types::Content;
use super::{Change, Comparison, Node, Way};

impl<'a> Comparison<'a> {
    pub(super) fn request_body(&mut self, old: &Node<'a>, new: &Node<'a>, way: &Way) {
        let before = old.child("requestBody");
        let after = new.child("requestBody");
        let (old_entry, new_entry) = (before.clone(), after.clone());
        let before = before.map(|it| it.resolved(self.old.document));
        let after = after.map(|it| it.resolved(self.new.document));
        let change = |id| Change::new(id, "the body of the request").in_direction(way.of_request());
        match (before, after) {
            (None, None) => {}
            (None, Some(after)) => {
                let id = match after.is("required") {
                    true => way.key("request-body-added-required", "outgoing-request-body-added"),
                    false => way.key("request-body-added-optional", "outgoing-request-body-added"),
                };
                let entry = new_entry.unwrap_or(after);
                self.add(way, change(id).at_new(&entry.pointer));
            }
            (Some(before), None) => {
                let id = way.key("request-body-removed", "outgoing-request-body-removed");
                let entry = old_entry.unwrap_or(before);
                self.add(way, change(id).at_old(&entry.pointer));
            }
            (Some(before), Some(after)) => {
                self.changes.pair(&before.pointer, &after.pointer);
                let change = |id| change(id).at(&before.pointer, &after.pointer);
                match (before.is("required"), after.is("required")) {
                    (false, true) => self.add(
                        way,
                        change(way.key(
                            "request-body-became-required",
                            "outgoing-request-body-became-required",
                        )),
                    ),
                    (true, false) => self.add(
                        way,
                        change(way.key(
                            "request-body-became-optional",
                            "outgoing-request-body-became-optional",
                        )),
                    ),
                    _ => {}
                }
                let content = Content {
                    of_what: "the body of the request".to_owned(),
                    is_request: way.outgoing.is_none(),
                    direction: way.of_request(),
                };
                self.media_types(&before, &after, way, &content);
            }
        }
    }
}
