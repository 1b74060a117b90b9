//! One program for an SDK before and after a change of its document: what the policy of stability calls minor has to
//! compile, and to do the same.
//!
//! The change (`before.yaml` to `after.yaml`) adds the first optional parameters, a header of a success and one of an error to operations,
//! an error status, optional properties, a required property in what only comes back, an enum value, an alternative of a union, a
//! webhook event and an operation, and reorders properties.

/// The program, against one of the SDKs.
macro_rules! program {
    ($name:ident, $sdk:ident) => {
        /// The program against this SDK.
        pub mod $name {
            use $sdk::client::default_api::{CreatePetCall, GetPetCall, ListPetsCall};
            use $sdk::client::{Client, DefaultApi, Error};
            use $sdk::models::{Food, Pet, Status};
            use $sdk::operations::create_pet::{Body as NewPet, body::Owner};
            use $sdk::operations::{CreatePetBadRequestHeaders, ListPetsError, ListPetsHeaders};
            use $sdk::webhooks::WebhookEvent;

            /// What is sent to make a pet.
            #[must_use]
            pub fn new_pet() -> NewPet {
                NewPet::new("Rex").owner(Owner::new().email("ana@example.com"))
            }

            /// What a status means to people.
            #[must_use]
            pub fn title(status: &Status) -> &'static str {
                match status {
                    Status::Free => "to be had",
                    Status::Sold => "gone",
                    _ => "unknown",
                }
            }

            /// How much food that is, where it is known.
            #[must_use]
            pub fn amount(food: &Food) -> Option<i64> {
                match food {
                    Food::Dry(dry) => Some(dry.grams),
                    Food::Wet(wet) => Some(wet.cans * 400),
                    _ => None,
                }
            }

            /// What happened to which pet.
            #[must_use]
            pub fn told(event: &WebhookEvent) -> Option<String> {
                match event {
                    WebhookEvent::PetCreated(event) => Some(format!("new: {}", event.id)),
                    WebhookEvent::PetSold(event) => Some(format!("sold: {}", event.id)),
                    _ => None,
                }
            }

            /// How many there are.
            #[must_use]
            pub fn total(headers: &ListPetsHeaders) -> i64 {
                headers.total.unwrap_or_default()
            }

            /// When to ask again.
            #[must_use]
            pub fn wait(headers: &CreatePetBadRequestHeaders) -> i64 {
                headers.retry_after.unwrap_or_default()
            }

            /// Why a list is not had.
            #[must_use]
            pub fn reason(error: &ListPetsError) -> String {
                match error {
                    ListPetsError::NotFound(problem) => problem.message.clone(),
                    other => format!("{other:?}"),
                }
            }

            /// Calls by the traits and by the client.
            ///
            /// # Errors
            /// As the calls.
            pub async fn first(client: &Client) -> Result<Option<Pet>, Error<ListPetsError>> {
                let pets = client.list_pets().await?;
                Ok(pets.body.into_iter().next())
            }

            /// A test double, which has what its test needs.
            #[derive(Debug)]
            pub struct Double;

            impl DefaultApi for Double {
                fn list_pets(&self) -> ListPetsCall {
                    timely_runtime::client::Call::ready(Err(
                        timely_runtime::client::TimeoutKind::Attempt.into(),
                    ))
                    .into()
                }
            }

            /// What the double has as any other implementation.
            pub fn others(api: &dyn DefaultApi) -> (CreatePetCall, GetPetCall) {
                (api.create_pet(&new_pet()), api.get_pet("1"))
            }
        }
    };
}

program!(before, timely_evolution_before);
program!(after, timely_evolution_after);

#[cfg(test)]
mod tests {
    use super::{after, before};
    use serde_json::{Value, from_value, json, to_value};

    #[test]
    fn what_is_sent_stays() {
        let expected = json!({"name": "Rex", "owner": {"email": "ana@example.com"}});
        for sent in [to_value(before::new_pet()), to_value(after::new_pet())] {
            assert_eq!(sent.expect("it is JSON"), expected);
        }
    }

    /// What a program makes of a value that both SDKs read.
    macro_rules! both {
        ($function:ident of $value:expr) => {{
            let value: Value = $value;
            let before = before::$function(&from_value(value.clone()).expect("the SDK reads it"));
            let after = after::$function(&from_value(value).expect("the SDK reads it"));
            (before, after)
        }};
    }

    #[test]
    fn what_is_known_is_read_alike_and_what_is_new_is_kept() {
        assert_eq!(both!(title of json!("sold")), ("gone", "gone"));
        assert_eq!(both!(title of json!("reserved")), ("unknown", "unknown"));
        let dry = json!({"kind": "dry", "grams": 5});
        assert_eq!(both!(amount of dry), (Some(5), Some(5)));
        let raw = json!({"kind": "raw", "bones": 2});
        assert_eq!(both!(amount of raw), (None, None));
    }
}
