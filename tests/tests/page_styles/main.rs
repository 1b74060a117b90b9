//! Listings of all styles, from servers that behave and from those that do not, over a socket.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod at_once;
mod hostile;
mod server;
mod styles;

/// The listings that are recognized.
mod auto {
    timely_macros::openapi! {
        document: "fixtures/page_styles.yaml",
        outputs: [client],
        pagination: { auto: 1 },
    }
}

/// Listings by rules, the first of which that fits counts.
mod rules {
    timely_macros::openapi! {
        document: "fixtures/page_styles.yaml",
        outputs: [client],
        pagination: [
            { operations: ["listHeaded"], style: page, page_param: "X-Page", in: header, items: "" },
            { style: cursor, page_param: "/page/cursor", in: body, items: "/items", next_cursor: "/next_cursor" },
            { operations: ["listBy*"], style: cursor, page_param: "cursor", items: "/data", next_cursor: "/meta/page/next" },
            { operations: ["listLinked", "listOpen"], style: link, items: "" },
        ],
    }
}

/// The items of a stream, and the error at its end, if there is one.
macro_rules! collected {
    ($stream:expr) => {{
        use futures_util::StreamExt as _;
        let mut stream = $stream;
        let (mut items, mut error) = (Vec::new(), None);
        while let Some(item) = crate::server::within(stream.next()).await {
            assert!(error.is_none(), "something comes after the error");
            match item {
                Ok(item) => items.push(item.id),
                Err(found) => error = Some(found),
            }
        }
        (items, error)
    }};
}
pub(crate) use collected;
