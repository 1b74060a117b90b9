//! The servers that can be examined.

use anyhow::bail;

/// A server and the document that it is held to.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Of the workspace, by its path.
    pub(crate) document: &'static str,
    pub(crate) package: &'static str,
    /// A program that says `http://…` on its standard output once it listens, on a port of its own choice.
    pub(crate) program: Program,
    pub(crate) features: &'static str,
    pub(crate) arguments: &'static [&'static str],
    /// The path of the document's server, below which it answers, where that is not in what it says.
    pub(crate) base_path: &'static str,
    /// The credentials, each as `Name: value`, with the name as the document writes it.
    pub(crate) headers: &'static [&'static str],
    /// What schemathesis is not to complain about there: a file of the workspace.
    pub(crate) hooks: Option<&'static str>,
}

/// A program of a package.
#[derive(Clone, Copy)]
pub(crate) enum Program {
    Example(&'static str),
    Binary(&'static str),
}

/// The mock of a document, which keeps what is created, so that what is deleted is gone.
const fn mock(
    name: &'static str,
    document: &'static str,
    arguments: &'static [&'static str],
    headers: &'static [&'static str],
) -> Target {
    Target {
        name,
        document,
        package: "timely-codegen",
        program: Program::Binary("timely"),
        features: "mock",
        arguments,
        // It is in the address that a mock says.
        base_path: "",
        headers,
        hooks: None,
    }
}

/// The arguments of a mock of a document.
macro_rules! mock_of {
    ($document:literal) => {
        &[
            "mock",
            $document,
            "--port",
            "0",
            "--stateful",
            "--key",
            "mock-key",
        ]
    };
}

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "timely",
        document: "spec/timely.yaml",
        package: "timely-generated",
        program: Program::Example("server"),
        features: "server,webhooks,document",
        // What is examined is not how often one may ask.
        arguments: &["--port", "0", "--rate-limit", "1000000000"],
        base_path: "",
        headers: &["x-api-key: tly_test_full_access"],
        hooks: None,
    },
    Target {
        name: "chatbot-platform",
        document: "spec/chatbot-platform.yaml",
        package: "chatbot-platform-downstream",
        program: Program::Example("serve_chatbot_platform"),
        features: "",
        arguments: &[],
        base_path: "/v1",
        headers: &["Authorization: Bearer sk_live_example"],
        hooks: None,
    },
    Target {
        name: "channels-messages",
        document: "spec/channels-messages.yaml",
        package: "channels-messages-downstream",
        program: Program::Example("serve_channels_messages"),
        features: "",
        arguments: &[],
        base_path: "",
        headers: &["X-API-Key: sk_live_example"],
        hooks: None,
    },
    mock(
        "timely-mock",
        "spec/timely.yaml",
        mock_of!("spec/timely.yaml"),
        &["x-api-key: mock-key"],
    ),
    mock(
        "chatbot-platform-mock",
        "spec/chatbot-platform.yaml",
        mock_of!("spec/chatbot-platform.yaml"),
        &["Authorization: Bearer mock-key"],
    ),
    mock(
        "channels-messages-mock",
        "spec/channels-messages.yaml",
        mock_of!("spec/channels-messages.yaml"),
        &["X-API-Key: mock-key"],
    ),
    Target {
        // Its bodies are forms and XML too.
        hooks: Some("xtask/src/contract/hooks.py"),
        ..mock(
            "petstore-mock",
            "tests/fixtures/petstore.yaml",
            mock_of!("tests/fixtures/petstore.yaml"),
            &["api_key: mock-key", "Authorization: Bearer mock-key"],
        )
    },
];

/// Those of these names; all, if there are none.
pub(crate) fn of(names: &[String]) -> anyhow::Result<Vec<&'static Target>> {
    if names.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    names
        .iter()
        .map(
            |name| match TARGETS.iter().find(|target| target.name == name) {
                Some(target) => Ok(target),
                None => {
                    let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
                    bail!(
                        "there is no server `{name}`; known are {}",
                        known.join(", ")
                    )
                }
            },
        )
        .collect()
}
