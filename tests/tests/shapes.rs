//! What is generated for schemas holds what they describe: JSON read and written again is the same JSON.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

use serde_json::{Value, json};
use std::fmt::Debug;

/// Reads a value, writes it again, and returns what it was read as.
#[track_caller]
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize + Debug>(value: Value) -> T {
    let text = value.to_string();
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let written = serde_json::to_value(&read).expect("can be written");
    assert_eq!(written, value, "{read:?}");
    read
}

macro_rules! read_as {
    ($value:tt is $pattern:pat) => {
        let read = round_trip(json!($value));
        assert!(matches!(read, $pattern), "{read:?}");
    };
}

mod unions {
    use super::*;

    mod api {
        timely_macros::openapi!("fixtures/unions.yaml");
    }
    use api::models::*;

    #[test]
    fn a_discriminator_selects() {
        read_as!({ "kind": "cat", "lives": 9 } is Pet::Cat(_));
        read_as!({ "kind": "bird" } is Pet::Other(_));
        read_as!({ "kind": "image", "url": "u" } is Part::Image(_));
        read_as!({ "kind": "text", "text": "t" } is Unmapped::Text(_));
    }

    #[test]
    fn several_values_and_nested_unions_and_a_default() {
        read_as!({ "kind": "dog", "breed": "b" } is Event::Pet(Pet::Dog(_)));
        let small: Event = serde_json::from_value(json!({ "kind": "tiny", "id": 1 })).unwrap();
        assert_eq!(
            serde_json::to_value(&small).unwrap(),
            json!({ "kind": "tiny", "id": 1 })
        );
        let large: Event = serde_json::from_value(json!({ "kind": "?", "id": 1 })).unwrap();
        assert!(matches!(large, Event::Large(_)), "{large:?}");
        // The content has no tag of its own.
        let written = serde_json::to_value(Event::Small(Small::new(1))).unwrap();
        assert_eq!(written, json!({ "kind": "small", "id": 1 }));
    }

    #[test]
    fn numbers_select() {
        read_as!({ "code": 1, "name": "n" } is Code::Name(_));
        read_as!({ "code": 3, "size": 1 } is Code::Size(_));
        read_as!({ "code": 4, "size": 1 } is Code::Other(_));
    }

    #[test]
    fn strings_with_known_values_are_one_enum() {
        read_as!("low" is Level::Low);
        read_as!("middle" is Level::Other(_));
        read_as!("small" is Model::Small);
        read_as!("huge" is Model::Other(_));
        let painted: Painted = round_trip(json!({ "color": "mauve" }));
        assert_eq!(painted.color, Color::Other("mauve".to_owned()));
        assert!(painted.validate().is_ok());
        let _: Contact = String::new();
    }

    use timely_runtime::Validate;

    #[test]
    fn types_and_formats_decide() {
        read_as!("0d6f6a1e-4f0c-4a3a-8d1f-7a9a0b1c2d3e" is Scalar::Uuid(_));
        read_as!("text" is Scalar::String(_));
        read_as!(1 is Scalar::Integer(1));
        read_as!(1.5 is Scalar::Number(_));
        read_as!(true is Scalar::Boolean(true));
        read_as!(["a", "b"] is Scalar::Array(_));
        read_as!({ "a": 1 } is Scalar::Object(_));
        read_as!({ "a": "b" } is Scalar::Other(_));
    }

    #[test]
    fn nothing_that_came_is_lost() {
        read_as!({ "id": 1, "note": "n" } is Item::Small(_));
        read_as!({ "id": 1, "size": 2 } is Item::Large(_));
        read_as!({ "id": 1, "size": 2, "note": "n" } is Item::Other(_));
        read_as!({ "kind": "square", "width": 1, "height": 2 } is Shape::Height(_));
    }

    #[test]
    fn a_union_may_contain_itself() {
        read_as!({ "left": [{ "left": "a" }, "b"] } is Node::Left(_));
    }
}

mod merged {
    use super::*;
    use timely_runtime::Validate;

    mod api {
        timely_macros::openapi!("fixtures/merged.yaml");
    }
    use api::models::*;

