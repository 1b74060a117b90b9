//! Generated code is compiled against later versions of the runtime, whose structs may have more fields: no literal of
//! one names all of them, but rests on a base.

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

/// The literals of the runtime's structs in some code: how many there are, and those without a base.
#[derive(Default)]
struct Literals {
    count: usize,
    whole: Vec<String>,
}

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
            self.count += 1;
            if literal.rest.is_none() {
                let names: Vec<String> = path.iter().map(|name| name.ident.to_string()).collect();
                self.whole.push(names.join("::"));
            }
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
fn no_literal_names_all_fields_of_a_struct_of_the_runtime() {
    let settings = Settings::default()
        .lenient(true)
        .webhooks(WebhookSettings::new("X-Signature"));
    let mut count = 0;
    for path in documents() {
        let generator = Generator::from_file(&path).settings(settings.clone());
        let Some(module) = generator.run().module else {
            continue;
        };
        let tree = SourceTree::from_module(&module, "").unwrap();
        for (file, code) in tree.files() {
            let literals = Literals::of(code);
            assert!(
                literals.whole.is_empty(),
                "{} of {}: {:?} without `..`",
                file.display(),
                path.display(),
                literals.whole
            );
            count += literals.count;
        }
    }
    assert!(count > 500, "{count} literals");
}

#[test]
fn a_literal_without_a_base_is_found() {
    let literals = Literals::of(
        "static A: rt::Schema = rt::Schema { types: rt::Types::ANY, ..rt::Schema::ANY };
         static B: [rt::Condition; 1] = [rt::Condition { condition: &A, then: &A }];
         fn c() -> rt::Server { rt::Server }",
    );
    assert_eq!(literals.count, 2);
    assert_eq!(literals.whole, ["rt::Condition"]);
}
