//! Which generated types some code names: by the paths of the types, and of the statics of their schemas.

use super::schemas::static_path_text;
use super::types::root_module;
use crate::ir::Api;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::HashMap;

/// The types by the paths that lead to them from where their outermost module is known by its name.
pub(super) struct TypePaths(HashMap<String, usize>);

impl TypePaths {
    /// By the paths of the types themselves, and by those of their schemas.
    pub(super) fn of(api: &Api) -> Self {
        let Self(mut paths) = Self::of_schemas(api);
        for (index, definition) in api.types.iter().enumerate() {
            let root = root_module(definition.path.root);
            paths.insert(format!("{root}::{}", definition.short_path()), index);
        }
        Self(paths)
    }

    /// By the paths of their schemas alone.
    pub(super) fn of_schemas(api: &Api) -> Self {
        let paths = api.types.iter().enumerate();
        let paths = paths.map(|(index, definition)| (static_path_text(definition), index));
        Self(paths.collect())
    }

    /// The places of the types that some code names.
    pub(super) fn in_code(&self, code: TokenStream, found: &mut impl FnMut(usize)) {
        // A path so far, and the signs of a separator after it.
        let mut path = String::new();
        let mut colons = 0;
        for token in code {
            match token {
                TokenTree::Ident(name) => {
                    let name = name.to_string();
                    match colons == 2 {
                        true => path.push_str("::"),
                        false => path.clear(),
                    }
                    path.push_str(name.strip_prefix("r#").unwrap_or(&name));
                    if let Some(index) = self.0.get(&path) {
                        found(*index);
                    }
                    colons = 0;
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.in_code(group.stream(), found);
                    path.clear();
                    colons = 0;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    path.clear();
                    colons = 0;
                }
            }
        }
    }
}
