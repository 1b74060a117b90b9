//! The bodies that are made to cost much.

/// A body that is made to cost much.
pub(crate) struct Attack {
    pub(crate) what: &'static str,
    /// The operation that takes it, by its path.
    pub(crate) operation: &'static str,
    pub(crate) media: &'static str,
    /// A body of about so many bytes.
    pub(crate) body: fn(usize) -> String,
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

const fn json(what: &'static str, operation: &'static str, body: fn(usize) -> String) -> Attack {
    Attack {
        what,
        operation,
        media: JSON,
        body,
    }
}

const fn xml(what: &'static str, body: fn(usize) -> String) -> Attack {
    Attack {
        what,
        operation: "markup",
        media: "application/xml",
        body,
    }
}

/// An element with these attributes, and this in it.
fn root(attributes: &str, inside: &str) -> String {
    format!("<m{attributes}>{inside}</m>")
}

pub(crate) const ATTACKS: &[Attack] = &[
    json(
        "pattern: look-aheads, a text that lacks one",
        "lookAhead",
        |length| text(length, "a1"),
    ),
    json(
        "pattern: a counted group, a text that nearly matches",
        "countedGroup",
        |length| text(length, "word "),
    ),
    json("pattern: a back-reference", "backReference", |length| {
        text(length, "a")
    }),
    json(
        "pattern: nested repetition, many texts",
        "nestedRepetition",
        |length| list(length, &format!("\"{}\"", "x".repeat(30))),
    ),
    json(
        "pattern: nested repetition, one text",
        "nestedRepetition",
        |length| format!("[{}]", text(length, "x")),
    ),
    form(
        "form: `a[b]&`, a schema of 151 properties",
        "wideForm",
        |length| "a[b]&".repeat(length / 5),
    ),
    form("form: names that are all different", "openForm", |length| {
        counted(length, |n| format!("{n:x}[a]&"))
    }),
    form("form: eight keys deep", "openForm", |length| {
        counted(length, |n| format!("{n:x}[a][b][c][d][e][f][g]&"))
    }),
    json("union: recursive, wide", "recursiveUnion", |length| {
        format!(
            "{{\"add\":{}}}",
            list(length, "{\"add\":[1,{\"negate\":2}]}")
        )
    }),
    json("union: recursive, deep", "recursiveUnion", |length| {
        format!(
            "{{\"add\":{}}}",
            list(length, &nested("{\"negate\":", "1", "}", 60))
        )
    }),
    json(
        "union: recursive, the deepest wrong",
        "recursiveUnion",
        |length| {
            format!(
                "{{\"add\":{}}}",
                list_but_last(length, &nested("{\"negate\":", "1", "}", 60), "null")
            )
        },
    ),
    json(
        "union: eight alternatives, the last",
        "eightAlternatives",
        |length| list(length, "{\"h\":1,\"next\":{\"h\":2}}"),
    ),
    json(
        "union: eight alternatives, none",
        "eightAlternatives",
        |length| list(length, "{\"i\":1}"),
    ),
    json(
        "union: told apart by what is deepest",
        "blindUnion",
        |length| {
            // Arrays hold no such nodes, so that the length is in the members that are not named.
            let node = "{\"x\":{\"c\":1},\"pad\":[0,0,0],\"next\":";
            let deep = nested(node, "{\"x\":{\"c\":1}}", "}", 100);
            format!(
                "{{\"x\":{{\"c\":1}},\"next\":{deep},\"pad\":{}}}",
                list(length.saturating_sub(deep.len() + 40).max(100), "{\"a\":0}")
            )
        },
    ),
    json("deep objects with allOf", "deepParts", |length| {
        format!(
            "{{\"list\":{}}}",
            list(length, &nested("{\"a\":", "{}", "}", 100))
        )
    }),
    json("uniqueItems: numbers", "uniqueNumbers", |length| {
        format!("[{}0.5]", counted(length, |n| format!("{n},")))
    }),
    json("uniqueItems: objects", "uniqueObjects", |length| {
        format!(
            "[{}{{}}]",
            counted(length, |n| format!("{{\"a\":{n},\"b\":1}},"))
        )
    }),
    json("multipleOf: short numbers", "multiples", |length| {
        list(length, "0.07")
    }),
    json("multipleOf: large exponents", "multiples", |length| {
        list(length, "1.2345678901234567e300")
    }),
    json(
        "multipleOf: numbers of 1,000 digits",
        "multiples",
        |length| list(length, &format!("0.{}", "7".repeat(1_000))),
    ),
    json("minimum and maximum: large exponents", "bounds", |length| {
        list(length, "9e299")
    }),
    json("enum: 2,000 values, the last", "hugeEnum", |length| {
        list(length, "\"value_1999\"")
    }),
    json("enum: 2,000 values, none", "hugeEnum", |length| {
        format!("[{}\"\"]", "\"value_1999\",".repeat(length / 13 - 1))
    }),
    json("an object of 10^5 members", "manyMembers", |length| {
        format!("{{{}\"\":1}}", counted(length, |n| format!("\"{n:x}\":1,")))
    }),
    json(
        "empty objects, a schema of 150 properties",
        "wideObjects",
        |length| list(length, "{}"),
    ),
    json(
        "objects of one member, a schema of 150 properties",
        "wideObjects",
        |length| list(length, "{\"field_149\":\"\"}"),
    ),
    json(
        "patternProperties and unevaluatedProperties",
        "unevaluated",
        |length| {
            format!(
                "{{{}\"z\":1}}",
                counted(length, |n| format!("\"x-{n:x}\":1,\"z{n:x}\":1,"))
            )
        },
    ),
    json(
        "contains and unevaluatedItems, wide",
        "contains",
        |length| list(length, "[1]"),
    ),
    json(
        "contains and unevaluatedItems, deep",
        "contains",
        |length| list(length, &nested("[", "1", "]", 100)),
    ),
    json("propertyNames", "names", |length| {
        format!(
            "{{{}\"z\":1}}",
            counted(length, |n| format!("\"{}\":1,", letters(n)))
        )
    }),
    json("formats: many texts", "formats", |length| {
        list(length, "\"http://a.b/c?d\"")
    }),
    json("formats: one long address", "formats", |length| {
        format!("[{}]", text(length, "a@b/../"))
    }),
    json("formats: one long host", "formats", |length| {
        format!("[\"http://{}\"]", "xn--a.".repeat((length - 20) / 6))
    }),
    json("wrong items", "wrongItems", |length| {
        list(length, "{\"a\":1}")
    }),
    json(
        "an integer that no type holds, the last",
        "beyondTheType",
        |length| list_but_last(length, "{\"a\":1}", "{\"a\":99999999999999999999}"),
    ),
    json("escapes", "escapes", |length| {
        format!("[{}]", text(length, "\\u0041\\n"))
    }),
    json("small objects, no schema", "anything", |length| {
        list(length, "{\"a\":1}")
    }),
    json("nesting beyond the limit", "anything", |length| {
        "[".repeat(length)
    }),
    Attack {
        what: "multipart: many parts of one name",
        operation: "manyParts",
        media: "multipart/form-data; boundary=x",
        body: |length| parts(length, |_| "a".to_owned()),
    },
    Attack {
        what: "multipart: many names",
        operation: "manyParts",
        media: "multipart/form-data; boundary=x",
        body: |length| parts(length, |n| format!("{n:x}")),
    },
    xml("xml: empty elements", |length| {
        root("", &"<m/>".repeat(length / 4))
    }),
    xml("xml: elements of which nothing is known", |length| {
        root("", &counted(length, |n| format!("<{}/>", letters(n))))
    }),
    xml("xml: the same that is unknown", |length| {
        root("", &"<a/>".repeat(length / 4))
    }),
    xml("xml: deep, over and over", |length| {
        let deep = nested("<m>", "", "</m>", 100);
        root("", &deep.repeat(length / deep.len()))
    }),
    xml("xml: references in a text", |length| {
        let text = "&lt;".repeat(length / 4 - 10);
        root("", &format!("<text>{text}</text>"))
    }),
    xml("xml: a text between comments", |length| {
        let text = "a<!---->".repeat(length / 8 - 10);
        root("", &format!("<text>{text}</text>"))
    }),
    xml("xml: as many attributes as may be", |length| {
        let attributes = (0..256).map(|n| format!(" {}=''", letters(n)));
        let element = format!("<m{}/>", attributes.collect::<String>());
        root("", &element.repeat(length / element.len()))
    }),
    xml("xml: as many namespaces as may be", |length| {
        let spaces = (0..60).map(|n| format!(" xmlns:{}='u'", letters(n)));
        root(
            &spaces.collect::<String>(),
            &"<a:m/>".repeat(length / 6 - 200),
        )
    }),
];

const fn form(what: &'static str, operation: &'static str, body: fn(usize) -> String) -> Attack {
    Attack {
        media: FORM,
        ..json(what, operation, body)
    }
}

/// A text in quotes.
fn text(length: usize, piece: &str) -> String {
    format!("\"{}\"", piece.repeat((length - 20) / piece.len()))
}

/// An array of the same items.
fn list(length: usize, item: &str) -> String {
    list_but_last(length, item, item)
}

fn list_but_last(length: usize, item: &str, last: &str) -> String {
    let count = (length - last.len() - 20) / (item.len() + 1);
    format!("[{}{last}]", format!("{item},").repeat(count))
}

fn nested(before: &str, inner: &str, after: &str, depth: usize) -> String {
    before.repeat(depth) + inner + &after.repeat(depth)
}

/// Pieces by their numbers.
fn counted(length: usize, piece: impl Fn(usize) -> String) -> String {
    let mut all = String::with_capacity(length);
    for number in 0.. {
        let piece = piece(number);
        if all.len() + piece.len() > length - 20 {
            break;
        }
        all.push_str(&piece);
    }
    all
}

fn letters(number: usize) -> String {
    let digits = number.to_string().into_bytes();
    digits
        .into_iter()
        .map(|digit| char::from(digit - b'0' + b'a'))
        .collect()
}

fn parts(length: usize, name: impl Fn(usize) -> String) -> String {
    counted(length, |n| {
        let name = name(n);
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n1\r\n")
    }) + "--x--\r\n"
}
