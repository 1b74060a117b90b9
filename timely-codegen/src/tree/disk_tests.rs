//! Trees and folders: what is written, what is spared, and what drift is called.

use super::super::{Change, Drift, DriftCause, Inputs, MARKER, SourceTree, TreeError};
use std::{
    fs,
    path::PathBuf,
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
    assert!(tree("a", "").check(&dir.0).unwrap().is_empty());
    assert!(tree("a", "").write(&dir.0).unwrap().is_unchanged());
    // Neither are those of the document.
    let documents = ["a\nb\n", "a\r\nb\r\n"].map(|text| tree(text, ""));
    documents[0].write(&dir.0).unwrap();
    assert!(documents[1].check(&dir.0).unwrap().is_empty());
    assert!(documents[1].write(&dir.0).unwrap().is_unchanged());
}

#[test]
fn a_change_in_a_file_with_other_line_ends_is_a_change_of_its_lines_alone() {
    let dir = Scratch::new("crlf-changed");
    tree("a", "").write(&dir.0).unwrap();
    let changed = dir.text("lib.rs") + "pub mod mine;\n";
    dir.put("lib.rs", &changed.replace('\n', "\r\n"));
    dir.put(
        "client/mod.rs",
        &dir.text("client/mod.rs").replace('\n', "\r\n"),
    );
    let drift = tree("a", "").check(&dir.0).unwrap();
    assert_eq!(
        files(&drift),
        [("lib.rs".to_owned(), Change::Changed, true)]
    );
    let diff = &drift.files[0].diff;
    let lines = diff
        .lines()
        .skip(2)
        .filter(|line| line.starts_with(['+', '-']));
    assert_eq!(lines.collect::<Vec<_>>(), ["-pub mod mine;"], "{diff}");
}

#[test]
fn a_byte_order_mark_makes_no_file_hand_written() {
    let dir = Scratch::new("mark");
    tree("a", "").write(&dir.0).unwrap();
    dir.put("lib.rs", &format!("\u{FEFF}{}", dir.text("lib.rs")));
    let report = tree("a", "").write(&dir.0).unwrap();
    assert_eq!(paths(&report.written), ["lib.rs"]);
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
    let folder = dir.0.display();
    assert_eq!(
        error.to_string(),
        format!(
            "{folder}/lib.rs is not generated (no `{MARKER}` in the first line) and would be overwritten; to keep it, generate \
             into a folder of its own, such as {folder}/api, and write `mod api;` in {folder}/lib.rs; to be rid of it, move or \
             delete it"
        )
    );
    assert_eq!(dir.text("lib.rs"), "//! Mine.\n");
    assert!(
        dir.has("old.rs") && !dir.has("client"),
        "nothing is written when something is wrong"
    );
}

#[test]
fn what_is_in_the_way_is_named() {
    let files = |names: &[&str]| TreeError::HandWritten {
        files: names.iter().map(PathBuf::from).collect(),
    };
    let text = files(&["src/models/pet.rs", "src/schemas.rs"]).to_string();
    assert!(
        text.starts_with("src/models/pet.rs, src/schemas.rs are not generated")
            && text.ends_with("; move or delete them, or choose another output folder"),
        "{text}"
    );
    // The outermost one decides, wherever it stands in the list.
    let text = files(&["src/client/mod.rs", "src/lib.rs"]).to_string();
    assert!(
        text.contains("such as src/api, and write `mod api;` in src/lib.rs;"),
        "{text}"
    );
    let many: Vec<String> = (0..14).map(|number| format!("src/m{number}.rs")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let text = files(&many).to_string();
    assert!(
        text.contains("src/m9.rs, and 4 more are not generated"),
        "{text}"
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
