//! `examples/quickstart.rs`: some calls of the API.

use super::{ADDRESS, CREDENTIAL, Programs, text};
use crate::emit::examples::{CallExample, Named};
use crate::emit::identifiers::ident;
use crate::emit::operations::call_method;
use crate::ir::{Group, Operation, SecurityKind};
use crate::naming::{shouty, unraw};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// How many calls a reader wants to see.
const CALLS: usize = 3;

impl Programs<'_> {
    /// The program, whose credentials are environment variables with names that begin so.
    pub(crate) fn quickstart(&self, environment: &str) -> Option<String> {
        let chosen = self.chosen();
        let path = self.crate_path().filter(|_| !chosen.is_empty())?;
        let mut named = Named::default();
        let mut traits: BTreeSet<String> = BTreeSet::new();
        let mut calls = TokenStream::new();
        for (group, operation, example) in &chosen {
            traits.insert(group.api_trait.clone());
            calls.extend(call(operation, example));
        }
        let calls = named.by_users(calls);
        let modules = named.imports(&path);
        let traits = traits.iter().map(|name| ident(name));
        let (builder, variables) = self.builder(environment);
        let allowed = self.allowed();
        let tokens = quote! {
            #allowed
            use #path::client::{Client, #(#traits),*};
            #modules
            use std::{env, error::Error};
            #[tokio::main]
            async fn main() -> Result<(), Box<dyn Error>> {
                #builder
                let mut has_answer = false;
                #calls
                match has_answer {
                    true => Ok(()),
                    false => Err("no call was answered as the document says".into()),
                }
            }
        };
        let docs = format!(
            "Calls of {}.\n\nIt reads these environment variables:\n{variables}",
            self.title()
        );
        text::program(&docs, tokens)
    }

    /// The environment in which the program calls the example server: what stands before its command in a shell.
    pub(crate) fn local_environment(&self, environment: &str) -> String {
        let chosen = self.chosen();
        let needed = chosen
            .iter()
            .filter_map(|(_, operation, _)| operation.security.first());
        let needed: BTreeSet<&str> = needed.flatten().map(|one| one.scheme.as_str()).collect();
        let mut words = String::new();
        for scheme in &self.context.api.security_schemes {
            let secret = match scheme.kind {
                SecurityKind::MutualTls => continue,
                SecurityKind::Basic => format!("user:{CREDENTIAL}"),
                _ => CREDENTIAL.to_owned(),
            };
            if needed.contains(scheme.static_name.as_str()) && !scheme.deprecated {
                let name = variable(environment, unraw(&scheme.method_name));
                words.push_str(&format!("{name}={secret} "));
            }
        }
        let path = self.context.api.base_path.as_deref().unwrap_or_default();
        format!("{words}{environment}_BASE_URL=http://{ADDRESS}{path}")
    }

    /// One call, as the README shows it: with a client that is there.
    pub(crate) fn shown_call(&self, environment: &str) -> Option<String> {
        let path = self.crate_path()?;
        let chosen = self.chosen();
        let (group, operation, example) = chosen.first()?;
        let mut named = Named::default();
        let CallExample {
            statements, call, ..
        } = example;
        let call = named.by_users(quote! { #statements let response = #call.await?; });
        let modules = named.imports(&path);
        let api = ident(&group.api_trait);
        let builder = self
            .examples()
            .builder(operation, |method| variable(environment, method));
        let tokens = quote! {
            use #path::client::{Client, #api};
            #modules
            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                let client = #builder.build()?;
                #call
                println!("{response:?}");
                Ok(())
            }
        };
        text::program("", tokens)
    }

    /// The calls to show: reading before writing, each of another tag where there are several.
    fn chosen(&self) -> Vec<(&Group, &Operation, CallExample)> {
        let examples = self.examples();
        let mut all: Vec<(u8, &Group, &Operation)> = Vec::new();
        for group in &self.context.api.groups {
            for operation in &group.operations {
                if !operation.deprecated {
                    all.push((rank(operation), group, operation));
                }
            }
        }
        // Of equals the first in the document.
        all.sort_by_key(|(rank, ..)| *rank);
        let mut chosen: Vec<(u8, &Group, &Operation, CallExample)> = Vec::new();
        // A file that is not at hand comes last.
        for reads_files in [false, true] {
            for (rank, group, operation) in &all {
                // Two listings say less than a listing and an item.
                let is_new = chosen.iter().all(|(known, ..)| known != rank || *rank > 3);
                if chosen.len() == CALLS || !is_new || reads_files && !chosen.is_empty() {
                    continue;
                }
                let example = examples.call(operation);
                if example.parameters.is_empty() && example.reads_files() == reads_files {
                    chosen.push((*rank, group, operation, example));
                }
            }
        }
        let chosen = chosen.into_iter();
        chosen
            .map(|(_, group, operation, example)| (group, operation, example))
            .collect()
    }

    /// The client, and the list of the variables that it is made from.
    fn builder(&self, environment: &str) -> (TokenStream, String) {
        let mut variables = String::new();
        let mut steps = TokenStream::new();
        for scheme in &self.context.api.security_schemes {
            if scheme.kind == SecurityKind::MutualTls || scheme.deprecated {
                continue;
            }
            let (method, name) = (
                ident(&scheme.method_name),
                variable(environment, unraw(&scheme.method_name)),
            );
            let what = match scheme.kind {
                SecurityKind::Basic => "a user name and a password with a colon between them",
                SecurityKind::Bearer => "a bearer token",
                _ => "a key",
            };
            variables.push_str(&format!("- `{name}`: {what}\n"));
            steps.extend(quote! {
                if let Ok(credential) = env::var(#name) {
                    builder = builder.#method(credential);
                }
            });
        }
        let name = format!("{environment}_BASE_URL");
        let address = match self.examples().has_address() {
            true => "the address of another server than the document's",
            false => "the address of the server, which the document does not name",
        };
        variables.push_str(&format!("- `{name}`: {address}\n"));
        let builder = quote! {
            let mut builder = Client::builder();
            #steps
            if let Ok(url) = env::var(#name) {
                builder = builder.base_url(url);
            }
            let client = builder.build()?;
        };
        (builder, variables)
    }
}

