//! `server`: a trait per tag for the user to implement, and the axum router that calls it.

use super::calls::taken;
use super::operations::kinship;
use super::{Emitter, Place, docs, errors, ident};
use crate::ir::{Group, Operation, SecurityKind};
use crate::naming::unraw;
use crate::settings::{ErrorField, ErrorSettings, EscapedCommas, UnknownQuery};
use crate::tree::Module;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// The `server` module.
    pub(super) fn server(&self) -> Module {
        let runtime = self.runtime();
        let exports: Vec<TokenStream> = self
            .api
            .groups
            .iter()
            .map(|group| {
                let (module, name) = (ident(&group.module), ident(&group.service_trait));
                let gate = self.tag_gate(group);
                let absent = self.no_tag_gate(group).map(|gate| {
                    quote! { #gate use rt::server::NoService as #name; }
                });
                quote! { #gate pub use self::#module::#name; #absent }
            })
            .collect();
        let base_path = self.api.base_path.as_ref().map(|path| {
            quote! {
                /// The path of the address that the document names; to answer there, nest the router at it.
                pub const BASE_PATH: &str = #path;
            }
        });
        let router = self.router();
        let has_certificate = self
            .api
            .security_schemes
            .iter()
            .any(|scheme| scheme.kind == SecurityKind::MutualTls);
        let certificate = has_certificate.then(|| quote! { ClientCertificate, });
        let errors = self.error_format();
        let options = self.own_options();
        Module {
            docs: docs::lines(&[
                format!("A server of {}.", docs::line(&self.api.title)),
                "Implement the trait of each tag and give the implementation to `router`, or those of some tags to the routers of \
                 their modules. Before a method is called, credentials and scopes are checked, and everything in the \
                 request is held to the document."
                    .to_owned(),
            ]),
            items: quote! {
                #runtime
                pub use rt::server::{AuthError, Authenticator, #certificate Context, Credential, Options};
                #(#exports)*
                #base_path
                #errors
                #options
                #router
            },
            children: self
                .api
                .groups
                .iter()
                .map(|group| self.tagged(self.server_group(group), group))
                .collect(),
            ..Module::new("server")
        }
    }

    fn router(&self) -> TokenStream {
        let services: Vec<TokenStream> = self
            .api
            .groups
            .iter()
            .map(|group| {
                let name = ident(&group.service_trait);
                quote!(#name<P>)
            })
            .collect();
        let routes = self.api.groups.iter().map(|group| {
            let (gate, module) = (self.tag_gate(group), ident(&group.module));
            quote! { #gate self::#module::routes(&mut routes); }
        });
        let allowed = self.allowed_without_tags(&quote!(unused_mut));
        let base = match self.own_options() {
            Some(_) => quote!(options()),
            None => quote!(Options::default()),
        };
        quote! {
            /// What implements the traits of all tags; nothing else is needed.
            pub trait Service<P> where Self: #(#services)+* {}

            impl<P, S> Service<P> for S where S: #(#services)+* {}

            /// Everything the service offers, as an axum router.
            ///
            /// Its paths are those of the document; where the address of the server has a path of its own, nest the
            /// router there.
            pub fn router<S, A>(service: S, authenticator: A) -> rt::server::Router
            where
                A: Authenticator,
                S: Service<A::Principal>,
            {
                router_with(service, authenticator, #base)
            }

            /// [`router`] with limits of its own.
            pub fn router_with<S, A>(service: S, authenticator: A, options: Options) -> rt::server::Router
            where
                A: Authenticator,
                S: Service<A::Principal>,
            {
                #allowed
                let mut routes = rt::server::Routes::new(service, authenticator, &ERRORS, options);
                #(#routes)*
                routes.into_router()
            }
        }
    }

    /// A function with the options that the settings ask for; none where they ask for nothing.
    fn own_options(&self) -> Option<TokenStream> {
        let server = &self.settings.server;
        let unknown = (server.unknown_query == UnknownQuery::Refuse)
            .then(|| quote!(.unknown_query(rt::server::UnknownQuery::Refuse)));
        let commas = (server.escaped_commas == EscapedCommas::Separator)
            .then(|| quote!(.escaped_commas(rt::server::EscapedCommas::Separator)));
        let limit = server.body_limit.map(|bytes| {
            let bytes = Literal::usize_unsuffixed(bytes);
            quote!(.body_limit(#bytes))
        });
        (unknown.is_some() || commas.is_some() || limit.is_some()).then(|| {
            quote! {
                /// The options of this server, to begin with: what it was generated with.
                #[must_use]
                pub fn options() -> Options {
                    Options::default() #unknown #commas #limit
                }
            }
        })
    }

    /// The body of errors that no handler makes.
    fn error_format(&self) -> TokenStream {
        let statuses: Vec<Literal> = self
            .settings
            .server
            .statuses
            .iter()
            .map(|status| Literal::u16_unsuffixed(*status))
            .collect();
        let errors = self.settings.errors.clone();
        let value = match errors.or_else(|| errors::inferred(self.api)) {
            None if statuses.is_empty() => quote!(rt::server::ErrorFormat::PROBLEM_JSON),
            None => quote!(rt::server::ErrorFormat::PROBLEM_JSON.statuses(&[#(#statuses),*])),
            Some(errors) => error_format(&errors, &statuses),
        };
        quote! {
            /// The form of the errors that the server answers by itself; of use to layers that refuse requests as well.
            pub static ERRORS: rt::server::ErrorFormat = #value;
        }
    }

    pub(super) fn server_group(&self, group: &Group) -> Module {
        let name = ident(&group.service_trait);
        let methods = group
            .operations
            .iter()
            .map(|operation| self.service_method(operation));
        let routes = group
            .operations
            .iter()
            .map(|operation| self.route(operation));
        let mut paragraphs = docs::paragraphs(&group.docs);
        if paragraphs.is_empty() {
            paragraphs.push(format!("Operations of the tag {}.", docs::line(&group.tag)));
        }
        paragraphs.extend(kinship(group));
        paragraphs
            .push("`P` is what the authenticator makes of a request's credentials.".to_owned());
        let text = docs::attributes(&paragraphs);
        let options = match self.own_options() {
            Some(_) => quote!(super::options()),
            None => quote!(rt::server::Options::default()),
        };
        let code = quote! {
                #text
                pub trait #name<P>: Send + Sync + 'static {
                    #(#methods)*
                }
                /// The operations of this tag alone, as an axum router.
                pub fn router<S, A>(service: S, authenticator: A) -> rt::server::Router
                where
                    A: rt::server::Authenticator,
                    S: #name<A::Principal>,
                {
                    let options = #options;
                    let mut router = rt::server::Routes::new(service, authenticator, &super::ERRORS, options);
                    routes(&mut router);
                    router.into_router()
                }
                /// Adds the operations of this tag.
                    pub(super) fn routes<S, A>(routes: &mut rt::server::Routes<S, A>)
                where
                    A: rt::server::Authenticator,
                    S: #name<A::Principal>,
                {
                    #(#routes)*
                }
        };
        let imports = self.imports(&code, &[(quote!(super::super), &["models", "operations"])]);
        Module {
            docs: vec![format!(
                "The server's side of the tag {}.",
                docs::line(&group.tag)
            )],
            items: quote! { #imports #code },
            name: unraw(&group.module).to_owned(),
            ..Module::default()
        }
    }

    fn service_method(&self, operation: &Operation) -> TokenStream {
        let docs = self.method_docs(operation, None);
        let name = ident(&operation.method_name);
        let principal = match (operation.security.is_empty(), operation.security_optional) {
            (true, _) => quote!(()),
            (false, true) => quote!(Option<P>),
            (false, false) => quote!(P),
        };
        let required = operation.arguments.iter().map(|argument| {
            let (name, ty) = (ident(&argument.name), self.ty(&argument.ty, Place::Outside));
            quote!(, #name: #ty)
        });
        let body = operation.body.as_ref().map(|body| {
            let ty = self.received_body(body);
            quote!(, body: #ty)
        });
        let params = operation.optional.as_ref().map(|optional| {
            let name = ident(&optional.name);
            quote!(, params: operations::#name)
        });
        let (success, error) = self.result_types(operation);
        quote! {
            #docs
            fn #name(&self, cx: rt::server::Context<#principal> #(#required)* #body #params)
                -> impl ::core::future::Future<Output = Result<#success, #error>> + Send;
        }
    }

    /// The line that routes an operation to its method.
    fn route(&self, operation: &Operation) -> TokenStream {
        let add = match (operation.security.is_empty(), operation.security_optional) {
            (true, _) => quote!(add_open),
            (false, true) => quote!(add_optional),
            (false, false) => quote!(add),
        };
        let (name, description) = (ident(&operation.method_name), ident(&operation.static_name));
        let (input, taken, passed) = taken(operation);
        quote! {
            routes.#add(&operations::#description, |service, cx, #input| async move {
                #taken
                Ok(service.#name(cx #passed).await)
            });
        }
    }
}

fn error_format(errors: &ErrorSettings, statuses: &[Literal]) -> TokenStream {
    let content_type = &errors.content_type;
    let fields = errors.fields.iter().map(|(pointer, field)| {
        let field = match field {
            ErrorField::Code => quote!(Code),
            ErrorField::Message => quote!(Message),
            ErrorField::Status => quote!(Status),
            ErrorField::Title => quote!(Title),
            ErrorField::Violations => quote!(Violations),
            ErrorField::Constant(value) => {
                let text = value.to_string();
                quote!(Constant(#text))
            }
        };
        quote!((#pointer, rt::server::ErrorField::#field))
    });
    let codes = errors.codes.iter().map(|(status, code)| {
        let status = Literal::u16_unsuffixed(*status);
        quote!((#status, #code))
    });
    let codes = (!errors.codes.is_empty()).then(|| quote!(.codes(&[#(#codes),*])));
    let invalid = (errors.invalid_request != 400).then(|| {
        let status = Literal::u16_unsuffixed(errors.invalid_request);
        quote!(.invalid_request(#status))
    });
    let statuses = (!statuses.is_empty()).then(|| quote!(.statuses(&[#(#statuses),*])));
    quote! {
        rt::server::ErrorFormat::new(#content_type, &[#(#fields),*]) #codes #invalid #statuses
    }
}
