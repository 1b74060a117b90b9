//! What the user of `openapi!` sees when the path, the settings, the document or an implementation is wrong.
//!
//! `TRYBUILD=overwrite cargo test -p timely-macro-ui` writes the expected messages anew.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

use std::{fs, path::Path, sync::mpsc, thread, time::Duration};

/// The compiler does not take as long as this, even on a machine that has much else to do.
const LONG: Duration = Duration::from_secs(30 * 60);

#[test]
fn messages_of_the_macro() {
    let (sender, ended) = mpsc::channel();
    let cases = thread::spawn(move || {
        compile();
        // Nobody listens any more when it took too long.
        let _ = sender.send(());
    });
    if ended.recv_timeout(LONG) == Err(mpsc::RecvTimeoutError::Timeout) {
        panic!("the cases do not end within {LONG:?}; the last one above is where they hang");
    }
    if let Err(panic) = cases.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Compiles each case, and compares what the compiler says.
fn compile() {
    place_documents();
    let cases = trybuild::TestCases::new();
    cases.pass("ui/models.rs");
    for case in [
        "no_path",
        "no_such_file",
        "broken_document",
        "wrong_keys",
        "wrong_types",
        "syntax",
        "other_versions",
        "warnings",
        "missing_operation",
        "wrong_signature",
        "wrong_call",
        "runtime_version",
        "runtime_feature",
        "no_runtime",
        "undeclared_features",
    ] {
        cases.compile_fail(format!("ui/{case}.rs"));
    }
}

/// Puts the documents where the macro looks for them: beside the manifest of the package that trybuild makes.
fn place_documents() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let package = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    let documents = package.join("documents");
    fs::create_dir_all(&documents).unwrap();
    for entry in fs::read_dir("ui/documents").unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), documents.join(entry.file_name())).unwrap();
    }
    // Not UTF-8, and so no file that an editor or a review could show.
    fs::write(
        documents.join("latin1.yaml"),
        b"openapi: 3.1.0\n# caf\xe9\n",
    )
    .unwrap();
}
