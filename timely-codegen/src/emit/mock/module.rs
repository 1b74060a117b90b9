//! `mock`: a mock of the API, as a few lines that name what else is generated.

use super::Sheet;
use crate::emit::context::Context;
use crate::emit::rustdoc;
use crate::emit::schemas::{static_path, type_text_name};
use crate::emit::server::{error_format_of, options_of_requests};
use crate::emit::tag_features::ModelTags;
use crate::tree::{Module, raw_literal};
use quote::quote;
use serde_json::Value;

/// The module, the feature of the runtime that it needs, and the one that it is behind where the settings ask for that.
pub(in crate::emit) const NAME: &str = "mock";

/// The `mock` module.
pub(in crate::emit) fn module(context: Context<'_>, tags: &ModelTags) -> Module {
    let api = context.api;
    let (sheet, types) = Sheet::of(api);
    let schemas = types.into_iter().map(|id| {
        let definition = api.definition(id);
        let name = type_text_name(api.type_def(id));
        let path = static_path(definition);
        let gate = tags.gate_of(api, api.definition_of(id).0);
        quote! { #gate (#name, &#path) }
    });
    let schemas: Vec<_> = schemas.collect();
    let schemas = (!schemas.is_empty()).then(|| quote!(.schemas(&[#(#schemas),*])));
    let base_path = super::base_path(context);
    let base_path = base_path.map(|path| quote!(.base_path(#path)));
    let options = options_of_requests(&context.settings.server);
    let options = options.map(|calls| quote!(.options(rt::server::Options::default() #calls)));
    let errors = error_format_of(context);
    let answers = raw_literal(&in_lines(&sheet));
    let line = format!(
        "A mock of {}: it answers as the document says, with its examples or with values that are made from its schemas.",
        rustdoc::line(&api.title)
    );
    let code = quote! {
        /// A mock of the API: a server, or what a client takes for one.
        ///
        /// ```ignore
        /// let client = Client::builder().transport(mock::service().stateful(true).router()).build()?;
        /// ```
        pub fn service() -> rt::mock::Mock {
            rt::mock::Mock::new(SCRIPT) #options
        }

        static SCRIPT: rt::mock::Script = rt::mock::Script::new(operations::OPERATIONS, &ERRORS)
            #base_path #schemas .answers(ANSWERS);

        static ERRORS: rt::server::ErrorFormat = #errors;

        /// What the document says of the answers, besides what the operations say themselves.
        static ANSWERS: &str = #answers;
    };
    let imports = context.imports(&code, &[(quote!(super), &["operations", "schemas"])]);
    Module {
        docs: rustdoc::lines(&[line]),
        items: quote! { #imports #code },
        ..Module::new(NAME)
    }
}

/// JSON with a line for each operation and each type, so that changes are seen in a diff.
fn in_lines(sheet: &Value) -> String {
    let sections = sheet.as_object().into_iter().flatten();
    let sections = sections.map(|(name, section)| {
        let rows = section.as_object().into_iter().flatten();
        let rows = rows.map(|(key, row)| format!("    {}: {row}", Value::from(key.as_str())));
        let rows: Vec<String> = rows.collect();
        format!(
            "  {}: {{\n{}\n  }}",
            Value::from(name.as_str()),
            rows.join(",\n")
        )
    });
    let sections: Vec<String> = sections.collect();
    format!("{{\n{}\n}}", sections.join(",\n"))
}