    #[test]
    fn the_narrower_of_two_parts_is_the_type() {
        let extended: Extended = round_trip(json!({
            "id": "1", "state": "on", "size": 2, "tags": ["a", "z"], "note": "n",
            "owner": { "name": "o", "email": "e" },
        }));
        assert_eq!(extended.state, extended::State::On);
        assert_eq!(extended.size, Some(2));
        // Unknown values are kept, and still no values of the document.
        assert!(extended.validate().is_err());
        let again: Again = round_trip(json!({ "id": "1", "state": "off", "note": "n", "x": 1 }));
        assert_eq!(again.additional_properties["x"], 1);
        // `additionalProperties` speaks of all that its own part does not name, the properties of others included.
        let violations = again.validate().expect_err("texts").to_string();
        assert!(
            violations.contains("/state: expected an integer"),
            "{violations}"
        );
        assert!(!violations.contains("/x"), "{violations}");
    }

    #[test]
    fn cycles_have_the_properties_of_both() {
        let _: Left = round_trip(json!({ "left": "l", "right": "r" }));
        let _: Right = round_trip(json!({ "left": "l", "right": "r" }));
    }

    #[test]
    fn common_properties_stand_beside_the_shape() {
        let event: Event = round_trip(json!({ "id": "1", "type": "made", "by": "me" }));
        assert!(
            matches!(event.variant, event::Variant::Made(_)),
            "{event:?}"
        );
        assert!(event.validate().is_ok());
        let event: Event = round_trip(json!({ "id": "1", "type": "moved", "to": "x" }));
        assert!(
            matches!(event.variant, event::Variant::Other(_)),
            "{event:?}"
        );
        let note: Note = round_trip(json!({ "id": "1", "url": "u" }));
        assert!(matches!(note.variant, note::Variant::Url(_)), "{note:?}");
        assert!(note.validate().is_ok());
        let made = Event::new("2", event::Variant::from(Made::new("you")));
        assert_eq!(
            serde_json::to_value(made).unwrap(),
            json!({ "id": "2", "type": "made", "by": "you" })
        );
    }

    #[test]
    fn a_base_that_lists_its_children_is_their_union() {
        read_as!({ "kind": "cat", "name": "Tom", "lives": 9 } is Animal::Cat(_));
        read_as!({ "kind": "bird", "wings": 2 } is Animal::Other(_));
    }

    #[test]
    fn alternatives_that_only_require_are_checked() {
        assert!(Contact::new().mail("m").validate().is_ok());
        assert!(Contact::new().validate().is_err());
    }
}

mod recursion {
    use super::*;

    mod api {
        timely_macros::openapi!("fixtures/recursion.yaml");
    }
    use api::models::*;

    #[test]
    fn types_may_contain_themselves() {
        let list: List = round_trip(json!([[], [[]]]));
        assert_eq!(list.0.len(), 2);
        let _: Names = round_trip(json!({ "a": { "b": {} } }));
        read_as!({ "a": [1.5, "b", { "c": [] }] } is Json::Object(_));
        let person: Person = round_trip(json!({
            "name": "n", "mother": { "name": "m" }, "friends": [{ "name": "f" }],
            "employer": { "boss": { "name": "b" }, "seat": { "owner": {} } },
        }));
        assert_eq!(person.mother.unwrap().name, "m");
        let _: Menu = round_trip(json!({
            "title": "1", "more": { "icon": "i", "more": { "icon": "i", "title": "t" } },
        }));
        read_as!({ "not": { "all": [{ "value": true }, { "not": { "value": false } }] } } is Expression::Not(_));
    }
}

mod directions {
    use super::*;
    use timely_runtime::Validate;

    mod api {
        timely_macros::openapi!("fixtures/directions.yaml");
    }
    use api::models::user::UserRequired;
    use api::models::*;

    fn user() -> User {
        User::new(UserRequired {
            name: "Ana".to_owned(),
            password: "secret".to_owned(),
        })
    }

    /// A client is asked for what a request needs, and no more; a server's answer has what it needs.
    #[test]
    fn each_side_gives_what_it_has_to() {
        let user = user();
        assert_eq!(
            serde_json::to_value(&user).unwrap(),
            json!({ "name": "Ana", "password": "secret" })
        );
        assert!(user.validate().is_ok());
        let check = |value: Value, direction| User::SCHEMA.check(&value, direction).is_empty();
        use timely_runtime::Direction::{Request, Response};
        assert!(check(json!({ "name": "n", "password": "p" }), Request));
        assert!(!check(json!({ "name": "n", "id": 1 }), Request));
        assert!(check(json!({ "name": "n", "id": 1 }), Response));
        assert!(!check(json!({ "name": "n", "password": "p" }), Response));
        let user: User = round_trip(json!({ "id": 1, "name": "n" }));
        assert_eq!(user.id, Some(1));
    }

    struct Shop;

