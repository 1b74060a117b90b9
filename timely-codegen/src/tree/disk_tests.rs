//! Trees and folders: what is written, what is spared, and what drift is called.

use super::super::{Change, Drift, DriftCause, Inputs, MARKER, SourceTree, TreeError};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// A folder that is removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("timely-tree-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn put(&self, path: &str, text: &str) {
        let file = self.0.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn code(text: &str) -> String {
    format!("// {MARKER}. Do not edit.\n\n{text}\n")
}

fn tree_of(files: &[(&str, &str)]) -> SourceTree {
    SourceTree::from_files(files.iter().map(|(path, text)| (*path, code(text))))
}

/// A tree with a client in a folder of its own, made from this document with these settings.
fn tree(document: &str, settings: &str) -> SourceTree {
    tree_of(&[
        ("lib.rs", "pub mod client;"),
        ("client/mod.rs", "pub struct Client;"),
    ])
    .with_inputs(Inputs::new([document], settings))
}

fn paths(paths: &[PathBuf]) -> Vec<String> {
    paths
        .iter()
        .map(|path| path.display().to_string())
        .collect()
}

fn files(drift: &Drift) -> Vec<(String, Change, bool)> {
    let files = drift.files.iter();
    files
        .map(|f| (f.path.display().to_string(), f.change, f.edited_by_hand))
        .collect()
}

#[test]
fn a_second_write_touches_nothing() {
    let dir = Scratch::new("second");
    let report = tree("a", "").write(&dir.0).unwrap();
    assert_eq!(
        paths(&report.written),
        ["client/mod.rs", "lib.rs", ".timely.lock"]
    );
    assert!(dir.text("client/mod.rs").contains("pub struct Client;"));

    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    let file = fs::File::options()
        .write(true)
        .open(dir.0.join("lib.rs"))
        .unwrap();
    file.set_modified(long_ago).unwrap();
    let report = tree("a", "").write(&dir.0).unwrap();
    assert!(report.is_unchanged());
    assert_eq!(report.unchanged.len(), 3);
    assert_eq!(
        fs::metadata(dir.0.join("lib.rs"))
            .unwrap()
            .modified()
            .unwrap(),
        long_ago
    );
    assert!(tree("a", "").check(&dir.0).unwrap().is_empty());
}

#[test]
fn line_ends_that_git_rewrote_are_no_drift() {
    let dir = Scratch::new("crlf");
    tree("a", "").write(&dir.0).unwrap();
    for file in ["lib.rs", ".timely.lock"] {
        dir.put(file, &dir.text(file).replace('\n', "\r\n"));
    }
    assert!(
        tree("a\r\n", "")
            .check(&dir.0)
            .unwrap()
            .files
            .iter()
            .all(|f| f.path != Path::new("lib.rs"))
    );
    assert!(tree("a", "").check(&dir.0).unwrap().is_empty());
    assert!(tree("a", "").write(&dir.0).unwrap().is_unchanged());
}

#[test]
fn strays_go_and_hand_written_files_stay() {
    let dir = Scratch::new("strays");
    tree_of(&[
        ("lib.rs", ""),
        ("client/mod.rs", ""),
        ("client/api/mod.rs", ""),
    ])
    .write(&dir.0)
    .unwrap();
    dir.put("notes.md", "mine");
    dir.put("client/hand.rs", "// My own.\n");
    dir.put(".git/config", &code("not looked at"));

    let report = tree_of(&[("lib.rs", ""), ("models.rs", "")])
        .write(&dir.0)
        .unwrap();
    assert_eq!(
        paths(&report.removed),
        ["client/api/mod.rs", "client/mod.rs"]
    );
    assert_eq!(paths(&report.foreign), ["client/hand.rs", "notes.md"]);
    assert_eq!(dir.text("client/hand.rs"), "// My own.\n");
    assert!(dir.has("notes.md") && dir.has(".git/config") && !dir.has("client/api"));
}

#[test]
fn a_file_makes_room_for_a_folder_of_its_name() {
    let dir = Scratch::new("room");
    tree_of(&[("client.rs", "")]).write(&dir.0).unwrap();
    tree_of(&[("client/mod.rs", "")]).write(&dir.0).unwrap();
    assert!(!dir.has("client.rs"));
    tree_of(&[("client.rs", "")]).write(&dir.0).unwrap();
    assert!(!dir.has("client"));
}

#[test]
fn a_hand_written_file_is_not_overwritten() {
    let dir = Scratch::new("hand");
    dir.put("lib.rs", "//! Mine.\n");
    dir.put("old.rs", &code(""));
    let error = tree("a", "").write(&dir.0).unwrap_err();
    assert!(
        matches!(&error, TreeError::HandWritten { files } if files.len() == 1),
        "{error}"
    );
    assert!(
        error.to_string().contains("lib.rs is not generated"),
        "{error}"
    );
    assert_eq!(dir.text("lib.rs"), "//! Mine.\n");
    assert!(
        dir.has("old.rs") && !dir.has("client"),
        "nothing is written when something is wrong"
    );
}

#[test]
fn nothing_is_written_outside_the_folder() {
    let dir = Scratch::new("outside");
    let inner = dir.0.join("inner");
    for path in [
        "../up.rs",
        "/tmp/timely-absolute.rs",
        "a/../../up.rs",
        "./x.rs",
        "",
    ] {
        let error = tree_of(&[(path, "")]).write(&inner).unwrap_err();
        // `./x.rs` is the same path as `x.rs` to the standard library once it is not the first part.
        assert!(
            matches!(error, TreeError::Outside { .. }),
            "{path}: {error}"
        );
        assert!(tree_of(&[(path, "")]).check(&inner).is_err());
    }
    assert!(!dir.has("up.rs") && !inner.exists());
}

