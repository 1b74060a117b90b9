//! Operations: their names, paths, parameters, responses, security, servers, links, callbacks, webhooks and pagination.

pub(super) mod callbacks;
pub(super) mod expressions;
pub(super) mod headers;
pub(super) mod ids;
pub(super) mod links;
pub(super) mod methods;
pub(super) mod operation;
pub(super) mod pagination;
pub(super) mod parameter_styles;
pub(super) mod parameters;
pub(super) mod paths;
pub(super) mod responses;
pub(super) mod security;
pub(super) mod segments;
pub(super) mod servers;
pub(super) mod unused_settings;
pub(super) mod webhooks;
