//! What texts and numbers look like, by the names of their properties.

use crate::mock::random::Random;

const FIRST_NAMES: &[&str] = &[
    "Ada",
    "Grace",
    "Alan",
    "Edsger",
    "Barbara",
    "Donald",
    "Frances",
    "Ken",
    "Margaret",
    "Tim",
    "Radia",
    "Linus",
    "Katherine",
    "Dennis",
    "Hedy",
    "Niklaus",
];
const LAST_NAMES: &[&str] = &[
    "Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Allen", "Thompson", "Hamilton",
    "Lee", "Perlman", "Novak", "Johnson", "Ritchie", "Lamarr", "Wirth",
];
const CITIES: &[&str] = &[
    "Berlin", "Lisbon", "Oslo", "Vienna", "Toronto", "Kyoto", "Nairobi", "Porto", "Ghent", "Lima",
];
const COUNTRIES: &[&str] = &[
    "Germany", "Portugal", "Norway", "Austria", "Canada", "Japan",
];
const COUNTRY_CODES: &[&str] = &["DE", "PT", "NO", "AT", "CA", "JP"];
const STREETS: &[&str] = &[
    "12 Harbour Street",
    "48 Mill Lane",
    "7 Station Road",
    "301 Park Avenue",
    "25 Garden Row",
];
const COMPANIES: &[&str] = &[
    "Northwind Traders",
    "Acme Tools",
    "Blue Heron Labs",
    "Oak & Stone",
    "Harbor Analytics",
    "Lantern Foods",
];
const WORDS: &[&str] = &[
    "amber", "birch", "cedar", "delta", "ember", "fable", "grove", "harbor", "indigo", "juniper",
    "kestrel", "lumen", "maple", "nectar", "orchard", "pebble", "quartz", "river", "saffron",
    "timber", "umber", "violet", "willow", "yarrow", "zephyr",
];
const SENTENCES: &[&str] = &[
    "A short text that says what this is about.",
    "The order leaves the warehouse on Monday.",
    "Everything went as planned.",
    "Please call back in the afternoon.",
    "The second draft is ready for review.",
    "All of the tests have passed.",
    "It takes about ten minutes to set up.",
];
const TITLES: &[&str] = &[
    "Quarterly review",
    "Getting started",
    "Weekly planning",
    "Release notes",
    "Summer campaign",
    "Customer interview",
];
const JOBS: &[&str] = &["Engineer", "Designer", "Analyst", "Manager", "Editor"];
const COLORS: &[&str] = &["#1f6feb", "#2da44e", "#bf8700", "#cf222e", "#8250df"];
const CURRENCIES: &[&str] = &["EUR", "USD", "GBP", "JPY", "CHF"];
const LANGUAGES: &[&str] = &["en", "de", "pt", "fr", "ja"];
const TIME_ZONES: &[&str] = &["Europe/Berlin", "America/Toronto", "Asia/Tokyo", "UTC"];
const STATES: &[&str] = &["active", "pending", "done"];

/// When something was or will be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    Birth,
    Past,
    Future,
}

/// When a date of this name lies.
pub(super) fn era(name: &str) -> Era {
    let name = plain(name);
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["birth", "dob"]) {
        Era::Birth
    } else if has(&[
        "expir", "due", "until", "deadline", "next", "valid", "renew",
    ]) {
        Era::Future
    } else {
        Era::Past
    }
}

