//! Programs that users would write: each compiles with the old SDK, and with the new one exactly where the verdict is that nothing
//! breaks. Where it is `risky`, that depends on the program.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use timely_diff_programs::PAIRS;

#[test]
fn programs_compile_where_the_verdict_says_so() {
    let mut faults = Vec::new();
    let old = broken("old");
    for name in &old.files {
        faults.push(format!(
            "{}: does not compile with the old SDK",
            shown(name)
        ));
    }
    let new = broken("new");
    for (name, verdict) in programs() {
        let fault = match (verdict, new.files.contains(&name)) {
            ("safe", true) => "is safe, but does not compile with the new SDK",
            ("breaking", false) => "is breaking, but compiles with the new SDK",
            _ => continue,
        };
        faults.push(format!("{}: {fault}", shown(&name)));
    }
    if !faults.is_empty() {
        let messages = old.messages + &new.messages;
        panic!("{}\n\n{messages}", faults.join("\n"));
    }
}

/// The programs by the names of their files, with the verdict for each.
fn programs() -> impl Iterator<Item = (String, &'static str)> {
    PAIRS.iter().flat_map(|pair| {
        let programs = pair.programs.iter();
        programs.map(|(writer, verdict, _)| (format!("{}_{writer}", pair.module), *verdict))
    })
}

/// A program by what its pair is called.
fn shown(file: &str) -> String {
    let pair = PAIRS.iter().find(|pair| {
        file.strip_prefix(pair.module)
            .is_some_and(|rest| rest.starts_with('_'))
    });
    pair.map_or_else(
        || file.to_owned(),
        |pair| {
            let writer = &file[pair.module.len() + 1..];
            format!("the {writer} program of {:?}", pair.name)
        },
    )
}

/// The programs that do not compile, and why.
#[derive(Default)]
struct Broken {
    files: BTreeSet<String>,
    messages: String,
}

/// Compiles all programs with the SDKs of one side, each in a module of its own, and again without those that have errors: the
/// compiler looks at types only where all names are known.
fn broken(side: &str) -> Broken {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-programs-{side}"));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    for pair in PAIRS {
        for (writer, _, program) in pair.programs {
            let text = format!(
                "#![allow(warnings)]\nuse sdks::{side}::{}::*;\n{program}",
                pair.module
            );
            let file = folder.join(format!("{}_{writer}.rs", pair.module));
            std::fs::write(file, text).expect("a program can be written");
        }
    }
    let mut broken = Broken::default();
    loop {
        let names = programs().map(|(name, _)| name);
        let rest = names.filter(|name| !broken.files.contains(name));
        let found = compile(&folder, rest.collect());
        if found.files.is_empty() {
            return broken;
        }
        broken.files.extend(found.files);
        broken.messages.push_str(&found.messages);
    }
}

/// Compiles some programs as one crate, without making code of them.
fn compile(folder: &Path, names: Vec<String>) -> Broken {
    let modules: String = names.iter().map(|name| format!("mod {name};\n")).collect();
    let root = folder.join("lib.rs");
    std::fs::write(&root, format!("#![allow(warnings)]\n{modules}")).expect("it can be written");
    let (library, dependencies) = library();
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler)
        .args(["--edition", "2024", "--crate-type", "lib"])
        .args(["--crate-name", "programs", "--error-format", "json"])
        .arg("--emit=metadata")
        .arg("--out-dir")
        .arg(folder)
        // Types that are too long for a message are written to files in it.
        .current_dir(folder)
        .arg(format!("--extern=sdks={}", library.display()))
        .arg(format!("-Ldependency={}", dependencies.display()))
        .arg(&root)
        .output()
        .expect("the compiler runs");
    let mut broken = Broken::default();
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    for message in messages.lines() {
        let message: Value = serde_json::from_str(message).unwrap_or_default();
        if message["level"] == "error" {
            let files = files_of(&message, &names);
            if !files.is_empty() {
                let text = message["rendered"].as_str().unwrap_or_default();
                broken.messages.push_str(text);
            }
            broken.files.extend(files);
        }
    }
    let is_told = output.status.success() || !broken.files.is_empty();
    assert!(is_told, "an error of no program:\n{messages}");
    broken
}

/// The programs that an error is in.
fn files_of(message: &Value, names: &[String]) -> Vec<String> {
    let spans = message["spans"].as_array().into_iter().flatten();
    let files = spans.filter(|span| span["is_primary"] == true);
    let stems = files.filter_map(|span| {
        let file = Path::new(span["file_name"].as_str()?);
        Some(file.file_stem()?.to_str()?.to_owned())
    });
    stems.filter(|stem| names.contains(stem)).collect()
}

/// The library of the SDKs that this test was built with, the newest of its name, and the folder of what it depends on.
fn library() -> (PathBuf, PathBuf) {
    let program = std::env::current_exe().expect("a test knows its path");
    let folder = program.parent().expect("it is in a folder").to_owned();
    let entries = std::fs::read_dir(&folder).expect("the folder can be listed");
    let libraries = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        let is_one = name.starts_with("libtimely_diff_programs-") && name.ends_with(".rlib");
        let time = path.metadata().ok()?.modified().ok()?;
        is_one.then_some((time, path))
    });
    let (_, newest) = libraries.max().expect("the library was built");
    (newest, folder)
}
