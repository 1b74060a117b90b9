//! Exact arithmetic on JSON numbers: 64-bit integers and floats compare by value, not by rounding one to the other.

use serde_json::Number;
use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};

/// A limit of a number. Comparisons are exact, also where a 64-bit integer meets a float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    /// An integer.
    Int(i128),
    /// A number with a fraction, or an integer beyond 64 bits.
    Float(f64),
}

impl Bound {
    /// The limit that a document states.
    pub(crate) fn of(number: &Number) -> Self {
        match Exact::of(number) {
            Exact::Int(bound) if !number.is_f64() => Self::Int(bound),
            _ => Self::Float(number.as_f64().unwrap_or(f64::MAX)),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(bound) => bound.fmt(f),
            Self::Float(bound) => bound.fmt(f),
        }
    }
}

/// A number without loss.
#[derive(Clone, Copy)]
enum Exact {
    Int(i128),
    Float(f64),
}

impl Exact {
    fn of(number: &Number) -> Self {
        if let Some(n) = number.as_i64() {
            Self::Int(n.into())
        } else if let Some(n) = number.as_u64() {
            Self::Int(n.into())
        } else {
            // `as_f64` is `None` only for texts beyond its range, which serde_json refuses to read.
            Self::float(number.as_f64().unwrap_or(f64::MAX))
        }
    }

    /// Floats that are whole and fit become integers, so that only true fractions and giants are left.
    fn float(n: f64) -> Self {
        const LIMIT: f64 = 1e30;
        #[allow(clippy::cast_possible_truncation)]
        if n.fract() == 0.0 && n.abs() < LIMIT {
            Self::Int(n as i128)
        } else {
            Self::Float(n)
        }
    }

    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a.cmp(&b),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(&b),
            (Self::Int(a), Self::Float(b)) => int_float(a, b),
            (Self::Float(a), Self::Int(b)) => int_float(b, a).reverse(),
        }
    }
}

/// `float` either has a fraction or is beyond all integers, so they are never equal.
fn int_float(int: i128, float: f64) -> Ordering {
    #[allow(clippy::cast_possible_truncation)]
    match int.cmp(&(float.trunc() as i128)) {
        Ordering::Equal if float > 0.0 => Ordering::Less,
        Ordering::Equal => Ordering::Greater,
        unequal => unequal,
    }
}

impl From<Bound> for Exact {
    fn from(bound: Bound) -> Self {
        match bound {
            Bound::Int(n) => Self::Int(n),
            Bound::Float(n) => Self::float(n),
        }
    }
}

/// Compares a number with a bound.
pub(super) fn compare(number: &Number, bound: Bound) -> Ordering {
    Exact::of(number).compare(bound.into())
}

/// Compares two numbers.
pub(super) fn compare_numbers(a: &Number, b: &Number) -> Ordering {
    Exact::of(a).compare(Exact::of(b))
}

/// Hashes a number by its value, as [`compare_numbers`] compares.
pub(super) fn hash(number: &Number, hasher: &mut impl Hasher) {
    match Exact::of(number) {
        Exact::Int(n) => n.hash(hasher),
        Exact::Float(n) => n.to_bits().hash(hasher),
    }
}

/// Whether a number divided by `unit` is an integer, both taken as the decimals they are written as.
///
/// In binary, 0.3 is not a multiple of 0.1.
pub(super) fn is_multiple(number: &Number, unit: Bound) -> bool {
    let (number, unit) = (Exact::of(number), Exact::from(unit));
    if let (Exact::Int(number), Exact::Int(unit)) = (number, unit) {
        return unit == 0 || number.unsigned_abs().is_multiple_of(unit.unsigned_abs());
    }
    let number = Decimal::of(number);
    let unit = Decimal::of(unit);
    if number.digits == 0 || unit.digits == 0 {
        // A unit of zero breaks the standard; it is not enforced.
        return true;
    }
    let shift = number.exponent - unit.exponent;
    if shift >= 0 {
        // digits × 10^shift mod unit, with every factor kept below 2⁶⁴ so that products fit.
        let Ok(modulus) = u64::try_from(unit.digits) else {
            return number.digits.is_multiple_of(unit.digits);
        };
        let digits = number.digits % u128::from(modulus);
        let power = match u32::try_from(modulus) {
            Ok(modulus) => small_power_of_ten(shift.unsigned_abs(), modulus.into()),
            Err(_) => power_of_ten(shift.unsigned_abs(), modulus.into()),
        };
        (digits * power).is_multiple_of(modulus.into())
    } else {
        10u128
            .checked_pow(shift.unsigned_abs())
            .and_then(|scale| unit.digits.checked_mul(scale))
            // A unit beyond 2¹²⁸ in these digits is larger than the number.
            .is_some_and(|unit| number.digits.is_multiple_of(unit))
    }
}

/// 10^`exponent` mod `modulus`, where `modulus` is below 2³², which takes a tenth of the time.
fn small_power_of_ten(mut exponent: u32, modulus: u64) -> u128 {
    let (mut result, mut base) = (1 % modulus, 10 % modulus);
    while exponent > 0 && result != 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    result.into()
}

/// 10^`exponent` mod `modulus`, where `modulus` is below 2⁶⁴.
fn power_of_ten(mut exponent: u32, modulus: u128) -> u128 {
    let (mut result, mut base) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    result
}

