//! What the settings say is generated elsewhere: which types stand for which schemas.

use super::{Generator, Source};
use crate::diagnostic::{Diagnostics, Pointer, Severity, SourceMap, shown_path};
use crate::ir;
use crate::lower::{TypesElsewhere, exports};
use crate::read::{Document, Elsewhere};
use crate::settings::{RefTarget, Settings};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a document has of files whose types are generated elsewhere.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) types: TypesElsewhere,
    /// The files that were read to learn their names.
    pub(super) files: Vec<PathBuf>,
    /// The numbers of the files, with the modules that have their types.
    modules: Vec<(usize, String)>,
}

/// The types of another document, by the files and pointers of their schemas.
struct Exported {
    module: String,
    types: Vec<(PathBuf, Pointer, usize)>,
    api: Arc<ir::Api>,
}

impl Generator {
    /// The types that stand for schemas of a document.
    ///
    /// Their names are those that the generator gives them in the code of their own document, which is therefore understood
    /// as well.
    pub(super) fn shared(&self, document: &Document, diagnostics: &mut Diagnostics) -> Shared {
        let mut shared = Shared::default();
        let mut others: Vec<(usize, Exported)> = Vec::new();
        for Elsewhere {
            key,
            file,
            path,
            place,
        } in &document.elsewhere
        {
            let Some(target) = self.settings.refs.get(key) else {
                continue;
            };
            if let (Some(place), Some(own)) = (place, &target.rust_type) {
                let place = (*file, place.clone());
                shared.types.name(place, own, &target.derives);
            }
            if let (None, Some(module)) = (place, target.module_path()) {
                match self.exported(path, target, &module, &mut shared.files) {
                    Some(other) => {
                        shared.modules.push((*file, module));
                        others.push((*file, other));
                    }
                    None => report_none(key, path, diagnostics),
                }
            }
        }
        shared.take(&others, &document.numbered);
        shared
    }

    /// The types in the code of a document that the settings map to a module.
    fn exported(
        &self,
        path: &Path,
        target: &RefTarget,
        module: &str,
        files: &mut Vec<PathBuf>,
    ) -> Option<Exported> {
        let settings = Settings {
            refs: self.settings.refs_to_files(),
            folder: self.settings.folder.clone(),
            allow_outside_folder: self.settings.allow_outside_folder,
            max_document_size: self.settings.max_document_size,
            compat: self.settings.compat,
            share_types: self.settings.share_types,
            derives: target.derives.clone(),
            skip_unsupported: true,
            ..Settings::default()
        };
        let other = Self {
            source: Source::File(path.to_owned()),
            settings,
        };
        let understood = other.understand_all();
        let api = understood.outcome.api?;
        files.extend(understood.outcome.files);
        let types: Vec<_> = exports(&api)
            .enumerate()
            .filter_map(|(index, export)| {
                let map = &understood.outcome.source_map;
                let (file, place) = map.origin(&export.definition.pointer);
                Some((understood.numbered.get(file)?.clone(), place, index))
            })
            .collect();
        (!types.is_empty()).then(|| Exported {
            module: module.to_owned(),
            types,
            api,
        })
    }
}

impl Shared {
    /// Takes the types of other documents; of a schema that several of them have, the one of its own document.
    fn take(&mut self, others: &[(usize, Exported)], numbered: &[PathBuf]) {
        let numbers: HashMap<&Path, usize> = numbered
            .iter()
            .enumerate()
            .map(|(number, path)| (path.as_path(), number))
            .collect();
        for is_own in [true, false] {
            for (file, other) in others {
                let exports: Vec<_> = exports(&other.api).collect();
                for (path, place, index) in &other.types {
                    let number = numbers.get(path.as_path()).copied();
                    if let (Some(number), Some(export)) = (number, exports.get(*index))
                        && number > 0
                        && (number == *file) == is_own
                    {
                        let place = (number, place.clone());
                        self.types.add(place, &other.module, export);
                    }
                }
            }
        }
    }

    /// Says which types of a document are generated although their file is mapped to a module: that has none of them.
    pub(super) fn report_others(
        &self,
        api: &ir::Api,
        map: &SourceMap,
        diagnostics: &mut Diagnostics,
    ) {
        for definition in &api.types {
            let is_alias = matches!(definition.kind, ir::TypeKind::Alias(_));
            if is_alias || definition.elsewhere.is_some() || !definition.path.is_exported {
                continue;
            }
            let (file, _) = map.origin(&definition.pointer);
            let module = self.modules.iter().find(|(number, _)| *number == file);
            if let Some((_, module)) = module {
                let message = format!(
                    "`{}` is generated here: of its schema `{module}` has no type, although its file is mapped to that",
                    definition.name
                );
                diagnostics
                    .setting(Severity::Warning, message)
                    .help("refer to a schema of `components` there, or name its type by the key `type` of the setting `refs`");
            }
        }
    }
}

/// Says that no types can be named in the code of a document.
fn report_none(key: &str, path: &Path, diagnostics: &mut Diagnostics) {
    diagnostics
        .setting(
            Severity::Error,
            format!(
                "the `refs` setting says of `{key}` that it is generated elsewhere, but no types can be generated from {} by itself",
                shown_path(path)
            ),
        )
        .help("name the types of its schemas one by one: a key such as `schemas.yaml#/Money`, with `type`");
}
