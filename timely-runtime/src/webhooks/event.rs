//! Events as generated code types them.

use crate::Misfit;
use serde_json::Value;

/// The events of an API as one enum, told apart by their names.
///
/// Generated through [`webhook_events!`](crate::generated::webhook_events!).
pub trait Event: Sized + Send + 'static {
    /// The names of the known events, in document order.
    const NAMES: &'static [&'static str];

    /// The name of this event.
    fn name(&self) -> &str;

    /// Reads an event from the payload of a delivery. One whose name is not known is not an error.
    ///
    /// # Errors
    /// When the payload has no name, or is not what the document says of the event it names.
    fn decode(payload: &Value) -> Result<Self, EventError>;

    /// Writes the payload of a delivery.
    ///
    /// # Errors
    /// When the event cannot be written as a JSON object.
    fn encode(&self) -> Result<Value, EventError>;
}

/// An event that this version of the document does not name.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownEvent {
    /// Its name.
    pub name: String,
    /// The whole payload.
    pub payload: Value,
}

/// Why a payload is not an event, or an event not a payload.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// The payload has no text under the property that names the event.
    #[error("the payload has no text `{0}` to name the event")]
    NoName(&'static str),
    /// The payload is not what the document says of this event.
    #[error("the payload is not a valid `{name}` event: {misfit}")]
    Decode {
        /// The event.
        name: &'static str,
        /// What is wrong with it.
        misfit: Box<Misfit>,
    },
    /// The event cannot be written as JSON.
    #[error("the event cannot be written as JSON")]
    Encode(#[from] serde_json::Error),
    /// The event is not written as a JSON object, which alone can hold its name.
    #[error("the event is not a JSON object")]
    NotAnObject,
}

/// Implements [`Event`](crate::webhooks::Event) for an enum whose variants hold the payloads.
///
/// The payload's property of the given name tells which event it is. The enum has a further variant `Unknown`
/// that holds an [`UnknownEvent`](crate::webhooks::UnknownEvent).
///
/// ```
/// use timely_runtime::webhooks::{Event, UnknownEvent};
/// use timely_runtime::{Value, serde_json::json};
///
/// #[derive(Debug, PartialEq)]
/// enum WebhookEvent {
///     ContactCreated(Value),
///     Unknown(UnknownEvent),
/// }
/// timely_runtime::generated::webhook_events!(WebhookEvent, "event", { "contact.created" => ContactCreated });
///
/// # fn main() -> Result<(), timely_runtime::webhooks::EventError> {
/// let payload = json!({ "event": "contact.created", "id": 7 });
/// let event = WebhookEvent::decode(&payload)?;
/// assert_eq!(event, WebhookEvent::ContactCreated(payload));
/// assert_eq!(event.name(), "contact.created");
/// # Ok(())
/// # }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __webhook_events {
    ($event:ident, $property:literal, { $($name:literal => $variant:ident),* $(,)? }) => {
        impl $crate::generated::webhooks::Event for $event {
            const NAMES: &'static [&'static ::core::primitive::str] = &[$($name),*];

            fn name(&self) -> &::core::primitive::str {
                match self {
                    $(Self::$variant(_) => $name,)*
                    Self::Unknown(event) => &event.name,
                }
            }

            fn decode(
                payload: &$crate::generated::Value,
            ) -> ::core::result::Result<Self, $crate::generated::webhooks::EventError> {
                match $crate::generated::webhooks::macro_support::name(payload, $property)? {
                    $($name => ::core::result::Result::Ok(Self::$variant(
                        $crate::generated::webhooks::macro_support::decode(payload, $name)?,
                    )),)*
                    name => ::core::result::Result::Ok(Self::Unknown(
                        $crate::generated::webhooks::macro_support::unknown(payload, name),
                    )),
                }
            }

            fn encode(
                &self,
            ) -> ::core::result::Result<$crate::generated::Value, $crate::generated::webhooks::EventError> {
                match self {
                    $(Self::$variant(payload) => $crate::generated::webhooks::macro_support::encode(
                        payload, $property, $name,
                    ),)*
                    Self::Unknown(event) => $crate::generated::webhooks::macro_support::encode(
                        &event.payload, $property, &event.name,
                    ),
                }
            }
        }
    };
}

