//! Servers: where an API is found.

use super::types::Docs;
use crate::diagnostic::Pointer;

/// One server of the document, its paths or its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The name of its constant.
    pub name: String,
    /// The name of the struct that fills in its variables, if it has any.
    pub type_name: String,
    /// Its address with all variables at their defaults, without a slash at its end; it may be relative.
    pub url: String,
    /// Its address as the document writes it.
    pub template: String,
    /// Where the document has it first.
    pub pointer: Pointer,
    /// The variables of the template.
    pub variables: Vec<ServerVariable>,
    /// What the document says of it.
    pub docs: Docs,
}

/// One variable of a server's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// The method that sets it.
    pub name: String,
    /// Its name between the braces.
    pub wire: String,
    /// Its value when nobody sets it.
    pub default: String,
    /// The name of the enum of its values, if the document lists them.
    pub type_name: String,
    /// Its values, each with the name of its variant; empty where any text will do.
    pub values: Vec<(String, String)>,
    /// What the document says of it.
    pub docs: Docs,
}