/// The name in small letters alone: `customer_phone` and `customerPhone` are the same.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|character| character.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A text that one expects of a property of this name.
pub(super) fn text(name: &str, random: &mut Random) -> String {
    let plain = plain(name);
    let has = |word: &str| plain.contains(word);
    let ends = |word: &str| plain.ends_with(word);
    let picked = |list: &[&'static str], random: &mut Random| random.pick(list).to_owned();
    if has("email") || ends("mail") {
        email(random)
    } else if has("phone") || has("mobile") || ends("fax") || ends("tel") {
        // Numbers that are for fiction.
        format!("+1 202 555 {:04}", random.between(100, 199))
    } else if ends("url") || ends("uri") || ends("link") || has("website") || ends("href") {
        url(name, random)
    } else if ends("firstname") || ends("givenname") {
        picked(FIRST_NAMES, random)
    } else if ends("lastname") || ends("familyname") || ends("surname") {
        picked(LAST_NAMES, random)
    } else if has("username") || ends("login") || ends("handle") || has("nickname") {
        picked(FIRST_NAMES, random).to_lowercase()
    } else if ends("filename") || ends("file") || ends("path") {
        format!("{}.txt", word(random))
    } else if has("company") && !ends("id") || has("organization") && !ends("id") || ends("vendor")
    {
        picked(COMPANIES, random)
    } else if has("countrycode") {
        picked(COUNTRY_CODES, random)
    } else if ends("country") {
        picked(COUNTRIES, random)
    } else if ends("city") || ends("town") {
        picked(CITIES, random)
    } else if has("street") || has("addressline") || ends("address") {
        picked(STREETS, random)
    } else if has("zip") || has("postalcode") || has("postcode") {
        format!("{:05}", random.between(10_000, 99_999))
    } else if ends("currency") || has("currencycode") {
        picked(CURRENCIES, random)
    } else if has("language") || ends("lang") || has("locale") {
        picked(LANGUAGES, random)
    } else if has("timezone") {
        picked(TIME_ZONES, random)
    } else if has("color") || has("colour") {
        picked(COLORS, random)
    } else {
        of_general_names(&plain, random)
    }
}

fn of_general_names(plain: &str, random: &mut Random) -> String {
    let ends = |word: &str| plain.ends_with(word);
    let has = |word: &str| plain.contains(word);
    if is_moment(plain) {
        let day = random.between(1, 28);
        format!("2025-{:02}-{day:02}T10:15:00Z", random.between(1, 12))
    } else if ends("date") {
        format!(
            "2025-{:02}-{:02}",
            random.between(1, 12),
            random.between(1, 28)
        )
    } else if is_person(plain) {
        format!("{} {}", random.pick(FIRST_NAMES), random.pick(LAST_NAMES))
    } else if ends("name") {
        let (first, second) = (word(random), word(random));
        format!("{} {second}", capitalized(&first))
    } else if ends("title") || ends("subject") || ends("headline") {
        random.pick(TITLES).to_owned()
    } else if ends("position") || ends("job") || ends("occupation") {
        random.pick(JOBS).to_owned()
    } else if [
        "description",
        "notes",
        "note",
        "comment",
        "message",
        "text",
        "body",
        "content",
        "summary",
        "bio",
        "reason",
        "detail",
        "details",
    ]
    .iter()
    .any(|word| ends(word))
    {
        sentence(random)
    } else if ends("id")
        || has("token")
        || has("hash")
        || ends("key")
        || ends("secret")
        || has("cursor")
    {
        format!("{:016x}", random.number())
    } else if ends("version") {
        format!("{}.{}.0", random.between(1, 4), random.below(10))
    } else if ends("status") || ends("state") {
        random.pick(STATES).to_owned()
    } else if ends("code") || ends("sku") {
        format!(
            "{}-{}",
            word(random).to_uppercase(),
            random.between(100, 999)
        )
    } else if ends("slug") {
        format!("{}-{}", word(random), word(random))
    } else if ends("amount") || ends("price") || ends("total") || ends("balance") {
        format!("{}.{:02}", random.between(1, 500), random.below(100))
    } else {
        word(random)
    }
}

/// Whether the name says when something happened: `created_at`, `timestamp`.
fn is_moment(plain: &str) -> bool {
    let verbs = [
        "created", "updated", "deleted", "started", "ended", "finished", "sent", "closed",
        "expires",
    ];
    let at = ["at", "on"];
    let is_verb = |verb: &&str| {
        plain
            .strip_suffix(at[0])
            .is_some_and(|start| start.ends_with(*verb))
            || plain
                .strip_suffix(at[1])
                .is_some_and(|start| start.ends_with(*verb))
    };
    verbs.iter().any(is_verb) || plain.ends_with("timestamp") || plain.ends_with("datetime")
}

fn is_person(plain: &str) -> bool {
    let people = [
        "customer", "user", "full", "contact", "author", "owner", "display", "person", "agent",
    ];
    plain == "name"
        || plain
            .strip_suffix("name")
            .is_some_and(|start| people.iter().any(|who| start.ends_with(who)))
        || plain == "author"
}

/// A word, in small letters.
pub(super) fn word(random: &mut Random) -> String {
    random.pick(WORDS).to_owned()
}

pub(super) fn sentence(random: &mut Random) -> String {
    random.pick(SENTENCES).to_owned()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

pub(super) fn email(random: &mut Random) -> String {
    let (first, last) = (random.pick(FIRST_NAMES), random.pick(LAST_NAMES));
    format!("{first}.{last}@example.com").to_lowercase()
}

/// An address on the hosts that are for examples (RFC 2606).
pub(super) fn url(name: &str, random: &mut Random) -> String {
    let plain = plain(name);
    let ending = match [
        "image", "avatar", "photo", "picture", "icon", "logo", "thumb",
    ]
    .iter()
    .any(|word| plain.contains(word))
    {
        true => ".png",
        false => "",
    };
    format!("https://example.com/{}{ending}", word(random))
}

/// Between what one expects an integer of this name.
pub(super) fn usual_integers(name: &str) -> (i128, i128) {
    let plain = plain(name);
    let ends = |word: &str| plain.ends_with(word);
    let has = |word: &str| plain.contains(word);
    if ends("id") {
        (1, 9_999)
    } else if plain == "page" || ends("pages") || ends("offset") || has("retries") {
        (1, 5)
    } else if ends("limit") || ends("perpage") || ends("pagesize") {
        (20, 50)
    } else if ends("age") {
        (18, 80)
    } else if ends("year") {
        (2000, 2026)
    } else if ends("month") {
        (1, 12)
    } else if ends("day") {
        (1, 28)
    } else if ends("hour") {
        (0, 23)
    } else if ends("minute") || ends("second") {
        (0, 59)
    } else if ends("percent") || ends("percentage") || ends("progress") || ends("score") {
        (0, 100)
    } else if ends("port") {
        (8000, 9000)
    } else if has("timestamp") || ends("createdat") || ends("updatedat") || plain == "created" {
        (1_735_689_600, 1_767_225_600)
    } else if ends("size") || ends("bytes") || ends("length") {
        (100, 50_000)
    } else if ends("price") || ends("amount") || ends("total") || ends("cents") {
        (100, 20_000)
    } else {
        (1, 100)
    }
}

/// Between what one expects a number of this name.
pub(super) fn usual_numbers(name: &str) -> (f64, f64) {
    let plain = plain(name);
    let has = |word: &str| plain.contains(word);
    if plain == "lat" || has("latitude") {
        (35.0, 60.0)
    } else if plain == "lng" || plain == "lon" || has("longitude") {
        (-10.0, 30.0)
    } else if has("ratio") || has("probability") || has("confidence") || plain.ends_with("rate") {
        (0.0, 1.0)
    } else if has("rating") {
        (1.0, 5.0)
    } else {
        (1.0, 200.0)
    }
}

/// The name of one of many: `tag` for `tags`.
pub(super) fn singular(name: &str) -> String {
    let ending = |from: &str, to: &str| name.strip_suffix(from).map(|start| format!("{start}{to}"));
    ending("ies", "y")
        .or_else(|| ending("sses", "ss"))
        .or_else(|| {
            name.strip_suffix('s')
                .filter(|rest| !rest.ends_with('s'))
                .map(str::to_owned)
        })
        .unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_text_is() {
        let random = &mut Random::new(3);
        assert!(text("customer_email", random).ends_with("@example.com"));
        assert!(text("homePhone", random).starts_with("+1 202 555 "));
        assert!(COMPANIES.contains(&&*text("customer_company", random)));
        assert!(CITIES.contains(&&*text("city", random)));
        assert!(text("avatar_url", random).ends_with(".png"));
        assert!(text("created_at", random).ends_with('Z'));
        assert_eq!(text("customer_name", random).split(' ').count(), 2);
        assert_eq!(text("session_id", random).len(), 16);
        assert!(!text("", random).is_empty());
        assert_eq!(singular("companies"), "company");
        assert_eq!(singular("tags"), "tag");
        assert_eq!(singular("address"), "address");
    }
}
