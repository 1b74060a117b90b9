//! The formats of JSON Schema (2020-12, section 7.3) by the grammars that it names.

use super::Format;
use std::time::{Duration, Instant};

type Case = (Format, &'static [&'static str], &'static [&'static str]);

fn hold(cases: &[Case]) {
    for (format, good, bad) in cases {
        for text in *good {
            assert!(format.allows_text(text), "{format:?} refuses {text:?}");
        }
        for text in *bad {
            assert!(!format.allows_text(text), "{format:?} allows {text:?}");
        }
    }
}

#[test]
fn times_and_durations() {
    hold(&[
        (
            Format::FullTime,
            &[
                "08:30:00Z",
                "08:30:00.5z",
                "23:59:60Z",
                "20:29:60-03:30",
                "05:29:60.25+05:30",
                "00:00:00-00:00",
            ],
            &[
                "",
                "08:30:00",
                "8:30:00Z",
                "08:30Z",
                "24:00:00Z",
                "08:60:00Z",
                "08:30:61Z",
                "08:30:60Z",
                "23:59:60+01:00",
                "08:30:00.Z",
                "08:30:00,5Z",
                "08:30:00+0100",
                "08:30:00+24:00",
                "08:30:00+01:60",
                "08:30:00Z ",
                "08:30:00Ż",
                "0٨:30:00Z",
            ],
        ),
        (
            Format::StandardDuration,
            &[
                "P3DT12H", "P1Y", "P1Y6M", "P1Y6M2D", "P6M2D", "PT5M", "PT5M1S", "PT1H5M1S", "P0W",
                "P007D",
            ],
            &[
                "", "P", "PT", "3D", "P3", "P3DT", "P1Y2D", "PT1H1S", "P1D1M", "P1M1M", "P1H",
                "PT1D", "P1W2D", "P1D2W", "PW", "PT1W", "P1.5D", "PT1,5S", "p1d", "-P1D", "P+1D",
                "P1D\n", "P१D", "PT1é",
            ],
        ),
    ]);
}

#[test]
fn uris_and_iris() {
    hold(&[
        (
            Format::UriReference,
            &[
                "",
                "#top",
                "?a=b?c",
                "a/b;c=d",
                "../a",
                "./a:b",
                "//host/a",
                "https://user:pass@a.b:80/c?d#e",
                "urn:a:b",
                "a%20b",
                "http://[v1.a:b]/",
                "http://[::1]:80",
            ],
            &[
                "a b",
                "a:b c",
                "1a:b",
                ":a",
                "a\\b",
                "%",
                "%2",
                "%2g",
                "a#b#c",
                "{a}",
                "é",
                "http://[::1",
                "http://[1::2::3]/",
                "http://a:b/",
                "http://a@b@c/",
                "http://[v.a]",
                "http://[::1]a",
            ],
        ),
        (
            Format::Iri,
            &[
                "https://exämple.com/ü?ñ#ß",
                "tel:+55-11-5555",
                "http://a/?\u{e000}",
                "x:",
            ],
            &[
                "/a",
                "exämple",
                "//é/",
                "http://a/\u{e000}",
                "http://a/\u{fdd0}",
                "http://a b/",
                "http://a/<",
                "é:a",
                "http://a/\u{7f}",
            ],
        ),
        (
            Format::IriReference,
            &["é", "/ü?ñ#ß", "//é:1/", ""],
            &["a:b ", "\\é", "é:a", "#a#"],
        ),
        (
            Format::UriTemplate,
            &[
                "",
                "/pets/{id}",
                "{+path}/here",
                "{?x,y}{&z*}",
                "{a.b_c%20:30}",
                "{/list*}{#f:1}",
                "é%41",
                "{|x}",
            ],
            &[
                "{",
                "}",
                "{}",
                "{+}",
                "{a",
                "a}",
                "{a{b}}",
                "{a:}",
                "{a:0}",
                "{a:12345}",
                "{a*:1}",
                "{a:1*}",
                "{.}",
                "{a.}",
                "{a,}",
                "{a b}",
                "{a-b}",
                "{$a}",
                "a b",
                "a\"",
                "<",
                "%4",
                "{%4}",
            ],
        ),
    ]);
}

