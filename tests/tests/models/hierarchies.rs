//! Schemas that others extend which others extend: nothing is lost on the way, and the last of a line is what is checked.

use super::round_trip;
use serde_json::{Value, json};
use timely_runtime::Validate;

// The generated module offers more than these tests call.
#[allow(dead_code)]
mod api {
    timely_macros::openapi!("fixtures/nested_hierarchies.yaml");
}
use api::models::manta::MantaRequired;
use api::models::*;

fn plain_manta(span: i64, horns: i64) -> Manta {
    Manta::new(MantaRequired {
        kind: "ray".to_owned(),
        span,
        horns,
    })
}

macro_rules! read_as {
    ($value:tt is $pattern:pat) => {
        let read = round_trip(json!($value));
        assert!(matches!(read, $pattern), "{read:?}");
    };
}

/// What the server has against a value.
fn refusal<T: Validate>(value: &Value) -> String {
    let found = T::SCHEMA.check(value, timely_runtime::Direction::Request);
    found.to_string()
}

#[track_caller]
fn refuses<T: Validate>(value: Value, expected: &str) {
    let found = refusal::<T>(&value);
    assert!(found.contains(expected), "{value}: {found:?}");
}

#[track_caller]
fn allows<T: Validate>(value: Value) {
    assert_eq!(refusal::<T>(&value), "", "{value}");
}

#[test]
fn a_property_of_its_own_tells_what_extends_it_apart() {
    let goblin = json!({ "kind": "shark", "sharktype": "goblin", "nose": 7, "teeth": 30 });
    let read: Fish = round_trip(goblin.clone());
    let Fish::Shark(Shark::Goblin(shark)) = &read else {
        panic!("{read:?}");
    };
    assert_eq!((shark.nose, shark.teeth), (7, Some(30)));
    allows::<Fish>(goblin);
    refuses::<Fish>(
        json!({ "kind": "shark", "sharktype": "goblin" }),
        "/nose: expected a value, found nothing",
    );
    refuses::<Fish>(
        json!({ "kind": "shark", "sharktype": "goblin", "nose": 0 }),
        "/nose: expected at least 1",
    );
    // What each level asks for holds for the last.
    refuses::<Fish>(
        json!({ "kind": "shark", "sharktype": "saw", "teeth": -1 }),
        "/teeth: expected at least 0",
    );
}

#[test]
fn what_nobody_knows_is_kept_by_clients_and_refused_by_servers() {
    let tiger = json!({ "kind": "shark", "sharktype": "tiger", "stripes": [1, 2] });
    read_as!({ "kind": "shark", "sharktype": "tiger", "stripes": [1, 2] } is Fish::Shark(Shark::Other(_)));
    refuses::<Fish>(
        tiger,
        "/sharktype: expected \"goblin\", \"saw\" or \"Shark\"",
    );
    read_as!({ "kind": "eel", "length": 3 } is Fish::Other(_));
    refuses::<Fish>(json!({ "kind": "eel" }), "/kind: expected \"shark\"");
    refuses::<Fish>(json!({ "kind": "shark" }), "/sharktype: expected");
}

#[test]
fn within_lists_and_maps() {
    let salmon = json!({
        "kind": "salmon",
        "friends": [
            { "kind": "shark", "sharktype": "goblin", "nose": 1 },
            { "kind": "salmon", "friends": [{ "kind": "shark", "sharktype": "saw", "saw": "s" }] },
        ],
        "prey": { "a": { "kind": "ray", "span": 1, "raytype": "manta", "horns": 2 } },
    });
    let Fish::Salmon(read) = round_trip(salmon.clone()) else {
        panic!("no salmon");
    };
    let prey = read.prey.expect("there is some");
    assert!(matches!(prey["a"], Fish::Ray(Ray::Manta(_))), "{prey:?}");
    allows::<Fish>(salmon.clone());
    let mut wrong = salmon;
    wrong["friends"][0]["nose"] = json!(0);
    wrong["prey"]["a"]["horns"] = json!("two");
    refuses::<Fish>(wrong.clone(), "/friends/0/nose");
    refuses::<Fish>(wrong, "/prey/a/horns");
}

