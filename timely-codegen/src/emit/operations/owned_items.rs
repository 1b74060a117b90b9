//! Which tags own the types that items name which stand outside of the modules of tags: headers, errors, bodies. Without
//! the feature of such a tag they are not there.

use super::Operations;
use crate::emit::tag_features::behind;
use crate::ir::{Content, Form, FormFieldKind, HeaderSet, ResponseCase, Type, TypeRoot};
use proc_macro2::TokenStream;
use std::collections::BTreeSet;

/// The modules of tags.
type Tags = BTreeSet<String>;

impl Operations<'_> {
    /// Puts the items of a set of headers behind the features of the tags whose types it names.
    pub(super) fn with_tags_of_headers(&self, set: &HeaderSet, items: TokenStream) -> TokenStream {
        self.with_tags(items, |tags| self.add_headers(set, tags))
    }

    /// The same for a content that has several forms, or parts.
    pub(super) fn with_tags_of(&self, content: &Content, items: TokenStream) -> TokenStream {
        self.with_tags(items, |tags| self.add_content(content, tags))
    }

    /// The same for errors.
    pub(super) fn with_tags_of_errors(
        &self,
        cases: &[ResponseCase],
        items: TokenStream,
    ) -> TokenStream {
        self.with_tags(items, |tags| {
            for case in cases {
                if let Some(content) = &case.payload.content {
                    self.add_content(content, tags);
                }
                if let Some(place) = case.payload.headers {
                    self.add_headers(&self.context.api.header_sets[place], tags);
                }
            }
        })
    }

    fn with_tags(&self, items: TokenStream, find: impl FnOnce(&mut Tags)) -> TokenStream {
        if !self.context.settings.tag_features {
            return items;
        }
        let mut tags = Tags::new();
        find(&mut tags);
        let groups = self.context.api.groups.iter();
        let owners = groups.filter(|group| tags.contains(&group.operations_module()));
        owners
            .filter_map(|group| self.context.tag_gate(group))
            .fold(items, |items, gate| behind(&gate, items))
    }

    fn add_headers(&self, set: &HeaderSet, tags: &mut Tags) {
        for (_, ty, _) in &set.headers {
            self.add_type(ty, tags);
        }
    }

    fn add_content(&self, content: &Content, tags: &mut Tags) {
        match content {
            Content::Form(place) => self.add_form(&self.context.api.forms[*place], tags),
            Content::Choice(place) => {
                for variant in &self.context.api.choices[*place].variants {
                    self.add_content(&variant.content, tags);
                }
            }
            content => content.clone().visit_ids(&mut |id| {
                let path = &self.context.api.type_def(*id).path;
                if path.root == TypeRoot::Operations {
                    tags.extend(path.modules.first().cloned());
                }
            }),
        }
    }

    fn add_form(&self, form: &Form, tags: &mut Tags) {
        let fields = form.fields.iter().filter_map(|field| match &field.kind {
            FormFieldKind::Value(ty)
            | FormFieldKind::Headed(ty)
            | FormFieldKind::HeadedItems(ty) => Some(ty),
            FormFieldKind::File | FormFieldKind::Files => None,
        });
        let maps = form.matching.iter().map(|matching| &matching.ty);
        let additional = form.additional.iter().map(|(_, ty)| ty);
        for ty in fields.chain(maps).chain(additional) {
            self.add_type(ty, tags);
        }
    }

    fn add_type(&self, ty: &Type, tags: &mut Tags) {
        self.add_content(&Content::Value(ty.clone()), tags);
    }
}
