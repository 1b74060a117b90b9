//! `diff` and `check` of documents as git knows them.

use super::{
    diff::{MORE as WITH_DOGS, NEW, OLD},
    program::{Folder, Ran},
};
use std::process::Command;

/// A document of two files.
const ROOT: &str = "\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets: {$ref: 'paths/pets.yaml'}
";

const PETS: &str = "get: {operationId: listPets, responses: {'204': {description: Pets.}}}\n";

const MORE: &str = "\
get: {operationId: listPets, responses: {'204': {description: Pets.}}}
post: {operationId: createPet, responses: {'204': {description: A pet.}}}
";

/// A repository; none where git is missing, which is told.
struct Repository(Folder);

impl Repository {
    fn new() -> Option<Self> {
        let repository = Self(Folder::new());
        if Command::new("git").arg("--version").output().is_err() {
            println!("skipped: there is no git");
            return None;
        }
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        Some(repository)
    }

    fn git(&self, arguments: &[&str]) {
        let run = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
            .args(["-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(self.0.path())
            // Nothing of the machine: neither its configuration nor a repository around.
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .expect("git runs");
        assert!(run.status.success(), "{arguments:?}: {run:?}");
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "a state"]);
    }

    fn diff(&self, arguments: &[&str]) -> Ran {
        self.0.timely(&[&["diff"], arguments].concat())
    }
}

#[test]
fn a_document_of_a_revision_is_read_with_what_it_refers_to() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.0;
    folder
        .write("spec/openapi.yaml", ROOT)
        .write("spec/paths/pets.yaml", MORE);
    repository.commit();
    folder.write("spec/paths/pets.yaml", PETS);
    for old in [
        "git:HEAD:spec/openapi.yaml",
        "git:main:spec",
        "git:HEAD:./spec/../spec/",
    ] {
        let ran = repository.diff(&[old, "spec", "--format", "json"]).ends(0);
        let json: serde_json::Value = ran.out.parse().expect("it is JSON");
        let finding = &json["findings"][0];
        assert_eq!(finding["id"], "api-removed-without-deprecation");
        let revision = old.split(':').nth(1).unwrap_or_default();
        let file = format!("git:{revision}:spec/paths/pets.yaml");
        assert_eq!(finding["old"]["file"], file.as_str());
        assert_eq!(finding["old"]["line"], 2);
    }
    // From a folder below, and the file alone.
    folder
        .below("spec")
        .timely(&["diff", "git:HEAD:./openapi.yaml", "openapi.yaml"])
        .ends(0)
        .says("git:HEAD:spec/openapi.yaml → openapi.yaml");
    repository
        .diff(&["spec/openapi.yaml", "--base", "HEAD"])
        .ends(0)
        .says("the operation `POST /pets`");
    // A fault of the old document is told by the name that people know.
    repository.git(&["rm", "--quiet", "--cached", "spec/paths/pets.yaml"]);
    repository.git(&["commit", "--quiet", "--message", "broken"]);
    repository
        .diff(&["git:HEAD:spec", "spec", "--strict"])
        .ends(1)
        .says("there is no file git:HEAD:spec/paths/pets.yaml");
}

#[test]
fn what_git_does_not_have_is_told() {
    let Some(repository) = Repository::new() else {
        return;
    };
    repository
        .0
        .write("spec/pets.yaml", OLD)
        .write("other.yaml", NEW);
    repository.commit();
    repository.0.write("new.yaml", NEW);
    for (arguments, said) in [
        (
            &["git:v1:spec/pets.yaml", "new.yaml"][..],
            "no revision `v1`; or name another",
        ),
        (
            &["new.yaml"],
            "`git fetch --depth=1 origin main:refs/remotes/origin/main`",
        ),
        (
            &["new.yaml", "--base", "main"],
            "there is no `new.yaml` in `main`",
        ),
        (
            &["new.yaml", "--base", "main"],
            "give the document that it is to be compared with: `timely diff OLD NEW`",
        ),
        (
            &["git:HEAD:spec/pet.yaml", "new.yaml"],
            "but `spec/pets.yaml`",
        ),
        (
            &["git:HEAD:spec", "new.yaml"],
            "`spec` is a folder without an `openapi.yaml`",
        ),
        (&["git:HEAD:../pets.yaml", "new.yaml"], "names no document"),
        (
            &["git:--output=x:other.yaml", "new.yaml"],
            "`--output=x` cannot be a revision",
        ),
        (
            &["git:-p:other.yaml", "new.yaml"],
            "`-p` cannot be a revision",
        ),
        (&["git:HEAD:other.yaml"], "give the new document too"),
        (
            &["new.yaml", "--base=--all"],
            "`--all` cannot be a revision",
        ),
        (&["git::other.yaml", "new.yaml"], "`` cannot be a revision"),
    ] {
        repository.diff(arguments).ends(2).says(said);
    }
    let outside = Folder::new();
    outside.write("new.yaml", NEW);
    outside
        .timely(&["diff", "new.yaml"])
        .ends(2)
        .says("is in no git repository")
        .says("give both documents: `timely diff OLD NEW`");
}