/// Where nothing says which of those that extend it an object is, it is none of them.
#[test]
fn a_plain_one_is_a_value() {
    read_as!({ "kind": "ray", "span": 3 } is Fish::Ray(Ray::Ray(_)));
    read_as!({ "kind": "ray", "span": 3, "raytype": "Ray" } is Fish::Ray(Ray::Ray(_)));
    allows::<Fish>(json!({ "kind": "ray", "span": 3 }));
    refuses::<Fish>(json!({ "kind": "ray" }), "/span: expected a value");
    let manta = json!({ "kind": "ray", "span": 3, "raytype": "manta" });
    refuses::<Fish>(manta, "/horns: expected a value");
    // What is written says what it is.
    let written = serde_json::to_value(Fish::from(Ray::from(plain_manta(3, 2)))).unwrap();
    assert_eq!(
        written,
        json!({ "kind": "ray", "span": 3, "raytype": "manta", "horns": 2 })
    );
    read_as!({ "kind": "shark", "sharktype": "Shark" } is Fish::Shark(Shark::Shark(_)));
}

#[test]
fn names_select_at_every_level() {
    let engine = json!({
        "kind": "Engine", "fuel": "Diesel", "stage": "Euro6", "filter": true,
    });
    let read: Machine = round_trip(engine.clone());
    assert!(
        matches!(read, Machine::Engine(Engine::Diesel(Diesel::Euro6(_)))),
        "{read:?}"
    );
    allows::<Machine>(engine);
    let unfiltered = json!({ "kind": "Engine", "fuel": "Diesel", "stage": "Euro6" });
    refuses::<Machine>(unfiltered, "/filter: expected a value");
    read_as!({ "kind": "Engine", "fuel": "Engine" } is Machine::Engine(Engine::Engine(_)));
    read_as!({ "kind": "Engine", "fuel": "Diesel", "stage": "Euro9", "x": 1 } is Machine::Engine(Engine::Diesel(Diesel::Other(_))));
    // However far what it names is.
    read_as!({ "kind": "Diesel", "fuel": "f", "stage": "Euro6", "filter": true } is Machine::Diesel(Diesel::Euro6(_)));
    let euro6 = json!({ "kind": "Euro6", "fuel": "f", "stage": "s", "filter": true });
    let read: Machine = round_trip(euro6.clone());
    assert!(matches!(read, Machine::Euro6(_)), "{read:?}");
    allows::<Machine>(euro6);
    refuses::<Machine>(
        json!({ "kind": "Euro6", "fuel": "f", "stage": "s" }),
        "/filter: expected a value",
    );
    read_as!({ "fuel": "Euro6", "kind": "k", "stage": "s", "filter": true } is Engine::Euro6(_));
    // With a mapping, the names are those that it gives.
    refuses::<Fish>(
        json!({ "kind": "Manta", "span": 1, "horns": 2, "raytype": "manta" }),
        "/kind: expected",
    );
    let plant: Plant = round_trip(json!({ "machine": { "kind": "Machine" } }));
    assert!(matches!(plant.machine, Some(Machine::Machine(_))));
}

#[test]
fn one_property_at_all_levels() {
    read_as!({ "type": "fixed", "rate": 0.5, "years": 2 } is Account::Savings(Savings::Fixed(_)));
    read_as!({ "type": "savings", "rate": 0.5 } is Account::Savings(Savings::Savings(_)));
    read_as!({ "type": "mortgage", "house": "h" } is Account::Mortgage(_));
    let bank = json!({
        "accounts": [{ "type": "mortgage", "house": "h" }, { "type": "Loan" }],
        "best": { "type": "fixed", "years": 2 },
    });
    let read: Bank = round_trip(bank.clone());
    assert!(matches!(read.best, Some(Savings::Fixed(_))), "{read:?}");
    allows::<Bank>(bank);
    refuses::<Account>(json!({ "type": "fixed" }), "/years: expected a value");
    refuses::<Account>(json!({ "type": "mortgage" }), "/house: expected a value");
}