#[cfg(unix)]
#[test]
fn links_are_not_written_through() {
    let dir = Scratch::new("links");
    fs::create_dir_all(dir.0.join("elsewhere")).unwrap();
    fs::create_dir_all(dir.0.join("out")).unwrap();
    std::os::unix::fs::symlink(dir.0.join("elsewhere"), dir.0.join("out/client")).unwrap();
    let error = tree("a", "").write(&dir.0.join("out")).unwrap_err();
    assert!(matches!(error, TreeError::Link { .. }), "{error}");
    assert!(!dir.has("elsewhere/mod.rs") && !dir.has("out/lib.rs"));

    // A link in the place of a file is somebody's, and what it points at is not ours to change.
    fs::remove_file(dir.0.join("out/client")).unwrap();
    dir.put("elsewhere/lib.rs", &code("theirs"));
    std::os::unix::fs::symlink(dir.0.join("elsewhere/lib.rs"), dir.0.join("out/lib.rs")).unwrap();
    assert!(matches!(
        tree("a", "").write(&dir.0.join("out")).unwrap_err(),
        TreeError::HandWritten { .. }
    ));
}

#[test]
fn drift_tells_what_differs_and_writes_nothing() {
    let dir = Scratch::new("drift");
    tree("a", "").write(&dir.0).unwrap();
    dir.put("lib.rs", &code("pub mod client;\npub mod mine;"));
    fs::remove_file(dir.0.join("client/mod.rs")).unwrap();
    dir.put("old.rs", &code("pub struct Old;"));
    dir.put("hand.rs", "fn main() {}\n");

    let drift = tree("a", "").check(&dir.0).unwrap();
    assert_eq!(
        files(&drift),
        [
            ("client/mod.rs".to_owned(), Change::Missing, true),
            ("lib.rs".to_owned(), Change::Changed, true),
            ("old.rs".to_owned(), Change::Stray, true),
        ]
    );
    assert_eq!(paths(&drift.foreign), ["hand.rs"]);
    let text = drift.to_string();
    for part in [
        "missing  client/mod.rs (by hand)\nchanged  lib.rs (by hand)\nstray    old.rs (by hand)\n",
        "cause: edited by hand since the last run: client/mod.rs, lib.rs, old.rs\n",
        "--- a/lib.rs\n+++ b/lib.rs\n@@ -1,4 +1,3 @@\n",
        "-pub mod mine;\n",
        "--- /dev/null\n+++ b/client/mod.rs\n",
        "--- a/old.rs\n+++ /dev/null\n",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    assert!(dir.has("old.rs") && !dir.has("client/mod.rs"));
}

#[test]
fn drift_names_its_cause() {
    let dir = Scratch::new("cause");
    let cause = |tree: &SourceTree| tree.check(&dir.0).unwrap().causes;
    assert_eq!(cause(&tree("a", "")), [DriftCause::Unrecorded]);

    tree("a", "s").write(&dir.0).unwrap();
    assert_eq!(cause(&tree("b", "s")), [DriftCause::Document]);
    assert_eq!(cause(&tree("a", "t")), [DriftCause::Settings]);
    assert_eq!(
        cause(&tree("b", "t")),
        [DriftCause::Document, DriftCause::Settings]
    );

    let newer =
        tree_of(&[("lib.rs", "pub mod client; // Better.")]).with_inputs(Inputs::new(["a"], "s"));
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let generator = DriftCause::Generator {
        from: version.clone(),
        to: version,
    };
    assert_eq!(cause(&newer), [generator]);

    let lock = dir.text(".timely.lock");
    dir.put(
        ".timely.lock",
        &lock.replace(env!("CARGO_PKG_VERSION"), "0.0.1"),
    );
    let causes = cause(&tree("a", "s"));
    assert!(matches!(&causes[..], [DriftCause::Generator { from, .. }] if from == "0.0.1"));

    dir.put(".timely.lock", &lock.replace("lib.rs", "bil.rs"));
    assert_eq!(
        cause(&tree("a", "s")),
        [DriftCause::HandEdit(vec![".timely.lock".into()])]
    );
}

#[test]
fn a_changed_document_and_a_hand_edit_are_both_named() {
    let dir = Scratch::new("both");
    tree("a", "").write(&dir.0).unwrap();
    dir.put("client/mod.rs", &code("pub struct Mine;"));
    assert_eq!(
        tree("b", "").check(&dir.0).unwrap().causes,
        [
            DriftCause::Document,
            DriftCause::HandEdit(vec!["client/mod.rs".into()])
        ]
    );
}

#[test]
fn a_single_file_leaves_its_neighbours_alone() {
    let dir = Scratch::new("single");
    dir.put("other.rs", &code("of another generator"));
    tree_of(&[("api.rs", "one")]).write_only(&dir.0).unwrap();
    tree_of(&[("api.rs", "two")]).write_only(&dir.0).unwrap();
    assert_eq!(dir.text("api.rs"), code("two"));
    assert!(dir.has("other.rs"));
    assert!(tree_of(&[("../api.rs", "")]).write_only(&dir.0).is_err());
}
