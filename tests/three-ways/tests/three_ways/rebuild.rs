//! What is compiled again, and when.

use crate::{DOCUMENT, SECOND};
use std::path::Path;
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
        self.workspace.put("spec/api.yaml", &broken).unwrap();
        let line = 1 + broken
            .lines()
            .position(|line| line.contains("Wlak"))
            .unwrap();
        let column = 1 + broken
            .lines()
            .nth(line - 1)
            .unwrap()
            .find("'walks")
            .unwrap();
        let place = format!("spec/api.yaml:{line}:{column}");

        let refused = self.codegen(1, &[]);
        assert!(refused.err.contains(&place), "{}", refused.err);
        let built = self.check();
        assert!(!built.success);
        println!("{}\n{}", built.messages, built.err);
        assert!(built.messages.contains(&place), "{}", built.messages);
        assert!(built.err.contains(&place), "{}", built.err);
        assert_eq!(built.fresh.get(Way::Committed.krate()), Some(&true));

        self.workspace.put("spec/api.yaml", DOCUMENT).unwrap();
        assert_eq!(self.check().compiled(), [Way::Macro, Way::BuildScript]);
        self.codegen(0, &["--check"]);
        assert_eq!(self.check().compiled(), []);
    }

    /// A document that works, with something to say about it: everyone says so, and goes on.
    pub(crate) fn document_warns(&self) {
        let unnamed = DOCUMENT.replace("      operationId: getPet\n", "");
        self.workspace.put("spec/api.yaml", &unnamed).unwrap();
        let line = 1 + unnamed
            .lines()
            .position(|line| line.contains("tags: [Pets]"))
            .unwrap();
        let _ = line;
        let built = self.check();
        println!("{}\n{}", built.messages, built.err);
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
