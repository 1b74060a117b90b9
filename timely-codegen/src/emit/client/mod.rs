//! `client`: a trait per tag, and the HTTP client that implements them.

mod base_urls;
mod builder;
mod calls;
mod environment;
mod links;
mod methods;
mod page_paths;
mod page_steps;
mod pagination;
mod requests;
mod response_fields;

use super::context::Context;
use super::identifiers::ident;
use super::operations::Operations;
use super::rustdoc;
use super::types::Types;
use crate::ir::ParameterLocation;
use crate::tree::Module;
#[cfg(feature = "diff")]
pub(super) use calls::call_name;
use proc_macro2::TokenStream;
use quote::quote;

/// How the client is written.
#[derive(Clone, Copy)]
pub(super) struct Client<'a> {
    context: Context<'a>,
    types: Types<'a>,
    operations: &'a Operations<'a>,
    /// Whether an operation has the header of the idempotency keys as a parameter.
    declares_key: bool,
}

impl<'a> Client<'a> {
    pub(super) fn new(context: Context<'a>, operations: &'a Operations<'a>) -> Self {
        let header = context.api.idempotency.as_ref();
        Self {
            context,
            types: Types::new(context),
            operations,
            declares_key: header.is_some_and(|header| is_declared(context, header)),
        }
    }

    /// The `client` module.
    pub(super) fn module(&self) -> Module {
        let runtime = self.context.runtime();
        let exports: Vec<TokenStream> = self
            .context
            .api
            .groups
            .iter()
            .map(|group| {
                let (module, name) = (ident(&group.api_module()), ident(&group.api_trait));
                let gate = self.context.tag_gate(group);
                quote! { #gate pub use self::#module::#name; }
            })
            .collect();
        let security = (!self.context.api.security_schemes.is_empty())
            .then(|| quote! { use super::operations::security; });
        let client = self.client_struct();
        let builder = self.builder();
        let servers = self.has_servers().then(|| self.servers());
        Module {
            docs: rustdoc::lines(&[
                format!("A client of {}.", rustdoc::line(&self.context.api.title)),
                "`Client` sends requests over HTTP. Each tag of the document has a trait, which the client implements and which a \
                 test can implement in its place. Its methods take what the document requires, and make a call: a value that is \
                 sent by `.await`. A call has a method for each optional parameter, and those of every call: `with` sets what any \
                 call may vary, such as its timeout; `items` and `pages` follow a listing. Where a parameter has one of these \
                 names, the method is called `with_`, `items_` or `pages_`."
                    .to_owned(),
                "A double of a test makes a call by its type and the trait `CallDouble`: `ready` takes an answer that is there, and \
                 `answer` a function of what its caller sets."
                    .to_owned(),
            ]),
            items: quote! {
                #security
                #runtime
                pub use rt::client::{
                    BuildError, Call, CallDouble, CallOptions, Error, Reconnect, RetryPolicy, SdkError,
                };
                #(#exports)*
                #client
                #builder
            },
            children: self.context.api
                .groups
                .iter()
                .map(|group| self.context.tagged(self.client_group(group), group))
                .chain(servers)
                .collect(),
            ..Module::new("client")
        }
    }

    fn client_struct(&self) -> TokenStream {
        let base = match &self.context.api.base_url {
            Some(url) => quote!(Some(#url)),
            None => quote!(None),
        };
        let idempotency =
            self.context
                .api
                .idempotency
                .as_ref()
                .map(|header| match self.declares_key {
                    true => quote!(.idempotency_parameter(#header)),
                    false => quote!(.idempotency_header(#header)),
                });
        let (fields, response_fields) = self.response_fields().unzip();
        // The client's own method would hide that of a trait.
        let mut operations = self.context.api.operations();
        let is_taken = operations.any(|operation| operation.method_name == "with");
        let with = ident(if is_taken { "with_" } else { "with" });
        let allowed = self.context.allowed_without_tags(&quote!(dead_code));
        let (sdk, from_env) = (self.context.sdk(), self.client_from_env());
        quote! {
            #fields
            /// Sends requests over HTTP; cheap to clone.
            #allowed
            #[derive(Clone, Debug)]
            pub struct Client {
                core: rt::client::Client,
            }
            impl Client {
                /// Starts to configure a client.
                #[must_use]
                pub fn builder() -> ClientBuilder {
                    ClientBuilder { core: rt::client::Builder::new(#base).sdk(#sdk) #response_fields #idempotency }
                }
                /// A clone, all calls of which vary this of what they do otherwise. It shares connections and settings.
                ///
                /// What a single call varies is given to its own method `with`.
                #[must_use]
                pub fn #with(&self, set: impl FnOnce(CallOptions) -> CallOptions) -> Self {
                    Self { core: self.core.with(set) }
                }
                #from_env
            }
        }
    }
}

/// Whether any operation has this header as a parameter.
fn is_declared(context: Context<'_>, header: &str) -> bool {
    let operations = context.api.operations();
    let mut parameters = operations.flat_map(|operation| &operation.parameters);
    parameters.any(|parameter| {
        parameter.location == ParameterLocation::Header
            && parameter.wire.eq_ignore_ascii_case(header)
    })
}
