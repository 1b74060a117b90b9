//! Messages one by one, for tools that show each by itself.

use super::render::{Renderer, plain};
use super::{Code, Diagnostic, Diagnostics, Position, Severity, SourceMap, TextStyle};
use serde_json::{Value, json};

/// One diagnostic as text, in two parts: for where only one line is shown, and for where there is room.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub code: Code,
    /// What is wrong, on one line.
    pub text: String,
    /// `file:line:column: what is wrong [code]`, on one line.
    pub summary: String,
    /// The line of the document with a caret, the JSON pointer, and what to do. Several lines, or none.
    pub details: String,
    /// What to do, on one line.
    pub help: Option<String>,
    /// The file, and the place in it; `None` for what no file is to blame for.
    pub place: Option<(String, Position)>,
    /// The JSON pointer into the file, with its `#`; `None` where the file could not be read as far as that.
    pub pointer: Option<String>,
}

/// Every message on its own. Sorted and merged as by [`render`](super::render()), without color.
pub(crate) fn messages(diagnostics: &Diagnostics, map: &SourceMap) -> Vec<Message> {
    let mut located = diagnostics.clone();
    located.locate(map);
    located.iter().map(Message::new).collect()
}

impl Message {
    fn new(diagnostic: &Diagnostic) -> Self {
        let location = diagnostic.location.as_ref();
        let place = location.map_or_else(String::new, |place| {
            format!("{}: ", plain(&place.to_string()))
        });
        let text = plain(&diagnostic.message);
        let summary = format!("{place}{text} [{}]", diagnostic.code);
        let mut details = String::new();
        let mut renderer = Renderer {
            output: &mut details,
            style: TextStyle::Plain,
        };
        let gutter = renderer.gutter(diagnostic);
        if let Some(location) = location {
            renderer.excerpt(location, gutter, "");
        }
        renderer.notes(diagnostic, gutter);
        Self {
            severity: diagnostic.severity,
            code: diagnostic.code,
            text,
            summary,
            details,
            help: diagnostic.help.as_deref().map(plain),
            place: location.map(|place| (place.source.name().to_owned(), place.position)),
            pointer: diagnostic
                .shown_pointer()
                .map(|pointer| plain(&pointer.to_string())),
        }
    }

    /// The message as a JSON object on one line.
    ///
    /// Its keys are `code`, `severity`, `message`, `file`, `line`, `column`, `pointer` and `help`; what is not known is
    /// null. Lines and columns count from 1, columns in characters.
    ///
    /// ```
    /// use timely_codegen::Generator;
    ///
    /// let messages = Generator::from_str("api.yaml", "openapi: 2.0\n").run().messages();
    /// assert_eq!(
    ///     messages[0].to_json(),
    ///     r##"{"code":"unsupported-version","severity":"error","message":"OpenAPI `2.0` is not a version this generator reads","file":"api.yaml","line":1,"column":10,"pointer":"#/openapi","help":"it reads OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0"}"##,
    /// );
    /// ```
    pub fn to_json(&self) -> String {
        self.to_value().to_string()
    }

    /// The same as a value.
    pub(crate) fn to_value(&self) -> Value {
        let (file, position) = self.place.as_ref().map(|(file, at)| (file, at)).unzip();
        json!({
            "code": self.code.as_str(),
            "severity": self.severity.to_string(),
            "message": self.text,
            "file": file,
            "line": position.map(|at| at.line),
            "column": position.map(|at| at.column),
            "pointer": self.pointer,
            "help": self.help,
        })
    }

    /// The message as a [workflow command] of GitHub Actions, which shows it beside the line it is about.
    ///
    /// [workflow command]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    ///
    /// ```
    /// use timely_codegen::Generator;
    ///
    /// let messages = Generator::from_str("api.yaml", "openapi: 2.0\n").run().messages();
    /// assert_eq!(
    ///     messages[0].to_github(),
    ///     "::error file=api.yaml,line=1,col=10,title=unsupported-version::OpenAPI `2.0` is not a version this generator \
    ///      reads%0Aat #/openapi%0Ahelp: it reads OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0",
    /// );
    /// ```
    pub fn to_github(&self) -> String {
        let place = self.place.as_ref().map_or_else(String::new, |(file, at)| {
            format!(
                "file={},line={},col={},",
                property(file),
                at.line,
                at.column
            )
        });
        let mut text = self.text.clone();
        if let Some(pointer) = &self.pointer {
            text.push_str(&format!("\nat {pointer}"));
        }
        if let Some(help) = &self.help {
            text.push_str(&format!("\nhelp: {help}"));
        }
        format!(
            "::{} {place}title={}::{}",
            self.severity,
            self.code,
            data(&text)
        )
    }
}

/// The text of a workflow command, which is one line.
pub(crate) fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property of a workflow command.
pub(crate) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Source, Spans};
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_document_cannot_write_commands_of_its_own() {
        assert_eq!(data("a\r\n::error::b 100%"), "a%0D%0A::error::b 100%25");
        assert_eq!(property("a,b:c\n"), "a%2Cb%3Ac%0A");
    }

    #[test]
    fn what_has_no_place_has_none() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.setting(Severity::Warning, "no");
        // Not even where there is a document.
        let mut map = SourceMap::new();
        map.add_file(
            Arc::new(Source::new("api.yaml", "openapi: 3.1.1\n")),
            Spans::default(),
        );
        let messages = messages(&diagnostics, &map);
        assert_eq!(
            messages[0].to_github(),
            "::warning title=invalid-setting::no"
        );
        assert_eq!(
            messages[0].to_json(),
            r#"{"code":"invalid-setting","severity":"warning","message":"no","file":null,"line":null,"column":null,"pointer":null,"help":null}"#
        );
    }
}
