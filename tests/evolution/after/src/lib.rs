//! The SDK after the change.

timely_macros::openapi!(document: "../after.yaml", outputs: [client, webhooks]);
