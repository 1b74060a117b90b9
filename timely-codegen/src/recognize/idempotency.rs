//! The header that makes a request safe to repeat.

use crate::ir::{Api, ParameterLocation};
use crate::settings::Idempotency;

/// A request header that operations declare and that is called so.
pub(super) fn recognized(api: &Api) -> Option<Idempotency> {
    let mut parameters = api.operations().flat_map(|operation| &operation.parameters);
    let header = parameters.find(|parameter| {
        let name = parameter.wire.to_ascii_lowercase();
        parameter.location == ParameterLocation::Header
            && matches!(
                name.as_str(),
                "idempotency-key" | "x-idempotency-key" | "idempotent-key"
            )
    })?;
    Some(Idempotency {
        header: header.wire.clone(),
    })
}