impl CallExample {
    /// Whether it sends a file.
    fn reads_files(&self) -> bool {
        let reads = |code: &TokenStream| code.to_string().contains("fs :: read");
        reads(&self.statements) || reads(&self.call)
    }
}

/// The name of the variable that holds a credential.
fn variable(environment: &str, method: &str) -> String {
    format!("{environment}_{}", shouty(method))
}

/// How soon a call is shown: what changes nothing comes first.
fn rank(operation: &Operation) -> u8 {
    let takes_nothing = operation.arguments.is_empty() && operation.body.is_none();
    match (operation.http_method.as_str(), takes_nothing) {
        ("GET", true) if operation.pagination.is_some() => 0,
        ("GET", true) => 1,
        ("GET", false) => 2,
        ("POST", _) => 3,
        ("DELETE", _) => 6,
        ("PUT" | "PATCH", _) => 5,
        _ => 4,
    }
}

/// A call with what it gave.
fn call(operation: &Operation, example: &CallExample) -> TokenStream {
    let CallExample {
        statements, call, ..
    } = example;
    let method = unraw(&operation.method_name);
    let said = match &operation.docs.summary {
        Some(summary) => text::comment(summary),
        None => text::comment(&format!("{} {}", operation.http_method, operation.path)),
    };
    let told = format!("{method}: {{response:?}}");
    let failed = format!("{method}: {{error}}");
    if operation.pagination.is_some() {
        let told = format!("{method}: {{item:?}}");
        let items = call_method(operation, "items");
        let more = text::comment("The first items, of as many pages as they take.");
        return quote! {
            #said
            #more
            #statements
            let mut items = #call.#items();
            for _ in 0..5 {
                match items.try_next().await {
                    Ok(Some(item)) => {
                        has_answer = true;
                        println!(#told);
                    }
                    Ok(None) => {
                        has_answer = true;
                        break;
                    }
                    Err(error) => {
                        eprintln!(#failed);
                        break;
                    }
                }
            }
        };
    }
    quote! {
        #said
        #statements
        match #call.await {
            Ok(response) => {
                has_answer = true;
                println!(#told);
            }
            Err(error) => eprintln!(#failed),
        }
    }
}
