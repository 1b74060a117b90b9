//! Tags: the traits, modules and features that are named after them.

use super::pairs::Matched;
use super::{Aspect, Comparison, Impact, Item};
use crate::ir::Group;
use std::collections::HashMap;

const CHANGED: &str = "code-tag-changed";

impl Comparison<'_> {
    /// Compares the traits of tags whose operations are the same.
    pub(super) fn tags(&mut self, operations: &Matched<'_, '_>) {
        let mut moved: HashMap<(&str, &str), (&Group, &Group)> = HashMap::new();
        for (old, new) in &operations.both {
            if let (Some(old), Some(new)) = (old.group, new.group) {
                moved.insert((&old.api_trait, &new.api_trait), (old, new));
            }
        }
        let mut renamed: Vec<(&Group, &Group)> = moved
            .into_values()
            .filter(|(old, new)| self.is_same_group(old, new))
            .collect();
        renamed.sort_by(|(one, _), (other, _)| one.api_trait.cmp(&other.api_trait));
        for (old, new) in renamed {
            self.group(old, new);
        }
    }

    /// Whether two groups are one: they have one name, or neither has the name of another one of the other side.
    pub(super) fn is_same_group(&self, old: &Group, new: &Group) -> bool {
        let names_any = |groups: &[Group], name: &str| groups.iter().any(|it| it.api_trait == name);
        old.api_trait == new.api_trait
            || !(names_any(&self.new.api.groups, &old.api_trait)
                || names_any(&self.old.api.groups, &new.api_trait)
                || !self.is_whole(old, new))
    }

    /// Whether a group has the operations of another, but for those that are there on one side alone.
    fn is_whole(&self, old: &Group, new: &Group) -> bool {
        let is_in = |groups: &[Group], stem: &str| {
            let mut groups = groups.iter();
            groups.any(|group| group.operations.iter().any(|it| it.stem == stem))
        };
        let has = |group: &Group, stem: &str| group.operations.iter().any(|it| it.stem == stem);
        let goes_along = old.operations.iter().all(|operation| {
            has(new, &operation.stem) || !is_in(&self.new.api.groups, &operation.stem)
        });
        goes_along
            && new.operations.iter().all(|operation| {
                has(old, &operation.stem) || !is_in(&self.old.api.groups, &operation.stem)
            })
    }

    fn group(&mut self, old: &Group, new: &Group) {
        let owner = format!("client::{}", old.api_trait);
        let places = (
            old.operations.first().map(|it| it.pointer.child("tags")),
            new.operations.first().map(|it| it.pointer.child("tags")),
        );
        let (client, server) = self.outputs();
        let feature = |group: &Group| crate::emit::Spelling::tag_feature(group);
        let has_features =
            self.old.side.settings.tag_features && self.new.side.settings.tag_features;
        let all = Impact {
            client: Impact::CALLERS.client,
            server: Impact::SERVER.server,
            handlers: Impact::CALLERS.handlers,
        };
        let client_paths = [old, new].map(|it| format!("client::{}", it.api_trait));
        let client_modules = [old, new].map(|it| format!("client::{}", it.api_module()));
        let server_paths = [old, new].map(|it| format!("server::{}", it.service_trait));
        let server_modules = [old, new].map(|it| format!("server::{}", it.service_module()));
        let features = [old, new].map(|it| format!("feature {}", feature(it)));
        for (is_there, [was, is], impact) in [
            (client, client_paths, Impact::CALLERS),
            (client, client_modules, Impact::CALLERS),
            (server, server_paths, Impact::SERVER),
            (server, server_modules, Impact::SERVER),
            (has_features, features, all),
        ] {
            if is_there && was != is {
                let item = Item {
                    id: CHANGED,
                    aspect: Aspect::Name,
                    owner: &owner,
                    item: was,
                    change: format!("renamed to {is}"),
                    old: places.0.clone(),
                    new: places.1.clone(),
                };
                let why = "programs that name it do not compile any more";
                self.add(item, impact, why);
            }
        }
    }
}
