//! Security schemes and requirements.

use crate::diagnostic::{Code, Pointer};
use crate::ir::{
    Endpoint, ParameterLocation, Requirement, SecurityKind, SecurityScheme, Source, SourceKind,
};
use crate::lower::components::Section;
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::naming::{Case, Scope, identifier, shouty, snake};
use crate::normalize::{Entries, is_mutual_tls, key};
use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, SecurityRequirement};
use serde_json::Value;

/// The schemes that operations use.
pub(in crate::lower) struct SecurityStore {
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
    pub(in crate::lower) fn finish(self) -> Vec<SecurityScheme> {
        self.schemes
    }
}

/// The names of the client builder's own methods.
const BUILDER_METHODS: &[&str] = &[
    "new",
    "build",
    "from_env",
    "base_url",
    "server",
    "timeout",
    "call_timeout",
    "first_byte_timeout",
    "idle_timeout",
    "item_timeout",
    "connect_timeout",
    "response_limit",
    "retry",
    "user_agent",
    "header",
    "idempotency_header",
    "idempotency_parameter",
    "interceptor",
    "layer",
    "call_layer",
    "transport",
    "default",
    "from_env",
    "with",
];

impl Operations<'_> {
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
            // Authenticators are given credentials in this order, which that of the document must not decide.
            let mut schemes: Vec<_> = alternative.iter().collect();
            schemes.sort_unstable_by_key(|(key, _)| *key);
            for (key, scopes) in schemes {
                let at = pointer.index(index).child(key);
                if let Some(scheme) = self.lower_scheme(key, &at) {
                    requirements.push(Requirement {
                        scheme,
                        scopes: scopes.clone(),
                    });
                }
            }
            if requirements.len() == alternative.len() {
                self.check_headers(&requirements, &pointer.index(index));
                lowered.push(requirements);
            }
        }
        (lowered, optional)
    }

    /// Names an alternative whose schemes get into each other's way.
    fn check_headers(&mut self, requirements: &[Requirement], pointer: &Pointer) {
        let schemes = requirements.iter().filter_map(|requirement| {
            let mut known = self.security.schemes.iter();
            known.find(|scheme| scheme.static_name == requirement.scheme)
        });
        let mut seen: Vec<(String, &SecurityScheme)> = Vec::new();
        let mut clash = None;
        for scheme in schemes {
            let Some(header) = header_of(&scheme.kind) else {
                continue;
            };
            match seen.iter().find(|(known, _)| *known == header) {
                // One token serves both.
                Some((_, first)) if first.kind == scheme.kind => {}
                Some((_, first)) => clash = Some((header, first.key.clone(), scheme.key.clone())),
                None => seen.push((header, scheme)),
            }
        }
        if let Some((header, first, second)) = clash {
            self.bodies.types.diagnostics
                .warning(
                    Code::Degraded,
                    pointer,
                    format!(
                        "`{first}` and `{second}` are both the header `{header}`, of which a request has one; no request satisfies both"
                    ),
                )
                .help("list them as alternatives: each in an entry of its own");
        }
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
            .context
            .openapi
            .components
            .as_ref()
            .map(|components| &components.security_schemes);
        let Some(entry) = items.and_then(|items| items.get(key)) else {
            self.bodies
                .types
                .diagnostics
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
        let (scheme, at) = self.bodies.types.resolve(
            entry,
            &at,
            Section {
                name: "securitySchemes",
                items,
            },
        )?;
        let (kind, description) = self.scheme_kind(scheme, &at)?;
        let extensions = extensions(scheme);
        let deprecated = extensions.key(key::SCHEME_DEPRECATED) == Some(&Value::Bool(true));
        let sources = sources(scheme);
        let store = &mut self.security;
        let static_name = store.statics.claim(&shouty(&snake(key)), &["scheme"]);
        let method_name = identifier(&store.methods.claim(&snake(key), &["credential"]));
        store.schemes.push(SecurityScheme {
            key: key.to_owned(),
            static_name: static_name.clone(),
            method_name,
            docs: docs::of(None, description.as_ref()),
            kind,
            sources,
            deprecated,
        });
        Some(static_name)
    }

    fn scheme_kind(
        &mut self,
        wanted: &openapiv3::SecurityScheme,
        pointer: &Pointer,
    ) -> Option<(SecurityKind, Option<String>)> {
        use openapiv3::SecurityScheme as Scheme;
        Some(match wanted {
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
            } => {
                let is_mutual = is_mutual_tls(extensions(wanted));
                let kind = match scheme.to_ascii_lowercase().as_str() {
                    _ if is_mutual => SecurityKind::MutualTls,
                    "bearer" => SecurityKind::Bearer,
                    "basic" => SecurityKind::Basic,
                    _ => self.http_scheme(scheme, pointer),
                };
                (kind, description.clone())
            }
            Scheme::OAuth2 { description, .. } => (SecurityKind::Bearer, description.clone()),
            Scheme::OpenIDConnect { description, .. } => {
                (SecurityKind::Bearer, description.clone())
            }
        })
    }

    /// A scheme of HTTP by its name. One that cannot be a name is refused; then the header is taken as it is.
    fn http_scheme(&mut self, scheme: &str, pointer: &Pointer) -> SecurityKind {
        let name = scheme.trim();
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if !name.is_empty() && name.bytes().all(is_token) {
            return SecurityKind::Http(capitalised(name));
        }
        self.bodies.types.diagnostics
            .assumption(
                Code::InvalidDocument,
                &pointer.child("scheme"),
                format!("`{scheme}` cannot be the name of an HTTP authentication scheme"),
                "the `Authorization` header is taken as it is",
            )
            .help("it is the first word of the `Authorization` header, such as `bearer`, `basic` or `digest` (RFC 9110, section 11.1)");
        SecurityKind::ApiKey {
            location: ParameterLocation::Header,
            name: "Authorization".to_owned(),
        }
    }
}

