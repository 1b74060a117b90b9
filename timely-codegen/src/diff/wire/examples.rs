//! Examples that fitted what they are examples of, and do not any more.

mod fit;

use super::media_types::Content;
use super::parameters::Parameter;
use super::{Change, Comparison, Node, Way};
use crate::diff::finding::Direction;
use fit::Fit;
use serde_json::Value;

/// What has examples: a parameter, a media type.
struct Exemplified<'a> {
    /// As messages name it.
    subject: String,
    schema: Option<Node<'a>>,
    holder: Node<'a>,
    document: &'a Value,
}

impl<'a> Comparison<'a> {
    pub(super) fn parameter_examples(
        &mut self,
        old: &Parameter<'a>,
        new: &Parameter<'a>,
        way: &Way,
    ) {
        let (old_document, new_document) = (self.old.document, self.new.document);
        let of = |parameter: &Parameter<'a>, document| Exemplified {
            subject: parameter.subject(),
            schema: parameter.schema(),
            holder: parameter.node.clone(),
            document,
        };
        let direction = way.of_request();
        self.examples(
            &of(old, old_document),
            &of(new, new_document),
            way,
            direction,
        );
    }

    pub(super) fn media_examples(
        &mut self,
        old: &Node<'a>,
        new: &Node<'a>,
        way: &Way,
        content: &Content,
    ) {
        let of = |media: &Node<'a>, document| Exemplified {
            subject: content.of_what.clone(),
            schema: media.child("schema"),
            holder: media.clone(),
            document,
        };
        let (before, after) = (of(old, self.old.document), of(new, self.new.document));
        self.examples(&before, &after, way, content.direction);
    }

    pub(super) fn header_examples(
        &mut self,
        old: &Node<'a>,
        new: &Node<'a>,
        way: &Way,
        subject: &str,
    ) {
        let of = |header: &Node<'a>, document| Exemplified {
            subject: subject.to_owned(),
            schema: header.child("schema"),
            holder: header.clone(),
            document,
        };
        let (before, after) = (of(old, self.old.document), of(new, self.new.document));
        self.examples(&before, &after, way, way.of_response());
    }

    fn examples(
        &mut self,
        old: &Exemplified<'a>,
        new: &Exemplified<'a>,
        way: &Way,
        direction: Direction,
    ) {
        let after = new.examples();
        if after.is_empty() {
            return;
        }
        let (Some(old_schema), Some(new_schema)) = (&old.schema, &new.schema) else {
            return;
        };
        let before = old.examples();
        for example in after {
            let Some(known) = before.iter().find(|known| known.value == example.value) else {
                continue;
            };
            if Fit::of(known.value, old_schema, old.document)
                && !Fit::of(example.value, new_schema, new.document)
            {
                let subject = format!("an example of {}", new.subject);
                let change = Change::new("example-no-longer-fits", subject);
                let change = change.at(&known.pointer, &example.pointer);
                self.add(way, change.in_direction(direction));
            }
        }
    }
}

impl<'a> Exemplified<'a> {
    /// Its examples, and those of its schema.
    fn examples(&self) -> Vec<Node<'a>> {
        let of = |holder: &Node<'a>| {
            let named = holder.entries_of_names("examples").into_iter();
            let named = named.map(|(_, example)| example.resolved(self.document));
            let named = named.filter_map(|example| example.child("value"));
            named.chain(holder.child("example")).collect::<Vec<_>>()
        };
        let mut examples = of(&self.holder);
        if let Some(schema) = self.schema.clone() {
            let schema = schema.resolved(self.document);
            examples.extend(schema.child("example"));
            examples.extend(schema.items("examples"));
        }
        examples
    }
}
