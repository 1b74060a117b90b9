//! Bounds of numbers.

use super::enums::whole;
use super::{Schema, type_keywords};
use crate::diagnostic::{Code, Pointer};
use crate::formats::{self, Integer};
use serde_json::{Number, Value, json};
use std::cmp::Ordering;

/// One end of a range.
struct End {
    bound: &'static str,
    exclusive: &'static str,
    /// How a tighter bound compares to a looser one.
    tighter: Ordering,
}

const LOWER: End = End {
    bound: "minimum",
    exclusive: "exclusiveMinimum",
    tighter: Ordering::Greater,
};
const UPPER: End = End {
    bound: "maximum",
    exclusive: "exclusiveMaximum",
    tighter: Ordering::Less,
};

/// The keywords that bound the same thing from below and from above.
const RANGES: &[(&str, &str)] = &[
    (LOWER.bound, UPPER.bound),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// Where the width of an integer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    /// Its format tells it.
    Told,
    /// An integer is taken to have 64 bits.
    Assumed,
}

impl Schema<'_, '_, '_> {
    pub(super) fn settle_bounds(&mut self) {
        for end in [LOWER, UPPER] {
            self.settle_exclusive(&end);
        }
        self.settle_format_range();
        let is_exact = formats::digits(self.text("format")).is_some();
        let width = match is_exact || self.text("format").is_some_and(is_width) {
            true => Width::Told,
            false => Width::Assumed,
        };
        if self.text("type") == Some("integer") && width == Width::Assumed {
            self.settle_width();
        }
        if self.text("type") == Some("integer") {
            for end in [LOWER, UPPER] {
                self.settle_integer(&end, width);
            }
            self.settle_multiple();
        }
        self.check_ranges();
    }

    /// The range that a format has and no Rust type does.
    fn settle_format_range(&mut self) {
        if !matches!(self.text("type"), Some("integer" | "number")) {
            return;
        }
        match formats::number(self.text("format")) {
            Some(formats::Number::Range(most)) => {
                self.narrow(&LOWER, &json!(-most));
                self.narrow(&UPPER, &json!(most));
            }
            Some(formats::Number::Fixed { most, unit }) => {
                self.narrow(&LOWER, &json!(-most));
                self.narrow(&UPPER, &json!(most));
                let unit = Number::from_f64(unit).map_or(Value::Null, Value::Number);
                self.entries.entry("multipleOf").or_insert(unit);
            }
            _ => {}
        }
    }

    /// A range that holds nothing stays as it is, since that is what the document says.
    fn check_ranges(&mut self) {
        for (least, most) in RANGES {
            let (Some(lower), Some(upper)) = (self.entries.get(*least), self.entries.get(*most))
            else {
                continue;
            };
            if compare(lower, upper) == Some(Ordering::Greater) {
                let message = format!("`{least}` is {lower}, which is above `{most}`, {upper}");
                self.warn(Code::ImpossibleSchema, least, message)
                    .help("no value is accepted here; correct one of the two");
            }
        }
    }

    /// An exclusive bound of its own becomes the bound, if it is the tighter one, and a flag.
    fn settle_exclusive(&mut self, end: &End) {
        match self.entries.get(end.exclusive) {
            Some(Value::Bool(false)) => {
                self.take(end.exclusive);
            }
            Some(Value::Bool(true)) if !self.has(end.bound) => {
                self.take(end.exclusive);
                let message = format!(
                    "`{}` says nothing without `{}`; it is left out",
                    end.exclusive, end.bound
                );
                self.warn(Code::Repaired, end.exclusive, message).at_key();
            }
            Some(Value::Number(exclusive)) => {
                let exclusive = Value::Number(exclusive.clone());
                let inclusive = self.entries.get(end.bound);
                let looser = inclusive
                    .is_none_or(|inclusive| compare(inclusive, &exclusive) != Some(end.tighter));
                if looser {
                    self.moved(
                        &Pointer::root().child(end.exclusive),
                        &Pointer::root().child(end.bound),
                    );
                    self.set(end.bound, exclusive);
                    self.set(end.exclusive, json!(true));
                } else {
                    self.take(end.exclusive);
                }
            }
            _ => {}
        }
    }

    /// Moves an end inwards to a bound, unless it is there already.
    fn narrow(&mut self, end: &End, bound: &Value) {
        let known = self.entries.get(end.bound);
        if known.is_none_or(|known| compare(bound, known) == Some(end.tighter)) {
            self.set(end.bound, bound.clone());
            self.take(end.exclusive);
        }
    }

    /// The bound of an integer is one.
    fn settle_integer(&mut self, end: &End, width: Width) {
        let Some(bound) = self.entries.get(end.bound).cloned() else {
            return;
        };
        let whole = whole(&bound).unwrap_or(bound);
        if whole.is_i64() {
            self.set(end.bound, whole);
            return;
        }
        let Some(number) = whole.as_f64() else { return };
        if number.abs() >= LIMIT {
            self.settle_large(end, number, width);
            return;
        }
        // Nothing between two integers is one, so that the next one inside is the bound.
        let inside = if matches!(end.tighter, Ordering::Greater) {
            number.ceil()
        } else {
            number.floor()
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the value was checked to be in range"
        )]
        self.set(end.bound, json!(inside as i64));
        if number.fract() != 0.0 {
            self.take(end.exclusive);
        }
    }

    /// Beyond 64 bits with a sign. Bounds of that size are mostly those of the machine, rounded: `9223372036854776000`.
    fn settle_large(&mut self, end: &End, number: f64, width: Width) {
        let upper = matches!(end.tighter, Ordering::Less);
        let integer = formats::integer(self.text("format")).0;
        let is_unsigned = integer == Integer::U64;
        if number > LIMIT && number < UNSIGNED_LIMIT && is_unsigned {
            return;
        }
        if formats::digits(self.text("format")).is_some() {
            let message = format!(
                "`{}` is {number:e}, beyond the integers that are checked",
                end.bound
            );
            self.warn(Code::NotEnforced, end.bound, message);
            self.take(end.bound);
            self.take(end.exclusive);
            return;
        }
        let held = if is_unsigned { UNSIGNED_LIMIT } else { LIMIT };
        // A format that tells the width says what is meant.
        if upper == (number > 0.0) && number.abs() > held && width == Width::Assumed {
            self.report_beyond(end, number, integer);
        }
        self.take(end.bound);
        self.take(end.exclusive);
        if upper == (number < 0.0) {
            // The bound leaves no integer of 64 bits.
            let bound = if upper { i64::MIN } else { i64::MAX };
            self.set(end.bound, json!(bound));
            self.set(end.exclusive, json!(true));
        }
    }

    /// A range that no integer of 64 bits spans.
    fn report_beyond(&mut self, end: &End, number: f64, integer: Integer) {
        let sign = match integer {
            Integer::U64 => "without",
            _ => "with",
        };
        let message = format!(
            "`{}` is {number:e}, beyond the integers of 64 bits {sign} a sign that these are held as; values beyond those are refused",
            end.bound
        );
        self.warn(Code::Degraded, end.bound, message)
            .help("integers of any length are best sent as strings: `type: string`");
    }

    /// The width that the values of the document ask for, where no format tells it: an integer is taken to have 64 bits
    /// and a sign, which may be too few.
    fn settle_width(&mut self) {
        let number = |key: &str| self.entries.get(key).and_then(Value::as_f64);
        let values = match self.entries.get("enum") {
            Some(Value::Array(values)) => values.as_slice(),
            _ => &[],
        };
        let single = ["default", "example"]
            .iter()
            .filter_map(|key| self.entries.get(*key));
        let examples = self.entries.get("examples").and_then(Value::as_array);
        let values: Vec<&Value> = values
            .iter()
            .chain(single)
            .chain(examples.into_iter().flatten())
            .filter(|value| type_keywords::is_of(value, "integer") && !value.is_i64())
            .collect();
        let any = |is: fn(f64) -> bool| values.iter().filter_map(|value| value.as_f64()).any(is);
        let is_unsigned = number("minimum").is_some_and(|minimum| minimum >= 0.0);
        // The powers of two themselves are the largest integers of the machine, rounded.
        let bounded_beyond = number("maximum").is_some_and(|maximum| maximum > LIMIT)
            || number("minimum").is_some_and(|minimum| minimum > LIMIT);
        let is_beyond = any(|value| !(-LIMIT..=UNSIGNED_LIMIT).contains(&value));
        let needs_all_bits =
            values.iter().any(|value| value.is_u64()) || any(|value| value > LIMIT);
        if is_beyond {
            self.hold_as_float();
        } else if needs_all_bits || (is_unsigned && bounded_beyond) {
            self.set("format", json!("uint64"));
        }
    }

    /// Values beyond all integers of 64 bits are held as floating point numbers, which must be whole.
    fn hold_as_float(&mut self) {
        self.warn(
            Code::Degraded,
            "type",
            "the document has integers of more than 64 bits here; they are held as floating point numbers",
        )
        .help("integers of any length are best sent as strings");
        self.set("type", json!("number"));
        self.take("format");
        self.entries.entry("multipleOf").or_insert_with(|| json!(1));
    }

    fn settle_multiple(&mut self) {
        let Some(multiple) = self.entries.get("multipleOf").cloned() else {
            return;
        };
        if let Some(whole) = whole(&multiple) {
            self.set("multipleOf", whole);
        } else if multiple
            .as_f64()
            .is_some_and(|number| (1.0 / number).fract() == 0.0)
        {
            // Every integer is a multiple of a half.
            self.take("multipleOf");
        }
    }
}

/// 2 to the power of 64, from where on a number does not fit into 64 bits without a sign.
const UNSIGNED_LIMIT: f64 = 18_446_744_073_709_551_616.0;

/// 2 to the power of 63, from where on a number does not fit into 64 bits with a sign.
const LIMIT: f64 = 9_223_372_036_854_775_808.0;

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

/// Whether a format says how many bits an integer has.
fn is_width(format: &str) -> bool {
    matches!(
        formats::number(Some(format)),
        Some(formats::Number::Integer(..))
    )
}
