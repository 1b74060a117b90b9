//! A cache of expansions: those kept from earlier compilations, below the target folder.
//!
//! A macro is expanded whenever its crate is compiled, and mostly for a change that has nothing to do with the document.
//! What it made of the document last time is still right when the generator, the settings and every file that was read
//! are the same: to see that takes a hundredth of the time.
//!
//! Nothing depends on it. Where the folder cannot be written, or holds something else than it should, everything is
//! made anew.

use proc_macro2::TokenStream;
use std::{
    env, fs,
    hash::Hasher as _,
    path::{Path, PathBuf},
    process,
    str::FromStr as _,
    thread,
    time::{Duration, SystemTime},
};
use timely_codegen::settings::Settings;

/// How far the times of files may be from the clock.
const CLOCK: Duration = Duration::from_secs(1);

/// What came of a document that works.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expansion {
    /// Every file that was read.
    pub(crate) files: Vec<PathBuf>,
    /// What there is to say about them.
    pub(crate) warnings: Vec<String>,
    /// The code, as text: the compiler reads it faster than a macro can hand it over.
    pub(crate) code: String,
}

impl Expansion {
    /// The code as tokens; `None` when it is no Rust.
    pub(crate) fn tokens(&self) -> Option<TokenStream> {
        TokenStream::from_str(&self.code).ok()
    }
}

/// The place in the cache of one document with certain settings.
pub(crate) struct CacheEntry {
    file: PathBuf,
    /// What must be the same for the expansion to be the same, the files aside.
    key: String,
}

impl CacheEntry {
    /// In the folder that cargo gave this crate when it was compiled.
    pub(crate) fn new(document: &Path, settings: &Settings) -> Self {
        Self::below(Path::new(env!("OUT_DIR")), document, settings)
    }

    fn below(folder: &Path, document: &Path, settings: &Settings) -> Self {
        // The path is part of warnings, and means something else in another folder.
        let here = env::current_dir().unwrap_or_default();
        let of_call = format!(
            "{}\n{}\n{}\n{:?} {}",
            here.display(),
            document.display(),
            settings.canonical_text(),
            // Which warnings there are is no matter of the code.
            settings.diagnostics,
            settings.deny_warnings
        );
        // The name leaves the build out, so that a new generator replaces what the last one has left.
        let file = folder.join(format!("{:016x}.expansion", hash(of_call.as_bytes())));
        let key = format!("{}\n{of_call}", env!("TIMELY_MACROS_BUILD"));
        Self { file, key }
    }

    /// What was kept, if it is still right.
    pub(crate) fn read(&self) -> Option<Expansion> {
        let text = fs::read_to_string(&self.file).ok()?;
        let mut parts = Parts(&text);
        if parts.next()? != self.key {
            return None;
        }
        let mut files = Vec::new();
        for _ in 0..parts.number()? {
            let (file, known) = (PathBuf::from(parts.next()?), parts.next()?);
            if fingerprint(&file)? != known {
                return None;
            }
            files.push(file);
        }
        let warnings = (0..parts.number()?).map(|_| parts.next().map(str::to_owned));
        let warnings = warnings.collect::<Option<_>>()?;
        let code = parts.next()?.to_owned();
        // A file that was cut off, or written to by something else.
        (parts.next()? == format!("{:016x}", hash(code.as_bytes()))).then_some(Expansion {
            files,
            warnings,
            code,
        })
    }

    /// Keeps an expansion that was begun at that time. `None` when that is not possible, which harms nobody.
    pub(crate) fn write(&self, expansion: &Expansion, begun: SystemTime) -> Option<()> {
        let Expansion {
            files,
            warnings,
            code,
        } = expansion;
        let mut text = String::new();
        put(&mut text, &self.key);
        put(&mut text, &files.len().to_string());
        for file in files {
            // One that was written since may not be the one that was read.
            let written = fs::metadata(file).and_then(|file| file.modified()).ok()?;
            if written + CLOCK > begun {
                return None;
            }
            put(&mut text, file.to_str()?);
            put(&mut text, &fingerprint(file)?);
        }
        put(&mut text, &warnings.len().to_string());
        for warning in warnings {
            put(&mut text, warning);
        }
        put(&mut text, code);
        put(&mut text, &format!("{:016x}", hash(code.as_bytes())));

        // Renamed when it is complete: another compiler may be reading, or writing the same.
        let unique = format!("{}-{:?}.part", process::id(), thread::current().id());
        let part = self.file.with_extension(unique);
        let kept = fs::write(&part, text).and_then(|()| fs::rename(&part, &self.file));
        kept.map_err(|_| fs::remove_file(&part)).ok()
    }
}

/// Texts one after the other, each behind its length.
struct Parts<'a>(&'a str);

impl<'a> Parts<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (length, rest) = self.0.split_once('\n')?;
        let (part, rest) = rest.split_at_checked(length.parse().ok()?)?;
        self.0 = rest;
        Some(part)
    }

    fn number(&mut self) -> Option<usize> {
        self.next()?.parse().ok()
    }
}

fn put(text: &mut String, part: &str) {
    text.push_str(&format!("{}\n{part}", part.len()));
}

/// What tells one content of a file from another; `None` when it cannot be read.
fn fingerprint(file: &Path) -> Option<String> {
    let bytes = fs::read(file).ok()?;
    Some(format!("{} {:016x}", bytes.len(), hash(&bytes)))
}

fn hash(bytes: &[u8]) -> u64 {
    // Compiled with the standard library, and so fast in a macro that is compiled without optimization.
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expansion_is_kept_until_something_changes() {
        let folder = env::temp_dir().join(format!("timely-macros-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let document = folder.join("api.yaml");
        fs::write(&document, "a").unwrap();
        let settings = Settings::default();
        let entry = CacheEntry::below(&folder, &document, &settings);
        let expansion = Expansion {
            files: vec![document.clone()],
            warnings: vec!["first\nsecond".to_owned(), String::new()],
            code: "pub struct Ä;".to_owned(),
        };
        assert_eq!(entry.read(), None);
        assert_eq!(entry.write(&expansion, SystemTime::now()), None);
        let later = SystemTime::now() + 2 * CLOCK;
        entry.write(&expansion, later).unwrap();
        assert_eq!(entry.read(), Some(expansion.clone()));

        // Other settings have a place of their own; another generator finds nothing in the same one.
        let other = CacheEntry::below(
            &folder,
            &document,
            &settings.clone().format("date", "String"),
        );
        assert_eq!(other.read(), None);
        let newer = CacheEntry {
            key: format!("{} ", entry.key),
            file: entry.file.clone(),
        };
        assert_eq!(newer.read(), None);

        // Another text of the same length, and then no file at all.
        fs::write(&document, "b").unwrap();
        assert_eq!(entry.read(), None);
        fs::write(&document, "a").unwrap();
        assert!(entry.read().is_some());
        let kept = fs::read_to_string(&entry.file).unwrap();
        for damaged in [
            kept.replace("struct", "Struct"),
            kept[..kept.len() - 1].to_owned(),
        ] {
            fs::write(&entry.file, damaged).unwrap();
            assert_eq!(entry.read(), None);
        }
        fs::remove_file(&document).unwrap();
        assert_eq!(entry.read(), None);
        assert_eq!(entry.write(&expansion, later), None);
        fs::remove_dir_all(&folder).unwrap();
    }
}
