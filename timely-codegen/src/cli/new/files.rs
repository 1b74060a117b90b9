//! The files of a crate around a document.

use super::{
    manifest,
    plan::{CONFIG, Origin, Plan, SCHEMA, SETTINGS, Way},
    readme, settings_text,
    write::Files,
};
use crate::diagnostic::shown_path;
use std::path::{Path, PathBuf};

/// All files of a new crate but the generated code.
pub(super) fn of_new_crate(plan: &Plan) -> Files {
    let mut files = shared(plan);
    let mut add = |path: &str, text: String| files.push((PathBuf::from(path), text.into_bytes()));
    add("Cargo.toml", manifest::text(plan));
    add("README.md", readme::text(plan));
    add("src/lib.rs", library(plan));
    add(".gitignore", "/target\n".to_owned());
    add(".github/workflows/ci.yml", workflow(plan));
    let programs = [
        ("examples/quickstart.rs", &plan.scaffold.quickstart),
        ("examples/server.rs", &plan.scaffold.server),
    ];
    for (path, program) in programs {
        if let Some(program) = program {
            add(path, program.clone());
        }
    }
    files
}

/// What a new crate and one that exists have in common: the document, and the settings.
pub(super) fn shared(plan: &Plan) -> Files {
    let mut files = plan.document.copies.clone();
    let mut add = |path: &str, text: String| files.push((PathBuf::from(path), text.into_bytes()));
    match plan.way {
        Way::Committed => {
            add(CONFIG, configuration(plan));
            add(
                SCHEMA,
                include_str!("../../settings/codegen.schema.json").to_owned(),
            );
        }
        Way::Build => {
            add(SETTINGS, settings(plan));
            add("build.rs", build_script(plan));
        }
        Way::Macro => {}
    }
    files
}

/// `codegen.toml`.
pub(super) fn configuration(plan: &Plan) -> String {
    let table = format!("targets.{}", settings_text::toml_key(&plan.package));
    format!(
        "#:schema ./{SCHEMA}\n\
         # `timely generate` writes `src/{module}` by this, and `timely check` compares. Paths are relative to this file.\n\n\
         [{table}]\ndocument = {document}\noutput = \"src/{module}\"\n{settings}",
        module = plan.module,
        document = manifest::quoted(&plan.document.path),
        settings = settings_text::toml(&plan.settings, &table),
    )
}

/// `settings.toml`.
fn settings(plan: &Plan) -> String {
    format!(
        "# How `build.rs` generates code from `{}`.\n\n{}",
        plan.document.path,
        settings_text::toml(&plan.settings, "")
    )
}

fn build_script(plan: &Plan) -> String {
    format!(
        "use timely_codegen::build::{{Build, BuildError}};\n\n\
         fn main() -> Result<(), BuildError> {{\n    \
         Build::new({:?})\n        .settings_file(\"{SETTINGS}\")?\n        .out_file(\"{}.rs\")\n        .emit()\n}}\n",
        plan.document.path, plan.module
    )
}

/// `src/lib.rs`, which is the user's own.
fn library(plan: &Plan) -> String {
    let head = "#![doc = include_str!(\"../README.md\")]\n";
    format!(
        "{head}\n{}\npub use {}::*;\n",
        module(plan, Root::New),
        plan.module
    )
}

/// The file that names the module of the generated code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// The library of a new crate, which exports what is in the module.
    New,
    /// A library that exists.
    Library,
    /// A program, which has no users: what it does not use itself, nobody does.
    Program,
}

/// The module of the generated code, as it stands in a source file.
pub(super) fn module(plan: &Plan, root: Root) -> String {
    let name = &plan.module;
    let before = match root {
        Root::New => "",
        Root::Library => "pub ",
        Root::Program => {
            "// A program seldom uses all of an API.\n#[allow(dead_code, unused_imports)]\n"
        }
    };
    match plan.way {
        Way::Committed => {
            let whose = match root {
                Root::New => "// Written by `timely generate`; this file is yours.\n".to_owned(),
                Root::Library | Root::Program => {
                    format!("// The code in `src/{name}` is written by `timely generate`.\n")
                }
            };
            format!("{whose}{before}mod {name};\n")
        }
        Way::Macro => {
            let mut text = format!(
                "{before}mod {name} {{\n    timely_macros::openapi! {{\n        document: {:?},\n",
                plan.document.path
            );
            for line in settings_text::macro_arguments(&plan.settings) {
                text.push_str(&format!("        {line}\n"));
            }
            text.push_str("    }\n}\n");
            text
        }
        Way::Build => format!(
            "{before}mod {name} {{\n    include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\"));\n}}\n"
        ),
    }
}

/// The checks that each change of the crate must pass.
fn workflow(plan: &Plan) -> String {
    // What the macro has to say of the document are warnings of this lint, and a document is seldom one's own.
    let lints = match plan.way {
        Way::Macro => " -A deprecated",
        Way::Committed | Way::Build => "",
    };
    let mut text = format!(
        "\
name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: cargo fmt --check
      - run: cargo clippy --all-targets -- -D warnings{lints}
      - run: cargo test
"
    );
    if let Origin::Folder(folder) = &plan.origin {
        let step = folder_step(folder, plan.way);
        text = text.replace(
            "      - run: cargo fmt",
            &format!("{step}      - run: cargo fmt"),
        );
    }
    if plan.way == Way::Committed {
        text.push_str(&format!(
            "      # Fails where `src/{}` is not what the document and codegen.toml say.\n      - run: {}\n      - run: timely check\n",
            plan.module,
            install(plan)
        ));
    }
    text
}

/// The step that says what the workflow lacks where the runtime is taken from a folder.
fn folder_step(folder: &Path, way: Way) -> String {
    let runtime = for_shell(&shown_path(&folder.join("timely-runtime")));
    let below = match way {
        Way::Committed => "      # Below, put `--git …` in place of `--path …`.\n",
        Way::Macro | Way::Build => "",
    };
    format!(
        "      # Cargo.toml takes timely from a folder of the machine that this crate was made on: put `git = \"…\"` or a\n      \
         # version in place of each `path`, and remove this step.\n{below}      \
         - run: test -d {runtime} || {{ echo '::error file=Cargo.toml::timely is taken from a folder that is not here'; exit 1; }}\n"
    )
}

/// The command that installs this program, in this version.
pub(super) fn install(plan: &Plan) -> String {
    let place = match &plan.origin {
        Origin::Registry => format!("timely-codegen@{}", env!("CARGO_PKG_VERSION")),
        Origin::Folder(folder) => {
            format!(
                "--path {}",
                for_shell(&shown_path(&folder.join("timely-codegen")))
            )
        }
        Origin::Git(url) => format!("--git {} timely-codegen", for_shell(url)),
    };
    format!("cargo install --locked {place} --features cli")
}

/// A text as one word of a shell.
fn for_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
