//! The table of formats.

use super::{Check, Float, Format, Holding, Integer, JsonType, Meaning, Number};

/// Every format that some stage knows.
pub(super) const FORMATS: &[Format] = &[
    Format {
        types: &["uuid"],
        meaning: Some(Meaning {
            letters: Some("0123456789abcdefABCDEF-"),
            ..copied("Uuid")
        }),
        check: Some(of_strings("uuid", "UUID")),
        ..text("uuid")
    },
    Format {
        types: &["date-time", "datetime", "timestamp"],
        meaning: Some(copied("DateTime")),
        check: Some(of_strings("date-time", "DATE_TIME")),
        ..text("date-time")
    },
    Format {
        types: &["date"],
        meaning: Some(Meaning {
            letters: Some("0123456789-"),
            ..copied("Date")
        }),
        check: Some(of_strings("date", "DATE")),
        ..text("date")
    },
    Format {
        meaning: Some(cloned("EmailAddress")),
        check: Some(of_strings("email", "EMAIL")),
        ..text("email")
    },
    Format {
        types: &["uri", "url"],
        meaning: Some(URL),
        check: Some(of_strings("uri", "URI")),
        ..text("uri")
    },
    Format {
        check: Some(rare("ipv4")),
        ..text("ipv4")
    },
    Format {
        check: Some(rare("ipv6")),
        ..text("ipv6")
    },
    // Encodings of bytes.
    Format {
        encoding: Some("base64"),
        meaning: Some(bytes("Base64")),
        check: Some(rare("byte")),
        ..text("byte")
    },
    Format {
        encoding: Some("base64url"),
        meaning: Some(bytes("Base64Url")),
        check: Some(rare("base64url")),
        ..any("base64url")
    },
    newer("sf-binary", bytes("SfBinary")),
    Format {
        types: &["binary", "file"],
        encoding: Some("binary"),
        ..text(BINARY)
    },
    standard(newer("time", copied("Time")), "full-time"),
    newer("time-local", copied("LocalTime")),
    newer("date-time-local", copied("LocalDateTime")),
    standard(
        newer("duration", copied("IsoDuration")),
        "standard-duration",
    ),
    newer("http-date", copied("HttpDate")),
    newer("char", copied("char")),
    newer("sf-boolean", copied("bool")),
    newer("sf-string", cloned("SfString")),
    // Checked where that is asked for: JSON Schema draft 2020-12 leaves all formats to the reader (section 7.2.1).
    on_demand(text("hostname")),
    on_demand(any("idn-hostname")),
    on_demand(any("idn-email")),
    on_demand(any("uri-reference")),
    on_demand(any("iri")),
    on_demand(any("iri-reference")),
    on_demand(any("uri-template")),
    on_demand(any("json-pointer")),
    on_demand(any("relative-json-pointer")),
    on_demand(any("regex")),
    // Not checked.
    text("url"),
    // An annotation, by which messages leave the value out.
    Format {
        check: Some(rare("password")),
        ..text("password")
    },
    // Decimal numbers that many readers cannot hold are written as strings
    // (<https://spec.openapis.org/registry/format/decimal>).
    Format {
        meaning: Some(DECIMAL),
        check: Some(rare("decimal")),
        of_strings_alone: true,
        number: Some(Number::Exact),
        digits: Some(DECIMAL),
        ..any("decimal")
    },
    Format {
        meaning: Some(DECIMAL),
        check: Some(rare("decimal128")),
        of_strings_alone: true,
        number: Some(Number::Exact),
        digits: Some(DECIMAL),
        ..any("decimal128")
    },
    width("int8", Integer::I8, rare("int8")),
    width("int16", Integer::I16, rare("int16")),
    width("int32", Integer::I32, of_integers("int32", "INT32")),
    // Of strings as well as numbers (<https://spec.openapis.org/registry/format/int64>).
    Format {
        check: Some(INT64),
        ..width("int64", Integer::I64, INT64)
    },
    width("long", Integer::I64, INT64),
    width("int", Integer::I64, INT64),
    width("uint8", Integer::U8, rare("uint8")),
    width("uint16", Integer::U16, rare("uint16")),
    width("uint32", Integer::U32, rare("uint32")),
    Format {
        check: Some(UINT64),
        ..width("uint64", Integer::U64, UINT64)
    },
    width("uint", Integer::U64, UINT64),
    // What a floating-point number of 64 bits holds without loss.
    integer("double-int", Number::Range(9_007_199_254_740_991)),
    // RFC 8941, section 3.3.1.
    integer("sf-integer", Number::Range(999_999_999_999_999)),
    large("int128", "i128"),
    large("int256", "i128"),
    large("uint128", "u128"),
    large("uint256", "u128"),
    large("bigint", "i128"),
    large("big-integer", "i128"),
    large("biginteger", "i128"),
    number("float", Number::Float(Float::F32, Some(FLOAT))),
    number("double", Number::Float(Float::F64, None)),
    // Twelve digits before the point and three behind it (RFC 8941, section 3.3.2).
    number(
        "sf-decimal",
        Number::Fixed {
            most: 999_999_999_999.999,
            unit: 0.001,
        },
    ),
];

