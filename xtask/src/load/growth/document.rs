//! The server of a document, as a program: all of its operations are routed, decoded and checked, and none has a handler.

use crate::corpus::arguments::Generation;
use crate::corpus::{child, compiler};
use crate::load::{request::Request, server};
use crate::{release, report::Reporter};
use anyhow::{Context as _, ensure};
use quote::{ToTokens as _, quote};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};
use syn::{FnArg, Item, ItemTrait, TraitItem};
use timely_codegen::settings::Output;

/// How long the generator may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// A server that was compiled.
pub(super) struct Built {
    pub(super) title: String,
    pub(super) program: PathBuf,
    /// One that an operation of the document is sent.
    pub(super) request: Request,
}

/// Generates and compiles the server of a document.
pub(super) fn build(document: &Path, reporter: &Reporter) -> anyhow::Result<Built> {
    let work = release::repository().join("target/load");
    let name = document.file_stem().unwrap_or_default().to_string_lossy();
    let folder = work.join("documents").join(&*name);
    let choice = Generation {
        features: vec![Output::Server],
        strict: false,
        skip_unsupported: false,
        allow_outside_folder: false,
        pages: false,
    };
    let generator = release::program(reporter)?;
    let source = folder.join("src");
    let made = child::spawn(&generator, document, Some(&source), &choice, PATIENCE)?;
    ensure!(
        made.lines > 0,
        "{} is not generated: {}",
        document.display(),
        made.messages.join("; ")
    );
    let code = Source::read(&source.join("server"))?;
    write(&folder.join("main.rs"), &code.program().to_string())?;
    write(&folder.join("Cargo.toml"), &manifest(&choice))?;
    // The repository's versions, which its own build has fetched.
    fs::copy(
        release::repository().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )?;

    let built = server::compile(&folder, &work.join("target"))?;
    // The program of the next document has the same name.
    let program = folder.join(format!("server{}", env::consts::EXE_SUFFIX));
    fs::copy(&built, &program).with_context(|| built.display().to_string())?;
    Ok(Built {
        title: format!("{name}, {} operations", made.operations),
        program,
        request: code.request(),
    })
}

/// Writes a file unless it says that already: what did not change is not compiled again.
fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(file).is_ok_and(|there| there == text) {
        return Ok(());
    }
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

fn manifest(choice: &Generation) -> String {
    let more = "axum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }\n\
         tokio = { version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\"] }\n\n\
         [lib]\nname = \"api\"\n\n[[bin]]\nname = \"server\"\npath = \"main.rs\"\n\n[workspace]\n";
    compiler::manifest("start", &choice.runtime_features(), more)
}

/// The generated modules of the server.
struct Source {
    /// The traits to implement.
    traits: Vec<ItemTrait>,
}