    impl api::server::UsersService for Shop {
        async fn create_user(
            &self,
            _: api::server::Context<()>,
            body: User,
        ) -> Result<api::operations::CreateUserResponse, timely_runtime::Undocumented> {
            assert_eq!(body.id, None, "the client does not send it");
            assert_eq!(body.password.as_deref(), Some("secret"));
            Ok(body.id(7).into())
        }

        async fn list_users(
            &self,
            _: api::server::Context<()>,
        ) -> Result<api::operations::ListUsersResponse, timely_runtime::Undocumented> {
            unreachable!("nobody asks")
        }

        async fn put_secret(
            &self,
            _: api::server::Context<()>,
            _: Secret,
        ) -> Result<api::operations::PutSecretResponse, timely_runtime::Undocumented> {
            unreachable!("nobody asks")
        }
    }

    #[tokio::test]
    async fn neither_side_sends_what_is_the_others() {
        use api::client::{Client, UsersApi};
        let client = Client::builder()
            .base_url("http://localhost")
            .transport(api::server::router(Shop))
            .build()
            .expect("the settings are valid");
        let user = user().id(1).hint("h");
        let answer = client.create_user(&user).await.expect("an answer");
        let body = serde_json::to_value(&*answer).unwrap();
        assert_eq!(body, json!({ "id": 7, "name": "Ana" }));
    }

    #[test]
    fn what_travels_one_way_says_so() {
        let report: Report = round_trip(json!({ "id": 1, "at": null, "users": [] }));
        assert_eq!((report.id, report.at), (1, None));
        let secret = Secret::new("v");
        assert_eq!((secret.id, secret.value.as_str()), (None, "v"));
    }
}

/// What is wrong in this document is reported by a warning, which the macro shows as a deprecation.
mod defaults {
    use super::*;

    #[allow(deprecated)]
    mod api {
        timely_macros::openapi!("fixtures/defaults.yaml");
    }
    use api::models::*;

    #[test]
    fn every_kind_is_given_where_nothing_is_said() {
        let options = Options::new();
        assert!(options.flag_or_default());
        assert_eq!(options.level_or_default(), Level::High);
        assert_eq!(options.levels_or_default(), [Level::Low, Level::High]);
        assert_eq!(options.names_or_default(), ["a", "b"]);
        assert_eq!(options.grid_or_default(), [vec![1, 2], vec![]]);
        assert_eq!(options.weights_or_default()["b"], 2.5);
        let free = serde_json::to_value(options.free_or_default()).unwrap();
        assert_eq!(free, json!({ "k": [1, null, { "deep": -1.5 }] }));
        assert_eq!(options.any_or_default(), json!({ "mode": "x" }));
        let point = serde_json::to_value(options.point_or_default()).unwrap();
        assert_eq!(point, json!({ "x": 1, "note": null, "label": "l" }));
        assert_eq!(
            options.either_or_default(),
            options::Either::String("auto".to_owned())
        );
        assert_eq!(options.gaps_or_default(), [Some(1), None]);
        assert_eq!(options.clearable_or_default(), 7);
        assert_eq!(Options::new().names([""; 0]).names_or_default(), [""; 0]);
    }
}

/// One schema of this document is generated in a weaker form, which the macro shows as a deprecation.
mod hierarchies {
    use super::*;
    use timely_runtime::Validate;

    #[allow(deprecated)]
    mod api {
        timely_macros::openapi!("fixtures/hierarchies.yaml");
    }
    use api::models::*;

    #[test]
    fn a_base_is_one_of_what_extends_it() {
        read_as!({ "kind": "cat", "name": "n", "lives": 9 } is Pet::Cat(_));
        read_as!({ "kind": "kitten", "name": "n", "lives": 9 } is Pet::Cat(_));
        read_as!({ "kind": "Dog", "name": "n", "breed": "b" } is Pet::Dog(_));
        read_as!({ "kind": "bird", "name": "n", "wings": 2 } is Pet::Bird(_));
        read_as!({ "kind": "fish", "name": "n", "fins": 2 } is Pet::Other(_));
        read_as!({ "of": "signed", "key": "k" } is Token::Signed(_));
        read_as!({ "of": "plain" } is Token::Plain(_));
        // What refers to itself holds the others, too.
        let cat: Cat = round_trip(json!({
            "kind": "cat", "name": "n", "lives": 1,
            "friends": [{ "kind": "Dog", "name": "d", "breed": "b" }],
            "rival": { "kind": "bird", "name": "b", "wings": 2 },
        }));
        assert!(matches!(cat.rival.as_deref(), Some(Pet::Bird(_))));
    }