#[test]
fn links_are_not_followed() {
    let Some(repository) = Repository::new() else {
        return;
    };
    #[cfg(unix)]
    {
        repository.0.write("pets.yaml", OLD);
        std::os::unix::fs::symlink("/etc/hostname", repository.0.path().join("link.yaml"))
            .expect("it can be made");
        repository.commit();
        repository
            .diff(&["git:HEAD:link.yaml", "pets.yaml"])
            .ends(2)
            .says("`link.yaml` is a symbolic link in `HEAD`");
    }
    let _ = repository;
}

/// A repository with a crate whose code is committed.
fn committed() -> Option<Repository> {
    let repository = Repository::new()?;
    let config = "[targets.pets]\ndocument = \"pets.yaml\"\noutput = \"../src/api\"\noverlays = [\"fixes.yaml\"]\n";
    let overlay = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.info, update: {title: Cats}}]\n";
    repository
        .0
        .write("spec/codegen.toml", config)
        .write("spec/pets.yaml", OLD)
        .write("spec/fixes.yaml", overlay)
        .write(
            "Cargo.toml",
            "[package]\nname = \"my-sdk\"\nversion = \"1.0.0\"\n",
        );
    repository.0.timely(&["generate"]).ends(0);
    repository.commit();
    Some(repository)
}

#[test]
fn targets_are_compared_with_what_they_were() {
    let Some(repository) = committed() else {
        return;
    };
    let folder = &repository.0;
    repository
        .diff(&["--base", "HEAD", "--fail-on", "any"])
        .ends(0)
        .says("pets: nothing changed\n  git:HEAD:spec/pets.yaml → spec/pets.yaml\n");
    // The document moves, and loses an operation.
    folder.write("spec/v2/pets.yaml", NEW);
    let config = folder.read("spec/codegen.toml");
    folder.write(
        "spec/codegen.toml",
        &config.replace("\"pets.yaml\"", "\"v2/pets.yaml\""),
    );
    std::fs::remove_file(folder.path().join("spec/pets.yaml")).expect("it is there");
    for arguments in [
        &["--base", "main"][..],
        &["pets", "--base", "main"],
        &["--target", "pets", "--base", "main"],
    ] {
        repository
            .diff(arguments)
            .ends(0)
            .says("pets: breaking, 3 findings")
            .says("git:main:spec/pets.yaml → spec/v2/pets.yaml");
    }
    // A target that is new has nothing to be compared with.
    let more = "\n[targets.dogs]\ndocument = \"dogs.yaml\"\noutput = \"../src/dogs\"\n";
    folder.write("spec/dogs.yaml", NEW).write(
        "spec/codegen.toml",
        &(folder.read("spec/codegen.toml") + more),
    );
    repository
        .diff(&["--base", "main"])
        .ends(0)
        .says("dogs is not compared: there is no `spec/dogs.yaml` in `main`");
    repository
        .diff(&["dogs", "--base", "main"])
        .ends(2)
        .says("give the document that it is to be compared with");
}

#[test]
fn check_holds_the_version_to_what_the_change_means() {
    let Some(repository) = committed() else {
        return;
    };
    let folder = &repository.0;
    let check = || folder.timely(&["check", "--against", "HEAD"]);
    check().ends(0).says("pets: nothing changed");
    folder.write("spec/pets.yaml", WITH_DOGS);
    // The code is not what the document says, and the version does not say what the change means.
    check()
        .ends(1)
        .says("differ from what is generated")
        .says("my-sdk is 1.0.0, and the change since `HEAD` asks for ");
    folder.timely(&["generate"]).ends(0);
    folder.timely(&["check"]).ends(0);
    check().ends(1);
    repository
        .diff(&["--base", "HEAD", "--bump"])
        .ends(0)
        .says("Cargo.toml: 1.0.0 → ");
    check().ends(0).says("says so (it was 1.0.0)");
    // Once is enough.
    let raised = folder.read("Cargo.toml");
    repository
        .diff(&["--base", "HEAD", "--bump"])
        .ends(0)
        .says("says what the change means");
    assert_eq!(folder.read("Cargo.toml"), raised);
    // What the file names need not be given.
    folder.write(
        "timely-diff.toml",
        "base = \"HEAD\"\nfail_on = [\"servers=breaking\"]\n",
    );
    folder.timely(&["check"]).ends(1).says("endpoint-added");
    folder
        .timely(&["check", "--fail-on", "callers=breaking"])
        .ends(0);
    folder
        .timely(&["check", "--against", "v0"])
        .ends(2)
        .says("name another one with `--against REVISION`");
}