impl Source {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .with_context(|| folder.display().to_string())?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        let mut traits = Vec::new();
        for file in files.iter().filter(|file| !file.ends_with("mod.rs")) {
            let text = fs::read_to_string(file)?;
            let items = syn::parse_file(&text)?.items;
            traits.extend(items.into_iter().filter_map(|item| match item {
                Item::Trait(item) => Some(item),
                _ => None,
            }));
        }
        ensure!(!traits.is_empty(), "the document has no operations");
        Ok(Self { traits })
    }

    /// A program that serves all operations. It ends none of them well: a handler that is called panics.
    fn program(&self) -> proc_macro2::TokenStream {
        let services = self.traits.iter().map(|item| {
            let name = &item.ident;
            let methods = item.items.iter().filter_map(|item| match item {
                TraitItem::Fn(method) => Some(stub(method.sig.clone())),
                _ => None,
            });
            quote! {
                impl<P> api::server::#name<P> for Service {
                    #(#methods)*
                }
            }
        });
        let (keys, passed) = match self.asks_for_credentials() {
            true => (Some(keys()), Some(quote!(, Anyone))),
            false => (None, None),
        };
        quote! {
            #[allow(unused_imports)]
            use api::{models, operations};
            #[allow(unused_imports)]
            use timely_runtime::generated as rt;

            struct Service;

            #keys

            fn nothing<T>() -> T {
                panic!("no operation has a handler")
            }

            #(#services)*

            #[tokio::main]
            async fn main() -> std::io::Result<()> {
                // The panic of a handler is part of the measurement, and no news.
                std::panic::set_hook(Box::new(|_| {}));
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
                let router = api::server::router(Service #passed);
                println!("http://{}", listener.local_addr()?);
                axum::serve(listener, router.into_make_service()).await
            }
        }
    }

    /// Whether routers take an authenticator: the traits have a parameter for what it makes of credentials, without a default.
    fn asks_for_credentials(&self) -> bool {
        let mut parameters = self
            .traits
            .iter()
            .flat_map(|item| item.generics.type_params());
        parameters.any(|parameter| parameter.default.is_none())
    }

    /// A request to the first operation; whatever its parameters are, it is routed, and refused or answered.
    fn request(&self) -> Request {
        let methods = self.traits.iter().flat_map(|item| &item.items);
        let mut lines = methods.filter_map(|item| match item {
            TraitItem::Fn(method) => method.attrs.iter().find_map(|attribute| {
                let text = attribute.meta.to_token_stream().to_string();
                // Such as `GET /v1/contacts/{id}`, in its documentation.
                let (_, text) = text.split_once("\" `")?;
                let (method, path) = text.split_once("`\"")?.0.split_once(' ')?;
                path.starts_with('/')
                    .then(|| (method.to_owned(), path.to_owned()))
            }),
            _ => None,
        });
        let (method, path) = lines.next().unwrap_or(("GET".to_owned(), "/".to_owned()));
        Request {
            name: String::new(),
            method,
            uri: filled(&path),
            headers: Vec::new(),
            body: String::new(),
        }
    }
}

/// An authenticator that knows everybody.
fn keys() -> proc_macro2::TokenStream {
    quote! {
        struct Anyone;

        impl rt::server::Authenticator for Anyone {
            type Principal = ();
            async fn authenticate(
                &self,
                _: rt::server::Candidate<'_>,
            ) -> Result<(), rt::server::AuthError> {
                Ok(())
            }
            fn has_scope(&self, _: &(), _: &str) -> bool {
                true
            }
        }
    }
}

/// A method that panics. Its arguments have no names, since it uses none.
fn stub(mut signature: syn::Signature) -> proc_macro2::TokenStream {
    for argument in &mut signature.inputs {
        if let FnArg::Typed(argument) = argument {
            *argument.pat = syn::Pat::Wild(syn::PatWild {
                attrs: Vec::new(),
                underscore_token: Default::default(),
            });
        }
    }
    quote! { #signature { ::core::future::ready(nothing()) } }
}

/// A path with something in place of its parameters.
fn filled(path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        text += before;
        text.push('1');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        let item = syn::parse_quote! {
            /// Things.
            pub trait ThingsService<P>: Send + Sync + 'static {
                /// Gets one.
                ///
                /// `GET /things/{id}/parts`
                fn get_thing(
                    &self,
                    cx: rt::server::Context<P>,
                    id: i64,
                ) -> impl ::core::future::Future<Output = Result<operations::Got, operations::Not>> + Send;
            }
        };
        Source { traits: vec![item] }
    }

    #[test]
    fn a_program_implements_every_method() {
        let file: syn::File = syn::parse2(source().program()).unwrap();
        let service = file.items.iter().find_map(|item| match item {
            Item::Impl(item) => {
                let (path, _) = item.trait_.as_ref()?;
                let name = &path.segments.last()?.ident;
                (name == "ThingsService").then_some(item)
            }
            _ => None,
        });
        let [syn::ImplItem::Fn(method)] = &service.unwrap().items[..] else {
            panic!("not one method");
        };
        assert_eq!(method.sig.ident, "get_thing");
        assert_eq!(method.sig.inputs.len(), 3);
    }

    #[test]
    fn the_first_operation_is_asked() {
        let request = source().request();
        assert_eq!(
            (&*request.method, &*request.uri),
            ("GET", "/things/1/parts")
        );
        assert_eq!(filled("/a/{b}.{c}"), "/a/1.1");
    }
}
