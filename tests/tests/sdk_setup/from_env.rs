//! `Client::from_env`. The environment is that of a process, and so each of these tests starts one: this same program, told to run
//! one test alone.

use crate::api::client::{BuildError, Client, ClientBuilder, DefaultApi};
use std::env;
use std::process::Command;

/// Says which request the program that is started sends.
const WHICH: &str = "SDK_SETUP_REQUEST";

/// What a test does in a process of its own, started by others: calls as it is told, and fails as building does.
#[tokio::test]
async fn calls() {
    let Ok(which) = env::var(WHICH) else { return };
    let client = match Client::from_env() {
        Ok(client) => client,
        Err(error) => panic!("{error}"),
    };
    match which.as_str() {
        "key" => client.by_key().await.map(drop).unwrap(),
        "user" => client.by_user().await.map(drop).unwrap(),
        _ => client.by_token().await.map(drop).unwrap(),
    }
}

/// The program, started with these variables; its success and what it prints.
async fn start(which: &str, variables: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "from_env::calls", "--nocapture"]);
    command.env(WHICH, which);
    command.envs(variables.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(printed).unwrap())
}

#[tokio::test]
async fn address_and_credentials_come_from_the_environment() {
    let user = [
        ("PET_SHOP_USER_USERNAME", "ann"),
        ("PET_SHOP_USER_PASSWORD", "hunter2"),
    ];
    for (which, variables, sent) in [
        ("key", &[("PET_SHOP_KEY", "k-1")][..], "x-key: k-1\r\n"),
        // `ann:hunter2`
        (
            "user",
            &user[..],
            "authorization: Basic YW5uOmh1bnRlcjI=\r\n",
        ),
        (
            "token",
            &[("PET_SHOP_TOKEN", "t-1"), ("PET_SHOP_TIMEOUT", "30")],
            "authorization: Bearer t-1\r\n",
        ),
    ] {
        let head = crate::asked(|url| async move {
            let address = ("PET_SHOP_BASE_URL", url.as_str());
            let variables = [&[address], variables].concat();
            let (is_done, printed) = start(which, &variables).await;
            assert!(is_done, "{printed}");
        })
        .await;
        assert!(head.contains(sent), "{head}");
        assert!(
            head.starts_with(&format!("GET /{which} HTTP/1.1\r\n")),
            "{head}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_an_error_that_names_the_variable() {
    for (variable, reason) in [
        (
            "PET_SHOP_BASE_URL",
            "it is relative, and the whole address is needed",
        ),
        (
            "PET_SHOP_TIMEOUT",
            "it is not a number of seconds above zero",
        ),
        (
            "PET_SHOP_USER_PASSWORD",
            "it is a password without a user name",
        ),
    ] {
        let (is_done, printed) = start("key", &[(variable, "hunter2")]).await;
        let message = format!("the environment variable {variable} cannot be used: {reason}");
        assert!(!is_done && printed.contains(&message), "{printed}");
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}

/// More can be set than the environment says, and what is set comes first.
#[tokio::test]
async fn the_builder_goes_on_from_the_environment() {
    let head = crate::asked(|url| async move {
        let builder: ClientBuilder = ClientBuilder::from_env().base_url(url).key("own");
        let client: Result<Client, BuildError> = builder.build();
        client.unwrap().by_key().await.map(drop).unwrap();
    });
    let head = head.await;
    assert!(head.contains("x-key: own\r\n"), "{head}");
}
