//! Code generated from the small documents, compiled without a warning and run.

#![deny(warnings)]
// Generated modules offer more than these tests call.
#![allow(dead_code)]

mod presence {
    timely_macros::openapi!("fixtures/presence.yaml");
}
mod enums {
    timely_macros::openapi!("fixtures/enums.yaml");
}
mod formats {
    timely_macros::openapi!("fixtures/formats.yaml");
}
// Some of its defaults are wrong on purpose, which the macro warns about.
#[allow(deprecated)]
mod constraints {
    timely_macros::openapi!("fixtures/constraints.yaml");
}
mod objects {
    timely_macros::openapi!("fixtures/objects.yaml");
}
mod patterns {
    timely_macros::openapi!("fixtures/patterns.yaml");
}
mod shared_types {
    timely_macros::openapi!("fixtures/shared_types.yaml");
}
mod unions {
    timely_macros::openapi!("fixtures/unions.yaml");
}
mod client_alone {
    timely_macros::openapi! {
        document: "fixtures/unions.yaml",
        outputs: [client],
    }
}
mod names {
    timely_macros::openapi!("fixtures/names.yaml");
}
// Names, pages and keys as the document itself says them.
mod extensions {
    timely_macros::openapi!("fixtures/extensions.yaml");
}
mod operations {
    timely_macros::openapi!("fixtures/operations.yaml");
}
mod webhooks {
    timely_macros::openapi!("fixtures/webhooks.yaml");
}
// The document is warned about, as it should be.
#[allow(deprecated)]
mod hostile {
    timely_macros::openapi!("fixtures/hostile.yaml");
}
// What is deprecated is not used by the generated code such that it would warn.
mod deprecated {
    timely_macros::openapi!("fixtures/deprecated.yaml");
}
// The document is warned about, as it should be.
#[allow(deprecated)]
mod links {
    timely_macros::openapi!("fixtures/links.yaml");
}
mod dialect_3_0 {
    timely_macros::openapi!("fixtures/dialect_3_0.yaml");
}
mod deep {
    timely_macros::openapi!("fixtures/deep.yaml");
}
mod generics {
    timely_macros::openapi!("fixtures/generics.yaml");
}

use serde_json::json;
use timely_runtime::{Field, Validate};

#[test]
fn types_that_share_a_definition_are_used_by_their_own_names() {
    use create_invoice::{Body as InvoiceBody, body as invoice};
    use create_order::{Body as OrderBody, body as order};
    use shared_types::operations::{create_invoice, create_order};
    let order_body = OrderBody::new(order::Customer::new("Ana")).state(order::State::Closed);
    let invoice_body =
        InvoiceBody::new(invoice::Customer::new("Ana"), invoice::Supplier::new("Bia"))
            .state(invoice::State::Closed);
    let [order, invoice] = [json!(order_body), json!(invoice_body)];
    assert_eq!(order["customer"], invoice["customer"]);
    assert_eq!(invoice["state"], "closed");
    // Each holds to its own constraints.
    let long = "a".repeat(60);
    assert!(invoice::Customer::new(&*long).validate().is_ok());
    assert!(invoice::Supplier::new(&*long).validate().is_err());
}

#[test]
fn absent_null_and_present_are_three_things() {
    use presence::models::Profile;
    let profile = |photo| {
        let mut text = json!({ "name": "a", "nickname": null });
        if let Some(photo) = photo {
            text["photo"] = photo;
        }
        text
    };
    for (json, expected) in [
        (profile(None), Field::Absent),
        (profile(Some(json!(null))), Field::Null),
        (profile(Some(json!("p"))), Field::Value("p".to_owned())),
    ] {
        let read: Profile = serde_json::from_value(json.clone()).expect("a valid profile");
        assert_eq!(read.photo, expected);
        assert_eq!(
            serde_json::to_value(&read).expect("a profile is JSON"),
            json,
            "the round trip keeps the difference"
        );
    }
    let cleared = Profile::new("a").photo(Field::Null);
    assert_eq!(
        serde_json::to_value(cleared).expect("a profile is JSON"),
        profile(Some(json!(null)))
    );
}

