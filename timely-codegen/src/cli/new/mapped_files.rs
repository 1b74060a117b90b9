//! The files that the setting `refs` names for references, which a new crate takes along.

use super::{CliError, plan::within};
use crate::settings::{RefTarget, Settings};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What becomes of the mapped files.
#[derive(Default)]
pub(super) struct MappedFiles {
    /// The setting, whose paths are those of the crate.
    pub(super) refs: BTreeMap<String, RefTarget>,
    /// The files to copy into the crate: where to, and what.
    pub(super) copies: Vec<(PathBuf, Vec<u8>)>,
    /// The files that are copied.
    pub(super) taken: Vec<PathBuf>,
}

impl MappedFiles {
    /// A file that is in the crate already stays where it is, and one beside the document goes where that goes; any other is
    /// copied to `spec`. Of folders the files are taken that were read.
    ///
    /// `root` is the folder of the document, if that is copied.
    pub(super) fn of(
        settings: &Settings,
        read: &[PathBuf],
        root: Option<&Path>,
        crate_folder: &Path,
    ) -> Result<Self, CliError> {
        let mut mapped = Self::default();
        for (key, target) in &settings.refs {
            let mut target = target.clone();
            if let Some(file) = &mut target.file {
                let path = settings.folder.join(&*file);
                let inside = root.and_then(|root| within(&path, root));
                *file = match (within(&path, crate_folder), inside) {
                    (Some(path), _) => PathBuf::from(path),
                    (None, Some(inside)) => Path::new("spec").join(inside),
                    (None, None) => mapped.take(&path, read)?,
                };
            }
            mapped.refs.insert(key.clone(), target);
        }
        Ok(mapped)
    }

    /// Takes a file or folder along, and returns its path in the crate.
    fn take(&mut self, path: &Path, read: &[PathBuf]) -> Result<PathBuf, CliError> {
        let name = path.file_name().unwrap_or("refs".as_ref());
        let mut to = Path::new("spec").join(name);
        let mut number = 1;
        while self.copies.iter().any(|(known, _)| known.starts_with(&to)) {
            number += 1;
            to = Path::new("spec").join(format!("refs-{number}-{}", name.display()));
        }
        for file in read {
            let Some(inside) = within(file, path) else {
                continue;
            };
            let bytes = fs::read(file).map_err(CliError::io("read", file))?;
            let place = match inside.as_str() {
                "" => to.clone(),
                inside => to.join(inside),
            };
            self.copies.push((place, bytes));
            self.taken.push(file.clone());
        }
        Ok(to)
    }
}
