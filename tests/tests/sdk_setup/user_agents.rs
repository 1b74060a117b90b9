//! What clients call themselves, by the setting `user_agent`.

mod of_crate {
    timely_macros::openapi! {
        document: "fixtures/sdk_setup.yaml",
        outputs: [client],
        user_agent: "crate",
    }
}

mod of_text {
    timely_macros::openapi! {
        document: "fixtures/sdk_setup.yaml",
        outputs: [client],
        user_agent: "acme-sdk/1.4 acme-core",
    }
}

/// What the request of a client says, made by the code of this module.
macro_rules! agent {
    ($($module:tt)*) => {{
        use $($module)*::client::{Client, DefaultApi as _};
        let head = crate::asked(|url| async move {
            let client = Client::builder().base_url(url).key("k").build().unwrap();
            client.by_key().await.map(drop).unwrap();
        });
        let head = head.await;
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(name, _)| *name == "user-agent").unwrap().1.to_owned()
    }};
}

#[tokio::test]
async fn the_setting_says_what_an_sdk_is_called() {
    let version = env!("CARGO_PKG_VERSION");
    let runtime = format!("timely-runtime/{version}");
    // The macro's default: the title and the version of the document, as tokens.
    assert_eq!(
        agent!(crate::api),
        format!("Pet-shop-orders-more/2.1-beta {runtime}")
    );
    assert_eq!(
        agent!(of_crate),
        format!("timely-tests/{version} {runtime}")
    );
    assert_eq!(agent!(of_text), format!("acme-sdk/1.4 acme-core {runtime}"));
}