#[test]
fn a_null_that_the_document_forbids_is_a_violation() {
    let schema = presence::models::Profile::SCHEMA;
    let check = |value: serde_json::Value| schema.check(&value, timely_runtime::Direction::Request);
    assert!(check(json!({ "name": "a", "nickname": null })).is_empty());
    assert!(!check(json!({ "name": null, "nickname": null })).is_empty());
    assert!(!check(json!({ "name": "a", "nickname": null, "motto": null })).is_empty());
    assert!(
        !check(json!({ "name": "a" })).is_empty(),
        "nullable is not optional"
    );
}

#[test]
fn unknown_enum_values_survive() {
    use enums::models::{Order, Wrapper};
    let wrapper: Wrapper =
        serde_json::from_value(json!({ "kind": "wrapper", "order": "sideways" })).expect("lenient");
    assert_eq!(wrapper.order, Some(Order::Other("sideways".to_owned())));
    assert_eq!(
        serde_json::to_value(&wrapper).expect("JSON")["order"],
        "sideways"
    );
    assert!(wrapper.validate().is_err(), "a server is strict");
    assert_eq!(Wrapper::new().order_or_default(), Order::Asc);
    for wire in [
        "asc",
        "ASC",
        "<",
        ">=",
        "+1",
        "-created_at",
        "2fa",
        "other",
        "",
        "self",
    ] {
        let order: Order = serde_json::from_value(json!(wire)).expect("a known value");
        assert!(order.is_known(), "{wire}");
        assert_eq!(order.as_str(), wire);
    }
}

#[test]
fn formats_are_types() {
    let text = json!({
        "id": "7b1f9a36-3a09-4a8c-9f0e-0d2b6f6f2a11", "at": "2026-04-19T14:30:00Z", "on": "2026-04-19",
        "email": "a@example.com", "link": "https://example.com/x", "small": 1, "count": 2, "ratio": 0.5, "exact": 0.25,
    });
    let value: formats::models::Everything = serde_json::from_value(text.clone()).expect("valid");
    assert_eq!(value.on.to_string(), "2026-04-19");
    assert_eq!(serde_json::to_value(&value).expect("JSON"), text);
    value.validate().expect("valid");
}

/// What is wrong with one property of an account: the pattern that is shown.
fn pattern_shown(name: &str, text: &str) -> Option<String> {
    use timely_runtime::Direction;
    let violations =
        patterns::models::Account::SCHEMA.check(&json!({ name: text }), Direction::Request);
    let mut violations = violations.into_iter();
    let violation = violations.next()?;
    assert!(violations.next().is_none(), "{name}");
    assert_eq!(violation.keyword(), "pattern");
    let expected = violation.expected().to_string();
    let shown = expected.strip_prefix("text that matches ");
    Some(shown.expect("it says so").to_owned())
}

#[test]
fn patterns_are_shown_as_the_document_writes_them() {
    let words = "word ".repeat(500);
    let blocks = "0xab-".repeat(1000);
    for (name, good, bad, pattern) in [
        (
            "password",
            "Secret123",
            "secret123",
            r"^(?=.*[A-Z])(?=.*\d).{8,}$",
        ),
        (
            "anywhere",
            "aaaaaaB1",
            "aB1",
            "(?=.*[a-z])(?=.*[0-9])(?=.*[A-Z]).{8,}",
        ),
        (
            "host",
            "a-b.example",
            "a-.example",
            r"^(?=.{1,20}$)(?:(?!-)[a-z0-9-]{1,9}(?<!-)\.)+[a-z]{2,}$",
        ),
        ("mail", "a.b@c.d", "a..b@c.d", r"^(?!.*\.\.)[\w.]+@[\w.]+$"),
        ("slashes", "/é-", "/é", r"^\/\u00e9\-$"),
        ("letters", "été", "a1", r"^\p{L}+$"),
        (
            "words",
            &words,
            &format!("{words}word"),
            r"^(\w+\s?){1,500}$",
        ),
        ("quoted", "'a'", "'a\"", r"^([\x22']).*\1$"),
        ("block", &blocks, &blocks[1..], "^(?:0x[a-f]{2}|-){2000}$"),
    ] {
        assert_eq!(pattern_shown(name, good), None, "{name}");
        assert_eq!(pattern_shown(name, bad).as_deref(), Some(pattern), "{name}");
    }
}

#[test]
fn names_are_matched_by_what_looks_around() {
    use timely_runtime::Direction;
    let check = |value: serde_json::Value| {
        let violations = patterns::models::Account::SCHEMA.check(&value, Direction::Request);
        violations.to_string()
    };
    assert_eq!(
        check(json!({ "x-a": "b", "x--a": 1 }))
            .split(", found")
            .next(),
        Some("/x--a: expected text that matches ^[a-z](?!.*--) as the name")
    );
    assert!(check(json!({ "x-a": 1 })).starts_with("/x-a: expected "));
}

