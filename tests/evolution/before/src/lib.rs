//! The SDK before the change.

timely_macros::openapi!(document: "../before.yaml", outputs: [client, webhooks]);