/// What [`webhook_events!`](crate::generated::webhook_events!) expands to calls of.
pub mod macro_support {
    use super::{EventError, UnknownEvent};
    use crate::{Misfit, Schema, json};
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    /// The name that a payload gives its event.
    ///
    /// # Errors
    /// When it gives none.
    pub fn name<'a>(payload: &'a Value, property: &'static str) -> Result<&'a str, EventError> {
        payload
            .get(property)
            .and_then(Value::as_str)
            .ok_or(EventError::NoName(property))
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// When it is not of the expected form.
    pub fn decode<T: DeserializeOwned>(
        payload: &Value,
        name: &'static str,
    ) -> Result<T, EventError> {
        T::deserialize(payload).map_err(|error| {
            // The same again from the text, in which the place can be found.
            let text = payload.to_string();
            let error = json::from_slice::<T>(text.as_bytes())
                .err()
                .unwrap_or(error);
            let misfit = Misfit::of_text(text.as_bytes(), Schema::ANY, &error);
            EventError::Decode { name, misfit }
        })
    }

    /// An event whose name is not known.
    #[must_use]
    pub fn unknown(payload: &Value, name: &str) -> UnknownEvent {
        UnknownEvent {
            name: name.to_owned(),
            payload: payload.clone(),
        }
    }

    /// Writes a payload, with its event's name in it whatever its own property says.
    ///
    /// # Errors
    /// When it cannot be written as a JSON object.
    pub fn encode<T: Serialize>(
        payload: &T,
        property: &'static str,
        name: &str,
    ) -> Result<Value, EventError> {
        let mut payload = json::to_value(payload)?;
        let members = payload.as_object_mut().ok_or(EventError::NotAnObject)?;
        members.insert(property.to_owned(), name.into());
        Ok(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Contact {
        id: u32,
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Events {
        Created(Contact),
        Other(Value),
        Unknown(UnknownEvent),
    }
    crate::__webhook_events!(Events, "event", { "contact.created" => Created, "other" => Other });

    #[test]
    fn reads_and_writes_known_events() {
        let payload = json!({ "event": "contact.created", "id": 7, "added": "later" });
        let event = Events::decode(&payload).unwrap();
        assert_eq!(event, Events::Created(Contact { id: 7 }));
        assert_eq!(event.name(), "contact.created");
        assert_eq!(
            event.encode().unwrap(),
            json!({ "event": "contact.created", "id": 7 })
        );
        assert_eq!(Events::NAMES, ["contact.created", "other"]);
    }

    #[test]
    fn keeps_unknown_events_whole() {
        let payload = json!({ "event": "contact.frozen", "id": [1, 2] });
        let event = Events::decode(&payload).unwrap();
        let Events::Unknown(unknown) = &event else {
            panic!("{event:?}")
        };
        assert_eq!(
            (unknown.name.as_str(), &unknown.payload),
            ("contact.frozen", &payload)
        );
        assert_eq!(event.name(), "contact.frozen");
        assert_eq!(event.encode().unwrap(), payload);
    }

    #[test]
    fn refuses_what_is_not_an_event() {
        for payload in [
            json!({}),
            json!([]),
            json!(null),
            json!({ "event": 1 }),
            json!("event"),
        ] {
            assert!(matches!(
                Events::decode(&payload),
                Err(EventError::NoName("event"))
            ));
        }
        let payload = json!({ "event": "contact.created", "id": "seven" });
        let error = Events::decode(&payload).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the payload is not a valid `contact.created` event: at /id: expected an unsigned 32-bit integer, found \
             the string \"seven\", in `{\"event\":\"contact.created\",\"id\":\"seven\"}`"
        );
    }

    #[test]
    fn refuses_to_write_what_cannot_hold_a_name() {
        let error = Events::Other(json!([1])).encode().unwrap_err();
        assert!(matches!(error, EventError::NotAnObject));
    }

    #[test]
    fn the_name_is_the_variants() {
        let event = Events::Other(json!({ "event": "contact.created" }));
        assert_eq!(event.encode().unwrap(), json!({ "event": "other" }));
    }
}