/// An unsigned decimal: `digits × 10^exponent`.
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    fn of(number: Exact) -> Self {
        match number {
            Exact::Int(n) => Self {
                digits: n.unsigned_abs(),
                exponent: 0,
            },
            // The shortest decimal that reads back as this float: at most 17 digits.
            Exact::Float(n) => {
                let mut digits = Digits::default();
                // It never fails.
                let _ = write!(digits, "{:e}", n.abs());
                digits.decimal()
            }
        }
    }
}

/// Reads a decimal while it is written, such as `1.25e-7`, without memory for the text.
#[derive(Default)]
struct Digits {
    digits: u64,
    /// How many digits stand after the point.
    fraction: Option<i32>,
    /// What stands after the `e`, and whether it is negative.
    exponent: Option<(i32, bool)>,
}

impl Digits {
    fn push(&mut self, byte: u8) {
        match (byte, &mut self.exponent) {
            (b'.', _) => self.fraction = Some(0),
            (b'e', _) => self.exponent = Some((0, false)),
            (b'-', Some((_, is_negative))) => *is_negative = true,
            (digit, Some((exponent, _))) => *exponent = *exponent * 10 + i32::from(digit - b'0'),
            (digit, None) => {
                // At most 17 of them.
                self.digits = self.digits * 10 + u64::from(digit - b'0');
                self.fraction = self.fraction.map(|count| count + 1);
            }
        }
    }

    fn decimal(&self) -> Decimal {
        let (exponent, is_negative) = self.exponent.unwrap_or_default();
        let exponent = if is_negative { -exponent } else { exponent };
        Decimal {
            digits: self.digits.into(),
            exponent: exponent - self.fraction.unwrap_or_default(),
        }
    }
}

impl Write for Digits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.bytes().for_each(|byte| self.push(byte));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn integers_meet_floats_exactly() {
        // 2⁵³ + 1 and 2⁶³ have neighbours that a float rounds them to.
        assert_eq!(
            compare(
                &number("9007199254740993"),
                Bound::Float(9007199254740992.0)
            ),
            Ordering::Greater
        );
        assert_eq!(
            compare(
                &number("9223372036854775807"),
                Bound::Float(9223372036854775808.0)
            ),
            Ordering::Less
        );
        assert_eq!(
            compare(
                &number("18446744073709551615"),
                Bound::Float(18446744073709551616.0)
            ),
            Ordering::Less
        );
        assert_eq!(
            compare(&number("1e300"), Bound::Int(i64::MAX.into())),
            Ordering::Greater
        );
        assert_eq!(
            compare(&number("-1e300"), Bound::Int(i64::MIN.into())),
            Ordering::Less
        );
        assert_eq!(compare(&number("-0.5"), Bound::Int(0)), Ordering::Less);
        assert_eq!(compare(&number("0.5"), Bound::Int(0)), Ordering::Greater);
        assert_eq!(compare(&number("1.0"), Bound::Int(1)), Ordering::Equal);
        assert_eq!(compare(&number("-0.0"), Bound::Int(0)), Ordering::Equal);
    }

    #[test]
    fn multiples_are_decimal() {
        for (text, unit, expected) in [
            ("0.3", Bound::Float(0.1), true),
            ("19.99", Bound::Float(0.01), true),
            ("19.995", Bound::Float(0.01), false),
            ("4.35", Bound::Float(0.05), true),
            ("10", Bound::Int(5), true),
            ("-10", Bound::Int(5), true),
            ("11", Bound::Int(5), false),
            ("0", Bound::Int(5), true),
            ("7.5", Bound::Float(2.5), true),
            ("1e300", Bound::Int(3), false),
            ("3e300", Bound::Int(3), true),
            ("1e-300", Bound::Float(0.1), false),
            ("1", Bound::Float(1e-300), true),
            ("1", Bound::Float(1e40), false),
            ("1", Bound::Int(0), true),
            ("1.5e300", Bound::Int(4_294_967_291), false),
            ("4294967291e290", Bound::Int(4_294_967_291), true),
            ("-3.5", Bound::Float(0.7), true),
            ("3.6", Bound::Float(0.7), false),
            ("9223372036854775808", Bound::Int(i64::MIN.into()), true),
        ] {
            assert_eq!(
                is_multiple(&number(text), unit),
                expected,
                "{text} by {unit}"
            );
        }
    }

    proptest! {
        #[test]
        fn integer_comparison_agrees_with_the_language(a: i64, b: i64) {
            prop_assert_eq!(compare(&a.into(), Bound::Int(b.into())), a.cmp(&b));
        }

        #[test]
        fn whole_multiples_are_multiples(n in -1_000_000i64..1_000_000, cents in 1u32..100_000) {
            let unit: f64 = format!("{}e-3", cents).parse().unwrap();
            let product: f64 = format!("{}e-3", n * i64::from(cents)).parse().unwrap();
            prop_assert!(is_multiple(&Number::from_f64(product).unwrap(), Bound::Float(unit)));
        }

        #[test]
        fn no_float_panics(a: f64, b: f64) {
            if let Some(number) = Number::from_f64(a) {
                let _ = is_multiple(&number, Bound::Float(b));
                let _ = compare(&number, Bound::Float(b));
            }
        }
    }
}
