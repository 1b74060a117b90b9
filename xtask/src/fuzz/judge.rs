//! What must hold for any document.

use super::{Case, Random, words::MARK};
use proc_macro2::{TokenStream, TokenTree};
use std::{
    panic::{self, AssertUnwindSafe},
    path::{Component, Path},
};
use timely_codegen::{
    Generator, Outcome,
    diagnostic::Severity,
    settings::{Output, Settings},
    tree::SourceTree,
};

/// Generates from a case. The error says what does not hold.
pub(super) fn judge(case: &Case) -> Result<(), String> {
    let work = AssertUnwindSafe(|| run(case));
    panic::catch_unwind(work).unwrap_or_else(|reason| {
        let text = reason.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| reason.downcast_ref::<&str>().copied());
        Err(format!("panics: {}", text.unwrap_or("without a text")))
    })
}

fn run(case: &Case) -> Result<(), String> {
    let mut random = Random::new(case.number ^ 0x5EED);
    let settings = settings(&mut random);
    let generator = Generator::from_str(case.name, &case.text).settings(settings);
    let outcome = generator.run();
    let text = messages(&outcome)?;
    let Some(module) = &outcome.module else {
        let errors = outcome.diagnostics.has_errors();
        return if errors {
            Ok(())
        } else {
            Err("generates nothing, and does not say why".to_owned())
        };
    };
    let tree = SourceTree::from_module(module, "a\n*/ header")
        .map_err(|error| format!("makes what is no Rust: {error}"))?;
    for (path, file) in tree.files() {
        check_path(path)?;
        let tokens: TokenStream = file
            .parse()
            .map_err(|error| format!("makes what is no Rust, in {}: {error}", path.display()))?;
        syn::parse_file(file)
            .map_err(|error| format!("makes what is no Rust, in {}: {error}", path.display()))?;
        if is_injected(tokens) {
            return Err(format!(
                "lets the document write code, in {}",
                path.display()
            ));
        }
    }
    if random.once_in(8) {
        let again = generator.run();
        let same = messages(&again)? == text
            && again.module.is_some_and(|module| {
                SourceTree::from_module(&module, "a\n*/ header")
                    .is_ok_and(|again| again.files() == tree.files())
            });
        if !same {
            return Err("makes something else the second time".to_owned());
        }
    }
    Ok(())
}

fn settings(random: &mut Random) -> Settings {
    let mut settings = Settings::default()
        .strict(random.once_in(3))
        .skip_unsupported(!random.once_in(3))
        .feature_gates(random.once_in(3));
    if random.once_in(4) {
        // All need the models, which are never alone here.
        settings = settings.outputs([*random.pick(&Output::ALL[1..])]);
    }
    settings
}

/// All messages, which must have a place where the document has one, and hold no control characters.
fn messages(outcome: &Outcome) -> Result<String, String> {
    let text = outcome.render_diagnostics();
    let is_bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}' || c == '\u{2028}';
    if text.contains(is_bad) {
        return Err("writes control characters of the document to the terminal".to_owned());
    }
    for message in outcome.messages() {
        if message.to_json().contains('\n') || message.to_github().contains('\n') {
            return Err("writes a message of several lines where one is read".to_owned());
        }
        if message.severity == Severity::Error && message.place.is_none() {
            return Err(format!("does not say where: {}", message.text));
        }
    }
    Ok(text)
}

/// A path that stays below the output folder on any system.
fn check_path(path: &Path) -> Result<(), String> {
    let is_plain = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().is_some_and(|name| {
            name.len() <= 200
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        }),
        _ => false,
    };
    if path.components().all(is_plain) {
        Ok(())
    } else {
        Err(format!("writes to {}", path.display()))
    }
}

/// Whether the tokens, texts aside, declare, call or apply what only the document names.
fn is_injected(tokens: TokenStream) -> bool {
    let mut before = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<String> = group
                    .stream()
                    .into_iter()
                    .take(1)
                    .map(|token| token.to_string())
                    .collect();
                let is_attribute = before == "#" || before == "!";
                if (is_attribute && inner == [MARK]) || is_injected(group.stream()) {
                    return true;
                }
                before.clear();
            }
            token => {
                let text = token.to_string();
                let is_call =
                    matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!');
                if text == MARK && (before == "fn" || is_call) {
                    return true;
                }
                before = text;
            }
        }
    }
    false
}
