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
const REGIONS: &[&str] = &["Bavaria", "Ontario", "Tyrol", "Algarve", "Hokkaido"];
const SCOPES: &[&str] = &["read", "write"];
const ROLES: &[&str] = &["member", "admin", "viewer"];
const SOURCES: &[&str] = &["website", "referral", "import"];
const CHANNELS: &[&str] = &["email", "chat", "phone", "web"];
const GENDERS: &[&str] = &["female", "male", "other"];
const KINDS: &[&str] = &["standard", "basic", "custom"];

/// When something was or will be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    Birth,
    /// What came first: what is changed was created before.
    Past,
    Later,
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
    } else if has(&[
        "updated",
        "modified",
        "changed",
        "edited",
        "ended",
        "enddate",
        "endat",
        "endtime",
        "endsat",
        "finished",
        "completed",
        "closed",
        "resolved",
        "deleted",
        "archived",
        "last",
        "latest",
        "delivered",
        "paid",
    ]) {
        Era::Later
    } else {
        Era::Past
    }
}

/// The name in small letters alone: `customer_phone` and `customerPhone` are the same.
pub(super) fn plain(name: &str) -> String {
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
    } else if ends("domain") || ends("domainname") || ends("hostname") || plain == "host" {
        format!("{}.example.com", word(random))
    } else if ends("country") {
        picked(COUNTRIES, random)
    } else if ends("city") || ends("town") {
        picked(CITIES, random)
    } else if ends("addressstate")
        || matches!(plain.as_str(), "region" | "province" | "stateprovince")
    {
        picked(REGIONS, random)
    } else if ends("line2") {
        format!("Apartment {}", random.between(1, 40))
    } else if has("street") || has("addressline") || ends("address") || plain == "line1" {
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
        let (first, last) = match era(plain) {
            Era::Later => (7, 12),
            _ => (1, 6),
        };
        format!("2025-{:02}-{day:02}T10:15:00Z", random.between(first, last))
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
        || has("fingerprint")
        || has("checksum")
        || has("digest")
        || ends("key")
        || ends("secret")
        || has("cursor")
    {
        format!("{:016x}", random.number())
    } else if ends("version") {
        format!("{}.{}.0", random.between(1, 4), random.below(10))
    } else if ends("last4") || ends("lastfour") || matches!(plain, "mcc" | "pin") {
        format!("{:04}", random.between(1000, 9999))
    } else if ends("scope") || ends("permission") {
        random.pick(SCOPES).to_owned()
    } else if ends("role") {
        random.pick(ROLES).to_owned()
    } else if ends("source") || ends("referrer") {
        random.pick(SOURCES).to_owned()
    } else if ends("channel") {
        random.pick(CHANNELS).to_owned()
    } else if plain == "gender" || plain == "sex" {
        random.pick(GENDERS).to_owned()
    } else if matches!(plain, "type" | "kind" | "category" | "plan" | "tier") {
        random.pick(KINDS).to_owned()
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
        "created",
        "updated",
        "deleted",
        "started",
        "starts",
        "ended",
        "ends",
        "finished",
        "sent",
        "opened",
        "closed",
        "expires",
        "available",
        "published",
        "modified",
        "requested",
        "completed",
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
    plain
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
    } else if let Some(seconds) = usual_seconds(name, &plain) {
        seconds
    } else if matches!(
        plain.as_str(),
        "page" | "pagenumber" | "currentpage" | "pages" | "totalpages"
    ) {
        // The first page of a list, which is short.
        (1, 1)
    } else if plain == "offset" || plain == "skip" {
        (0, 0)
    } else if matches!(
        plain.as_str(),
        "totalcount" | "totalitems" | "totalresults" | "totalelements"
    ) {
        (2, 2)
    } else if has("retries") {
        (1, 5)
    } else if ends("limit") || ends("perpage") || ends("pagesize") {
        (20, 50)
    } else if ends("age") {
        (18, 80)
    } else if has("birthyear") {
        (1955, 2005)
    } else if plain.starts_with("exp") && ends("year") {
        (2028, 2032)
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
    } else if ends("size") || ends("bytes") || ends("length") {
        (100, 50_000)
    } else if ends("price") || has("amount") || ends("total") || ends("cents") || ends("balance") {
        (100, 20_000)
    } else {
        (1, 100)
    }
}

/// Between what one expects the seconds since 1970 of a name that says when something happens; `None` for other names.
fn usual_seconds(name: &str, plain: &str) -> Option<(i128, i128)> {
    let says_when = is_moment(plain)
        || matches!(plain, "created" | "updated" | "modified" | "timestamp")
        || name.ends_with("_at")
        || name.ends_with("At")
        || ["deadline", "timestamp"]
            .iter()
            .any(|word| plain.ends_with(word));
    says_when.then(|| match era(plain) {
        Era::Birth => (100_000_000, 900_000_000),
        Era::Past => (1_735_689_600, 1_751_241_600),
        Era::Later => (1_751_328_000, 1_767_225_600),
        Era::Future => (1_798_761_600, 1_861_833_600),
    })
}

/// Whether a name says what is rarely so: that there is more, or that something is gone.
pub(super) fn is_unusual(name: &str) -> bool {
    let plain = plain(name);
    let plain = plain.strip_prefix("is").unwrap_or(&plain);
    plain.starts_with("hasmore")
        || plain.starts_with("hasnext")
        || plain.starts_with("hasprev")
        || matches!(
            plain,
            "deleted"
                | "archived"
                | "disabled"
                | "blocked"
                | "banned"
                | "suspended"
                | "revoked"
                | "test"
        )
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
        assert!(text("domain_name", random).ends_with(".example.com"));
        assert_eq!(text("last4", random).len(), 4);
        assert_ne!(text("name", random), text("full_name", random));
        assert_eq!(usual_integers("total_pages"), (1, 1));
        assert!(usual_integers("requested_at").0 > 1_700_000_000);
        assert!(usual_integers("created_at").1 < usual_integers("updated_at").0);
        assert!(usual_integers("format").1 < 1000);
        assert!(is_unusual("has_more") && is_unusual("isDeleted") && !is_unusual("active"));
        assert_eq!(singular("companies"), "company");
        assert_eq!(singular("tags"), "tag");
        assert_eq!(singular("address"), "address");
    }
}
