//! A module of generated code: what `emit` produces.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

/// A module: its own items, and the modules inside it.
///
/// The outermost one is the crate's `lib.rs`, or the module in which `openapi!` was called; its name and attributes
/// are not used.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The module's name, a plain identifier; a keyword is written as a raw identifier.
    pub name: String,
    /// The lines of its documentation, without `//!`.
    pub docs: Vec<String>,
    /// Further documentation, each part with the condition (as in `cfg_attr`) on which it is there: what it links to
    /// may not be.
    pub conditional_docs: Vec<(TokenStream, Vec<String>)>,
    /// Attributes of the `mod` item, such as `#[cfg(feature = "client")]`.
    pub attributes: TokenStream,
    /// What stands in it, before its children are declared. No inner attributes: they go to [`Self::attributes`].
    pub items: TokenStream,
    /// The public modules inside it.
    pub children: Vec<Module>,
    /// What the outermost module needs of those who compile it; of others it is not used.
    pub guard: Option<Guard>,
}

/// A call of a macro that says what code needs, such as a version of a crate, and what is wrong where that is missing.
///
/// In a file it is the first item, `path!(arguments);`. Code that enters a caller's module stands inside of the call,
/// `path! { arguments => code }`, so that the macro can keep it from the compiler: what is missing is then one error, and
/// not one for each name of it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Guard {
    /// The path of the macro.
    pub path: TokenStream,
    /// Its arguments, without what is guarded.
    pub arguments: TokenStream,
}

impl Guard {
    /// A call of this macro with these arguments.
    #[must_use]
    pub fn new(path: TokenStream, arguments: TokenStream) -> Self {
        Self { path, arguments }
    }

    /// The call by itself.
    pub(super) fn alone(&self) -> TokenStream {
        let Self { path, arguments } = self;
        quote! { #path!(#arguments); }
    }

    /// The call around code.
    fn around(&self, code: &TokenStream) -> TokenStream {
        let Self { path, arguments } = self;
        quote! { #path! { #arguments => #code } }
    }
}

impl Module {
    /// An empty module of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// The module's content as one token stream, its children as nested `pub mod name { … }`.
    ///
    /// This is how code from `openapi!` and from a `build.rs` enters a caller's module. The outermost documentation is
    /// left out: it could only be an inner attribute, which no macro and no `include!` may produce.
    ///
    /// ```
    /// # use quote::quote;
    /// # use timely_codegen::tree::Module;
    /// let mut root = Module { items: quote!(use timely_runtime as rt;), ..Module::new("lib") };
    /// root.children.push(Module { items: quote!(pub struct Contact;), ..Module::new("models") });
    /// assert_eq!(
    ///     root.to_tokens_inline().to_string(),
    ///     "use timely_runtime as rt ; pub mod models { pub struct Contact ; }",
    /// );
    /// ```
    #[must_use]
    pub fn to_tokens_inline(&self) -> TokenStream {
        let content = self.content();
        match &self.guard {
            Some(guard) => guard.around(&content),
            None => content,
        }
    }

    /// The items of the module, and the modules inside of it as nested ones.
    pub(super) fn content(&self) -> TokenStream {
        let items = &self.items;
        let children = self.children.iter().map(Self::nested);
        quote! { #items #(#children)* }
    }

    fn nested(&self) -> TokenStream {
        let docs = self
            .docs
            .iter()
            .map(|line| doc_text(line))
            .map(|line| quote!(#[doc = #line]));
        let (attributes, name) = (&self.attributes, self.ident());
        let content = self.content();
        quote! { #(#docs)* #attributes pub mod #name { #content } }
    }

    /// The content of the module's own file: inner documentation, items, and a declaration per child. The items are
    /// taken out of the module, not copied: there may be millions of tokens.
    pub(super) fn take_file_tokens(&mut self, declaration: &TokenStream) -> TokenStream {
        let docs = self
            .docs
            .iter()
            .map(|line| doc_text(line))
            .map(|line| quote!(#![doc = #line]));
        let conditional = self.conditional_docs.iter().map(|(condition, lines)| {
            let text = raw_literal(&format!("\n{}\n", lines.join("\n")));
            quote!(#![cfg_attr(#condition, doc = #text)])
        });
        let guard = self.guard.as_ref().map(Guard::alone);
        let mut tokens = quote! { #(#docs)* #(#conditional)* #guard };
        tokens.extend(std::mem::take(&mut self.items));
        for child in &self.children {
            let (attributes, name) = (&child.attributes, child.ident());
            tokens.extend(quote! { #attributes #declaration pub mod #name; });
        }
        tokens
    }

    /// The module's name as an identifier, raw when it is a keyword.
    fn ident(&self) -> TokenStream {
        let plain = syn::parse_str::<Ident>(&self.name);
        match plain.or_else(|_| syn::parse_str::<Ident>(&format!("r#{}", self.name))) {
            Ok(name) => name.into_token_stream(),
            // No identifier at all: the parser that meets this literal says so, where a panic would not.
            Err(_) => Literal::string(&self.name).into_token_stream(),
        }
    }
}

/// A line of documentation as the text of a `doc` attribute: a space keeps it off the slashes.
fn doc_text(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}

/// A text as a raw literal, which keeps its lines apart for a reader.
pub(crate) fn raw_literal(text: &str) -> Literal {
    let longest = text
        .split('"')
        .skip(1)
        .map(|rest| rest.bytes().take_while(|byte| *byte == b'#').count());
    let hashes = "#".repeat(longest.max().unwrap_or(0) + 1);
    let raw = format!("r{hashes}\"{text}\"{hashes}").parse();
    // More signs than Rust allows.
    raw.unwrap_or_else(|_| Literal::string(text))
}