#[test]
fn every_constraint_is_enforced_and_all_violations_are_reported() {
    use timely_runtime::Direction;
    let check = |value: serde_json::Value| {
        constraints::models::Limits::SCHEMA.check(&value, Direction::Request)
    };
    assert!(check(json!({ "name": "abc", "score": 100, "share": 1, "step": 10, "tags": ["a"], "labels": { "x": "y" } })).is_empty());
    let pointers = |value| -> Vec<String> {
        check(value)
            .into_iter()
            .map(|violation| violation.pointer().to_owned())
            .collect()
    };
    let bad = json!({
        "name": "ABCDEFGHIJ", "score": 101, "share": 0, "step": 7, "tags": ["a", "a", ""], "labels": { "x": "long" }, "more": 1,
    });
    let found = pointers(bad);
    for expected in [
        "/name",
        "/score",
        "/share",
        "/step",
        "/tags/1",
        "/tags/2",
        "/labels/x",
        "/more",
    ] {
        assert!(
            found.iter().any(|pointer| pointer == expected),
            "{expected} is missing from {found:?}"
        );
    }
    assert_eq!(
        pointers(json!({ "name": "ABC" })),
        ["/name"],
        "the pattern counts too"
    );
}

#[test]
fn objects_nest_and_keep_what_they_do_not_name() {
    use objects::models::{Derived, Open, Tree};
    let tree = Tree {
        left: Some(Box::new(Tree::new(2))),
        ..Tree::new(1)
    };
    assert_eq!(
        serde_json::to_value(&tree).expect("JSON"),
        json!({ "value": 1, "left": { "value": 2 } })
    );
    let open: Open = serde_json::from_value(json!({ "id": "a", "extra": [1] })).expect("open");
    assert_eq!(open.additional_properties["extra"], json!([1]));
    assert_eq!(Derived::new("a", 3).size, 3);
}

/// Constants tell the shapes of a union apart where no discriminator does: those that look alike, and those that are new.
#[test]
fn constants_tell_shapes_apart() {
    use unions::models::{Part, Shape};
    let part = |json: serde_json::Value| -> Part { serde_json::from_value(json).expect("a part") };
    let quote = json!({ "kind": "quote", "text": "so it goes" });
    assert!(matches!(part(quote.clone()), Part::Quote(_)));
    assert_eq!(
        serde_json::to_value(part(quote)).expect("JSON")["kind"],
        "quote"
    );
    assert!(matches!(
        part(json!({ "kind": "text", "text": "hello" })),
        Part::Text(_)
    ));
    for kind in ["image", "image_url"] {
        let image = json!({ "kind": kind, "url": "https://a.example" });
        let read = part(image.clone());
        assert!(
            !matches!(read, Part::Text(_) | Part::Quote(_) | Part::Other(_)),
            "{read:?}"
        );
        assert_eq!(serde_json::to_value(read).expect("JSON"), image);
    }
    let code = json!({ "kind": "code", "text": "x", "language": "rust" });
    assert_eq!(part(code.clone()), Part::Other(code));
    assert!(serde_json::from_value::<Part>(json!({ "kind": "text" })).is_err());

    let shape: Shape = serde_json::from_value(json!({ "kind": "square", "width": 1, "height": 2 }))
        .expect("a shape");
    assert!(!matches!(shape, Shape::Other(_)), "{shape:?}");
}

/// A shape can be given where the union is wanted.
fn pet_of(shape: impl Into<unions::models::Pet>) -> unions::models::Pet {
    shape.into()
}

#[test]
fn unions_are_told_apart_and_unknown_shapes_survive() {
    use unions::models::{Content, Dog, Pet};
    let pet: Pet = serde_json::from_value(json!({ "kind": "dog", "breed": "pug" })).expect("a pet");
    assert_eq!(pet, Pet::Dog(Dog::new().breed("pug")));
    let fish = json!({ "kind": "fish" });
    let pet: Pet = serde_json::from_value(fish.clone()).expect("lenient");
    assert_eq!(pet, Pet::Other(fish.clone()));
    assert_eq!(serde_json::to_value(&pet).expect("JSON"), fish);
    assert!(pet.validate().is_err());
    let content: Content = serde_json::from_value(json!(["a"])).expect("content");
    assert_eq!(content, Content::Array(vec!["a".to_owned()]));
    assert_eq!(content, vec!["a".to_owned()].into());
    assert_eq!(Content::String("a".to_owned()), "a".into());
    assert_eq!(pet_of(Dog::new()), Pet::Dog(Dog::new()));
}

