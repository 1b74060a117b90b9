//! What generated code calls itself before others: the name and the version that its clients and senders of webhooks have in `User-Agent`
//! (RFC 9110, section 10.1.5).

use super::context::Context;
use proc_macro2::TokenStream;
use quote::quote;
use unicode_normalization::UnicodeNormalization;

/// How long a token may be that is made of a document's words.
const LONGEST: usize = 64;

impl Context<'_> {
    /// The name and the version, as an expression of the runtime's `Sdk`.
    pub(super) fn sdk(&self) -> TokenStream {
        let (name, version) = (token(&self.api.title), token(&self.api.version));
        match self.settings.user_agent.as_deref() {
            // A title may have no character that a token has.
            Some("document") if !name.is_empty() => quote!(Some((#name, #version))),
            Some("crate" | "document") | None if name.is_empty() => quote!(rt::sdk!()),
            Some("crate" | "document") | None => quote!(rt::sdk!(#name, #version)),
            Some(text) => quote!(Some((#text, ""))),
        }
    }
}

/// A text as one token of HTTP: its letters without accents, digits and the marks of versions, with a dash in place of all else.
fn token(text: &str) -> String {
    let mut token = String::new();
    // Accents become characters of their own, which are left out.
    let plain = text
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    for c in plain {
        let kept = if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+') {
            c
        } else {
            '-'
        };
        if token.len() < LONGEST && !(kept == '-' && token.ends_with('-')) {
            token.push(kept);
        }
    }
    let is_mark = |c: char| !c.is_ascii_alphanumeric();
    token.trim_matches(is_mark).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_tokens() {
        for (text, expected) in [
            ("Timely AI | API v1", "Timely-AI-API-v1"),
            ("Caf\u{e9} \u{2014} Men\u{fc}s", "Cafe-Menus"),
            ("1.0.0-rc.1+7", "1.0.0-rc.1+7"),
            ("  (v2)\r\nX-Evil: 1  ", "v2-X-Evil-1"),
            ("\u{412}\u{440}\u{435}\u{43c}\u{44f}", ""),
            ("...", ""),
            ("", ""),
        ] {
            assert_eq!(token(text), expected, "{text}");
        }
        assert_eq!(token(&"ab ".repeat(100)).len(), LONGEST);
    }
}
