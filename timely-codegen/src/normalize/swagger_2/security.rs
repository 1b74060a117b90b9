//! `securityDefinitions`.

use super::document::section;
use super::{Converter, Entries};
use crate::diagnostic::{Code, Pointer, closest};
use crate::grammar;
use serde_json::{Map, Value, json};

/// The flows of OAuth 2, and what OpenAPI 3 calls them.
const FLOWS: &[(&str, &str)] = &[
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

/// What a flow holds in OpenAPI 3.
const OF_FLOWS: &[&str] = &["authorizationUrl", "tokenUrl", "scopes"];

impl Converter<'_, '_> {
    pub(super) fn security_schemes(&mut self, schemes: &Entries) -> Entries {
        let base = Pointer::root().child("securityDefinitions");
        let to = section("securitySchemes");
        self.moved(&base, &to);
        let mut converted = Map::new();
        for (name, scheme) in schemes {
            let value = match scheme {
                Value::Object(entries) if grammar::reference(scheme).is_none() => {
                    Value::Object(self.security_scheme(entries, &base.child(name), &to.child(name)))
                }
                other => other.clone(),
            };
            converted.insert(name.clone(), value);
        }
        converted
    }

    fn security_scheme(&mut self, entries: &Entries, from: &Pointer, to: &Pointer) -> Entries {
        let is = |name: &str| {
            let kind = entries.get("type").and_then(Value::as_str);
            kind.is_some_and(|kind| kind.eq_ignore_ascii_case(name))
        };
        let mut scheme = entries.clone();
        if is("basic") {
            scheme.insert("type".to_owned(), json!("http"));
            scheme.insert("scheme".to_owned(), json!("basic"));
        }
        if !is("oauth2") || entries.contains_key("flows") {
            return scheme;
        }
        let mut flow = Map::new();
        let name = self.flow(entries, from);
        let at = to.child("flows").child(name.unwrap_or_default());
        for key in OF_FLOWS {
            if let Some(value) = scheme.shift_remove(*key) {
                self.moved(&from.child(key), &at.child(key));
                flow.insert((*key).to_owned(), value);
            }
        }
        scheme.shift_remove("flow");
        let flows = match name {
            Some(name) => json!({ name: flow }),
            None => json!({}),
        };
        if name.is_some() {
            self.moved(&from.child("flow"), &at);
        }
        scheme.insert("flows".to_owned(), flows);
        scheme
    }

    /// The name of a flow in OpenAPI 3.
    fn flow(&mut self, entries: &Entries, from: &Pointer) -> Option<&'static str> {
        let written = entries.get("flow").and_then(Value::as_str)?;
        let named = |(old, new): &&(&str, &str)| {
            old.eq_ignore_ascii_case(written) || new.eq_ignore_ascii_case(written)
        };
        if let Some((_, name)) = FLOWS.iter().find(named) {
            return Some(name);
        }
        let message = format!("`{written}` is not a flow of OAuth 2");
        let diagnostic = self.context.diagnostics.assumption(
            Code::InvalidDocument,
            &from.child("flow"),
            message,
            "it is left out",
        );
        match closest(written, FLOWS.iter().map(|(old, _)| *old)) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic
                .help("the flows are `implicit`, `password`, `application` and `accessCode`"),
        };
        None
    }
}
