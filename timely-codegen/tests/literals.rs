//! Generated code is compiled against later versions of the runtime, whose structs may have more fields: it has no literal
//! of one, but calls functions.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

use std::fs;
use std::path::{Path, PathBuf};
use syn::ExprStruct;
use syn::visit::Visit;
use timely_codegen::Generator;
use timely_codegen::settings::{Settings, WebhookSettings};
use timely_codegen::tree::SourceTree;

/// The names of the runtime's structs that some code has literals of.
#[derive(Default)]
struct Literals(Vec<String>);

impl Literals {
    fn of(code: &str) -> Self {
        let mut literals = Self::default();
        literals.visit_file(&syn::parse_file(code).unwrap());
        literals
    }
}

impl<'ast> Visit<'ast> for Literals {
    fn visit_expr_struct(&mut self, literal: &'ast ExprStruct) {
        let path = &literal.path.segments;
        if path.first().is_some_and(|first| first.ident == "rt") {
            let names: Vec<String> = path.iter().map(|name| name.ident.to_string()).collect();
            self.0.push(names.join("::"));
        }
        syn::visit::visit_expr_struct(self, literal);
    }
}

/// The documents that the tests of the workspace generate code from.
fn documents() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let fixtures = fs::read_dir(workspace.join("tests/fixtures")).unwrap();
    let fixtures = fixtures.map(|entry| entry.unwrap().path());
    let is_document = |path: &PathBuf| path.extension().is_some_and(|end| end == "yaml");
    let api = workspace.join("spec/timely.yaml");
    fixtures.filter(is_document).chain([api]).collect()
}

#[test]
fn no_literal_of_a_struct_of_the_runtime_is_written() {
    let settings = Settings::default().webhooks(WebhookSettings::new("X-Signature"));
    let mut files = 0;
    for path in documents() {
        let generator = Generator::from_file(&path).settings(settings.clone());
        let Some(module) = generator.run().module else {
            continue;
        };
        let tree = SourceTree::from_module(&module, "").unwrap();
        for (file, code) in tree.files() {
            let Literals(names) = Literals::of(code);
            assert!(
                names.is_empty(),
                "{} of {}: {names:?}",
                file.display(),
                path.display(),
            );
            files += 1;
        }
    }
    assert!(files > 200, "{files} files");
}

#[test]
fn a_literal_is_found() {
    let Literals(names) = Literals::of(
        "static A: rt::Limits = rt::Limits { body: 1, ..rt::Limits::NONE };
         static B: [rt::Condition; 1] = [rt::Condition { condition: &A, then: &A }];
         fn c() -> rt::Server { rt::Server }
         fn d() -> models::Pet { models::Pet { name: 1 } }",
    );
    assert_eq!(names, ["rt::Limits", "rt::Condition"]);
}
