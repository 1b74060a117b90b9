//! Bounds of numbers.

use super::Schema;
use super::enums::whole;
use crate::diagnostic::{Code, Pointer};
use serde_json::{Value, json};
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

impl Schema<'_, '_, '_> {
    pub(super) fn settle_bounds(&mut self) {
        for end in [LOWER, UPPER] {
            self.settle_exclusive(&end);
        }
        if self.text("type") == Some("integer") {
            for end in [LOWER, UPPER] {
                self.settle_integer(&end);
            }
            self.settle_multiple();
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

    /// The bound of an integer is one.
    fn settle_integer(&mut self, end: &End) {
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
            self.settle_large(end, number);
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

    /// Beyond 64 bits with a sign. Bounds of that size are those of the machine, rounded: `9223372036854776000`.
    fn settle_large(&mut self, end: &End, number: f64) {
        let upper = matches!(end.tighter, Ordering::Less);
        self.take(end.bound);
        self.take(end.exclusive);
        if upper == (number < 0.0) {
            // The bound leaves no integer of 64 bits.
            let bound = if upper { i64::MIN } else { i64::MAX };
            self.set(end.bound, json!(bound));
            self.set(end.exclusive, json!(true));
            return;
        }
        let not_negative = self
            .entries
            .get("minimum")
            .and_then(Value::as_i64)
            .is_some_and(|minimum| minimum >= 0);
        if upper && number > LIMIT && not_negative && !self.has("format") {
            self.set("format", json!("uint64"));
        }
    }

    fn settle_multiple(&mut self) {
        let Some(multiple) = self.entries.get("multipleOf").cloned() else {
            return;
        };
        if let Some(whole) = whole(&multiple) {
            self.set("multipleOf", whole);
        } else if !multiple.is_i64() {
            self.take("multipleOf");
            // Every integer is a multiple of a half, but not of one and a half.
            let parts = multiple
                .as_f64()
                .map_or(0.5, |number| (1.0 / number).fract());
            if parts != 0.0 {
                self.warn(
                    Code::NotEnforced,
                    "multipleOf",
                    "`multipleOf` of an integer is not an integer; it is not checked",
                );
            }
        }
    }
}

/// 2 to the power of 63, from where on a number does not fit into 64 bits with a sign.
const LIMIT: f64 = 9_223_372_036_854_775_808.0;

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}