#[test]
fn constants_are_alternatives_without_content() {
    use unions::models::settings::{Limit, Owner, Size};
    use unions::models::{Dog, Settings};
    let settings = |limit| Settings::new().limit(limit);
    for (limit, text) in [
        (Limit::Integer(3), json!(3)),
        (Limit::Auto, json!("auto")),
        (Limit::None, json!("none")),
        (Limit::Other(json!("soon")), json!("soon")),
    ] {
        let json = json!({ "limit": text });
        assert_eq!(json!(settings(limit.clone())), json);
        let read: Settings = serde_json::from_value(json).expect("settings");
        assert_eq!(read.limit, Some(limit));
    }
    assert!(settings(Limit::Auto).validate().is_ok());
    assert!(settings(Limit::Other(json!("soon"))).validate().is_err());
    assert_eq!(Settings::new().limit_or_default(), Limit::Auto);

    let none: Settings = serde_json::from_value(json!({ "owner": "" })).expect("settings");
    assert_eq!(none.owner, Some(Owner::Empty));
    let dog = json!({ "owner": Dog::new() });
    let dog: Settings = serde_json::from_value(dog).expect("settings");
    assert_eq!(dog.owner, Some(Dog::new().into()));

    // Any text, of which one that is empty is nothing special; and one that has known values.
    let texts = Settings::new().address("").size(Size::Small);
    assert_eq!(json!(texts), json!({ "address": "", "size": "small" }));
    assert!(Settings::new().address("far too long").validate().is_err());
}

/// A client alone has no constraints but those that tell alternatives apart, and reads what it reads beside a server. Only what
/// lacks the tag that tells all alternatives, which the document does not allow, has no shape that decides.
#[test]
fn a_client_alone_reads_unions_likewise() {
    macro_rules! alike {
        ($($($path:ident)::+: $json:expr;)*) => {$(
            let json = $json;
            let alone = serde_json::from_value::<client_alone::models::$($path)::+>(json.clone());
            let whole = serde_json::from_value::<unions::models::$($path)::+>(json);
            match (alone, whole) {
                (Ok(alone), Ok(whole)) => assert_eq!(format!("{alone:?}"), format!("{whole:?}")),
                (alone, whole) => assert_eq!(alone.is_ok(), whole.is_ok()),
            }
        )*};
    }
    alike! {
        Pet: json!({ "kind": "dog", "breed": "pug" });
        Pet: json!({ "kind": "cat", "lives": 9 });
        Pet: json!({ "kind": "fish" });
        Pet: json!(1);
        Part: json!({ "kind": "quote", "text": "so it goes" });
        Part: json!({ "kind": "text" });
        Shape: json!({ "kind": "square", "width": 1, "height": 2 });
        Shape: json!({ "side": 2 });
        Content: json!("a");
        Content: json!(["a"]);
        Content: json!({ "a": 1 });
        Code: json!({ "code": 1, "name": "a" });
        Code: json!({ "code": 3, "size": 1 });
        Code: json!({ "code": 4 });
        Unmapped: json!({ "kind": "text", "text": "a" });
        Node: json!({ "left": { "left": "a" } });
        Node: json!([["a"], "b"]);
        Node: json!(1);
        settings::Limit: json!("auto");
        settings::Limit: json!("soon");
        settings::Limit: json!(7);
        settings::Owner: json!("");
        settings::Owner: json!({ "kind": "dog" });
    }
    let json = json!({ "breed": "pug" });
    let alone: client_alone::models::Pet = serde_json::from_value(json.clone()).expect("lenient");
    assert_eq!(alone, client_alone::models::Pet::Other(json));
}

#[test]
fn colliding_names_coexist() {
    let option = names::models::OptionModel::new()
        .foo_bar("1")
        .foo_bar_field("2")
        .id("3")
        .id_field("4");
    let text = json!({ "foo_bar": "1", "fooBar": "2", "id": "3", "@id": "4" });
    assert_eq!(serde_json::to_value(option).expect("JSON"), text);
}

