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
        let has_security = self.context.has_security();
        let known = has_security.then(|| quote!(, Keys));
        let made = match sets_prefix {
            true => quote!(server::router_with(Service #known, #options.prefix(BASE_PATH))),
            false => quote!(server::router(Service #known)),
        };
        let items = match has_security {
            true => {
                quote!(self, AuthError, Authenticator, #base Candidate, Context, Credential, #type_name)
            }
            false => quote!(self, #base Context, #type_name),
        };
        let told = match has_base {
            true => quote!(println!("listening on http://{}{BASE_PATH}", listener.local_addr()?);),
            false => quote!(println!("listening on http://{}", listener.local_addr()?);),
        };
        let modules = named.imports(&path);
        let keys = has_security.then(keys);
        let allowed = self.allowed();
        let tokens = quote! {
            #allowed
            use #path::server::{#items};
            #modules
            #[tokio::main]
            async fn main() -> std::io::Result<()> {
                let address = std::env::var("ADDRESS").unwrap_or_else(|_| #ADDRESS.to_owned());
                let router = #made;
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
            match has_security {
                true => format!(" The credential it takes is `{CREDENTIAL}`."),
                false => String::new(),
            }
        );
        text::program(&docs, tokens)
    }

    /// The service of a tag.
    fn service(&self, group: &Group) -> TokenStream {
        let name = ident(&group.service_trait);
        let methods = group
            .operations
            .iter()
            .map(|operation| self.method(operation));
        let caller = self.context.has_security().then(|| quote!(<Caller>));
        quote! {
            impl server::#name #caller for Service {
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
            None => quote! {
                Err(server::http_errors::NotImplemented::new("no example can be made of this answer").into())
            },
        };
        quote! {
            async fn #name(&self, _cx: Context<#principal> #(#arguments)*) -> Result<#success, #error> {
                #said
                #answer
            }
        }
    }
}

/// Who may call.
fn keys() -> TokenStream {
    quote! {
        /// Who sent a request, as its credentials say.
        #[derive(Clone)]
        struct Caller;
        /// Knows the credentials: look them up where you keep yours.
        struct Keys;
        impl Authenticator for Keys {
            type Principal = Caller;
            async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Caller, AuthError> {
                let is_known = |credential: &Credential| credential.secret.matches(#CREDENTIAL);
                match candidate.credentials.iter().all(is_known) {
                    true => Ok(Caller),
                    false => Err(AuthError::Unauthorized),
                }
            }
            fn has_scope(&self, _caller: &Caller, _scope: &str) -> bool {
                true
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