#[test]
fn the_discriminator_of_a_base_holds_for_what_extends_it() {
    read_as!({ "fish.type": "goblin", "jaw": 3 } is DotBase::DotShark(DotShark::Goblin(_)));
    let market = json!({
        "any": { "fish.type": "shark", "teeth": 3 },
        "sharks": [{ "fish.type": "goblin", "jaw": 3 }, { "fish.type": "shark" }],
    });
    let read: DotMarket = round_trip(market.clone());
    let sharks = read.sharks.expect("there are some");
    assert!(
        matches!(sharks[..], [DotShark::Goblin(_), DotShark::Shark(_)]),
        "{sharks:?}"
    );
    allows::<DotMarket>(market);
    refuses::<DotMarket>(
        json!({ "sharks": [{ "fish.type": "goblin" }] }),
        "/sharks/0/jaw: expected a value",
    );
}

/// What extends two bases is found in both; what the mapping names is found by that name, however far away.
#[test]
fn diamonds_and_short_cuts() {
    let sailer = json!({
        "vessel": "motor", "drive": "MotorSailer", "rig": "r", "cabins": 2,
    });
    read_as!({ "vessel": "motor", "drive": "MotorSailer", "rig": "r", "cabins": 2 } is Vessel::Motor(Motor::MotorSailer(_)));
    read_as!({ "vessel": "sail", "rig": "MotorSailer", "drive": "d", "cabins": 2 } is Vessel::Sail(Sailing::MotorSailer(_)));
    allows::<Vessel>(sailer);
    read_as!({ "vessel": "hydrofoil", "drive": "d", "foils": 2 } is Vessel::Hydrofoil(_));
    let legs = json!({ "vessel": "hydrofoil", "drive": "d" });
    refuses::<Vessel>(legs, "/foils: expected a value");
    let plain = json!({ "vessel": "motor", "drive": "Hydrofoil" });
    refuses::<Vessel>(plain, "/foils: expected a value");
}

#[test]
fn a_union_of_bases() {
    read_as!({ "medium": "air", "wing": "fixed", "engines": 2 } is Fleet::Air(Aircraft::Fixed(_)));
    read_as!({ "medium": "water", "vessel": "motor", "drive": "Motor" } is Fleet::Water(Vessel::Motor(Motor::Motor(_))));
    refuses::<Fleet>(
        json!({ "medium": "air", "wing": "fixed" }),
        "/engines: expected a value",
    );
}

mod both_sides {
    use super::*;
    use api::client::{Client, DefaultApi};
    use timely_runtime::Undocumented;

    /// Answers what it is sent.
    struct Echo;

    impl api::server::DefaultService for Echo {
        async fn add_fish(
            &self,
            _: api::server::Context<()>,
            body: Fish,
        ) -> Result<api::operations::AddFishResponse, Undocumented> {
            Ok(body.into())
        }

        async fn list_shoals(
            &self,
            _: api::server::Context<()>,
        ) -> Result<api::operations::ListShoalsResponse, Undocumented> {
            let goblin = Fish::from(Shark::from(GoblinShark::new(7, "goblin")));
            let shoals = std::collections::BTreeMap::from([("a".to_owned(), vec![goblin])]);
            Ok(shoals.into())
        }
    }

    #[tokio::test]
    async fn what_is_sent_arrives() {
        let client = Client::builder()
            .base_url("http://localhost")
            .transport(api::server::router(Echo))
            .build()
            .expect("the settings are valid");
        for fish in [
            Fish::from(Shark::from(GoblinShark::new(7, "goblin").teeth(3))),
            Fish::from(Shark::from(SawShark::new("saw").saw("s"))),
            Fish::from(Shark::from(SharkBase::new("Shark"))),
            Fish::from(Ray::from(RayBase::new("ray", 1))),
            Fish::from(Ray::from(plain_manta(1, 2))),
            Fish::from(Salmon::new("salmon").friends([Ray::from(RayBase::new("ray", 1))])),
        ] {
            let sent = serde_json::to_value(&fish).expect("can be written");
            let answer = client.add_fish(&fish).await.expect("an answer");
            let came = serde_json::to_value(&*answer).expect("can be written");
            assert_eq!(came, sent);
        }
        let shoals = client.list_shoals().await.expect("an answer");
        assert!(
            matches!(shoals["a"][..], [Fish::Shark(Shark::Goblin(_))]),
            "{shoals:?}"
        );
        let noseless = Fish::from(Shark::from(GoblinShark::new(0, "goblin")));
        let refused = client.add_fish(&noseless).await.expect_err("no such nose");
        assert!(refused.to_string().contains("400"), "{refused}");
    }
}