/// The header that a scheme's credential is, in lower case.
fn header_of(kind: &SecurityKind) -> Option<String> {
    match kind {
        SecurityKind::Bearer | SecurityKind::Basic | SecurityKind::Http(_) => {
            Some("authorization".to_owned())
        }
        SecurityKind::ApiKey {
            location: ParameterLocation::Header,
            name,
        } => Some(name.to_ascii_lowercase()),
        SecurityKind::ApiKey { .. } | SecurityKind::MutualTls => None,
    }
}

/// The name of a scheme as it is usually written; case does not count.
fn capitalised(name: &str) -> String {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return name.to_owned();
    }
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

fn extensions(scheme: &openapiv3::SecurityScheme) -> &IndexMap<String, Value> {
    use openapiv3::SecurityScheme as Scheme;
    match scheme {
        Scheme::APIKey { extensions, .. }
        | Scheme::HTTP { extensions, .. }
        | Scheme::OAuth2 { extensions, .. }
        | Scheme::OpenIDConnect { extensions, .. } => extensions,
    }
}

/// Where the credential of a scheme comes from.
fn sources(scheme: &openapiv3::SecurityScheme) -> Vec<Source> {
    use openapiv3::SecurityScheme as Scheme;
    let source = |kind, addresses: Vec<(Endpoint, Option<&str>)>| {
        let addresses = addresses.into_iter().filter_map(|(endpoint, address)| {
            let address = address?.trim();
            (!address.is_empty()).then(|| (endpoint, address.to_owned()))
        });
        let addresses: Vec<_> = addresses.collect();
        Source { kind, addresses }
    };
    let metadata = |kind, key| {
        let address = extensions(scheme).key(key).and_then(Value::as_str);
        address.map(|address| source(kind, vec![(Endpoint::Metadata, Some(address))]))
    };
    let mut sources = Vec::new();
    match scheme {
        Scheme::OAuth2 { flows, .. } => sources.extend(flow_sources(flows, source)),
        Scheme::OpenIDConnect {
            open_id_connect_url,
            ..
        } => sources.push(source(
            SourceKind::OpenIdConnect,
            vec![(Endpoint::Metadata, Some(open_id_connect_url.as_str()))],
        )),
        Scheme::APIKey { .. } | Scheme::HTTP { .. } => {}
    }
    sources.extend(metadata(SourceKind::Metadata, key::METADATA_URL));
    sources
}

fn flow_sources(
    flows: &OAuth2Flows,
    source: impl Fn(SourceKind, Vec<(Endpoint, Option<&str>)>) -> Source,
) -> Vec<Source> {
    let mut sources = Vec::new();
    if let Some(flow) = &flows.authorization_code {
        let addresses = vec![
            (
                Endpoint::Authorization,
                Some(flow.authorization_url.as_str()),
            ),
            (Endpoint::Token, Some(flow.token_url.as_str())),
            (Endpoint::Refresh, flow.refresh_url.as_deref()),
        ];
        sources.push(source(SourceKind::AuthorizationCode, addresses));
    }
    if let Some(flow) = &flows.client_credentials {
        let addresses = vec![
            (Endpoint::Token, Some(flow.token_url.as_str())),
            (Endpoint::Refresh, flow.refresh_url.as_deref()),
        ];
        sources.push(source(SourceKind::ClientCredentials, addresses));
    }
    if let Some(flow) = flows.extensions.key(key::DEVICE_AUTHORIZATION) {
        let at = |key| flow.get(key).and_then(Value::as_str);
        let addresses = vec![
            (Endpoint::Device, at("deviceAuthorizationUrl")),
            (Endpoint::Token, at("tokenUrl")),
            (Endpoint::Refresh, at("refreshUrl")),
        ];
        sources.push(source(SourceKind::DeviceAuthorization, addresses));
    }
    if let Some(flow) = &flows.password {
        let addresses = vec![
            (Endpoint::Token, Some(flow.token_url.as_str())),
            (Endpoint::Refresh, flow.refresh_url.as_deref()),
        ];
        sources.push(source(SourceKind::Password, addresses));
    }
    if let Some(flow) = &flows.implicit {
        let addresses = vec![
            (
                Endpoint::Authorization,
                Some(flow.authorization_url.as_str()),
            ),
            (Endpoint::Refresh, flow.refresh_url.as_deref()),
        ];
        sources.push(source(SourceKind::Implicit, addresses));
    }
    sources
}