#[test]
fn the_older_dialect_means_the_same() {
    use timely_runtime::Direction;
    let check = |value: serde_json::Value| {
        dialect_3_0::models::Thing::SCHEMA.check(&value, Direction::Request)
    };
    assert!(check(json!({ "label": null, "score": 0.1, "other": null })).is_empty());
    assert!(
        !check(json!({ "label": null, "score": 0 })).is_empty(),
        "the bound is exclusive"
    );
}

#[test]
fn hostile_texts_travel_as_data() {
    use hostile::models::Evil;
    let evil: Evil =
        serde_json::from_value(json!({ "\"\n fn injected() {} //": "x" })).expect("valid");
    assert_eq!(
        serde_json::to_value(evil).expect("JSON"),
        json!({ "\"\n fn injected() {} //": "x" })
    );
}

/// Names that the document gives are those of Rust alone: on the wire all stays as it is.
#[test]
fn given_names_are_not_on_the_wire() {
    use extensions::models::Pet;
    use extensions::models::pet::{CoatColour, Mood};
    let pet = Pet::new("Rex")
        .kind("dog")
        .kind_field("good")
        .father(Pet::new("Max"))
        .coat_colour(CoatColour::Black)
        .mood(Mood::Happy);
    let sent = serde_json::to_value(&pet).expect("JSON");
    let wire = json!({
        "name": "Rex",
        "@type": "dog",
        "kind_": "good",
        "sire": { "name": "Max" },
        "x1": "black",
        "mood": ":-)",
    });
    assert_eq!(sent, wire);
    assert_eq!(serde_json::from_value::<Pet>(wire).expect("a pet"), pet);
}