    #[test]
    fn what_extends_a_base_may_be_extended() {
        read_as!({ "type": "Vehicle", "wheels": 2 } is Vehicle::Vehicle(_));
        read_as!({ "type": "Car", "doors": 3 } is Vehicle::Car(Car::Car(_)));
        read_as!({ "type": "Van", "doors": 3, "volume": 1.5 } is Vehicle::Car(Car::Van(_)));
        read_as!({ "type": "Van", "volume": 1.5 } is Car::Van(_));
    }

    #[test]
    fn the_server_checks_what_the_discriminator_names() {
        let check = |pet: Value| serde_json::from_value::<Pet>(pet).unwrap().validate();
        assert!(check(json!({ "kind": "cat", "name": "n", "lives": 9 })).is_ok());
        let many = check(json!({ "kind": "cat", "name": "n", "lives": 10 })).unwrap_err();
        assert!(many.to_string().contains("/lives"), "{many}");
        let nameless = check(json!({ "kind": "Dog", "name": "" })).unwrap_err();
        assert!(nameless.to_string().contains("/name"), "{nameless}");
        let unknown = check(json!({ "kind": "fish", "name": "n" })).unwrap_err();
        assert!(unknown.to_string().contains("/kind"), "{unknown}");
    }

    #[test]
    fn parts_and_strangers_keep_what_they_have() {
        let wallet: Wallet = round_trip(json!({
            "owner": { "kind": "cat", "name": "n", "lives": 1, "balance": 1.5 },
        }));
        assert!(matches!(
            wallet.owner.map(|owner| owner.variant),
            Some(Pet::Cat(_))
        ));
        let _: Mixin = Mixin::new().of("anything");
        let stranger: Stranger = round_trip(json!({ "kind": "odd", "odd": true }));
        assert_eq!(stranger.additional_properties["odd"], true);
    }
}

mod objects {
    use super::*;

    mod api {
        timely_macros::openapi!("fixtures/objects.yaml");
    }
    use api::models::*;

    #[test]
    fn a_shape_leaves_further_properties() {
        let shaped: Shaped = round_trip(json!({ "id": 1, "radius": 2.5, "note": null, "x": "y" }));
        assert!(
            matches!(shaped.variant, shaped::Variant::Radius(_)),
            "{shaped:?}"
        );
        assert_eq!(shaped.additional_properties.len(), 1);
        assert_eq!(shaped.additional_properties["x"], "y");
    }
}

mod enums {
    use super::*;
    use timely_runtime::Validate;

    mod api {
        timely_macros::openapi!("fixtures/enums.yaml");
    }
    use api::models::*;

    #[test]
    fn integers_with_names_keep_unknown_values() {
        read_as!({ "level": -1, "hidden": 7, "next": 1, "nots": [0] } is Leveled { level: Level::Low, .. });
        let unknown: Leveled = round_trip(json!({ "level": 5, "hidden": null, "size": 10 }));
        assert_eq!(
            (unknown.level, unknown.size),
            (Level::Other(5), Some(10.into()))
        );
        assert_eq!(unknown.next_or_default(), Level::None);
        let violations = unknown.validate().expect_err("not listed").to_string();
        assert!(violations.contains("/level"), "{violations}");
        let _: TooWide = 1_i32;
    }

    struct Levels;

    impl api::server::DefaultService for Levels {
        async fn get_level(
            &self,
            _: api::server::Context<()>,
            level: Level,
            params: api::operations::GetLevel,
        ) -> Result<api::operations::GetLevelResponse, timely_runtime::Undocumented> {
            let next = params.level_header.expect("a default");
            let nots = params.not.unwrap_or_default();
            Ok(Leveled::new(level).next(next).nots(nots).into())
        }
    }

    #[tokio::test]
    async fn integers_with_names_are_parameters() {
        use api::client::{Client, DefaultApi};
        let client = Client::builder()
            .base_url("http://localhost")
            .transport(api::server::router(Levels))
            .build()
            .expect("the settings are valid");
        let answer = client
            .get_level(Level::Low)
            .not(vec![Level::Low, Level::OtherValue])
            .await
            .expect("an answer");
        assert_eq!(
            serde_json::to_value(&*answer).unwrap(),
            json!({ "level": -1, "hidden": null, "next": 1, "nots": [-1, 1] })
        );
        let refused = client.get_level(Level::Other(5)).await;
        assert!(refused.is_err(), "{refused:?}");
    }
}
