//! Security schemes and requirements.

use super::names::{Case, Scope, identifier, shouty, snake};
use super::{Lowering, Section, docs};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{ParameterLocation, Requirement, SecurityKind, SecurityScheme};
use openapiv3::{APIKeyLocation, SecurityRequirement};

/// The schemes that operations use.
pub(super) struct SecurityStore {
    schemes: Vec<SecurityScheme>,
    statics: Scope,
    methods: Scope,
}

impl Default for SecurityStore {
    fn default() -> Self {
        Self {
            schemes: Vec::new(),
            statics: Scope::new(Case::Shouty),
            methods: Scope::reserving(Case::Snake, BUILDER_METHODS),
        }
    }
}

impl SecurityStore {
    pub(super) fn finish(self) -> Vec<SecurityScheme> {
        self.schemes
    }
}

/// The names of the client builder's own methods.
const BUILDER_METHODS: &[&str] = &[
    "new",
    "build",
    "base_url",
    "timeout",
    "connect_timeout",
    "retry",
    "user_agent",
    "header",
    "transport",
    "default",
];

impl Lowering<'_> {
    /// The alternatives of an operation, and whether an empty one stands among them.
    pub(super) fn lower_security(
        &mut self,
        alternatives: &[SecurityRequirement],
        pointer: &Pointer,
    ) -> (Vec<Vec<Requirement>>, bool) {
        let mut lowered = Vec::new();
        let mut optional = false;
        for (index, alternative) in alternatives.iter().enumerate() {
            if alternative.is_empty() {
                optional = true;
                continue;
            }
            let mut requirements = Vec::new();
            for (key, scopes) in alternative {
                let at = pointer.index(index).child(key);
                if let Some(scheme) = self.lower_scheme(key, &at) {
                    requirements.push(Requirement {
                        scheme,
                        scopes: scopes.clone(),
                    });
                }
            }
            if requirements.len() == alternative.len() {
                lowered.push(requirements);
            }
        }
        (lowered, optional)
    }

    /// The static of a scheme, made on first use.
    fn lower_scheme(&mut self, key: &str, pointer: &Pointer) -> Option<String> {
        if let Some(known) = self
            .security
            .schemes
            .iter()
            .find(|scheme| scheme.key == key)
        {
            return Some(known.static_name.clone());
        }
        let items = self
            .openapi
            .components
            .as_ref()
            .map(|components| &components.security_schemes);
        let Some(entry) = items.and_then(|items| items.get(key)) else {
            self.diagnostics
                .error(
                    Code::UnresolvedReference,
                    pointer,
                    format!("there is no security scheme `{key}`"),
                )
                .help("define it under `#/components/securitySchemes`");
            return None;
        };
        let at = Pointer::root()
            .child("components")
            .child("securitySchemes")
            .child(key);
        let (scheme, at) = self.resolve(
            entry,
            &at,
            Section {
                name: "securitySchemes",
                items,
            },
        )?;
        let (kind, description) = self.scheme_kind(scheme, &at)?;
        let store = &mut self.security;
        let static_name = store.statics.claim(&shouty(&snake(key)), &["scheme"]);
        let method_name = identifier(&store.methods.claim(&snake(key), &["credential"]));
        store.schemes.push(SecurityScheme {
            key: key.to_owned(),
            static_name: static_name.clone(),
            method_name,
            docs: docs::of(None, description.as_ref()),
            kind,
        });
        Some(static_name)
    }

    fn scheme_kind(
        &mut self,
        scheme: &openapiv3::SecurityScheme,
        pointer: &Pointer,
    ) -> Option<(SecurityKind, Option<String>)> {
        use openapiv3::SecurityScheme as Scheme;
        Some(match scheme {
            Scheme::APIKey {
                location,
                name,
                description,
                ..
            } => {
                let location = match location {
                    APIKeyLocation::Query => ParameterLocation::Query,
                    APIKeyLocation::Header => ParameterLocation::Header,
                    APIKeyLocation::Cookie => ParameterLocation::Cookie,
                };
                if location == ParameterLocation::Header
                    && http::HeaderName::from_bytes(name.as_bytes()).is_err()
                {
                    self.diagnostics
                        .error(Code::InvalidDocument, &pointer.child("name"), format!("`{name}` cannot be the name of a header"))
                        .help("a header name consists of letters, digits and `-` (RFC 9110, section 5.1)");
                    return None;
                }
                (
                    SecurityKind::ApiKey {
                        location,
                        name: name.clone(),
                    },
                    description.clone(),
                )
            }
            Scheme::HTTP {
                scheme,
                description,
                ..
            } => match scheme.to_ascii_lowercase().as_str() {
                "bearer" => (SecurityKind::Bearer, description.clone()),
                "basic" => (SecurityKind::Basic, description.clone()),
                _ => {
                    let what =
                        format!("the HTTP authentication scheme `{scheme}` is not supported yet");
                    self.unsupported(&pointer.child("scheme"), what, "`bearer` and `basic` are");
                    return None;
                }
            },
            Scheme::OAuth2 { description, .. } => (SecurityKind::Bearer, description.clone()),
            Scheme::OpenIDConnect { description, .. } => {
                (SecurityKind::Bearer, description.clone())
            }
        })
    }
}
