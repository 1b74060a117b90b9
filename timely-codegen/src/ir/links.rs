//! Links: which operations go on from the answer of another.

use super::types::Docs;

/// An operation that a response leads to (OpenAPI 3.1, section 4.8.20).
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its key in the document.
    pub name: String,
    /// The status of the response, as the document writes it.
    pub status: String,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it leads.
    pub target: LinkTarget,
    /// The target's parameters, each with the constant or runtime expression that is its value.
    pub parameters: Vec<(String, String)>,
    /// The constant or runtime expression that is the target's body.
    pub body: Option<String>,
    /// The address of the server that the target is called at, where it is another.
    pub server: Option<String>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// An operation of [`Api::groups`](super::Api::groups).
    Operation {
        /// The group's place.
        group: usize,
        /// The operation's place in the group.
        operation: usize,
    },
    /// An operation that is not generated, in the document's words.
    Other(String),
}
