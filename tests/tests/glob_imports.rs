//! All of several generated modules may be imported at once: what the names stand for stays clear.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code, deprecated)]

mod sent {
    timely_macros::openapi!("fixtures/callbacks.yaml");
}
mod echoed {
    timely_macros::openapi!("fixtures/texts.yaml");
}

use std::any::{type_name, type_name_of_val};

/// The modules of tags, which each side has, are told apart by their endings.
mod sides {
    use timely_generated::client::*;
    use timely_generated::models::*;
    use timely_generated::operations::*;
    use timely_generated::server::*;
    use timely_generated::webhooks::*;
    // A schema is called so as well: which of the two is meant, an import of its own says.
    use timely_generated::client::Error;

    pub(super) type Call = contacts_api::ListContactsCall;
    pub(super) type Failure = Error<ListContactsError>;
    pub(super) type Parameters = contacts_operations::ListContacts;

    pub(super) fn client() -> Result<impl ContactsApi, timely_generated::runtime::client::BuildError>
    {
        Client::builder().build()
    }

    pub(super) fn router<S, A>(service: S, keys: A) -> timely_generated::runtime::server::Router
    where
        A: Authenticator,
        S: PipelineService<A::Principal>,
    {
        pipeline_service::router(service, keys)
    }

    pub(super) fn named() -> (Contact, Webhook, WebhookEvent) {
        unimplemented!("for the sake of its types")
    }
}

#[test]
fn the_modules_of_tags_have_names_of_their_own() {
    for (name, end) in [
        (
            type_name::<sides::Call>(),
            "client::contacts_api::ListContactsCall",
        ),
        (
            type_name::<sides::Parameters>(),
            "operations::contacts_operations::ListContacts",
        ),
        (type_name_of_val(&sides::named), "sides::named"),
    ] {
        assert!(name.ends_with(end), "{name}");
    }
    assert!(type_name::<sides::Failure>().contains("client::error::Error<"));
    assert!(sides::client().is_ok());
}

#[test]
fn what_an_operation_has_gives_way_to_a_schema_of_its_name() {
    use echoed::models::*;
    use echoed::operations::*;
    assert!(type_name::<Echo>().ends_with("models::echo::Echo"));
    assert!(type_name::<EchoParameters>().contains("operations::"));
}

#[test]
fn webhooks_and_callbacks_share_what_both_have() {
    use sent::callbacks::*;
    use sent::webhooks::*;
    assert!(target("https://user.example/hook").build().is_ok());
    assert!(type_name_of_val(&send_changed).contains("callbacks::send_changed"));
    assert!(type_name_of_val(&send_question).contains("webhooks::send_question"));
}
