//! What is compiled again, and when.

use crate::{DOCUMENT, SECOND};
use std::{
    path::Path,
    time::{Duration, SystemTime},
};
use timely_three_ways::{Built, Ran, Way, Workspace};

/// The crates, compiled, with documents as they were committed.
pub(crate) struct Steps<'a> {
    workspace: &'a Workspace,
    xtask: &'a Path,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(workspace: &'a Workspace, xtask: &'a Path) -> Self {
        let steps = Self { workspace, xtask };
        steps.check().expect_success();
        steps
    }

    /// Nothing is compiled again, not even after `codegen` has run again: it writes only what differs.
    pub(crate) fn nothing_changed(&self) {
        assert_eq!(self.check().compiled(), []);
        let again = self.codegen(0, &[]);
        assert!(
            again.out.contains("unchanged") && !again.out.contains("written"),
            "{}",
            again.out
        );
        self.codegen(0, &["--check"]);
        assert_eq!(self.check().compiled(), []);
    }

    /// A document that is newer, and one that says something else.
    pub(crate) fn document_changes(&self) {
        // The same text: cargo cannot know that before it has looked, and the committed code is not concerned.
        self.workspace.touch("spec/api.yaml").unwrap();
        assert_eq!(self.check().compiled(), [Way::Macro, Way::BuildScript]);
        assert_eq!(self.check().compiled(), []);

        let changed = DOCUMENT.replace("operationId: removePet", "operationId: releasePet");
        self.change("spec/api.yaml", &changed, "release_pet");
        self.change("spec/api.yaml", DOCUMENT, "remove_pet");
    }

    /// The same for a file that the document refers to.
    pub(crate) fn second_file_changes(&self) {
        self.workspace.touch("spec/walks.yaml").unwrap();
        assert_eq!(self.check().compiled(), [Way::Macro, Way::BuildScript]);

        let changed = SECOND.replace("minutes:", "seconds:");
        self.change("spec/walks.yaml", &changed, "seconds");
        self.change("spec/walks.yaml", SECOND, "minutes");
    }

    /// Writes another text: everyone but the committed crate follows at once, and that one after `codegen`.
    fn change(&self, path: &str, text: &str, appears: &str) {
        assert!(self.workspace.put(path, text).unwrap(), "nothing to change");
        assert_eq!(self.check().compiled(), [Way::Macro, Way::BuildScript]);

        let drift = self.codegen(1, &["--check"]);
        let added = |line: &str| line.starts_with('+') && line.contains(appears);
        assert!(drift.out.lines().any(added), "{}", drift.out);
        assert_eq!(self.check().compiled(), []);

        let written = self.codegen(0, &[]);
        let both = [" written, ", " unchanged"];
        assert!(
            both.iter().all(|part| written.out.contains(part)),
            "{}",
            written.out
        );
        assert_eq!(self.check().compiled(), [Way::Committed]);
        assert_eq!(self.check().compiled(), []);
    }

    /// A document that does not work: each way says why, and recovers when the document does.
    pub(crate) fn document_breaks(&self) {
        let broken = DOCUMENT.replace("walks.yaml#/Walk", "walks.yaml#/Wlak");
        let place = place(&broken, "'walks.yaml#/Wlak'");
        self.workspace.put("spec/api.yaml", &broken).unwrap();

        let refused = self.codegen(1, &[]);
        assert_contains(&refused.err, &format!("  --> spec/api.yaml:{place}\n"));
        let built = self.check();
        assert!(!built.success);
        // The compiler's message begins with the place, as the compiler writes places, and stands at the path.
        assert_contains(
            &built.messages,
            &format!("error: spec/api.yaml:{place}: `walks.yaml#/Wlak` leads to"),
        );
        assert_contains(&built.messages, " --> by_macro/src/lib.rs:5:41\n");
        assert_contains(&built.messages, "^^^^^^^^^^^^^^^^^^\n");
        assert_contains(&built.messages, "did you mean `Walk`?");
        // The build script's is shown by cargo, with the path as the script has it.
        assert_contains(&built.err, "  Error: 2 errors in ../spec/api.yaml\n");
        assert_contains(&built.err, &format!("--> ../spec/api.yaml:{place}\n"));
        let machine = self.workspace.folder().join("spec").display().to_string();
        assert!(!built.messages.contains(&machine), "{}", built.messages);
        // Nothing was written, so that the committed code still works.
        assert_eq!(built.fresh.get(Way::Committed.krate()), Some(&true));

        self.workspace.put("spec/api.yaml", DOCUMENT).unwrap();
        assert_eq!(self.check().compiled(), [Way::Macro, Way::BuildScript]);
        self.codegen(0, &["--check"]);
        assert_eq!(self.check().compiled(), []);
    }

    /// A document that works, with something to say about it: each way says so, and goes on.
    pub(crate) fn document_warns(&self) {
        let unnamed = DOCUMENT.replace("      operationId: getPet\n", "");
        let unnamed = unnamed.replace("lives: { description", "lives: { desciption");
        let place = place(&unnamed, "desciption");
        let summary = format!("spec/api.yaml:{place}: `desciption` is not a key of a schema");
        self.workspace.put("spec/api.yaml", &unnamed).unwrap();

        let built = self.check();
        built.expect_success();
        assert_contains(
            &built.messages,
            &format!("warning: use of deprecated constant `api::_::openapi_document`: {summary}"),
        );
        assert_contains(&built.messages, " --> by_macro/src/lib.rs:5:41\n");
        assert_eq!(
            built.messages.matches("warning: ").count(),
            2,
            "{}",
            built.messages
        );
        // One line for each, since cargo puts the package before every line.
        let lines = built.err.lines();
        let warnings = lines.filter(|line| line.starts_with("warning: by_build_script@0.0.0: "));
        let warnings: Vec<&str> = warnings.collect();
        assert_eq!(warnings.len(), 2, "{}", built.err);
        assert_contains(warnings[1], &summary);
        assert_contains(warnings[1], "help: did you mean `description`?");

        // Cargo says again what a build script has said, until it runs anew. So it runs once more, and says nothing.
        let second = self.check();
        assert_eq!(second.compiled(), [Way::BuildScript]);
        assert!(
            !second.err.contains("warning: by_build_script"),
            "{}",
            second.err
        );
        assert_eq!(self.check().compiled(), []);

        // The crate's own source changes, and not the document: what the macro has kept of it says the same. It keeps
        // nothing of a document so new that it may be written still.
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        self.workspace.date("spec/api.yaml", long_ago).unwrap();
        for _ in 0..2 {
            self.workspace.touch("by_macro/src/lib.rs").unwrap();
            let again = self.check();
            assert_eq!(again.compiled(), [Way::Macro]);
            assert_eq!(again.messages, built.messages);
        }

        self.workspace.put("spec/api.yaml", DOCUMENT).unwrap();
        self.check().expect_success();
    }

    fn check(&self) -> Built {
        self.workspace.cargo().check(&["--workspace"]).unwrap()
    }

    fn codegen(&self, code: i32, arguments: &[&str]) -> Ran {
        let ran = self.workspace.codegen(self.xtask, arguments).unwrap();
        assert_eq!(ran.code, Some(code), "{}\n{}", ran.out, ran.err);
        ran
    }
}

trait Expect {
    fn expect_success(&self);
    fn compiled(&self) -> Vec<Way>;
}

impl Expect for Built {
    #[track_caller]
    fn expect_success(&self) {
        assert!(self.success, "{}\n{}", self.messages, self.err);
    }

    /// Which of the three were compiled; the rest was as it should be. All work.
    #[track_caller]
    fn compiled(&self) -> Vec<Way> {
        self.expect_success();
        let stale = self.fresh.iter().filter(|(_, fresh)| !**fresh);
        let stale: Vec<&str> = stale.map(|(name, _)| name.as_str()).collect();
        let ways = Way::ALL
            .into_iter()
            .filter(|way| stale.contains(&way.krate()));
        let ways: Vec<Way> = ways.collect();
        assert_eq!(ways.len(), stale.len(), "{stale:?}");
        ways
    }
}

/// Where a word stands in a text, as `line:column`.
fn place(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap();
    let line = text[..at].lines().count();
    let column = text[..at].lines().last().unwrap().chars().count() + 1;
    format!("{line}:{column}")
}

#[track_caller]
fn assert_contains(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in:\n{text}");
}
