//! The first page of the documentation: a call, the pages of a listing, an error, and where the rest is.

use super::{CallExample, Examples, Function};
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Group, Operation, SecurityKind, StatusMatch};
use crate::naming::{shouty, unraw};
use proc_macro2::TokenStream;
use quote::quote;

/// A part of the first page, and the tag without which it would not be true.
pub(in crate::emit) struct Section<'a> {
    pub(in crate::emit) paragraphs: Vec<String>,
    pub(in crate::emit) tag: Option<&'a Group>,
}

/// An operation with its group, and a call of it.
struct Candidate<'a> {
    group: &'a Group,
    operation: &'a Operation,
    call: CallExample,
}

impl<'a> Examples<'a> {
    /// What the first page says of the client.
    pub(in crate::emit) fn tour(&self) -> Vec<Section<'a>> {
        if !self.context.settings.examples {
            return Vec::new();
        }
        let title = "# The client".to_owned();
        let title = Section {
            paragraphs: vec![
                title,
                "Its methods are those of the traits of [`client`], one for each tag. A method takes what the document requires, \
                 and makes a call, which `.await` sends."
                    .to_owned(),
            ],
            tag: None,
        };
        let parts = [self.first_call(), self.pages(), self.error()];
        let parts: Vec<Section<'a>> = parts.into_iter().flatten().collect();
        match parts.is_empty() {
            true => parts,
            false => [title].into_iter().chain(parts).collect(),
        }
    }

    /// The operation that is best by a measure, the least, of those whose calls can be written without parameters.
    fn best(&self, rank: impl Fn(&Operation) -> Option<usize>) -> Option<Candidate<'a>> {
        let groups = self.context.api.groups.iter();
        let all = groups.flat_map(|group| group.operations.iter().map(move |one| (group, one)));
        let all = all.filter(|(_, operation)| !operation.deprecated);
        let mut ranked: Vec<(usize, &'a Group, &'a Operation)> = all
            .filter_map(|(group, operation)| Some((rank(operation)?, group, operation)))
            .collect();
        ranked.sort_by_key(|(rank, ..)| *rank);
        ranked
            .into_iter()
            .take(MAX_TRIED)
            .find_map(|(_, group, operation)| {
                let call = self.call(operation);
                call.parameters.is_empty().then_some(Candidate {
                    group,
                    operation,
                    call,
                })
            })
    }

    /// A client, and a call.
    fn first_call(&self) -> Option<Section<'a>> {
        let Candidate {
            group,
            operation,
            call: CallExample {
                statements, call, ..
            },
        } = self.best(|operation| {
            let is_get = operation.http_method == "GET";
            let takes = operation.arguments.len() + usize::from(operation.body.is_some());
            let is_listing = operation.pagination.is_some();
            Some(takes + 10 * usize::from(!is_get) + 20 * usize::from(!is_listing))
        })?;
        let builder = self.builder(operation, shouty);
        let function = Function {
            parameters: TokenStream::new(),
            body: quote! {
                let client = #builder.build()?;
                #statements
                let response = #call.await?;
                println!("{response:?}");
            },
        };
        self.section(group, &["Client"], &function, "A call:")
    }

    /// The expression of a builder that has what a call needs, from environment variables that are called by the
    /// methods which take them.
    pub(in crate::emit) fn builder(
        &self,
        operation: &Operation,
        variable: impl Fn(&str) -> String,
    ) -> TokenStream {
        let api = self.context.api;
        let address = (!self.has_address()).then(|| quote!(.base_url("https://api.example.com")));
        let needed = operation.security.first().into_iter().flatten();
        let credentials = needed.filter_map(|requirement| {
            let mut schemes = api.security_schemes.iter();
            let scheme = schemes.find(|scheme| scheme.static_name == requirement.scheme)?;
            if scheme.kind == SecurityKind::MutualTls {
                return None;
            }
            let method = ident(&scheme.method_name);
            let variable = variable(unraw(&scheme.method_name));
            Some(quote!(.#method(std::env::var(#variable)?)))
        });
        quote!(Client::builder() #(#credentials)* #address)
    }

    /// Whether the document says where the API is.
    pub(in crate::emit) fn has_address(&self) -> bool {
        let address = self.context.api.base_url.as_deref();
        address.is_some_and(|address| address.starts_with("http"))
    }

    /// The items of a listing.
    fn pages(&self) -> Option<Section<'a>> {
        let Candidate {
            group,
            operation,
            call: CallExample {
                statements, call, ..
            },
        } = self.best(|operation| {
            let takes = operation.arguments.len() + usize::from(operation.body.is_some());
            operation.pagination.as_ref().map(|_| takes)
        })?;
        let items = crate::emit::operations::call_method(operation, "items");
        let function = Function {
            parameters: quote!(client: &Client),
            body: quote! {
                #statements
                let mut items = #call.#items();
                while let Some(item) = items.try_next().await? {
                    println!("{item:?}");
                }
            },
        };
        self.section(group, &["Client"], &function, "The items of all pages:")
    }

    /// The errors of an operation, of which one is told apart.
    fn error(&self) -> Option<Section<'a>> {
        let Candidate {
            group,
            operation,
            call: CallExample {
                statements, call, ..
            },
        } = self.best(|operation| {
            operation.error_name.as_ref()?;
            let is_get = operation.http_method == "GET";
            let is_missing = operation.errors.iter().any(|case| case.status == NOT_FOUND);
            let takes = operation.arguments.len() + usize::from(operation.body.is_some());
            Some(takes + 10 * usize::from(!is_get) + 20 * usize::from(!is_missing))
        })?;
        let error = ident(operation.error_name.as_ref()?);
        let mut cases = operation.errors.iter();
        let case = cases.find(|case| case.status == NOT_FOUND);
        let variant = ident(&case.or(operation.errors.first())?.variant);
        let function = Function {
            parameters: quote!(client: &Client),
            body: quote! {
                #statements
                match #call.await {
                    Ok(response) => println!("{response:?}"),
                    Err(Error::Api(operations::#error::#variant(answer))) => eprintln!("{answer:?}"),
                    Err(other) => return Err(other.into()),
                }
            },
        };
        let text = "An error: each documented status is a variant.";
        self.section(group, &["Client", "Error"], &function, text)
    }

    fn section(
        &self,
        group: &'a Group,
        names: &[&str],
        function: &Function,
        text: &str,
    ) -> Option<Section<'a>> {
        let names: Vec<&str> = names.iter().copied().chain([&*group.api_trait]).collect();
        let code = self.fenced(&names, function, false)?;
        Some(Section {
            paragraphs: vec![text.to_owned(), code],
            tag: Some(group),
        })
    }

    /// The operations by tag, with links to the methods of a side.
    pub(in crate::emit) fn operation_list(&self, side: Side) -> Vec<Section<'a>> {
        let title = Section {
            paragraphs: vec!["# Operations".to_owned()],
            tag: None,
        };
        let groups = self.context.api.groups.iter();
        let groups = groups.filter(|group| !group.operations.is_empty());
        let tags = groups.map(|group| {
            let (module, name) = match side {
                Side::Client => ("client", &group.api_trait),
                Side::Server => ("server", &group.service_trait),
            };
            let path = format!("{module}::{name}");
            let lines = group.operations.iter().map(|operation| {
                let method = unraw(&operation.method_name);
                let words = operation.docs.summary.as_deref().map(rustdoc::line);
                let words = words.unwrap_or_else(|| {
                    rustdoc::code(&format!("{} {}", operation.http_method, operation.path))
                });
                format!("- [`{method}`]({path}::{method}): {words}")
            });
            let lines: Vec<String> = lines.collect();
            let tag = rustdoc::line(&group.tag);
            Section {
                paragraphs: vec![format!(
                    "{tag}, [`{name}`]({path}):\n\n{}",
                    lines.join("\n")
                )],
                tag: Some(group),
            }
        });
        [title].into_iter().chain(tags).collect()
    }
}

/// How many operations are tried, of which the calls might need what an example cannot make.
const MAX_TRIED: usize = 20;

const NOT_FOUND: StatusMatch = StatusMatch::Code(404);

/// The side whose methods are linked to.
#[derive(Clone, Copy)]
pub(in crate::emit) enum Side {
    Client,
    Server,
}
