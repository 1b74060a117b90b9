//! `examples/server.rs`: an answer for each operation, and what a server needs around them.

use super::{ADDRESS, CREDENTIAL, Programs, text};
use crate::emit::examples::Named;
use crate::emit::identifiers::ident;
use crate::emit::server::{Handler, Server};
use crate::ir::{Group, Operation};
use crate::settings::ServerPrefix;
use proc_macro2::{Group as Delimited, TokenStream, TokenTree};
use quote::{format_ident, quote};

impl Programs<'_> {
    /// The program; none for a document without operations.
    pub(crate) fn server(&self) -> Option<String> {
        let path = self.crate_path()?;
        let groups = &self.context.api.groups;
        if groups.is_empty() {
            return None;
        }
        let mut named = Named::default();
        let services: TokenStream = groups.iter().map(|group| self.service(group)).collect();
        let services = named.by_users(services);
        let has_base = self.context.api.base_path.is_some();
        let base = has_base.then(|| quote!(BASE_PATH,));
        let writer = Server::new(self.context, &self.operations);
        let (options, type_name) = match writer.own_options() {
            Some(_) => (quote!(server::options()), None),
            None => (quote!(Options::default()), Some(quote!(Options,))),
        };
        let sets_prefix = has_base && self.context.settings.server.prefix == ServerPrefix::None;
        let type_name = type_name.filter(|_| sets_prefix);
        let (router, told) = match has_base {
            true => (
                match sets_prefix {
                    true => {
                        quote! { server::router_with(Service, Keys, #options.prefix(BASE_PATH)) }
                    }
                    false => quote! { server::router(Service, Keys) },
                },
                quote!(println!("listening on http://{}{BASE_PATH}", listener.local_addr()?);),
            ),
            false => (
                quote! { server::router(Service, Keys) },
                quote!(println!("listening on http://{}", listener.local_addr()?);),
            ),
        };
        let modules = named.imports(&path);
        let keys = self.keys();
        let allowed = self.allowed();
        let tokens = quote! {
            #allowed
            use #path::server::{self, AuthError, Authenticator, #base Context, Credential, #type_name};
            #modules
            #[tokio::main]
            async fn main() -> std::io::Result<()> {
                let address = std::env::var("ADDRESS").unwrap_or_else(|_| #ADDRESS.to_owned());
                let router = #router;
                let listener = tokio::net::TcpListener::bind(address).await?;
                #told
                axum::serve(listener, router.into_make_service()).await
            }
            #keys
            /// Answers each operation with an example: write your own in its place.
            struct Service;
            #services
        };
        let docs = format!(
            "A server of {}.\n\nIt listens at the address in the environment variable `ADDRESS`, `{ADDRESS}` by default.{}",
            self.title(),
            match self.has_credentials() {
                true => format!(" The credential it takes is `{CREDENTIAL}`."),
                false => String::new(),
            }
        );
        text::program(&docs, tokens)
    }

    fn has_credentials(&self) -> bool {
        let mut operations = self.context.api.operations();
        operations.any(|operation| !operation.security.is_empty())
    }

    /// Who may call.
    fn keys(&self) -> TokenStream {
        let (credentials, allowed) = match self.has_credentials() {
            true => (
                quote!(credentials),
                quote! {
                    let is_known = |credential: &Credential| credential.secret.matches(#CREDENTIAL);
                    match credentials.iter().all(is_known) {
                        true => Ok(Caller),
                        false => Err(AuthError::Unauthorized),
                    }
                },
            ),
            // No operation asks for one.
            false => (
                quote!(_credentials),
                quote! { Err(AuthError::Unauthorized) },
            ),
        };
        quote! {
            /// Who sent a request, as its credentials say.
            #[derive(Clone)]
            struct Caller;
            /// Knows the credentials: look them up where you keep yours.
            struct Keys;
            impl Authenticator for Keys {
                type Principal = Caller;
                async fn authenticate(&self, #credentials: &[Credential]) -> Result<Caller, AuthError> {
                    #allowed
                }
                fn has_scope(&self, _caller: &Caller, _scope: &str) -> bool {
                    true
                }
            }
        }
    }

    /// The service of a tag.
    fn service(&self, group: &Group) -> TokenStream {
        let name = ident(&group.service_trait);
        let methods = group
            .operations
            .iter()
            .map(|operation| self.method(operation));
        quote! {
            impl server::#name<Caller> for Service {
                #(#methods)*
            }
        }
    }

    fn method(&self, operation: &Operation) -> TokenStream {
        let server = Server::new(self.context, &self.operations);
        let Handler {
            principal,
            arguments,
        } = server.handler(operation, &quote!(Caller));
        let arguments = arguments.iter().map(|(name, ty)| {
            let name = format_ident!("_{}", crate::naming::unraw(&name.to_string()));
            quote!(, #name: #ty)
        });
        let (success, error) = self.operations.result_types(operation);
        let name = ident(&operation.method_name);
        let said = text::comment(&format!("{} {}", operation.http_method, operation.path));
        let answer = match self.examples().answer(operation) {
            Some(answer) => {
                let answer = certain(answer);
                quote! { Ok(#answer) }
            }
            // A panic in a service is answered with 500, and logged.
            None => quote! { unimplemented!("no example can be made of this answer") },
        };
        quote! {
            async fn #name(&self, _cx: Context<#principal> #(#arguments)*) -> Result<#success, #error> {
                #said
                #answer
            }
        }
    }
}

/// The same code where nothing takes its errors: examples of the document that are parsed.
fn certain(code: TokenStream) -> TokenStream {
    let mut certain = TokenStream::new();
    for token in code {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '?' => {
                certain.extend(quote!(.expect("an example is valid")));
            }
            TokenTree::Group(group) => {
                let inner = certain_group(&group);
                certain.extend([TokenTree::Group(inner)]);
            }
            other => certain.extend([other]),
        }
    }
    certain
}

fn certain_group(group: &Delimited) -> Delimited {
    Delimited::new(group.delimiter(), certain(group.stream()))
}