/// The format of bytes that are no text, such as those of files.
pub const BINARY: &str = "binary";

/// The meaning of `uri`.
pub const URL: Meaning = cloned("Url");

/// The meaning of `decimal`.
const DECIMAL: Meaning = Meaning {
    is_newer: true,
    feature: Some("decimal"),
    ..copied("Decimal")
};

/// Numbers of which each digit counts.
pub const EXACT: Check = rare("decimal");

/// The range of `i64`.
pub const INT64: Check = of_integers("int64", "INT64");
const UINT64: Check = rare("uint64");
const FLOAT: Check = Check {
    name: "float",
    shared: Some((JsonType::Number, "FLOAT")),
};

/// A format that implies no type and says nothing.
const fn any(name: &'static str) -> Format {
    Format {
        name,
        implied: None,
        types: &[],
        encoding: None,
        meaning: None,
        check: None,
        asserted: None,
        of_strings_alone: false,
        number: None,
        digits: None,
    }
}

const fn text(name: &'static str) -> Format {
    Format {
        implied: Some(JsonType::String),
        ..any(name)
    }
}

/// A format of strings that are held to it where the settings ask for that.
const fn on_demand(format: Format) -> Format {
    Format {
        asserted: Some(rare(format.name)),
        ..format
    }
}

/// A format whose type takes more than the standard has, which strings are held to where the settings ask for that.
const fn standard(format: Format, check: &'static str) -> Format {
    Format {
        asserted: Some(rare(check)),
        ..format
    }
}

const fn width(name: &'static str, ty: Integer, check: Check) -> Format {
    integer(name, Number::Integer(ty, check))
}

const fn integer(name: &'static str, what: Number) -> Format {
    Format {
        implied: Some(JsonType::Integer),
        number: Some(what),
        ..any(name)
    }
}

/// Integers of which the type holds the most, and their digits all.
const fn large(name: &'static str, ty: &'static str) -> Format {
    Format {
        digits: Some(Meaning {
            is_newer: true,
            ..copied(ty)
        }),
        ..integer(name, Number::Large)
    }
}

const fn number(name: &'static str, what: Number) -> Format {
    Format {
        implied: Some(JsonType::Number),
        number: Some(what),
        ..any(name)
    }
}

const fn copied(name: &'static str) -> Meaning {
    Meaning {
        is_copy: true,
        ..cloned(name)
    }
}

const fn cloned(name: &'static str) -> Meaning {
    Meaning {
        name,
        is_copy: false,
        letters: None,
        holding: Holding::Text,
        is_newer: false,
        feature: None,
    }
}

const fn bytes(name: &'static str) -> Meaning {
    Meaning {
        holding: Holding::Bytes,
        is_newer: true,
        ..cloned(name)
    }
}

/// A format of strings that the oldest shape has no type for.
const fn newer(name: &'static str, meaning: Meaning) -> Format {
    Format {
        meaning: Some(Meaning {
            is_newer: true,
            ..meaning
        }),
        check: Some(rare(name)),
        ..text(name)
    }
}

/// A check whose schemas are written out where they are used.
const fn rare(name: &'static str) -> Check {
    Check { name, shared: None }
}

/// A check of strings that is so usual that the runtime has a schema of it.
const fn of_strings(name: &'static str, constant: &'static str) -> Check {
    Check {
        name,
        shared: Some((JsonType::String, constant)),
    }
}

/// A check of integers that is so usual that the runtime has a schema of it.
const fn of_integers(name: &'static str, constant: &'static str) -> Check {
    Check {
        name,
        shared: Some((JsonType::Integer, constant)),
    }
}
