//! The macro's arguments as a [`Node`]: the tree that `codegen.toml` becomes as well.

use proc_macro2::{Ident, Span};
use syn::{
    LitBool, LitFloat, LitInt, LitStr, Token, braced, bracketed,
    ext::IdentExt as _,
    parse::{Parse, ParseStream},
    token::{Brace, Bracket},
};
use timely_codegen::settings::{Entry, Key, Node, Value};

/// All arguments: a table of keys and values, in which a path alone is the value of `document`.
pub(crate) struct Input(pub(crate) Node<Span>);

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span = input.span();
        if input.is_empty() {
            let message = "expected the path of an OpenAPI document: `openapi!(\"spec/api.yaml\")`";
            return Err(syn::Error::new(span, message));
        }
        let value = if input.peek(LitStr) {
            let document = path_alone(input)?;
            let key = Key {
                span: document.span,
                name: "document".to_owned(),
            };
            Value::Table(vec![(key, document)])
        } else {
            table(input)?
        };
        Ok(Self(Node { span, value }))
    }
}

fn path_alone(input: ParseStream<'_>) -> syn::Result<Node<Span>> {
    let document = value(input)?;
    input.parse::<Option<Token![,]>>()?;
    if !input.is_empty() {
        return Err(input.error(
            "expected nothing after the path; \
             with settings, write `document: \"spec/api.yaml\", outputs: [client]`",
        ));
    }
    Ok(document)
}

/// `key: value, …`, up to the end of the input.
fn table(input: ParseStream<'_>) -> syn::Result<Value<Span>> {
    let mut entries: Vec<Entry<Span>> = Vec::new();
    while !input.is_empty() {
        let key = key(input)?;
        if entries.iter().any(|(other, _)| other.name == key.name) {
            return Err(syn::Error::new(
                key.span,
                format!("the key `{}` is given twice", key.name),
            ));
        }
        // People coming from codegen.toml write `=`; both read well.
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
        } else {
            input.parse::<Token![:]>()?;
        }
        entries.push((key, value(input)?));
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(Value::Table(entries))
}

fn key(input: ParseStream<'_>) -> syn::Result<Key<Span>> {
    let ahead = input.lookahead1();
    if ahead.peek(Ident::peek_any) {
        let (name, span) = word(input)?;
        Ok(Key { span, name })
    } else if ahead.peek(LitStr) {
        let text: LitStr = input.parse()?;
        Ok(Key {
            span: text.span(),
            name: text.value(),
        })
    } else if ahead.peek(LitInt) {
        let number: LitInt = input.parse()?;
        Ok(Key {
            span: number.span(),
            name: number.base10_digits().to_owned(),
        })
    } else {
        Err(ahead.error())
    }
}

/// A bare word, with the dashes that formats such as `date-time` have.
fn word(input: ParseStream<'_>) -> syn::Result<(String, Span)> {
    let first = input.call(Ident::parse_any)?;
    let mut text = first.unraw().to_string();
    let mut span = first.span();
    while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
        input.parse::<Token![-]>()?;
        let next = input.call(Ident::parse_any)?;
        text.push('-');
        text.push_str(&next.unraw().to_string());
        // Where spans cannot be joined, the word's start is a good enough place.
        span = span.join(next.span()).unwrap_or(span);
    }
    Ok((text, span))
}

fn value(input: ParseStream<'_>) -> syn::Result<Node<Span>> {
    let span = input.span();
    let ahead = input.lookahead1();
    let value = if ahead.peek(LitStr) {
        Value::String(input.parse::<LitStr>()?.value())
    } else if ahead.peek(LitBool) {
        Value::Bool(input.parse::<LitBool>()?.value)
    } else if ahead.peek(LitInt) {
        Value::Integer(input.parse::<LitInt>()?.base10_parse()?)
    } else if ahead.peek(LitFloat) {
        Value::Float(input.parse::<LitFloat>()?.base10_parse()?)
    } else if input.peek(Token![-]) {
        input.parse::<Token![-]>()?;
        negative(input)?
    } else if ahead.peek(Bracket) {
        let content;
        bracketed!(content in input);
        let items = content.parse_terminated(value, Token![,])?;
        Value::List(items.into_iter().collect())
    } else if ahead.peek(Brace) {
        let content;
        braced!(content in input);
        table(&content)?
    } else if ahead.peek(Ident::peek_any) {
        Value::String(word(input)?.0)
    } else {
        return Err(ahead.error());
    };
    Ok(Node { span, value })
}

fn negative(input: ParseStream<'_>) -> syn::Result<Value<Span>> {
    if input.peek(LitFloat) {
        return Ok(Value::Float(
            -input.parse::<LitFloat>()?.base10_parse::<f64>()?,
        ));
    }
    let number: LitInt = input.parse()?;
    // Read with its sign: the smallest integer has no positive counterpart.
    let number = format!("-{}", number.base10_digits()).parse();
    number
        .map(Value::Integer)
        .map_err(|_| input.error("the number is too small"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arguments without their places.
    fn read(text: &str) -> Result<String, String> {
        fn show(node: &Node<Span>) -> String {
            match &node.value {
                Value::Table(entries) => {
                    let entries: Vec<_> = entries
                        .iter()
                        .map(|(key, node)| format!("{}: {}", key.name, show(node)))
                        .collect();
                    format!("{{{}}}", entries.join(", "))
                }
                Value::List(items) => {
                    format!(
                        "[{}]",
                        items.iter().map(show).collect::<Vec<_>>().join(", ")
                    )
                }
                Value::String(text) => format!("{text:?}"),
                Value::Integer(number) => number.to_string(),
                Value::Float(number) => number.to_string(),
                Value::Bool(value) => value.to_string(),
            }
        }
        syn::parse_str::<Input>(text)
            .map(|input| show(&input.0))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn both_forms_are_read() {
        assert_eq!(read(r#""a.yaml""#).unwrap(), r#"{document: "a.yaml"}"#);
        assert_eq!(read(r#""a.yaml","#).unwrap(), r#"{document: "a.yaml"}"#);
        assert_eq!(
            read(
                r#"document: "a.yaml", outputs: [client, "server"], formats: { date-time: "T", "date": x },
                   errors = { codes: { 400: bad }, n: -1, f: 1.5, type: true },"#
            )
            .unwrap(),
            r#"{document: "a.yaml", outputs: ["client", "server"], formats: {date-time: "T", date: "x"}, errors: {codes: {400: "bad"}, n: -1, f: 1.5, type: true}}"#
        );
    }

    #[test]
    fn what_is_neither_is_refused() {
        for (text, expected) in [
            ("", "expected the path of an OpenAPI document"),
            (r#""a.yaml", "b.yaml""#, "expected nothing after the path"),
            (r#""document": "a.yaml""#, "expected nothing after the path"),
            ("a: 1, a: 2", "the key `a` is given twice"),
            ("a 1", "expected `:`"),
            ("a: ", "expected one of"),
            ("a: 'x'", "expected one of"),
            ("a: 99999999999999999999", "number too large"),
            ("[a]", "expected one of"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