#[test]
fn pointers_and_patterns() {
    hold(&[
        (
            Format::JsonPointer,
            &["", "/", "/a/0//b", "/~0~1", "/é %"],
            &["a", "#/a", "/~", "/~2", "/a~/b", " /a"],
        ),
        (
            Format::RelativeJsonPointer,
            &["0", "1/a", "0#", "10+1", "2-1#", "0+0/a/~1"],
            &[
                "", "/a", "01", "-1", "+1", "1+", "1+01", "1##", "1#/a", "1a", "1/~", "1 ", "٣",
            ],
        ),
        (
            Format::Regex,
            &[
                "",
                "^a.b$|c",
                r"^\d+(?:\.\d{1,3})?$",
                r"(?<year>\d{4})-\k<year>",
                r"(a)\1",
                r"[^\]\-\w-]",
                r"\u{1F600}\x41\cA\0",
                r"\p{Script=Greek}\P{Lu}",
                "(?<=a)(?!b)[a-z]*?",
                "a{2,}b{2,3}?",
                "(?i:a)(?-s:b)(?i-m:c)",
                "é",
            ],
            &[
                "(",
                ")",
                "(a",
                "[a",
                "a**",
                "*a",
                "a{",
                "a{1",
                "a{2,1}",
                "a{,2}",
                "]",
                "}",
                r"\",
                r"\a",
                r"\-",
                r"\_",
                r"\1",
                r"(a)\2",
                r"\k<a>",
                "(?<a>b)(?<a>c)",
                "(?<1>a)",
                "(?a)",
                "(?=a)*",
                "(?<=a)+",
                r"[b-a]",
                r"[\d-z]",
                r"\u{110000}",
                r"\u{}",
                r"\u12",
                r"\c1",
                r"\01",
                r"\p{}",
                r"\p",
                "(?-:a)",
                "(?ii:a)",
                r"\Z",
                "a???",
                "^*",
            ],
        ),
    ]);
}

#[test]
fn hosts_and_addresses() {
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    assert!(Format::Hostname.allows_text(&longest));
    assert!(Format::IdnHostname.allows_text(&longest));
    for (format, too_long) in [Format::Hostname, Format::IdnHostname]
        .into_iter()
        .flat_map(|format| {
            [
                (format, format!("{longest}a")),
                (format, format!("{label}a")),
            ]
        })
    {
        assert!(!format.allows_text(&too_long), "{format:?}");
    }
    hold(&[
        (
            Format::Hostname,
            &[
                "localhost",
                "a-b.c",
                "1.2",
                "A.B",
                "xn--bcher-kva.example",
                "a--b",
            ],
            &[
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a",
                "a-",
                "a_b",
                "é",
                "a b",
                "xn--",
                "xn--a",
                "xn--a-",
                "XN--AA---o47jg78q",
                "xn---",
            ],
        ),
        (
            Format::IdnHostname,
            &[
                "localhost",
                "bücher.example",
                "例え。テスト",
                "xn--bcher-kva",
                "straße",
                "ελληνικά",
                "עברית",
                "l·l",
                "क्‍ष",
            ],
            &[
                "",
                "。",
                "a。",
                "-é",
                "é-",
                "Bücher",
                "bu\u{308}cher",
                "☃",
                "é_",
                "ab--é",
                "ab--cd",
                "\u{301}a",
                "a·b",
                "·l",
                "クー ル",
                "א1a",
                "a\u{200d}b",
                "ـa",
                "xn--a",
                "\u{660}\u{6f0}",
            ],
        ),
        (
            Format::IdnEmail,
            &[
                "a@b.c",
                "joão@exemplo.com",
                "\"a b\"@c",
                "δοκιμή@παράδειγμα.gr",
                "a@[127.0.0.1]",
                "a@[IPv6:::1]",
                "a@[x-y:z]",
            ],
            &[
                "",
                "a",
                "@b",
                "a@",
                "a..b@c",
                ".a@b",
                "a b@c",
                "\"a@b",
                "\"a\"b\"@c",
                "a@-b",
                "a@b.",
                "a@[1.2.3]",
                "a@[b",
                "a@☃",
                "\"\\é\"@a",
            ],
        ),
        (
            Format::Email,
            &["a@b.c", "\"a b\"@c.d", "a@[127.0.0.1]"],
            &["a@b=c.d", "a@[127.0.0.300]", "a@b_c.d", "a@b..c"],
        ),
    ]);
}

/// A sender chooses the text.
#[test]
fn each_takes_time_linear_in_the_text() {
    const LENGTH: usize = 1 << 15;
    let parts = [
        "(", "[", "(?<a", "(?", "\\", "\\u{", "{", "{a,", "{a:1", "%41", "a:", "a.", "xn--", "é",
        "é.", "@", "\"\\", "~0", "/~", "1", "P1", "P1Y", "PT1H", "[a-", "\\k<a>", "(?<a>b)",
        "(a)\\1", "//", "?", "#", "::", "[::1]", "\u{301}", "a", "a-", "{a}",
    ];
    for format in Format::ALL.iter().filter(|format| format.is_of_text()) {
        for part in parts {
            for before in ["", "P", "a@", "http://", "\""] {
                let text = format!("{before}{}", part.repeat(LENGTH / part.len()));
                let start = Instant::now();
                let _ = format.allows_text(&text);
                let taken = start.elapsed();
                // Quadratic time would be minutes.
                assert!(
                    taken < Duration::from_secs(2),
                    "{format:?} {before}{part} {taken:?}"
                );
            }
        }
    }
}