/// A key is made for the operations that say so, by a header of theirs or by their own word, and is the caller's where he has one.
#[tokio::test]
async fn keys_are_made_where_the_document_says_so() {
    use extensions::client::{Client, PetsApi, ToysApi};
    use std::sync::{Arc, Mutex};
    let keys: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&keys);
    let transport = tower::service_fn(move |request: http::Request<_>| {
        let _: &timely_runtime::Body = request.body();
        let key = request.headers().get("x-request-key");
        let key = key.map_or("none", |key| key.to_str().expect("text"));
        let key = format!("{} {key}", request.uri().path());
        seen.lock().expect("nobody panics with it").push(key);
        let (status, body) = match (request.method().as_str(), request.uri().path()) {
            ("POST", "/toys") => (204, String::new()),
            ("POST", _) => (201, r#"{"name":"Rex"}"#.to_owned()),
            _ => (200, r#"{"data":[],"pages":1}"#.to_owned()),
        };
        let answer = http::Response::builder().status(status);
        let answer = answer.header("content-type", "application/json").body(body);
        async move { Ok::<_, std::convert::Infallible>(answer.expect("a response")) }
    });
    let client = Client::builder()
        .base_url("http://pets.test")
        .transport(transport)
        .build()
        .expect("a client");
    let pet = extensions::models::Pet::new("Rex");
    client.create_pet(&pet).await.expect("created");
    client
        .create_pet(&pet)
        .request_key("mine")
        .await
        .expect("created");
    client.create_toy().await.expect("created");
    client.all_pets().kind("dog").await.expect("pets");
    let keys = keys.lock().expect("nobody panics with it").clone();
    assert!(keys[0].len() > "/pets none".len(), "{keys:?}");
    assert_eq!(keys[1], "/pets mine");
    assert!(keys[2].len() > "/toys none".len(), "{keys:?}");
    assert_eq!(keys[3], "/pets none");
}

/// Names that a document gives may be of any kind, as long as they are names.
#[test]
fn hostile_names_are_told_apart() {
    let value = json!({ "keyword": "a", "one": "b", "two": "c", "letters": "d", "additional": "e", "more": "f" });
    let named: hostile::models::Named = serde_json::from_value(value.clone()).expect("valid");
    assert_eq!(named.r#type.as_deref(), Some("a"));
    assert_eq!(named.same.as_deref(), Some("b"));
    assert_eq!(named.größe.as_deref(), Some("d"));
    assert_eq!(serde_json::to_value(named).expect("JSON"), value);
}

/// Keywords beside `allOf`, and objects that are told apart by what they require.
#[test]
fn keywords_beside_others_are_enforced() {
    use constraints::models;
    use timely_runtime::{Direction, Schema};
    let accepts =
        |schema: &'static Schema, value| schema.check(&value, Direction::Request).is_empty();
    let (a, b) = (json!({ "a": "x" }), json!({ "b": "x" }));
    for schema in [
        <models::BaseWithA as Validate>::SCHEMA,
        models::OnlyA::SCHEMA,
        &constraints::schemas::BASE_WITH_A,
        &constraints::schemas::BASE_WITHOUT_B,
        &constraints::schemas::EITHER,
    ] {
        assert!(accepts(schema, a.clone()));
    }
    assert!(!accepts(&constraints::schemas::BASE_WITH_A, b.clone()));
    assert!(!accepts(&constraints::schemas::BASE_WITHOUT_B, b.clone()));
    assert!(!accepts(models::OnlyA::SCHEMA, b.clone()));
    assert!(accepts(&constraints::schemas::EITHER, b));
    assert!(!accepts(
        &constraints::schemas::EITHER,
        json!({ "a": "x", "b": "x" })
    ));
    assert!(!accepts(models::TwoMembers::SCHEMA, json!({ "c": "x" })));
    assert_eq!(models::Defaults::new().whole_or_default(), 5);
}

/// `inner` in so many lists or maps.
fn nested(depth: usize, inner: serde_json::Value, is_map: bool) -> serde_json::Value {
    (0..depth).fold(inner, |inner, _| match is_map {
        true => json!({ "a": inner }),
        false => json!([inner]),
    })
}

#[test]
fn what_is_nested_deep_is_checked_to_the_end() {
    use timely_runtime::Direction;
    let lists = |inner| deep::schemas::LISTS.check(&nested(100, inner, false), Direction::Request);
    assert!(lists(json!("abc")).is_empty());
    let pointer = "/0".repeat(100);
    let expected = format!("{pointer}: expected at most 3 characters, found 4 characters");
    assert_eq!(lists(json!("abcd")).to_string(), expected);

    let maps = |inner| deep::schemas::MAPS.check(&nested(50, inner, true), Direction::Request);
    assert!(maps(json!(3)).is_empty());
    let pointer = "/a".repeat(50);
    let expected = format!("{pointer}: expected at most 3, found 4");
    assert_eq!(maps(json!(4)).to_string(), expected);

    let pointers = |value: serde_json::Value| -> Vec<String> {
        let violations = deep::schemas::CONSTANTS.check(&value, Direction::Request);
        let violations = violations.into_iter();
        violations
            .map(|violation| violation.pointer().to_owned())
            .collect()
    };
    let constant = |inner: u8| nested(100, json!(inner), false);
    let good = json!({
        "const": constant(1), "items": [constant(1), "none"], "map": { "a": constant(1), "b": "none" }, "not": constant(2),
    });
    assert_eq!(pointers(good), [""; 0]);
    let bad = json!({
        "const": constant(2), "items": [constant(2), "none"], "map": { "a": constant(2), "b": 1 }, "not": constant(1),
    });
    let expected = ["/const", "/items/0", "/map/a", "/map/b", "/not"];
    assert_eq!(pointers(bad), expected);
}

/// Each way to fill in a generic schema is a type of its own, with a check of its own.
#[test]
fn generic_schemas_are_filled_in() {
    use generics::models::{ClosedFolder, Folder, Form, NamePage, Page, Pet, PetPage};
    let pets = PetPage::new(vec![Pet::new("Rex".to_owned())]);
    assert!(pets.validate().is_ok());
    let any = Page::new(vec![json!(1), json!("a")]);
    assert!(any.validate().is_ok());
    let names = NamePage::new(vec![String::new()], 1);
    let wrong = names.validate().unwrap_err().to_string();
    assert_eq!(
        wrong,
        "/entries/0: expected at least 1 character, found 0 characters"
    );

    let within = json!({"folders": [{"folders": [{"name": "a", "size": 1}]}]});
    let check = |schema: &timely_runtime::Schema| {
        let direction = timely_runtime::Direction::Request;
        schema.check(&within, direction).to_string()
    };
    assert_eq!(check(Folder::SCHEMA), "");
    assert!(check(ClosedFolder::SCHEMA).starts_with("/folders/0/folders/0/size: "));

    let form = |schema| Form::new(schema).validate().is_ok();
    assert!(form(json!({"properties": {"name": {"minLength": 1}}})));
    assert!(!form(json!({"properties": {"name": {"minLength": -1}}})));
}
